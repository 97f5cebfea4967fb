"""Printing: literal LaTeX and plain text, and what no printed formula may ever contain."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formulas import formulas

from derivation.maths.formulas import (
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    call,
    formula,
    fraction,
)
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import read_number
from derivation.maths.printing.latex import LatexPrinter, number
from derivation.maths.printing.text import TextPrinter

SPELLED = {"w5": "w_5", "net_h1": "net_{h1}", "w5+": "w_5^{+}", "eta": r"\eta"}
latex = LatexPrinter(lambda name: SPELLED.get(name, name))
text = TextPrinter(lambda name: {"eta": "η", "w5+": "w5⁺"}.get(name, name))

A, B, X, W5, NET, ETA = (Name(name) for name in ("a", "b", "x", "w5", "net_h1", "eta"))
ERROR = Name("E")
HALF = fraction(1, 2)


def numeral(written: str) -> Number:
    return Number(read_number(written))


TABLE = [
    (W5 * X + B, "w_5 x + b", "w5·x + b"),
    (B + X * W5, "b + x w_5", "b + x·w5"),
    (W5 * NET, r"w_5 \cdot net_{h1}", "w5·net_h1"),
    (2 * NET, r"2 \cdot net_{h1}", "2·net_h1"),
    (A - B - X, "a - b - x", "a - b - x"),
    (A - (B - X), "a - (b - x)", "a - (b - x)"),
    (Sum((A, Sum((B, X)))), "a + (b + x)", "a + (b + x)"),
    (Sum((Sum((A, B)), X)), "(a + b) + x", "(a + b) + x"),
    (Sum((-A, B)), "-a + b", "-a + b"),
    (-(A + B), "-(a + b)", "-(a + b)"),
    (Negative(-A), "-(-a)", "-(-a)"),
    (A - (-B), "a - (-b)", "a - (-b)"),
    (-(A * B), "-a b", "-a·b"),
    (A * (B + X), "a(b + x)", "a·(b + x)"),
    ((A + B) * X, r"(a + b) \cdot x", "(a + b)·x"),
    ((A + B) * (A - B), "(a + b)(a - b)", "(a + b)·(a - b)"),
    (Product((A, Product((B, X)))), r"a \cdot (b x)", "a·(b·x)"),
    (2 * X, "2 x", "2·x"),
    (2 * (A + B), "2(a + b)", "2·(a + b)"),
    (X * 2, r"x \cdot 2", "x·2"),
    (2 * A * B, r"2 \cdot a b", "2·a·b"),
    (numeral("0.15") * numeral("0.05"), r"0.15 \cdot 0.05", "0.15·0.05"),
    (numeral("0.15") * numeral("-0.05"), r"0.15 \cdot (-0.05)", "0.15·(-0.05)"),
    (numeral("-0.5") * X, "(-0.5) x", "(-0.5)·x"),
    (A + numeral("-0.5"), "a + (-0.5)", "a + (-0.5)"),
    (A - numeral("-0.5"), "a - (-0.5)", "a - (-0.5)"),
    (numeral("-0.5") + A, "-0.5 + a", "-0.5 + a"),
    (A * Negative(B), r"a \cdot (-b)", "a·(-b)"),
    (numeral("-0.5") ** 2, "(-0.5)^2", "(-0.5)^2"),
    (numeral("3.5e-12"), r"3.5 \cdot 10^{-12}", "3.5e-12"),
    (numeral("-2e5"), r"-2 \cdot 10^5", "-2e5"),
    (numeral("3.5e-12") ** 2, r"(3.5 \cdot 10^{-12})^2", "(3.5e-12)^2"),
    (A + numeral("3.5e-12"), r"a + 3.5 \cdot 10^{-12}", "a + 3.5e-12"),
    (X**2, "x^2", "x^2"),
    (X**12, "x^{12}", "x^12"),
    (X**-1, "x^{-1}", "x^(-1)"),
    (X ** (formula(2) - 1), "x^{2 - 1}", "x^(2 - 1)"),
    ((A - B) ** 2, "(a - b)^2", "(a - b)^2"),
    ((A * B) ** 2, "(a b)^2", "(a·b)^2"),
    ((X**2) ** 3, "(x^2)^3", "(x^2)^3"),
    (-(X**2), "-x^2", "-x^2"),
    ((-X) ** 2, "(-x)^2", "(-x)^2"),
    (A / B, r"\frac{a}{b}", "a/b"),
    ((A + B) / X, r"\frac{a + b}{x}", "(a + b)/x"),
    (A / (B * X), r"\frac{a}{b x}", "a/(b·x)"),
    ((A / B) ** 2, r"\left(\frac{a}{b}\right)^2", "(a/b)^2"),
    (A * (A / B + 1), r"a\left(\frac{a}{b} + 1\right)", "a·(a/b + 1)"),
    (HALF * (A - B) ** 2, r"\frac{1}{2}(a - b)^2", "1/2·(a - b)^2"),
    (fraction(-1, 2), r"-\frac{1}{2}", "-1/2"),
    (X**HALF, r"\sqrt{x}", "sqrt(x)"),
    (call("exp", X), "e^x", "exp(x)"),
    (call("exp", -X), "e^{-x}", "exp(-x)"),
    (call("sigmoid", X), r"\sigma(x)", "sigmoid(x)"),
    (call("ln", 1 - X), r"\ln(1 - x)", "ln(1 - x)"),
    (call("tanh", A / B), r"\tanh\left(\frac{a}{b}\right)", "tanh(a/b)"),
    (1 / (1 + call("exp", -X)), r"\frac{1}{1 + e^{-x}}", "1/(1 + exp(-x))"),
    (Partial(ERROR, W5), r"\frac{\partial E}{\partial w_5}", "∂E/∂w5"),
    (Partial(X**2, X), r"\frac{d}{d x} (x^2)", "∂(x^2)/∂x"),
    (Partial(X**2 + A, X), r"\frac{\partial}{\partial x} (x^2 + a)", "∂(x^2 + a)/∂x"),
    (W5 - ETA * Partial(ERROR, W5), r"w_5 - \eta \frac{\partial E}{\partial w_5}", "w5 - η·∂E/∂w5"),
    (
        Partial(ERROR, NET) * Partial(NET, W5),
        r"\frac{\partial E}{\partial net_{h1}} \cdot \frac{\partial net_{h1}}{\partial w_5}",
        "∂E/∂net_h1·∂net_h1/∂w5",
    ),
]
# What TeX cannot set or a reader would misread without brackets: a power of something tall or already raised.
RAISED = [
    (HALF**2, r"\left(\frac{1}{2}\right)^2", "(1/2)^2"),
    (call("exp", X) ** 2, "(e^x)^2", "exp(x)^2"),
    (Name("w5+") ** 2, "(w_5^{+})^2", "w5⁺^2"),
    (Partial(ERROR, W5) ** 2, r"\left(\frac{\partial E}{\partial w_5}\right)^2", "(∂E/∂w5)^2"),
    (Partial(X**2, X) ** 2, r"\left(\frac{d}{d x} (x^2)\right)^2", "(∂(x^2)/∂x)^2"),
]
ROWS = TABLE + RAISED
each_row = pytest.mark.parametrize(("node", "in_latex", "in_text"), ROWS, ids=[row[2] for row in ROWS])


@each_row
def test_a_formula_is_printed_in_latex(node: Formula, in_latex: str, in_text: str) -> None:
    assert latex(node) == in_latex


@each_row
def test_a_formula_is_printed_on_one_line_of_text(node: Formula, in_latex: str, in_text: str) -> None:
    assert text(node) == in_text


@pytest.mark.parametrize(
    ("written", "printed"),
    [("0.40", "0.40"), ("-1/3", r"-\frac{1}{3}"), ("1e-3", r"1 \cdot 10^{-3}"), ("2e5", r"2 \cdot 10^5"), ("12", "12")],
)
def test_a_number_is_printed_with_its_authors_digits(written: str, printed: str) -> None:
    assert number(read_number(written)) == printed


@pytest.mark.parametrize("function", sorted(set(FUNCTIONS) - {"exp"}))
def test_a_known_function_is_printed_by_the_command_of_its_row(function: str) -> None:
    assert latex(call(function, X)) == ("e^x" if function == "exp" else FUNCTIONS[function].latex.format("x"))


partials = st.builds(Partial, st.sampled_from((ERROR, NET)) | formulas, st.sampled_from((W5, X)))
trees = st.recursive(
    formulas | partials | st.sampled_from((Name("w5+"), ETA)),
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda some: Product(tuple(some))),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: Sum(tuple(some))),
        st.builds(Power, parts, parts),
        st.builds(Quotient, parts, parts),
    ),
    max_leaves=4,
)
TWICE_RAISED = r"\^(?:\{[^{}]*\}|\\[a-z]+|[^\\{])\^"
FRACTION_RAISED = r"\\frac\{[^{}]*\}\{[^{}]*\}\^"
NOT_PORTABLE = re.compile(rf"\*|\\operatorname|\\[^a-zA-Z]|{TWICE_RAISED}|{FRACTION_RAISED}")


@given(trees)
@settings(max_examples=400)
def test_printed_latex_is_portable(node: Formula) -> None:
    assert NOT_PORTABLE.findall(latex(node)) == []


@pytest.mark.parametrize("printed", ["a*b", r"\operatorname{x}", r"a\,b", "e^x^2", "w^{+}^2", r"\frac{1}{2}^2"])
def test_latex_that_is_not_portable_is_found(printed: str) -> None:
    assert NOT_PORTABLE.search(printed)


@given(trees)
@settings(max_examples=200)
def test_printed_latex_has_its_brackets_in_pairs(node: Formula) -> None:
    printed = latex(node)
    assert printed.count(r"\left(") == printed.count(r"\right)")
    assert _nested(re.sub(r"\\left|\\right", "", printed))


@given(trees)
@settings(max_examples=200)
def test_brackets_around_a_fraction_are_as_tall_as_it(node: Formula) -> None:
    flat = re.sub(r"\{[^{}]*\}", "", latex(node).replace(r"\left(", "<").replace(r"\right)", ">"))
    assert re.findall(r"\([^()<>]*\\frac", flat) == []


@given(trees)
@settings(max_examples=200)
def test_printed_text_is_one_line_without_markup(node: Formula) -> None:
    printed = text(node)
    assert re.findall(r"[*\\{}\n]", printed) == []
    assert _nested(printed)


@given(trees)
def test_two_signs_never_stand_side_by_side(node: Formula) -> None:
    assert re.findall(r"[-+·]\s*[-+]", text(node) + latex(node).replace(r"\cdot", "·").replace("{+}", "")) == []


def _nested(printed: str) -> bool:
    """Whether every bracket is closed by one of its own kind."""
    rest, before = re.sub(r"[^(){}]", "", printed), ""
    while rest != before:
        rest, before = rest.replace("()", "").replace("{}", ""), rest
    return rest == ""
