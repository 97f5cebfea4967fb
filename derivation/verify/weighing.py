"""Weighing one printed number: the interval of its digits against a value, or against the operands printed with it.

A printed number stands for the interval of half a unit in its last place. It is compared with the exact value; else
with the author's own printed operands, first taken as they stand, then as intervals themselves. `wrong` is said only
when none of these readings can save it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from derivation.maths.formulas import Formula, Name, Number, substitute, walk
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.verify.claims import Literal
from derivation.verify.worlds import arithmetic, interval

_TRUNCATED_DIGITS = 3


class Word(StrEnum):
    """What can be said of a number or a formula."""

    EXACT = "exact"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    CARRIED = "carried"
    LAST_DIGIT = "last-digit"
    WRONG = "wrong"
    UNREAD = "unread"
    HOLDS = "holds"  # of a formula


RIGHT = (Word.EXACT, Word.ROUNDED, Word.TRUNCATED)


@dataclass(frozen=True)
class Verdict:
    """One word for one claim, with the value that it was compared with and the reason.

    `literal` is None for a formula; `subject` is the quantity that the claim is about, where it is known; an
    `operand` stands inside a worked line.
    """

    word: Word
    start: int
    text: str
    literal: Literal | None
    subject: Formula | None
    value: Value | None
    reason: str
    operand: bool = False


def fits(printed: Numeral, value: Value) -> Word | None:
    """`exact`, `rounded` or `truncated` if the printed digits are those of *value*, else None.

    Guarantee: a word is right for every number in the ball.

    >>> fits(Numeral(Fraction("0.33"), "0.33"), Fraction(1, 3))
    <Word.ROUNDED: 'rounded'>
    """
    if isinstance(value, Fraction) and value == printed.value:
        return Word.EXACT
    gap: Any = value - printed.value if isinstance(value, Fraction) else value - as_ball(printed.value)
    half: Any = printed.half_unit if isinstance(value, Fraction) else as_ball(printed.half_unit)
    if abs(gap) <= half:
        return Word.ROUNDED
    outward = gap if printed.value > 0 else -gap
    shown = len(printed.text.lstrip("-0.").replace(".", ""))
    cut = printed.value != 0 and shown >= _TRUNCATED_DIGITS and outward >= 0 and outward < 2 * half
    return Word.TRUNCATED if cut else None


def may_be(printed: Numeral, ball: Value) -> bool:
    """Whether some number in the ball can be printed as *printed*."""
    return bool(as_ball(ball).overlaps(interval(printed)))


def is_near(printed: Numeral, value: Value) -> bool:
    """Whether the printed number misses by no more than one unit of its last place."""
    return bool(abs(as_ball(value) - as_ball(printed.value)) <= 2 * as_ball(printed.half_unit))


def weigh(
    printed: Numeral, exact: Value | None, worked: Formula | None, certain: bool
) -> tuple[Word, Value | None, str]:
    """The verdict on one printed result."""
    if exact is not None and (word := fits(printed, exact)):
        return word, exact, "the exact value"
    plain = None if worked is None else arithmetic(worked, {})
    if plain is not None and (word := fits(printed, plain)):
        return (word, plain, "its own line") if exact is None else (Word.CARRIED, exact, "right for rounded operands")
    if worked is not None and plain is not None:
        return _against_intervals(printed, exact, plain, worked, certain)
    return _against_value(printed, exact, certain)


def _against_intervals(
    printed: Numeral, exact: Value | None, plain: Value, worked: Formula, certain: bool
) -> tuple[Word, Value | None, str]:
    wide = arithmetic(_opened(worked), _intervals(worked))
    value = plain if exact is None or not certain else exact
    if wide is None or may_be(printed, wide):
        return Word.CARRIED, value, "right for rounded operands"
    if is_near(printed, plain) or is_near(printed, value):
        return Word.LAST_DIGIT, value, "within one unit of the last place"
    return Word.WRONG, value, "its own line gives another number"


def _against_value(printed: Numeral, exact: Value | None, certain: bool) -> tuple[Word, Value | None, str]:
    """No operands are printed: only the world can tell."""
    if exact is None:
        return Word.UNREAD, None, "nothing printed says what it follows from"
    if may_be(printed, exact):
        return Word.CARRIED, exact, "right for rounded operands"
    if is_near(printed, exact):
        return Word.LAST_DIGIT, exact, "within one unit of the last place"
    if certain:
        return Word.WRONG, exact, "the network gives another number"
    return Word.UNREAD, None, "the document's own definitions give another number, and do not say which is meant"


def _marks(formula: Formula) -> dict[Formula, Name]:
    """A name for every decimal in a numeric form: whole numbers are exact."""
    decimals = [part for part in walk(formula) if isinstance(part, Number) and part.numeral.places]
    return {part: Name(f"#{index}") for index, part in enumerate(dict.fromkeys(decimals))}


def _opened(formula: Formula) -> Formula:
    """*formula* with a name in place of every decimal, so that it can be an interval."""
    return substitute(formula, _marks(formula).get)


def _intervals(formula: Formula) -> Mapping[Formula, Value | None]:
    return {name: interval(part.numeral) for part, name in _marks(formula).items() if isinstance(part, Number)}
