"""Spec: a network, its data and how it is to be trained and written about; complete, exact and consistent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from derivation.maths.numbers import Numeral

BUILT_IN = """\
title = "Backpropagation by hand"

[network]
inputs = { i1 = "0.05", i2 = "0.10" }
targets = ["0.01", "0.99"]
loss = "half-squared-error"

[[layer]]
neurons = ["h1", "h2"]
activation = "sigmoid"
weights = [["0.15", "0.20"], ["0.25", "0.30"]]
bias = "0.35"

[[layer]]
neurons = ["o1", "o2"]
activation = "sigmoid"
weights = [["0.40", "0.45"], ["0.50", "0.55"]]
bias = "0.60"

[training]
learning_rate = "0.5"
rounds = 10000
update_biases = false
order = "simultaneous"
optimizer = "gradient-descent"

[document]
places = 9
carry = "exact"
detail = "standard"
notation = "net-out"
"""
"""The classic two-two-two network of Mazur's example (2015), used wherever no spec is given."""


MEAN, SUM, ONLINE = "mean", "sum", "online"
BATCHES = (MEAN, SUM, ONLINE)
"""How several samples make a round: one update by the mean or the sum of their losses, or one after each of them."""


@dataclass(frozen=True)
class Layer:
    """weights[j][i] leads from source i to neuron j; the bias is shared by the layer, one for each neuron, or none.

    The activation is a name or a formula in x; *options* are its parameters, where they differ from the usual ones.
    """

    neurons: tuple[str, ...]
    activation: str
    weights: tuple[tuple[Numeral, ...], ...]
    bias: Numeral | tuple[Numeral, ...] | None
    options: tuple[tuple[str, Numeral], ...] = ()


@dataclass(frozen=True)
class Sample:
    """Inputs, and the outputs wanted for them."""

    inputs: tuple[Numeral, ...]
    targets: tuple[Numeral, ...]


@dataclass(frozen=True)
class Training:
    """How the parameters are updated, and how often."""

    learning_rate: Numeral = field(default_factory=lambda: Numeral(Fraction(1, 2), "0.5"))
    rounds: int = 10_000
    update_biases: bool = False
    order: str = "simultaneous"
    optimizer: str = "gradient-descent"
    options: tuple[tuple[str, Numeral], ...] = ()
    penalties: tuple[tuple[str, Numeral], ...] = ()


@dataclass(frozen=True)
class Settings:
    """How the document is written: so many decimal places or significant digits, the policies and the notation.

    Without *delta* the notation decides whether the short form of the gradient stands beside the three factors.
    """

    places: int | None = 9
    digits: int | None = None
    carry: str = "exact"
    detail: str = "standard"
    notation: str = "net-out"
    equals_throughout: bool = False
    index_base: int = 1
    learning_rate_symbol: str = "eta"
    decimal: str = "point"
    delta: bool | None = None
    delta_sign: str = "plus"


@dataclass(frozen=True)
class Spec:
    """Everything that a derivation depends on; shapes agree and every number is an exact rational."""

    title: str
    slug: str
    inputs: tuple[str, ...]
    samples: tuple[Sample, ...]
    layers: tuple[Layer, ...]
    loss: str
    training: Training
    document: Settings
    loss_options: tuple[tuple[str, Numeral], ...] = ()
    batch: str = MEAN

    def to_json(self) -> dict[str, Any]:
        """The TOML as JSON data with every default filled in; numbers keep their author's text."""
        samples = [self._sample(sample) for sample in self.samples]
        return {
            "title": self.title,
            "network": {
                **({"samples": samples, "batch": self.batch} if len(samples) > 1 else samples[0]),
                "loss": self.loss,
                **{name: value.text for name, value in self.loss_options},
            },
            "layer": [_layer(layer) for layer in self.layers],
            "training": _training(self.training),
            "document": _document(self.document),
        }

    def _sample(self, sample: Sample) -> dict[str, Any]:
        inputs = dict(zip(self.inputs, _texts(sample.inputs), strict=True))
        return {"inputs": inputs, "targets": _texts(sample.targets)}

    def to_toml(self) -> str:
        """The spec as TOML, which reads back to the same spec."""
        data = self.to_json()
        parts = [f"title = {_toml(data['title'])}", _table("network", data["network"])]
        parts += [_table("[layer]", layer) for layer in data["layer"]]
        parts += [_table("training", data["training"]), _table("document", data["document"])]
        return "\n\n".join(parts) + "\n"


def _texts(numbers: tuple[Numeral, ...]) -> list[str]:
    return [number.text for number in numbers]


def _document(settings: Settings) -> dict[str, Any]:
    """Precision, policies and notation; the options of a notation only where they are not the usual ones."""
    options = ("index_base", "learning_rate_symbol", "decimal", "delta", "delta_sign")
    usual = {key: value for key, value in vars(Settings()).items() if key in options}
    return {key: value for key, value in vars(settings).items() if value is not None and value != usual.get(key)}


def _training(training: Training) -> dict[str, Any]:
    plain = {key: value for key, value in vars(training).items() if key not in ("options", "penalties")}
    options = {name: value.text for name, value in (*training.options, *training.penalties)}
    return {**plain, "learning_rate": training.learning_rate.text, **options}


def _layer(layer: Layer) -> dict[str, Any]:
    data: dict[str, Any] = {
        "neurons": list(layer.neurons),
        "activation": layer.activation,
        **{name: value.text for name, value in layer.options},
        "weights": [_texts(row) for row in layer.weights],
    }
    if layer.bias is not None:
        data["bias"] = _texts(layer.bias) if isinstance(layer.bias, tuple) else layer.bias.text
    return data


def _table(name: str, data: dict[str, Any]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in data.items())])


def _toml(value: Any) -> str:
    """A value as TOML; JSON's strings, numbers and booleans are TOML's."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)
