"""Formula tree -> one line of Unicode text for a terminal, e.g. `net_h1 = w1·i1 + w2·i2 + b1`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from derivation.maths.brackets import ATOM, NEGATIVE, POWER, PRODUCT, split_sign, strength
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
)
from derivation.maths.functions import FUNCTIONS


@dataclass(frozen=True)
class TextPrinter:
    """Prints formulas on one line, with the names spelled by *spell*."""

    spell: Callable[[str], str]

    def __call__(self, node: Formula) -> str:
        return _PRINTED[type(node)](self, node)

    def _bracketed(self, node: Formula, at_least: int) -> str:
        text = self(node)
        divided = isinstance(node, Number) and "/" in text
        binding = min(strength(node), PRODUCT) if divided or isinstance(node, Partial) else strength(node)
        return text if binding >= at_least else f"({text})"

    def _factor(self, node: Formula) -> str:
        return f"({self(node)})" if isinstance(node, Product | Quotient) else self._bracketed(node, PRODUCT)

    def _product(self, node: Product) -> str:
        return "·".join(self._factor(factor) for factor in node.factors)

    def _quotient(self, node: Quotient) -> str:
        return f"{self._bracketed(node.numerator, POWER)}/{self._bracketed(node.denominator, POWER)}"

    def _power(self, node: Power) -> str:
        if node.exponent == HALF:
            return f"sqrt({self(node.base)})"
        return f"{self._bracketed(node.base, ATOM)}^{self._bracketed(node.exponent, ATOM)}"

    def _call(self, node: Call) -> str:
        shape, inside = FUNCTIONS[node.function].text, ", ".join(self(argument) for argument in node.arguments)
        return shape.format(f"({inside})" if "|" in shape and "|" in inside else inside)

    def _sum(self, node: Sum) -> str:
        terms = node.terms
        text = self._bracketed(terms[0], NEGATIVE)
        for term in terms[1:]:
            sign, rest = split_sign(term)
            text += f" {sign} {self._bracketed(rest, PRODUCT)}"
        return text


_PRINTED: Mapping[type[Formula], Callable[[TextPrinter, Any], str]] = {
    Name: lambda printer, node: printer.spell(node.id),
    Number: lambda printer, node: node.numeral.text,
    Sum: TextPrinter._sum,
    Negative: lambda printer, node: f"-{printer._bracketed(node.operand, PRODUCT)}",
    Product: TextPrinter._product,
    Quotient: TextPrinter._quotient,
    Power: TextPrinter._power,
    Call: TextPrinter._call,
    Partial: lambda printer, node: f"∂{printer._bracketed(node.of, ATOM)}/∂{printer(node.wrt)}",
}
