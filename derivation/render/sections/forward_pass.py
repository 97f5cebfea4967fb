"""The forward pass and the error."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Name, call
from derivation.maths.functions import FUNCTIONS
from derivation.network.activations import Activation
from derivation.network.equations import Neuron
from derivation.render.author import BRIEF, Author, Context, Section
from derivation.render.steps import EQUAL, Form


def forward_pass(author: Author) -> Iterator[Section]:
    """Every neuron's net input and output; in brief detail only the first in full."""
    neurons = author.network.neurons
    squashing = [neuron for neuron in neurons if author.squashes(neuron)]
    yield "forward", _introduction(author, squashing)
    worked = neurons[:1] if author.detail == BRIEF else neurons
    for neuron in worked:
        yield "forward_neuron", _neuron(author, neuron, neuron is neurons[0])
    rest = neurons[len(worked) :]
    keys = [Name(key) for neuron in author.some(rest) for key in (neuron.net, neuron.out)]
    if rest:
        yield "forward_rest", {"lines": author.results(*keys), "left_out": author.left_out(rest)}


def _introduction(author: Author, squashing: list[Neuron]) -> Context:
    """The activations that the network uses, each with its definition."""
    used = list({neuron.activation.key: neuron.activation for neuron in squashing}.values())
    return {
        "squashes": bool(used),
        "all_squash": len(squashing) == len(author.network.neurons),
        "all_bounded": all(each.name in ("sigmoid", "tanh") for each in used),
        "activations": [_introduced(author, each) for each in used],
    }


def _introduced(author: Author, activation: Activation) -> Context:
    name, definition = author.activation_name(activation), author.tokens.display(_definition(activation))
    return {"name": name, "definition": definition, "joint": activation.joint, "sum_name": author.name("S")}


def _definition(activation: Activation) -> tuple[Form, ...]:
    """What the name stands for; an activation without a sign of its own is defined as out in terms of net."""
    x = Name("x")
    if activation.joint:
        share = call("exp", Name("net_k")) / Name("S")
        return Form("", Name("out_k")), Form(EQUAL, share)
    if activation.name in FUNCTIONS:
        return Form("", call(activation.name, x)), Form(EQUAL, activation.defined(x))
    return Form("", Name("out")), Form(EQUAL, activation.defined(Name("net")))


def _neuron(author: Author, neuron: Neuron, first: bool) -> Context:
    network = author.network
    return {
        "is_output": neuron in network.outputs,
        "name": author.name(neuron.name),
        "first": first,
        "first_of_outputs": neuron is network.outputs[0] and len(network.layers) > 1,
        "squashes": author.squashes(neuron),
        "net_line": author.lines(Name(neuron.net)),
        "out_line": author.lines(Name(neuron.out)),
        "equals_sign": author.tokens.relation("="),
        "about_sign": author.tokens.relation("≈"),
    }


def error(author: Author) -> Iterator[Section]:
    """The error of every output, and the total."""
    outputs = author.network.outputs
    first = author.network.by_id[outputs[0].error]
    loss = author.network.loss
    words = {"several": len(outputs) > 1, **{name: author.number_of(value) for name, value in loss.options}}
    yield (
        "error",
        {
            "introduction": author.phrase(f"losses/{author.loss_key}", **words),
            "aside": author.phrase(f"losses/{author.loss_key}-aside", **words),
            "mean": loss.mean,
            "definition": author.tokens.display((Form("", Name(first.id)), Form(EQUAL, author.written(first.formula)))),
            "lines": author.lines(*(Name(neuron.error) for neuron in author.some(outputs))),
            "left_out": author.left_out(outputs),
            "penalties": [
                {"words": author.phrase(f"penalties/{penalty.name}"), "line": author.lines(Name(penalty.id))}
                for penalty in author.network.penalties
            ],
            "corners": author.loss_corners(),
            "total_line": author.lines(Name(author.network.total)),
        },
    )
