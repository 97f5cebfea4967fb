"""Blocks: paragraphs, cells and displays -> regions, for every reader; formulas without delimiters are found here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from derivation.frozen import dataclass
from derivation.verify.manuscripts import FORMULA, MappedText, Region, joined, standing_at
from derivation.verify.readers.columns import tables
from derivation.verify.readers.folds import unfolded
from derivation.verify.readers.lines import formulas, is_expression
from derivation.verify.readers.matrices import Row, heads_of, in_columns, name_at_end, next_row, row_of, statement
from derivation.verify.readers.sides import begins_with_relation, is_calculation, is_number

_WORDY = re.compile(r"\w")
_ASSIGNED = re.compile(r"[ \t]*(?P<name>[A-Za-z_]\w*(?:, *[A-Za-z_]\w*)*) *=(?!=)")
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w′'+]{0,12})(?:\t|[ ]{3,})(?=[-+−(.\d])")
_OF_FORMULAS = re.compile(
    r"\b(?:formulas?|expressions?|equations?|calculations?|computations?|how|formel|rechnung|f[oó]rmula|c[aá]lculo)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*|//[^\n]*")
_KEYWORD = re.compile(r"[ \t]*(?:if|elif|else|while|for|return|def|class|assert|import|from|with|print|@)\b")


@dataclass
class Blocks:
    """The regions of a document so far. `inner` holds the inline formulas by the place where their mark stands."""

    regions: list[Region] = field(default_factory=list)
    inner: dict[int, MappedText] = field(default_factory=dict)
    block: int = 0
    name: MappedText | None = None  # of what the last words end with, as in `W1 =`

    def mark(self, formula: MappedText, place: MappedText) -> MappedText:
        """What stands for an inline formula in its paragraph: one sign at the beginning of *place*."""
        self.inner[place.offsets[0]] = formula
        return MappedText(FORMULA, [place.offsets[0], place.offsets[len(place.text)]])

    def display(self, part: MappedText) -> None:
        """A formula by itself."""
        self.block += 1
        self.regions.append(Region("display", part.text, part.offsets, self.block))

    def paragraph(self, part: MappedText, kind: str = "prose") -> None:
        """Words, with formulas among them."""
        if part.text.strip():
            self.block += 1
            self._words(part, kind)
            self.name = name_at_end(part)

    def row(self, cells: Sequence[MappedText], whole: str, heads: Sequence[str] = (), *, first: bool = True) -> None:
        """The cells of one row of a table; all rows of a table are one block, which its *first* row begins.

        Cells that hold the two halves of an equation, as in `| $net$ | = 0.5 |`, are one formula, and so are a name,
        how it is worked out and what it comes to, `| $z$ | 0.3 * 0.5 | 0.15 |`.
        """
        self.block += first
        for group in self._halves(cells, heads):
            for index in group:
                cell, head = cells[index], heads[index] if index < len(heads) else ""
                if group[1:]:
                    self.regions.append(Region("cell", "", cell.offsets[:1], self.block, whole, head))
                else:
                    self._words(cell, "cell", whole, head)
            if group[1:]:
                formula = joined(
                    [part for index in group for part in self._side(cells[index], first=index == group[0])]
                )
                self.regions.append(Region("inline", formula.text, formula.offsets, self.block, whole))

    def _halves(self, cells: Sequence[MappedText], heads: Sequence[str]) -> list[list[int]]:
        """The indices of the cells, those together whose texts are one equation."""
        groups: list[list[int]] = []
        for index in range(len(cells)):
            alone, head = index > 0 and len(groups[-1]) == 1, heads[index] if index < len(heads) else ""
            if index and (self._goes_on(cells, index, alone=alone) or (alone and self._defines(cells, index, head))):
                groups[-1].append(index)
            else:
                groups.append([index])
        return groups

    def _goes_on(self, cells: Sequence[MappedText], index: int, *, alone: bool) -> bool:
        """Whether a cell is the next side of the equation in the cell before it, which is or is not one *alone*."""
        before, text = self.in_words(cells[index - 1]), self.in_words(cells[index])
        if begins_with_relation(text):
            return not alone or is_expression(before)
        if is_number(text):
            return is_calculation(before)
        behind = self.in_words(cells[index + 1]) if index + 1 < len(cells) else ""
        named = alone and is_expression(before) and not is_calculation(before)
        return named and is_calculation(text) and is_number(behind)

    def _defines(self, cells: Sequence[MappedText], index: int, head: str) -> bool:
        """Whether a cell under *head* is the formula of the name before it, and the number behind it what that is."""
        texts = [self.in_words(cell).strip().strip("$") for cell in cells[index - 1 : index + 2]]
        if len(texts) < 3 or not _OF_FORMULAS.search(head) or (texts[1].isalpha() and len(texts[1]) > 1):
            return False
        return is_expression(texts[0]) and is_expression(texts[1]) and is_number(texts[2])

    def _side(self, cell: MappedText, *, first: bool) -> Iterator[MappedText]:
        """One side of an equation in cells, with the sign of equality that the bar between them stands for."""
        if not first:
            goes_on = begins_with_relation(self.in_words(cell))
            yield standing_at(" " if goes_on else " = ", max(0, cell.offsets[0] - 1))
        yield from self._spliced(cell)

    def code(self, part: MappedText, *, program: bool = False) -> None:
        """A listing: formulas line by line, rows of numbers; of a *program* only assignments, comments, quotations."""
        if program and part.text.strip():
            self.block += 1
            self._words(part, "code", spans=list(_in_program(part.text)))
        elif not program:
            self.lines(part, "code")

    def lines(self, part: MappedText, kind: str = "prose") -> None:
        """Plain text: tables in columns, and what stands between them."""
        done = 0
        for table in tables(part):
            self._plain(part[done : table.start], kind)
            for number, spans in enumerate(table.rows):
                cells = [part[begin:end] for begin, end in spans]
                self.row(cells, in_columns(cells), table.heads, first=number == 0)
            done = table.end
        self._plain(part[done:], kind)

    def _plain(self, part: MappedText, kind: str) -> None:
        """Rows of numbers are a matrix that has a name, or a table; between them are paragraphs."""
        begun, heads = 0, ""
        rows: list[Row] = []
        for start, end in part.lines():
            row = row_of(part[start:end])
            following = next_row(rows[-1], row) if rows else None
            if rows and following is None:
                self._rows(rows, heads)
                rows = []
            if row is not None:
                self.paragraph(part[begun:start], kind)
                heads = heads if rows else part.text[begun:start]
                rows.append(following or row)
                begun = end
        if rows:
            self._rows(rows, heads)
        self.paragraph(part[begun:], kind)

    def _rows(self, rows: Sequence[Row], above: str) -> None:
        """A matrix that has a name, or a table; the last of the lines *above* may be the heads of its columns."""
        name, self.name = rows[0].name or self.name, None
        matrix = statement(name, rows) if name is not None else None
        if matrix is not None:
            self.display(matrix)
            return
        heads = heads_of(above, len(rows[0].numbers))
        for number, row in enumerate(rows):
            line = in_columns(row.numbers) if heads else row.line.text.rstrip("\n")
            self.row(row.numbers, line, heads, first=number == 0)

    def _words(
        self,
        part: MappedText,
        kind: str,
        row: str = "",
        column: str = "",
        spans: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        part = unfolded(part) if spans is None else part
        found = formulas(part.text) if spans is None else spans
        rest, pieces = self._taken_out(part, found)
        if kind == "cell" or not found or _WORDY.search(rest.text):
            self.regions.append(Region(kind, rest.text, rest.offsets, self.block, row, column))
        whole = kind != "cell" and not _WORDY.search(rest.text)
        for piece, bare in pieces:
            self.regions.append(
                Region("display" if bare and whole else "inline", piece.text, piece.offsets, self.block, row, column)
            )

    def _taken_out(
        self, part: MappedText, spans: Sequence[tuple[int, int]]
    ) -> tuple[MappedText, list[tuple[MappedText, bool]]]:
        """The words with one sign in place of every formula, and the formulas in order; True for a bare one."""
        words, pieces, done = list[MappedText](), list[tuple[MappedText, bool]](), 0
        for begin, end in spans:
            pieces += ((formula, False) for formula in self._marked(part[done:begin]))
            pieces.append((joined([each for half in _halves(part[begin:end]) for each in self._spliced(half)]), True))
            mark = MappedText(FORMULA, [part.offsets[begin], part.offsets[end]])
            words += [part[done:begin], mark]
            done = end
        pieces += ((formula, False) for formula in self._marked(part[done:]))
        return joined([*words, part[done:]]), pieces

    def _marked(self, part: MappedText) -> Iterator[MappedText]:
        """The inline formulas of a stretch of words."""
        for found in re.finditer(FORMULA, part.text):
            if (formula := self.inner.get(part.offsets[found.start()])) is not None:
                yield formula

    def in_words(self, part: MappedText) -> str:
        """The text with its inline formulas in their places, to be looked at but not to be read."""
        return "".join(piece.text for piece in self._spliced(part))

    def _spliced(self, part: MappedText) -> Iterator[MappedText]:
        """A bare formula with the inline formulas that are parts of it put in, as in `$w_1$ = 0.15`."""
        done = 0
        for found in re.finditer(FORMULA, part.text):
            formula = self.inner.get(part.offsets[found.start()])
            if formula is not None:
                yield part[done : found.start()]
                yield formula
                done = found.end()
        yield part[done:]


def _halves(part: MappedText) -> Iterator[MappedText]:
    """A name and what it comes to in columns, with the sign of equality that the gap stands for; any other as it is."""
    named = _NAMED.match(part.text)
    if named is None:
        yield part
        return
    yield part[: named.end("name")]
    yield standing_at(" = ", part.offsets[named.end("name")])
    yield part[named.end() :]


def _commands(code: str) -> Iterator[tuple[int, int]]:
    """The commands of a line, between semicolons."""
    start = 0
    for command in code.split(";"):
        yield start, start + len(command)
        start += len(command) + 1


def _in_program(text: str) -> Iterator[tuple[int, int]]:
    """The formulas of a program: an assignment to one name, and what stands in comments and quotes."""
    start = 0
    for line in text.split("\n"):
        quoted = [(found.start(), found.end()) for found in _QUOTED.finditer(line)]
        code_end = quoted[0][0] if quoted else len(line)
        for begin, end in _commands(line[:code_end]):
            assigned = _ASSIGNED.match(line, begin, end)
            if assigned and not _KEYWORD.match(line):
                code = line[assigned.start("name") : end].rstrip("; \t")
                whole = (assigned.start("name"), assigned.start("name") + len(code))
                if "," in assigned["name"] or formulas(code)[:1] == [(0, len(code))]:  # else as in `(y - t).mean()`
                    yield (start + whole[0], start + whole[1])
        for begin, end in quoted:
            inside = line[begin:end].strip("\"'#/")
            at = begin + line[begin:end].index(inside)
            inside = inside.replace("\\n", "  ").replace("\\t", "  ")
            yield from ((start + at + left, start + at + right) for left, right in formulas(inside))
        start += len(line) + 1
