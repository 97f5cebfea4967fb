"""The delta, and the short form of the gradient that it gives: a section that every chapter may need."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Formula, Name
from derivation.network.deltas import MINUS, shown_delta
from derivation.network.equations import Neuron
from derivation.network.updates import updated
from derivation.render.author import Author, Section
from derivation.render.explanations import by_delta_id


def delta(author: Author, neuron: Neuron, weight: str) -> Iterator[Section]:
    """What the first neuron's delta is, and what it is good for; nothing where the document shows no delta."""
    sign = author.derivation.spec.shown_delta
    if not sign:
        return
    yield (
        "delta",
        {
            "delta": author.name(shown_delta(neuron, sign).id),
            "minus": sign == MINUS,
            "joint": neuron.activation.joint,
            "neuron": author.name(neuron.name),
            "delta_line": delta_line(author, neuron),
            "gradient_line": by_delta(author, author.gradient(weight)),
            "update_line": by_delta(author, Name(updated(weight))),
        },
    )


def delta_line(author: Author, neuron: Neuron) -> str:
    """What the delta of *neuron* is, where the document shows it."""
    sign = author.derivation.spec.shown_delta
    return author.lines(shown_delta(neuron, sign)) if sign else ""


def by_delta(author: Author, subject: Formula) -> str:
    """The line that finds *subject* by way of the delta, where there is one."""
    step = author.derivation.steps.get(by_delta_id(subject))
    return author.tokens.lines(step.shortest()) if step else ""
