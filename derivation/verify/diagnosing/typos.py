"""Slips of the pen: every number that one of them makes of a value printed to so many places.

The last digit is left out: a number that is right but for it needs no slip to be explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derivation.maths.numbers import Numeral

Typo = tuple[str, Any]
"""A mistake, and for every value the number that it makes, in units of the last place; `NONE` where it makes none."""

NONE = -(1 << 63)

COMMON = ("sign-lost", "point-moved", "digits-transposed", "digit-dropped")
"""The slips that can be made in few ways, so that each of them says much."""

_MOST_DIGITS = 15
_POINT = (1, -1, 2, -2, 3, -3)


def in_units(numeral: Numeral) -> int:
    """The printed number in units of its last place, 375 for 0.375."""
    return int(numeral.value / (2 * numeral.half_unit)) if numeral.half_unit else 0


def typos(values: Any, numeral: Numeral) -> Iterator[Typo]:
    """What each slip makes of *values*, printed to the places of *numeral*; an array of whole numbers for each."""
    import numpy as np

    unit = float(2 * numeral.half_unit)
    shown = min(numeral.digits + 3, _MOST_DIGITS)
    with np.errstate(all="ignore"):
        scaled = np.abs(values) / unit
        scaled = np.where(np.isfinite(scaled) & (scaled < 10.0**_MOST_DIGITS), scaled, 0)
    sign = np.where(values < 0, -1, 1)
    whole, finer, coarser = (np.rint(scaled * factor).astype(np.int64) for factor in (1, 10, 0.1))
    yield "sign-lost", _where_changed(-sign * whole, sign * whole)
    for shift in _POINT:
        yield "point-moved", _where_changed(sign * np.rint(scaled * 10.0**shift).astype(np.int64), sign * whole)
    for kind, made in (*_exchanged(whole, shown), *_dropped(finer, shown + 1), *_added(coarser, shown)):
        yield kind, _where_changed(sign * made, sign * whole)


def _where_changed(made: Any, before: Any) -> Any:
    import numpy as np

    return np.where((made != before) & (before != 0), made, NONE)


def _exchanged(whole: Any, shown: int) -> Iterator[Typo]:
    """Two neighbours change places; one digit becomes another."""
    for at in range(shown - 1):
        low, high = whole // 10**at % 10, whole // 10 ** (at + 1) % 10
        yield "digits-transposed", whole + (low - high) * (10 ** (at + 1) - 10**at)
    for at in range(1, shown):
        own = whole // 10**at % 10
        yield from (("digit-changed", whole + (digit - own) * 10**at) for digit in range(10))


def _dropped(finer: Any, shown: int) -> Iterator[Typo]:
    """A number with one place more, less one of its digits."""
    for at in range(1, shown):
        yield "digit-dropped", finer // 10 ** (at + 1) * 10**at + finer % 10**at


def _added(coarser: Any, shown: int) -> Iterator[Typo]:
    """A number with one place less, and one digit more."""
    for at in range(1, shown):
        above, below = coarser // 10**at * 10 ** (at + 1), coarser % 10**at
        yield from (("digit-added", above + digit * 10**at + below) for digit in range(10))
