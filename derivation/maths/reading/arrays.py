r"""Matrices and lists: `\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}`, `[0.5, 0.3]`, and what is done with them."""

from __future__ import annotations

from derivation.maths.formulas import Formula, Hadamard, Matrix, Transposed, product, walk
from derivation.maths.reading.calls import Calls
from derivation.maths.reading.scripts import is_transpose
from derivation.maths.reading.tokens import END_OF_MATRIX, Kind


class Matrices(Calls):
    """The part of the grammar that reads rows and columns."""

    def matrix(self) -> Formula:
        """The entries of the matrix that opens at the position, row by row."""
        self.take()
        self.descend()
        rows: list[list[Formula]] = [[]]
        while not self.shows(END_OF_MATRIX):
            if self.peek().kind is Kind.BREAK:
                self.take()
                rows.append([])
            else:
                rows[-1].append(self.expression())
                if not self.accept("&") and self.peek().kind is not Kind.BREAK and not self.shows(END_OF_MATRIX):
                    self.unexpected()
        self.take()
        self.ascend()
        full = tuple(tuple(row) for row in rows if row)
        if len({len(row) for row in full}) != 1:
            self.refuse("a matrix whose rows are not of the same length")
        return Matrix(full)

    def begins_list(self) -> bool:
        """Whether a comma that parts the items of a list stands here, and not one inside a decimal."""
        inside = self.tokens[self.at - 1 : self.at + 2]
        digits = len(inside) == 3 and inside[0].kind is inside[2].kind is Kind.NUMBER and not inside[2].spaced
        return self.shows(",") and (not digits or any("." in token.text for token in (inside[0], inside[2])))

    def list_from(self, first: Formula) -> Formula:
        """The list that begins with *first*, as a matrix of one row."""
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        return Matrix((tuple(items),))

    def transposed(self, matrix: Matrix) -> Formula:
        """A matrix with its T."""
        self.take()
        if not is_transpose(self.script_tokens()):
            self.refuse("a power of a matrix")
        return Transposed(matrix)


def entrywise_product(left: Formula, right: Formula) -> Formula:
    """The product entry by entry: of numbers, it is their product."""
    has_entries = any(isinstance(part, Matrix) for side in (left, right) for part in walk(side))
    return Hadamard((left, right)) if has_entries else product((left, right))
