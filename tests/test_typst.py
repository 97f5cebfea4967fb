"""Formulas for Typst: literal ones, and any formula at all compiles to itself and nothing more."""

from __future__ import annotations

import pytest
import typst
from hypothesis import given, settings
from test_printing import ERROR, HALF, NET, W5, A, B, X, numeral, trees

from derivation.maths.formulas import Formula, Name, Partial, Sum, call, fraction
from derivation.maths.functions import FUNCTIONS
from derivation.maths.printing.typst import TypstPrinter, at_most, quoted, typst_symbol
from derivation.maths.symbols import GREEK, HATS, Symbol

SYMBOLS = {"w5": Symbol("w", "5"), "net_h1": Symbol("net", "h1"), "w5+": Symbol("w", "5", "+"), "eta": Symbol("eta")}


def spell(name: str) -> str:
    return typst_symbol(SYMBOLS.get(name, Symbol(name)))


printer = TypstPrinter(spell)


def compiled(*bodies: str) -> bytes:
    """The picture of some mathematics, one formula below the other."""
    text = "\n\n".join(f"$ {body} $" for body in bodies)
    found = typst.compile(text.encode(), format="svg", ignore_system_fonts=True)
    return b"".join(found) if isinstance(found, list) else found


@pytest.mark.parametrize(
    ("node", "printed"),
    [
        (W5 * X + B, "w_(5) x + b"),
        (W5 * NET, 'w_(5) ⋅ italic("net")_(h 1)'),
        (A - B, "a − b"),
        (A * (B + X), "a(b + x)"),
        (numeral("0.15") * numeral("-0.05"), "0.15 ⋅ (−0.05)"),
        (numeral("3.5e-12"), "3.5 ⋅ 10^(−12)"),
        (fraction(-1, 2), "−frac(1, 2)"),
        (X**2, "x^(2)"),
        (X**HALF, "sqrt(x)"),
        ((A / B) ** 2, "(frac(a, b))^(2)"),
        (call("exp", -X), "e^(−x)"),
        (call("sigmoid", X), "σ(x)"),
        (call("ln", X), 'op("ln")(x)'),
        (call("positive_part", X), 'op("max")(0, x)'),
        (call("abs", X), "abs(x)"),
        (Partial(ERROR, W5), "frac(∂ E, ∂ w_(5))"),
        (Partial(X**2, X), "frac(d, d x) (x^(2))"),
        (Name("w5+") ** 2, "(w_(5)^(+))^(2)"),
    ],
    ids=str,
)
def test_a_formula_is_printed(node: Formula, printed: str) -> None:
    assert printer(node) == printed


def test_a_decimal_comma_is_part_of_the_number() -> None:
    assert TypstPrinter(spell, decimal_comma=True)(numeral("-0.15")) == '−"0,15"'


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_known_function_compiles(function: str) -> None:
    assert compiled(printer(call(function, X)), printer(call(function, A / B)), printer(1 / call(function, X - A)))


@pytest.mark.parametrize("base", [*GREEK, *HATS, "net", "w", "height", "größe", "日本", "a_b"])
def test_every_symbol_compiles(base: str) -> None:
    symbols = [Symbol(base), Symbol(base, "h1", "+10"), Symbol(base, "1,12", "(2)+"), Symbol(base, "a_b", bold=True)]
    assert compiled(*map(typst_symbol, symbols))


@given(trees)
@settings(max_examples=40)
def test_any_formula_compiles(node: Formula) -> None:
    assert compiled(printer(node))


@given(trees)
@settings(max_examples=100)
def test_the_pieces_of_a_formula_make_the_whole(node: Formula) -> None:
    joint = " " if isinstance(node, Sum) else ""
    assert joint.join(printer.pieces(node)) == printer(node)


@given(trees)
@settings(max_examples=100)
def test_there_is_no_sign_of_a_keyboard_where_mathematics_has_its_own(node: Formula) -> None:
    assert not set(printer(node)) & set("-*/#$@<\\")


def test_a_fraction_is_as_wide_as_its_wider_part() -> None:
    assert at_most("frac(a b c, d)") == at_most("frac(d, a b c)") == at_most("a b c")


@pytest.mark.parametrize("text", ['"', "\\", '\\"', "#x", "a\\"])
def test_any_text_is_a_literal(text: str) -> None:
    codes = "".join(f"{chr(92)}u{{{ord(char):x}}}" for char in text)
    assert compiled(f'#if {quoted(text)} != "{codes}" {{ panic() }}')
