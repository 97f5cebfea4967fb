"""Formula tree -> an expression of plain Python, with the functions that it calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from derivation.frozen import dataclass
from derivation.maths.brackets import ATOM
from derivation.maths.formulas import HALF, Call, Formula, Number, Power, walk
from derivation.maths.numbers import Numeral
from derivation.maths.printers import CodePrinter

BUILT_IN: Mapping[str, str] = {"exp": "exp", "ln": "log", "tanh": "tanh", "abs": "abs"}
"""Known functions that Python has itself, and their names there."""
DEFINED: Mapping[str, str] = {
    "sigmoid": "1 / (1 + exp(-x))",
    "positive_part": "max(0, x)",
    "negative_part": "min(0, x)",
    "is_positive": "int(x > 0)",
    "sign": "int(x > 0) - int(x < 0)",
    "normal_cdf": "(1 + erf(x / sqrt(2))) / 2",
    "normal_density": "exp(-x * x / 2) / sqrt(2 * pi)",
}
"""The other known functions: what they give for x."""
_OF_MATH = ("erf", "exp", "log", "pi", "sqrt", "tanh")
RESERVED = ("abs", "int", "max", "min", "x", *_OF_MATH, *DEFINED)
"""Names that mean something in the programs."""


@dataclass(frozen=True)
class PythonPrinter(CodePrinter):
    """Prints formulas as Python; *exact* numbers are fractions instead of floats."""

    exact: bool = False

    power_sign: ClassVar[str] = "**"

    def _number(self, numeral: Numeral) -> str:
        text = super()._number(numeral)
        return text if not self.exact or text.lstrip("-").isdigit() else f'Fraction("{text}")'

    def _strength(self, node: Formula) -> int:
        written_out = self.exact and isinstance(node, Number) and not node.numeral.text.lstrip("-").isdigit()
        return ATOM if written_out else super()._strength(node)

    def _function(self, name: str) -> str:
        if name in BUILT_IN or name in DEFINED:
            return BUILT_IN.get(name, name)
        raise TypeError(f"{name} has no definition in Python")


def preamble(formulas: Iterable[Formula]) -> str:
    """The imports and the definitions that *formulas* need."""
    parts = [part for formula in formulas for part in walk(formula)]
    called = {part.function for part in parts if isinstance(part, Call)}
    bodies = {name: DEFINED[name] for name in DEFINED if name in called}
    used = " ".join((*bodies.values(), *(BUILT_IN.get(name, "") for name in called)))
    used += " sqrt" if any(isinstance(part, Power) and part.exponent == HALF for part in parts) else ""
    imported = [name for name in _OF_MATH if name in used.replace("(", " ").replace(")", " ").split()]
    lines = [f"from math import {', '.join(imported)}"] if imported else []
    return "\n".join([*lines, *(f"\n\ndef {name}(x):\n    return {body}" for name, body in bodies.items())])
