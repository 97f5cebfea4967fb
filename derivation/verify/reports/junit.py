"""The report as JUnit XML: a suite for each document, a case for each number and formula."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivation.errors import printable
from derivation.verify.reports.findings import Report, fact, key_of, place, said, why
from derivation.verify.values.weighing import Verdict, Word

_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_UNSAFE = re.compile("[&<>\"']")


def write(reports: Sequence[Report]) -> str:
    """One file for all documents."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {_counts(reports)}>"]
    for report in reports:
        name = _attribute(report.manuscript.name)
        lines.append(f'  <testsuite name="{name}" {_counts([report])}>')
        lines += [_case(report, verdict) for verdict in report.verdicts]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"])


def _counts(reports: Sequence[Report]) -> str:
    tests = sum(len(report.verdicts) for report in reports)
    failures = sum(len(report.wrong) for report in reports)
    skipped = sum(verdict.word is Word.UNREAD for report in reports for verdict in report.verdicts)
    return f'tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}"'


def _case(report: Report, verdict: Verdict) -> str:
    shown = verdict.literal.text if verdict.literal is not None else said(verdict)
    name = _attribute(f"{place(report, verdict)} {shown}")
    head = f'    <testcase classname="{_attribute(report.manuscript.name)}" name="{name}"'
    message = _attribute(f"{fact(verdict)}; {why(verdict)}")
    if verdict.word is Word.WRONG and key_of(verdict) not in report.accepted:
        return f'{head}><failure type="wrong" message="{message}">{_attribute(said(verdict))}</failure></testcase>'
    if verdict.word is Word.UNREAD:
        return f'{head}><skipped message="{_attribute(verdict.reason)}"/></testcase>'
    return f"{head}/>"


def _attribute(text: str) -> str:
    """A text that is safe between quotes; what XML cannot hold at all becomes an escape."""
    return _UNSAFE.sub(lambda found: _SPECIAL[found[0]], printable(text, 400))
