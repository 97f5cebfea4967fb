"""Title, purpose, and the numbers that are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivation.network.addresses import weight_address
from derivation.network.notation import split_id
from derivation.network.optimizers import updated
from derivation.render.author import Author, Context, Section, all_or_some, bias_kind
from derivation.render.figures import network_figure

_LARGE = 100
"""A network of more weights is not called small."""


def opening(author: Author) -> Iterator[Section]:
    """The network in words and in two tables, so that nothing depends on a figure."""
    network = author.network
    heads = author.word_list("table_heads")
    rows = [
        (heads[role], author.listing(network.of_role(role), author.given))
        for role in (*(() if network.parts else ("input", "target")), "learning_rate", "penalty_factor")
        if network.of_role(role)
    ]
    yield (
        "opening",
        {
            "title": author.tokens.words(author.derivation.spec.title),
            "counts": _counts(author),
            "givens": author.tokens.table((heads["given"], heads["value"]), rows),
            "layers": _neuron_table(author, heads),
            "neurons_left_out": author.count(len(network.neurons) - len(author.some(network.neurons))),
            "large": len(network.of_role("weight")) > _LARGE,
            **_address(author),
            "figure": network_figure(author),
            **_about_samples(author, heads),
        },
    )


def _address(author: Author) -> Context:
    """The last weight of the first output neuron, by its place in the network."""
    neuron = author.network.samples[0].outputs[0]
    last = len(neuron.weights)
    return {
        "address": weight_address(neuron.layer, 1, last),
        "addressed": author.name(split_id(neuron.weights[-1])[0]),
        "last_layer": str(neuron.layer),
        "last_source": str(last),
    }


def _about_samples(author: Author, heads: dict[str, str]) -> Context:
    """What the words say of several samples; nothing where there is only one."""
    parts = author.network.parts
    if not parts:
        return {"sample_table": ""}
    rows = [
        (str(index), *(author.listing(part.of_role(role), author.given) for role in ("input", "target")))
        for index, part in enumerate(parts, start=1)
    ]
    weight = parts[0].parameters[0]
    return {
        "sample_table": author.tokens.table([heads[key] for key in ("sample", "input", "target")], rows),
        "sample_word": author.word(len(parts)),
        "by_place": author.derivation.notation.notation.by_place,
        "marked": author.name(parts[1].neurons[0].net),
        "neuron": author.name(parts[1].neurons[0].name),
        "weight": author.name(weight),
        "new_weights": [author.name(updated(weight, times)) for times in (1, 2)],
    }


def _counts(author: Author) -> str:
    """Two inputs, a hidden layer of two neurons and two output neurons."""
    network = author.network

    def counted(things: Sequence[object]) -> dict[str, str | int]:
        return {"number": len(things), "word": author.word(len(things))}

    hidden = network.layers[:-1]
    return author.phrase(
        "counts",
        inputs=counted(network.samples[0].of_role("input")),
        layers=counted(hidden),
        alike=len({len(layer) for layer in hidden}) == 1,
        hidden=[counted(layer) for layer in hidden],
        outputs=counted(network.outputs),
    )


def _neuron_table(author: Author, heads: dict[str, str]) -> str:
    """One row for each neuron: what it is fed by, its weights, its bias."""
    columns = ["neuron", "sources", "weights", *(["bias"] if bias_kind(author.network) != "none" else [])]
    kind = all_or_some(neuron.threshold for neuron in author.network.neurons if neuron.bias)
    heads |= {"bias": heads[{"none": "bias", "some": "either", "all": "threshold"}[kind]]}
    neurons = author.network.neurons
    rows = [
        {
            "neuron": author.name(neuron.name),
            "sources": author.listing(neuron.sources, lambda source: author.name(split_id(source)[0])),
            "weights": author.listing(neuron.weights, author.given),
            "bias": author.given(neuron.bias) if neuron.bias else heads["none"],
        }
        for neuron in author.some(neurons)
    ]
    return author.tokens.table([heads[column] for column in columns], [[row[c] for c in columns] for row in rows])
