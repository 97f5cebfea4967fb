"""Rows of numbers in plain text and in what programs print: `a1: [1.0 0.13]`, `0.5<tab>0.6`, ` [0.1, 0.2]]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at

_NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_NAME = r"[^\W\d]\w{0,15}'?"
_LABEL = (
    r"(?:(?P<label>[^\W\d][^\n:=\[\](){}]{0,60}?)[ \t]*+[:=][ \t]*+)?(?:(?:np\.)?(?:array|matrix|tensor)[ \t]*+\()?"
)
_BETWEEN = r"(?:[ \t]*+[,;][ \t]*+|[ \t]++)"
_ROW = re.compile(
    rf"[ \t]*+{_LABEL}(?P<open>[\[({{]{{0,4}}+)[ \t]*+(?P<numbers>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*+)"
    r"[ \t]*+[,;]?[ \t]*+(?P<close>[\])}]{0,4}+)[ \t]*+[,;.]?[ \t]*+(?:dtype=[\w.]+)?\)?[ \t]*+\n?"
)
_CELL = r"[-+−]?\d+(?:[.,\u202f]\d+)*(?:[eE][-+]?\d+)?"
_COLUMNS = re.compile(rf"[ \t]*{_CELL}(?:(?:[ ]{{2,}}|\t[ \t]*){_CELL})+[ \t]*\n?")
_WIDE = re.compile(r"[ ]{2,}|\t+")
_EACH = re.compile(r"[-+−]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?")
_IS_NAME = re.compile(_NAME)
_NAMES_WHAT_FOLLOWS = re.compile(rf"(?:^|\n)[ \t]*(?P<name>{_NAME})[ \t]*[:=]\s*\Z")


@dataclass(frozen=True)
class Row:
    """A line that is a row of numbers; `name` is the label before it if that is the name of something.

    `depth` is how many of the brackets that it opens stay open, in a matrix those of all rows so far; None where there
    are none.
    """

    line: MappedText
    numbers: tuple[MappedText, ...]
    name: MappedText | None
    depth: int | None


def row_of(line: MappedText) -> Row | None:
    """The line as a row of numbers, brackets and a label apart; None for any other line."""
    columns = _in_wide_columns(line)
    if columns is not None:
        return columns
    found = _ROW.fullmatch(line.text)
    if found is None:
        return None
    spans = [each.span() for each in _EACH.finditer(line.text, *found.span("numbers"))]
    alone = len(spans) == 1 and not (found["open"] or found["close"])
    if alone or "." not in found["numbers"]:
        return None
    named = found["label"] is not None and _IS_NAME.fullmatch(found["label"])
    name = line[slice(*found.span("label"))] if named else None
    depth = len(found["open"]) - len(found["close"]) if found["open"] or found["close"] else None
    return Row(line, tuple(line[begin:end] for begin, end in spans), name, depth)


def _in_wide_columns(line: MappedText) -> Row | None:
    """The numbers of a line that wide blanks set apart: then a comma is a part of a number, not between two."""
    if not _COLUMNS.fullmatch(line.text) or not re.search(r"\d[.,]\d", line.text):
        return None
    cells = (each.span() for each in re.finditer(_CELL, line.text))
    return Row(line, tuple(line[begin:end] for begin, end in cells), None, None)


def next_row(last: Row, row: Row | None) -> Row | None:
    """*row* as the next one of the matrix that *last* belongs to, with all brackets that are open then; else None.

    It belongs there if a bracket is open, or if there are no brackets at all.
    """
    if row is None or row.name is not None:
        return None
    if last.depth is None:
        return row if row.depth is None else None
    return replace(row, depth=last.depth + (row.depth or 0)) if last.depth > 0 else None


def name_at_end(words: MappedText) -> MappedText | None:
    """The name in `W1 =` or `W1:` at the end of words, which says what the rows below it are."""
    found = _NAMES_WHAT_FOLLOWS.search(words.text[-100:])
    shift = max(0, len(words.text) - 100)
    return None if found is None else words[found.start("name") + shift : found.end("name") + shift]


def heads_of(above: str, count: int) -> list[str]:
    """The heads of *count* columns of numbers, set apart by wide blanks, at the end of what stands *above* them."""
    lines = above.rstrip().splitlines()[-1:]
    heads = [head for line in lines for head in _WIDE.split(line.strip())]
    return heads if len(heads) == count > 1 else []


def in_columns(cells: Sequence[MappedText]) -> str:
    """The row of a table in the notation of Markdown."""
    return "".join(f"| {cell.text} " for cell in cells) + "|"


def statement(name: MappedText, rows: Sequence[Row]) -> MappedText | None:
    """`name = matrix` in the notation of formulas; None where the rows are not of the same length."""
    if len({len(row.numbers) for row in rows}) != 1:
        return None
    parts = [name, _say(" = \\begin{matrix}", rows[0].line)]
    for number, row in enumerate(rows):
        parts += [_say(" \\\\ ", row.line)] if number else []
        for column, entry in enumerate(row.numbers):
            parts += [*([_say(" & ", entry)] if column else []), entry]
    return joined([*parts, _say("\\end{matrix}", rows[-1].line)])


def _say(text: str, at: MappedText) -> MappedText:
    return standing_at(text, at.offsets[0])
