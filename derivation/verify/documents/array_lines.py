"""Statements with matrices in them -> lines over arrays: what they are about, and where each array stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivation.maths.formulas import Formula, Matrix, Name, Negative, Number, Transposed, children, is_number, walk
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread, read_chains
from derivation.verify.documents.arrays import Array, ArrayLine, Entry
from derivation.verify.documents.entries import worked_out
from derivation.verify.documents.literals import Literal, read_literal
from derivation.verify.manuscripts import MappedText, Region

_MATRIX = re.compile(
    r"\\begin *\{(?P<kind>[bpvBV]?matrix|smallmatrix)\*?\}(?:(?!\\begin *\{|\\end *\{).)*\\end *\{(?P=kind)\*?\}",
    re.DOTALL,
)
_RELATION = re.compile(r":=|\\(?:approx|simeq|leftarrow|equiv)\b|[=≈≃←≡]|&")
Rows = tuple[tuple[Formula, ...], ...]


def array_line(
    forms: Sequence[Formula | Unread],
    literals: Sequence[Sequence[Literal]],
    unread: Sequence[Array],
    start: int,
    text: str,
) -> ArrayLine | None:
    """The line that a statement with matrices is, *unread* ones among them; None for any other.

    A number that is what a row times a column comes to is an array of one.
    """
    stated: list[tuple[int, Array]] = []
    operands = list(unread)
    beside: list[Literal] = []
    for index, form in enumerate(forms):
        if isinstance(form, Unread):
            continue
        waiting = _Waiting(literals[index])
        stands_alone = Matrix(((form,),)) if operands and is_number(form) else form
        arrays = list(waiting.arrays(stands_alone))
        beside += waiting.beside
        if isinstance(stands_alone, Matrix) and len(arrays) == 1:
            stated.append((index, arrays[0]))
        elif isinstance(stands_alone, Transposed) and isinstance(stands_alone.operand, Matrix) and len(arrays) == 1:
            stated.append((index, arrays[0].transposed))
        else:
            operands += arrays
    if not stated and not operands:
        return None
    return ArrayLine(_label(forms[0], text), tuple(forms), tuple(stated), tuple(operands), start, text, tuple(beside))


class _Waiting:
    """The numbers of a form in reading order, each with its place; one whose place is not known has none."""

    def __init__(self, literals: Sequence[Literal]) -> None:
        self._waiting = list(literals)
        self.beside: list[Literal] = []

    def arrays(self, form: Formula) -> Iterator[Array]:
        """The arrays in *form*, the outermost; the numbers beside them are kept."""
        if isinstance(form, Matrix):
            rows = [[self._entry(entry) for entry in row] for row in _unnested(form).rows]
            yield Array(tuple(map(tuple, rows)))
        elif isinstance(form, Number):
            self.beside += self._taken(form)
        else:
            for part in children(form):
                yield from self.arrays(part)

    def _taken(self, number: Number) -> tuple[Literal, ...]:
        if self._waiting and abs(self._waiting[0].numeral.value) == abs(number.value):
            return (self._waiting.pop(0),)
        return ()

    def _entry(self, entry: Formula) -> Entry:
        own = tuple(literal for part in walk(entry) if isinstance(part, Number) for literal in self._taken(part))
        match entry:
            case Number(numeral) if len(own) == 1:
                return Entry(numeral, own)
            case Negative(Number(numeral)) if len(own) == 1:
                return Entry(Numeral(-numeral.value, f"-{numeral.text}"), (_with_sign(own[0]),))
        return Entry(None, own)


def arrays_within(region: Region, start: int, end: int, *, comma: bool) -> Iterator[Array]:
    """The matrices in a part of a formula that is not read as a whole, the innermost."""
    for found in _MATRIX.finditer(region.text, start, end):
        chains = read_chains(found[0], decimal_comma=comma)
        form = chains[0].forms[0] if len(chains) == 1 else None
        if form is not None and not isinstance(form, Unread):
            part = MappedText(region.text, region.offsets)[found.start() : found.end()]
            spans = ((span.start, span.end) for span in chains[0].literals[0])
            read = (read_literal(part.text[a:b], part.offsets[a], part.offsets[b - 1] + 1) for a, b in spans)
            yield from _Waiting([literal for literal in read if literal is not None]).arrays(form)


def _with_sign(literal: Literal) -> Literal:
    """The number that a minus stands before."""
    numeral = Numeral(-literal.numeral.value, f"-{literal.numeral.text}")
    return replace(literal, numeral=numeral, text=literal.text if literal.numeral.value < 0 else f"-{literal.text}")


def _unnested(matrix: Matrix) -> Matrix:
    """A list of lists as the matrix that it is."""
    inner = [entry for row in matrix.rows for entry in row]
    rows = [row for entry in inner if isinstance(entry, Matrix) for row in _unnested(entry).rows]
    lists = all(isinstance(entry, Matrix) and len(entry.rows) == 1 for entry in inner)
    return Matrix(tuple(rows)) if lists and len({len(row) for row in rows}) == 1 else matrix


def _label(head: Formula | Unread, text: str) -> str:
    """What the statement is about: its first name, the first one of an array of names, or else what stands first."""
    if isinstance(head, Name):
        return head.id
    if isinstance(head, Matrix):
        first = head.rows[0][0]
        return first.id if isinstance(first, Name) else ""
    return _RELATION.split(text, maxsplit=1)[0]


def worked_rows(line: ArrayLine, index: int, shape: tuple[int, int]) -> Rows | None:
    """What the numbers before form *index* come to in that shape, entry by entry; None where there are none."""
    for earlier in range(index - 1, -1, -1):
        form = line.forms[earlier]
        found = None if isinstance(form, Matrix) else worked_out(form)
        if found is not None and not any(isinstance(part, Name) for part in walk(found)):
            return found.rows if (len(found.rows), len(found.rows[0])) == shape else None
    return None
