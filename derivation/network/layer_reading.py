"""[[layer]] -> Layer: neurons, activation, weights and biases, whose shapes must agree."""

from __future__ import annotations

import re

from derivation.errors import DerivationError, printable
from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral
from derivation.network.activations import SYNONYMS, resolve
from derivation.network.choices import MAX_LAYERS, MAX_WEIGHTS, choice, given_options
from derivation.network.naming import check_name
from derivation.network.spec import Layer
from derivation.network.toml_tables import Table

_FORMULA = "an activation is a name (`derivation list activations`) or a formula in x, such as x/(1+exp(-x))"


def read_layers(root: Table, inputs: tuple[str, ...]) -> tuple[Layer, ...]:
    """The layers in order, each with one weight for every neuron or input before it."""
    tables = root.typed(root.require("layer"), list, "layer")
    if not 1 <= len(tables) <= MAX_LAYERS:
        raise root.fail("D507", f"expected 1 to {MAX_LAYERS} layers, got {len(tables)}", "layer")
    layers: list[Layer] = []
    width, hidden, first_weight = len(inputs), 0, 1
    for index, data in enumerate(tables):
        table = Table(root.source, root.typed(data, dict, "layer", index), ("layer", index))
        last = index == len(tables) - 1
        if not last and table.data.get("activation") == "softmax":
            raise table.fail("D503", "softmax can only be the activation of the last layer", "activation")
        layer = _layer(table, width, _Numbering("o" if last else "h", 0 if last else hidden, first_weight))
        layers.append(layer)
        hidden, first_weight = hidden + len(layer.neurons), first_weight + width * len(layer.neurons)
        width = len(layer.neurons)
        if first_weight > MAX_WEIGHTS + 1:
            raise root.fail("D507", f"the network has more than {MAX_WEIGHTS} weights", "layer", index)
    return tuple(layers)


@dataclass(frozen=True)
class _Numbering:
    """Where the names of a layer begin."""

    letter: str
    neurons_before: int
    first_weight: int


def _layer(table: Table, width: int, numbering: _Numbering) -> Layer:
    text, known = _activation(table)
    table.only("neurons", "activation", "weights", "bias", "threshold", *known)
    options = given_options(table, known)
    neurons = _neurons(table, numbering)
    if resolve(text).joint and len(neurons) < 2:
        raise table.fail("D501", f"{text}: expected at least two neurons, whose outputs add up to 1", "activation")
    weights = _weights(table, len(neurons), width, numbering.first_weight)
    return Layer(neurons, text, weights, _bias(table, neurons), options, "threshold" in table.data)


def _activation(table: Table) -> tuple[str, tuple[str, ...]]:
    """The name or the formula of the activation, and the names of the options it takes."""
    text = table.typed(table.data.get("activation", "sigmoid"), str, "activation")
    if re.fullmatch(r"[a-z]{2,}(-[a-z]+)*", text) and text not in SYNONYMS:
        choice(table, "activation", "sigmoid")
    try:
        return text, tuple(name for name, _ in resolve(text).options)
    except (DerivationError, ValueError, TypeError) as error:
        reason = error.message if isinstance(error, DerivationError) else str(error)
        raise table.fail("D503", f"activation: {printable(text)!r}: {reason}", "activation", note=_FORMULA) from None


def _neurons(table: Table, numbering: _Numbering) -> tuple[str, ...]:
    given = table.data.get("neurons")
    if given is None:
        given = len(table.typed(table.require("weights"), list, "weights"))
        if not given:
            raise table.fail("D501", "weights: expected at least one row", "weights")
    if type(given) is int:
        if not 1 <= given <= MAX_WEIGHTS:
            raise table.fail("D507", f"neurons: expected 1 to {MAX_WEIGHTS}, got {printable(str(given))}", "neurons")
        start = numbering.neurons_before + 1
        return tuple(f"{numbering.letter}{number}" for number in range(start, start + given))
    names = table.typed(given, list, "neurons", also=int)
    if not names:
        raise table.fail("D501", "neurons: expected at least one", "neurons")
    for index, name in enumerate(names):
        check_name(table, table.typed(name, str, "neurons", index), "neurons", index)
    return tuple(names)


def _weights(table: Table, rows: int, width: int, first: int) -> tuple[tuple[Numeral, ...], ...]:
    given = table.typed(table.require("weights"), list, "weights")
    table.count(given, rows, "weights", "one row for each neuron", "weights")
    found: list[tuple[Numeral, ...]] = []
    for j, row in enumerate(given):
        table.typed(row, list, "weights", j)
        table.count(row, width, f"weights, row {j + 1}", "one for each source", "weights", j)
        start = first + j * width
        found.append(tuple(table.number(value, f"weight w{start + i}", "weights", j, i) for i, value in enumerate(row)))
    return tuple(found)


def _bias(table: Table, neurons: tuple[str, ...]) -> Numeral | tuple[Numeral, ...] | None:
    """What is added to every weighted sum or, as a threshold, subtracted from it."""
    if "bias" in table.data and "threshold" in table.data:
        note = "a threshold is a bias with the other sign"
        raise table.fail("D211", "bias and threshold cannot both be given", "threshold", note=note)
    key = "threshold" if "threshold" in table.data else "bias"
    if key not in table.data:
        return None
    given = table.data[key]
    if not isinstance(given, list):
        return table.number(given, key, key)
    table.count(given, len(neurons), key, "one for each neuron", key)
    return tuple(
        table.number(value, f"{key} of {name}", key, index)
        for index, (name, value) in enumerate(zip(neurons, given, strict=True))
    )
