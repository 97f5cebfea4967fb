"""Mistakes of the update."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import ONE, Formula, Name, Negative, Sum, names, substitute
from derivation.network.courses import Course, Lines
from derivation.network.equations import LEARNING_RATE
from derivation.network.slips import Mistake, Site
from derivation.network.updates import update_lines, updated

_LESS, _PLUS = "less", "plus"
_WIDE = 12
"""Up to so many weights in a layer, the steps of two of them may be mixed up."""


def _updates(course: Course) -> Iterator[Site]:
    for name in course.ground.learnable:
        if LEARNING_RATE in names(course[Name(updated(name))]):
            yield (updated(name),)


def _with_rate(course: Course, site: Site, rate: Formula) -> Lines:
    return course.exchanged(Name(site[0]), LEARNING_RATE, rate)


def _added(course: Course, site: Site) -> Lines:
    def turned(part: Formula) -> Formula | None:
        match part:
            case Sum((first, Negative(step))):
                return first + step
        return None

    return {Name(site[0]): substitute(course[Name(site[0])], turned)}


def _biases(course: Course, *, trained: bool) -> Iterator[Site]:
    ground = course.ground
    plain = not ground.network.optimizer.memories
    for name in ground.biases:
        moves = course[Name(updated(name))] != Name(name)
        if moves == trained and (trained or plain):
            yield (updated(name),)


def _trained(course: Course, site: Site) -> Lines:
    name = _before(course, site[0])
    step = next(step for step in course.ground.network.steps if name in step.roles)
    return {Name(line): formula for line, formula in update_lines(step, name)}


def _left(course: Course, site: Site) -> Lines:
    return {Name(site[0]): Name(_before(course, site[0]))}


def _before(course: Course, after: str) -> str:
    """The parameter whose updated self is *after*."""
    return next(name for name in course.ground.learnable if updated(name) == after)


def _steps(course: Course) -> Iterator[Site]:
    """(updated weight, the weight that the sum starts from, the weight whose step is added too, its sign)."""
    ground = course.ground
    nets = ground.of_role("net_input")
    families = {name: ground.layer_weights(net) for net in nets for name in ground.parts(net, "weight")}
    for name, family in families.items():
        if _step(course, name) is not None and len(family) <= _WIDE:
            yield (updated(name), name, name, _LESS)
            others = [other for other in family if other != name and _step(course, other) is not None]
            yield from (
                (updated(name), *pair, sign)
                for other in others
                for pair in _both(name, other)
                for sign in (_LESS, _PLUS)
            )


def _both(name: str, other: str) -> Iterator[tuple[str, str]]:
    yield from ((name, other), (other, name))


def _step(course: Course, name: str) -> Formula | None:
    """What an update takes away from a parameter."""
    match course[Name(updated(name))]:
        case Sum((Name(), Negative(step))):
            return step
    return None


def _mixed(course: Course, site: Site) -> Lines:
    after, start, other, sign = site
    own, second = (_step(course, name) for name in (start, other))
    if own is None or second is None:
        return {}
    return {Name(after): Name(start) - own - second if sign == _LESS else Name(start) - own + second}


ROWS = (
    Mistake(
        id="rate-forgotten",
        name="learning rate forgotten",
        when="the learning rate is forgotten",
        example="w5⁺ = w5 - dE_total/dw5",
        sites=_updates,
        change=lambda course, site: _with_rate(course, site, ONE),
        tier=1,
    ),
    Mistake(
        id="rate-twice",
        name="learning rate applied twice",
        when="the learning rate is multiplied in twice",
        example="w5⁺ = w5 - η·η·dE_total/dw5",
        sites=_updates,
        change=lambda course, site: _with_rate(course, site, Name(LEARNING_RATE) * Name(LEARNING_RATE)),
    ),
    Mistake(
        id="update-added",
        name="step added",
        when="the step is added instead of subtracted",
        example="w5⁺ = w5 + η·dE_total/dw5",
        sites=_updates,
        change=_added,
        tier=1,
    ),
    Mistake(
        id="biases-trained",
        name="biases trained",
        when="the biases are updated too",
        example="b1⁺ = b1 - η·dE_total/db1",
        sites=lambda course: _biases(course, trained=False),
        change=_trained,
        tier=0,
        rule=r"bias(?:es)?\b[^.]{0,60}\b(?:not|never|fixed|constant|unchanged)",
    ),
    Mistake(
        id="biases-not-trained",
        name="biases not trained",
        when="the biases are left as they are",
        example="b1⁺ = b1",
        sites=lambda course: _biases(course, trained=True),
        change=_left,
        tier=0,
    ),
    Mistake(
        id="steps-mixed",
        name="steps mixed up",
        when="a second step is added to that of the weight",
        example="w5⁺ = w5 - η·dE_total/dw5 - η·dE_total/dw6",
        sites=_steps,
        change=_mixed,
        where="{1} less its own step, {3} that of {2}, for {0}",
        once=True,
    ),
)
