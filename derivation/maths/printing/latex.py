r"""Formula tree -> LaTeX that KaTeX, MathJax, pandoc and pdflatex all accept, and that reads back to the same tree.

Portable rules kept here: no `*`, no `\operatorname`, no backslash with punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from derivation.maths.brackets import ATOM, NEGATIVE, PRODUCT, SUM, split_sign, strength
from derivation.maths.formulas import (
    HALF,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    names,
)
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import Numeral

Spell = Callable[[str], str]
"""The LaTeX spelling of a quantity's id."""


@dataclass(frozen=True)
class LatexPrinter:
    """Prints formulas with the names spelled by *spell*."""

    spell: Spell

    def __call__(self, node: Formula) -> str:
        return _PRINTED[type(node)](self, node)

    def _bracketed(self, node: Formula, at_least: int) -> str:
        return self(node) if strength(node) >= at_least else bracketed(self(node))

    def _sum(self, node: Sum) -> str:
        terms = node.terms
        text = self._bracketed(terms[0], NEGATIVE)
        for term in terms[1:]:
            sign, rest = split_sign(term)
            text += f" {sign} {self._bracketed(rest, PRODUCT)}"
        return text

    def _product(self, node: Product) -> str:
        factors = node.factors
        coefficient = len(factors) == 2 and isinstance(factors[0], Number)
        text = self._factor(factors[0])
        for left, right in pairwise(factors):
            touching = _is_bracket(right) and not _is_operator(left) and not text.endswith("]")
            printed = self._factor(right)
            joint = "" if touching else " " if _juxtaposed(left, right, printed, coefficient) else r" \cdot "
            text += joint + printed
        return text

    def _factor(self, node: Formula) -> str:
        return self._bracketed(node, PRODUCT) if not isinstance(node, Product) else bracketed(self(node))

    def _call(self, node: Call) -> str:
        inside = ", ".join(self(argument) for argument in node.arguments)
        if node.function == "exp":
            return f"e^{_script(inside)}"
        shape = FUNCTIONS[node.function].latex
        return shape.format("{}").replace("({})", bracketed(inside)) if "({})" in shape else shape.format(inside)

    def _power(self, node: Power) -> str:
        if node.exponent == HALF:
            return rf"\sqrt{{{self(node.base)}}}"
        base = self._bracketed(node.base, ATOM)
        raised = isinstance(node.base, Call | Name) and "^" in base and not base.endswith(")")
        tall = isinstance(node.base, Partial | Number) and r"\frac" in base and not base.startswith(r"\left")
        return f"{bracketed(base) if raised or tall else base}^{_script(self(node.exponent))}"

    def _quotient(self, node: Quotient) -> str:
        return rf"\frac{{{self(node.numerator)}}}{{{self(node.denominator)}}}"

    def _partial(self, node: Partial) -> str:
        of, wrt = node.of, node.wrt
        if isinstance(of, Name):
            return rf"\frac{{\partial {self(of)}}}{{\partial {self(wrt)}}}"
        sign = "d" if isinstance(wrt, Name) and names(of) == (wrt.id,) else r"\partial"
        return rf"\frac{{{sign}}}{{{sign} {self(wrt)}}} {bracketed(self(of))}"


def bracketed(text: str) -> str:
    """Round brackets, as tall as a fraction inside them needs."""
    return rf"\left({text}\right)" if r"\frac" in text else f"({text})"


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


def _is_bracket(node: Formula) -> bool:
    """Whether *node* is printed in round brackets and so needs no dot before it (a number in brackets does)."""
    match node:
        case Sum():
            return True
        case Power(base, _):
            return strength(base) == SUM
    return False


def _is_operator(node: Formula) -> bool:
    """Whether *node* is printed as d/dx of a bracket, which a further bracket must not follow."""
    return isinstance(node, Partial) and not isinstance(node.of, Name)


_SHORT = re.compile(r"(\\[a-z]+|[A-Za-z])([_^].*)?")


def _juxtaposed(left: Formula, right: Formula, printed: str, coefficient: bool) -> bool:
    """Short names stand side by side; a long name, or anything with digits or fractions, takes a dot before it."""
    if isinstance(right, Name):
        return (isinstance(left, Name) or coefficient) and _SHORT.fullmatch(printed) is not None
    return isinstance(left, Name) and isinstance(right, Partial)


_PRINTED: Mapping[type[Formula], Callable[[LatexPrinter, Any], str]] = {
    Name: lambda printer, node: printer.spell(node.id),
    Number: lambda printer, node: number(node.numeral),
    Sum: LatexPrinter._sum,
    Negative: lambda printer, node: f"-{printer._bracketed(node.operand, PRODUCT)}",
    Product: LatexPrinter._product,
    Quotient: LatexPrinter._quotient,
    Power: LatexPrinter._power,
    Call: LatexPrinter._call,
    Partial: LatexPrinter._partial,
}
