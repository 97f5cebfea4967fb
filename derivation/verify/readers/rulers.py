"""Tables of plain text whose columns stand under a ruler, `─────  ─────` or `-----  -----`, below their heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from derivation.records import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at

RULER = r"^[ \t│]*(?:[─━═]+(?: +[─━═]+)+|-{2,}(?: +-{2,})+|={2,}(?: +={2,})+)[ \t]*$"
"""A line of strokes, one over each column."""
_RULER = re.compile(RULER, re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_COLUMN = re.compile(r"[─━═=-]+")


@dataclass(frozen=True)
class Table:
    """A table with the lines *above* it; its first row holds the heads."""

    above: MappedText
    rows: tuple[tuple[MappedText, ...], ...]


def table_of(paragraph: MappedText) -> Table | None:
    """The table that a paragraph ends with; None where no ruler parts heads from rows, or one does not fit them all."""
    found = next((each for each in _RULER.finditer(paragraph.text) if paragraph.text[: each.start()].strip()), None)
    if found is None:
        return None
    starts = [each.start() - found.start() for each in _COLUMN.finditer(paragraph.text, found.start(), found.end())]
    head = paragraph.text.rfind("\n", 0, found.start() - 1) + 1
    lines = [each.span() for each in _LINE.finditer(paragraph.text, head) if not _RULER.fullmatch(each[0])]
    if len(lines) < 2 or not all(_fits(paragraph.text[start:end], starts) for start, end in lines):
        return None
    rows = [tuple(_cells(paragraph[start:end], starts)) for start, end in lines]
    return Table(_without_ruler(paragraph[:head]), tuple(_whole(rows)))


def _fits(line: str, starts: Sequence[int]) -> bool:
    """Whether no column begins in the middle of a word."""
    return all(line[start - 1 : start].isspace() or start > len(line) for start in starts if start)


def _cells(line: MappedText, starts: Sequence[int]) -> Iterator[MappedText]:
    """The line cut where the columns begin, the blanks around each cell left out."""
    for begin, end in pairwise([*(min(start, len(line.text)) for start in starts), len(line.text)]):
        text = line.text[begin:end]
        first = begin + len(text) - len(text.lstrip())
        yield line[min(first, end) : begin + len(text.rstrip())] if text.strip() else line[begin:begin]


def _whole(rows: Sequence[Sequence[MappedText]]) -> Iterator[tuple[MappedText, ...]]:
    """The rows, one whose first cell is empty put behind the one that it goes on from, cell by cell."""
    waiting: list[MappedText] = []
    for row in rows:
        if waiting and not row[0].text:
            waiting = [_put_behind(cell, more) for cell, more in zip(waiting, row, strict=True)]
            continue
        if waiting:
            yield tuple(waiting)
        waiting = list(row)
    yield tuple(waiting)


def _put_behind(cell: MappedText, more: MappedText) -> MappedText:
    return joined([cell, standing_at(" ", more.offsets[0]), more]) if more.text else cell


def _without_ruler(above: MappedText) -> MappedText:
    """What stands above the heads, a ruler over these apart."""
    found = _RULER.search(above.text)
    return above[: found.start()] if found else above
