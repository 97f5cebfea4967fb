"""Formula tree -> an expression of JavaScript, with the functions that it calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derivation.frozen import dataclass
from derivation.maths.formulas import HALF, Call, Formula, Power, walk
from derivation.maths.printers import CodePrinter

BUILT_IN: Mapping[str, str] = {"exp": "exp", "ln": "log", "tanh": "tanh", "abs": "abs", "sign": "sign"}
"""Known functions that JavaScript has in `Math`, and their names there."""
DEFINED: Mapping[str, str] = {
    "sigmoid": "1 / (1 + Math.exp(-x))",
    "positive_part": "x > 0 ? x : 0",
    "negative_part": "x < 0 ? x : 0",
    "is_positive": "x > 0 ? 1 : 0",
    "normal_density": "Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)",
    "normal_cdf": "normal(x)",
}
"""The other known functions: what they give for x."""
_NORMAL = """\
function normal(x) {
  const density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), far = Math.abs(x);
  let sum = far, term = far;
  if (far < 2) {
    for (let n = 3; term > sum * 1e-17; n += 2) sum += term *= x * x / n;
    return 0.5 + Math.sign(x) * density * sum;
  }
  let below = far;
  for (let n = 100; n > 0; n -= 1) below = far + n / below;
  return x < 0 ? density / below : 1 - density / below;
}
"""
"""Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.11 near 0 and 26.2.14 far from it."""


@dataclass(frozen=True)
class JavaScriptPrinter(CodePrinter):
    """Prints formulas as JavaScript; what cannot be computed there is refused with TypeError."""

    def _function(self, name: str) -> str:
        if name in DEFINED:
            return f"f_{name}"
        if name not in BUILT_IN:
            raise TypeError(f"{name} has no definition in JavaScript")
        return f"Math.{BUILT_IN[name]}"

    def _power(self, node: Power) -> str:
        """By a function: a sign before a base is a mistake there."""
        if node.exponent == HALF:
            return f"Math.sqrt({self(node.base)})"
        return f"Math.pow({self(node.base)}, {self(node.exponent)})"


def definitions(formulas: Iterable[Formula]) -> str:
    """The functions that *formulas* call."""
    called = {part.function for formula in formulas for part in walk(formula) if isinstance(part, Call)}
    lines = [f"const f_{name} = (x) => {body};\n" for name, body in DEFINED.items() if name in called]
    return (_NORMAL if "normal_cdf" in called else "") + "".join(lines)
