"""The backward pass through a softmax layer: every net input reaches the error through every output."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.tidying import tidy
from derivation.network.equations import LEARNING_RATE, Neuron
from derivation.network.gradients import partial
from derivation.render.author import FULL, Author, Context, Section
from derivation.render.explaining import expanded_id, shortcut_id
from derivation.render.figures import road_figure
from derivation.render.passages import others_by_results, told, update_words
from derivation.render.short_forms import delta, delta_line
from derivation.render.steps import EQUAL, Form

_KRONECKER = "delta_kj"


def softmax_layer(author: Author) -> Iterator[Section]:
    """The gradient of every weight of a softmax output layer."""
    outputs = author.network.outputs
    first = outputs[0]
    weight = first.weights[0]
    yield "backward", {"weight": author.name(weight), "gradient": author.tokens.math(author.gradient(weight))}
    yield "softmax_layer", _layer(author, outputs)
    yield "softmax_jacobian", _jacobian(author, outputs)
    yield "softmax_deltas", _deltas(author, outputs)
    yield "softmax_weight", _first_weight(author, first, weight)
    yield from delta(author, first, weight)
    for neuron in told(author, outputs):
        others = list(neuron.weights[1:] if neuron is first else neuron.weights)
        if others:
            yield "softmax_weights", _weights(author, neuron, others)
    yield from others_by_results(author, outputs)


def _layer(author: Author, outputs: tuple[Neuron, ...]) -> Context:
    """The error against the outputs."""
    return {
        "expanded": author.tokens.lines(author.derivation.steps[expanded_id(author.network)]),
        "slopes": author.lines(*(author.gradient(neuron.out) for neuron in author.some(outputs)), raw=True),
        "slope_words": author.slope_words(outputs[0]),
        "net": author.name(outputs[0].net),
    }


def _jacobian(author: Author, outputs: tuple[Neuron, ...]) -> Context:
    """The slope of one output against its own net input and against another, and all of them in numbers."""
    first, last = outputs[0], outputs[-1]
    k, j = Name("out_k"), Name("out_j")
    kronecker = k * (Name(_KRONECKER) - j)
    pairs = [partial(other.out, neuron.net) for neuron in outputs for other in outputs]
    return {
        "own": author.tokens.display(_derived(author, first, first)),
        "other": author.tokens.display(_derived(author, first, last)),
        "kronecker": author.tokens.display((Form("", Partial(k, Name("net_j"))), Form(EQUAL, kronecker))),
        "delta": author.name(_KRONECKER),
        "lines": author.lines(*author.some(pairs)),
        "left_out": author.left_out(pairs),
        "has_other": first is not last,
    }


def _derived(author: Author, of: Neuron, wrt: Neuron) -> tuple[Form, ...]:
    """The quotient rule applied to softmax, and what it comes to."""
    worked = differentiate(author.network.by_id[of.out].formula, wrt.net)
    slope = author.derivation.gradients.local(of.out, wrt.net)
    forms: list[Formula] = [worked.after, tidy(worked.after), slope]
    return Form("", partial(of.out, wrt.net)), *(Form(EQUAL, author.written(form)) for form in forms)


def _deltas(author: Author, outputs: tuple[Neuron, ...]) -> Context:
    """The roads added up, and the short way where the loss is the cross-entropy."""
    steps = author.derivation.steps
    short = [
        steps[shortcut_id(author.network, neuron)] for neuron in outputs if shortcut_id(author.network, neuron) in steps
    ]
    targets = [author.network.given[neuron.target].value for neuron in outputs]
    return {
        "lines": author.lines(*(author.gradient(neuron.net) for neuron in told(author, outputs))),
        "short": author.tokens.lines(short[0]) if short else "",
        "others": author.tokens.lines(*(step.shortest() for step in author.some(short[1:]))) if short[1:] else "",
        "adds_up": sum(targets) == 1,
    }


def _first_weight(author: Author, neuron: Neuron, weight: str) -> Context:
    net = author.network.by_id[neuron.net]
    gradient = author.gradient(weight)
    return {
        "weight": author.name(weight),
        "net": author.name(neuron.net),
        "source": author.name(neuron.sources[0]),
        "figure": road_figure(author, weight),
        "net_formula": author.tokens.display((Form("", Name(net.id)), Form(EQUAL, author.written(net.formula)))),
        "net_slope": author.lines(partial(neuron.net, weight), raw=True),
        "penalty_words": author.penalty_words(weight),
        "gradient_line": author.lines(gradient),
        "gradient_sign": author.sign(gradient),
        **update_words(author, weight),
        "update_line": author.lines(*author.update_keys(weight)),
        "rate": author.equation(Name(LEARNING_RATE), author.derivation.shown(Name(LEARNING_RATE))),
    }


def _weights(author: Author, neuron: Neuron, weights: list[str]) -> Context:
    return {
        "weights": author.names(weights),
        "neuron": author.name(neuron.name),
        "many": len(weights) > 1,
        "delta_line": delta_line(author, neuron),
        "lines": author.gradient_lines(neuron, weights, with_slopes=author.detail == FULL),
    }
