"""Formula tree -> the mathematics of Typst, in Unicode characters rather than symbol names, which change.

Brackets grow with what is in them by themselves there, and a bracket behind `_` or `^` is taken as a group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from derivation.frozen import dataclass
from derivation.maths.brackets import PRODUCT
from derivation.maths.formulas import Call, Elision, Number
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import Numeral
from derivation.maths.symbols import GREEK, HATS, Symbol
from derivation.maths.typesetting import TypesetPrinter

MINUS = "−"
_SIGNS = {"d": "d", "partial": "∂"}
_SHAPES: Mapping[str, str] = {"abs": "abs({})", "is_positive": "[{} > 0]", "sigmoid": "σ({})"}
"""Functions that are written with a sign; the others with their name, as in plain text."""
_NAMED = re.compile(r"([^\W\d_]\w+)\(")


_NAME = re.compile(r'(?:italic|op)\("([^"]*)"\)')
_SCRIPT = re.compile(r"[_^]\(([^()]*)\)")
_FRACTION = re.compile(r"frac\(([^(),]*), ([^(),]*)\)")
_WIDE = re.compile("[=≈+−]")


@dataclass(frozen=True)
class TypstPrinter(TypesetPrinter):
    """Prints formulas for Typst's math mode."""

    dot: ClassVar[str] = " ⋅ "
    short_name: ClassVar[re.Pattern[str]] = re.compile(r"(bold\([^\W\d_]\)|[^\W\d_])'?([_^].*)?")
    entry_by_entry: ClassVar[str] = " ⊙ "
    minus: ClassVar[str] = MINUS

    def _number(self, numeral: Numeral) -> str:
        sign, text = (MINUS, numeral.text[1:]) if numeral.text.startswith("-") else ("", numeral.text)
        above, slash, below = text.partition("/")
        if slash:
            return f"{sign}{self._fraction(above, below)}"
        mantissa, scaled, exponent = text.partition("e")
        if self.decimal_comma:
            mantissa = quoted(mantissa.replace(".", ","))
        return sign + (f"{mantissa} ⋅ 10^({exponent.replace('-', MINUS)})" if scaled else mantissa)

    def _elision(self, node: Elision) -> str:
        inside = "⋯" if node.numeral is None else self._bracketed(Number(node.numeral), PRODUCT)
        return f"underbrace({inside}, {len(node.terms)})"

    def _call(self, node: Call) -> str:
        inside = ", ".join(self(argument) for argument in node.arguments)
        if node.function == "exp":
            return f"e^({inside})"
        shape = _SHAPES.get(node.function) or _NAMED.sub(r'op("\1")(', FUNCTIONS[node.function].text)
        return shape.format(inside)

    def _grid(self, rows: list[list[str]]) -> str:
        return f'mat(delim: "[", {"; ".join(", ".join(row) for row in rows)})'

    def _transposed(self, text: str) -> str:
        return f"{text}^(⊤)"

    def _is_tall(self, text: str) -> bool:
        return "frac(" in text or "mat(" in text

    def _is_bracketed(self, text: str) -> bool:
        return text.startswith("(")

    def _root(self, text: str) -> str:
        return f"sqrt({text})"

    def _raised(self, base: str, exponent: str) -> str:
        return f"{base}^({exponent})"

    def _fraction(self, above: str, below: str) -> str:
        return f"frac({above}, {below})"

    def _derivative(self, sign: str, above: str, below: str) -> str:
        letter = _SIGNS[sign]
        return self._fraction(f"{letter} {above}".rstrip(), f"{letter} {below}")


def typst_symbol(symbol: Symbol) -> str:
    """A quantity's symbol.

    >>> typst_symbol(Symbol("net", "h1")), typst_symbol(Symbol("w", "5", "+")), typst_symbol(Symbol("eta"))
    ('italic("net")_(h 1)', 'w_(5)^(+)', 'η')
    """
    below = f"_({_spread(symbol.below)})" if symbol.below else ""
    above = f"^({_spread(symbol.above)})" if symbol.above else ""
    return _base(symbol) + ("'" if symbol.prime else "") + below + above


def _base(symbol: Symbol) -> str:
    if symbol.base in HATS:
        return f"hat({HATS[symbol.base]})"
    plain = GREEK.get(symbol.base, symbol.base)
    if len(plain) > 1:
        plain = f"italic({quoted(plain.replace('_', ' '))})"
    return f"bold({plain})" if symbol.bold else plain


def _spread(script: str) -> str:
    """What stands below or above a symbol: letters slanted one by one, digits together, words as they are.

    >>> _spread("h1"), _spread("total"), _spread("(2)+")
    ('h 1', 'italic("total")', '(2) +')
    """
    parts = re.findall(r"\d+|[^\W\d_]+|.", script.replace("_", " "))
    return " ".join(_script_part(part) for part in parts if part != " ")


def _script_part(part: str) -> str:
    if part.isdigit() or len(part) == 1:
        return part
    return f"italic({quoted(part)})"


def at_most(text: str) -> float:
    """A width in em that printed mathematics does not pass, by and large; a fraction is as wide as its wider part."""
    seen = _NAME.sub(r"\1", text)
    seen = _SCRIPT.sub(lambda found: found[1][: 1 + 3 * len(found[1]) // 4], seen)
    while seen != (flat := _FRACTION.sub(lambda found: max(found[1], found[2], key=len), seen)):
        seen = flat
    signs = re.sub(r"[ ,]|[a-z]{2,}\(", "", seen)
    relations, dots = len(_WIDE.findall(signs)), signs.count("⋅")
    return 1.4 * relations + 0.75 * dots + 0.57 * (len(signs) - relations - dots)


def quoted(text: str) -> str:
    """*text* as a literal of Typst.

    >>> quoted('a "b"')
    '"a \\\\"b\\\\""'
    """
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
