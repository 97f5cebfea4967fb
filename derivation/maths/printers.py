"""What the printers of all notations share: one method for each kind of node, brackets only where they are needed.

`Printer` prints sums and puts brackets; `LinePrinter` adds what is written on one line with signs between (text,
Python, JavaScript), `typesetting.TypesetPrinter` what is set in two dimensions (LaTeX, Typst).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from derivation.frozen import dataclass
from derivation.maths.brackets import ATOM, NEGATIVE, POWER, PRODUCT, split_sign, strength
from derivation.maths.formulas import (
    HALF,
    Call,
    Elision,
    Entrywise,
    Formula,
    Hadamard,
    Matrix,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Transposed,
    total,
)
from derivation.maths.numbers import Numeral

Spell = Callable[[str], str]
"""The spelling of a quantity's id in a notation."""


@dataclass(frozen=True)
class Printer(ABC):
    """Prints formulas with the names spelled by *spell*, and numbers with a decimal comma where that is asked for."""

    spell: Spell
    decimal_comma: bool = False

    entry_by_entry: ClassVar[str]
    """The sign of the Hadamard product, with the blanks around it."""
    minus: ClassVar[str] = "-"

    def __call__(self, node: Formula) -> str:
        return _PRINTED[type(node)](self, node)

    @abstractmethod
    def _number(self, numeral: Numeral) -> str:
        """A number as its author wrote it."""

    @abstractmethod
    def _elision(self, node: Elision) -> str:
        """An ellipsis and the number of terms it stands for, or their sum and that number."""

    @abstractmethod
    def _factors(self, factors: tuple[Formula, ...]) -> list[str]:
        """Every factor with the sign that joins it to those before, set off by blanks where it needs them."""

    def _product(self, node: Product) -> str:
        """Factors in order; no factors print as nothing."""
        return "".join(self._factors(node.factors)) if node.factors else ""

    @abstractmethod
    def _quotient(self, node: Quotient) -> str:
        """A fraction."""

    @abstractmethod
    def _power(self, node: Power) -> str:
        """A power, or the square root that it stands for."""

    @abstractmethod
    def _call(self, node: Call) -> str:
        """A known function of its arguments."""

    @abstractmethod
    def _partial(self, node: Partial) -> str:
        """A derivative that is not carried out."""

    @abstractmethod
    def _grid(self, rows: list[list[str]]) -> str:
        """A matrix of printed entries."""

    @abstractmethod
    def _transposed(self, text: str) -> str:
        """Something printed with the sign of a transpose."""

    def _matrix(self, node: Matrix) -> str:
        """Every entry on its own, so that none needs brackets."""
        return self._grid([[self(entry) for entry in row] for row in node.rows])

    def _transpose(self, node: Transposed) -> str:
        """A transpose; a name that has something above it already stands in brackets."""
        text = self._bracketed(node.operand, ATOM)
        raised = isinstance(node.operand, Name) and "^" in text
        return self._transposed(self._brackets(text) if raised else text)

    def _hadamard(self, node: Hadamard) -> str:
        """Factors that are multiplied entry by entry; an ordinary product among them stands in brackets."""
        return self.entry_by_entry.join(self._bracketed(factor, POWER) for factor in node.factors)

    def _entrywise(self, node: Entrywise) -> str:
        """A function of every entry."""
        return self.spell(node.function) + self._brackets(self(node.operand))

    def pieces(self, node: Formula) -> list[str]:
        """*node* in the pieces between which a line may be broken: the terms of a sum, the factors of a product.

        A number stays with what it multiplies.
        """
        match node:
            case Sum(terms):
                return self._terms(terms)
            case Product((Number() as first, *others)) if others:
                printed = self._factors((first, *others))
                return [printed[0] + printed[1], *printed[2:]]
            case Product(factors) if factors:
                return self._factors(factors)
        return [self(node)]

    def _sum(self, node: Sum) -> str:
        """Terms in order, a negative one subtracted."""
        return " ".join(self._terms(node.terms))

    def _terms(self, terms: tuple[Formula, ...]) -> list[str]:
        """Every term with the sign that joins it to those before."""
        signed = [split_sign(term) for term in terms[1:]]
        joined = [f"{self._sign(sign)} {self._bracketed(rest, PRODUCT)}" for sign, rest in signed]
        return [self._bracketed(terms[0], NEGATIVE), *joined]

    def _sign(self, sign: str) -> str:
        return self.minus if sign == "-" else sign

    def _negative(self, node: Negative) -> str:
        """A minus sign before the operand."""
        return f"{self.minus}{self._bracketed(node.operand, PRODUCT)}"

    def _bracketed(self, node: Formula, at_least: int) -> str:
        """*node*, in brackets unless it binds at least so tightly."""
        return self(node) if self._strength(node) >= at_least else self._brackets(self(node))

    def _strength(self, node: Formula) -> int:
        """How tightly the printed *node* binds."""
        return strength(node)

    def _brackets(self, text: str) -> str:
        """*text* in round brackets."""
        return f"({text})"


