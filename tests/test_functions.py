"""The known functions, row by row: their balls, derivatives, spellings and sources."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import assume, given
from hypothesis import strategies as st
from test_formulas import contains

from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Name, call
from derivation.maths.functions import BALLS, FUNCTIONS, Function, multiprecision, symbols
from derivation.maths.numbers import as_ball
from derivation.maths.reading import read_formula

X = Name("x")
PORTABLE = {rf"\{name}" for name in "gt lvert rvert ln max min mathrm sigma Phi varphi".split()}
each_function = pytest.mark.parametrize("row", FUNCTIONS.values(), ids=FUNCTIONS)
each_point = pytest.mark.parametrize("point", [Fraction(text) for text in ("1/7", "5/3", "9/2")], ids=str)
arguments = st.fractions(-30, 30, max_denominator=1000)
TOLERANCE = Fraction(1, 10**30)


def exact(number: Any) -> Fraction:
    """An mpmath number as the rational that it is."""
    sign, mantissa, exponent, _ = mpmath.mpf(number)._mpf_
    return (-1) ** sign * int(mantissa) * Fraction(2) ** exponent


def multi(function: str, point: Fraction) -> Any:
    """The value of a function by mpmath, at its current precision."""
    return multiprecision().functions[function](multiprecision().number(point))


def derivative_ball(row: Function, point: Fraction) -> arb:
    return evaluate(row.derivative(X), {X: as_ball(point)}.get, BALLS)


@each_function
def test_the_name_of_a_row_is_its_key(row: Function) -> None:
    assert FUNCTIONS[row.name] is row


@pytest.mark.parametrize("known", [BALLS.functions, multiprecision().functions, symbols().functions])
def test_every_number_system_knows_every_function(known: dict[str, Any]) -> None:
    assert set(known) == set(FUNCTIONS)


@each_function
def test_a_row_names_its_source_with_a_year_or_a_section(row: Function) -> None:
    assert re.search(r"\b(1[89]|20)\d\d\b|\b\d+\.\d+", row.source)


@each_function
def test_a_function_may_be_written_by_any_of_its_spellings_and_as_it_is_printed(row: Function) -> None:
    written = [row.text.format("x"), row.latex.format("x"), *(f"{word}(x)" for word in row.spellings)]
    assert [read_formula(text) for text in written] == [call(row.name, X)] * len(written)


def test_no_spelling_belongs_to_two_functions() -> None:
    spellings = [spelling for row in FUNCTIONS.values() for spelling in row.spellings]
    assert sorted(spellings) == sorted(set(spellings))


@each_function
def test_a_function_has_a_portable_command_in_latex(row: Function) -> None:
    assert set(re.findall(r"\\[A-Za-z]+", row.latex)) <= PORTABLE | {f"\\{row.name}"} and "*" not in row.latex


@each_function
@each_point
def test_the_derivative_agrees_with_a_numerical_one(row: Function, point: Fraction) -> None:
    with ctx.workprec(300), mpmath.workdps(80):
        slope = exact(mpmath.diff(multiprecision().functions[row.name], multiprecision().number(point)))
        assert abs(derivative_ball(row, point) - as_ball(slope)) < as_ball(TOLERANCE)


@each_function
@each_point
def test_the_derivative_agrees_with_sympy(row: Function, point: Fraction) -> None:
    x = sp.Symbol("x", real=True)
    theirs = sp.diff(symbols().functions[row.name](x), x)
    ours = evaluate(row.derivative(X), {X: x}.get, symbols())
    at = sp.Rational(point.numerator, point.denominator)
    assert abs((theirs - ours).subs(x, at).evalf(40, chop=True)) < sp.Rational(1, 10**30)


@given(st.sampled_from(sorted(FUNCTIONS)), arguments)
def test_the_ball_contains_the_value_by_mpmath(function: str, point: Fraction) -> None:
    ball = FUNCTIONS[function].ball(as_ball(point))
    assume(ball.is_finite())
    with mpmath.workprec(400):
        value = exact(multi(function, point))
    assert contains(ball, value)


@given(st.sampled_from(sorted(FUNCTIONS)), arguments)
def test_the_ball_of_an_exact_point_is_narrow(function: str, point: Fraction) -> None:
    with ctx.workprec(200):
        ball = FUNCTIONS[function].ball(as_ball(point))
        assume(ball.is_finite())
        assert ball.rad() < arb(2) ** -100 * (1 + abs(ball))


@given(st.sampled_from(sorted(FUNCTIONS)), arguments, st.integers(0, 20), st.fractions(-1, 1, max_denominator=9))
def test_the_ball_of_a_wide_argument_contains_the_values_of_all_its_points(
    function: str, middle: Fraction, bits: int, within: Fraction
) -> None:
    radius = Fraction(1, 2**bits)
    ball = FUNCTIONS[function].ball(as_ball(middle) + arb(0, as_ball(radius)))
    assume(ball.is_finite())
    with mpmath.workprec(400):
        value = exact(multi(function, middle + within * radius))
    assert contains(ball, value)


@each_function
def test_there_are_points_where_the_function_has_a_value(row: Function) -> None:
    assert all(row.ball(as_ball(Fraction(point))).is_finite() for point in ("1/7", "5/3", "9/2"))


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 5, 10])
def test_a_power_of_a_ball_around_0_is_a_ball(exponent: int) -> None:
    around = BALLS.power(arb(0, 0.5), arb(exponent))
    assert around.is_finite()
    assert all(contains(around, Fraction(point, 10) ** exponent) for point in range(-5, 6))
