"""Arrays: matrices, vectors and lists of numbers as a document prints them, every number with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.verify.documents.literals import Literal, read_literal
from derivation.verify.manuscripts import MappedText

_DEEPEST = 4
_NUMBER = r"[-+−–]?[ ]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])"
_COMMA_NUMBER = r"[-+−–]?[ ]?(?:\d+(?:(?:,|\{,\}|\.)\d+)?)(?:[eE][-+]?\d+)?(?![\w.])"
_PIECE = (
    r"(?P<open>(?:\\left[ ]?)?\[)|(?P<close>(?:\\right[ ]?)?\])|(?P<row>;|\\\\)|(?P<number>{number})"
    r"|(?P<gap>[\s&#|{gaps}]+|\\[,:! ]|\\;|\\q?quad\b)"
)


@cache
def _pieces(comma: bool) -> re.Pattern[str]:
    """The pattern of the tokens of `[[0.1, 0.2], [0.3, 0.4]]`, by whether the comma is the decimal one."""
    return re.compile(_PIECE.format(number=_COMMA_NUMBER if comma else _NUMBER, gaps="" if comma else ","))


@dataclass(frozen=True)
class Entry:
    """What stands in one place of an array: the number that it is, if it is one, and the numbers in it."""

    numeral: Numeral | None
    literals: tuple[Literal, ...]

    @property
    def literal(self) -> Literal | None:
        """The one number that the entry is."""
        return self.literals[0] if self.numeral is not None and len(self.literals) == 1 else None

    @cached_property
    def size(self) -> tuple[float, float, int] | None:
        """The number as a float, half a unit of its last place (0 for a whole one), and how many digits it shows."""
        if self.numeral is None:
            return None
        shown = self.numeral.digits
        return float(self.numeral.value), float(self.numeral.half_unit) if self.numeral.places else 0.0, shown


@dataclass(frozen=True)
class Array:
    """Entries row by row, all rows of the same length."""

    rows: tuple[tuple[Entry, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def transposed(self) -> Array:
        """Rows and columns exchanged."""
        return Array(tuple(zip(*self.rows, strict=True)))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in reading order."""
        return tuple(entry for row in self.rows for entry in row)

    @property
    def numbers(self) -> tuple[tuple[Numeral, ...], ...] | None:
        """The numbers row by row, or None where an entry is none."""
        rows = [[entry.numeral for entry in row if entry.numeral is not None] for row in self.rows]
        return tuple(map(tuple, rows)) if all(len(row) == self.shape[1] for row in rows) else None


@dataclass(frozen=True)
class ArrayLine:
    """A statement over arrays, `z = W x + b = [0.5, 0.7]`, and what its author calls its subject.

    `stated` are the arrays that are a form by themselves, each with the place of its form, `operands` those that stand
    inside a form, `beside` the numbers that stand in no array.
    """

    label: str
    forms: tuple[Formula | Unread, ...]
    stated: tuple[tuple[int, Array], ...]
    operands: tuple[Array, ...]
    start: int
    text: str
    beside: tuple[Literal, ...] = ()

    @property
    def arrays(self) -> tuple[Array, ...]:
        """All arrays of the line."""
        return (*(array for _, array in self.stated), *self.operands)


def number_entry(part: MappedText) -> Entry | None:
    """The entry that a number is, or None if it is over a limit."""
    shown = re.sub(r"\s", "", part.text).replace("–", "-").rstrip(".")
    literal = read_literal(shown, part.offsets[0], part.offsets[len(part.text) - 1] + 1)
    return None if literal is None else Entry(literal.numeral, (literal,))


def bracketed(part: MappedText, *, comma: bool = False) -> Iterator[tuple[int, int, Array]]:
    """The lists of numbers in brackets, nested ones as rows, each from start to end; what holds more is passed by.

    Every sign is met at most as often as brackets may be nested, so the time is linear.
    """
    at = part.text.find("[")
    while at >= 0:
        start = at - 5 if part.text.endswith("\\left", 0, at) else at
        end, rows = _rows(part, start, _pieces(comma))
        array = Array(tuple(map(tuple, rows))) if rows and len({len(row) for row in rows}) == 1 else None
        if end and array is not None:
            yield start, end, array
        at = part.text.find("[", max(end, at + 1))


def _rows(part: MappedText, start: int, pieces: re.Pattern[str]) -> tuple[int, list[list[Entry]]]:
    """The rows of the list that opens at *start*, and where it ends; 0 if it is none."""
    depth, at = 0, start
    rows: list[list[Entry]] = [[]]
    while (found := pieces.match(part.text, at)) is not None:
        at = found.end()
        if found.lastgroup == "number":
            entry = number_entry(part[found.start() : at])
            if entry is None or not depth:
                return 0, []
            rows[-1].append(entry)
        elif found.lastgroup in ("open", "close", "row"):
            depth += {"open": 1, "close": -1}.get(found.lastgroup, 0)
            rows += [[]] if rows[-1] else []
        if depth == 0 or depth > _DEEPEST:
            break
    return (at, [row for row in rows if row]) if depth == 0 and at > start else (0, [])
