"""How quantities are written, where the symbols do not say it in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivation.network.deltas import MINUS, shown_delta
from derivation.network.notation import split_id
from derivation.render.author import Author, Context, Section

_USUAL_NAME = re.compile("[iho][0-9]+", re.ASCII)


def notation(author: Author) -> Iterator[Section]:
    """The symbols of the first of each kind, and what other books write; nothing where ids are written as names."""
    if author.derivation.notation.notation.by_place:
        yield "notation", {**_symbols(author), **_delta(author), "names": _names(author)}


def _symbols(author: Author) -> Context:
    network = author.network.samples[0]
    first, output = network.neurons[0], network.outputs[0]
    ids = {
        "input": first.sources[0],
        "net": first.net,
        "out": first.out,
        "target": output.target,
        "error": output.error,
        "total": network.total,
    }
    place = 1 if len(first.weights) > 1 else 0
    return {
        **{key: author.name(split_id(name)[0]) for key, name in ids.items()},
        "weight": author.name(first.weights[place]),
        "source": author.name(split_id(first.sources[place])[0]),
        "from_zero": author.derivation.spec.document.index_base == 0,
        "hidden": len(network.layers) > 1,
    }


def _delta(author: Author) -> Context:
    sign = author.derivation.spec.shown_delta
    output = author.network.samples[0].outputs[0]
    return {
        "delta": author.name(split_id(shown_delta(output, sign).id)[0]) if sign else "",
        "minus": sign == MINUS,
        "output_net": author.name(split_id(output.net)[0]),
    }


def _names(author: Author) -> list[dict[str, str]]:
    """The names that somebody chose for inputs and neurons, each with its symbol."""
    network = author.network.samples[0]
    given = [*(split_id(name)[0] for name in network.of_role("input")), *(neuron.name for neuron in network.neurons)]
    chosen = [name for name in given if not _USUAL_NAME.fullmatch(name)]
    return [{"name": author.tokens.words(name), "symbol": author.name(name)} for name in chosen]
