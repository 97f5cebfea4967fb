"""Tables that wide blanks make: a line of heads, then lines of a label and numbers, as in `w5    0.40    0.3589`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText
from derivation.verify.readers.sides import is_calculation, is_number

_CELL = re.compile(r"[^\s|](?:[^\S\n]?[^\s|])*")
_RULER = re.compile(r"[\s|+:=\u00a0\u2013\u2014-]*")
_FEWEST_ROWS = 2
_LONGEST_LABEL = 40


@dataclass(frozen=True)
class Columns:
    """A table in a text, from the start of its heads to its end, with the places of its cells, row by row."""

    start: int
    end: int
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[int, int], ...], ...]


def tables(part: MappedText) -> Iterator[Columns]:
    """The tables of plain text: their rows have a label, as many cells as there are heads, and end with a number."""
    lines = list(part.lines())
    index = 0
    while index < len(lines):
        rows = list(_rows(part.text, lines, index))
        if len(rows) < _FEWEST_ROWS:
            index += 1
            continue
        heads = tuple(part.text[start:end] for start, end in _cells(part.text, *lines[index]))
        last, _ = rows[-1]
        yield Columns(lines[index][0], lines[last][1], heads, tuple(cells for _, cells in rows))
        index = last + 1


def _rows(text: str, lines: list[tuple[int, int]], head: int) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """The rows below a line of heads, each with the number of its line; rulers are only drawing."""
    heads = _cells(text, *lines[head])
    if len(heads) < 2 or any(is_number(text[start:end]) for start, end in heads):
        return
    for index in range(head + 1, len(lines)):
        if _RULER.fullmatch(text, *lines[index]):
            continue
        cells = _cells(text, *lines[index])
        if len(cells) != len(heads) or not _is_row([text[start:end] for start, end in cells]):
            return
        yield index, cells


def _cells(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _CELL.finditer(text, start, end))


def _is_row(cells: list[str]) -> bool:
    """A label that is no number, numbers or how they are worked out, and a number at the end."""
    label, *others = cells
    labelled = len(label) <= _LONGEST_LABEL and not is_number(label) and "=" not in label
    return labelled and is_number(others[-1]) and all(is_number(each) or is_calculation(each) for each in others)
