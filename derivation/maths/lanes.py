"""Floating point side by side: one array holds the same quantity of many computations, a lane each.

Beside the known functions these arithmetics round and cut to places between two lines, as a person with a pocket
calculator does, and choose between formulas lane by lane. Balls can round and cut as well, and stay certified.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from typing import Any

from flint import arb, fmpq

from derivation.maths.evaluation import Arithmetic
from derivation.maths.formulas import Formula, call
from derivation.maths.functions import BALLS, FUNCTIONS
from derivation.maths.numbers import certified_nearest

PLACES = range(2, 10)
"""To how many decimal places numbers may be rounded or cut between two lines."""


def rounded(formula: Formula, places: int) -> Formula:
    """*formula*, its value rounded to so many places."""
    return call(f"rounded_{places}", formula)


def cut(formula: Formula, places: int) -> Formula:
    """*formula*, its value cut off after so many places."""
    return call(f"cut_{places}", formula)


def choose(lanes: Formula, there: Formula, elsewhere: Formula) -> Formula:
    """*there* in the lanes that are marked, *elsewhere* in all others."""
    return call("choose", lanes, there, elsewhere)


@cache
def floats() -> Arithmetic[float]:
    """Double precision, one number at a time."""
    return Arithmetic(number=partial(_entered, float), power=lambda base, exponent: base**exponent, functions=_SCALARS)


@cache
def lanes() -> Arithmetic[Any]:
    """Arrays of double precision (NumPy is imported when first asked for)."""
    import numpy as np

    slow = {name: np.vectorize(function, otypes=[float]) for name, function in _SCALARS.items()}
    return Arithmetic(number=partial(_entered, np.float64), power=np.power, functions={**slow, **_functions(np)})


@cache
def singles() -> Arithmetic[Any]:
    """The same in single precision, as many frameworks compute."""
    import numpy as np

    return replace(lanes(), number=partial(_entered, np.float32))


def _entered(kind: Callable[[Any], Any], value: Any) -> Any:
    """A rational or a ball as a float; arrays are taken as they are. What is out of reach is infinite."""
    if hasattr(value, "dtype"):
        return value
    try:
        return kind(float(value) if isinstance(value, Fraction) else float(value.mid()))
    except OverflowError:
        return kind("inf")


def _functions(np: Any) -> dict[str, Callable[..., Any]]:
    """The commonest functions as NumPy has them, the whole array at once."""
    own: dict[str, Callable[..., Any]] = {
        "exp": np.exp,
        "ln": np.log,
        "tanh": np.tanh,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "positive_part": lambda x: np.maximum(x, 0),
        "negative_part": lambda x: np.minimum(x, 0),
        "is_positive": lambda x: np.where(x > 0, 1.0, 0.0),
        "abs": np.abs,
        "sign": np.sign,
        "choose": np.where,
    }
    for places in PLACES:
        own[f"rounded_{places}"] = partial(np.round, decimals=places)
        own[f"cut_{places}"] = lambda x, scale=10.0**places: np.trunc(x * scale) / scale
    return own


def _by_ball(ball: Callable[[arb], arb]) -> Callable[[float], float]:
    """Any known function of one number: the midpoint of its ball."""
    return lambda x: float(ball(arb(float(x))).mid()) if math.isfinite(x) else math.nan


_SCALARS: dict[str, Callable[[float], float]] = {
    **{name: _by_ball(row.ball) for name, row in FUNCTIONS.items()},
    "exp": math.exp,
    "ln": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "positive_part": lambda x: max(x, 0.0),
    "normal_cdf": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    **{f"rounded_{places}": lambda x, places=places: round(x, places) for places in PLACES},  # type: ignore[misc]
    **{f"cut_{places}": lambda x, scale=10.0**places: math.trunc(x * scale) / scale for places in PLACES},  # type: ignore[misc]
}


def _ball_rounded(ball: arb, places: int) -> arb:
    scaled = certified_nearest(ball, places)
    if scaled is None:
        return ball.union(ball + arb(fmpq(1, 10**places))).union(ball - arb(fmpq(1, 10**places)))
    return arb(fmpq(scaled, 10**places))


def _ball_cut(ball: arb, places: int) -> arb:
    whole = (abs(ball) * arb(10) ** places).floor().unique_fmpz()
    if whole is None or (whole and not (ball > 0 or ball < 0)):
        return ball.union(ball + arb(fmpq(1, 10**places))).union(ball - arb(fmpq(1, 10**places)))
    return arb(fmpq(-whole if ball < 0 else whole, 10**places))


CERTIFIED: Arithmetic[arb] = replace(
    BALLS,
    functions={
        **BALLS.functions,
        **{f"rounded_{places}": partial(_ball_rounded, places=places) for places in PLACES},
        **{f"cut_{places}": partial(_ball_cut, places=places) for places in PLACES},
    },
)
"""Balls that can also be rounded and cut: where a ball does not decide, every outcome stays inside."""
