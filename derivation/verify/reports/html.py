"""The report as a page of its own: the document, line by line, with every number marked and verdicts in the margin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from derivation.errors import printable
from derivation.frozen import dataclass
from derivation.verify.manuscripts import Manuscript
from derivation.verify.reports.findings import IGNORED, Report, fact, headline, key_of, remarks, why
from derivation.verify.values.weighing import Verdict, Word

_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_LONGEST_LINE = 20_000
_MOST_LISTED = 100
_KINDS = {
    **dict.fromkeys((Word.EXACT, Word.ROUNDED, Word.TRUNCATED, Word.CARRIED), "right"),
    Word.LAST_DIGIT: "near",
    Word.WRONG: "wrong",
    Word.UNREAD: "unread",
}
_STYLE = """
:root {
  color-scheme: light dark;
  --right: #1a7f37; --near: #9a6700; --wrong: #cf222e; --unread: #6e7781; --line: #d0d7de;
}
@media (prefers-color-scheme: dark) {
  :root { --right: #3fb950; --near: #d29922; --wrong: #ff7b72; --unread: #8b949e; --line: #30363d; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font: 13px/1.5 ui-monospace, monospace; }
td { vertical-align: top; padding: 0 .6rem; overflow-wrap: anywhere; white-space: pre-wrap; }
td.number { color: var(--unread); text-align: right; white-space: nowrap; user-select: none; width: 1%; }
tr:target { background: color-mix(in srgb, var(--near) 15%, transparent); }
td.margin { width: 32%; border-left: 1px solid var(--line); }
mark { background: none; color: inherit; border-bottom: 2px solid; }
mark.right { border-color: var(--right); }
mark.near { border-color: var(--near); }
mark.wrong { border-color: var(--wrong); color: var(--wrong); font-weight: bold; }
mark.unread { border-bottom-style: dotted; border-color: var(--unread); }
.note { display: block; color: var(--wrong); }
.note.near { color: var(--near); }
.note.accepted { color: var(--unread); }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(reports: Sequence[Report]) -> str:
    """One page for all documents."""
    title = _text(", ".join(report.manuscript.name for report in reports))
    body = "\n".join(part for number, report in enumerate(reports) for part in _document(report, f"d{number}"))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>"
    )


def _text(text: str) -> str:
    return printable(text, 400).translate(_SPECIAL)


def _document(report: Report, page: str) -> Iterator[str]:
    name = printable(report.manuscript.name, 200)
    yield f"<h1>{_text(name)}</h1>\n<p>{_text(headline(report).removeprefix(name + ': '))}</p>"
    if remarks(report):
        yield "<ul>" + "".join(f"<li>{_text(remark)}</li>" for remark in remarks(report)) + "</ul>"
    lines = _Lines.of(report.manuscript, report.verdicts)
    yield from _contents(report, lines, page)
    yield "<table>"
    for number, (start, line) in enumerate(lines.texts, start=1):
        here = lines.verdicts.get(number, [])
        shown = _marked(line[:_LONGEST_LINE], start, here)
        notes = "".join(_note(report, verdict) for verdict in here)
        yield f'<tr id="{page}-{number}"><td class="number">{number}</td><td>{shown}</td>'
        yield f'<td class="margin">{notes}</td></tr>'
    yield "</table>"


def _contents(report: Report, lines: _Lines, page: str) -> Iterator[str]:
    """Every finding with a link to its line."""
    wanted = {key_of(verdict) for verdict in report.findings[:_MOST_LISTED]}
    listed = [
        f'<li><a href="#{page}-{number}">line {number}</a>: {_text(fact(verdict))}</li>'
        for number, here in lines.verdicts.items()
        for verdict in here
        if key_of(verdict) in wanted
    ]
    if listed:
        yield f"<ol>{''.join(listed)}</ol>"


@dataclass(frozen=True)
class _Lines:
    """Every line of the source with the place where it begins, and the verdicts that begin on it."""

    texts: list[tuple[int, str]]
    verdicts: Mapping[int, list[Verdict]]

    @classmethod
    def of(cls, manuscript: Manuscript, verdicts: Sequence[Verdict]) -> _Lines:
        """The lines of a document, with those of the files that it takes in behind them."""
        texts: list[tuple[int, str]] = []
        starts: list[int] = []
        at = 0
        for line in manuscript.source.split("\n"):
            texts.append((at, line))
            starts.append(at)
            at += len(line) + 1
        found: dict[int, list[Verdict]] = {}
        number = 0
        for verdict in sorted(verdicts, key=lambda each: each.start):
            while number < len(starts) and starts[number] <= verdict.start:
                number += 1
            found.setdefault(number, []).append(verdict)
        return cls(texts, found)


def _marked(line: str, start: int, verdicts: Sequence[Verdict]) -> str:
    """A line with its numbers marked."""
    parts, done = list[str](), 0
    for verdict in verdicts:
        literal = verdict.literal
        if literal is None or not done <= literal.start - start < literal.end - start <= len(line):
            continue
        begin, end = literal.start - start, literal.end - start
        tip = _text(f"{fact(verdict)}; {why(verdict)}")
        mark = f'<mark class="{_KINDS[verdict.word]}" title="{tip}">{_shown(line[begin:end])}</mark>'
        parts += [_shown(line[done:begin]), mark]
        done = end
    return "".join([*parts, _shown(line[done:])])


def _shown(text: str) -> str:
    return printable(text.replace("\t", "    "), _LONGEST_LINE).translate(_SPECIAL)


def _note(report: Report, verdict: Verdict) -> str:
    if verdict.word not in (Word.WRONG, Word.LAST_DIGIT) and verdict.reason != IGNORED:
        return ""
    accepted = key_of(verdict) in report.accepted or verdict.reason == IGNORED
    kind = "accepted" if accepted else "near" if verdict.word is Word.LAST_DIGIT else "wrong"
    return f'<span class="note {kind}">{_text(f"{fact(verdict)}; {why(verdict)}")}</span>'