@dataclass(frozen=True)
class LinePrinter(Printer):
    """Prints formulas on one line, with signs between their parts; a quotient is a slash."""

    entry_by_entry: ClassVar[str] = " ⊙ "
    times: ClassVar[str]
    power_sign: ClassVar[str]
    root_name: ClassVar[str] = "sqrt"

    def _strength(self, node: Formula) -> int:
        """A fraction of two whole numbers binds like the quotient that it is written as."""
        divided = isinstance(node, Number) and "/" in node.numeral.text
        return min(strength(node), PRODUCT) if divided else strength(node)

    def _number(self, numeral: Numeral) -> str:
        return numeral.text.replace(".", ",") if self.decimal_comma else numeral.text

    def _elision(self, node: Elision) -> str:
        """`…(780 terms)`, or their sum."""
        return f"…({len(node.terms)} terms)" if node.numeral is None else self._bracketed(Number(node.numeral), PRODUCT)

    def _factors(self, factors: tuple[Formula, ...]) -> list[str]:
        return [f"{self.times if index else ''}{self._factor(factor)}" for index, factor in enumerate(factors)]

    def _grid(self, rows: list[list[str]]) -> str:
        return f"[{'; '.join(' '.join(row) for row in rows)}]"

    def _transposed(self, text: str) -> str:
        return f"{text}ᵀ"

    def _factor(self, node: Formula) -> str:
        return self._brackets(self(node)) if isinstance(node, Product | Quotient) else self._bracketed(node, PRODUCT)

    def _quotient(self, node: Quotient) -> str:
        return f"{self._bracketed(node.numerator, POWER)}/{self._bracketed(node.denominator, POWER)}"

    def _power(self, node: Power) -> str:
        if node.exponent == HALF:
            return f"{self.root_name}({self(node.base)})"
        return f"{self._bracketed(node.base, ATOM)}{self.power_sign}{self._bracketed(node.exponent, ATOM)}"


@dataclass(frozen=True)
class CodePrinter(LinePrinter):
    """Prints formulas as expressions of a programming language; what is no number there is refused with TypeError."""

    times: ClassVar[str] = " * "

    @abstractmethod
    def _function(self, name: str) -> str:
        """What a known function is called there."""

    def _number(self, numeral: Numeral) -> str:
        """The number without the zeros before it, which a program would take for something else."""
        return re.sub(r"(?<![0-9.])0+(?=[0-9])", "", numeral.text)

    def _elision(self, node: Elision) -> str:
        """All the terms: a program is in no need of brevity."""
        return self._brackets(self(total(node.terms))) if node.numeral is None else super()._elision(node)

    def _quotient(self, node: Quotient) -> str:
        return f"{self._bracketed(node.numerator, POWER)} / {self._bracketed(node.denominator, POWER)}"

    def _call(self, node: Call) -> str:
        return f"{self._function(node.function)}({', '.join(self(argument) for argument in node.arguments)})"

    def _entrywise(self, node: Entrywise) -> str:
        raise TypeError("a matrix is no number")

    def _grid(self, rows: list[list[str]]) -> str:
        raise TypeError("a matrix is no number")

    def _partial(self, node: Partial) -> str:
        raise TypeError("a derivative has no value before it is worked out")


_PRINTED: Mapping[type[Formula], Callable[[Any, Any], str]] = {
    Name: lambda printer, node: printer.spell(node.id),
    Number: lambda printer, node: printer._number(node.numeral),
    Elision: lambda printer, node: printer._elision(node),
    Sum: lambda printer, node: printer._sum(node),
    Negative: lambda printer, node: printer._negative(node),
    Product: lambda printer, node: printer._product(node),
    Quotient: lambda printer, node: printer._quotient(node),
    Power: lambda printer, node: printer._power(node),
    Call: lambda printer, node: printer._call(node),
    Partial: lambda printer, node: printer._partial(node),
    Matrix: lambda printer, node: printer._matrix(node),
    Transposed: lambda printer, node: printer._transpose(node),
    Hadamard: lambda printer, node: printer._hadamard(node),
    Entrywise: lambda printer, node: printer._entrywise(node),
}
