"""Numbers that no equation explains: recognised by their digits, or by what the document prints elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Negative
from derivation.maths.numbers import Numeral, as_ball
from derivation.verify.documents.claims import Literal
from derivation.verify.judging.following import Following
from derivation.verify.values.arithmetic import arithmetic, closely, without_sign
from derivation.verify.values.weighing import (
    AGAINST_ITS_LINE,
    ALL_FROM_WRONG,
    DOUBLE,
    FAR,
    FEWEST_DIGITS,
    LIKE_IT,
    OFF_ITS_LINE,
    REFUTED,
    RIGHT,
    ROUNDED_OPERANDS,
    SINGLE,
    SINGLE_REACH,
    Verdict,
    Word,
    WorkOut,
    fits,
    is_double,
    is_single,
    turns_its_line,
    usual_places,
    wrong_in_size,
)
from derivation.verify.values.worlds import Known, World

ASTRAY = "another number belongs here"
_BEFORE, _ELSEWHERE = "as printed before", "printed elsewhere too"
_COPIED = "a unit of its last place from what was printed for it"
_LONGER = "printed with fewer digits elsewhere"


@dataclass(frozen=True)
class Matching:
    """The known quantities sorted by value, and what was printed in the equations, by its digits.

    `sizes_shown` are the sizes of all numbers of a quantity, by half a unit of their last place.
    """

    world: World
    sizes: Sequence[float]
    known: Sequence[Known]
    places: int
    printed: dict[Fraction, Verdict] = field(default_factory=dict)
    results: dict[Formula, list[Numeral]] = field(default_factory=dict)
    wrong: dict[Fraction, Verdict] = field(default_factory=dict)
    shown: dict[Formula, list[Numeral]] = field(default_factory=dict)
    sizes_shown: dict[Formula, dict[Fraction, set[Fraction]]] = field(default_factory=dict)
    called: dict[Formula, Formula] = field(default_factory=dict)
    is_single: bool = False

    @classmethod
    def of(
        cls, world: World, judged: Iterable[Verdict], lines: Iterable[Formula] = (), *, is_single: bool = False
    ) -> Matching:
        """What can be recognised: the quantities of *world*, its *lines*, and the results *judged* right or carried.

        Where the document *is_single*, its numbers were worked out with numbers of single precision.
        """
        worked = [(line, value) for line in dict.fromkeys(lines) if (value := world.value(line)) is not None]
        known = sorted((*world.quantities(), *worked), key=_size)
        return cls(world, [_size(each) for each in known], known, 0, is_single=is_single).again(judged)

    def again(self, judged: Iterable[Verdict]) -> Matching:
        """The same quantities, and what is *judged* right or carried by now."""
        judged = tuple(judged)
        matching = Matching(self.world, self.sizes, self.known, usual_places(judged), is_single=self.is_single)
        for verdict in judged:
            if verdict.reason not in (_BEFORE, _ELSEWHERE):  # else a number would stand on itself
                matching.note(verdict)
        return matching

    def _follows(self, verdict: Verdict, numeral: Numeral, work_out: WorkOut) -> bool:
        """Whether a result is right for rounded numbers."""
        following = Following(self.world, self.results_of, self.places, lambda own: self.called.get(own, own))
        return following.explains(verdict.subject, numeral, work_out) or (
            verdict.reason not in ALL_FROM_WRONG and following.explains_update(verdict.subject, numeral, self.printed)
        )

    def _first_called(self, subject: Formula) -> Formula:
        """What a quantity was called where it was printed first: a document may have several spellings for it."""
        own = self.world.bound(subject)
        return subject if own is None else self.called.setdefault(own, subject)

    def results_of(self, subject: Formula) -> Sequence[Numeral]:
        """The numbers that are printed as results for a quantity."""
        return self.results.get(self._first_called(subject), ())

    def shown_of(self, subject: Formula) -> Sequence[Numeral]:
        """All numbers that are printed for a quantity."""
        return self.shown.get(self._first_called(subject), ())

    def note(self, verdict: Verdict) -> None:
        """Remember a number that is right, carried or wrong by itself; the first with its digits counts."""
        if verdict.literal is None:
            return
        numeral = verdict.literal.numeral
        if verdict.reason in (_BEFORE, _ELSEWHERE):
            if verdict.subject is not None and not verdict.operand:
                self.results.setdefault(self._first_called(verdict.subject), [numeral])
            return
        if verdict.subject is not None:
            called = self._first_called(verdict.subject)
            self.shown.setdefault(called, []).append(numeral)
            self.sizes_shown.setdefault(called, {}).setdefault(numeral.half_unit, set()).add(abs(numeral.value))
        single = self.is_single and verdict.value is not None and is_single(numeral, verdict.value)
        if verdict.word is Word.WRONG and not verdict.operand and not single:
            self.wrong.setdefault(numeral.value, verdict)
        if verdict.word not in (*RIGHT, Word.CARRIED):
            return
        first = self.printed.setdefault(numeral.value, verdict) is verdict
        if (first or not verdict.operand) and verdict.subject is not None and verdict.word is not Word.EXACT:
            self.results.setdefault(self._first_called(verdict.subject), []).append(numeral)

    def recognise(self, verdict: Verdict) -> Verdict:
        """The verdict on a number in an equation, once more if nothing in the equation explained it."""
        if verdict.literal is None:
            return verdict
        if verdict.reason == REFUTED:
            own = self._is_own_result(verdict.subject, verdict.literal.numeral.value)
            return replace(verdict, word=Word.CARRIED, reason=_BEFORE) if own else verdict
        if verdict.word in (Word.LAST_DIGIT, Word.WRONG) and verdict.reason != ASTRAY:
            return self._saved(verdict, verdict.literal)
        literal = verdict.literal
        if verdict.operand and verdict.word in (Word.UNREAD, Word.CARRIED):
            verdict = self._inherited(verdict, literal)
        return (self.by_digits(verdict, literal) if verdict.word is Word.UNREAD else None) or verdict

    def _saved(self, verdict: Verdict, literal: Literal) -> Verdict:
        """The verdict on a number that is off, unless what the document printed before explains it."""
        single = self.is_single and verdict.value is not None and is_single(literal.numeral, verdict.value)
        if single and verdict.reason != OFF_ITS_LINE:
            return replace(verdict, word=Word.CARRIED, reason=SINGLE)
        if verdict.operand and not self.world.trusts(verdict.subject) and self._is_printed(literal):
            return self.by_digits(verdict, literal) or verdict
        if verdict.operand and not self.world.trusts(verdict.subject) and self._is_shown_shorter(verdict, literal):
            return replace(verdict, word=Word.CARRIED, reason=_LONGER)
        taken = self._taken_over(verdict, literal)
        results = self.results_of(verdict.subject) if verdict.operand and verdict.subject is not None else ()
        copied = bool(results) and literal.numeral.places <= self.places
        told = copied or verdict.reason in (AGAINST_ITS_LINE, OFF_ITS_LINE)
        work_out = closely if verdict.word is Word.LAST_DIGIT else arithmetic
        if taken is verdict and not told and self._follows(verdict, literal.numeral, work_out):
            return replace(verdict, word=Word.CARRIED, reason=ROUNDED_OPERANDS)
        near = taken.word is Word.WRONG and any(_is_next_to(literal.numeral, each) for each in results)
        return replace(taken, word=Word.LAST_DIGIT, reason=_COPIED) if near else taken

    def _taken_over(self, verdict: Verdict, literal: Literal) -> Verdict:
        """A number that is the printed result for the same quantity is worth what that is.

        Its sign may be the other one, if there are no operands beside it that say which it is.
        """
        value = literal.numeral.value
        if self._is_own_result(verdict.subject, value):
            return replace(verdict, word=Word.CARRIED, reason=_BEFORE)
        result = self.printed.get(value) or self.printed.get(-value)
        if turns_its_line(verdict, value) or result is None or result.value is None or verdict.value is None:
            return verdict
        if self._are_two(result, verdict):
            return verdict
        gap = abs(as_ball(result.value)) - abs(as_ball(verdict.value))
        reach = max(FAR * literal.numeral.half_unit if literal.numeral.places else 0, abs(value) * LIKE_IT)
        return replace(verdict, word=Word.CARRIED, reason=_BEFORE) if abs(gap) <= as_ball(reach) else verdict

    def _is_shown_shorter(self, verdict: Verdict, literal: Literal) -> bool:
        """Whether a number rounds to what is printed for the same quantity: it may have more of its digits."""
        if verdict.subject is None:
            return False
        size = abs(literal.numeral.value)
        shown = self.sizes_shown.get(self._first_called(without_sign(verdict.subject)), {})
        rounded = ((half, size // (2 * half) * 2 * half, sizes) for half, sizes in shown.items() if half)
        near = ((half, each) for half, below, sizes in rounded for each in (below, below + 2 * half) if each in sizes)
        return any(0 < abs(each - size) <= half for half, each in near)

    def _is_own_result(self, subject: Formula | None, value: Fraction) -> bool:
        """Whether a number is what was printed as the result for the same quantity."""
        own = self.results_of(without_sign(subject)) if subject is not None else ()
        meant = -value if isinstance(subject, Negative) else value
        return any(each.value == meant for each in own)

    def _are_two(self, result: Verdict, verdict: Verdict) -> bool:
        """Whether a printed result is certainly that of another quantity: given numbers are results of nothing.

        An operand may be right, and the formula that it is put into have a wrong index.
        """
        if self.world.gives(verdict.subject) or (not verdict.operand and self.world.gives(result.subject)):
            return True
        if (
            verdict.operand
            or _is_short(verdict)
            or not (self.world.trusts(result.subject) and self.world.trusts(verdict.subject))
        ):
            return False
        values = [abs(as_ball(each.value)) for each in (result, verdict) if each.value is not None]
        return not values[0].overlaps(values[-1])

    def _inherited(self, verdict: Verdict, literal: Literal) -> Verdict:
        """An operand that was a wrong result before, and never a right one, is as wrong as that."""
        value = literal.numeral.value
        source = self.wrong.get(value) or wrong_in_size(self.wrong.get(-value))
        if source is None or self._is_printed(literal) or literal.numeral.digits < FEWEST_DIGITS:
            return verdict
        return replace(
            verdict, word=Word.WRONG, subject=source.subject, value=source.value, reason="wrong where it is worked out"
        )

    def _is_printed(self, literal: Literal) -> bool:
        """Whether the digits are those of a number that is right or carried."""
        return literal.numeral.value in self.printed or -literal.numeral.value in self.printed

    def by_digits(self, blank: Verdict, literal: Literal) -> Verdict | None:
        """The verdict on a number that is printed elsewhere or has the digits of a known quantity; else None."""
        numeral = literal.numeral
        earlier = self.printed.get(numeral.value) or self.printed.get(-numeral.value)
        if earlier is not None:
            return replace(blank, word=earlier.word, subject=earlier.subject, value=earlier.value, reason=_ELSEWHERE)
        for key, value in self.near(numeral):
            word = fits(numeral, value)
            if word is Word.EXACT or (word is Word.ROUNDED and numeral.digits >= FEWEST_DIGITS):
                return replace(blank, word=word, subject=key, value=value, reason="recognised by its digits")
            if self.is_single and is_single(numeral, value):
                return replace(blank, word=Word.CARRIED, subject=key, value=value, reason=SINGLE)
            if is_double(numeral, value):
                return replace(blank, word=Word.CARRIED, subject=key, value=value, reason=DOUBLE)
        return None

    def near(self, numeral: Numeral) -> Iterator[Known]:
        """The known quantities within a unit of the printed number, on either side of zero."""
        reach = float(SINGLE_REACH * abs(numeral.value)) if self.is_single else 0
        unit = max(2 * float(numeral.half_unit) + 1e-12, reach)
        for at in (float(numeral.value), -float(numeral.value)):
            index = bisect_left(self.sizes, at - unit)
            while index < len(self.sizes) and self.sizes[index] <= at + unit:
                key, value = self.known[index]
                yield (key, value) if at == float(numeral.value) else (key, -value)
                index += 1


def _is_short(verdict: Verdict) -> bool:
    """Whether a number is of one digit, as many numbers are."""
    return verdict.literal is not None and verdict.literal.numeral.digits < 2


def _is_next_to(numeral: Numeral, other: Numeral) -> bool:
    """Whether a long enough number is another but for a unit of its last place."""
    return numeral.digits >= FEWEST_DIGITS and 0 < abs(numeral.value - other.value) <= 2 * numeral.half_unit


def _size(known: Known) -> float:
    """About how large a value is, infinite beyond what floating point can hold."""
    return float(as_ball(known[1]).mid())
