"""Matrices of formulas: what a sum or a product of matrices is, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivation.maths.formulas import (
    Call,
    Formula,
    Hadamard,
    Matrix,
    Negative,
    Product,
    Sum,
    Transposed,
    product,
    total,
    walk,
)


def column(entries: Sequence[Formula]) -> Matrix:
    """A vector."""
    return Matrix(tuple((entry,) for entry in entries))


def multiplied_out(whole: Formula) -> Matrix:
    """The entries of a formula over matrices, none of them simplified.

    Formula: (A B)_ij = sum over k of a_ik b_kj; sums and Hadamard products entry by entry.
    Raises:  ValueError: the shapes do not fit, or it is no formula over matrices.
    """
    match whole:
        case Matrix():
            return whole
        case Transposed(operand):
            return Matrix(tuple(zip(*multiplied_out(operand).rows, strict=True)))
        case Call(function, (operand,)):
            return _entrywise([multiplied_out(operand)], lambda entries: Call(function, entries))
        case Negative(operand):
            return _entrywise([multiplied_out(operand)], lambda entries: Negative(*entries))
        case Sum(terms):
            return _entrywise([multiplied_out(term) for term in terms], total)
        case Hadamard(factors):
            return _entrywise([multiplied_out(factor) for factor in factors], product)
        case Product(factors):
            return _product(factors)
    raise ValueError(f"no formula over matrices: {whole!r}")


def _entrywise(parts: Sequence[Matrix], joined: Callable[[tuple[Formula, ...]], Formula]) -> Matrix:
    """The entries at the same place of all *parts*, joined."""
    rows = zip(*(part.rows for part in parts), strict=True)
    return Matrix(tuple(tuple(joined(entries) for entries in zip(*row, strict=True)) for row in rows))


def _product(factors: Sequence[Formula]) -> Matrix:
    """Scalars times the product of the matrices, from left to right."""
    scalars = tuple(factor for factor in factors if not any(isinstance(part, Matrix) for part in walk(factor)))
    first, *others = [multiplied_out(factor) for factor in factors if factor not in scalars]
    for other in others:
        first = _times(first, other)
    return _entrywise([first], lambda entries: product((*scalars, *entries))) if scalars else first


def _times(left: Matrix, right: Matrix) -> Matrix:
    columns = tuple(zip(*right.rows, strict=True))
    return Matrix(tuple(tuple(_dot(row, each) for each in columns) for row in left.rows))


def _dot(row: Sequence[Formula], column: Sequence[Formula]) -> Formula:
    return total(tuple(a * b for a, b in zip(row, column, strict=True)))
