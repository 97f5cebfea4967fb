"""Formulas on other people's paper: written in LaTeX or in plain Unicode, with names or with the numbers put in.

Nothing here comes from the package: what its readers read is written by another hand, and worked out by mpmath.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import mpmath

DIGITS = 60
"""Digits that everything is worked out to."""


@dataclass(frozen=True)
class Term:
    """A number or a name (`text`), or an operation on `parts`: + * / ^ - (a sign), d (a derivative) or a function."""

    kind: str
    parts: tuple[Term, ...] = ()
    text: str = ""

    def __add__(self, other: Term) -> Term:
        return Term("+", (*(self.parts if self.kind == "+" else (self,)), other))

    def __sub__(self, other: Term) -> Term:
        return self + Term("-", (other,))

    def __mul__(self, other: Term) -> Term:
        return Term("*", (*(self.parts if self.kind == "*" else (self,)), other))

    def __truediv__(self, other: Term) -> Term:
        return Term("/", (self, other))

    def __pow__(self, power: int) -> Term:
        return Term("^", (self, number(power)))

    def __neg__(self) -> Term:
        return Term("-", (self,))


def number(value: int) -> Term:
    """A whole number."""
    return Term("number", text=str(value))


def name(text: str) -> Term:
    """A quantity by the id that it has in a spec."""
    return Term("name", text=text)


def slope(of: Term, wrt: Term) -> Term:
    """A partial derivative."""
    return Term("d", (of, wrt))


def call(function: str, argument: Term) -> Term:
    """A function of one argument: sigma, exp, tanh, ln, relu."""
    return Term(function, (argument,))


def added(terms: list[Term]) -> Term:
    """The sum of several terms."""
    return terms[0] if len(terms) == 1 else Term("+", tuple(terms))


FUNCTIONS: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    "sigma": lambda x: 1 / (1 + mpmath.exp(-x)),
    "exp": mpmath.exp,
    "tanh": mpmath.tanh,
    "ln": mpmath.log,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "step": lambda x: mpmath.mpf(x > 0),
}


def worked_out(term: Term, known: Callable[[Term], mpmath.mpf | None]) -> mpmath.mpf:
    """The value of a formula over the *known* values of names and derivatives."""
    own = known(term)
    if own is not None:
        return own
    if term.kind == "number":
        return mpmath.mpf(term.text)
    values = [worked_out(part, known) for part in term.parts]
    match term.kind:
        case "+":
            return sum(values[1:], values[0])
        case "*":
            return mpmath.fprod(values)
        case "/":
            return values[0] / values[1]
        case "^":
            return values[0] ** values[1]
        case "-":
            return -values[0]
    return FUNCTIONS[term.kind](values[0])


Put = Callable[[Term], str | None]
"""What is written in place of a name or a derivative."""
BINDING = {"+": 1, "-": 2, "*": 3, "/": 3, "^": 5}


@dataclass(frozen=True)
class Hand:
    """How an author writes formulas: in LaTeX or not, which sign for a product of numbers, `e` or `exp`."""

    latex: bool
    times: str
    bracketed: bool
    """Whether numbers are multiplied by standing in brackets, (0.5)(0.25)."""
    comma: bool = False

    def write(self, term: Term, put: Put, around: int = 0) -> str:
        """A formula; a part that binds more weakly than what is *around* it gets brackets."""
        own = put(term)
        if own is not None:
            return f"({own})" if own.startswith(("-", "−")) and around > 1 else own
        if term.kind == "number":
            return term.text
        text = self._operation(term, put)
        binds = 9 if term.kind == "/" and self.latex else BINDING.get(term.kind, 9)
        return self._brackets(text) if binds < around or (binds == around == 5) else text

    def _brackets(self, text: str) -> str:
        return rf"\left({text}\right)" if self.latex and r"\frac" in text else f"({text})"

    def _operation(self, term: Term, put: Put) -> str:
        match term.kind:
            case "+":
                return self._sum(term, put)
            case "*":
                return self._product(term, put)
            case "-":
                return f"-{self.write(term.parts[0], put, 3)}"
            case "/":
                return self._quotient(term, put)
            case "^":
                base = self.write(term.parts[0], put, 6)
                return f"{self._brackets(base) if '^' in base and base[0] != '(' else base}^{term.parts[1].text}"
            case "d":
                return self._slope(*(self.write(part, put) for part in term.parts))
        return self._call(term, put)

    def _sum(self, term: Term, put: Put) -> str:
        text = self.write(term.parts[0], put, 1)
        for part in term.parts[1:]:
            negative = part.kind == "-"
            text += f" - {self.write(part.parts[0], put, 3)}" if negative else f" + {self.write(part, put, 2)}"
        return text

    def _product(self, term: Term, put: Put) -> str:
        parts = [self.write(part, put, 4 if index else 2) for index, part in enumerate(term.parts)]
        if self.bracketed and all(put(part) or part.kind == "+" for part in term.parts):
            return "".join(part if part.startswith("(") else f"({part})" for part in parts)
        return f" {self.times} ".join(parts)

    def _quotient(self, term: Term, put: Put) -> str:
        if self.latex:
            above, below = (self.write(part, put) for part in term.parts)
            return rf"\frac{{{above}}}{{{below}}}"
        return f"{self.write(term.parts[0], put, 3)}/{self.write(term.parts[1], put, 4)}"

    def _slope(self, of: str, wrt: str) -> str:
        return rf"\frac{{\partial {of}}}{{\partial {wrt}}}" if self.latex else f"∂{of}/∂{wrt}"

    def _call(self, term: Term, put: Put) -> str:
        inner = self.write(term.parts[0], put)
        if term.kind == "exp":
            return f"e^{{{inner}}}" if self.latex else f"e^({inner})"
        if term.kind == "relu":
            between = ";" if self.comma else ","
            return f"{self.command('max')}(0{between} {inner})"
        return f"{self.command(term.kind)}({inner})"

    def command(self, function: str) -> str:
        """How a function is called."""
        return f"\\{function}" if self.latex else {"sigma": "σ"}.get(function, function)
