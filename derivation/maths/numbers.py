"""Text to exact rational, ball to certified decimal, a printed number as an interval.

One function, `read_number`, turns text into a number; nothing else in the package does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from fractions import Fraction
from functools import cached_property

from flint import arb, ctx, fmpq, fmpz

from derivation.errors import LimitError, NumberError, printable
from derivation.frozen import dataclass

MAX_DIGITS = 1_000
MAX_EXPONENT = 9_999
MAX_PRECISION = 1 << 18
_START_PRECISION = 128
_DIGITS_PER_BIT = 0.30103
_LONGEST_PLAIN = 24

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FRACTION = re.compile(r"([+-]?[0-9]+)\s*/\s*([0-9]+)")
_ACCEPTED = "numbers are decimals (0.25, -1e-3) or fractions (1/3)"

Value = arb | Fraction
Refine = Callable[[int], Value]
"""Working precision in bits -> a ball (or the rational itself) which contains the exact value."""


@dataclass(frozen=True)
class Numeral:
    """A number as it stands on paper: its exact value and the text that shows it.

    The text is a decimal (`0.40`), a fraction (`1/3`) or, for what is too small for the places
    shown, a decimal with an exponent (`3.5e-12`).
    """

    value: Fraction = field(compare=False)  # the text has it in it, and is compared far sooner
    text: str

    @property
    def places(self) -> int:
        """Decimal places that the text shows, counted from the decimal point (0 for a fraction)."""
        mantissa, _, exponent = self.text.partition("e")
        return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))

    @property
    def digits(self) -> int:
        """Significant digits that the text shows: zeros before the first other digit say no more than the point."""
        return len(self.text.partition("e")[0].lstrip("-0.").replace(".", ""))

    @property
    def opposite(self) -> Numeral:
        """The number with the other sign, as its author would write it."""
        return Numeral(-self.value, self.text[1:] if self.text.startswith("-") else f"-{self.text}")

    @cached_property
    def half_unit(self) -> Fraction:
        """Half a unit in the last place that the text shows; 0 for a fraction, which is exact."""
        if "/" in self.text:
            return Fraction(0)
        mantissa, _, exponent = self.text.partition("e")
        shown = len(mantissa.partition(".")[2]) - int(exponent or 0)
        return Fraction(1, 2 * 10**shown) if shown >= 0 else Fraction(10**-shown, 2)


def read_number(text: str, *, name: str = "the value") -> Numeral:
    """The exact rational that *text* writes, together with the text as its author wrote it.

    Raises: NumberError: D301 not a number, D302 not finite, D303 too many digits, D304 exponent,
            D305 division by zero, D307 digits that are not ASCII, D308 a comma.

    >>> read_number("-1/3").value, read_number("0.40").text
    (Fraction(-1, 3), '0.40')
    """
    stripped = text.strip(" \t\r\n")
    fraction = _FRACTION.fullmatch(stripped)
    if fraction is None and not _DECIMAL.fullmatch(stripped):
        raise _refusal(stripped, name)
    _refuse_extremes(stripped, name, fraction)
    if fraction is None:
        return Numeral(Fraction(stripped), _tidy(stripped))
    numerator, denominator = (int(part) for part in fraction.groups())
    return Numeral(Fraction(numerator, denominator), f"{numerator}/{denominator}")


def _refusal(text: str, name: str) -> NumberError:
    """The one error that fits a text which is not a number."""
    shown = f'{name} is not a number: "{printable(text)}"'
    if sum(map(str.isdigit, text)) > 2 * (MAX_DIGITS + 10):
        return NumberError("D303", f"{name} has more than {MAX_DIGITS} digits", note=_ACCEPTED)
    foreign = next((char for char in text if not char.isascii()), "")
    if foreign:
        return NumberError("D307", f"{shown}: U+{ord(foreign):04X} is not an ASCII digit", note=_ACCEPTED)
    if re.fullmatch(r"[+-]?(s?nan[0-9]*|inf(inity)?)", text, re.IGNORECASE):
        return NumberError("D302", f"{name} is not finite: {printable(text)}", note=_ACCEPTED)
    if re.fullmatch(r"[+-]?[0-9][0-9,]*,[0-9.]+", text):
        return NumberError("D308", f"{shown}: a comma", note=_ACCEPTED, help=f'write "{printable(with_point(text))}"')
    return NumberError("D301", shown, note=_ACCEPTED, help=_suggest(text))


def with_point(text: str) -> str:
    """A number with commas as its author most likely meant it: 0,25 is 0.25, 1,000.5 is 1000.5."""
    lone = text.count(",") == 1 and "." not in text
    return text.replace(",", "." if lone else "")


def _refuse_extremes(text: str, name: str, fraction: re.Match[str] | None) -> None:
    """Raise for numbers that are well formed but out of bounds."""
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS and sum(map(str.isdigit, mantissa)) > MAX_DIGITS:
        raise NumberError("D303", f"{name} has more than {MAX_DIGITS} digits", note=_ACCEPTED)
    if len(exponent.lstrip("+-0")) > 4:
        raise NumberError("D304", f"{name} has an exponent beyond {MAX_EXPONENT}: {printable(text)}", note=_ACCEPTED)
    if fraction is not None and int(fraction[2]) == 0:
        raise NumberError("D305", f'{name} divides by zero: "{printable(text)}"', note=_ACCEPTED)


def _suggest(text: str) -> str:
    """A repaired spelling where exactly one slip explains the text."""
    repaired = text.translate(str.maketrans("OolI", "0011", "_ "))
    return f'did you mean "{repaired}"?' if repaired != text and _DECIMAL.fullmatch(repaired) else ""


def _tidy(text: str) -> str:
    """The author's decimal with a leading zero and no plus sign; digits and trailing zeros stay theirs.

    >>> _tidy("+.50"), _tidy("-1.5E-3"), _tidy("2."), _tidy("007")
    ('0.50', '-1.5e-3', '2', '7')
    """
    sign = "-" if text.startswith("-") and text.strip("-0.") else ""
    mantissa, _, exponent = text.lstrip("+-").lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    mantissa = (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")
    return sign + mantissa + (f"e{int(exponent)}" if exponent and int(exponent) else "")


def as_ball(value: Value | int) -> arb:
    """A ball at the current working precision which contains *value*."""
    if isinstance(value, arb):
        return value
    return arb(fmpq(value.numerator, value.denominator))


def as_fraction(value: arb | fmpz | fmpq) -> Fraction:
    """The exact rational value of an exact flint number (the midpoint of a ball)."""
    rational = value if isinstance(value, fmpq) else fmpq(value) if isinstance(value, fmpz) else _dyadic(value)
    return Fraction(int(rational.p), int(rational.q))


def is_out_of_reach(ball: arb) -> bool:
    """Whether a ball is infinite, or so large or small that its decimal would have more digits than we can handle."""
    return not ball.is_finite() or abs(int(ball.mid().man_exp()[1])) > 4 * MAX_PRECISION


def _dyadic(ball: arb) -> fmpq:
    mantissa, exponent = ball.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def nearest(value: Fraction, places: int) -> int:
    """The integer nearest to value * 10**places; ties away from zero.

    >>> nearest(Fraction("0.125"), 2), nearest(Fraction("-0.125"), 2)
    (13, -13)
    """
    scaled = abs(value) * Fraction(10) ** places
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return rounded if value >= 0 else -rounded


def certified_nearest(value: Value, places: int) -> int | None:
    """The integer that the whole ball rounds to at *places*, or None where the ball does not decide.

    Guarantee: an answer is the correct rounding of every number in the ball.
    """
    if isinstance(value, Fraction):
        return nearest(value, places)
    scale = fmpq(10) ** places
    scaled = value * arb(scale)
    rounded = (abs(scaled) + arb(0.5)).floor().unique_fmpz()
    if rounded is None or (rounded and not (scaled > 0 or scaled < 0)):
        return None
    return -int(rounded) if scaled < 0 else int(rounded)


def refine(
    decide: Callable[[Value], object], value_at: Refine, *, what: str = "a value", most: int = MAX_PRECISION
) -> object:
    """The first answer of *decide* that is not None, with more and more working precision until there is one.

    Raises: LimitError: D903, no answer with *most* bits.
    """
    precision = _START_PRECISION
    while precision <= most:
        with ctx.workprec(precision):
            answer = decide(value_at(precision))
        if answer is not None:
            return answer
        precision *= 4
    raise LimitError(
        "D903",
        f"{printable(what)} cannot be decided with {most} bits of precision",
        note="the network is too far into saturation, or the value is exactly zero by symmetry",
    )


def decimal_text(scaled: int, places: int) -> str:
    """The decimal *scaled* / 10**places, with all its places.

    >>> decimal_text(-375, 4), decimal_text(12, 0)
    ('-0.0375', '12')
    """
    digits = str(fmpz(abs(scaled))).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if scaled < 0 else "") + whole + (f".{decimals}" if places else "")


def fraction_text(value: Fraction) -> str:
    """The rational in lowest terms, however long: `151/400`, `2`."""
    whole = str(fmpz(value.numerator))
    return whole if value.denominator == 1 else f"{whole}/{fmpz(value.denominator)}"


def terminating(value: Fraction) -> Numeral | None:
    """The decimal that writes *value* in full, or None where it does not end.

    >>> terminating(Fraction(151, 400)).text, terminating(Fraction(1, 3))
    ('0.3775', None)
    """
    rest, places = value.denominator, 0
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    return Numeral(value, decimal_text(int(value * 10**places), places))


def compact(value: Fraction) -> Numeral:
    """A worked-out number as short as it can be written exactly: a decimal, with an exponent if long, or a fraction.

    >>> compact(Fraction(3, 8)).text, compact(Fraction(1, 10**30)).text, compact(Fraction(1, 3)).text
    ('0.375', '1e-30', '1/3')
    """
    whole = terminating(value)
    if whole is None:
        return Numeral(value, fraction_text(value))
    if len(whole.text) <= _LONGEST_PLAIN:
        return whole
    digits = whole.text.lstrip("-").replace(".", "").strip("0")
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return Numeral(value, f"{'-' if value < 0 else ''}{mantissa}e{decimal_exponent(value)}")


def decimal_exponent(value: Fraction) -> int:
    """The e with 10**e <= |value| < 10**(e + 1).

    >>> decimal_exponent(Fraction("0.0999")), decimal_exponent(Fraction(1000))
    (-2, 3)
    """
    above, below = abs(value.numerator), value.denominator
    guess = int((above.bit_length() - below.bit_length()) * _DIGITS_PER_BIT)
    while abs(value) >= Fraction(10) ** (guess + 1):
        guess += 1
    while abs(value) < Fraction(10) ** guess:
        guess -= 1
    return guess


def agrees(printed: Numeral, exact: Fraction) -> bool:
    """Whether *exact*, rounded to the places of *printed*, can read *printed*; ties count both ways."""
    return abs(exact - printed.value) <= printed.half_unit
