"""Findings: what was found in one document, as every form of a report tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from derivation.errors import printable
from derivation.frozen import dataclass
from derivation.maths.numbers import certified_nearest, decimal_text
from derivation.maths.rounding import Rounding
from derivation.network.gradients import key_text
from derivation.verify.manuscripts import Manuscript
from derivation.verify.values.weighing import Verdict, Word

IGNORED = "the document asks to ignore it"
"""The reason of a number before which its author wrote `derivation: ignore`."""

_DIGITS = 20
_SHOWN = 120
_NUMBER_WORDS = tuple(word for word in Word if word is not Word.HOLDS)
Key = tuple[int, bool]


@dataclass(frozen=True)
class Example:
    """One worked example of a document: where it begins, and its network as JSON data where that is known."""

    start: int
    spec: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Report:
    """What was found in one document; `spec` is the network as JSON data, `origins` where its numbers come from.

    `examples` are the worked examples of a document that has several; `accepted` are findings of a baseline.
    """

    manuscript: Manuscript
    verdicts: tuple[Verdict, ...]
    spec: Mapping[str, Any] | None = None
    origins: Mapping[str, str] | None = None
    examples: tuple[Example, ...] = ()
    accepted: frozenset[Key] = frozenset()

    @property
    def numbers(self) -> tuple[Verdict, ...]:
        """The verdicts on numbers."""
        return tuple(verdict for verdict in self.verdicts if verdict.literal is not None)

    @property
    def formulas(self) -> tuple[Verdict, ...]:
        """The verdicts on formulas."""
        return tuple(verdict for verdict in self.verdicts if verdict.literal is None)

    @property
    def findings(self) -> tuple[Verdict, ...]:
        """What an author should look at, in reading order; not what a baseline has accepted."""
        found = (verdict for verdict in self.verdicts if verdict.word in (Word.WRONG, Word.LAST_DIGIT))
        return tuple(verdict for verdict in found if key_of(verdict) not in self.accepted)

    @property
    def wrong(self) -> tuple[Verdict, ...]:
        """What is certainly wrong, in reading order; not what a baseline has accepted."""
        return tuple(verdict for verdict in self.findings if verdict.word is Word.WRONG)

    @property
    def fully_checked(self) -> int:
        """How many of the examples have no number that could not be checked."""
        starts = [example.start for example in self.examples]
        holes = {
            bisect_right(starts, verdict.start) - 1
            for verdict in self.numbers
            if verdict.word is Word.UNREAD and verdict.reason != IGNORED
        }
        return len(starts) - len(holes - {-1})

    def summary(self) -> dict[str, int]:
        """How many numbers there are, how many were checked, and how many got each word."""
        counts = Counter(verdict.word for verdict in self.numbers)
        ignored = sum(verdict.reason == IGNORED for verdict in self.numbers)
        more = {"ignored": ignored, "accepted": len(self.accepted)}
        return {
            "numbers": len(self.numbers),
            "checked": len(self.numbers) - counts[Word.UNREAD],
            **{word.value: counts[word] for word in _NUMBER_WORDS},
            "formulas": len(self.formulas),
            "formulas_wrong": sum(verdict.word is Word.WRONG for verdict in self.formulas),
            **{name: count for name, count in more.items() if count},
        }

    def exit_code(self, *, strict: bool = False) -> int:
        """1 if something is certainly wrong; 3 if nothing (with *strict*: not everything) could be checked; else 0."""
        counts = self.summary()
        if self.wrong:
            return 1
        unread = counts["unread"] - counts.get("ignored", 0)
        return 3 if not counts["checked"] or (strict and unread) else 0


def key_of(verdict: Verdict) -> Key:
    """What tells one verdict of a document from all others: where it stands, and whether it is on a number."""
    return verdict.start, verdict.literal is not None


def value_text(verdict: Verdict) -> str | None:
    """The value that a claim was compared with, to the digits that are certain, at most *_DIGITS*."""
    value = verdict.value
    if value is None:
        return None
    if isinstance(value, Fraction):
        return Rounding(places=None, digits=_DIGITS).show(lambda bits: value).numeral.text
    return str(value.str(_DIGITS, radius=False))


def right_text(verdict: Verdict) -> str | None:
    """The right number in as many places as the wrong one has; in more where that would show no difference."""
    value, literal = verdict.value, verdict.literal
    if value is None or literal is None or not literal.numeral.places or "e" in literal.numeral.text:
        return value_text(verdict)
    places = literal.numeral.places
    scaled = certified_nearest(value, places)
    if scaled is None or Fraction(scaled, 10**places) == literal.numeral.value:
        return value_text(verdict)
    return decimal_text(scaled, places)


def quantity(verdict: Verdict) -> str | None:
    """The id of the quantity that a claim is about."""
    return key_text(verdict.subject) if verdict.subject is not None else None


def said(verdict: Verdict) -> str:
    """The author's own words, on one line and safe to show."""
    return printable(" ".join(verdict.text.split()), _SHOWN)


def place(report: Report, verdict: Verdict) -> str:
    """`path:line:column`, and the cell of a notebook."""
    line, column = report.manuscript.place(verdict.start)
    landmark = report.manuscript.landmark(verdict.start)
    file = printable(report.manuscript.file(verdict.start), 200)
    return f"{file}:{line}:{column}" + (f" ({landmark})" if landmark else "")


def fact(verdict: Verdict) -> str:
    """What is the matter with a number or a formula, without the reason."""
    if verdict.literal is None:
        return f"{verdict.word} formula: {said(verdict)}"
    subject = quantity(verdict)
    about = f"{printable(subject)}: " if subject else ""
    right = right_text(verdict)
    instead = f", not {right}" if right is not None and verdict.word in (Word.WRONG, Word.LAST_DIGIT) else ""
    return f"{verdict.word}: {about}{printable(verdict.literal.text)}{instead}"


def why(verdict: Verdict) -> str:
    """The reason, and the mistake behind it where that is known."""
    cause = f"; {verdict.cause.says}" if verdict.cause is not None else ""
    return printable(verdict.reason + cause, 400)


def headline(report: Report) -> str:
    """What share of the numbers could be checked, and whether anything is wrong."""
    counts = report.summary()
    name = printable(report.manuscript.name, 200)
    checked = f"{counts['checked']} of {counts['numbers']} numbers and {counts['formulas']} formulas checked"
    if not counts["checked"] and not counts["formulas"]:
        return f"{name}: {checked}; there is nothing to check"
    outcome = "nothing is wrong" if not report.wrong and counts["checked"] else f"{len(report.wrong)} wrong"
    extra = [f"{counts[name]} {name}" for name in ("accepted", "ignored") if name in counts]
    return "; ".join([f"{name}: {checked}", outcome, *extra])


def remarks(report: Report) -> list[str]:
    """What else there is to say: how many examples there are, and what was left out."""
    count = len(report.examples)
    examples = [f"{count} worked examples found, {report.fully_checked} fully checked"] if count > 1 else []
    return [*examples, *(f"note: {printable(note, 200)}" for note in report.manuscript.notes)]
