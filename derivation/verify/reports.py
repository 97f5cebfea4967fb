"""Findings as text for a terminal and as JSON; one row of `REPORTS` per form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derivation.errors import printable
from derivation.maths.rounding import Rounding
from derivation.network.gradients import key_text
from derivation.verify.manuscripts import Manuscript
from derivation.verify.weighing import Verdict, Word

_DIGITS = 20
_SHOWN = 120
_NUMBER_WORDS = tuple(word for word in Word if word is not Word.HOLDS)


@dataclass(frozen=True)
class Report:
    """What was found in one document; `spec` is the network as JSON data where one was stated."""

    manuscript: Manuscript
    verdicts: tuple[Verdict, ...]
    spec: Mapping[str, Any] | None = None

    @property
    def numbers(self) -> tuple[Verdict, ...]:
        """The verdicts on numbers."""
        return tuple(verdict for verdict in self.verdicts if verdict.literal is not None)

    @property
    def formulas(self) -> tuple[Verdict, ...]:
        """The verdicts on formulas."""
        return tuple(verdict for verdict in self.verdicts if verdict.literal is None)

    @property
    def wrong(self) -> tuple[Verdict, ...]:
        """What is certainly wrong, in reading order."""
        return tuple(verdict for verdict in self.verdicts if verdict.word is Word.WRONG)

    def summary(self) -> dict[str, int]:
        """How many numbers there are, how many were checked, and how many got each word."""
        counts = Counter(verdict.word for verdict in self.numbers)
        unread = counts[Word.UNREAD]
        return {
            "numbers": len(self.numbers),
            "checked": len(self.numbers) - unread,
            **{word.value: counts[word] for word in _NUMBER_WORDS},
            "formulas": len(self.formulas),
            "formulas_wrong": sum(verdict.word is Word.WRONG for verdict in self.formulas),
        }

    def exit_code(self, *, strict: bool = False) -> int:
        """1 if something is certainly wrong; 3 if nothing (with *strict*: not everything) could be checked; else 0."""
        counts = self.summary()
        if self.wrong:
            return 1
        return 3 if not counts["checked"] or (strict and counts["unread"]) else 0


def _value_text(verdict: Verdict) -> str | None:
    """The value that a claim was compared with, to the digits that are certain, at most *_DIGITS*."""
    value = verdict.value
    if value is None:
        return None
    if isinstance(value, Fraction):
        return Rounding(places=None, digits=_DIGITS).show(lambda bits: value).numeral.text
    return str(value.str(_DIGITS, radius=False))


def _place(report: Report, verdict: Verdict) -> str:
    line, column = report.manuscript.place(verdict.start)
    return f"{printable(report.manuscript.name, 200)}:{line}:{column}"


def _line(report: Report, verdict: Verdict) -> str:
    """One finding: place, fact, reason."""
    subject = f"{key_text(verdict.subject)}: " if verdict.subject is not None else ""
    said = printable(" ".join(verdict.text.split()), _SHOWN)
    if verdict.literal is None:
        found = f"{_place(report, verdict)}: wrong formula: {said}; {verdict.reason}"
        return f"{found}\n    {verdict.cause.says}" if verdict.cause is not None else found
    right = _value_text(verdict)
    found = f"{_place(report, verdict)}: {verdict.word}: {subject}{verdict.literal.text}, not {right}; {verdict.reason}"
    return f"{found}\n    {verdict.cause.says}" if verdict.cause is not None else found


def as_text(report: Report) -> str:
    """The share that could be checked, then every finding that an author should look at."""
    counts = report.summary()
    name = printable(report.manuscript.name, 200)
    first = f"{name}: {counts['checked']} of {counts['numbers']} numbers and {len(report.formulas)} formulas checked"
    findings = [verdict for verdict in report.verdicts if verdict.word in (Word.WRONG, Word.LAST_DIGIT)]
    tail = "nothing is wrong" if not report.wrong and counts["checked"] else f"{len(report.wrong)} wrong"
    return "\n".join([f"{first}; {tail}", *(_line(report, verdict) for verdict in findings)])


def as_json(report: Report) -> str:
    """The record `derivation-verify/1`, on one line."""
    return json.dumps(
        {
            "schema": "derivation-verify/1",
            "document": report.manuscript.name,
            "network": {"spec": report.spec, "from": {}} if report.spec is not None else None,
            "summary": report.summary(),
            "claims": [_claim(report, verdict) for verdict in report.verdicts],
        },
        ensure_ascii=False,
    )


def _claim(report: Report, verdict: Verdict) -> dict[str, Any]:
    line, column = report.manuscript.place(verdict.start)
    claim: dict[str, Any] = {
        "kind": "formula" if verdict.literal is None else "number",
        "line": line,
        "column": column,
        "text": verdict.text,
        "quantity": key_text(verdict.subject) if verdict.subject is not None else None,
        "verdict": verdict.word.value,
        "reason": verdict.reason,
    }
    if verdict.literal is not None:
        claim |= {"printed": verdict.literal.text, "value": _value_text(verdict)}
    if verdict.cause is not None:
        claim["cause"] = verdict.cause.to_json()
    return claim


REPORTS: Mapping[str, Callable[[Report], str]] = {"text": as_text, "json": as_json}
