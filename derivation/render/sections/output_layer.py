"""The backward pass through the output layer: one weight in every detail, the others by what differs."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Name, product, total
from derivation.network.equations import LEARNING_RATE, Neuron
from derivation.network.gradients import partial
from derivation.render.author import FULL, Author, Context, Section
from derivation.render.explaining import expanded_id
from derivation.render.figures import road_figure
from derivation.render.passages import others_by_results, told, update_words
from derivation.render.short_forms import delta, delta_line
from derivation.render.slopes import slope
from derivation.render.steps import EQUAL, Form


def output_layer(author: Author) -> Iterator[Section]:
    """The gradient of every weight of the last layer."""
    outputs = author.network.outputs
    first = outputs[0]
    weight = first.weights[0]
    yield "backward", {"weight": author.name(weight), "gradient": author.tokens.math(author.gradient(weight))}
    yield "first_weight", _first_weight(author, first, weight)
    yield from slope(author, first.activation)
    yield from delta(author, first, weight)
    for neuron in told(author, outputs):
        yield from _other_weights(author, neuron, neuron is first)
    yield from others_by_results(author, outputs)


def _first_weight(author: Author, neuron: Neuron, weight: str) -> Context:
    source = neuron.sources[0]
    gradient = author.gradient(weight)
    road = product((author.gradient(neuron.out), partial(neuron.out, neuron.net), partial(neuron.net, weight)))
    factors = total((road, *author.penalty_slopes(weight)))
    net = author.network.by_id[neuron.net]
    return {
        **_names(author, neuron),
        "weight": author.name(weight),
        "source": author.name(source),
        "figure": road_figure(author, weight),
        "chain": author.tokens.display((Form("", gradient), Form(EQUAL, factors))),
        "expanded": author.tokens.lines(author.derivation.steps[expanded_id(author.network)]),
        "slope_words": author.slope_words(neuron),
        "loss_slope": author.lines(author.gradient(neuron.out), raw=True),
        "activation_slope": author.lines(partial(neuron.out, neuron.net)),
        "net_formula": author.tokens.display((Form("", Name(net.id)), Form(EQUAL, author.written(net.formula)))),
        "net_slope": author.lines(partial(neuron.net, weight), raw=True),
        "penalty_words": author.penalty_words(weight),
        "gradient_line": author.lines(gradient),
        "gradient_sign": author.sign(gradient),
        **update_words(author, weight),
        "update_line": author.lines(*author.update_keys(weight)),
        "rate": author.equation(Name(LEARNING_RATE), author.derivation.shown(Name(LEARNING_RATE))),
    }


def _names(author: Author, neuron: Neuron) -> Context:
    """What every paragraph about an output neuron mentions."""
    sides = {"positive": "above", "negative": "below", "zero": "on"}
    return {
        "neuron": author.name(neuron.name),
        "net": author.name(neuron.net),
        "out": author.name(neuron.out),
        "side": sides[author.sign(author.gradient(neuron.out))],
        "own_loss": author.network.loss.is_own,
        "squashes": author.squashes(neuron),
        "activation_name": author.activation_name(neuron.activation),
        "out_only": neuron.activation.name in ("sigmoid", "tanh"),
        "at_corner": author.at_corner(neuron),
        "own": neuron.activation.is_own,
    }


def _other_weights(author: Author, neuron: Neuron, first: bool) -> Iterator[Section]:
    """The weights of one output neuron that have not been worked out yet."""
    weights = list(neuron.weights[1:] if first else neuron.weights)
    if not weights:
        return
    data = {
        **_names(author, neuron),
        "weights": author.names(weights),
        "inputs": author.names(neuron.sources),
        "many": len(weights) > 1,
        "lines": author.gradient_lines(neuron, weights, with_slopes=author.detail == FULL),
    }
    if first:
        yield "same_neuron", data
    else:
        factors = author.lines(author.gradient(neuron.out), partial(neuron.out, neuron.net))
        yield "next_neuron", data | {"factors": factors, "delta_line": delta_line(author, neuron)}
