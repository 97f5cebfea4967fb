"""Formula tree -> one line of Unicode text for a terminal, e.g. `net_h1 = w1·i1 + w2·i2 + b1`."""

from __future__ import annotations

from typing import ClassVar

from derivation.frozen import dataclass
from derivation.maths.brackets import ATOM, PRODUCT
from derivation.maths.formulas import Call, Formula, Partial
from derivation.maths.functions import FUNCTIONS
from derivation.maths.printers import LinePrinter


@dataclass(frozen=True)
class TextPrinter(LinePrinter):
    """Prints formulas on one line of text."""

    times: ClassVar[str] = "·"
    power_sign: ClassVar[str] = "^"

    def _strength(self, node: Formula) -> int:
        return PRODUCT if isinstance(node, Partial) else super()._strength(node)

    def _call(self, node: Call) -> str:
        shape, inside = FUNCTIONS[node.function].text, ", ".join(self(argument) for argument in node.arguments)
        return shape.format(f"({inside})" if "|" in shape and "|" in inside else inside)

    def _partial(self, node: Partial) -> str:
        return f"∂{self._bracketed(node.of, ATOM)}/∂{self(node.wrt)}"


BY_ID = TextPrinter(str)
"""Writes every name as its id."""
