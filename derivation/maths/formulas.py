"""The order-keeping formula tree: terms stand as a person wrote them.

A formula is plain, frozen data, and nothing here simplifies. `maths.evaluation` folds it over number systems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from operator import attrgetter, is_
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral


class Formula:
    """A node of the tree. Python's operators build trees, so that tables of formulas read like formulas."""

    __slots__ = ("_hash",)

    def __add__(self, other: Formula | int) -> Formula:
        return Sum((*_terms(self), *_terms(formula(other))))

    def __radd__(self, other: int) -> Formula:
        return formula(other) + self

    def __sub__(self, other: Formula | int) -> Formula:
        return Sum((*_terms(self), Negative(formula(other))))

    def __rsub__(self, other: int) -> Formula:
        return formula(other) - self

    def __mul__(self, other: Formula | int) -> Formula:
        return Product((*_factors(self), *_factors(formula(other))))

    def __rmul__(self, other: int) -> Formula:
        return formula(other) * self

    def __truediv__(self, other: Formula | int) -> Formula:
        return Quotient(self, formula(other))

    def __rtruediv__(self, other: int) -> Formula:
        return Quotient(formula(other), self)

    def __pow__(self, other: Formula | int) -> Formula:
        return Power(self, formula(other))

    def __neg__(self) -> Formula:
        return Negative(self)


@dataclass(frozen=True, slots=True)
class Name(Formula):
    """A quantity, by its id: `w5`, `net_h1`, `w5+`."""

    id: str


@dataclass(frozen=True, slots=True)
class Number(Formula):
    """A number as it is written; may be negative.

    *of* tells what it is the printed value of, for a page that prints it again from other values; it makes no other
    number.
    """

    numeral: Numeral
    of: object = field(default=None, compare=False, repr=False)

    @property
    def value(self) -> Fraction:
        """The exact value of the text."""
        return self.numeral.value


@dataclass(frozen=True, slots=True)
class Sum(Formula):
    """Terms in order; a subtracted term is a `Negative`."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Product(Formula):
    """Factors in order."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Formula):
    """numerator / denominator, written as a fraction."""

    numerator: Formula
    denominator: Formula


@dataclass(frozen=True, slots=True)
class Power(Formula):
    """base ** exponent."""

    base: Formula
    exponent: Formula


