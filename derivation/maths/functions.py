"""The known functions: value on balls, derivative rule, spellings, source. A new function is one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb

from derivation.maths.evaluation import Arithmetic
from derivation.maths.formulas import Formula, call, formula
from derivation.maths.numbers import as_ball


@dataclass(frozen=True)
class Function:
    """A function of one argument.

    `ball` contains the exact value for every point of its argument; `derivative` is f'(x) as a formula in x.
    """

    name: str
    latex: str
    ball: Callable[[arb], arb]
    derivative: Callable[[Formula], Formula]
    spellings: tuple[str, ...]
    source: str


def _sigmoid_ball(x: arb) -> arb:
    return 1 / (1 + (-x).exp())


_DLMF = "NIST Digital Library of Mathematical Functions"

FUNCTIONS = {
    row.name: row
    for row in (
        Function("exp", r"\exp", arb.exp, lambda x: call("exp", x), ("exp",), f"{_DLMF}, 4.2.19, 4.20.1"),
        Function("ln", r"\ln", arb.log, lambda x: formula(1) / x, ("ln", "log"), f"{_DLMF}, 4.2.2, 4.7.1"),
        Function("tanh", r"\tanh", arb.tanh, lambda x: 1 - call("tanh", x) ** 2, ("tanh",), f"{_DLMF}, 4.28.4, 4.34.8"),
        Function(
            "sigmoid",
            r"\sigma",
            _sigmoid_ball,
            lambda x: call("sigmoid", x) * (1 - call("sigmoid", x)),
            ("sigmoid", "σ"),
            "Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.59 and 4.88",
        ),
    )
}


def _ball_power(base: arb, exponent: arb) -> arb:
    whole = exponent.unique_fmpz() if exponent.is_exact() else None
    return base**exponent if whole is None else _whole_power(base, int(whole))


def _whole_power(base: arb, exponent: int) -> arb:
    """By repeated squaring, which has a value for balls around 0 as well."""
    if exponent < 0:
        return 1 / _whole_power(base, -exponent)
    result = arb(1)
    while exponent:
        result = result * base if exponent & 1 else result
        base, exponent = base * base, exponent >> 1
    return result


BALLS: Arithmetic[arb] = Arithmetic(
    number=as_ball, power=_ball_power, functions={name: row.ball for name, row in FUNCTIONS.items()}
)


def _composed(
    exponential: Callable[[Any], Any], logarithm: Callable[[Any], Any], tanh: Callable[[Any], Any]
) -> dict[str, Callable[[Any], Any]]:
    """The same functions over another library's three elementary ones."""
    return {
        "exp": exponential,
        "ln": logarithm,
        "tanh": tanh,
        "sigmoid": lambda x: 1 / (1 + exponential(-x)),
    }


@cache
def multiprecision() -> Arithmetic[Any]:
    """mpmath's numbers at its current working precision (imported when first asked for)."""
    import mpmath as mp

    return Arithmetic(
        number=lambda value: mp.mpf(value.numerator) / value.denominator,
        power=mp.power,
        functions=_composed(mp.exp, mp.log, mp.tanh),
    )


@cache
def symbols() -> Arithmetic[Any]:
    """SymPy's expressions (imported when first asked for); numbers enter as exact rationals only."""
    import sympy as sp

    def rational(value: Fraction) -> Any:
        return sp.Rational(value.numerator, value.denominator)

    return Arithmetic(number=rational, power=sp.Pow, functions=_composed(sp.exp, sp.log, sp.tanh))
