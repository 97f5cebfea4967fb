"""What the outputs are compared with: the loss, and the target of every output, by its name or as a number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from derivation.maths.formulas import Formula, Name, Negative, Number, Power, Sum, substitute, walk
from derivation.verify.networks.definitions import Definitions
from derivation.verify.values.shapes import Leaf, loss_of
from derivation.verify.values.substitution import flat

_TEMPLATE = re.compile(r"[_^(](?!in$)[ijklmnpq]{1,3}\)?$")
_TARGET = "target of "


def is_template(name: str) -> bool:
    """Whether a name has a letter for its index: y_j, w_ij."""
    return bool(_TEMPLATE.search(name))


def compared(said: Definitions, outs: set[str], same: Mapping[str, str]) -> tuple[str | None, dict[str, Leaf]]:
    """The loss, and the target that each output is compared with: in the loss, else anywhere, else as a number."""
    losses: dict[str, int] = {}
    targets: dict[str, Leaf] = {}
    numbers = _numbers(said, outs)
    for key in (*said.formulas, *said.worked) if numbers else said.formulas:
        for found in (loss_of(_with_targets(form, numbers)) for form in said.of(key) if isinstance(key, Name)):
            pairs = [_out_first(pair, outs, same) for pair in found[1]] if found else []
            targets = {**{out: target for out, target in pairs if not _is_number(target)}, **targets}
            if found:
                losses.setdefault(found[0], len(pairs))
    for first, second in (pair for forms in said.formulas.values() for form in forms for pair in _differences(form)):
        out, target = _out_first((first, second), outs, same)
        if out in outs and isinstance(target, Name) and target.id not in outs and target.id not in same:
            targets.setdefault(out, target)
    return max(losses, key=lambda name: losses[name], default=None), {**numbers, **targets}


def _is_number(target: Leaf) -> bool:
    """Whether a target is only the stand-in for a number."""
    return isinstance(target, Name) and target.id.startswith(_TARGET)


def _out_first(pair: tuple[str, str], outs: set[str], same: Mapping[str, str]) -> tuple[str, Leaf]:
    """(output, target) of two names that are compared; a template's index is left out of account."""
    plain = [_TEMPLATE.sub("", name) for name in pair]
    first, second = (same.get(name, name) for name in plain)
    return (first, Name(second)) if first in outs and second not in outs else (second, Name(first))


def _differences(formula: Formula) -> Iterator[tuple[str, str]]:
    """Two names of which one is subtracted from the other."""
    for part in walk(flat(formula)):
        match part:
            case Sum((Name(first), Negative(Name(second)))) | Sum((Negative(Name(second)), Name(first))):
                yield first, second


def _numbers(said: Definitions, outs: set[str]) -> dict[str, Leaf]:
    """The number that each output is most often compared with where numbers are put in: 0.01 in `(0.75 - 0.01)^2`."""
    counts: dict[str, Counter[Number]] = {}
    for form in (form for forms in said.worked.values() for form in forms):
        for out, number in _compared_numbers(flat(form)):
            if out in outs:
                counts.setdefault(out, Counter())[number] += 1
    return {out: max(found, key=lambda number: found[number]) for out, found in counts.items()}


def _compared_numbers(form: Formula) -> Iterator[tuple[str, Number]]:
    """Outputs and numbers that are subtracted from each other; `1 - out` is a slope unless it stands there twice."""
    found = [pair for part in walk(form) for pair in _compared_in(part, whole=part is form)]
    complements = Counter(out for out, number, is_slope in found if is_slope)
    yield from ((out, number) for out, number, is_slope in found if not is_slope or complements[out] > 1)


def _compared_in(part: Formula, *, whole: bool) -> Iterator[tuple[str, Number, bool]]:
    """The output and the number of one difference, and whether that may be the slope of a sigmoid."""
    match part:
        case Power(Sum((Number(numeral), Negative(Name(out))))):
            yield out, Number(numeral), False
        case Sum((Number(numeral), Negative(Name(out)))):
            yield out, Number(numeral), numeral.value == 1 and not whole
        case Sum((Name(out), Negative(Number(numeral)))):
            yield out, Number(numeral), False


def _with_targets(form: Formula, numbers: Mapping[str, Leaf]) -> Formula:
    """A worked formula with a name for every number that an output is compared with."""

    def named(part: Formula) -> Formula | None:
        match part:
            case Sum((Number() as number, Negative(Name(out)))) if numbers.get(out) == number:
                return Sum((Name(_TARGET + out), Negative(Name(out))))
            case Sum((Name(out), Negative(Number() as number))) if numbers.get(out) == number:
                return Sum((Name(out), Negative(Name(_TARGET + out))))
        return None

    return substitute(form, named)
