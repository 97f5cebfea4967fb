"""Ball -> certified decimal: how numbers are shown, and the proof that each shown digit is right.

A decimal is shown only if the whole ball rounds to it; exact ties are decided in rationals, away from zero.
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from flint import arb

from derivation.errors import LimitError
from derivation.frozen import dataclass
from derivation.maths.numbers import (
    MAX_PRECISION,
    Numeral,
    Refine,
    Value,
    as_fraction,
    certified_nearest,
    decimal_exponent,
    decimal_text,
    is_out_of_reach,
    nearest,
    refine,
    terminating,
)

_FEWEST_DIGITS = 2
_WIDEST_POSITIONAL = 6
_LONGEST_WHOLE = 15
_LEAST_PRECISION = 1_024


@dataclass(frozen=True)
class Shown:
    """A numeral, whether it is the exact value or a rounding of it, and what it is the value of where that is known."""

    numeral: Numeral
    exact: bool
    of: object = field(default=None, compare=False, repr=False)


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

    def show(self, value_at: Refine, *, what: str = "a value", most: int = MAX_PRECISION) -> Shown:
        """The value as it is shown, every digit certified; what is not told from 0 is shown as 0 to all places.

        Raises: LimitError: D903, the digits cannot be decided with *most* bits.
        """
        try:
            answer = refine(self.decide, value_at, what=what, most=most)
        except LimitError:
            return self._plain(value_at, what)
        assert isinstance(answer, Shown)
        return answer

    def _plain(self, value_at: Refine, what: str) -> Shown:
        """What cannot be told from zero, to so many places after the point: they are all zeros."""
        places = self.places if self.places is not None else self.digits or 0
        scaled = refine(
            lambda value: certified_nearest(value, places), value_at, what=what, most=_LEAST_PRECISION + 16 * places
        )
        assert isinstance(scaled, int)
        return _positional(scaled, places)

    def decide(self, value: Value) -> Shown | None:
        """The value as it is shown, or None if this ball is too wide to say."""
        if isinstance(value, arb) and value.is_exact():
            value = as_fraction(value)
        if isinstance(value, Fraction):
            return self._exact(value)
        if self.digits is not None:
            return _significant(value, self.digits)
        places = self.places or 0
        if abs(value) > 10**_LONGEST_WHOLE:
            return _significant(value, max(places, _FEWEST_DIGITS))
        scaled = certified_nearest(value, places)
        if scaled is None or abs(scaled) >= 10 ** (_FEWEST_DIGITS - 1):
            return None if scaled is None else _positional(scaled, places)
        return _significant(value, max(places, _FEWEST_DIGITS))

    def _exact(self, value: Fraction) -> Shown:
        """A rational: in full where it ends early enough, else rounded; ties away from zero."""
        if self.digits is not None:
            return _in_full(value, _significant(value, self.digits)) if value else _ZERO
        places = self.places or 0
        if abs(value) >= 10**_LONGEST_WHOLE:
            return _in_full(value, _significant(value, max(places, _FEWEST_DIGITS)))
        whole = terminating(value)
        if whole is not None and whole.places <= places:
            return Shown(whole, exact=True)
        scaled = nearest(value, places)
        if abs(scaled) >= 10 ** (_FEWEST_DIGITS - 1):
            return _positional(scaled, places)
        return _in_full(value, _significant(value, max(places, _FEWEST_DIGITS)))


_ZERO = Shown(Numeral(Fraction(0), "0"), exact=True)


def _in_full(value: Fraction, shown: Shown | None) -> Shown:
    """A number that the digits write exactly, without the zeros behind it."""
    assert shown is not None
    if shown.numeral.value != value:
        return shown
    mantissa, scaled, power = shown.numeral.text.partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return Shown(Numeral(value, mantissa + scaled + power), exact=True)


def _positional(scaled: int, places: int) -> Shown:
    return Shown(Numeral(Fraction(scaled, 10**places), decimal_text(scaled, places)), exact=False)


def _significant(value: Value, digits: int) -> Shown | None:
    """A value other than 0 to so many significant digits; None where a ball does not decide."""
    if isinstance(value, arb) and (value.contains(0) or is_out_of_reach(value)):
        return None
    exponent = decimal_exponent(as_fraction(abs(value).lower()) if isinstance(value, arb) else value)
    scaled = certified_nearest(value, digits - 1 - exponent)
    if scaled is None:
        return None
    if abs(scaled) >= 10**digits:
        exponent, scaled = exponent + 1, (1 if scaled > 0 else -1) * 10 ** (digits - 1)
    return _with_digits(scaled, digits, exponent)


def _with_digits(scaled: int, digits: int, exponent: int) -> Shown:
    """scaled * 10**(exponent - digits + 1), written out where the leading zeros are few."""
    places = digits - 1 - exponent
    if places >= 0 and exponent >= -_WIDEST_POSITIONAL:
        return _positional(scaled, places)
    value = scaled * Fraction(10) ** -places
    return Shown(Numeral(value, f"{decimal_text(scaled, digits - 1)}e{exponent}"), exact=False)
