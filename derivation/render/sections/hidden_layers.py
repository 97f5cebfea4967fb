"""The backward pass through the hidden layers: roads, their sum, and the weights behind it."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Formula, Name, formula, total
from derivation.network.equations import Neuron
from derivation.network.gradients import partial
from derivation.network.optimizers import updated
from derivation.network.updates import SIMULTANEOUS
from derivation.render.author import FULL, Author, Context, Section
from derivation.render.figures import road_figure
from derivation.render.passages import others_by_results, told
from derivation.render.short_forms import by_delta, delta_line
from derivation.render.slopes import slope
from derivation.render.steps import EQUAL, Form


def waiting(author: Author) -> Iterator[Section]:
    """Why the new weights are not used yet, or that this document uses them by request."""
    network = author.network
    if len(network.layers) == 1 or not network.learns:
        return
    weights = [weight for neuron in network.outputs for weight in neuron.weights]
    yield (
        "waiting",
        {
            "weights": author.names(weights),
            "new_weights": author.names(updated(weight) for weight in weights),
            **_slip(author),
        },
    )


def _slip(author: Author) -> Context:
    """The error after one round with the old weights, and with the new ones."""
    derivation = author.derivation
    if derivation.spec.training.order != SIMULTANEOUS:
        return {"slip": False, "close": False, "slip_error": "", "right_error": ""}

    slip, right = (
        derivation.shown_after(1, derivation.network.total, each) for each in (derivation.slip, derivation.one_round)
    )
    return {
        "slip": slip.numeral != right.numeral,
        "close": 50 * abs(slip.numeral.value - right.numeral.value) < right.numeral.value,
        "slip_error": author.number(slip),
        "right_error": author.number(right),
    }


def hidden_layer(author: Author, layer: tuple[Neuron, ...]) -> Iterator[Section]:
    """What the error owes to each neuron of a hidden layer, and to each of its weights."""
    yield "hidden", {"number": layer[0].layer, "only_one": len(author.network.layers) == 2}
    for neuron in told(author, layer):
        yield "hidden_neuron", _neuron(author, neuron, neuron is layer[0])
        yield "hidden_weight", _weights(author, neuron)
        if neuron is layer[0] and _is_new(author, neuron):
            yield from slope(author, neuron.activation)
    yield from others_by_results(author, layer)


def _is_new(author: Author, neuron: Neuron) -> bool:
    """Whether no later layer has this activation, so that its slope has not been derived yet."""
    later = author.network.layers[neuron.layer :]
    return all(layer[0].activation.key != neuron.activation.key for layer in later)


def _neuron(author: Author, neuron: Neuron, first: bool) -> Context:
    users = author.network.layers[neuron.layer]
    tops = [(author.network.road_end(user), user) for user in users]
    roads = [partial(top, neuron.out) for top, _ in tops if top != author.network.total]
    subject = author.gradient(neuron.out)
    return {
        "neuron": author.name(neuron.name),
        "out": author.name(neuron.out),
        "users": author.names(user.net for user in users),
        "roads_count": len(users),
        "first": first,
        "sum_symbolic": author.tokens.display(
            (Form("", subject), Form(EQUAL, author.written(_sum_over(tops, neuron))))
        ),
        "deltas": author.lines(*(partial(top, user.net) for top, user in author.some(tops))) if first else "",
        "slopes": author.lines(*(partial(user.net, neuron.out) for user in author.some(users))),
        "has_roads": bool(roads),
        "deltas_known": users[0].activation.joint,
        "roads": author.lines(*author.some(roads)) if roads else "",
        "left_out": author.left_out(users),
        "sum_line": author.lines(subject),
        **_reading(author, neuron, users),
    }


def _sum_over(tops: list[tuple[str, Neuron]], neuron: Neuron) -> Formula:
    """The sum over the roads in symbols."""
    return total(tuple(partial(top, user.net) * partial(user.net, neuron.out) for top, user in tops))


def _reading(author: Author, neuron: Neuron, users: tuple[Neuron, ...]) -> Context:
    """Whether the roads agree, and which way each of them pulls."""
    signs = {user.name: _pull(author, user, neuron) for user in users}
    lower = [name for name, sign in signs.items() if sign > 0]
    higher = [name for name, sign in signs.items() if sign < 0]
    whole = author.sign(author.gradient(neuron.out))
    return {
        "reading": "mixed" if lower and higher else whole,
        "total_sign": whole,
        "lower": author.names(lower),
        "higher": author.names(higher),
        "many_lower": len(lower) > 1,
        "many_higher": len(higher) > 1,
    }


def _pull(author: Author, user: Neuron, neuron: Neuron) -> int:
    """The sign of one road's contribution."""
    signs = [author.sign(key) for key in (author.gradient(user.net), partial(user.net, neuron.out))]
    return 0 if "zero" in signs else 1 if signs[0] == signs[1] else -1


def _weights(author: Author, neuron: Neuron) -> Context:
    first, *others = neuron.weights
    net = author.network.by_id[neuron.net]
    return {
        "neuron": author.name(neuron.name),
        "out": author.name(neuron.out),
        "squashes": author.squashes(neuron),
        "at_corner": author.at_corner(neuron),
        "own": neuron.activation.is_own,
        "slope_follows": neuron is author.network.layers[neuron.layer - 1][0] and _is_new(author, neuron),
        "activation_name": author.activation_name(neuron.activation),
        "figure": road_figure(author, first) if neuron is author.network.layers[neuron.layer - 1][0] else "",
        "weights": author.names(neuron.weights),
        "weight": author.name(first),
        "many": bool(others),
        "others": author.names(others),
        "activation_slope": author.lines(partial(neuron.out, neuron.net)),
        "net_formula": author.tokens.math(Name(net.id), author.written(net.formula)),
        "net_slope": author.lines(partial(neuron.net, first)),
        "penalty_words": author.penalty_words(first),
        "gradient_line": author.lines(author.gradient(first)),
        "update_line": author.lines(*author.update_keys(first)),
        "delta_line": delta_line(author, neuron),
        "short_gradient": by_delta(author, author.gradient(first)),
        "lines": author.gradient_lines(neuron, others, with_slopes=author.detail == FULL) if others else "",
    }


def biases(author: Author, layer: tuple[Neuron, ...]) -> Iterator[Section]:
    """The biases of one layer, where they are trained."""
    network = author.network
    names = list(dict.fromkeys(neuron.bias for neuron in layer if neuron.bias in network.parameters))
    if not names:
        return
    subjects = [key for name in names if name for key in (author.gradient(name), *author.update_keys(name))]
    slopes = [partial(neuron.net, neuron.bias) for neuron in layer if neuron.threshold and neuron.bias in names]
    deltas = [author.gradient(neuron.net) for neuron in author.some(layer)]
    yield (
        "biases",
        {
            "shared": len(names) < len(layer),
            "cancelled": any(name in author.derivation.gradients.cancelled for name in names),
            "many": len(names) > 1,
            "bias": author.names(name for name in names if name),
            "threshold": layer[0].threshold,
            "slopes": author.lines(*slopes),
            "minus_one": author.tokens.math(formula(-1)),
            "deltas": "" if layer[0].activation.joint else author.lines(*deltas),
            "lines": author.lines(*author.some(subjects)),
            "left_out": author.left_out(subjects),
        },
    )
