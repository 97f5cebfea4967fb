"""Passages that several chapters need: what an optimizer does, and what a brief page leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivation.maths.formulas import ONE, Formula, Name
from derivation.maths.rounding import Shown
from derivation.network.equations import LEARNING_RATE, Neuron
from derivation.network.optimizers import LETTERS, ROUND
from derivation.render.author import BRIEF, Author, Section


def update_words(author: Author, parameter: str) -> dict[str, str]:
    """What the optimizer does, for the first parameter that it updates; no words for plain gradient descent."""
    optimizer = author.network.optimizer
    if optimizer.name == "gradient-descent":
        return {"optimizer_words": "", "optimizer_name": ""}
    options = {
        name: author.equation(Name(LETTERS[name]), Shown(value, exact=True)) for name, value in optimizer.options
    }
    round_number = Name(ROUND)
    corrections = {
        f"correction{index}": author.tokens.math(1 - Name(f"beta{index}") ** round_number) for index in (1, 2)
    }
    words = author.phrase(
        f"optimizers/{optimizer.name}",
        parameter=author.name(parameter),
        rate=author.equation(Name(LEARNING_RATE), author.derivation.shown(Name(LEARNING_RATE))),
        round=author.tokens.math(round_number, ONE),
        **options,
        **corrections,
    )
    return {"optimizer_words": words, "optimizer_name": author.word_list("optimizer_names")[optimizer.name]}


def told(author: Author, layer: Sequence[Neuron]) -> tuple[Neuron, ...]:
    """The neurons of a layer that are written about one by one: on a brief page the first of them."""
    return tuple(layer[:1] if author.detail == BRIEF else layer)


def others_by_results(author: Author, layer: Sequence[Neuron]) -> Iterator[Section]:
    """What the neurons of a layer come to that are not written about one by one."""
    others = tuple(layer[len(told(author, layer)) :])
    keys: list[Formula] = []
    for neuron in author.some(others):
        keys += [author.gradient(neuron.out), author.gradient(neuron.net)]
    if others:
        data = {"first": author.name(layer[0].name), "lines": author.results(*keys)}
        yield "neurons_left_out", {**data, "left_out": author.left_out(others)}
