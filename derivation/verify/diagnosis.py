"""Verdicts -> verdicts with causes: which mistake gives a wrong number, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from derivation.maths.formulas import Formula, Negative
from derivation.maths.numbers import Numeral, as_ball
from derivation.maths.reading import Unread
from derivation.network.courses import Ground
from derivation.verify.causes import explain, explain_formula, is_same
from derivation.verify.claims import Claims
from derivation.verify.document_worlds import DocumentWorld
from derivation.verify.evidence import Cause
from derivation.verify.inquiries import Asked, Inquiry
from derivation.verify.manuscripts import Manuscript, Region
from derivation.verify.sayings import cause, formula_cause
from derivation.verify.weighing import Verdict, Word

_EXPLAINED = (Word.WRONG, Word.LAST_DIGIT, Word.CARRIED)
_FORMULAS = ("display", "inline")


def diagnose(
    verdicts: Sequence[Verdict], claims: Claims, world: DocumentWorld, manuscript: Manuscript
) -> tuple[Verdict, ...]:
    """The same verdicts, those on wrong numbers and formulas with the mistake that gives them, where there is one."""
    diagnosis = _Diagnosis(claims, world, manuscript)
    return tuple(replace(verdict, cause=diagnosis.of(verdict)) for verdict in verdicts)


@dataclass(frozen=True)
class _Diagnosis:
    """What the search needs to know of one document."""

    claims: Claims
    world: DocumentWorld
    manuscript: Manuscript

    @cached_property
    def inquiry(self) -> Inquiry | None:
        """The hypotheses about the network, where there is one."""
        if self.world.network is None:
            return None
        values = self.world.network.values
        return Inquiry(Ground(values.gradients, values.order))

    def of(self, verdict: Verdict) -> Cause | None:
        """The cause of one verdict."""
        if verdict.word not in _EXPLAINED or self.inquiry is None:
            return None
        if verdict.literal is None:
            return self._in_formula(self.inquiry, verdict)
        numeral, subject = verdict.literal.numeral, verdict.subject
        if isinstance(subject, Negative):
            numeral, subject = Numeral(-numeral.value, numeral.text), subject.operand
        return self._in_computing(self.inquiry, numeral, subject)

    def _in_computing(self, inquiry: Inquiry, numeral: Numeral, subject: Formula | None) -> Cause | None:
        asked = self._asked(inquiry, subject)
        if asked is None:
            return None
        found = explain(inquiry, asked, numeral)
        return cause(numeral, asked, inquiry.right(asked), found, self.rule_line) if found else None

    def _in_formula(self, inquiry: Inquiry, verdict: Verdict) -> Cause | None:
        """What is wrong with a formula: the mistake that gives its subject the value of the formula."""
        asked = self._asked(inquiry, verdict.subject)
        forms = [form for form in self._equated(verdict) if form != verdict.subject]
        value = self.world.value(forms[0]) if len(forms) == 1 else None
        if asked is None or value is None:
            return None
        found = explain_formula(inquiry, asked, float(as_ball(value).mid()))
        form = self._own(forms[0])
        alike = [
            each for each in found if form is not None and is_same(form, inquiry.line(each.found.hypothesis, asked))
        ]
        return formula_cause(verdict.text, asked, alike or found) if found else None

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

    def rule_line(self, pattern: str) -> int | None:
        """The line of the first sentence in the document that a pattern is found in."""
        wanted = re.compile(pattern, re.IGNORECASE)
        places = (region.offsets[found.start()] for region in self._words() if (found := wanted.search(region.text)))
        return next((self.manuscript.place(place)[0] for place in places), None)

    def _words(self) -> Iterator[Region]:
        return (region for region in self.manuscript.regions if region.kind not in _FORMULAS)
