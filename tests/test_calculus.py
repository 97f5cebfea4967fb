"""Calculus: the derivative as a person writes it, right at every point, with a reason for every step."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from flint import arb, ctx, fmpq
from hypothesis import assume, given, settings
from test_formulas import IDS, ball_value, exact_value, formulas, is_tame, points, rational_formulas

from derivation.maths.calculus import Differentiation, depends, differentiate
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import ONE, ZERO, Formula, Name, Partial, Product, Quotient, call, formula, fraction
from derivation.maths.functions import FUNCTIONS, symbols
from derivation.maths.printing.text import TextPrinter
from derivation.maths.rules import Rule
from derivation.maths.tidying import tidy

X, A, T, O = (Name(name) for name in "xato")  # noqa: E741 (t - o, as in the books)
HALF = fraction(1, 2)
printed = TextPrinter(str)
SYMBOLS = {name: sp.Symbol(name, real=True) for name in IDS}

WRITTEN = [
    (A, "0", "0", Rule.CONSTANT_RULE),
    (formula(3), "0", "0", Rule.CONSTANT_RULE),
    (X, "1", "1", Rule.IDENTITY_RULE),
    (-X, "-1", "-1", Rule.CONSTANT_MULTIPLE),
    (X + A, "1 + 0", "1", Rule.SUM_RULE),
    (A - X, "0 + (-1)", "-1", Rule.SUM_RULE),
    (X - A, "1 + 0", "1", Rule.SUM_RULE),
    (2 * X, "1·2·x^(1 - 1)", "2", Rule.CONSTANT_MULTIPLE),
    (X**3, "3·x^(3 - 1)", "3·x^2", Rule.POWER_RULE),
    (A * X**2, "2·a·x^(2 - 1)", "2·a·x", Rule.CONSTANT_MULTIPLE),
    (X / 5, "1/5", "1/5", Rule.CONSTANT_MULTIPLE),
    (Quotient(ONE, X), "(-1)·x^(-1 - 1)", "-x^(-2)", Rule.POWER_RULE),
    (3 / X, "(-1)·3·x^(-1 - 1)", "-3·x^(-2)", Rule.CONSTANT_MULTIPLE),
    (X / (1 + X), "(1·(1 + x) - x·(0 + 1))/(1 + x)^2", "(1 + x - x)/(1 + x)^2", Rule.QUOTIENT_RULE),
    (X * call("exp", X), "1·exp(x) + x·exp(x)", "exp(x) + x·exp(x)", Rule.PRODUCT_RULE),
    (call("exp", -X), "exp(-x)·(-1)", "-exp(-x)", Rule.EXPONENTIAL_RULE),
    (call("sigmoid", X), "sigmoid(x)·(1 - sigmoid(x))", "sigmoid(x)·(1 - sigmoid(x))", Rule.FUNCTION_RULE),
    (call("ln", X), "1/x", "1/x", Rule.FUNCTION_RULE),
    (
        1 / (1 + call("exp", -X)),
        "(-1)·(1 + exp(-x))^(-1 - 1)·(exp(-x)·(-1))",
        "(1 + exp(-x))^(-2)·exp(-x)",
        Rule.POWER_RULE,
    ),
]


@pytest.mark.parametrize(("node", "written", "tidied", "rule"), WRITTEN, ids=[printed(node) for node, *_ in WRITTEN])
def test_the_textbook_line_comes_first_and_its_arithmetic_after(
    node: Formula, written: str, tidied: str, rule: Rule
) -> None:
    step = differentiate(node, "x")
    assert (printed(step.after), printed(tidy(step.after)), step.rule) == (written, tidied, rule)


def test_the_error_of_two_outputs_is_differentiated_as_in_the_books() -> None:
    error = HALF * (T - O) ** 2 + HALF * (Name("t2") - Name("o2")) ** 2
    after = differentiate(error, "o").after
    assert printed(after) == "2·1/2·(t - o)^(2 - 1)·(-1) + 0"
    assert printed(tidy(after)) == "-(t - o)"


def test_a_net_input_is_differentiated_as_in_the_books() -> None:
    net = Name("w5") * Name("out_h1") + Name("w6") * Name("out_h2") + Name("b2")
    after = differentiate(net, "w5").after
    assert printed(after) == "1·out_h1·w5^(1 - 1) + 0 + 0"
    assert printed(tidy(after)) == "out_h1"


def test_a_cross_entropy_is_differentiated_with_the_right_signs() -> None:
    error = -(T * call("ln", O) + (1 - T) * call("ln", 1 - O))
    value = {T: sp.Rational(1, 4), O: sp.Rational(1, 3)}.get
    assert evaluate(tidy(differentiate(error, "o").after), value, symbols()) == sp.Rational(3, 8)


def _theirs(node: Formula, point: dict[str, Fraction]) -> Any:
    """SymPy's derivative of *node* for x at *point*."""
    expression = evaluate(node, lambda part: SYMBOLS[part.id] if isinstance(part, Name) else None, symbols())
    numbers = {SYMBOLS[name]: sp.Rational(point[name].numerator, point[name].denominator) for name in IDS}
    return sp.diff(expression, SYMBOLS["x"]).subs(numbers)