@dataclass(frozen=True, slots=True)
class Negative(Formula):
    """-operand."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class Call(Formula):
    """A known function (a row of `maths.functions`) of its arguments."""

    function: str
    arguments: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Partial(Formula):
    """The partial derivative of *of* with respect to *wrt*, not carried out."""

    of: Formula
    wrt: Formula


@dataclass(frozen=True, slots=True)
class Matrix(Formula):
    """Entries row by row, all rows of the same length; a vector is a matrix of one column."""

    rows: tuple[tuple[Formula, ...], ...]


@dataclass(frozen=True, slots=True)
class Transposed(Formula):
    """A matrix with rows and columns exchanged."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class Hadamard(Formula):
    """The product entry by entry of matrices of the same shape."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Entrywise(Formula):
    """A function, by the id of its letter, of every entry of a matrix (softmax: of a vector)."""

    function: str
    operand: Formula


@dataclass(frozen=True, slots=True)
class Elision(Formula):
    """The terms of a long sum that are not written; in a line of numbers their sum stands for them as *numeral*.

    It counts as a leaf: what is not written has one value, and no parts.
    """

    terms: tuple[Formula, ...]
    numeral: Numeral | None = None


ZERO = Number(Numeral(Fraction(0), "0"))
ONE = Number(Numeral(Fraction(1), "1"))


def formula(value: Formula | int) -> Formula:
    """A formula unchanged, a whole number as a `Number`."""
    return value if isinstance(value, Formula) else Number(Numeral(Fraction(value), str(value)))


def is_number(form: Formula) -> bool:
    """Whether a formula is a number, with or without a sign."""
    return isinstance(form.operand if isinstance(form, Negative) else form, Number)


def fraction(numerator: int, denominator: int) -> Number:
    """A rational coefficient as textbooks print it, `1/2`."""
    return Number(Numeral(Fraction(numerator, denominator), f"{numerator}/{denominator}"))


HALF = fraction(1, 2)
"""The exponent of a square root."""


def call(function: str, *arguments: Formula) -> Call:
    """The known function *function* of *arguments*."""
    return Call(function, arguments)


def total(terms: tuple[Formula, ...]) -> Formula:
    """The sum of any number of terms: `0` for none, the term itself for one."""
    return ZERO if not terms else terms[0] if len(terms) == 1 else Sum(terms)


def product(factors: tuple[Formula, ...]) -> Formula:
    """The product of any number of factors: `1` for none, the factor itself for one."""
    return ONE if not factors else factors[0] if len(factors) == 1 else Product(factors)


def _terms(part: Formula) -> tuple[Formula, ...]:
    return part.terms if isinstance(part, Sum) else (part,)


def _factors(part: Formula) -> tuple[Formula, ...]:
    return part.factors if isinstance(part, Product) else (part,)


_PARTS: Mapping[type[Formula], Callable[[Any], tuple[Formula, ...]]] = {
    Sum: attrgetter("terms"),
    Product: attrgetter("factors"),
    Hadamard: attrgetter("factors"),
    Call: attrgetter("arguments"),
    Quotient: attrgetter("numerator", "denominator"),
    Power: attrgetter("base", "exponent"),
    Partial: attrgetter("of", "wrt"),
    Negative: lambda node: (node.operand,),
    Transposed: lambda node: (node.operand,),
    Entrywise: lambda node: (node.operand,),
    Matrix: lambda node: tuple(entry for row in node.rows for entry in row),
}
"""The direct parts of every kind of node that has some."""


def children(node: Formula) -> tuple[Formula, ...]:
    """The direct parts of *node*, in reading order."""
    parts = _PARTS.get(type(node))
    return parts(node) if parts is not None else ()


def with_children(node: Formula, parts: tuple[Formula, ...]) -> Formula:
    """*node* with its direct parts replaced; a leaf is returned as it is."""
    match node:
        case Sum() | Product() | Hadamard():
            return type(node)(parts)
        case Call(function, _):
            return Call(function, parts)
        case Quotient() | Power() | Partial() | Negative() | Transposed():
            return type(node)(*parts)
        case Entrywise(function, _):
            return Entrywise(function, *parts)
        case Matrix(rows):
            width = len(rows[0])
            return Matrix(tuple(parts[start : start + width] for start in range(0, len(parts), width)))
    return node


def walk(node: Formula) -> Iterator[Formula]:
    """Every node of the tree, a parent before its parts, in reading order."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def height(node: Formula) -> int:
    """How many levels the tree has."""
    level, count = [node], 0
    while level:
        level, count = [part for above in level for part in children(above)], count + 1
    return count


def names(node: Formula) -> tuple[str, ...]:
    """The ids that occur in *node*, each once, in reading order."""
    return tuple(dict.fromkeys(part.id for part in walk(node) if isinstance(part, Name)))


_NAMED = (Name, Partial)  # `Name | Partial` would be put together at every question


def leaves(node: Formula) -> tuple[Formula, ...]:
    """The names, partials and ellipses that need a value before *node* has one, each once, in reading order."""
    found, stack = [], [node]
    while stack:
        current = stack.pop()
        if isinstance(current, _NAMED) or (isinstance(current, Elision) and current.numeral is None):
            found.append(current)
        else:
            stack.extend(reversed(children(current)))
    return tuple(dict.fromkeys(found))


def substitute(node: Formula, replace: Callable[[Formula], Formula | None]) -> Formula:
    """*node* with every part for which *replace* answers exchanged for the answer; order is kept."""
    answer = replace(node)
    if answer is not None:
        return answer
    parts = children(node)
    changed = tuple([substitute(part, replace) for part in parts])
    return node if all(map(is_, changed, parts)) else with_children(node, changed)
