"""Grids: the tables of a document as rows of numbers; tables with the same heads go on from one to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from derivation.frozen import dataclass
from derivation.maths.reading.spellings import LOOK_ALIKES
from derivation.verify.documents.literals import Literal, read_literal
from derivation.verify.manuscripts import FORMULA, MappedText, Region

_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_SEVERAL = re.compile(r"\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*")
_PART = re.compile(r"[^,;\s]+")
_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 2
MOST_ROWS, MOST_COLUMNS = 400, 20
Cells = tuple[Literal | None, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows of numbers below the same heads, in reading order; `begins` are the rows at which a table begins."""

    heads: tuple[str, ...]
    rows: tuple[Cells, ...]
    begins: tuple[int, ...]


@dataclass(frozen=True)
class _Table:
    heads: tuple[str, ...]
    rows: tuple[Cells, ...]


def sheets(regions: Iterable[Region]) -> tuple[Sheet, ...]:
    """The sheets of a document, the tables of each joined."""
    together: dict[tuple[str, ...], list[_Table]] = {}
    for table in _tables(regions):
        together.setdefault(table.heads, []).append(table)
    return tuple(_side_by_side([sheet for found in together.values() if (sheet := _joined(found)) is not None]))


def _side_by_side(found: Sequence[Sheet]) -> Iterator[Sheet]:
    """The sheets, those of as many rows as one: each row may go on in the next table."""
    waiting = list(found)
    while waiting:
        first = waiting.pop(0)
        for other in [each for each in waiting if each.begins == first.begins and len(each.rows) == len(first.rows)]:
            if len(first.heads) + len(other.heads) <= MOST_COLUMNS:
                rows = tuple((*row, *more) for row, more in zip(first.rows, other.rows, strict=True))
                first = Sheet((*first.heads, *other.heads), rows, first.begins)
                waiting.remove(other)
        yield first


def _joined(tables: Sequence[_Table]) -> Sheet | None:
    """The tables as one sheet of the columns that are numbers; None where there are too few or too many."""
    rows = [row for table in tables for row in table.rows]
    begins = [sum(len(table.rows) for table in tables[:index]) for index in range(len(tables))]
    kept = [at for at in range(len(tables[0].heads)) if 2 * sum(row[at] is not None for row in rows) > len(rows)]
    if not (_FEWEST_ROWS <= len(rows) <= MOST_ROWS and _FEWEST_COLUMNS <= len(kept) <= MOST_COLUMNS):
        return None
    heads = tuple(tables[0].heads[at] for at in kept)
    return Sheet(heads, tuple(tuple(row[at] for at in kept) for row in rows), tuple(begins))


def _tables(regions: Iterable[Region]) -> Iterator[_Table]:
    """Every table, its rows of as many numbers as most of them have."""
    rows: list[list[_Cell]] = []
    for row in _rows(regions):
        if rows and (row[0].block != rows[-1][0].block or len(row) != len(rows[-1])):
            yield from _table(rows)
            rows = []
        rows.append(row)
    yield from _table(rows)


@dataclass(frozen=True)
class _Cell:
    text: MappedText
    column: str
    block: int


def _rows(regions: Iterable[Region]) -> Iterator[list[_Cell]]:
    """The cells of every row below heads; a cell that is one formula has the text of that."""
    cells: list[_Cell] = []
    row, width = "", 0
    for region in regions:
        if not region.row:
            continue
        text = MappedText(region.text, region.offsets)
        if region.kind != "cell":
            if cells and cells[-1].text.text.strip() == FORMULA:
                cells[-1] = _Cell(text, cells[-1].column, cells[-1].block)
            continue
        if region.row != row or len(cells) >= width:
            if cells:
                yield cells
            cells, row, width = [], region.row, region.row.strip().strip("|").count("|") + 1
        cells.append(_Cell(text, region.column, region.block))
    if cells:
        yield cells


def _table(rows: Sequence[Sequence[_Cell]]) -> Iterator[_Table]:
    found: list[tuple[tuple[str, ...], Cells]] = []
    for row in rows:
        parts = [_numbers(cell) for cell in row]
        heads = tuple(head for part in parts for head, _ in part)
        found.append((heads, tuple(literal for part in parts for _, literal in part)))
    filled = Counter(sum(literal is not None for literal in cells) for _, cells in found)
    most = max(filled, key=lambda count: (filled[count], count), default=0)
    full = [(heads, cells) for heads, cells in found if most and sum(each is not None for each in cells) == most]
    if full and len({heads for heads, _ in full}) == 1 and any(full[0][0]):
        yield _Table(full[0][0], tuple(cells for _, cells in full))


def _numbers(cell: _Cell) -> list[tuple[str, Literal | None]]:
    """The number of a cell below its head, or those of a pair, each below its own part of the head."""
    pair, heads = _SEVERAL.fullmatch(cell.text.text), _SEVERAL.fullmatch(cell.column)
    if pair is None or heads is None:
        return [(cell.column.strip(), _literal(cell.text))]
    parts = [cell.text[found.start() : found.end()] for found in _PART.finditer(cell.text.text, *pair.span(1))]
    names = _PART.findall(heads[1])
    if len(names) != len(parts):
        return [(cell.column.strip(), None)]
    return [(name, _literal(part)) for name, part in zip(names, parts, strict=True)]


def _literal(text: MappedText) -> Literal | None:
    """The number that a text is, whatever emphasis or dollars stand around it."""
    shown = text.text.translate(LOOK_ALIKES)
    begin = len(shown) - len(shown.lstrip(" \t\r\n$*_`+"))
    end = len(shown.rstrip(" \t\r\n$*_`"))
    if begin >= end or not _NUMBER.fullmatch(shown, begin, end):
        return None
    return read_literal(text.text[begin:end], text.offsets[begin], text.offsets[end - 1] + 1)
