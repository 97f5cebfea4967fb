"""Mistakes of the error: its factors, its logarithm, and what it is summed over."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import (
    Call,
    Formula,
    Name,
    Number,
    Product,
    call,
    formula,
    fraction,
    product,
    substitute,
    walk,
)
from derivation.network.courses import Course, Lines, slope_name
from derivation.network.slips import Mistake, Site

_ERROR_ONLY, _SLOPE_TOO = "the error", "the error and its derivative"


def _logarithms(course: Course) -> Iterator[Site]:
    for line in course.ground.network.equations:
        if any(isinstance(part, Call) and part.function == "ln" for part in walk(line.formula)):
            yield from ((line.id, base) for base in ("10", "2"))


def _other_logarithm(course: Course, site: Site) -> Lines:
    def turned(part: Formula) -> Formula | None:
        natural = isinstance(part, Call) and part.function == "ln"
        return part / call("ln", formula(int(site[1]))) if natural else None

    return {Name(site[0]): substitute(course[Name(site[0])], turned)}


def _errors(course: Course) -> tuple[str, ...]:
    return course.ground.of_role("error")


def _has_half(node: Formula) -> bool:
    return isinstance(node, Product) and isinstance(node.factors[0], Number) and node.factors[0].value * 2 == 1


def _halved(course: Course) -> Iterator[Site]:
    for error in _errors(course):
        yield from ((error, what) for what in (_ERROR_ONLY, _SLOPE_TOO) if _has_half(course[Name(error)]))


def _not_halved(course: Course) -> Iterator[Site]:
    for error in _errors(course):
        yield from ((error, what) for what in (_ERROR_ONLY, _SLOPE_TOO) if not _has_half(course[Name(error)]))


def _scaled(course: Course, site: Site, factor: Formula) -> Lines:
    error, what = site
    slopes = [slope_name(error, out) for out in course.ground.parts(error, "activation")] if what == _SLOPE_TOO else []
    return {target: factor * course[target] for target in (Name(error), *slopes)}


def _without_half(course: Course, site: Site) -> Lines:
    whole = product(tuple(getattr(course[Name(site[0])], "factors", ())[1:]))
    return {**_scaled(course, site, formula(2)), Name(site[0]): whole}


def _losses(course: Course, *, mean: bool) -> Iterator[str]:
    """The losses over several errors, or over several samples, that are their mean or their sum."""
    for loss in course.ground.of_role("loss"):
        count = len(_parts(course, loss))
        numbers = (part.value for part in walk(course[Name(loss)]) if isinstance(part, Number))
        if count > 1 and mean == any(number * count == 1 for number in numbers):
            yield loss


def _parts(course: Course, loss: str) -> tuple[str, ...]:
    return course.ground.parts(loss, "error", "loss")


def _means(course: Course) -> Iterator[Site]:
    yield from ((loss, what) for loss in _losses(course, mean=True) for what in (_ERROR_ONLY, _SLOPE_TOO))


def _sums(course: Course) -> Iterator[Site]:
    yield from ((loss, what) for loss in _losses(course, mean=False) for what in (_ERROR_ONLY, _SLOPE_TOO))


def _summed(course: Course, site: Site, factor: Formula) -> Lines:
    """Every error in the loss, and where asked for its slope, times *factor*."""
    loss, what = site
    errors = {Name(error) for error in _parts(course, loss)}
    whole = substitute(course[Name(loss)], lambda part: factor * part if part in errors else None)
    slopes = [slope_name(loss, error.id) for error in errors] if what == _SLOPE_TOO else []
    return {Name(loss): whole, **{slope: factor * course[slope] for slope in slopes}}


def _lone_errors(course: Course) -> Iterator[Site]:
    for loss in course.ground.of_role("loss"):
        errors = _parts(course, loss)
        yield from ((loss, error, what) for error in errors for what in (_ERROR_ONLY, _SLOPE_TOO) if len(errors) > 1)


def _only_one(course: Course, site: Site) -> Lines:
    loss, kept, what = site
    found: dict[Formula, Formula] = {Name(loss): Name(kept)}
    if what == _SLOPE_TOO:
        others = (error for error in _parts(course, loss) if error != kept)
        found.update({slope_name(loss, error): formula(0) for error in others})
    return found


ROWS = (
    Mistake(
        id="other-logarithm",
        name="log10 for ln",
        when="the logarithm is taken to another base than e",
        example="E_o = -log10(out_o)",
        sites=_logarithms,
        change=_other_logarithm,
        where="base {1} in {0}",
        throughout="base {0}",
    ),
    Mistake(
        id="missing-half",
        name="half forgotten",
        when="the factor 1/2 of the squared error is forgotten",
        example="E_o1 = (target_o1 - out_o1)^2",
        sites=_halved,
        change=_without_half,
        where="in {1} ({0})",
        throughout="in {0}",
        tier=1,
    ),
    Mistake(
        id="half-added",
        name="half that is not there",
        when="the error is halved, although its definition has no 1/2",
        example="E_o1 = 1/2·(target_o1 - out_o1)^2 for the squared error",
        sites=_not_halved,
        change=lambda course, site: _scaled(course, site, fraction(1, 2)),
        where="in {1} ({0})",
        throughout="in {0}",
    ),
    Mistake(
        id="sum-for-mean",
        name="sum for mean",
        when="the errors are added up where their mean is meant",
        example="E_total = E_o1 + E_o2 for the mean squared error",
        sites=_means,
        change=lambda course, site: _summed(course, site, formula(len(_parts(course, site[0])))),
        where="in {1}",
        always=True,
    ),
    Mistake(
        id="mean-for-sum",
        name="mean for sum",
        when="the mean of the errors is taken where their sum is meant",
        example="E_total = 1/2·(E_o1 + E_o2)",
        sites=_sums,
        change=lambda course, site: _summed(course, site, fraction(1, len(_parts(course, site[0])))),
        where="in {1}",
        always=True,
    ),
    Mistake(
        id="one-error-for-total",
        name="error of one output for the total",
        when="the error of one output stands in place of the total",
        example="E_total = E_o1",
        sites=_lone_errors,
        change=_only_one,
        where="{1} in {2}",
        always=True,
        tier=1,
    ),
)
