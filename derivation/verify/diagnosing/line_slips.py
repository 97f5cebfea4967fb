"""Slips in a worked line: what turns it into one that gives the printed result, or the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.formulas import Call, Formula, Name, Negative, Number, call, children, formula, substitute, walk
from derivation.maths.formulas import with_children as rebuilt
from derivation.maths.numbers import Numeral, Value, as_ball, decimal_text, read_number
from derivation.maths.printing.text import BY_ID
from derivation.verify.diagnosing.coincidences import SURE, chance
from derivation.verify.diagnosing.typos import COMMON, NONE, in_units, typos
from derivation.verify.diagnosing.worklines import Workline, line_value
from derivation.verify.values.arithmetic import arithmetic

_MOST_OTHERS = 40
_MOST_FOR_PAIRS = 6  # up to so many numbers in a line, two slips in it are looked for
_MOST_ROUNDED = 3
_DIGITS_FOR_PAIRS = 4
_REACH = 2  # halves of its last place by which a number of a line may be off
_NARROW = 1e-12
_POINTS = (1, -1, 2, -2)
_OTHER_FUNCTIONS = {"tanh": ("sigmoid",), "sigmoid": ("tanh",)}

Variant = tuple[tuple[str, ...], Formula]
"""Mistakes, and the line with them in it."""


@dataclass(frozen=True)
class Slipped:
    """Slips that turn a line into another: their mistakes, and what it was made of."""

    mistakes: tuple[str, ...]
    shown: str
    tried: int
    chance: float

    @property
    def is_certain(self) -> bool:
        """Whether luck is as good as excluded."""
        return self.chance < SURE


def slipped(line: Workline, numeral: Numeral, others: Sequence[Numeral]) -> list[Slipped]:
    """Every slip in one line that gives the printed result, or that makes it of the line's own result."""
    import numpy as np

    right = line.value
    if right is None:
        return []
    unit = float(2 * numeral.half_unit)
    found: list[Slipped] = []
    tried: list[float] = []
    for tier in _tiers(line, right, numeral, others):
        tried += [value for _, value, _ in tier]
        luck = chance(np.array(tried), float(numeral.value), right, unit)
        hits = (each for each in tier if abs(each[1] - float(numeral.value)) <= unit / 2 * (1 + 1e-6))
        found += [Slipped(mistakes, shown, len(tried), luck) for mistakes, _, shown in hits]
    return list({(each.mistakes, each.shown): each for each in reversed(found)}.values())[::-1]


_Tried = tuple[tuple[str, ...], float, str]


def _tiers(line: Workline, right: float, numeral: Numeral, others: Sequence[Numeral]) -> Iterator[Sequence[_Tried]]:
    """What is tried, the likeliest slips first: mistakes, the value that they give, and how that is shown."""
    import numpy as np

    pens = list(typos(np.array([right]), numeral)) if in_units(numeral) else []
    form = line.form
    unit, meant = float(2 * numeral.half_unit), f"of {right:.{max(numeral.places, 1)}f}"
    written = [((mistake,), float(each[0]) * unit, meant) for mistake, each in pens if each[0] != NONE]
    yield [*_worked(_signs(form)), *(each for each in written if each[0][0] in COMMON)]
    yield [*_worked(_operands(form, others))]
    yield written
    yield [*_worked(_points(form)), *_worked(_rounded_otherwise(line))]
    if numeral.digits >= _DIGITS_FOR_PAIRS and len(_decimals(form)) <= _MOST_FOR_PAIRS:
        yield [*_worked(_two(form))]


def _worked(variants: Iterator[Variant]) -> Iterator[_Tried]:
    """What every variant of a line gives, and the variant in words."""
    for mistakes, form in variants:
        if (value := line_value(form)) is not None:
            yield mistakes, value, BY_ID(form)


def _decimals(form: Formula) -> list[Numeral]:
    """The different decimals of a line."""
    return list(dict.fromkeys(each.numeral for each in walk(form) if isinstance(each, Number) and each.numeral.places))


def _signs(form: Formula) -> Iterator[Variant]:
    """The line with one sign turned, or one function exchanged."""
    yield from ((("sign-in-the-line",), each) for each in _rewritten(form, _turned))
    yield from ((("function-exchanged",), each) for each in _rewritten(form, _other_function))


def _points(form: Formula) -> Iterator[Variant]:
    """The line with the decimal point of one number in another place."""
    yield from ((("point-moved",), each) for each in _rewritten(form, _moved))


def _two(form: Formula) -> Iterator[Variant]:
    """The line with a decimal point in another place, and a sign turned."""
    for moved, first in _points(form):
        yield from ((moved + turned, both) for turned, both in _signs(first))


