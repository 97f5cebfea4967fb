"""TOML -> Spec: all input checking begins here, and every complaint names its place."""

from __future__ import annotations

from dataclasses import fields

from derivation.network.choices import MAX_WEIGHTS, choice, given_options, usual_rounds, whole
from derivation.network.document_reading import read_document
from derivation.network.equation_reading import read_computation
from derivation.network.layer_reading import read_layers
from derivation.network.naming import read_title, slug
from derivation.network.notation import NOTATIONS
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.penalties import PENALTIES, read_penalties
from derivation.network.sample_reading import (
    ONE_SAMPLE,
    SEQUENTIAL_IS_FOR,
    SEVERAL_SAMPLES,
    batch_conflict,
    find_samples,
    read_loss,
)
from derivation.network.spec import COMPUTATION_KEYS, USUAL_RATE, Computation, Layer, Settings, Spec, Training
from derivation.network.toml_tables import Table

LAYERED_KEYS = ("network", "layer")


def build_spec(root: Table, file_name: str) -> Spec:
    """The spec that a parsed file describes; *file_name* names the documents where no title does.

    Raises: SpecError: D203 unknown key, D207 wrong type, D210 missing, D401-D405 names, D501-D509 the network.
    """
    is_computed = any(key in root.data for key in COMPUTATION_KEYS)
    root.only("title", *(COMPUTATION_KEYS if is_computed else LAYERED_KEYS), "training", "document")
    title = read_title(root, "A computation by hand" if is_computed else "Backpropagation by hand")
    name = (slug(title) if "title" in root.data else "") or slug(file_name) or "derivation"
    if is_computed:
        return _computed(root, title, name)
    network = root.table("network")
    loss = read_loss(network)
    known = tuple(name for name, _ in loss.options)
    network.only(*ONE_SAMPLE, *SEVERAL_SAMPLES, "loss", *known)
    found = find_samples(network)
    layers = read_layers(root, found.inputs)
    samples = found.read(layers[-1], loss)
    _unique(root, found.inputs, layers)
    _check_size(root, layers, len(samples))
    training = _training(root.table("training"), layers, len(samples))
    if len(samples) > 1 and (message := batch_conflict(found.batch, training.order)):
        raise root.fail("D505", message, "training", "order", note=SEQUENTIAL_IS_FOR)
    return Spec(
        title=title,
        slug=name,
        inputs=found.inputs,
        samples=samples,
        layers=layers,
        loss=loss.name,
        training=training,
        document=read_document(root.table("document"), training.optimizer, len(layers)),
        loss_options=given_options(network, known),
        batch=found.batch,
    )


def _computed(root: Table, title: str, name: str) -> Spec:
    """The spec of a computation that is no layered network."""
    training = _updating(root.table("training")) if "training" in root.data else Training(learning_rate=None, rounds=0)
    document = read_document(root.table("document"), training.optimizer)
    computation = read_computation(root, NOTATIONS[document.notation])
    _check_letters(root, computation, training, document)
    return Spec(title, name, (), (), (), "", training, document, computation=computation)


def _updating(table: Table) -> Training:
    """The [training] of a computation: one update unless more are asked for."""
    optimizer = choice(table, "optimizer", Training().optimizer)
    known = tuple(name for name, _ in OPTIMIZERS[optimizer].options)
    table.only("learning_rate", "rounds", "optimizer", *known)
    rate = table.data.get("learning_rate", USUAL_RATE.text)
    return Training(
        learning_rate=table.number(rate, "learning_rate", "learning_rate"),
        rounds=whole(table, "rounds", 1) or 0,
        optimizer=optimizer,
        options=given_options(table, known),
    )


def _check_letters(root: Table, computation: Computation, training: Training, document: Settings) -> None:
    """Refuse a name that the update writes for something of its own."""
    own = {name: training.optimizer for name in OPTIMIZERS[training.optimizer].given(computation.parameters)}
    own[document.learning_rate_symbol] = "the learning rate"
    places: list[tuple[str, tuple[str | int, ...]]] = [(name, ("given", name)) for name, _ in computation.given]
    places += [(line.name, ("equations", index)) for index, line in enumerate(computation.definitions)]
    for name, path in places:
        if name in own:
            raise root.fail("D403", f"the name {name} cannot be used: {own[name]} uses it itself", *path)


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


def _training(table: Table, layers: tuple[Layer, ...], samples: int) -> Training:
    weights = sum(len(row) for layer in layers for row in layer.weights)
    default = Training()
    optimizer = choice(table, "optimizer", default.optimizer)
    known = tuple(name for name, _ in OPTIMIZERS[optimizer].options)
    plain = (each.name for each in fields(Training) if each.name not in ("options", "penalties"))
    table.only(*plain, *PENALTIES, *known)
    rate = table.data.get("learning_rate", USUAL_RATE.text)
    return Training(
        learning_rate=table.number(rate, "learning_rate", "learning_rate"),
        rounds=whole(table, "rounds", usual_rounds(weights * samples)) or 0,
        update_biases=table.typed(table.data.get("update_biases", False), bool, "update_biases"),
        order=choice(table, "order", default.order),
        optimizer=optimizer,
        options=given_options(table, known),
        penalties=read_penalties(table, layers[-1].neurons),
    )
