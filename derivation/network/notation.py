"""Notation profiles: what is written for every quantity. A new profile is one row."""

from __future__ import annotations

import re
from collections.abc import Callable

from derivation.frozen import dataclass
from derivation.maths.symbols import Symbol, latex_symbol, line_symbol, script_symbol

_ID = re.compile(r"(?P<base>[A-Za-z]+)(?P<prime>')?(?:_(?P<of>\w+)|(?P<index>[0-9]+))?", re.ASCII)
RATE_SYMBOLS = ("eta", "alpha", "epsilon")
"""What books write for the learning rate."""

_WHOLE = re.compile(r"\[(?P<kind>[a-z_]+)(?: (?P<layer>[0-9]+))?\]")
_PREFIXES = {"net": "net_input", "out": "activation", "target": "target", "E": "error", "delta": "delta"}
_LETTERS = {
    "input": "x",
    "neuron": "a",
    "net_input": "z",
    "activation": "a",
    "target": "y",
    "weight": "w",
    "bias": "b",
    "threshold": "theta",
    "error": "C",
    "penalty": "C",
    "loss": "C",
    "delta": "delta",
}


@dataclass(frozen=True)
class Quantity:
    """What an id stands for: its kind, and its place in the network where it has one.

    *layer* counts the layers of neurons from 1; *indices* are those that are shown, the destination before the
    source; *label* is an index that is no number; *sample* is the number of one of several samples; *after* counts
    updates (`+`, `+10`); *remembers* is the parameter that an optimizer's memory is about. *whole* means all
    quantities of that kind at once, as a vector or a matrix.
    """

    id: str
    kind: str = ""
    layer: int | None = None
    indices: tuple[int, ...] = ()
    label: str = ""
    sample: str = ""
    after: str = ""
    remembers: Quantity | None = None
    whole: bool = False


def whole_id(kind: str, layer: int | None = None) -> str:
    """The id of all quantities of one kind, in one layer where they have one: the vector or matrix of them."""
    return f"[{kind}]" if layer is None else f"[{kind} {layer}]"


def letter_id(name: str) -> str:
    """The id of a letter that stands for itself, whatever else has the same name: eta, alpha."""
    return f"'{name}'"


def quantity(identifier: str) -> Quantity:
    """What an id stands for as far as the id itself tells.

    >>> quantity("net_k@2").kind, quantity("net_k@2").label, quantity("net_k@2").sample, quantity("w5+").after
    ('net_input', 'k', '2', '+')
    """
    name, sample, after = split_id(identifier)
    if name.startswith("'"):
        return Quantity(name.strip("'"))
    if array := _WHOLE.fullmatch(name):
        layer = int(array["layer"]) if array["layer"] else None
        return Quantity(name, array["kind"], layer, sample=sample, after=after, whole=True)
    prefix, _, label = name.partition("_")
    return Quantity(name, _PREFIXES.get(prefix, ""), label=label, sample=sample, after=after)


def split_id(identifier: str) -> tuple[str, str, str]:
    """The name, the number of the sample, and the mark of the updates.

    >>> split_id("net_h1@2"), split_id("w5+10")
    (('net_h1', '2', ''), ('w5', '', '+10'))
    """
    name, plus, count = identifier.partition("+")
    name, _, sample = name.partition("@")
    return name, sample, plus + count


@dataclass(frozen=True)
class Notation:
    """A profile: the symbol of every quantity, and how a symbol is written in plain text.

    *by_place* says that symbols tell layer and index instead of names; *delta* that the short form of the gradient
    stands beside the three factors unless the document asks otherwise; *matrices* that the passes are also written
    with vectors and matrices.
    """

    name: str
    symbol: Callable[[Quantity], Symbol]
    in_line: Callable[[Symbol], str]
    source: str
    by_place: bool = False
    delta: bool = False
    matrices: bool = False

    def latex(self, identifier: str) -> str:
        """The LaTeX spelling of an id where no network tells more about it."""
        return latex_symbol(self.symbol(quantity(identifier)))


def by_name(quantity: Quantity) -> Symbol:
    """The symbol that the id itself suggests; vectors and matrices have none of their own.

    >>> latex_symbol(by_name(quantity("w12+"))), latex_symbol(by_name(quantity("net_h1@2")))
    ('w_{12}^{+}', 'net_{h1}^{(2)}')
    """
    if quantity.whole:
        return by_place(quantity)
    above = (f"({quantity.sample})" if quantity.sample else "") + quantity.after
    parts = _ID.fullmatch(quantity.id)
    if parts is None:
        return Symbol(quantity.id, above=above)
    return Symbol(parts["base"], parts["of"] or parts["index"] or "", above, prime=bool(parts["prime"]))


def by_place(quantity: Quantity) -> Symbol:
    """A letter for the kind, the indices below it, the layer in brackets above it.

    >>> latex_symbol(by_place(Quantity("w12", "weight", layer=2, indices=(1, 3), after="+")))
    'w_{13}^{(2)+}'
    """
    if quantity.remembers is not None:
        about = by_place(quantity.remembers)
        below = ",".join(part for part in (about.base, about.below) if part)
        return Symbol(by_name(quantity).base, below, about.above + quantity.after)
    letter = _LETTERS.get(quantity.kind)
    if letter is None:
        return by_name(quantity)
    layer = "" if quantity.layer is None else f"({quantity.layer})"
    above = layer + (f"[{quantity.sample}]" if quantity.sample else "") + quantity.after
    if quantity.whole:
        return Symbol("W" if quantity.kind == "weight" else letter, "", above, bold=True)
    return Symbol(letter, _joined(quantity.indices) or quantity.label, above)


def _joined(indices: tuple[int, ...]) -> str:
    """Indices side by side; separated by commas as soon as one of them has two digits.

    >>> _joined((1, 2)), _joined((1, 12))
    ('12', '1,12')
    """
    return ("," if any(index > 9 for index in indices) else "").join(map(str, indices))


_NIELSEN = "Nielsen, Neural Networks and Deep Learning (2015), ch. 2"

NOTATIONS = {
    row.name: row
    for row in (
        Notation(
            name="net-out",
            symbol=by_name,
            in_line=line_symbol,
            source="Mazur, A Step by Step Backpropagation Example (2015): net_h1, out_h1",
        ),
        Notation(
            name="z-a",
            symbol=by_place,
            in_line=script_symbol,
            source=f"{_NIELSEN}: weighted input z, activation a, cost C, error delta = dC/dz",
            by_place=True,
            delta=True,
        ),
        Notation(
            name="matrix",
            symbol=by_place,
            in_line=script_symbol,
            source=f"{_NIELSEN}, eq. 25, BP1a to BP4; Goodfellow, Bengio and Courville, Deep Learning (2016), ch. 2",
            by_place=True,
            delta=True,
            matrices=True,
        ),
    )
}
