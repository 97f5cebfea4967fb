"""Several samples: the first is told in full, the others by what differs, and then what they come to together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivation.maths.formulas import Formula, Name
from derivation.network.equations import LEARNING_RATE, Network, Neuron
from derivation.network.gradients import partial
from derivation.network.optimizers import updates_of
from derivation.network.spec import MEAN
from derivation.render.author import BRIEF, Author, Section
from derivation.render.explaining import shortcut_id
from derivation.render.passages import update_words

_MOST_COLUMNS = 6
"""Samples that have room side by side in a table."""


def other_samples(authors: Sequence[Author]) -> Iterator[Section]:
    """Every sample but the first: the same lines with other numbers."""
    yield "other_samples", {}
    for author in authors:
        yield from author.tell(_sample(author))


def _sample(author: Author) -> Iterator[Section]:
    network = author.network
    forward = [Name(key) for neuron in network.neurons for key in (neuron.net, neuron.out)]
    errors = [Name(line.id) for line in network.equations if line.role in ("error", "penalty", "loss")]
    yield from count_updates(author)
    yield (
        "other_sample",
        {
            "givens": ", ".join(author.given(name) for role in ("input", "target") for name in network.of_role(role)),
            "forward": _shortest(author, forward),
            "errors": _shortest(author, errors),
            "corners": author.loss_corners(),
            "layers": [
                {
                    "number": 0 if layer is network.outputs else layer[0].layer,
                    "lines": _shortest(author, list(_layer(author, layer))),
                }
                for layer in reversed(network.layers)
            ],
            "only_one": len(network.layers) == 2,
        },
    )


def count_updates(author: Author) -> Iterator[Section]:
    """The number of the update that this sample leads to, where the optimizer asks for it and it is not the first."""
    counted = [Name(name) for name in author.network.of_role("round") if updates_of(name)]
    if counted:
        yield "update_count", {"lines": author.lines(*counted)}


def _shortest(author: Author, subjects: Sequence[Formula]) -> str:
    """The lines in their last form and with their numbers; in brief detail the results alone."""
    if author.detail == BRIEF:
        return author.results(*subjects)
    return author.tokens.lines(*(author.derivation.outcome(subject).shortest() for subject in subjects))


def _layer(author: Author, layer: tuple[Neuron, ...]) -> Iterator[Formula]:
    """What the backward pass through one layer works out."""
    if layer[0].activation.joint:
        yield from _joint_layer(author, layer)
    for neuron in layer:
        if not neuron.activation.joint:
            yield from _roads(author.network, neuron)
            yield author.gradient(neuron.out)
            yield partial(neuron.out, neuron.net)
        for weight in neuron.weights:
            yield from (*author.penalty_slopes(weight), author.gradient(weight), *author.update_keys(weight))
    biases = [neuron.bias for neuron in layer if neuron.bias and neuron.bias in author.network.parameters]
    if biases and not layer[0].activation.joint:
        yield from (author.gradient(neuron.net) for neuron in layer)
    yield from (partial(neuron.net, neuron.bias) for neuron in layer if neuron.threshold and neuron.bias in biases)
    for bias in dict.fromkeys(biases):
        yield from (author.gradient(bias), *author.update_keys(bias))


def _joint_layer(author: Author, layer: tuple[Neuron, ...]) -> Iterator[Formula]:
    """The errors against the outputs and the slopes, as far as the deltas are not found without them."""
    for neuron in layer:
        if shortcut_id(author.network, neuron) not in author.derivation.steps:
            yield author.gradient(neuron.out)
            yield from (partial(other.out, neuron.net) for other in layer)
    yield from (author.gradient(neuron.net) for neuron in layer)


def _roads(network: Network, neuron: Neuron) -> Iterator[Formula]:
    """The roads from a hidden neuron's output, where they lead to the errors of single outputs."""
    users = network.layers[neuron.layer] if neuron not in network.outputs else ()
    for user in users:
        top = network.road_end(user)
        if neuron is network.layers[neuron.layer - 1][0]:
            yield partial(top, user.net)
        if top != network.total:
            yield partial(top, neuron.out)


def together(author: Author) -> Iterator[Section]:
    """The loss of the batch, its gradient and the step; the table of what every sample says."""
    network = author.network
    first, *others = network.parameters
    yield (
        "batch",
        {
            "mean_of_outputs": network.loss.mean and len(network.outputs) > 1,
            "sample_word": author.word(len(network.parts)),
            "results": _results(author),
            "penalties": [
                {"words": author.phrase(f"penalties/{each.name}"), "line": author.lines(Name(each.id))}
                for each in network.penalties
            ],
            "total_line": author.lines(Name(network.total)),
            "weight": author.name(first),
            "gradient_sign": author.sign(author.gradient(first)),
            "penalty_words": author.penalty_words(first),
            "gradient_line": author.lines(author.gradient(first)),
            **update_words(author, first),
            "update_line": author.lines(*author.update_keys(first)),
            "rate": author.equation(Name(LEARNING_RATE), author.derivation.shown(Name(LEARNING_RATE))),
            "others": author.names(others),
            "other_lines": _changes(author, others),
            "gradients": _gradients(author) if len(network.parts) <= _MOST_COLUMNS else "",
        },
    )


def _changes(author: Author, parameters: list[str]) -> str:
    """Gradient and update of the parameters, one after the other."""
    subjects: list[Formula] = []
    for name in parameters:
        subjects += [*author.penalty_slopes(name), author.gradient(name), *author.update_keys(name)]
    return author.results(*subjects) if author.detail == BRIEF else author.lines(*subjects)


def _results(author: Author) -> str:
    """One row for each sample: what the network answers, what was wanted, and the error."""
    heads = author.word_list("table_heads")
    rows = [
        (
            str(index),
            ", ".join(_shown(author, neuron.out) for neuron in part.outputs),
            ", ".join(author.number_of(part.given[neuron.target]) for neuron in part.outputs),
            _shown(author, part.total),
        )
        for index, part in enumerate(author.network.parts, start=1)
    ]
    return author.tokens.table([heads[key] for key in ("sample", "output", "target_value", "error")], rows)


def _shown(author: Author, name: str) -> str:
    return author.number(author.derivation.shown(Name(name)))


def _gradients(author: Author) -> str:
    """One row for each parameter: its gradient for every sample, and for all of them."""
    heads, network = author.word_list("table_heads"), author.network
    columns = (*network.parts, network)
    rows = [
        (author.name(name), *(author.number(author.derivation.shown(each.gradient(name))) for each in columns))
        for name in network.parameters
    ]
    samples = [f"{heads['sample']} {index}" for index in range(1, len(network.parts) + 1)]
    whole = heads["mean" if network.batch == MEAN else "sum"]
    return author.tokens.table([heads["parameter"], *samples, whole], rows)
