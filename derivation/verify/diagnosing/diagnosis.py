"""Verdicts -> verdicts with causes: which mistake gives a wrong number, and how sure that is.

A number that follows rightly from an earlier wrong one is explained by that; else by a mistake in the computation of
the network, where one is known; else by a slip in the worked line that it ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Negative
from derivation.maths.numbers import Numeral, as_ball
from derivation.maths.reading import Unread
from derivation.network.gradients import key_text
from derivation.verify.diagnosing import sayings
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.causes import Explanation, explain, explain_carried, explain_formula, is_same
from derivation.verify.diagnosing.inquiries import Inquiry
from derivation.verify.diagnosing.line_causes import LineCauses, is_wrong
from derivation.verify.diagnosing.own_formulas import OwnFormulas
from derivation.verify.documents.claims import Claims
from derivation.verify.judging.matching import ASTRAY
from derivation.verify.manuscripts import Manuscript
from derivation.verify.networks.document_worlds import DocumentWorld
from derivation.verify.values.evidence import Cause
from derivation.verify.values.weighing import Verdict, Word

_EXPLAINED = (Word.WRONG, Word.LAST_DIGIT, Word.CARRIED)
MOST_EXPLAINED = 300
_FORMULAS = ("display", "inline")


def diagnose(
    verdicts: Sequence[Verdict],
    claims: Claims,
    world: DocumentWorld,
    manuscript: Manuscript,
    inquiry: Inquiry | None,
) -> tuple[Verdict, ...]:
    """The same verdicts, those on wrong numbers and formulas with the mistake that gives them, where there is one.

    *inquiry* is about the network of *world*, and None where none is known. Of a document with very many wrong numbers
    only the first are explained: each search looks at all that stands before.
    """
    lines = LineCauses(claims, world, manuscript, inquiry)
    diagnosis = _Diagnosis(claims, world, manuscript, inquiry, lines)
    done: list[Verdict] = []
    wanted = MOST_EXPLAINED
    for verdict in verdicts:
        wanted -= verdict.word in _EXPLAINED
        done.append(replace(verdict, cause=diagnosis.of(verdict, done) if wanted >= 0 else None))
    return tuple(done)


@dataclass(frozen=True)
class _Diagnosis:
    """What the search needs to know of one document."""

    claims: Claims
    world: DocumentWorld
    manuscript: Manuscript
    inquiry: Inquiry | None
    lines: LineCauses

    def of(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The cause of one verdict, given those before it."""
        if verdict.word not in _EXPLAINED:
            return None
        own = OwnFormulas(self.world, self.manuscript).of(verdict, before) if self.inquiry is None else None
        if verdict.literal is None:
            return own or self._in_formula(verdict)
        if verdict.word is not Word.LAST_DIGIT:
            told = self.lines.forward(verdict, before) or own
            if told is not None:
                return told
        found = [self._in_computing(verdict, before), *self.lines.slips(verdict, before)]
        return min((each for each in found if each is not None), key=lambda cause: cause.weight, default=None)

    def _in_computing(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        if verdict.literal is None or self.inquiry is None or verdict.subject is None:
            return None
        numeral, subject = _as_positive(verdict.literal.numeral, verdict.subject)
        asked = self._asked(self.inquiry, subject)
        astray = verdict.reason == ASTRAY
        given = self._another_given(self.inquiry, numeral, subject, astray) if verdict.operand else None
        if asked is None or (astray and given is not None):
            return given
        found = explain(self.inquiry, asked, numeral)
        if not (verdict.operand or any(each.is_certain for each in found)):
            taken = self._taken(self.inquiry, asked, before)
            found = (*explain_carried(self.inquiry, asked, numeral, taken, but=found), *found)
        if verdict.operand:
            found = tuple(sorted(found, key=_as_slip_of_operand))
        told = sayings.cause(numeral, asked, self.inquiry.right(asked), found, self._rule_line) if found else None
        return told if told is None or not verdict.operand else sayings.as_operand(told, self.inquiry, asked, found)

    def _taken(self, inquiry: Inquiry, asked: Asked, before: Sequence[Verdict]) -> dict[Formula, Numeral]:
        """The results of the first round as they are printed, if one of them is wrong: all but that of *asked*."""
        results = [each for each in before if each.literal is not None and not each.operand]
        found: dict[Formula, Numeral] = {}
        for each in results if any(map(is_wrong, results)) else ():
            if each.literal is not None and each.subject is not None:
                numeral, subject = _as_positive(each.literal.numeral, each.subject)
                earlier = self._asked(inquiry, subject)
                if earlier is not None and not earlier.rounds and earlier.key in inquiry.ground.lines:
                    found[earlier.key] = numeral
        return {key: numeral for key, numeral in found.items() if key != asked.key}

    def _another_given(self, inquiry: Inquiry, numeral: Numeral, subject: Formula, astray: bool) -> Cause | None:
        """A given number in the place of another one, or of a quantity from which it is far *astray*."""
        own, given = self.world.bound(subject), inquiry.ground.network.given
        if own is None or not (astray or (isinstance(own, Name) and own.id in given)):
            return None
        alike = [name for name, each in given.items() if each.value == numeral.value]
        return sayings.another_given(numeral, key_text(own), alike, inquiry) if alike else None

    def _in_formula(self, verdict: Verdict) -> Cause | None:
        """What is wrong with a formula: the mistake that gives its subject the value of the formula."""
        asked = None if self.inquiry is None else self._asked(self.inquiry, verdict.subject)
        forms = [form for form in self._equated(verdict) if form != verdict.subject]
        value = self.world.value(forms[0]) if len(forms) == 1 else None
        if self.inquiry is None or asked is None or value is None:
            return None
        found = explain_formula(self.inquiry, asked, float(as_ball(value).mid()))
        own = self.world.bound(forms[0])
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
        own = None if subject is None else self.world.bound(subject)
        return None if own is None else Asked.about(own, inquiry.ground)

    def _rule_line(self, pattern: str) -> int | None:
        """The line of the first sentence in the document that a pattern is found in."""
        wanted = re.compile(pattern, re.IGNORECASE)
        words = (region for region in self.manuscript.regions if region.kind not in _FORMULAS)
        places = (region.offsets[found.start()] for region in words if (found := wanted.search(region.text)))
        return next((self.manuscript.place(place)[0] for place in places), None)


def _as_slip_of_operand(explanation: Explanation) -> int:
    """What an operand most likely is: a weight that was updated too early, else the number of another quantity."""
    likely = (("sequential-update",), ("another-quantity",))
    return likely.index(explanation.found.mistakes) if explanation.found.mistakes in likely else len(likely)


def _as_positive(numeral: Numeral, subject: Formula) -> tuple[Numeral, Formula]:
    """A number for a quantity in place of one for its negative."""
    if isinstance(subject, Negative):
        return numeral.opposite, subject.operand
    return numeral, subject
