"""Where a formula has no value: the logarithm of 0, a division by 0, the root of a negative number."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from derivation.maths.formulas import Call, Formula, Number, Power, Quotient, walk
from derivation.maths.numbers import Value


def undefined(formula: Formula, value_of: Callable[[Formula], Value]) -> str | None:
    """What *formula* does that has no value, with its parts as *value_of* gives them; None where nothing is certain.

    >>> from fractions import Fraction
    >>> from derivation.maths.formulas import Name, call
    >>> undefined(1 + call("ln", Name("x")), lambda part: Fraction(0))
    'takes the logarithm of 0'
    """
    return next((reason for part in walk(formula) if (reason := _reason(part, value_of))), None)


def _reason(part: Formula, value_of: Callable[[Formula], Value]) -> str | None:
    match part:
        case Call("ln", (argument,)):
            return _outside("takes the logarithm of", value_of(argument), zero=True)
        case Quotient(_, below):
            return "divides by 0" if _is_zero(value_of(below)) else None
        case Power(base, Number(exponent)) if exponent.value < 0:
            return "divides by 0" if _is_zero(value_of(base)) else None
        case Power(base, Number(exponent)) if exponent.value.denominator % 2 == 0:
            return _outside("takes a root of", value_of(base), zero=False)
    return None


def _outside(what: str, value: Value, *, zero: bool) -> str | None:
    """The complaint about a value that is certainly below 0, or is 0 where that is not allowed either."""
    if zero and _is_zero(value):
        return f"{what} 0"
    return f"{what} a negative number" if value < 0 else None


def _is_zero(value: Value) -> bool:
    """Whether a value is exactly 0; a ball around 0 may be anything."""
    return value.is_zero() if isinstance(value, arb) else value == 0
