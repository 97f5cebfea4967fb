"""Tables of plain text whose columns stand under a ruler, `─────  ─────` or `-----  -----`, below their heads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at

RULER = r"^[ \t│]*(?:[─━═]+(?: +[─━═]+)+|-{2,}(?: +-{2,})+|={2,}(?: +={2,})+)[ \t]*$"
"""A line of strokes, one over each column."""
_RULER = re.compile(RULER, re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_FEWEST_HEADS = 2
_COLUMN = re.compile(r"[─━═=-]+")


@dataclass(frozen=True)
class Table:
    """A table with the lines *above* it; its first row holds the heads."""

    above: MappedText
    rows: tuple[tuple[MappedText, ...], ...]


@dataclass(frozen=True)
class _Line:
    """A line in the columns that begin at the *starts* of a ruler."""

    text: MappedText
    starts: Sequence[int]
    place: int

    @property
    def fits(self) -> bool:
        """Whether no column begins in the middle of a word."""
        first, *others = self.starts
        line = self.text.text
        return not line[:first].strip() and all(not line[start - 1 : start].strip() for start in others)

    @property
    def goes_on(self) -> bool:
        """Whether its first cell is empty or set further in, as that of a row which begins above it."""
        return not self.text.text[self.starts[0] : self.starts[0] + 1].strip()

    @property
    def cells(self) -> tuple[MappedText, ...]:
        """What stands in each column."""
        end = len(self.text.text)
        edges = pairwise([*(min(start, end) for start in self.starts), end])
        return tuple(_bare(self.text[begin:stop]) for begin, stop in edges)


def table_of(paragraph: MappedText) -> Table | None:
    """The table that a paragraph ends with; None where no ruler parts heads from rows, or one does not fit them all."""
    found = next((each for each in _RULER.finditer(paragraph.text) if paragraph.text[: each.start()].strip()), None)
    if found is None:
        return None
    starts = [each.start() - found.start() for each in _COLUMN.finditer(paragraph.text, found.start(), found.end())]
    spans = [each.span() for each in _LINE.finditer(paragraph.text) if not _RULER.fullmatch(each[0])]
    lines = [_Line(paragraph[start:end], starts, start) for start, end in spans]
    rows = [line for line in lines if line.place > found.start()]
    heads = _heads([line for line in lines if line.place < found.start()])
    if not rows or not heads or not all(line.fits for line in rows):
        return None
    whole = [_together(heads), *map(_together, _in_rows(rows))]
    return Table(_without_ruler(paragraph[: heads[0].place]), tuple(whole))


def _heads(above: Sequence[_Line]) -> list[_Line]:
    """The lines right over the ruler that are in its columns, the last of them whatever it says."""
    heads: list[_Line] = []
    for line in reversed(above):
        if not line.fits or (heads and sum(bool(cell.text) for cell in line.cells) < _FEWEST_HEADS):
            break
        heads.insert(0, line)
    return heads


def _in_rows(lines: Iterable[_Line]) -> list[list[_Line]]:
    """The lines of every row."""
    rows: list[list[_Line]] = []
    for line in lines:
        if rows and line.goes_on:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _together(lines: Sequence[_Line]) -> tuple[MappedText, ...]:
    """The lines of a row as one, cell by cell."""
    columns = zip(*(line.cells for line in lines), strict=True)
    return tuple(_one_text([part for part in column if part.text] or list(column[:1])) for column in columns)


def _one_text(parts: Sequence[MappedText]) -> MappedText:
    """The parts of a cell with blanks between them."""
    blanks = ([standing_at(" ", part.offsets[0]), part] for part in parts[1:])
    return joined([parts[0], *(each for pair in blanks for each in pair)])


def _bare(cell: MappedText) -> MappedText:
    """A cell without the blanks around it."""
    begin = len(cell.text) - len(cell.text.lstrip())
    return cell[begin : max(begin, len(cell.text.rstrip()))]


def _without_ruler(above: MappedText) -> MappedText:
    """What stands above the heads, a ruler over these apart."""
    found = _RULER.search(above.text)
    return above[: found.start()] if found else above
