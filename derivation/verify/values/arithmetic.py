"""Formulas over numbers that are known exactly, or to the digits that were printed for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import arb

from derivation.maths.calculus import NoRule, differentiate
from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import Formula, Name, Negative, walk
from derivation.maths.functions import BALLS, RATIONALS
from derivation.maths.numbers import Numeral, Value, as_ball

_LONGEST = 8_192  # bits
_SHORT = 4  # digits


def interval(numeral: Numeral) -> arb:
    """The ball of all numbers that can be printed as *numeral*."""
    return arb(as_ball(numeral.value), as_ball(numeral.half_unit))


def arithmetic(formula: Formula, parts: Mapping[Formula, Value | None]) -> Value | None:
    """*formula* over the values of its leaves: rational where it can be, else a ball; None where it has no value."""
    try:
        if all(not isinstance(value, arb) for value in parts.values()):
            return _handy(evaluate(formula, lambda part: _rational(parts, part), RATIONALS))
    except (NotInThisArithmetic, ZeroDivisionError):
        pass
    try:
        ball = evaluate(formula, lambda part: None if (found := parts.get(part)) is None else as_ball(found), BALLS)
    except (NotInThisArithmetic, ZeroDivisionError):
        return None
    return ball if ball.is_finite() else None


def closely(formula: Formula, parts: Mapping[Formula, Value | None]) -> Value | None:
    """*formula* as with `arithmetic`, but what stands in it more than once is the same number every time.

    Formula: f(m) + sum over the parts x of df/dx * (x - m), the slopes over all that the parts may be.
    Source: Moore, Kearfott and Cloud, Introduction to Interval Analysis (2009), section 6.1, the mean value form.
    """
    loose = arithmetic(formula, parts)
    counts = Counter(part for part in walk(formula) if isinstance(parts.get(part), arb))
    if loose is None or all(number < 2 for number in counts.values()):
        return loose
    middles = {part: arb(value.mid()) if isinstance(value, arb) else value for part, value in parts.items()}
    moved = arithmetic(formula, middles)
    for part in counts:
        ball = as_ball(parts[part] or 0)
        along = slope_of(formula, part.id) if isinstance(part, Name) else None
        slope = None if along is None else arithmetic(along, parts)
        moved = None if moved is None or slope is None else as_ball(moved) + as_ball(slope) * (ball - arb(ball.mid()))
    return loose if moved is None else moved


def slope_of(formula: Formula, name: str) -> Formula | None:
    """The derivative of a formula that a document prints; None where there is no rule for it."""
    try:
        return differentiate(formula, name).after
    except NoRule:
        return None


def times(first: Value, second: Value) -> Value:
    """The product, rational where both are."""
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first * second
    return as_ball(first) * as_ball(second)


def added(terms: Sequence[Value]) -> Value:
    """The sum, rational where all terms are."""
    rationals = [term for term in terms if isinstance(term, Fraction)]
    balls = [term for term in terms if isinstance(term, arb)]
    whole = sum(rationals, Fraction(0))
    return sum(balls, as_ball(whole)) if balls else whole


def _handy(value: Fraction) -> Value:
    """A rational as it is, or as a ball where it has grown so long that reckoning with it would take its time."""
    return value if value.denominator.bit_length() + value.numerator.bit_length() < _LONGEST else as_ball(value)


def _rational(parts: Mapping[Formula, Value | None], part: Formula) -> Fraction | None:
    found = parts.get(part)
    return found if isinstance(found, Fraction) else None


def without_sign(formula: Formula) -> Formula:
    """What stands behind a minus sign, or *formula* itself."""
    return formula.operand if isinstance(formula, Negative) else formula


def as_printed(numeral: Numeral) -> Value:
    """A short number is a given and exact; a long one is known to its digits."""
    return numeral.value if numeral.digits <= _SHORT or "/" in numeral.text else interval(numeral)
