r"""Matrices and lists: `\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}`, `[0.5, 0.3]`, and what is done with them."""

from __future__ import annotations

from derivation.maths.formulas import (
    Formula,
    Hadamard,
    Matrix,
    Name,
    Quotient,
    Transposed,
    call,
    is_number,
    product,
    total,
    walk,
)
from derivation.maths.reading.calls import Calls
from derivation.maths.reading.scripts import is_transpose
from derivation.maths.reading.tokens import END_OF_MATRIX, Kind

SOFTMAX = "softmax"
_MOST_ITEMS = 64
_BEFORE_A_GROUP = ("+", "-", "*", "/", "(", "[", "{", ",")


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

    def begins_call(self) -> bool:
        """Whether a function starts here; softmax is one of several numbers at a time."""
        return self._begins_softmax() or super().begins_call()

    def call(self) -> Formula:
        """A function of one argument, or softmax of a list."""
        return self._softmax() if self._begins_softmax() else super().call()

    def _begins_softmax(self) -> bool:
        token = self.peek()
        named = token.kind in (Kind.WORD, Kind.COMMAND) and token.text.lower() == SOFTMAX
        return named and self.shows("(", "[", ahead=1)

    def _softmax(self) -> Formula:
        """The shares of the exponentials, entry by entry; the place of every number is told once."""
        start = self.at
        self.take()
        close = self.close_of()
        if self.shows("("):
            self.take()
            first = self.expression()
            scores = self.list_from(first) if self.shows(",") else first
            self.accept(self.tokens[close].text)
        else:
            scores = self.bracket()
        if not isinstance(scores, Matrix) or self.at <= close:
            self.at = start
            self.refuse(f"{self.peek().text} is not a known function")
        return shares(scores)

    def begins_list(self) -> bool:
        """Whether a comma that parts the items of a list stands here, and not one inside a decimal."""
        inside = self.tokens[self.at - 1 : self.at + 2]
        digits = len(inside) == 3 and inside[0].kind is inside[2].kind is Kind.NUMBER and not inside[2].spaced
        return self.shows(",") and (not digits or any("." in token.text for token in (inside[0], inside[2])))

    def begins_group(self) -> bool:
        """Whether the bracket here stands by itself, and is no argument: behind `f` a list in round brackets is one."""
        before = self.peek(-1) if self.at else None
        return before is None or (before.kind is Kind.SIGN and before.text in _BEFORE_A_GROUP)

    def list_from(self, first: Formula) -> Matrix:
        """The list that begins with *first*, as a matrix of one row."""
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        return Matrix((tuple(items),))

    def bare_list(self, first: Formula) -> Formula:
        """The list without brackets that *first* begins: of names, or of numbers with a decimal among them.

        It is *first* itself where no list goes on; `i = 1, 2` counts.
        """
        before = self.at
        if not self.begins_list():
            return first
        found = self.list_from(first)
        (items,) = found.rows
        numbers = all(map(is_number, items)) and any("." in token.text for token in self.tokens[before - 1 : self.at])
        if len(items) <= _MOST_ITEMS and (numbers or all(isinstance(item, Name) for item in items)):
            return found
        self.at = before
        return first

    def transposed(self, matrix: Matrix) -> Formula:
        """A matrix with its T."""
        self.take()
        if not is_transpose(self.script_tokens()):
            self.refuse("a power of a matrix")
        return Transposed(matrix)


def shares(scores: Matrix) -> Matrix:
    """Softmax: the exponential of every entry over the sum of them all.

    Source: Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.104 and 4.105.
    """
    powers = [[call("exp", entry) for entry in row] for row in scores.rows]
    whole = total(tuple(power for row in powers for power in row))
    return Matrix(tuple(tuple(Quotient(power, whole) for power in row) for row in powers))


def entrywise_product(left: Formula, right: Formula) -> Formula:
    """The product entry by entry: of numbers, it is their product."""
    has_entries = any(isinstance(part, Matrix) for side in (left, right) for part in walk(side))
    return Hadamard((left, right)) if has_entries else product((left, right))
