r"""Formula tree -> LaTeX that KaTeX, MathJax, pandoc and pdflatex all accept, and that reads back to the same tree.

Portable rules kept here: no `*`, no `\operatorname`, no backslash with punctuation.
"""

from __future__ import annotations

import re
from typing import ClassVar

from derivation.frozen import dataclass
from derivation.maths.brackets import PRODUCT
from derivation.maths.formulas import Call, Elision, Number
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import Numeral
from derivation.maths.typesetting import TypesetPrinter

_SIGNS = {"d": "d", "partial": r"\partial"}


@dataclass(frozen=True)
class LatexPrinter(TypesetPrinter):
    """Prints formulas as LaTeX."""

    dot: ClassVar[str] = r" \cdot "
    entry_by_entry: ClassVar[str] = r" \odot "
    short_name: ClassVar[re.Pattern[str]] = re.compile(r"(\\(mathbf|boldsymbol)\{.*?\}|\\[a-z]+|[A-Za-z])([_^].*)?")

    def _number(self, numeral: Numeral) -> str:
        return number(numeral).replace(".", "{,}") if self.decimal_comma else number(numeral)

    def _elision(self, node: Elision) -> str:
        inside = r"\cdots" if node.numeral is None else self._bracketed(Number(node.numeral), PRODUCT)
        return rf"\underbrace{{{inside}}}_{{{len(node.terms)}}}"

    def _call(self, node: Call) -> str:
        inside = ", ".join(self(argument) for argument in node.arguments)
        if node.function == "exp":
            return f"e^{_script(inside)}"
        shape = FUNCTIONS[node.function].latex
        return shape.format("{}").replace("({})", bracketed(inside)) if "({})" in shape else shape.format(inside)

    def _grid(self, rows: list[list[str]]) -> str:
        """One row to a line, and none that begins with a minus, which Markdown would read as an item of a list."""
        guarded = [[f"{{{first}}}" if first.startswith("-") else first, *rest] for first, *rest in rows]
        body = " \\\\\n".join(" & ".join(row) for row in guarded)
        return f"\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}"

    def _transposed(self, text: str) -> str:
        return rf"{text}^{{\top}}"

    def _is_tall(self, text: str) -> bool:
        return r"\frac" in text

    def _is_bracketed(self, text: str) -> bool:
        return text.startswith(r"\left")

    def _brackets(self, text: str) -> str:
        return bracketed(text)

    def _root(self, text: str) -> str:
        return rf"\sqrt{{{text}}}"

    def _raised(self, base: str, exponent: str) -> str:
        return f"{base}^{_script(exponent)}"

    def _fraction(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def _derivative(self, sign: str, above: str, below: str) -> str:
        letter = _SIGNS[sign]
        return self._fraction(f"{letter} {above}".rstrip(), f"{letter} {below}")


def bracketed(text: str) -> str:
    """Round brackets, as tall as a fraction or a matrix inside them needs."""
    tall = any(command in text for command in (r"\frac", r"\begin"))
    return rf"\left({text}\right)" if tall else f"({text})"


def number(numeral: Numeral) -> str:
    r"""A number as LaTeX: `1/2` as a fraction, `3.5e-12` as a multiple of a power of ten."""
    sign, text = ("-", numeral.text[1:]) if numeral.text.startswith("-") else ("", numeral.text)
    above, slash, below = text.partition("/")
    if slash:
        return rf"{sign}\frac{{{above}}}{{{below}}}"
    mantissa, scaled, exponent = text.partition("e")
    return sign + (rf"{mantissa} \cdot 10^{_script(exponent)}" if scaled else text)


def _script(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"
