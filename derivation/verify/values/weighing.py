"""Weighing one printed number: the interval of its digits against a value, or against the operands printed with it.

A printed number stands for the interval of half a unit in its last place. It is compared with the exact value; else
with the author's own printed operands, first taken as they stand, then as intervals themselves. `wrong` is said only
when none of these readings can save it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Negative, Number, Partial, substitute, walk
from derivation.maths.numbers import Numeral, Value, as_ball, certified_nearest, decimal_text
from derivation.verify.documents.claims import Literal
from derivation.verify.values.arithmetic import arithmetic, closely, interval
from derivation.verify.values.evidence import Cause

_TRUNCATED_DIGITS = 3
FEWEST_DIGITS = 3
"""Digits from which on a number is known by them."""
SINGLE = "right for single precision"
AGAINST_ITS_LINE = "its own line gives another number"
LATER = "after one update"
NOTHING_PRINTED = "nothing printed says what it follows from"
OTHERWISE = "the document's own definitions give another number, and do not say which is meant"
ROUNDED_OPERANDS = "right for rounded operands"
REFUTED = "with it, its line does not come to the right result that it prints"
DOUBLE = "right for double precision"
_SINGLE_DIGITS, SINGLE_REACH = 6, Fraction(1, 2**20)
_DOUBLE_DIGITS, _DOUBLE_REACH = range(15, 18), Fraction(1, 2**49)
LIKE_IT = Fraction(1, 1000)
"""What two values may differ by that are the same but for what was rounded on the way, as a share."""
FAR = 12
"""Halves of a last place that rounding on the way may add up to; numbers that are further off are wrong themselves."""
_UNLIKE = as_ball(Fraction(1, 20))
"""The part of a value by which a number may be off and still be meant for it."""
FROM_WRONG = "it follows from numbers that are wrong"
ABOUT_FROM_WRONG = f"{FROM_WRONG}, as far as these are known"
ALL_FROM_WRONG = (FROM_WRONG, ABOUT_FROM_WRONG)
OFF_ITS_LINE = "its line gives all but the last digit"


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


WorkOut = Callable[[Formula, Mapping[Formula, Value | None]], Value | None]
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


def is_negative_of_one(form: object) -> bool:
    """Whether a formula is the negative of one quantity or derivative."""
    return isinstance(form, Negative) and isinstance(form.operand, Name | Partial)


def in_order(verdict: Verdict) -> tuple[int, bool]:
    """The key that sorts verdicts as their claims stand, a formula before the numbers in it."""
    return verdict.start, verdict.literal is not None


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
    cut = printed.value != 0 and printed.digits >= _TRUNCATED_DIGITS and outward >= 0 and outward < 2 * half
    return Word.TRUNCATED if cut else None


def distance(value: Value, numeral: Numeral) -> arb:
    """How far a value is from the printed number."""
    return abs(as_ball(value) - as_ball(numeral.value))


def may_be(printed: Numeral, ball: Value) -> bool:
    """Whether some number in the ball can be printed as *printed*."""
    return bool(as_ball(ball).overlaps(interval(printed)))


def is_near(printed: Numeral, value: Value) -> bool:
    """Whether a printed number misses by at most one unit of its last place; a whole one is no rounded decimal."""
    units = 2 if "." in printed.text else 1
    return bool(distance(value, printed) <= units * as_ball(printed.half_unit))


def is_strange(printed: Numeral, value: Value | None) -> bool:
    """Whether a number is nothing like the value that it would stand for."""
    return value is not None and bool(distance(value, printed) > _UNLIKE * abs(as_ball(value)))


def differs_in_one_digit(printed: Numeral, value: Value) -> bool:
    """Whether a number is the rounded or the cut value, but for one digit that is another.

    >>> differs_in_one_digit(Numeral(Fraction("0.39"), "0.39"), Fraction(1, 3))
    True
    """
    found = certified_nearest(value, printed.places)
    if found is None or may_be(printed, value):
        return False
    scaled = abs(found)
    own = decimal_text(int(abs(printed.value) * 10**printed.places), printed.places)
    likely = [decimal_text(units, printed.places) for units in (scaled, scaled - 1) if units >= 0]
    return any(len(own) == len(each) and sum(a != b for a, b in zip(own, each, strict=True)) == 1 for each in likely)


def is_single(printed: Numeral, value: Value) -> bool:
    """Whether a long number is the value as far as numbers of single precision go, a few roundings on."""
    gap = distance(value, printed)
    return printed.digits >= _SINGLE_DIGITS and bool(gap <= abs(as_ball(value)) * as_ball(SINGLE_REACH))


def is_double(printed: Numeral, value: Value) -> bool:
    """Whether a number has as many digits as one of double precision shows, and is the value but for a few roundings.

    More digits than that are not a computer's: they are meant as they stand.
    """
    return printed.digits in _DOUBLE_DIGITS and bool(
        distance(value, printed) <= abs(as_ball(value)) * as_ball(_DOUBLE_REACH)
    )


@dataclass(frozen=True)
class Line:
    """The numbers that a printed result is said to follow from; what is *given* among them is exact."""

    worked: Formula
    given: frozenset[Fraction] = frozenset()

    @property
    def plain(self) -> Value | None:
        """What a calculator makes of the numbers as they stand."""
        return arithmetic(self.worked, {})

    def within(self, halves: int, work_out: WorkOut = arithmetic) -> Value | None:
        """All that the line can come to when every rounded number in it is off by so many halves of its last place."""
        marks = self._marks()
        parts: dict[Formula, Value | None] = {
            name: arb(as_ball(part.numeral.value), as_ball(halves * part.numeral.half_unit))
            for part, name in marks.items()
            if isinstance(part, Number)
        }
        return work_out(substitute(self.worked, marks.get), parts)

    def _marks(self) -> dict[Formula, Name]:
        """A name for every rounded number: whole numbers are exact, and so is what is given."""
        numbers = [part for part in walk(self.worked) if isinstance(part, Number) and part.numeral.places]
        rounded = dict.fromkeys(part for part in numbers if part.value not in self.given)
        return {part: Name(f"#{index}") for index, part in enumerate(rounded)}


Weighed = tuple[Word, Value | None, str]


def weigh(printed: Numeral, exact: Sequence[Value], line: Line | None, trusted: bool) -> Weighed:
    """The verdict on one printed result.

    *exact* are the values that it may be meant to have, the likeliest first; *trusted* says that the first of them
    comes from a network and not from the document's own definitions.
    """
    for value in exact:
        if word := fits(printed, value):
            return word, value, "the exact value"
    if line is None or line.plain is None:
        return _against_value(printed, exact, trusted)
    if (word := fits(printed, line.plain)) and not exact:
        return word, line.plain, "its own line"
    return _against_line(printed, exact, line, trusted)


def _against_line(printed: Numeral, exact: Sequence[Value], line: Line, trusted: bool) -> Weighed:
    plain, wide = line.plain, line.within(1)
    value = exact[0] if exact and trusted else plain
    if plain is not None and (fits(printed, plain) or wide is None or may_be(printed, wide)):
        apart = line.within(FAR) if trusted and exact else None
        if apart is not None and not as_ball(apart).overlaps(as_ball(exact[0])):
            return Word.WRONG, value, FROM_WRONG if fits(printed, plain) else ABOUT_FROM_WRONG
        if not _only_loosely(printed, plain, line):
            return Word.CARRIED, value, ROUNDED_OPERANDS
    if any(is_near(printed, each) for each in (plain, *exact) if each is not None):
        return Word.LAST_DIGIT, value, OFF_ITS_LINE
    return Word.WRONG, value, AGAINST_ITS_LINE


def _only_loosely(printed: Numeral, plain: Value, line: Line) -> bool:
    """Whether a number next to what the line comes to would need one number to be several at the same time."""
    if fits(printed, plain) or not is_near(printed, plain):
        return False
    close = line.within(1, closely)
    return close is not None and not may_be(printed, close)


def _against_value(printed: Numeral, exact: Sequence[Value], trusted: bool) -> Weighed:
    """No operands are printed: only the world can tell."""
    if not exact:
        return Word.UNREAD, None, NOTHING_PRINTED
    if any(may_be(printed, value) for value in exact):
        return Word.CARRIED, exact[0], ROUNDED_OPERANDS
    if any(is_near(printed, value) for value in exact):
        return Word.LAST_DIGIT, exact[0], "within one unit of the last place"
    if trusted:
        return Word.WRONG, exact[0], "the network gives another number"
    return Word.UNREAD, None, OTHERWISE


def wrong_in_size(verdict: Verdict | None) -> Verdict | None:
    """A wrong number, unless only its sign is wrong."""
    if verdict is None or verdict.literal is None or verdict.value is None:
        return verdict
    printed = verdict.literal.numeral.value
    turned = as_ball(verdict.value) + as_ball(printed)
    return None if abs(turned) <= as_ball(abs(printed) * LIKE_IT) else verdict


def usual_places(judged: Sequence[Verdict]) -> int:
    """The decimal places that most rounded numbers of the document have."""
    rounded = (each.literal for each in judged if each.word is Word.ROUNDED)
    counts = Counter(literal.numeral.places for literal in rounded if literal is not None)
    return max(counts, key=lambda places: counts[places], default=9)


def turns_its_line(verdict: Verdict, printed: Fraction) -> bool:
    """Whether a result has another sign than the operands beside it give."""
    against = verdict.reason == AGAINST_ITS_LINE and verdict.value is not None
    return against and bool(as_ball(verdict.value or 0) * as_ball(printed) < 0)
