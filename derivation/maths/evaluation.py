"""One fold evaluates a formula in any number system that knows + - * / and the functions of `maths.functions`.

Rationals, balls, mpmath numbers and SymPy expressions are all just arithmetics to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from fractions import Fraction
from typing import Any, Generic, TypeVar, cast

from derivation.frozen import dataclass
from derivation.maths.formulas import (
    Call,
    Elision,
    Entrywise,
    Formula,
    Hadamard,
    Matrix,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Transposed,
    children,
    total,
)
from derivation.maths.numbers import Numeral

T = TypeVar("T")


@dataclass(frozen=True)
class Arithmetic(Generic[T]):
    """A number system for `evaluate`: how a rational enters it, and its known functions and powers."""

    number: Callable[[Fraction], T]
    power: Callable[[T, T], T]
    functions: Mapping[str, Callable[..., T]] = field(default_factory=dict)


class NotInThisArithmetic(Exception):
    """A number system cannot express a node: a rational has no exponential, nothing evaluates a partial."""


def evaluate(node: Formula, lookup: Callable[[Formula], T | None], arithmetic: Arithmetic[T]) -> T:
    """The value of *node* in *arithmetic*; *lookup* gives the value of names (and of whole parts, if it likes).

    Raises: NotInThisArithmetic: a function, a name or a partial that nobody gave a value for.
    """
    known = lookup(node)
    if known is not None:
        return known
    match node:
        case Elision(terms, None):
            return evaluate(total(terms), lookup, arithmetic)
        case Number(numeral) | Elision(_, Numeral() as numeral):
            return arithmetic.number(numeral.value)
        case Call(function, arguments) if function in arithmetic.functions:
            return arithmetic.functions[function](*(evaluate(part, lookup, arithmetic) for part in arguments))
        case Call() | Name() | Partial() | Matrix() | Transposed() | Hadamard() | Entrywise():
            raise NotInThisArithmetic(type(node).__name__)
    values = [evaluate(part, lookup, arithmetic) for part in children(node)]
    return cast(T, _combine(node, values, arithmetic))


def _combine(node: Formula, values: list[Any], arithmetic: Arithmetic[Any]) -> Any:
    """One operator applied to the values of its parts, from left to right."""
    result = values[0]
    match node:
        case Sum():
            for value in values[1:]:
                result = result + value
        case Product():
            for value in values[1:]:
                result = result * value
        case Quotient():
            return result / values[1]
        case Power():
            return arithmetic.power(result, values[1])
        case Negative():
            return -result
    return result


def rational_power(base: Fraction, exponent: Fraction) -> Fraction:
    """An integer power of a rational; anything else is not rational in general."""
    if exponent.denominator != 1 or abs(exponent) > 64 or (base == 0 and exponent < 0):
        raise NotInThisArithmetic(f"{base} ** {exponent}")
    return base**exponent.numerator
