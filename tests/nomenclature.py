"""Nomenclature: how authors call the quantities of a lesson, in LaTeX and in plain text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lessons import Lesson

NOTATIONS = ("net-out", "layered", "letters")
_BARE = {"eta": (r"\eta", "η")}
_LOSS = {"net-out": ("E_{total}", "E_total"), "layered": ("C", "C"), "letters": ("L", "L")}
_GREEK = {"delta": (r"\delta", "δ"), "hat": (r"\hat{y}", "ŷ")}
_LETTERS = {
    "layered": {"i": "x", "target": "y", "net": "z", "out": "a", "E": "C"},
    "letters": {"i": "x", "target": "y", "net": "z", "out": "h", "E": "L"},
}
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Nomenclature:
    """The spelling of every id in one notation."""

    lesson: Lesson
    notation: str
    latex: bool

    def __call__(self, key: str) -> str:
        """What a quantity is called, before the update or (`w5+`) after it."""
        if key in _BARE:
            return _BARE[key][not self.latex]
        if key == "E_total":
            return _LOSS[self.notation][not self.latex]
        return self._spelled(*self._parts(key.rstrip("+")), new=key.endswith("+"))

    def _parts(self, key: str) -> tuple[str, str, str]:
        """Base, index and layer of a name."""
        base, _, own = key.partition("_") if "_" in key else (key[0], "", key[1:])
        if self.notation == "layered" and key in self._addresses:
            return (base, *self._addresses[key])
        if self.notation == "layered" and own in self._places and base != "target":
            return (_LETTERS["layered"].get(base, base), *self._places[own])
        if self.notation != "net-out" and base in ("i", "target", "E"):
            return _LETTERS[self.notation][base], own.lstrip("o"), ""
        if self.notation == "letters" and base in ("out", "net"):
            hat = base == "out" and own.startswith("o")
            return ("hat", own[1:], "") if hat else (_LETTERS["letters"][base], own[base == "out" :], "")
        return base, own, ""

    def _spelled(self, base: str, index: str, layer: str, *, new: bool) -> str:
        base = _GREEK.get(base, (base, base))[not self.latex]
        if self.latex:
            inner = f"{index},new" if new and layer else index
            below = f"_{{{inner}}}" if len(inner) > 1 else f"_{inner}" if inner else ""
            return base + below + (f"^{{({layer})}}" if layer else "^{+}" if new else "")
        if layer:
            return f"{base}_{index}" + ("_new" if new else "") + f"^({layer})" if index else f"{base}{layer}"
        small = self.notation == "letters" and index.isdigit()
        below = index.translate(_SMALL) if small else index if index.isdigit() else f"_{index}"
        return base + below + (("(new)" if small else "+") if new else "")

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        """Index and layer of every neuron."""
        layers = enumerate(self.lesson.neurons, 1)
        return {own: (str(place), str(layer)) for layer, row in layers for place, own in enumerate(row, 1)}

    @cached_property
    def _addresses(self) -> dict[str, tuple[str, str]]:
        """Index and layer of every weight, and of the biases that a layer shares."""
        found = {f"b{layer}": ("", str(layer)) for layer, _ in enumerate(self.lesson.weights, 1)}
        for layer, rows in enumerate(self.lesson.weights, 1):
            for to, row in enumerate(rows, 1):
                found |= {weight.text: (f"{to}{source}", str(layer)) for source, weight in enumerate(row, 1)}
        return found
