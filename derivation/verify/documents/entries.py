"""Entries: a statement about matrices -> one statement about each of their entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivation.maths.formulas import Formula, Matrix, Name, Number, Partial, is_number, walk
from derivation.maths.matrices import multiplied_out
from derivation.maths.reading import Unread
from derivation.verify.documents.literals import Literal

_MOST_ENTRIES = 400
_MOST_FACTORS = 40
Forms = Sequence[Formula | Unread]


def matrices_of(forms: Forms) -> dict[int, Matrix]:
    """The forms that are matrices once worked out, by their place, as far as they have the shape of the last.

    A number behind a row times a column is a matrix of one.
    """
    found = {index: matrix for index, form in enumerate(forms) if (matrix := worked_out(form)) is not None}
    if not found:
        return {}
    shape = _shape(found[max(found)])
    found = {index: matrix for index, matrix in found.items() if _shape(matrix) == shape}
    numbers = _numbers(forms) if shape == (1, 1) else {}
    return dict(sorted((numbers | found).items()))


def _numbers(forms: Forms) -> dict[int, Matrix]:
    """The forms that are a number by themselves, each as a matrix."""
    found = ((index, form) for index, form in enumerate(forms) if not isinstance(form, Unread))
    return {index: Matrix(((form,),)) for index, form in found if is_number(form)}


def worked_out(form: Formula | Unread) -> Matrix | None:
    """The matrix that a form with matrices in it comes to, its entries not worked out; None for any other form."""
    if isinstance(form, Unread):
        return None
    parts = [part for part in walk(form) if isinstance(part, Matrix)]
    if not parts or any(rows > _MOST_FACTORS or columns > _MOST_FACTORS for rows, columns in map(_shape, parts)):
        return None
    try:
        matrix = multiplied_out(form)
    except ValueError:
        return None
    rows, columns = _shape(matrix)
    return matrix if rows * columns <= _MOST_ENTRIES else None


def _shape(matrix: Matrix) -> tuple[int, int]:
    return len(matrix.rows), len(matrix.rows[0])


def named_entry(head: Formula, row: int, column: int, shape: tuple[int, int]) -> Formula:
    """The entry of what has one name: `z[2]` of a vector, `W[1][2]` of a matrix; of a slope, by that entry."""
    if isinstance(head, Partial):
        return replace(head, wrt=named_entry(head.wrt, row, column, shape))
    if not isinstance(head, Name):
        return head
    index = f"[{max(row, column) + 1}]" if 1 in shape else f"[{row + 1}][{column + 1}]"
    return Name(head.id + index)


def cells(matrix: Matrix) -> Iterator[tuple[int, int]]:
    """Row and column of every entry, in reading order."""
    rows, columns = _shape(matrix)
    return ((row, column) for row in range(rows) for column in range(columns))


def allotted(entry: Formula, waiting: list[Literal]) -> tuple[Literal, ...]:
    """The numbers of an entry that stand nowhere before; they are taken out of those that are *waiting*."""
    taken: list[Literal] = []
    for part in walk(entry):
        if isinstance(part, Number):
            literal = next((each for each in waiting if each.numeral == part.numeral), None)
            if literal is not None:
                waiting.remove(literal)
                taken.append(literal)
    return tuple(taken)
