"""The report for a terminal: one line on the whole, then a line for everything that an author should look at."""

from __future__ import annotations

from collections.abc import Sequence

from derivation.errors import printable
from derivation.verify.reports.findings import Report, fact, headline, place, remarks
from derivation.verify.values.weighing import Verdict

_MOST_SHOWN = 100


def write(reports: Sequence[Report]) -> str:
    """The reports one after the other."""
    return "\n".join(line for report in reports for line in _lines(report))


def _lines(report: Report) -> list[str]:
    name = printable(report.manuscript.name, 200)
    found = report.findings
    lines = [headline(report), *(f"{name}: {remark}" for remark in remarks(report))]
    lines += [line for each in found[:_MOST_SHOWN] for line in _finding(report, each)]
    more = len(found) - _MOST_SHOWN
    return [*lines, f"{name}: and {more} more; --to json tells all"] if more > 0 else lines


def _finding(report: Report, verdict: Verdict) -> list[str]:
    """Place, fact, reason; below them the mistake that explains it."""
    cause = [f"    {printable(verdict.cause.says, 400)}"] if verdict.cause is not None else []
    return [f"{place(report, verdict)}: {fact(verdict)}; {printable(verdict.reason, 200)}", *cause]