@given(rational_formulas, points)
@settings(max_examples=200)
def test_the_derivative_is_sympys_at_rational_points(node: Formula, point: dict[str, Fraction]) -> None:
    exact_value(node, point)
    value = exact_value(differentiate(node, "x").after, point)
    assert _theirs(node, point) == sp.Rational(value.numerator, value.denominator)


@given(formulas, points)
@settings(max_examples=100)
def test_the_derivative_of_a_formula_with_functions_is_sympys(node: Formula, point: dict[str, Fraction]) -> None:
    after = differentiate(node, "x").after
    assume(is_tame(node, point) and is_tame(after, point))
    with ctx.workprec(400):
        assert abs(ball_value(after, point) - arb(str(_theirs(node, point).evalf(50)))) < 1e-35


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_known_function_can_be_differentiated_inside_another(function: str) -> None:
    point = {name: Fraction(2, 5) for name in IDS}
    node = call("tanh", call(function, X**2 + Name("y")))
    with ctx.workprec(400):
        value = ball_value(differentiate(node, "x").after, point)
        assert abs(value - arb(str(_theirs(node, point).evalf(50)))) < 1e-35


@given(formulas)
def test_a_name_that_does_not_occur_has_derivative_zero(node: Formula) -> None:
    assert differentiate(node, "elsewhere") == Differentiation(Rule.CONSTANT_RULE, node, ZERO)


@given(formulas)
def test_every_reason_is_in_the_closed_list(node: Formula) -> None:
    assert all(isinstance(rule, Rule) for rule in differentiate(node, "x").rules())


@given(formulas)
def test_every_step_is_again_a_derivative_of_its_own_part(node: Formula) -> None:
    step = differentiate(node, "x")
    assert all(differentiate(part.before, "x") == part for part in step.because)


@given(formulas)
def test_a_step_that_says_constant_has_nothing_that_moves(node: Formula) -> None:
    step = differentiate(node, "x")
    assert (step.rule is Rule.CONSTANT_RULE) == (not depends(node, "x"))


def test_the_rules_of_a_step_come_once_each_outermost_first() -> None:
    assert differentiate(X**2 + X**3 + A, "x").rules() == (
        Rule.SUM_RULE,
        Rule.POWER_RULE,
        Rule.IDENTITY_RULE,
        Rule.CONSTANT_RULE,
    )


@pytest.mark.parametrize("node", [Partial(X, A), 1 + Partial(A, X), A**X, X**X, formula(2) ** X], ids=printed)
def test_what_has_no_rule_is_refused(node: Formula) -> None:
    with pytest.raises(TypeError, match=r"no rule for|a power with a moving exponent"):
        differentiate(node, "x")


@pytest.mark.parametrize("factors", [(X,), (X, X), (A, X, T), (2 * X, A + X, call("exp", X))], ids=repr)
def test_products_of_any_length_are_differentiated(factors: tuple[Formula, ...]) -> None:
    numbers = {"x": Fraction(3, 7), "a": Fraction(-2), "t": Fraction(5)}
    node = Product(factors)
    h = Fraction(1, 10**12)
    with ctx.workprec(300):
        slope = (ball_value(node, numbers | {"x": numbers["x"] + h}) - ball_value(node, numbers)) / fmpq(1, 10**12)
        assert abs(ball_value(differentiate(node, "x").after, numbers) - slope) < 1e-10
