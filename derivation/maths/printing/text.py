"""Formula tree -> one line of Unicode text for a terminal, e.g. `net_h1 = w1·i1 + w2·i2 + b1`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derivation.maths.formulas import (
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
from derivation.maths.brackets import ATOM, NEGATIVE, POWER, PRODUCT, split_sign, strength


@dataclass(frozen=True)
class TextPrinter:
    """Prints formulas on one line, with the names spelled by *spell*."""

    spell: Callable[[str], str]

    def __call__(self, node: Formula) -> str:
        match node:
            case Name(name):
                return self.spell(name)
            case Number(numeral):
                return numeral.text
            case Sum(terms):
                return self._sum(terms)
            case Negative(operand):
                return f"-{self._bracketed(operand, PRODUCT)}"
            case Product(factors):
                return "·".join(self._factor(factor) for factor in factors)
            case Quotient(numerator, denominator):
                return f"{self._bracketed(numerator, POWER)}/{self._bracketed(denominator, POWER)}"
            case Power(base, exponent):
                return f"{self._bracketed(base, ATOM)}^{self._bracketed(exponent, ATOM)}"
            case Call(function, arguments):
                return f"{function}({', '.join(self(argument) for argument in arguments)})"
            case Partial(of, wrt):
                return f"∂{self._bracketed(of, ATOM)}/∂{self(wrt)}"
        raise TypeError(f"cannot print {node!r}")

    def _bracketed(self, node: Formula, at_least: int) -> str:
        text = self(node)
        binding = PRODUCT if isinstance(node, Number) and "/" in text else strength(node)
        return text if binding >= at_least else f"({text})"

    def _factor(self, node: Formula) -> str:
        return f"({self(node)})" if isinstance(node, Product | Quotient) else self._bracketed(node, PRODUCT)

    def _sum(self, terms: tuple[Formula, ...]) -> str:
        text = self._bracketed(terms[0], NEGATIVE)
        for term in terms[1:]:
            sign, rest = split_sign(term)
            text += f" {sign} {self._bracketed(rest, PRODUCT)}"
        return text
