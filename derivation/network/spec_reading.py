"""TOML -> Spec: all input checking happens here, and every complaint names its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from derivation.errors import DerivationError, SpecError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.activations import ACTIVATIONS, SYNONYMS, resolve
from derivation.network.losses import LOSSES
from derivation.network.notation import NOTATIONS
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.penalties import PENALTIES, read_penalties
from derivation.network.spec import Layer, Sample, Settings, Spec, Training
from derivation.network.toml_tables import Source, Table

MAX_LAYERS, MAX_WEIGHTS, MAX_ROUNDS, MAX_DIGITS = 32, 100_000, 100_000, 1_000
_BOUNDS = {"rounds": ("D507", 0, MAX_ROUNDS), "places": ("D903", 1, MAX_DIGITS), "digits": ("D903", 1, MAX_DIGITS)}
_CHOICES: Mapping[str, tuple[str, Collection[str]]] = {
    "activation": ("D503", ACTIVATIONS),
    "loss": ("D504", LOSSES),
    "optimizer": ("D508", OPTIMIZERS),
    "notation": ("D509", NOTATIONS),
    "order": ("D509", ("simultaneous", "sequential")),
    "carry": ("D509", ("exact", "rounded")),
    "detail": ("D509", ("brief", "standard", "full")),
}
_FORMULA = "an activation is a name (`derivation list activations`) or a formula in x, such as x/(1+exp(-x))"
_MAX_NAME = 200
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_LIKE_AN_ID = re.compile(r"[wb][0-9]+|b_.*|(net|out|target|E|delta)_.*|d[A-Z]\w*|eta|lambda[12]|total", re.ASCII)


def build_spec(root: Table, file_name: str) -> Spec:
    """The spec that a parsed file describes; *file_name* names the documents where no title does.

    Raises: SpecError: D203 unknown key, D207 wrong type, D210 missing, D401-D405 names, D501-D509 the network.
    """
    root.only("title", "network", "layer", "training", "document")
    title = _title(root)
    network = root.table("network")
    loss = _choice(network, "loss", "half-squared-error")
    known = tuple(name for name, _ in LOSSES[loss].options)
    network.only("inputs", "targets", "loss", *known)
    inputs, values = _inputs(network)
    layers = _layers(root, inputs)
    targets = _targets(network, layers[-1])
    _unique(root, inputs, layers)
    _check_loss(network, loss, layers[-1], targets)
    return Spec(
        title=title,
        slug=(_slug(title) if "title" in root.data else "") or _slug(file_name) or "derivation",
        inputs=inputs,
        samples=(Sample(values, targets),),
        layers=layers,
        loss=loss,
        training=_training(root.table("training"), layers[-1]),
        document=_document(root.table("document")),
        loss_options=_options(network, known),
    )


def _title(root: Table) -> str:
    title = str(root.typed(root.data.get("title", "Backpropagation by hand"), str, "title"))
    if len(title) > _MAX_NAME or not title.strip():
        raise root.fail("D405", f"title: expected 1 to {_MAX_NAME} characters, got {len(title)}", "title")
    bad = next((char for char in title if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")), "")
    if bad:
        raise root.fail("D405", f"title: the invisible character U+{ord(bad):04X} is not allowed", "title")
    return title


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:80].strip("-")


def _inputs(network: Table) -> tuple[tuple[str, ...], tuple[Numeral, ...]]:
    """Names and values of the inputs, from a table or a list."""
    given = network.typed(network.require("inputs"), list, "inputs", also=dict)
    if isinstance(given, list):
        items: list[tuple[str, Any, str | int]] = [(f"i{n}", value, n - 1) for n, value in enumerate(given, start=1)]
    else:
        items = [(name, value, name) for name, value in given.items()]
    if not items:
        raise network.fail("D501", "inputs: expected at least one", "inputs")
    for name, _, key in items:
        _check_name(network, name, "inputs", key)
    values = tuple(network.number(value, f"input {name}", "inputs", key) for name, value, key in items)
    return tuple(name for name, _, _ in items), values


def _check_name(table: Table, name: str, *path: str | int) -> None:
    if not name or len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        note = "names are letters, digits and _, beginning with a letter"
        what = f'the name "{printable(name)}"' if name else "the empty name"
        foreign = next((f": U+{ord(char):04X} is not an ASCII letter" for char in name if not char.isascii()), "")
        raise table.fail("D401", f"{what} cannot be used{foreign}", *path, note=note)
    if _LIKE_AN_ID.fullmatch(name):
        raise table.fail("D403", f"the name {name} looks like the id of another quantity", *path)


def _layers(root: Table, inputs: tuple[str, ...]) -> tuple[Layer, ...]:
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
    table.only("neurons", "activation", "weights", "bias", *known)
    options = _options(table, known)
    neurons = _neurons(table, numbering)
    if resolve(text).joint and len(neurons) < 2:
        raise table.fail("D501", f"{text}: expected at least two neurons, whose outputs add up to 1", "activation")
    weights = _weights(table, len(neurons), width, numbering.first_weight)
    return Layer(neurons, text, weights, _bias(table, neurons), options)


def _options(table: Table, known: tuple[str, ...]) -> tuple[tuple[str, Numeral], ...]:
    """The options that are given a value here."""
    return tuple((name, table.number(table.data[name], name, name)) for name in known if name in table.data)


def _activation(table: Table) -> tuple[str, tuple[str, ...]]:
    """The name or the formula of the activation, and the names of the options it takes."""
    text = table.typed(table.data.get("activation", "sigmoid"), str, "activation")
    if re.fullmatch(r"[a-z]{2,}(-[a-z]+)*", text) and text not in SYNONYMS:
        _choice(table, "activation", "sigmoid")
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
        _check_name(table, table.typed(name, str, "neurons", index), "neurons", index)
    return tuple(names)


def _weights(table: Table, rows: int, width: int, first: int) -> tuple[tuple[Numeral, ...], ...]:
    given = table.typed(table.require("weights"), list, "weights")
    _count(table, given, rows, "weights", "one row for each neuron", "weights")
    found: list[tuple[Numeral, ...]] = []
    for j, row in enumerate(given):
        table.typed(row, list, "weights", j)
        _count(table, row, width, f"weights, row {j + 1}", "one for each source", "weights", j)
        start = first + j * width
        found.append(tuple(table.number(value, f"weight w{start + i}", "weights", j, i) for i, value in enumerate(row)))
    return tuple(found)


def _count(table: Table, given: list[Any], expected: int, name: str, why: str, *path: str | int) -> None:
    if len(given) != expected:
        raise table.fail("D501", f"{name}: expected {expected} ({why}), got {len(given)}", *path)


def _bias(table: Table, neurons: tuple[str, ...]) -> Numeral | tuple[Numeral, ...] | None:
    if "bias" not in table.data:
        return None
    given = table.data["bias"]
    if not isinstance(given, list):
        return table.number(given, "bias", "bias")
    _count(table, given, len(neurons), "bias", "one for each neuron", "bias")
    return tuple(
        table.number(value, f"bias of {name}", "bias", index)
        for index, (name, value) in enumerate(zip(neurons, given, strict=True))
    )


def _targets(network: Table, outputs: Layer) -> tuple[Numeral, ...]:
    given = network.typed(network.require("targets"), list, "targets")
    _count(network, given, len(outputs.neurons), "targets", "one for each output neuron", "targets")
    return tuple(
        network.number(value, f"target of {name}", "targets", index)
        for index, (name, value) in enumerate(zip(outputs.neurons, given, strict=True))
    )


def _check_loss(network: Table, loss: str, outputs: Layer, targets: tuple[Numeral, ...]) -> None:
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


def _unique(root: Table, inputs: tuple[str, ...], layers: tuple[Layer, ...]) -> None:
    seen = set(inputs)
    for index, layer in enumerate(layers):
        for position, name in enumerate(layer.neurons):
            if name in seen:
                raise root.fail("D404", f"the name {name} is used twice", "layer", index, "neurons", position)
            seen.add(name)


def _training(table: Table, outputs: Layer) -> Training:
    default = Training()
    optimizer = _choice(table, "optimizer", default.optimizer)
    known = tuple(name for name, _ in OPTIMIZERS[optimizer].options)
    plain = (each.name for each in fields(Training) if each.name not in ("options", "penalties"))
    table.only(*plain, *PENALTIES, *known)
    rate = table.data.get("learning_rate", default.learning_rate.text)
    return Training(
        learning_rate=table.number(rate, "learning_rate", "learning_rate"),
        rounds=_whole(table, "rounds", default.rounds) or 0,
        update_biases=table.typed(table.data.get("update_biases", False), bool, "update_biases"),
        order=_choice(table, "order", default.order),
        optimizer=optimizer,
        options=_options(table, known),
        penalties=read_penalties(table, outputs.neurons),
    )


def _document(table: Table) -> Settings:
    table.only(*(each.name for each in fields(Settings)))
    if "places" in table.data and "digits" in table.data:
        raise table.fail("D211", "places and digits cannot both be given", "digits")
    digits = _whole(table, "digits", None)
    return Settings(
        places=None if digits else _whole(table, "places", 9),
        digits=digits,
        carry=_choice(table, "carry", "exact"),
        detail=_choice(table, "detail", "standard"),
        notation=_choice(table, "notation", "net-out"),
        equals_throughout=table.typed(table.data.get("equals_throughout", False), bool, "equals_throughout"),
    )


def _choice(table: Table, key: str, default: str) -> str:
    """One of the names that the registry behind *key* knows."""
    code, known = _CHOICES[key]
    return table.choice(key, default, code, known)


def _whole(table: Table, key: str, default: int | None) -> int | None:
    """A whole number within the bounds of *key*."""
    return table.whole(key, default, *_BOUNDS[key])


def checked_choice(key: str, text: str) -> str:
    """A choice given on the command line."""
    return _choice(Table(Source(f"--{key}"), {key: text}), key, text)


def checked_whole(key: str, text: str) -> int:
    """A whole number given on the command line."""
    number = read_number(text, name=key).value
    if number.denominator != 1:
        raise SpecError("D301", f"{key} must be a whole number, not {printable(text)}")
    return _whole(Table(Source(f"--{key}"), {key: int(number)}), key, None) or 0
