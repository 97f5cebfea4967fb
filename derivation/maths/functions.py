"""The known functions, one row each: value in every arithmetic, derivative rule, spellings, source."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.evaluation import Arithmetic, rational_power
from derivation.maths.formulas import ZERO, Formula, call, formula
from derivation.maths.numbers import as_ball


@dataclass(frozen=True)
class Function:
    """A function of one argument.

    `ball` contains the exact value for every point of its argument; `rational` gives it where it is rational;
    `mpmath` and `sympy` find it in these libraries, which come in as arguments so that they load late.
    `derivative` is f'(x) as a formula in x, with the stated convention where the function has a corner.
    """

    name: str
    latex: str
    text: str
    ball: Callable[[arb], arb]
    derivative: Callable[[Formula], Formula]
    mpmath: Callable[[Any], Callable[[Any], Any]]
    sympy: Callable[[Any], Callable[[Any], Any]]
    spellings: tuple[str, ...]
    source: str
    rational: Callable[[Fraction], Fraction] | None = None


def _sigmoid(exponential: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: 1 / (1 + exponential(-x))


def _chosen(x: arb, above: int, at_zero: int, below: int) -> arb:
    """A constant on each side of zero; every value between them where the ball does not tell the side."""
    if x > 0 or x < 0 or x == 0:
        return arb(above if x > 0 else below if x < 0 else at_zero)
    return arb(above).union(arb(below)).union(arb(at_zero))


def _positive_ball(x: arb) -> arb:
    return x if x >= 0 else arb(0) if x <= 0 else arb(0).union(x.upper())


def _normal_ball(x: arb) -> arb:
    return (1 + (x / arb(2).sqrt()).erf()) / 2


def _density_ball(x: arb) -> arb:
    return (-(x * x) / 2).exp() / (2 * arb.pi()).sqrt()


def _side(x: Any) -> int:
    return int(x > 0) - int(x < 0)


_DLMF = "NIST Digital Library of Mathematical Functions (2010)"
_CORNERS = (
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3: a one-sided slope stands in at a corner"
)

FUNCTIONS = {
    row.name: row
    for row in (
        Function(
            name="exp",
            latex=r"\exp({})",
            text="exp({})",
            ball=arb.exp,
            derivative=lambda x: call("exp", x),
            mpmath=lambda mp: mp.exp,
            sympy=lambda sp: sp.exp,
            spellings=("exp",),
            source=f"{_DLMF}, 4.2.19, 4.20.1",
        ),
        Function(
            name="ln",
            latex=r"\ln({})",
            text="ln({})",
            ball=arb.log,
            derivative=lambda x: formula(1) / x,
            mpmath=lambda mp: mp.log,
            sympy=lambda sp: sp.log,
            spellings=("ln", "log"),
            source=f"{_DLMF}, 4.2.2, 4.7.1",
        ),
        Function(
            name="tanh",
            latex=r"\tanh({})",
            text="tanh({})",
            ball=arb.tanh,
            derivative=lambda x: 1 - call("tanh", x) ** 2,
            mpmath=lambda mp: mp.tanh,
            sympy=lambda sp: sp.tanh,
            spellings=("tanh",),
            source=f"{_DLMF}, 4.28.4, 4.34.8",
        ),
        Function(
            name="sigmoid",
            latex=r"\sigma({})",
            text="sigmoid({})",
            ball=_sigmoid(arb.exp),
            derivative=lambda x: call("sigmoid", x) * (1 - call("sigmoid", x)),
            mpmath=lambda mp: _sigmoid(mp.exp),
            sympy=lambda sp: _sigmoid(sp.exp),
            spellings=("sigmoid", "σ"),
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.59 and 4.88",
        ),
        Function(
            name="positive_part",
            latex=r"\max(0, {})",
            text="max(0, {})",
            ball=_positive_ball,
            derivative=lambda x: call("is_positive", x),
            mpmath=lambda mp: lambda x: (x + abs(x)) / 2,
            sympy=lambda sp: lambda x: sp.Piecewise((x, x > 0), (sp.Integer(0), True)),
            spellings=("relu",),
            source=f"{_CORNERS}; the slope at 0 is taken to be 0",
            rational=lambda x: max(x, Fraction(0)),
        ),
        Function(
            name="negative_part",
            latex=r"\min(0, {})",
            text="min(0, {})",
            ball=lambda x: -_positive_ball(-x),
            derivative=lambda x: 1 - call("is_positive", x),
            mpmath=lambda mp: lambda x: (x - abs(x)) / 2,
            sympy=lambda sp: lambda x: sp.Piecewise((sp.Integer(0), x > 0), (x, True)),
            spellings=(),
            source=f"{_CORNERS}; the slope at 0 is taken to be 1",
            rational=lambda x: min(x, Fraction(0)),
        ),
        Function(
            name="is_positive",
            latex=r"[{} \gt 0]",
            text="[{} > 0]",
            ball=lambda x: _chosen(x, 1, 0, 0),
            derivative=lambda x: ZERO,
            mpmath=lambda mp: lambda x: mp.mpf(int(x > 0)),
            sympy=lambda sp: lambda x: sp.Piecewise((sp.Integer(1), x > 0), (sp.Integer(0), True)),
            spellings=("step", "heaviside"),
            source="Knuth, Two notes on notation, American Mathematical Monthly 99 (1992), the bracket of Iverson",
            rational=lambda x: Fraction(int(x > 0)),
        ),
        Function(
            name="abs",
            latex=r"\lvert {} \rvert",
            text="|{}|",
            ball=abs,
            derivative=lambda x: call("sign", x),
            mpmath=lambda mp: abs,
            sympy=lambda sp: sp.Abs,
            spellings=("abs",),
            source=f"{_DLMF}, 1.9.7; the slope at 0 is taken to be 0",
            rational=abs,
        ),
        Function(
            name="sign",
            latex=r"\mathrm{{sgn}}({})",
            text="sgn({})",
            ball=lambda x: _chosen(x, 1, 0, -1),
            derivative=lambda x: ZERO,
            mpmath=lambda mp: lambda x: mp.mpf(_side(x)),
            sympy=lambda sp: sp.sign,
            spellings=("sgn", "sign"),
            source=f"{_DLMF}, front matter, common notations: sign x is -1, 0 or 1",
            rational=lambda x: Fraction(_side(x)),
        ),
        Function(
            name="normal_cdf",
            latex=r"\Phi({})",
            text="Φ({})",
            ball=_normal_ball,
            derivative=lambda x: call("normal_density", x),
            mpmath=lambda mp: lambda x: mp.ncdf(x),
            sympy=lambda sp: lambda x: (1 + sp.erf(x / sp.sqrt(2))) / 2,
            spellings=("Phi", "Φ"),
            source=f"{_DLMF}, 7.2.1, 7.18(v)",
        ),
        Function(
            name="normal_density",
            latex=r"\varphi({})",
            text="φ({})",
            ball=_density_ball,
            derivative=lambda x: -x * call("normal_density", x),
            mpmath=lambda mp: lambda x: mp.npdf(x),
            sympy=lambda sp: lambda x: sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi),
            spellings=("varphi", "φ"),
            source=f"{_DLMF}, 7.2.1: the derivative of the normal distribution function",
        ),
    )
}


def _ball_power(base: arb, exponent: arb) -> arb:
    if exponent == arb(0.5):
        return base.sqrt()
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
RATIONALS: Arithmetic[Fraction] = Arithmetic(
    number=lambda value: value,
    power=rational_power,
    functions={name: row.rational for name, row in FUNCTIONS.items() if row.rational},
)


@cache
def multiprecision() -> Arithmetic[Any]:
    """mpmath's numbers at its current working precision (imported when first asked for)."""
    import mpmath as mp

    return Arithmetic(
        number=lambda value: mp.mpf(value.numerator) / value.denominator,
        power=mp.power,
        functions={name: row.mpmath(mp) for name, row in FUNCTIONS.items()},
    )


@cache
def symbols() -> Arithmetic[Any]:
    """SymPy's expressions (imported when first asked for); numbers enter as exact rationals only."""
    import sympy as sp

    def rational(value: Fraction) -> Any:
        return sp.Rational(value.numerator, value.denominator)

    return Arithmetic(number=rational, power=sp.Pow, functions={name: row.sympy(sp) for name, row in FUNCTIONS.items()})
