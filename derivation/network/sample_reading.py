"""[network] -> what goes into the network, what is wanted of it, and how the difference is measured."""

from __future__ import annotations

from typing import Any

from derivation.maths.numbers import Numeral
from derivation.network.activations import resolve
from derivation.network.losses import LOSSES
from derivation.network.naming import check_name
from derivation.network.spec import Layer
from derivation.network.toml_tables import Table


def read_inputs(network: Table) -> tuple[tuple[str, ...], tuple[Numeral, ...]]:
    """Names and values of the inputs, from a table or a list."""
    given = network.typed(network.require("inputs"), list, "inputs", also=dict)
    if isinstance(given, list):
        items: list[tuple[str, Any, str | int]] = [(f"i{n}", value, n - 1) for n, value in enumerate(given, start=1)]
    else:
        items = [(name, value, name) for name, value in given.items()]
    if not items:
        raise network.fail("D501", "inputs: expected at least one", "inputs")
    for name, _, key in items:
        check_name(network, name, "inputs", key)
    values = tuple(network.number(value, f"input {name}", "inputs", key) for name, value, key in items)
    return tuple(name for name, _, _ in items), values


def read_targets(network: Table, outputs: Layer) -> tuple[Numeral, ...]:
    """One target for each output neuron."""
    given = network.typed(network.require("targets"), list, "targets")
    network.count(given, len(outputs.neurons), "targets", "one for each output neuron", "targets")
    return tuple(
        network.number(value, f"target of {name}", "targets", index)
        for index, (name, value) in enumerate(zip(outputs.neurons, given, strict=True))
    )


def check_loss(network: Table, loss: str, outputs: Layer, targets: tuple[Numeral, ...]) -> None:
    """A loss with logarithms needs outputs strictly between 0 and 1, and targets from 0 to 1."""
    if not LOSSES[loss].between_0_and_1:
        return
    activation = resolve(outputs.activation)
    fits = activation.between_0_and_1 and activation.joint == LOSSES[loss].joint
    if not activation.is_own and not fits:
        note = "binary-cross-entropy is for sigmoid outputs, cross-entropy for softmax outputs, which add up to 1"
        message = f"{loss} cannot stand behind {activation.name} outputs"
        raise network.fail("D505", message, "loss", note=note)
    for index, target in enumerate(targets):
        if not 0 <= target.value <= 1:
            raise network.fail("D505", f"{loss}: the target {target.text} is not between 0 and 1", "targets", index)
