"""Arithmetic on a formula without rearranging it: zeros and ones drop away, plain numbers are worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derivation.maths.formulas import (
    ONE,
    ZERO,
    Formula,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    product,
    total,
    with_children,
)
from derivation.maths.numbers import compact


def tidy(node: Formula) -> Formula:
    """*node* with its arithmetic done: zeros and ones gone, plain numbers worked out; terms keep their order.

    Guarantee: the value is unchanged wherever *node* has one.
    """
    parts = tuple(tidy(part) for part in children(node)) if not isinstance(node, Partial) else ()
    if not parts:
        return node
    return _TIDIED[type(node)](*parts) if type(node) in _TIDIED else with_children(node, parts)


def _plain(value: Fraction) -> Number:
    """A worked-out number: a decimal where it ends, else a fraction."""
    return Number(compact(value))


def _value(node: Formula) -> Fraction | None:
    match node:
        case Number(numeral):
            return numeral.value
        case Negative(Number(numeral)):
            return -numeral.value
    return None


def _tidy_sum(*parts: Formula) -> Formula:
    flat = [term for part in parts for term in (part.terms if isinstance(part, Sum) else (part,))]
    kept = tuple(_subtracted(term, index) for index, term in enumerate(term for term in flat if _value(term) != 0))
    values = [_value(term) for term in kept]
    if kept and all(value is not None for value in values):
        return kept[0] if len(kept) == 1 else _plain(sum((value for value in values if value), Fraction(0)))
    return total(kept)


def _subtracted(term: Formula, index: int) -> Formula:
    """A negative number behind other terms is written as a subtraction: x - 1, not x + (-1)."""
    negative = isinstance(term, Number) and term.value < 0 and index
    return Negative(_plain(-term.value)) if negative and isinstance(term, Number) else term


def _tidy_product(*parts: Formula) -> Formula:
    coefficient, others = Fraction(1), []
    written = [part for part in parts if isinstance(part, Number)]
    for part in parts:
        sign, core = (-1, part.operand) if isinstance(part, Negative) else (1, part)
        for factor in core.factors if isinstance(core, Product) else (core,):
            value = _value(factor)
            coefficient *= sign if value is None else sign * value
            sign = 1
            others += [] if value is not None else [factor]
    if coefficient == 0:
        return ZERO
    if others and abs(coefficient) == 1:
        return product(tuple(others)) if coefficient > 0 else _tidy_negative(product(tuple(others)))
    if [part.value for part in written] == [coefficient]:
        return product((written[0], *others))
    result = product((_plain(abs(coefficient)), *others))
    return result if coefficient > 0 else _tidy_negative(result)


def _tidy_negative(operand: Formula) -> Formula:
    match operand:
        case Negative(inner):
            return inner
        case Number():
            return _plain(-operand.value)
    return Negative(operand)


def _tidy_power(base: Formula, exponent: Formula) -> Formula:
    number, index = _value(base), _value(exponent)
    if index == 0:
        return ONE
    if index == 1:
        return base
    if number is not None and index is not None and index.denominator == 1 and 0 < index < 64:
        return _plain(number**index.numerator)
    return Power(base, exponent)


def _tidy_quotient(numerator: Formula, denominator: Formula) -> Formula:
    above, below = _value(numerator), _value(denominator)
    if above == 0:
        return ZERO
    if below == 1:
        return numerator
    if isinstance(numerator, Negative):
        return _tidy_negative(Quotient(numerator.operand, denominator))
    return Quotient(numerator, denominator)


_TIDIED: Mapping[type[Formula], Callable[..., Formula]] = {
    Sum: _tidy_sum,
    Product: _tidy_product,
    Negative: _tidy_negative,
    Power: _tidy_power,
    Quotient: _tidy_quotient,
}