def _rounded_otherwise(line: Workline) -> Iterator[Variant]:
    """The line with every rounded number one unit of its last place up or down, or as it is."""
    rounded = [each for each in _decimals(line.form) if each.value not in line.given]
    for steps in product((0, 1, -1), repeat=len(rounded)) if len(rounded) <= _MOST_ROUNDED else ():
        others = {own: _stepped(own, step) for own, step in zip(rounded, steps, strict=True) if step}
        if others:
            yield ("rounded-intermediate",), substitute(line.form, partial(_other, others))


def _stepped(own: Numeral, step: int) -> Number:
    units = int(own.value * 10**own.places) + step
    return Number(read_number(decimal_text(units, own.places)))


def _other(others: Mapping[Numeral, Number], part: Formula) -> Formula | None:
    return others.get(part.numeral) if isinstance(part, Number) else None


def _operands(form: Formula, others: Sequence[Numeral]) -> Iterator[Variant]:
    """The line with one decimal exchanged for another that the document prints before."""
    decimals = list(dict.fromkeys(others))[-_MOST_OTHERS:]

    def exchanged(part: Formula) -> Iterator[Formula]:
        if isinstance(part, Number) and part.numeral.places:
            yield from (Number(each) for each in decimals if each.value != part.value)

    yield from ((("operand-exchanged",), each) for each in _rewritten(form, exchanged))


def _turned(part: Formula) -> Iterator[Formula]:
    match part:
        case Negative(inner):
            yield inner
        case Number(numeral) if numeral.value:
            yield Negative(part)


def _moved(part: Formula) -> Iterator[Formula]:
    if isinstance(part, Number) and part.numeral.places and part.value:
        for shift in _POINTS:
            places = max(0, part.numeral.places - shift)
            units = part.value * Fraction(10) ** (shift + places)
            yield Number(read_number(decimal_text(int(units), places)))


def _other_function(part: Formula) -> Iterator[Formula]:
    match part:
        case Call("exp", (Negative(inner),)):
            yield call("exp", inner)
        case Call("exp", (inner,)):
            yield call("exp", -inner)
        case Call("ln", (inner,)):
            yield part / call("ln", formula(10))
            yield part / call("ln", formula(2))
        case Call(name, arguments) if name in _OTHER_FUNCTIONS:
            yield from (Call(other, arguments) for other in _OTHER_FUNCTIONS[name])


def _rewritten(form: Formula, change: Callable[[Formula], Iterator[Formula]]) -> Iterator[Formula]:
    """*form* with one of its parts changed, once for every part and every change."""
    yield from change(form)
    parts = children(form)
    for at, part in enumerate(parts):
        for other in _rewritten(part, change):
            yield rebuilt(form, (*parts[:at], other, *parts[at + 1 :]))


def restored(line: Workline, rights: Mapping[Fraction, Value], halves: int) -> Value | None:
    """What a line gives when what it takes over wrongly is right; its rounded decimals may be off by *halves*."""
    parts: dict[Formula, Value | None] = {}

    def named(part: Formula) -> Formula | None:
        if not isinstance(part, Number) or not part.numeral.places:
            return None
        name = Name(f"#{part.numeral.text}")
        slack = 0 if part.value in line.given else halves * part.numeral.half_unit
        parts[name] = rights.get(part.value, arb(as_ball(part.value), as_ball(slack)))
        return name

    return arithmetic(substitute(line.form, named), parts)


def repaired(
    line: Workline, right: Value, rights: Mapping[Fraction, Value], others: Mapping[Numeral, Value]
) -> list[Slipped]:
    """Every number of a wrong line that only has to be exchanged for another one for the line to be *right*.

    *rights* are the right values of what the line takes over wrongly, *others* those of what is printed before it.
    """
    import numpy as np

    plain = line.value
    if plain is None:
        return []
    tried = [*_exchanged(line, rights, others)]
    pool, wanted = np.array([float(ball.mid()) for _, ball in tried]), as_ball(right)
    found = [
        Slipped(("operand-exchanged",), shown, len(tried), chance(pool, float(wanted.mid()), plain, _width(ball)))
        for shown, ball in tried
        if ball.overlaps(wanted)
    ]
    return sorted(found, key=lambda each: each.chance)


def _exchanged(
    line: Workline, rights: Mapping[Fraction, Value], others: Mapping[Numeral, Value]
) -> Iterator[tuple[str, arb]]:
    """What the line comes to with one of its decimals exchanged, everywhere in it."""
    for own in _decimals(line.form):
        for other, value in list(others.items())[-_MOST_OTHERS:]:
            changed = None if other.value == own.value else restored(line, {**rights, own.value: value}, _REACH)
            if changed is not None:
                yield f"{own.text} in place of {other.text}", as_ball(changed)


def _width(ball: arb) -> float:
    return max(2 * float(ball.rad()), _NARROW)
