"""Rounding: what is shown is the correct rounding of the value, however the value comes in."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from derivation.errors import LimitError
from derivation.maths.numbers import Refine, as_ball, decimal_exponent, nearest, read_number
from derivation.maths.rounding import Rounding, Shown

WayIn = Callable[[str], Refine]


def exactly(value: Fraction | str) -> Refine:
    """A value that comes in as a rational."""
    return lambda bits: Fraction(value)


def nearly(value: Fraction | str) -> Refine:
    """The same value as a ball of positive radius that shrinks with the precision."""
    return lambda bits: as_ball(Fraction(value)) + arb(0, arb(2) ** -(bits + 200))


def text(rounding: Rounding, value_at: Refine) -> str:
    return rounding.show(value_at).numeral.text


def is_correct(shown: Shown, value: Fraction) -> bool:
    """Whether *shown* is *value* rounded to the last place that it shows."""
    unit = 2 * shown.numeral.half_unit
    return shown.numeral.value == nearest(value / unit, 0) * unit


# Rationals without an end, so that no rounding of theirs is a tie or exact; of every size.
endless = st.builds(
    lambda above, size, sign: sign * Fraction(3 * above + 1, 3 * 10**size),
    st.integers(0, 10**12),
    st.integers(0, 30),
    st.sampled_from((1, -1)),
)
ending = st.builds(lambda above, size: Fraction(above, 10**size), st.integers(-(10**9), 10**9), st.integers(0, 20))
by_places = st.integers(0, 15).map(Rounding)
by_digits = st.integers(2, 15).map(lambda digits: Rounding(None, digits))
each_way_in = pytest.mark.parametrize("way_in", [exactly, nearly])

PLACES = [
    (9, "1/3", "0.333333333"),
    (9, "-2/3", "-0.666666667"),
    (2, "2/3", "0.67"),
    (0, "100/3", "33"),
    (9, "0.99999999996", "1.000000000"),
    (9, "-0.99999999996", "-1.000000000"),
    (9, "9.99999999949", "9.999999999"),
    (9, "9.9999999996", "10.000000000"),
    (9, "1234567.0000000001", "1234567.000000000"),
    (2, "0.0996", "0.10"),
]
SMALL_IN_PLACES = [
    (9, "1/300000000000", "3.33333333e-12"),
    (9, "-1/300000000000", "-3.33333333e-12"),
    (9, "1/3000000000", "3.33333333e-10"),
    (2, "1/30", "0.033"),
    (2, "1/300", "0.0033"),
    (0, "1/3", "0.33"),
    (0, "16/3", "5.3"),
    (2, "0.00996", "0.010"),
    (9, "9.9999999996e-13", "1.00000000e-12"),
    (9, "-9.9999999996e-13", "-1.00000000e-12"),
]
DIGITS = [
    (3, "1/3", "0.333"),
    (6, "200/3", "66.6667"),
    (3, "1/300000", "0.00000333"),
    (3, "1/3000000", "3.33e-7"),
    (3, "1/300000000000000000000", "3.33e-21"),
    (3, "-1/300000000000000000000", "-3.33e-21"),
    (3, "370370/3", "1.23e5"),
    (6, "0.99999999996", "1.00000"),
    (6, "-99.99999996", "-100.000"),
    (3, "0.0009996", "0.00100"),
]


@each_way_in
@pytest.mark.parametrize(("places", "value", "expected"), PLACES + SMALL_IN_PLACES)
def test_a_value_is_shown_with_so_many_places(way_in: WayIn, places: int, value: str, expected: str) -> None:
    assert text(Rounding(places), way_in(value)) == expected


@each_way_in
@pytest.mark.parametrize(("digits", "value", "expected"), DIGITS)
def test_a_value_is_shown_with_so_many_digits(way_in: WayIn, digits: int, value: str, expected: str) -> None:
    assert text(Rounding(None, digits), way_in(value)) == expected


@pytest.mark.parametrize(
    ("places", "value", "expected"),
    [
        (9, "0.3589164795", "0.358916480"),
        (9, "-0.3589164795", "-0.358916480"),
        (2, "0.125", "0.13"),
        (2, "-0.125", "-0.13"),
        (2, "0.985", "0.99"),
        (0, "12.5", "13"),
        (0, "11.5", "12"),
        (2, "0.995", "1.00"),
    ],
)
def test_an_exact_tie_goes_away_from_zero(places: int, value: str, expected: str) -> None:
    assert text(Rounding(places), exactly(value)) == expected


@pytest.mark.parametrize(("digits", "value", "expected"), [(3, "0.1235", "0.124"), (2, "-1.25", "-1.3")])
def test_an_exact_tie_in_digits_goes_away_from_zero(digits: int, value: str, expected: str) -> None:
    assert text(Rounding(None, digits), exactly(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.40", "0.4"),
        ("0", "0"),
        ("-0.125", "-0.125"),
        ("12", "12"),
        ("0.000000001", "0.000000001"),
        ("-1500000000", "-1500000000"),
        ("1e-12", "1e-12"),
        ("-2.5e-12", "-2.5e-12"),
    ],
)
def test_an_exact_value_is_not_padded(value: str, expected: str) -> None:
    shown = Rounding(9).show(exactly(value))
    assert (shown.numeral.text, shown.exact) == (expected, True)


def test_a_ball_of_radius_zero_is_an_exact_value() -> None:
    assert Rounding(9).decide(arb(0.375)) == Rounding(9).decide(Fraction(3, 8))


def test_a_ball_too_wide_to_say_is_not_decided() -> None:
    assert Rounding(9).decide(arb(0.3, 1e-6)) is None


@pytest.mark.parametrize("rounding", [Rounding(9), Rounding(None, 6)], ids=["places", "digits"])
def test_a_tie_that_never_becomes_exact_is_refused(rounding: Rounding) -> None:
    with pytest.raises(LimitError) as refusal:
        rounding.show(nearly("0.1234565" if rounding.digits else "0.3589164795"), what="w1+")
    assert refusal.value.code == "D903"


def test_a_zero_that_never_becomes_exact_is_shown_to_all_places_and_not_called_exact() -> None:
    shown = Rounding(9).show(nearly("0"), what="w1+")
    assert (shown.numeral.text, shown.exact) == ("0.000000000", False)


@pytest.mark.parametrize("value", ["1e9999", "1e-9999", "-1.5e-9999"])
def test_the_largest_and_smallest_numbers_that_can_be_read_can_be_shown(value: str) -> None:
    assert Rounding(9).show(exactly(read_number(value).value)).numeral.value == Fraction(value)


@given(endless, by_places | by_digits)
def test_the_shown_decimal_is_the_correct_rounding_of_a_rational(value: Fraction, rounding: Rounding) -> None:
    assert is_correct(rounding.show(exactly(value)), value)


@given(endless, by_places | by_digits)
def test_the_shown_decimal_is_the_correct_rounding_of_the_centre_of_a_tiny_ball(
    value: Fraction, rounding: Rounding
) -> None:
    assert is_correct(rounding.show(nearly(value)), value)


@given(endless, by_places)
def test_a_rational_and_a_tiny_ball_around_it_are_shown_alike_in_places(value: Fraction, rounding: Rounding) -> None:
    assert rounding.show(exactly(value)) == rounding.show(nearly(value))


@given(endless, by_digits)
def test_a_rational_and_a_tiny_ball_around_it_are_shown_alike_in_digits(value: Fraction, rounding: Rounding) -> None:
    assert rounding.show(exactly(value)) == rounding.show(nearly(value))


@given(endless.filter(lambda value: abs(value) >= 1), st.integers(1, 15))
def test_a_value_from_one_on_shows_all_its_places(value: Fraction, places: int) -> None:
    assert Rounding(places).show(nearly(value)).numeral.places == places


@given(endless, st.integers(2, 15))
def test_a_value_in_digits_shows_so_many(value: Fraction, digits: int) -> None:
    shown = Rounding(None, digits).show(nearly(value)).numeral
    unit = 2 * shown.half_unit
    assert decimal_exponent(shown.value) - decimal_exponent(unit) == digits - 1


@given(endless, by_places | by_digits)
def test_a_power_of_ten_has_one_digit_before_its_point(value: Fraction, rounding: Rounding) -> None:
    mantissa, _, exponent = text(rounding, exactly(value)).partition("e")
    assert not exponent or 1 <= abs(Fraction(mantissa)) < 10


@given(endless | ending, by_places | by_digits)
def test_a_value_is_called_exact_if_and_only_if_it_is_shown_in_full(value: Fraction, rounding: Rounding) -> None:
    shown = rounding.show(exactly(value))
    assert shown.exact == (shown.numeral.value == value)


@given(endless | ending, by_places | by_digits)
def test_the_shown_text_reads_back_as_the_shown_value(value: Fraction, rounding: Rounding) -> None:
    numeral = rounding.show(exactly(value)).numeral
    assert read_number(numeral.text) == numeral


@pytest.mark.parametrize(
    ("rounding", "finer"),
    [(Rounding(9), Rounding(12)), (Rounding(None, 6), Rounding(None, 9))],
    ids=["places", "digits"],
)
def test_guard_digits_are_added_to_what_is_given(rounding: Rounding, finer: Rounding) -> None:
    assert rounding.finer(3) == finer


@given(endless | ending, st.integers(0, 12))
def test_a_negative_value_is_shown_as_the_positive_one_with_a_sign(value: Fraction, places: int) -> None:
    plain = text(Rounding(places), exactly(abs(value)))
    assert text(Rounding(places), exactly(-abs(value))) == ("-" if value else "") + plain
