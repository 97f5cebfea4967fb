"""How likely it is that one of many tried values equals a printed number by luck."""

from __future__ import annotations

from typing import Any

SURE = 1e-3
"""A cause is certain if the chance of a coincidence, after all trials, is below this."""

_OWN_WEIGHT = 0.1
_NEIGHBOURS = 2
_FAR = 1e9  # so many times the number itself away, nothing counts
_FINENESS = 1e-3  # values that differ by less, in units of the last place, are one value


def chance(tried: Any, printed: float, right: float, unit: float) -> float:
    """The expected number of *tried* values that equal a wrong number like *printed* by luck; at most 1.

    A number without a mistake behind it may fall anywhere near: it meets a tried value as often as these are dense
    there. Their density is that of the neighbours of *printed*, at the distance where they lie closest; the value
    that was hit counts for a tenth, over the distance from the *right* one, so that near misses prove little.

    Formula: unit * (max over k >= 2 of k / (2 d_k) + 0.1 / (2 |printed - right|)), d_k the distance of the k-th
             neighbour that was not hit.
    """
    import numpy as np

    fine = unit * _FINENESS
    near = tried[np.abs(tried - printed) < _FAR * max(abs(printed), unit)]
    values = np.unique(np.round(near / fine)) * fine
    distances = np.sort(np.abs(values - printed))
    others = distances[distances > unit]
    ranks = np.arange(1, len(others) + 1)
    dense = float((ranks / (2 * others))[_NEIGHBOURS - 1 :].max(initial=0.0))
    return float(min(1.0, unit * (dense + _OWN_WEIGHT / max(2 * abs(printed - right), unit))))
