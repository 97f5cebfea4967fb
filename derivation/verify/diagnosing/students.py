"""A student's own numbers: the first that goes wrong, what follows from it rightly, and the mistake.

Where several mistakes remain, one further number is asked for; where the digits given cannot exclude a mistake, that
is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral, as_ball
from derivation.network.courses import in_order
from derivation.network.mistakes import MISTAKES
from derivation.network.trials import RIGHT, Hypothesis
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.attempts import taking
from derivation.verify.diagnosing.causes import Explanation, certified, explain, explain_carried
from derivation.verify.diagnosing.inquiries import Inquiry
from derivation.verify.diagnosing.questions import Question, Rival, tell_apart
from derivation.verify.diagnosing.sayings import cause, what_happened
from derivation.verify.values.evidence import Cause
from derivation.verify.values.weighing import fits, is_near, may_be

RIGHT_WORD, WRONG_WORD, FORWARD_WORD = "right", "wrong", "carried-forward"
_MOST_RIVALS = 6
_FINE = 9  # places in which the question is put where the given digits tell nothing


@dataclass(frozen=True)
class Given:
    """A number that a student got for a quantity."""

    name: str
    asked: Asked
    numeral: Numeral


@dataclass(frozen=True)
class Answer:
    """What can be said of one number: right, wrong, or right for an earlier wrong one (*follows*)."""

    given: Given
    value: Any
    word: str
    cause: Cause | None = None
    follows: str = ""


@dataclass(frozen=True)
class Work:
    """A student's numbers about one network."""

    inquiry: Inquiry
    given: tuple[Given, ...]

    @cached_property
    def numbers(self) -> tuple[Given, ...]:
        """In the order of computation."""
        lines = self.inquiry.ground.lines
        place = {key: number for number, key in enumerate(in_order({key: (form,) for key, form in lines.items()}))}
        return tuple(sorted(self.given, key=lambda each: (each.asked.rounds, place.get(each.asked.key, len(place)))))

    @cached_property
    def first_wrong(self) -> Given | None:
        """The first number that is not right."""
        return next((each for each in self.numbers if not fits(each.numeral, self._value(RIGHT, each))), None)

    @cached_property
    def explanations(self) -> tuple[Explanation, ...]:
        """What gives the first wrong number and leaves those before it right; what gives the most numbers first."""
        first = self.first_wrong
        if first is None:
            return ()
        before = self.numbers[: self.numbers.index(first)]
        every = explain(self.inquiry, first.asked, first.numeral, most_luck=1.0)
        left = [each for each in every if all(self._gives(each.found.hypothesis, number) for number in before)]
        weighed = [replace(each, chance=each.chance * self._luck(each, first)) for each in left]
        return tuple(sorted(weighed, key=lambda each: (-self._reach(each), each.found.entries > 1, each.chance)))

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """One for each number."""
        found: list[Answer] = []
        for given in self.numbers:
            found.append(self._judged(given, found))
        return tuple(found)

    @cached_property
    def undetected(self) -> tuple[Rival, ...]:
        """The classic mistakes that give every number as it is printed, although all are right."""
        if self.first_wrong is not None:
            return ()
        return tuple(
            Rival(each.kind, MISTAKES[each.kind].when, each)
            for each in self.inquiry.usual
            if self._moves(each) and all(self._gives(each, number) for number in self.numbers)
        )

    @cached_property
    def question(self) -> Question | None:
        """The number that would tell the remaining mistakes apart best."""
        places = max(each.numeral.places for each in self.given)
        rivals: dict[str, Rival] = {}
        for each in self.explanations:
            name = each.found.mistakes[0]
            rivals.setdefault(name, Rival(name, what_happened(each.found), each.found.hypothesis))
        several = [*rivals.values()]
        if self.undetected:
            several, places = [Rival("", "there is no mistake", RIGHT), *self.undetected], max(places, _FINE)
        known = {each.asked.key for each in self.given}
        return tell_apart(self.inquiry, several[:_MOST_RIVALS], known, places) if len(several) > 1 else None

    def _judged(self, given: Given, before: Sequence[Answer]) -> Answer:
        value = self._value(RIGHT, given)
        if fits(given.numeral, value):
            return Answer(given, value, RIGHT_WORD)
        wrong = [each.given for each in before if each.word != RIGHT_WORD]
        if wrong and (self._follows(given, wrong) or self._explained(given)):
            reached = [each.name for each in wrong if self._reaches(each, given)]
            return Answer(given, value, FORWARD_WORD, follows=(reached or [wrong[0].name])[-1])
        return Answer(given, value, WRONG_WORD, self._cause(given, [each.given for each in before], wrong))

    def _explained(self, given: Given) -> bool:
        """Whether the mistake behind the first wrong number gives this one too."""
        return bool(self.explanations) and self._gives(self.explanations[0].found.hypothesis, given)

    def _cause(self, given: Given, before: Sequence[Given], wrong: Sequence[Given]) -> Cause | None:
        """The mistake behind a number: by itself, or on top of the numbers before, as the student has them."""
        found = self.explanations if given == self.first_wrong else explain(self.inquiry, given.asked, given.numeral)
        for taken in (wrong, before) if wrong else ():
            if not any(each.is_certain for each in found):
                added = explain_carried(self.inquiry, given.asked, given.numeral, _numbers(taken), but=found)
                found = tuple(sorted((*found, *added), key=lambda each: each.chance))
        right = self.inquiry.right(given.asked)
        return cause(given.numeral, given.asked, right, found, lambda pattern: None) if found else None

    def _follows(self, given: Given, wrong: Sequence[Given]) -> bool:
        """Whether a number is right for the student's own earlier numbers, give or take a last place."""
        return is_near(given.numeral, self._value(Hypothesis((taking(_numbers(wrong)),)), given))

    def _reaches(self, earlier: Given, given: Given) -> bool:
        """Whether a number depends on an earlier one."""
        moved = self._value(Hypothesis((taking(_numbers([earlier])),)), given)
        return not as_ball(moved).overlaps(as_ball(self._value(RIGHT, given)))

    def _reach(self, explanation: Explanation) -> int:
        """How many of the numbers a mistake gives."""
        return sum(self._gives(explanation.found.hypothesis, each) for each in self.numbers)

    def _luck(self, explanation: Explanation, first: Given) -> float:
        """The chance that the same mistake gives the further wrong numbers as well by luck."""
        luck = 1.0
        for each in self.numbers:
            unit, gap = (
                float(2 * each.numeral.half_unit),
                abs(float(each.numeral.value) - self.inquiry.right(each.asked)),
            )
            if each != first and gap > unit and self._gives(explanation.found.hypothesis, each):
                luck *= unit / (2 * gap)
        return luck

    def _moves(self, hypothesis: Hypothesis) -> bool:
        """Whether a mistake changes any of the numbers at all."""
        pairs = ((self._value(RIGHT, each), self._value(hypothesis, each)) for each in self.numbers)
        return any(not as_ball(right).overlaps(as_ball(wrong)) for right, wrong in pairs)

    def _gives(self, hypothesis: Hypothesis, given: Given) -> bool:
        return may_be(given.numeral, self._value(hypothesis, given))

    def _value(self, hypothesis: Hypothesis, given: Given) -> Any:
        return certified(self.inquiry, hypothesis, given.asked)


def _numbers(given: Sequence[Given]) -> dict[Formula, Numeral]:
    """The lines of the first round that a student has numbers for."""
    return {each.asked.key: each.numeral for each in given if not each.asked.rounds}
