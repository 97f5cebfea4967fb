"""The report as Markdown: for a comment on a pull request or a page of results."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivation.errors import printable
from derivation.verify.reports.findings import Report, headline, quantity, remarks, said, value_text, why
from derivation.verify.values.weighing import Verdict

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~$&@:-])")
_HEAD = ["| line | printed | quantity | verdict | should be | why |", "|---|---|---|---|---|---|"]


def write(reports: Sequence[Report]) -> str:
    """A heading, a sentence and a table for each document."""
    return "\n".join(line for report in reports for line in _section(report)).rstrip("\n")


def _section(report: Report) -> list[str]:
    name = printable(report.manuscript.name, 200)
    lines = [f"## {_escaped(name)}", "", f"{_escaped(headline(report).removeprefix(name + ': ').capitalize())}.", ""]
    lines += [f"- {_escaped(remark)}" for remark in remarks(report)]
    rows = [_row(report, verdict) for verdict in report.findings]
    return [*lines, *([*_HEAD, *rows, ""] if rows else [""])]


def _row(report: Report, verdict: Verdict) -> str:
    line = str(report.manuscript.place(verdict.start)[0])
    file = report.manuscript.file(verdict.start)
    printed = verdict.literal.text if verdict.literal is not None else said(verdict)
    where = line if file == report.manuscript.name else f"{file}:{line}"
    cells = [where, printed, quantity(verdict) or "", verdict.word.value, value_text(verdict) or "", why(verdict)]
    return f"| {' | '.join(_escaped(printable(cell, 400)) for cell in cells)} |"


def _escaped(text: str) -> str:
    """A text that no reader of Markdown takes for more than text."""
    return _MARKUP.sub(r"\\\1", text)
