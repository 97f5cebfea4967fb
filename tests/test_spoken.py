"""Formulas read aloud: nothing is left out and nothing can be heard as something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from test_printing import ERROR, HALF, NET, W5, A, B, X, numeral, trees

from derivation.maths.formulas import Formula, Name, Partial, call, fraction
from derivation.maths.functions import FUNCTIONS
from derivation.maths.printing.spoken import SpokenPrinter, spoken_symbol
from derivation.maths.symbols import Symbol
from derivation.render.templating import Templates, word_list

WORDS = word_list(Templates(), "spoken")
SYMBOLS = {"w5": Symbol("w", "5"), "net_h1": Symbol("net", "h1"), "w5+": Symbol("w", "5", "+")}
spoken = SpokenPrinter(lambda name: spoken_symbol(SYMBOLS.get(name, Symbol(name)), WORDS), words=WORDS)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (W5 * X + B, "w 5 times x plus b"),
        (A - B, "a minus b"),
        (A * (B + X), "a times open bracket b plus x close bracket"),
        (-(A + B), "minus open bracket a plus b close bracket"),
        (A * numeral("-0.05"), "a times open bracket minus 0.05 close bracket"),
        (numeral("3.5e-12"), "3.5 times 10 to the power of minus 12"),
        (fraction(1, 2), "1 over 2"),
        (A / (B + X), "the fraction a over b plus x end of fraction"),
        (X**2, "x squared"),
        (X**3, "x to the power of 3 end of exponent"),
        ((A + B) ** 2, "open bracket a plus b close bracket squared"),
        (X**HALF, "the square root of x end of root"),
        (call("exp", -X), "e to the power of open bracket minus x close bracket end of exponent"),
        (call("sigmoid", X), "sigma of x"),
        (call("ln", A + B), "the natural logarithm of open bracket a plus b close bracket"),
        (Partial(ERROR, NET), "the derivative of E with respect to net h1"),
        (Name("w5+"), "w 5 after the update"),
    ],
    ids=str,
)
def test_a_formula_is_said(node: Formula, said: str) -> None:
    assert spoken(node) == said


def test_a_symbol_of_a_layer_is_said() -> None:
    assert spoken_symbol(Symbol("w", "12", "(2)+"), WORDS) == "w 12 of layer 2 after the update"


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_known_function_has_its_words(function: str) -> None:
    assert "x" in spoken(call(function, X)).split() and function in WORDS


@given(trees)
@settings(max_examples=100)
def test_only_words_and_numbers_are_said(node: Formula) -> None:
    said = spoken(node)
    assert not set(said) & set("+-*/^()[]{}=≈·−\\_") and "  " not in said
