"""TOML -> Spec: all input checking begins here, and every complaint names its place."""

from __future__ import annotations

from dataclasses import fields

from derivation.network.choices import MAX_WEIGHTS, choice, given_options, whole
from derivation.network.document_reading import read_document
from derivation.network.layer_reading import read_layers
from derivation.network.losses import LOSSES
from derivation.network.naming import read_title, slug
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.penalties import PENALTIES, read_penalties
from derivation.network.sample_reading import (
    ONE_SAMPLE,
    SEQUENTIAL_IS_FOR,
    SEVERAL_SAMPLES,
    batch_conflict,
    find_samples,
)
from derivation.network.spec import Layer, Spec, Training
from derivation.network.toml_tables import Table


def build_spec(root: Table, file_name: str) -> Spec:
    """The spec that a parsed file describes; *file_name* names the documents where no title does.

    Raises: SpecError: D203 unknown key, D207 wrong type, D210 missing, D401-D405 names, D501-D509 the network.
    """
    root.only("title", "network", "layer", "training", "document")
    title = read_title(root)
    network = root.table("network")
    loss = choice(network, "loss", "half-squared-error")
    known = tuple(name for name, _ in LOSSES[loss].options)
    network.only(*ONE_SAMPLE, *SEVERAL_SAMPLES, "loss", *known)
    found = find_samples(network)
    layers = read_layers(root, found.inputs)
    samples = found.read(layers[-1], loss)
    _unique(root, found.inputs, layers)
    _check_size(root, layers, len(samples))
    training = _training(root.table("training"), layers[-1])
    if len(samples) > 1 and (message := batch_conflict(found.batch, training.order)):
        raise root.fail("D505", message, "training", "order", note=SEQUENTIAL_IS_FOR)
    return Spec(
        title=title,
        slug=(slug(title) if "title" in root.data else "") or slug(file_name) or "derivation",
        inputs=found.inputs,
        samples=samples,
        layers=layers,
        loss=loss,
        training=training,
        document=read_document(root.table("document"), training.optimizer),
        loss_options=given_options(network, known),
        batch=found.batch,
    )


def _unique(root: Table, inputs: tuple[str, ...], layers: tuple[Layer, ...]) -> None:
    seen = set(inputs)
    for index, layer in enumerate(layers):
        for position, name in enumerate(layer.neurons):
            if name in seen:
                raise root.fail("D404", f"the name {name} is used twice", "layer", index, "neurons", position)
            seen.add(name)


def _check_size(root: Table, layers: tuple[Layer, ...], samples: int) -> None:
    """Refuse so many samples that the weights, each counted once for each sample, are beyond the limit."""
    weights = sum(len(row) for layer in layers for row in layer.weights)
    if samples > 1 and weights * samples > MAX_WEIGHTS:
        message = f"{samples} samples for {weights} weights: the product must not be more than {MAX_WEIGHTS}"
        raise root.fail("D507", message, "network", "samples")


def _training(table: Table, outputs: Layer) -> Training:
    default = Training()
    optimizer = choice(table, "optimizer", default.optimizer)
    known = tuple(name for name, _ in OPTIMIZERS[optimizer].options)
    plain = (each.name for each in fields(Training) if each.name not in ("options", "penalties"))
    table.only(*plain, *PENALTIES, *known)
    rate = table.data.get("learning_rate", default.learning_rate.text)
    return Training(
        learning_rate=table.number(rate, "learning_rate", "learning_rate"),
        rounds=whole(table, "rounds", default.rounds) or 0,
        update_biases=table.typed(table.data.get("update_biases", False), bool, "update_biases"),
        order=choice(table, "order", default.order),
        optimizer=optimizer,
        options=given_options(table, known),
        penalties=read_penalties(table, outputs.neurons),
    )
