"""Verdicts -> verdicts with causes: which mistake gives a wrong number, and how sure that is.

A number that follows rightly from an earlier wrong one is explained by that; else by a mistake in the computation of
the network, where one is known; else by a slip in the worked line that it ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from derivation.maths.formulas import Formula, Name, Negative
from derivation.maths.numbers import Numeral, as_ball
from derivation.maths.reading import Unread
from derivation.verify import sayings
from derivation.verify.asked import Asked
from derivation.verify.causes import explain, explain_formula, is_same
from derivation.verify.claims import Claims
from derivation.verify.document_worlds import DocumentWorld
from derivation.verify.evidence import Cause
from derivation.verify.inquiries import Inquiry
from derivation.verify.manuscripts import Manuscript
from derivation.verify.weighing import Verdict, Word
from derivation.verify.worklines import Workline, decimals_before, slipped, worklines

_EXPLAINED = (Word.WRONG, Word.LAST_DIGIT, Word.CARRIED)
_FORMULAS = ("display", "inline")
_FEWEST_DIGITS = 2


def diagnose(
    verdicts: Sequence[Verdict],
    claims: Claims,
    world: DocumentWorld,
    manuscript: Manuscript,
    inquiry: Inquiry | None,
) -> tuple[Verdict, ...]:
    """The same verdicts, those on wrong numbers and formulas with the mistake that gives them, where there is one.

    *inquiry* is about the network of *world*, and None where none is known.
    """
    diagnosis = _Diagnosis(claims, world, manuscript, inquiry)
    done: list[Verdict] = []
    for verdict in verdicts:
        done.append(replace(verdict, cause=diagnosis.of(verdict, done)))
    return tuple(done)


@dataclass(frozen=True)
class _Diagnosis:
    """What the search needs to know of one document."""

    claims: Claims
    world: DocumentWorld
    manuscript: Manuscript
    inquiry: Inquiry | None

    @cached_property
    def lines(self) -> Mapping[int, Workline]:
        """The worked line behind every result."""
        return worklines(self.claims)

    def of(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The cause of one verdict, given those before it."""
        if verdict.word not in _EXPLAINED:
            return None
        if verdict.literal is None:
            return self._in_formula(verdict)
        if verdict.word is not Word.LAST_DIGIT:
            told = self._from_operand(verdict, before) or self._carried_forward(verdict, before)
            if told is not None:
                return told
        found = [self._in_computing(verdict), self._in_line(verdict) if verdict.word is Word.WRONG else None]
        return min((each for each in found if each is not None), key=lambda cause: cause.weight, default=None)

    def _carried_forward(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The earlier wrong number that this one repeats, or rightly follows from."""
        earlier = self._source(verdict, before)
        return None if earlier is None else sayings.carried_forward(verdict, earlier, self._line_of(earlier))

    def _line_of(self, verdict: Verdict) -> int:
        return self.manuscript.place(verdict.start)[0]

    def _source(self, verdict: Verdict, before: Sequence[Verdict]) -> Verdict | None:
        line = self.lines.get(verdict.start)
        if verdict.literal is None or (line is not None and not line.gives(verdict.literal.numeral)):
            return None
        used = {verdict.literal.start: verdict.literal.numeral} if line is None or verdict.operand else {}
        used |= {each.start: each.numeral for each in line.operands} if line is not None else {}
        for start, numeral in used.items():
            for earlier in before:
                if earlier.start < start and _is_wrong(earlier) and _repeats(earlier, numeral):
                    return earlier
        return None

    def _from_operand(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The cause of an operand that goes wrong in the line that the number ends, if the line is right for it."""
        line = self.lines.get(verdict.start)
        if line is None or verdict.literal is None or not line.gives(verdict.literal.numeral):
            return None
        places = {each.start for each in line.operands}
        wrong = (each for each in before if each.start in places and each.word is Word.WRONG)
        operand = next((each for each in wrong if each.cause and each.cause.mistake != "propagated"), None)
        return None if operand is None else sayings.from_operand(verdict, operand)

    def _in_line(self, verdict: Verdict) -> Cause | None:
        """A slip in the worked line that the number ends."""
        line = self.lines.get(verdict.start)
        if line is None or verdict.literal is None:
            return None
        found = slipped(line, verdict.literal.numeral, decimals_before(self.claims.statements, verdict.start))
        return sayings.slip_in_line(verdict.literal.numeral, line, found)

    def _in_computing(self, verdict: Verdict) -> Cause | None:
        if verdict.literal is None or self.inquiry is None or verdict.subject is None:
            return None
        numeral, subject = verdict.literal.numeral, verdict.subject
        if isinstance(subject, Negative):
            numeral, subject = Numeral(-numeral.value, _turned(numeral.text)), subject.operand
        asked = self._asked(self.inquiry, subject)
        if asked is None:
            return self._another_given(self.inquiry, numeral, subject) if verdict.operand else None
        found = explain(self.inquiry, asked, numeral)
        if verdict.operand:
            found = tuple(sorted(found, key=lambda each: each.found.mistakes != ("another-quantity",)))
        told = sayings.cause(numeral, asked, self.inquiry.right(asked), found, self._rule_line) if found else None
        return told if told is None or not verdict.operand else sayings.as_operand(told, self.inquiry, asked, found)

    def _another_given(self, inquiry: Inquiry, numeral: Numeral, subject: Formula) -> Cause | None:
        """A given number in the place of another one."""
        own, given = self._own(subject), inquiry.ground.network.given
        if not isinstance(own, Name) or own.id not in given:
            return None
        alike = [name for name, each in given.items() if each.value == numeral.value]
        return sayings.another_given(numeral, own.id, alike, inquiry.ground.roles) if alike else None

    def _in_formula(self, verdict: Verdict) -> Cause | None:
        """What is wrong with a formula: the mistake that gives its subject the value of the formula."""
        asked = None if self.inquiry is None else self._asked(self.inquiry, verdict.subject)
        forms = [form for form in self._equated(verdict) if form != verdict.subject]
        value = self.world.value(forms[0]) if len(forms) == 1 else None
        if self.inquiry is None or asked is None or value is None:
            return None
        found = explain_formula(self.inquiry, asked, float(as_ball(value).mid()))
        own = self._own(forms[0])
        lines = [self.inquiry.line(each.found.hypothesis, asked) for each in found]
        alike = [each for each, line in zip(found, lines, strict=True) if own is not None and is_same(own, line)]
        return sayings.formula_cause(verdict.text, asked, alike or found) if found else None

    def _equated(self, verdict: Verdict) -> Sequence[Formula]:
        """The two forms that a verdict on a formula is about."""
        for statement in self.claims.statements:
            if verdict.start in statement.starts[:-1] and verdict.text == statement.text:
                index = statement.starts.index(verdict.start)
                pair = statement.forms[index : index + 2]
                return [form for form in pair if not isinstance(form, Unread)]
        return []

    def _asked(self, inquiry: Inquiry, subject: Formula | None) -> Asked | None:
        """The quantity of the network that a subject is."""
        own = None if subject is None else self._own(subject)
        return None if own is None else Asked.about(own, inquiry.ground)

    def _own(self, formula: Formula) -> Formula | None:
        """A formula of the document over the network's ids."""
        return formula if self.world.slots is None else self.world.slots.translate(formula)

    def _rule_line(self, pattern: str) -> int | None:
        """The line of the first sentence in the document that a pattern is found in."""
        wanted = re.compile(pattern, re.IGNORECASE)
        words = (region for region in self.manuscript.regions if region.kind not in _FORMULAS)
        places = (region.offsets[found.start()] for region in words if (found := wanted.search(region.text)))
        return next((self.manuscript.place(place)[0] for place in places), None)


def _is_wrong(verdict: Verdict) -> bool:
    """Whether an earlier number is wrong or follows from a wrong one, and is long enough not to stand for anything."""
    follows = verdict.cause is not None and verdict.cause.mistake == "propagated"
    if verdict.literal is None or not (verdict.word is Word.WRONG or follows):
        return False
    return verdict.literal.numeral.digits >= _FEWEST_DIGITS


def _repeats(earlier: Verdict, numeral: Numeral) -> bool:
    return earlier.literal is not None and abs(earlier.literal.numeral.value) == abs(numeral.value)


def _turned(text: str) -> str:
    return text[1:] if text.startswith("-") else f"-{text}"
