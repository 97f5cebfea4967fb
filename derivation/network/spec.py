"""Spec: a network, its data and how it is to be trained and written about; complete, exact and consistent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral
from derivation.network.notation import NOTATIONS

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

    A *threshold* is a bias that is subtracted.
    The activation is a name or a formula in x; *options* are its parameters, where they differ from the usual ones.
    """

    neurons: tuple[str, ...]
    activation: str
    weights: tuple[tuple[Numeral, ...], ...]
    bias: Numeral | tuple[Numeral, ...] | None
    options: tuple[tuple[str, Numeral], ...] = ()
    threshold: bool = False


@dataclass(frozen=True)
class Sample:
    """Inputs, and the outputs wanted for them."""

    inputs: tuple[Numeral, ...]
    targets: tuple[Numeral, ...]


@dataclass(frozen=True)
class Definition:
    """name = formula, and the equation as its author wrote it."""

    name: str
    formula: Formula
    text: str


@dataclass(frozen=True)
class Computation:
    """A computation that is no layered network: given numbers, and equations in order.

    The last equation is differentiated for every one of the *parameters*, which are among the given numbers.
    """

    given: tuple[tuple[str, Numeral], ...]
    parameters: tuple[str, ...]
    definitions: tuple[Definition, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys of the spec that describe it."""
        return {
            "given": {name: value.text for name, value in self.given},
            "parameters": list(self.parameters),
            "equations": [definition.text for definition in self.definitions],
        }


USUAL_RATE = Numeral(Fraction(1, 2), "0.5")
"""The learning rate where none is asked for."""


@dataclass(frozen=True)
class Training:
    """How the parameters are updated, and how often; without a learning rate they are not."""

    learning_rate: Numeral | None = USUAL_RATE
    rounds: int = 10_000
    update_biases: bool = False
    order: str = "simultaneous"
    optimizer: str = "gradient-descent"
    options: tuple[tuple[str, Numeral], ...] = ()
    penalties: tuple[tuple[str, Numeral], ...] = ()


@dataclass(frozen=True)
class Settings:
    """How the document is written: so many decimal places or significant digits, the policies and the notation.

    Without *delta* notation and depth decide whether the short form of the gradient stands beside the three factors.
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

    def shown_delta(self, layers: int) -> str:
        """The sign of the delta that a document about so many layers shows; nothing where it shows none.

        Through several hidden layers the delta is handed back from one to the next, so it is shown unless refused.
        """
        usual = NOTATIONS[self.notation].delta or layers > 2
        return self.delta_sign if (usual if self.delta is None else self.delta) else ""


@dataclass(frozen=True)
class Spec:
    """Everything that a derivation depends on; shapes agree and every number is an exact rational.

    Either there are layers, or there is a *computation*: then inputs, samples, layers and loss are empty.
    """

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
    computation: Computation | None = None

    @property
    def shown_delta(self) -> str:
        """The sign of the delta that the document shows; nothing where it shows none."""
        return self.document.shown_delta(len(self.layers))

    def to_json(self) -> dict[str, Any]:
        """The TOML as JSON data with every default filled in; numbers keep their author's text."""
        described = self.computation.to_json() if self.computation else self._layered()
        training = _training(self.training, layered=self.computation is None)
        trained = {"training": training} if self.training.learning_rate else {}
        return {"title": self.title, **described, **trained, "document": _document(self.document)}

    def _layered(self) -> dict[str, Any]:
        """The keys that describe a layered network."""
        samples = [self._sample(sample) for sample in self.samples]
        return {
            "network": {
                **({"samples": samples, "batch": self.batch} if len(samples) > 1 else samples[0]),
                "loss": self.loss,
                **{name: value.text for name, value in self.loss_options},
            },
            "layer": [_layer(layer) for layer in self.layers],
        }

    def _sample(self, sample: Sample) -> dict[str, Any]:
        inputs = dict(zip(self.inputs, _texts(sample.inputs), strict=True))
        return {"inputs": inputs, "targets": _texts(sample.targets)}

    def to_toml(self) -> str:
        """The spec as TOML, which reads back to the same spec."""
        data = self.to_json()
        top = [f"{key} = {_toml(data[key])}" for key in ("title", *COMPUTATION_KEYS) if key in data]
        tables = [("network", data.get("network")), *(("[layer]", layer) for layer in data.get("layer", ()))]
        tables += [(name, data.get(name)) for name in ("training", "document")]
        parts = ["\n".join(top), *(_table(name, table) for name, table in tables if table)]
        return "\n\n".join(parts) + "\n"


COMPUTATION_KEYS = ("given", "parameters", "equations")
"""The keys of a spec that describe a computation, in place of a network and its layers."""


def _texts(numbers: tuple[Numeral, ...]) -> list[str]:
    return [number.text for number in numbers]


def _document(settings: Settings) -> dict[str, Any]:
    """Precision, policies and notation; the options of a notation only where they are not the usual ones."""
    options = ("index_base", "learning_rate_symbol", "decimal", "delta", "delta_sign")
    usual = {key: value for key, value in vars(Settings()).items() if key in options}
    return {key: value for key, value in vars(settings).items() if value is not None and value != usual.get(key)}


def _training(training: Training, *, layered: bool) -> dict[str, Any]:
    """The table of the training, in which a computation has no layers to update one after the other."""
    left_out = ("options", "penalties", *(() if layered else ("update_biases", "order")))
    plain = {key: value for key, value in vars(training).items() if key not in left_out}
    rate = {"learning_rate": training.learning_rate.text} if training.learning_rate else {}
    return {**plain, **rate, **{name: value.text for name, value in (*training.options, *training.penalties)}}


def _layer(layer: Layer) -> dict[str, Any]:
    data: dict[str, Any] = {
        "neurons": list(layer.neurons),
        "activation": layer.activation,
        **{name: value.text for name, value in layer.options},
        "weights": [_texts(row) for row in layer.weights],
    }
    if layer.bias is not None:
        key = "threshold" if layer.threshold else "bias"
        data[key] = _texts(layer.bias) if isinstance(layer.bias, tuple) else layer.bias.text
    return data


def _table(name: str, data: dict[str, Any]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in data.items())])


def _toml(value: Any) -> str:
    """A value as TOML; JSON's strings, numbers and booleans are TOML's."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    import json

    return json.dumps(value, ensure_ascii=False)
