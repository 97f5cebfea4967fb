"""Evaluation: one fold over every number system, and all of them agree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import assume, given
from test_formulas import IDS, ball_value, contains, exact_value, formulas, is_tame, points, rational_formulas

from derivation.maths.evaluation import Arithmetic, NotInThisArithmetic, evaluate
from derivation.maths.formulas import Formula, Name, Partial, Product, Sum, call, formula, fraction
from derivation.maths.functions import BALLS, RATIONALS, multiprecision, symbols
from derivation.maths.numbers import as_ball

X, Y = Name("x"), Name("y")
SYMBOLS = {name: sp.Symbol(name, real=True) for name in IDS}
DIGITS = 40


def in_sympy(node: Formula) -> Any:
    return evaluate(node, lambda part: SYMBOLS[part.id] if isinstance(part, Name) else None, symbols())


def in_mpmath(node: Formula, point: dict[str, Fraction]) -> Any:
    number = multiprecision().number
    return evaluate(node, lambda part: number(point[part.id]) if isinstance(part, Name) else None, multiprecision())


def rational(node: Formula) -> Fraction:
    return evaluate(node, {X: Fraction(2), Y: Fraction(-3)}.get, RATIONALS)


@given(rational_formulas, points)
def test_a_ball_contains_the_rational_value(node: Formula, point: dict[str, Fraction]) -> None:
    value = exact_value(node, point)
    assert contains(ball_value(node, point), value)


@given(rational_formulas, points)
def test_sympy_has_the_rational_value(node: Formula, point: dict[str, Fraction]) -> None:
    value = exact_value(node, point)
    numbers = {name: sp.Rational(point[name].numerator, point[name].denominator) for name in IDS}
    in_numbers = evaluate(node, lambda part: numbers[part.id] if isinstance(part, Name) else None, symbols())
    assert in_numbers == sp.Rational(value.numerator, value.denominator)


@given(formulas, points)
def test_mpmath_and_balls_agree(node: Formula, point: dict[str, Fraction]) -> None:
    assume(is_tame(node, point))
    with ctx.workprec(400), mpmath.workdps(DIGITS + 60):
        middle = mpmath.mpf(ball_value(node, point).mid().str(DIGITS + 20, radius=False))
        assert mpmath.almosteq(in_mpmath(node, point), middle, mpmath.mpf(10) ** -DIGITS, mpmath.mpf(10) ** -DIGITS)


@given(formulas, points)
def test_sympy_and_balls_agree(node: Formula, point: dict[str, Fraction]) -> None:
    assume(is_tame(node, point))
    numbers = {SYMBOLS[name]: sp.Rational(point[name].numerator, point[name].denominator) for name in IDS}
    with ctx.workprec(400):
        value = in_sympy(node).subs(numbers).evalf(DIGITS + 10)
        difference = ball_value(node, point) - arb(str(value))
    assert abs(difference) < 10 ** (5 - DIGITS)


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (Sum((X, Y, X)), 1),
        (Product((X, Y, Y)), 18),
        (X / Y, Fraction(-2, 3)),
        (X / Y / X, Fraction(-1, 3)),
        (X - Y, 5),
        (-(X**2), -4),
        (X**-3, Fraction(1, 8)),
        (Y**3, -27),
        (X**0, 1),
        (fraction(1, 3) * X, Fraction(2, 3)),
        (Sum((X,)), 2),
    ],
    ids=repr,
)
def test_a_formula_is_worked_out_in_rationals(node: Formula, value: Fraction) -> None:
    assert rational(node) == value


def test_the_lookup_may_know_whole_parts() -> None:
    assert evaluate(Partial(X, Y) * X**2, {Partial(X, Y): Fraction(5), X**2: Fraction(7)}.get, RATIONALS) == 35


def test_a_value_of_zero_is_a_value() -> None:
    assert evaluate(X, {X: Fraction(0)}.get, RATIONALS) == 0


@pytest.mark.parametrize(
    "node",
    [
        call("exp", X),
        call("no_such_function", X),
        Name("unknown"),
        Partial(X, Y),
        X ** fraction(1, 2),
        formula(0) ** -1,
        X**65,
        X * (Y + call("tanh", X)),
    ],
    ids=repr,
)
def test_what_rationals_cannot_express_is_refused(node: Formula) -> None:
    with pytest.raises(NotInThisArithmetic):
        rational(node)


@pytest.mark.parametrize("arithmetic", [BALLS, multiprecision(), symbols()], ids=["balls", "mpmath", "sympy"])
@pytest.mark.parametrize("node", [Name("unknown"), Partial(X, Y), call("no_such_function", formula(1))], ids=repr)
def test_what_nobody_gave_a_value_for_is_refused(node: Formula, arithmetic: Arithmetic[Any]) -> None:
    with pytest.raises(NotInThisArithmetic, match=type(node).__name__):
        evaluate(node, lambda part: None, arithmetic)


@pytest.mark.parametrize(
    ("base", "exponent"), [("2", "1/2"), ("3", "-1/3"), ("-2", "3"), ("-1/2", "-2"), ("0", "2"), ("0", "0")]
)
def test_a_power_is_the_same_in_balls_and_in_mpmath(base: str, exponent: str) -> None:
    expected = multiprecision().power(*(multiprecision().number(Fraction(part)) for part in (base, exponent)))
    assert abs(BALLS.power(as_ball(Fraction(base)), as_ball(Fraction(exponent))) - arb(float(expected))) < 1e-12


@pytest.mark.parametrize(("exponent", "radius"), [("2.00000000000000000001", 0), ("2", 0.1), ("-1", 0.01)])
def test_a_power_whose_exponent_is_only_near_a_whole_number_contains_the_exact_value(
    exponent: str, radius: float
) -> None:
    ball = BALLS.power(arb(3), as_ball(Fraction(exponent)) + arb(0, radius))
    with ctx.workprec(200):
        exact = arb(3) ** (as_ball(Fraction(exponent)) + arb(radius) / 2)
    assert ball.overlaps(exact)
