"""Ball -> certified decimal: how numbers are shown, and the proof that each shown digit is right.

A decimal is shown only if the whole ball rounds to it; exact ties are decided in rationals, away from zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from derivation.maths.numbers import (
    Numeral,
    Refine,
    Value,
    as_fraction,
    certified_nearest,
    decimal_exponent,
    decimal_text,
    refine,
    terminating,
)

_FEWEST_DIGITS = 2
_WIDEST_POSITIONAL = 6


@dataclass(frozen=True)
class Shown:
    """A numeral and whether it is the exact value or a rounding of it."""

    numeral: Numeral
    exact: bool


@dataclass(frozen=True)
class Rounding:
    """So many decimal *places*, or so many significant *digits*; exactly one of the two is given.

    A value that `places` would show with fewer than two digits is shown with so many significant digits instead.
    """

    places: int | None = 9
    digits: int | None = None

    def finer(self, guard: int) -> Rounding:
        """The same with *guard* more places or digits."""
        if self.digits is not None:
            return Rounding(None, self.digits + guard)
        return Rounding((self.places or 0) + guard)

    def show(self, value_at: Refine, *, what: str = "a value") -> Shown:
        """The value as it is shown, every digit certified.

        Raises: LimitError: D903, the digits cannot be decided at the highest precision.
        """
        answer = refine(self.decide, value_at, what=what)
        assert isinstance(answer, Shown)
        return answer

    def decide(self, value: Value) -> Shown | None:
        """The value as it is shown, or None if this ball is too wide to say."""
        if isinstance(value, arb) and value.is_exact():
            value = as_fraction(value)
        if isinstance(value, Fraction):
            return self._exact(value)
        if self.digits is not None:
            return _significant(value, self.digits)
        places = self.places or 0
        scaled = certified_nearest(value, places)
        if scaled is None or abs(scaled) >= 10 ** (_FEWEST_DIGITS - 1):
            return None if scaled is None else _positional(scaled, places)
        return _significant(value, max(places, _FEWEST_DIGITS))

    def _exact(self, value: Fraction) -> Shown:
        """A rational: in full where it ends early enough, else rounded; ties away from zero."""
        whole = terminating(value)
        if whole is not None and whole.places <= self._places_for(value):
            return Shown(whole, exact=True)
        if self.digits is None and certified_nearest(value, self.places or 0) in _FEW:
            return _scientific_exact(value, max(self.places or 0, _FEWEST_DIGITS))
        scaled = certified_nearest(value, self._places_for(value))
        assert scaled is not None
        return _positional(scaled, self._places_for(value))

    def _places_for(self, value: Fraction) -> int:
        if self.digits is None:
            return self.places or 0
        return max(0, self.digits - 1 - decimal_exponent(value)) if value else 0


_FEW = range(1 - 10 ** (_FEWEST_DIGITS - 1), 10 ** (_FEWEST_DIGITS - 1))


def _positional(scaled: int, places: int) -> Shown:
    text = decimal_text(scaled, places)
    return Shown(Numeral(Fraction(text), text), exact=False)


def _significant(value: arb, digits: int) -> Shown | None:
    """The ball to so many significant digits, positional where that is readable."""
    if value.contains(0):
        return None
    lowest = as_fraction(abs(value).lower())
    exponent = decimal_exponent(lowest)
    scaled = certified_nearest(value, digits - 1 - exponent)
    if scaled is None:
        return None
    if abs(scaled) >= 10**digits:
        exponent, scaled = exponent + 1, scaled // 10
    return _with_digits(scaled, digits, exponent)


def _scientific_exact(value: Fraction, digits: int) -> Shown:
    exponent = decimal_exponent(value) if value else 0
    scaled = certified_nearest(value, digits - 1 - exponent)
    assert scaled is not None
    shown = _with_digits(scaled, digits, exponent)
    if shown.numeral.value != value:
        return shown
    mantissa, _, power = shown.numeral.text.partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return Shown(Numeral(value, f"{mantissa}e{power}" if power else mantissa), exact=True)


def _with_digits(scaled: int, digits: int, exponent: int) -> Shown:
    """scaled * 10**(exponent - digits + 1), written out where the leading zeros are few."""
    places = digits - 1 - exponent
    if places >= 0 and exponent >= -_WIDEST_POSITIONAL:
        return _positional(scaled, places)
    value = scaled * Fraction(10) ** -places
    return Shown(Numeral(value, f"{decimal_text(scaled, digits - 1)}e{exponent}"), exact=False)
