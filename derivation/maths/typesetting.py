"""What the printers share that set formulas in two dimensions: fractions, raised exponents, names side by side."""

from __future__ import annotations

import re
from abc import abstractmethod
from itertools import pairwise
from typing import ClassVar

from derivation.frozen import dataclass
from derivation.maths.brackets import ATOM, PRODUCT, SUM, strength
from derivation.maths.formulas import (
    HALF,
    Call,
    Formula,
    Matrix,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Transposed,
    names,
)
from derivation.maths.printers import Printer


@dataclass(frozen=True)
class TypesetPrinter(Printer):
    """Prints formulas in two dimensions: fractions, raised exponents, short names side by side."""

    dot: ClassVar[str]
    short_name: ClassVar[re.Pattern[str]]

    @abstractmethod
    def _is_tall(self, text: str) -> bool:
        """Whether something printed has a fraction in it."""

    @abstractmethod
    def _is_bracketed(self, text: str) -> bool:
        """Whether something tall already stands in brackets of its height."""

    @abstractmethod
    def _root(self, text: str) -> str:
        """The square root of something printed."""

    @abstractmethod
    def _raised(self, base: str, exponent: str) -> str:
        """Something printed with an exponent."""

    @abstractmethod
    def _fraction(self, above: str, below: str) -> str:
        """One thing above another."""

    @abstractmethod
    def _derivative(self, sign: str, above: str, below: str) -> str:
        """A derivative as a fraction: *sign* is `d` or the one for partials, *above* may be empty."""

    def _factors(self, factors: tuple[Formula, ...]) -> list[str]:
        coefficient = len(factors) == 2 and isinstance(factors[0], Number)
        printed = [self._factor(factor) for factor in factors]
        joints = [
            self._joint(pair, before, after, coefficient)
            for pair, (before, after) in zip(pairwise(factors), pairwise(printed), strict=True)
        ]
        return [printed[0], *(joint + after for joint, after in zip(joints, printed[1:], strict=True))]

    def _joint(self, pair: tuple[Formula, Formula], before: str, after: str, coefficient: bool) -> str:
        """What stands between two factors: nothing before a bracket, a blank between short names, else a dot."""
        left, right = pair
        if _is_bracket(right) and not _is_operator(left) and not before.endswith("]"):
            return ""
        return " " if self._juxtaposed(left, right, after, coefficient) else self.dot

    def _factor(self, node: Formula) -> str:
        return self._bracketed(node, PRODUCT) if not isinstance(node, Product) else self._brackets(self(node))

    def _juxtaposed(self, left: Formula, right: Formula, printed: str, coefficient: bool) -> bool:
        """Short names stand side by side; a long name, or anything with digits or fractions, takes a dot before it."""
        if isinstance(right, Matrix | Transposed):
            return not isinstance(left, Number)
        if isinstance(right, Name):
            return (isinstance(left, Name | Matrix | Transposed) or coefficient) and self.short_name.fullmatch(
                printed
            ) is not None
        return isinstance(left, Name) and isinstance(right, Partial)

    def _power(self, node: Power) -> str:
        if node.exponent == HALF:
            return self._root(self(node.base))
        base = self._bracketed(node.base, ATOM)
        whole = self._is_bracketed(base)
        twice = (isinstance(node.base, Name) and "^" in base) or _is_exponential(node.base)
        tall = isinstance(node.base, Partial | Number) and self._is_tall(base) and not whole
        return self._raised(self._brackets(base) if twice or tall else base, self(node.exponent))

    def _quotient(self, node: Quotient) -> str:
        return self._fraction(self(node.numerator), self(node.denominator))

    def _partial(self, node: Partial) -> str:
        of, wrt = node.of, node.wrt
        if isinstance(of, Name):
            return self._derivative("partial", self(of), self(wrt))
        sign = "d" if isinstance(wrt, Name) and names(of) == (wrt.id,) else "partial"
        return f"{self._derivative(sign, '', self(wrt))} {self._brackets(self(of))}"


def _is_bracket(node: Formula) -> bool:
    """Whether *node* is printed in round brackets and so needs no dot before it (a number in brackets does)."""
    match node:
        case Sum():
            return True
        case Power(base, _):
            return strength(base) == SUM
    return False


def _is_exponential(node: Formula) -> bool:
    """Whether *node* is printed as a power of e."""
    return isinstance(node, Call) and node.function == "exp"


def _is_operator(node: Formula) -> bool:
    """Whether *node* is printed as d/dx of a bracket, which a further bracket must not follow."""
    return isinstance(node, Partial) and not isinstance(node.of, Name)
