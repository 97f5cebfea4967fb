"""Formula tree -> the words in which it is read aloud; the words themselves come in, one table a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from derivation.frozen import dataclass
from derivation.maths.brackets import ATOM, POWER, PRODUCT
from derivation.maths.formulas import (
    HALF,
    Call,
    Elision,
    Entrywise,
    Formula,
    Hadamard,
    Negative,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    formula,
)
from derivation.maths.numbers import Numeral
from derivation.maths.printers import LinePrinter
from derivation.maths.symbols import HATS, Symbol

Words = Mapping[str, str]
"""`plus: plus`, `over: the fraction {} over {}, end of fraction`, ...: the sentence of every kind of node."""


@dataclass(frozen=True)
class SpokenPrinter(LinePrinter):
    """Prints formulas as words, e.g. `w 5 times i 1 plus b 1`."""

    words: Words = field(default_factory=dict)

    def chain(self, forms: Iterable[tuple[str, Formula]]) -> str:
        """Forms with the relations before them."""
        parts = [f"{self.words[relation]} {self(form)}" if relation else self(form) for relation, form in forms]
        return " ".join(part.strip() for part in parts)

    def _number(self, numeral: Numeral) -> str:
        text = super()._number(numeral).replace("-", f"{self.words['minus']} ")
        above, slash, below = text.partition("/")
        if slash:
            return self.words["ratio"].format(above, below)
        mantissa, scaled, exponent = text.partition("e")
        return self.words["scaled"].format(mantissa, exponent) if scaled else text

    def _elision(self, node: Elision) -> str:
        if node.numeral is None:
            return self.words["left out"].format(len(node.terms))
        return self.words["gathered"].format(self._number(node.numeral), len(node.terms))

    def _sign(self, sign: str) -> str:
        return self.words["minus"] if sign == "-" else self.words["plus"]

    def _negative(self, node: Negative) -> str:
        return f"{self.words['minus']} {self._bracketed(node.operand, PRODUCT)}"

    def _brackets(self, text: str) -> str:
        return self.words["brackets"].format(text)

    def _factors(self, factors: tuple[Formula, ...]) -> list[str]:
        printed = [self._bracketed(factor, PRODUCT + isinstance(factor, Product)) for factor in factors]
        return [printed[0], *(f" {self.words['times']} {factor}" for factor in printed[1:])]

    def _grid(self, rows: list[list[str]]) -> str:
        return self.words["matrix"].format("; ".join(", ".join(row) for row in rows))

    def _transposed(self, text: str) -> str:
        return self.words["transposed"].format(text)

    def _hadamard(self, node: Hadamard) -> str:
        return f" {self.words['entry by entry']} ".join(self._bracketed(factor, POWER) for factor in node.factors)

    def _entrywise(self, node: Entrywise) -> str:
        return self.words["call"].format(self.spell(node.function), self(node.operand))

    def _quotient(self, node: Quotient) -> str:
        return self.words["over"].format(self(node.numerator), self(node.denominator))

    def _power(self, node: Power) -> str:
        if node.exponent == HALF:
            return self.words["root"].format(self(node.base))
        base = self._bracketed(node.base, ATOM)
        kind = "squared" if node.exponent == formula(2) else "power"
        return self.words[kind].format(base, self(node.exponent))

    def _call(self, node: Call) -> str:
        inside = ", ".join(self(argument) for argument in node.arguments)
        simple = len(node.arguments) == 1 and not isinstance(node.arguments[0], Sum | Negative | Product)
        shape = self.words.get(node.function, self.words["call"].format(node.function.replace("_", " "), "{}"))
        return shape.format(inside if simple else self._brackets(inside))

    def _partial(self, node: Partial) -> str:
        return self.words["derivative"].format(self._bracketed(node.of, ATOM), self(node.wrt))


def spoken_symbol(symbol: Symbol, words: Words) -> str:
    """A symbol in words: `w 5 plus`, `net h1`.

    >>> spoken_symbol(Symbol("w", "5", "+"), {"updated": "after the update"})
    'w 5 after the update'
    """
    base = f"{HATS[symbol.base]} {words['hat']}" if symbol.base in HATS else symbol.base
    base = f"{base} {words['prime']}" if symbol.prime else base
    above = re.sub(r"\((\d+)\)", lambda found: words["layer"].format(found[1]), symbol.above)
    above = above.replace("+", f" {words['updated']} ")
    return " ".join(f"{base} {symbol.below} {above}".replace("_", " ").split())
