"""Patches: wrong digits replaced by right ones, in the author's own rounding, as a unified diff."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivation.errors import DerivationError, printable
from derivation.frozen import dataclass
from derivation.inputs import read_bytes
from derivation.maths.numbers import Value, as_ball, certified_nearest, decimal_text
from derivation.verify.decoding import MAX_NOTEBOOK_BYTES
from derivation.verify.documents.literals import Literal
from derivation.verify.reports.findings import Report

_CONTEXT = 3
_MINUSES = "-−–"
_EXPONENT = re.compile(r"(?<=[\d.])\s*[eE\\×·⋅*].*|\Z")
_MAY_TURN_NEGATIVE = "=≈(:{"


def patch_of(reports: Sequence[Report]) -> bytes:
    """One diff for all documents, to be applied with `patch -p1` or `git apply`; empty if there is nothing to mend."""
    return b"".join(part for report in reports for part in _files(report))


@dataclass(frozen=True)
class _Edit:
    """The characters from *start* to *end* of a line, and what is to stand there."""

    start: int
    end: int
    text: str


def _files(report: Report) -> Iterator[bytes]:
    """The diff of every file of a document that has something to be mended."""
    edits: dict[str, dict[int, list[_Edit]]] = {}
    for verdict in report.findings:
        if verdict.literal is None or verdict.value is None:
            continue
        text = _mended(verdict.literal, verdict.value, report.manuscript.source)
        if text is not None:
            line, column = report.manuscript.place(verdict.start)
            edit = _Edit(column - 1, column - 1 + verdict.literal.end - verdict.literal.start, text)
            edits.setdefault(report.manuscript.file(verdict.start), {}).setdefault(line - 1, []).append(edit)
    for file, found in edits.items():
        yield _diff(file, found)


def _mended(literal: Literal, value: Value, source: str) -> str | None:
    """The number as its author would have printed the right one; None where the source spells it in another way."""
    if source[literal.start : literal.end] != literal.text or "/" in literal.text:
        return None
    mantissa = _EXPONENT.sub("", literal.text, count=1)
    exponent = literal.numeral.text.partition("e")[2]
    bare = mantissa.lstrip(_MINUSES + "+ ")
    sign = mantissa[: len(mantissa) - len(bare)]
    comma = next((comma for comma in ("{,}", ",") if comma in bare and "." not in bare), ".")
    places = len(bare.partition(comma)[2]) if comma in bare else 0
    scaled = certified_nearest(_scaled(value, -int(exponent or 0)), places)
    if scaled is None:
        return None
    negative = scaled < 0
    if negative and not sign.strip("+ ") and source[: literal.start].rstrip()[-1:] not in _MAY_TURN_NEGATIVE:
        return None
    kept = sign if negative == bool(sign.strip("+ ")) else "-" if negative else ""
    digits = decimal_text(abs(scaled), places)
    digits = digits[1:] if bare.startswith(comma) and digits.startswith("0.") else digits
    return kept + digits.replace(".", comma) + literal.text[len(mantissa) :] if digits else None


def _scaled(value: Value, exponent: int) -> Value:
    factor = Fraction(10) ** exponent
    result: Value = value * factor if isinstance(value, Fraction) else value * as_ball(factor)
    return result


def _diff(file: str, edits: dict[int, list[_Edit]]) -> bytes:
    """The unified diff of one file, in its own encoding and with its own line ends."""
    content = read_bytes(file, MAX_NOTEBOOK_BYTES, what="a document")
    encoding = _encoding(content, file)
    lines = content.decode(encoding).split("\n")
    name = os.path.relpath(file).replace(os.sep, "/")
    name = os.path.abspath(file).lstrip("/") if name.startswith("../") else name
    tab = "\t" if " " in name else ""
    out = [f"--- a/{name}{tab}", f"+++ b/{name}{tab}"]
    for first, last in _hunks(sorted(edits), len(lines) - (lines[-1] == "")):
        out.append(f"@@ -{first + 1},{last - first} +{first + 1},{last - first} @@")
        out += _hunk(lines, first, last, edits)
    return ("\n".join(out) + "\n").encode(encoding)


def _encoding(content: bytes, file: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DerivationError("D709", f"{printable(file, 200)} is UTF-16, for which there are no patches")
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "latin-1"


def _hunks(changed: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    """The stretches of lines around changes; those that touch are one."""
    first = last = -1
    for line in changed:
        if first >= 0 and line - _CONTEXT <= last:
            last = min(line + _CONTEXT + 1, count)
            continue
        if first >= 0:
            yield first, last
        first, last = max(0, line - _CONTEXT), min(line + _CONTEXT + 1, count)
    if first >= 0:
        yield first, last


def _hunk(lines: Sequence[str], first: int, last: int, edits: dict[int, list[_Edit]]) -> Iterator[str]:
    """The lines of a hunk; changed ones that follow each other are taken out together, then put in."""
    waiting: list[str] = []
    for number in range(first, last):
        text = lines[number]
        end = "" if number < len(lines) - 1 else "\n\\ No newline at end of file"
        if number in edits:
            yield f"-{text}{end}"
            waiting.append(f"+{_edited(text, edits[number])}{end}")
            continue
        yield from waiting
        waiting = []
        yield f" {text}{end}"
    yield from waiting


def _edited(line: str, edits: Sequence[_Edit]) -> str:
    shift = int(line.startswith("\ufeff"))
    for edit in sorted(edits, key=lambda each: -each.start):
        line = line[: edit.start + shift] + edit.text + line[edit.end + shift :]
    return line
