"""Where a formula needs brackets: binding strengths, shared by every printer."""

from __future__ import annotations

from derivation.maths.formulas import (
    HALF,
    Formula,
    Hadamard,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Transposed,
)

SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(5)


def strength(node: Formula) -> int:
    """How tightly the outermost operator of *node* binds; a negative or scaled number is not an atom."""
    match node:
        case Sum():
            return SUM
        case Negative():
            return NEGATIVE
        case Number(numeral):
            return NEGATIVE if numeral.value < 0 else PRODUCT if "e" in numeral.text else ATOM
        case Product() | Hadamard() | Quotient():
            return PRODUCT
        case Power(_, exponent):
            return ATOM if exponent == HALF else POWER
        case Transposed():
            return POWER
    return ATOM


def split_sign(term: Formula) -> tuple[str, Formula]:
    """The sign that joins *term* to a sum, and what follows it; a negative number keeps its own sign."""
    return ("-", term.operand) if isinstance(term, Negative) else ("+", term)
