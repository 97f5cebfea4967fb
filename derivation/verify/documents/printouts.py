"""Arrays in words, code and what programs print: `W1 =` and rows below it, `a2: [1.0 0.6]`, `np.array([[1, 2]])`."""

from __future__ import annotations

import re
from array import array as offsets_of
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from itertools import groupby

from derivation.frozen import dataclass
from derivation.verify.documents.arrays import Array, ArrayLine, Entry, bracketed, number_entry
from derivation.verify.documents.literals import Literal
from derivation.verify.manuscripts import FORMULA, Manuscript, MappedText, Region, joined

_WORDY = ("prose", "heading", "code")
_ROW_NUMBER = re.compile(r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_ROW = re.compile(r"[-+−\d.eE,;\s]+")
_WRAPPERS = re.compile(r"(?:[\w.]*\(\s*(?:[a-z_]+\s*=\s*)?|[\s$*`]+)*\Z")
_ASSIGNED = re.compile(r"[ \t]*([A-Za-z_][\w.\[\]'\"]*)[ \t]*(?::[ \t]*[\w.\[\]]+[ \t]*)?=(?!=)")
_QUOTED_KEY = re.compile(r"['\"]([^'\"\n]+)['\"]\s*:\s*\Z")
_FACTOR = re.compile(r"\S[ \t]*[·×⊙∘@][ \t]*\Z")
_LONGEST_LABEL = 120
_NEAR = 400  # characters before an array in which its name is looked for


def array_lines(manuscript: Manuscript, formulas: Sequence[ArrayLine]) -> tuple[ArrayLine, ...]:
    """Every line over arrays, in reading order: those of the formulas, and those that stand in no formula."""
    taken = {literal.start for line in formulas for array in line.arrays for literal in _literals(array)}
    found = [
        line
        for line in _printed(_stream(manuscript.regions), comma=manuscript.decimal_comma)
        if not any(literal.start in taken for array in line.arrays for literal in _literals(array))
    ]
    return tuple(sorted((*formulas, *found), key=lambda line: line.start))


def _literals(array: Array) -> Iterator[Literal]:
    return (literal for entry in array.entries for literal in entry.literals)


@dataclass
class _Stream:
    """The words, listings and rows of a document, one behind the other, and where the rows without brackets stand."""

    parts: list[MappedText] = field(default_factory=list)
    rows: list[tuple[int, int, int]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    length: int = 0

    def put(self, part: MappedText) -> None:
        """More text, on lines of its own."""
        end = part.offsets[len(part.text)]
        self.parts += [part, MappedText("\n", [end, end])]
        self.length += len(part.text) + 1

    def put_row(self, cells: Sequence[Region]) -> None:
        """A row of numbers: where it has no brackets it is marked as one."""
        row = _row(cells)
        if _ROW.fullmatch(row.text):
            self.rows.append((self.length, self.length + len(row.text), cells[0].block))
        self.put(row)

    @property
    def whole(self) -> MappedText:
        """The text."""
        return joined(self.parts)


def _stream(regions: Iterable[Region]) -> _Stream:
    """What the regions say in words and rows; what a formula says is kept by its mark."""
    stream = _Stream()
    for is_cell, group in groupby(regions, key=lambda region: region.kind == "cell"):
        if is_cell:
            for cells in _rows_of_cells(list(group)):
                stream.put_row(cells)
            continue
        for region in group:
            if region.kind in _WORDY and not region.reason:
                stream.put(MappedText(region.text, region.offsets))
            elif region.kind == "inline":
                stream.formulas.append(region.text)
                if "[" in region.text:
                    stream.put(MappedText(region.text, region.offsets))
    return stream


def _rows_of_cells(cells: Sequence[Region]) -> Iterator[list[Region]]:
    """The cells of every row that is nothing but numbers."""
    at = 0
    while at < len(cells):
        row = cells[at].row
        width = len(_ROW_NUMBER.findall(row.partition("=")[2] or row.partition(":")[2] or row))
        taken = list(cells[at : at + max(1, width)])
        if "|" not in row and all(cell.row == row and _ROW_NUMBER.fullmatch(cell.text) for cell in taken):
            yield taken
            at += len(taken)
        else:
            at += 1


def _row(cells: Sequence[Region]) -> MappedText:
    """The whole row, its numbers in their places."""
    text, places, done = cells[0].row, offsets_of("I"), 0
    for cell in cells:
        at = text.find(cell.text, done)
        if at < 0:
            break
        places.extend([cell.offsets[0]] * (at - done))
        places.extend(cell.offsets[: len(cell.text)])
        done = at + len(cell.text)
    end = cells[-1].offsets[len(cells[-1].text)]
    places.extend([end] * (len(text) - done + 1))
    return MappedText(text, places)


def _printed(stream: _Stream, *, comma: bool) -> Iterator[ArrayLine]:
    """The arrays of the stream, those in brackets and those that are bare rows."""
    whole = stream.whole
    labels = _Labels(whole.text, stream.formulas)
    for start, end, array in bracketed(whole, comma=comma):
        if _FACTOR.search(whole.text[max(0, start - _NEAR) : start]):
            yield ArrayLine("", (), (), (array,), array.entries[0].literals[0].start, whole.text[start:end])
        else:
            yield _stated(array, labels.before(start), whole, start, end)
    for _, rows in groupby(_adjacent(stream.rows), key=lambda row: row[3]):
        group = list(rows)
        entries = [tuple(_numbers(whole[start:end])) for start, end, _, _ in group]
        if len({len(row) for row in entries}) == 1 and entries[0]:
            start, end = group[0][0], group[-1][1]
            yield _stated(Array(tuple(entries)), labels.before(start), whole, start, end)


def _adjacent(rows: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Every row with the number of its group: rows of one block, one right below the other."""
    group, before = 0, (-1, -1, -1)
    for start, end, block in rows:
        group += not (block == before[2] and start <= before[1] + 1)
        before = (start, end, block)
        yield start, end, block, group


def _numbers(row: MappedText) -> Iterator[Entry]:
    for found in _ROW_NUMBER.finditer(row.text):
        entry = number_entry(row[found.start() : found.end()])
        if entry is not None:
            yield entry


def _stated(array: Array, label: str, whole: MappedText, start: int, end: int) -> ArrayLine:
    place = array.entries[0].literals[0].start
    return ArrayLine(label, (), ((0, array),), (), place, f"{label} {whole.text[start:end]}".strip())


@dataclass(frozen=True)
class _Labels:
    """A text with marks in place of its *formulas*, asked what stands before its arrays."""

    text: str
    formulas: Sequence[str]

    def before(self, at: int) -> str:
        """What the array that begins at *at* is called: by the words before it in its line, or else the line above."""
        begin = self.text.rfind("\n", 0, at) + 1
        blank = len(self.text[max(0, begin - _NEAR) : begin]) - len(self.text[max(0, begin - _NEAR) : begin].rstrip())
        end = begin - blank
        above = max(self.text.rfind("\n", 0, end) + 1, end - _NEAR, 0)
        label = _label(self._spelled(max(begin, at - _NEAR), at))
        if not label and _announces(self.text[above:end]):
            label = _label(self._spelled(above, end))
        return label[-_LONGEST_LABEL:]

    @cached_property
    def _marks(self) -> list[int]:
        return [found.start() for found in re.finditer(FORMULA, self.text)]

    def _spelled(self, start: int, end: int) -> str:
        """A stretch of the text with its formulas in their places, where it is known which they are."""
        if len(self._marks) != len(self.formulas):
            return self.text[start:end]
        waiting = iter(self.formulas[bisect_left(self._marks, start) :])
        return re.sub(FORMULA, lambda _: next(waiting), self.text[start:end])


def _announces(line: str) -> bool:
    return line.rstrip(" *`$").endswith((":", "=")) or len(line.split()) <= 3


def _label(line: str) -> str:
    """The words of a line that say what follows it."""
    line = line.rpartition("]")[2]
    key = _QUOTED_KEY.search(line.removesuffix("array(").removesuffix("tensor("))
    if key is not None:
        return key[1]
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        return assigned[1]
    return _WRAPPERS.sub("", line).strip(" \t\r\n:=([{*`#>-")
