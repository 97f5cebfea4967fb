"""Weighing one printed number: the interval of its digits against a value, or against the operands printed with it.

A printed number stands for the interval of half a unit in its last place. It is compared with the exact value; else
with the author's own printed operands, first taken as they stand, then as intervals themselves. `wrong` is said only
when none of these readings can save it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from derivation.maths.formulas import Formula, Name, Number, substitute, walk
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.verify.claims import Literal
from derivation.verify.evidence import Cause
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
    `operand` stands inside a worked line. `cause` is the mistake that gives a wrong number, where one is known.
    """

    word: Word
    start: int
    text: str
    literal: Literal | None
    subject: Formula | None
    value: Value | None
    reason: str
    operand: bool = False
    cause: Cause | None = None


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
    printed: Numeral, exact: Sequence[Value], worked: Formula | None, trusted: bool
) -> tuple[Word, Value | None, str]:
    """The verdict on one printed result.

    *exact* are the values that it may be meant to have, the likeliest first; *worked* are the operands printed with it.
    """
    for value in exact:
        if word := fits(printed, value):
            return word, value, "the exact value"
    plain = None if worked is None else arithmetic(worked, {})
    if worked is None or plain is None:
        return _against_value(printed, exact, trusted)
    if word := fits(printed, plain):
        return (Word.CARRIED, exact[0], "right for rounded operands") if exact else (word, plain, "its own line")
    return _against_intervals(printed, exact, plain, worked, trusted)


def _against_intervals(
    printed: Numeral, exact: Sequence[Value], plain: Value, worked: Formula, trusted: bool
) -> tuple[Word, Value | None, str]:
    value = exact[0] if exact and trusted else plain
    wide = arithmetic(_opened(worked), _intervals(worked))
    if wide is None or may_be(printed, wide):
        return Word.CARRIED, value, "right for rounded operands"
    if any(is_near(printed, each) for each in (plain, *exact)):
        return Word.LAST_DIGIT, value, "within one unit of the last place"
    return Word.WRONG, value, "its own line gives another number"


def _against_value(printed: Numeral, exact: Sequence[Value], trusted: bool) -> tuple[Word, Value | None, str]:
    """No operands are printed: only the world can tell."""
    if not exact:
        return Word.UNREAD, None, "nothing printed says what it follows from"
    if any(may_be(printed, value) for value in exact):
        return Word.CARRIED, exact[0], "right for rounded operands"
    if any(is_near(printed, value) for value in exact):
        return Word.LAST_DIGIT, exact[0], "within one unit of the last place"
    if trusted:
        return Word.WRONG, exact[0], "the network gives another number"
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
