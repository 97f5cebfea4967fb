"""Nomenclature: how authors call the quantities of a lesson, in LaTeX and in plain text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lessons import Lesson

NOTATIONS = ("net-out", "layered", "letters")
MORE_NOTATIONS = ("brackets", "theta", "sums")
_BARE = {"eta": (r"\eta", "η")}
_RATES = {"brackets": (r"\alpha", "α"), "theta": (r"\alpha", "alpha"), "sums": ("lr", "lr")}
_LOSS = {
    "net-out": ("E_{total}", "E_total"),
    "layered": ("C", "C"),
    "letters": ("L", "L"),
    "brackets": (r"\mathcal{L}", "L"),
    "theta": ("J", "J"),
    "sums": ("E", "E"),
}
_GREEK = {"delta": (r"\delta", "δ"), "hat": (r"\hat{y}", "ŷ"), "theta": (r"\theta", "θ")}
_LETTERS = {
    "layered": {"i": "x", "target": "y", "net": "z", "out": "a", "E": "C"},
    "letters": {"i": "x", "target": "y", "net": "z", "out": "h", "E": "L"},
    "brackets": {"i": "x", "target": "y", "net": "z", "out": "a", "E": r"L", "w": "W"},
    "theta": {"i": "x", "target": "y", "net": "z", "out": "a", "E": "J", "w": "theta"},
    "sums": {"i": "x", "target": "t", "net": "s", "out": "o", "E": "E"},
}
_ADDRESSED = ("layered", "brackets")
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UPDATES = ("+", "new", "'")


@dataclass(frozen=True)
class Nomenclature:
    """The spelling of every id in one notation."""

    lesson: Lesson
    notation: str
    latex: bool
    update: str = "+"

    def __call__(self, key: str) -> str:
        """What a quantity is called, before the update or (`w5+`) after it."""
        if key in _BARE:
            return _RATES.get(self.notation, _BARE[key])[not self.latex]
        if key == "E_total":
            return _LOSS[self.notation][not self.latex]
        return self._spelled(*self._parts(key.rstrip("+")), new=key.endswith("+"))

    def _parts(self, key: str) -> tuple[str, str, str]:
        """Base, index and layer of a name."""
        base, _, own = key.partition("_") if "_" in key else (key[0], "", key[1:])
        letter = _LETTERS.get(self.notation, {}).get(base, base)
        if self.notation in _ADDRESSED and key in self._addresses:
            return (letter, *self._addresses[key])
        if self.notation in _ADDRESSED and own in self._places and base != "target":
            return (letter, *self._places[own])
        if self.notation != "net-out" and base in ("i", "target", "E"):
            return letter, own.lstrip("o"), ""
        if self.notation == "letters" and base in ("out", "net"):
            hat = base == "out" and own.startswith("o")
            return ("hat", own[1:], "") if hat else (letter, own[base == "out" :], "")
        return letter, own, ""

    def _spelled(self, base: str, index: str, layer: str, *, new: bool) -> str:
        base = _GREEK.get(base, (base, base))[not self.latex]
        left, right = "[]" if self.notation == "brackets" else "()"
        if self.latex:
            worded = new and (layer or self.update == "new") and self.update != "'"
            inner = f"{index},new" if worded and index else "new" if worded else index
            below = f"_{{{inner}}}" if len(inner) > 1 else f"_{inner}" if inner else ""
            above = f"{left}{layer}{right}" if layer else ""
            prime = r"\prime" if new and self.update == "'" else "+" if new and not worded else ""
            return base + below + (f"^{{{above}{prime}}}" if above or prime else "")
        if layer:
            mark = "_new" if new else ""
            return f"{base}_{index}{mark}^{left}{layer}{right}" if index else f"{base}{layer}"
        small = self.notation == "letters" and index.isdigit()
        below = index.translate(_SMALL) if small else index if index.isdigit() else f"_{index}"
        mark = {"+": "(new)" if small else "+", "new": "_new", "'": "'"}[self.update]
        return base + below + (mark if new else "")

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
