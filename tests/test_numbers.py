"""Numbers: text to exact rational, ball to certified integer, a printed number as an interval."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from test_formulas import contains

from derivation.errors import LimitError, NumberError
from derivation.maths.numbers import (
    MAX_DIGITS,
    MAX_EXPONENT,
    MAX_PRECISION,
    agrees,
    as_ball,
    as_fraction,
    certified_nearest,
    decimal_exponent,
    decimal_text,
    nearest,
    read_number,
    refine,
    terminating,
)

ACCEPTED = [
    ("0.40", Fraction(2, 5), "0.40"),
    (" 0.5\n", Fraction(1, 2), "0.5"),
    ("+.50", Fraction(1, 2), "0.50"),
    ("-.5", Fraction(-1, 2), "-0.5"),
    ("2.", Fraction(2), "2"),
    ("007", Fraction(7), "7"),
    ("1e-3", Fraction(1, 1000), "1e-3"),
    ("-1.5E+3", Fraction(-1500), "-1.5e3"),
    ("2e0", Fraction(2), "2"),
    ("1/3", Fraction(1, 3), "1/3"),
    ("-2 / 4", Fraction(-1, 2), "-2/4"),
    ("+1/3", Fraction(1, 3), "1/3"),
    ("1e9999", Fraction(10) ** MAX_EXPONENT, "1e9999"),
    ("0." + "1" * (MAX_DIGITS - 1), Fraction(int("1" * 999), 10**999), "0." + "1" * (MAX_DIGITS - 1)),
]
REFUSED = [
    ("", "D301", 'w3 is not a number: ""'),
    ("0.2O", "D301", 'w3 is not a number: "0.2O"'),
    ("0x10", "D301", 'w3 is not a number: "0x10"'),
    ("1_000", "D301", 'w3 is not a number: "1_000"'),
    ("1.5/2", "D301", 'w3 is not a number: "1.5/2"'),
    ("1e", "D301", 'w3 is not a number: "1e"'),
    ("__import__('os')", "D301", "w3 is not a number: \"__import__('os')\""),
    ("nan", "D302", "w3 is not finite: nan"),
    ("Infinity", "D302", "w3 is not finite: Infinity"),
    ("1" * (MAX_DIGITS + 1), "D303", "w3 has more than 1000 digits"),
    ("1" * 600 + "/" + "3" * 600, "D303", "w3 has more than 1000 digits"),
    ("1e10000", "D304", "w3 has an exponent beyond 9999: 1e10000"),
    ("1e-10000", "D304", "w3 has an exponent beyond 9999: 1e-10000"),
    ("1/0", "D305", 'w3 divides by zero: "1/0"'),
    ("٣", "D307", 'w3 is not a number: "٣": U+0663 is not an ASCII digit'),
    ("−1", "D307", 'w3 is not a number: "−1": U+2212 is not an ASCII digit'),
    ("0,25", "D308", 'w3 is not a number: "0,25": a comma'),
    ("1,000.5", "D308", 'w3 is not a number: "1,000.5": a comma'),
]
whole = st.integers(-(10**12), 10**12)
places = st.integers(0, 12)


@pytest.mark.parametrize(("text", "value", "shown"), ACCEPTED, ids=[text[:12] for text, *_ in ACCEPTED])
def test_a_number_is_read_exactly_and_keeps_its_digits(text: str, value: Fraction, shown: str) -> None:
    numeral = read_number(text)
    assert (numeral.value, numeral.text) == (value, shown)


@pytest.mark.parametrize(("text", "code", "message"), REFUSED, ids=[text[:12] for text, *_ in REFUSED])
def test_what_is_not_a_number_is_refused_with_a_sentence(text: str, code: str, message: str) -> None:
    with pytest.raises(NumberError) as refusal:
        read_number(text, name="w3")
    assert (refusal.value.code, refusal.value.message) == (code, message)


@pytest.mark.parametrize("text", [text for text, *_ in REFUSED], ids=[text[:12] for text, *_ in REFUSED])
def test_a_refusal_says_what_would_be_accepted(text: str) -> None:
    with pytest.raises(NumberError, match=r"numbers are decimals \(0\.25, -1e-3\) or fractions \(1/3\)"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("0.2O", 'did you mean "0.20"?'),
        ("1_000", 'did you mean "1000"?'),
        ("l.5", 'did you mean "1.5"?'),
        ("0,25", 'write "0.25"'),
        ("1,000.5", 'write "1000.5"'),
        ("one", ""),
    ],
)
def test_one_slip_is_answered_with_its_repair(text: str, suggestion: str) -> None:
    with pytest.raises(NumberError) as refusal:
        read_number(text)
    assert refusal.value.help == suggestion


def test_control_characters_do_not_reach_the_message() -> None:
    with pytest.raises(NumberError) as refusal:
        read_number("1\x1b[31m")
    assert refusal.value.message == r'the value is not a number: "1\x1b[31m"'


@pytest.mark.parametrize(
    ("text", "shown", "half_unit"),
    [("0.40", 2, "0.005"), ("12", 0, "0.5"), ("3.5e-12", 13, "5e-14"), ("1.5e3", 0, "50"), ("-0.1", 1, "0.05")],
)
def test_a_numeral_knows_its_places_and_half_a_unit_of_the_last(text: str, shown: int, half_unit: str) -> None:
    assert (read_number(text).places, read_number(text).half_unit) == (shown, Fraction(half_unit))


@pytest.mark.parametrize(
    ("scaled", "shown", "text"),
    [(-375, 4, "-0.0375"), (12, 0, "12"), (0, 3, "0.000"), (5, 1, "0.5"), (-1, 9, "-0.000000001")],
)
def test_decimal_text_writes_all_places(scaled: int, shown: int, text: str) -> None:
    assert decimal_text(scaled, shown) == text


@given(whole, places)
def test_decimal_text_reads_back_as_the_same_number(scaled: int, shown: int) -> None:
    assert Fraction(decimal_text(scaled, shown)) == Fraction(scaled, 10**shown)


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [("0.125", 2, 13), ("-0.125", 2, -13), ("2.5", 0, 3), ("-0.5", 0, -1), ("0.1249", 2, 12), ("149", -2, 1)],
)
def test_ties_are_rounded_away_from_zero(value: str, shown: int, expected: int) -> None:
    assert nearest(Fraction(value), shown) == expected


@given(st.fractions(), places)
def test_the_nearest_integer_is_at_most_half_away(value: Fraction, shown: int) -> None:
    assert abs(nearest(value, shown) - value * 10**shown) <= Fraction(1, 2)


@given(whole, st.integers(0, 12), st.fractions(-1, 1, max_denominator=99), st.integers(0, 60), st.integers(-2, 9))
def test_a_certified_answer_is_the_rounding_of_every_number_in_the_ball(
    scaled: int, size: int, within: Fraction, bits: int, shown: int
) -> None:
    middle, radius = Fraction(scaled, 2**20 * 10**size), Fraction(1, 2**bits)
    ball = as_ball(middle) + arb(0, as_ball(radius))
    assert certified_nearest(ball, shown) in (None, nearest(middle + within * radius, shown))


@given(st.integers(-(10**9), 10**9), st.fractions(-Fraction(49, 100), Fraction(49, 100), max_denominator=10**6), places)
def test_a_narrow_ball_away_from_ties_is_decided(expected: int, rest: Fraction, shown: int) -> None:
    ball = as_ball((expected + rest) / 10**shown) + arb(0, arb(2) ** -80)
    with ctx.workprec(200):
        assert certified_nearest(ball, shown) == expected


@pytest.mark.parametrize("middle", ["0.5", "-0.5", "1.5", "0.125"])
def test_a_ball_around_a_tie_is_not_decided(middle: str) -> None:
    assert certified_nearest(as_ball(Fraction(middle)) + arb(0, arb(2) ** -30), 0 if middle != "0.125" else 2) is None


def test_a_ball_across_zero_rounds_to_zero_where_it_is_narrow_enough() -> None:
    assert certified_nearest(arb(0, 0.25), 0) == 0


def test_a_ball_across_zero_is_not_decided_where_it_is_too_wide() -> None:
    assert certified_nearest(arb(0, 0.75), 0) is None


def test_a_ball_that_is_not_finite_is_not_decided() -> None:
    assert certified_nearest(arb("nan"), 2) is None


def test_refine_raises_the_precision_fourfold_until_there_is_an_answer() -> None:
    tried: list[int] = []
    assert refine(lambda value: "yes" if len(tried) == 3 else None, lambda bits: tried.append(bits) or arb(1)) == "yes"
    assert tried == [128, 512, 2048]


def test_refine_works_at_the_precision_that_it_names_and_leaves_no_trace() -> None:
    before = ctx.prec
    assert refine(lambda value: ctx.prec, lambda bits: arb(ctx.prec == bits)) == 128
    assert ctx.prec == before


def test_refine_never_guesses() -> None:
    with pytest.raises(LimitError) as refusal:
        refine(lambda value: None, lambda bits: arb(0), what="out_h1")
    assert refusal.value.code == "D903"
    assert refusal.value.message == f"out_h1 cannot be decided with {MAX_PRECISION} bits of precision"


@pytest.mark.parametrize(("value", "text"), [("151/400", "0.3775"), ("-1/8", "-0.125"), ("7", "7"), ("0", "0")])
def test_a_decimal_that_ends_is_written_in_full(value: str, text: str) -> None:
    numeral = terminating(Fraction(value))
    assert numeral is not None and (numeral.value, numeral.text) == (Fraction(value), text)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_decimal_ends_exactly_if_a_power_of_ten_clears_the_denominator(above: int, below: int) -> None:
    assert (terminating(Fraction(above, below)) is not None) == ((Fraction(above, below) * 10**20).denominator == 1)


@given(whole.filter(bool), st.integers(1, 10**15))
def test_the_decimal_exponent_bounds_the_value(above: int, below: int) -> None:
    exponent = decimal_exponent(Fraction(above, below))
    assert Fraction(10) ** exponent <= abs(Fraction(above, below)) < Fraction(10) ** (exponent + 1)


@pytest.mark.parametrize(("value", "exponent"), [("1", 0), ("0.1", -1), ("0.0999", -2), ("999.9", 2), ("-1000", 3)])
def test_the_decimal_exponent_is_right_beside_powers_of_ten(value: str, exponent: int) -> None:
    assert decimal_exponent(Fraction(value)) == exponent


@pytest.mark.parametrize("text", ["1e9999", "1e-9999"])
def test_the_largest_and_smallest_numbers_that_can_be_read_have_an_exponent(text: str) -> None:
    assert decimal_exponent(read_number(text).value) == int(text[2:])


@pytest.mark.parametrize(
    ("printed", "exact"),
    [("0.5", "0.46"), ("0.5", "0.45"), ("0.5", "0.55"), ("-0.5", "-0.549"), ("3.5e-12", "3.46e-12"), ("1.5e3", "1549")],
)
def test_a_printed_number_agrees_with_what_rounds_to_it(printed: str, exact: str) -> None:
    assert agrees(read_number(printed), Fraction(exact))


@pytest.mark.parametrize(
    ("printed", "exact"),
    [("0.50", "0.46"), ("0.5", "0.4499"), ("0.5", "-0.5"), ("1.50e3", "1549"), ("1/3", "0.8"), ("1/2", "0.51")],
)
def test_a_printed_number_disagrees_with_everything_else(printed: str, exact: str) -> None:
    assert not agrees(read_number(printed), Fraction(exact))


@given(st.integers(-(2**52), 2**52), st.integers(-80, 80))
def test_a_dyadic_number_survives_the_way_through_a_ball(mantissa: int, exponent: int) -> None:
    value = mantissa * Fraction(2) ** exponent
    assert as_fraction(as_ball(value)) == value


@given(st.fractions())
def test_the_ball_of_a_rational_contains_it(value: Fraction) -> None:
    assert contains(as_ball(value), value)
