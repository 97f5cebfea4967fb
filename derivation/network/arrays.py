"""The vectors and matrices of a network: which quantities stand together in them, and where.

A vector or a matrix is known by the formula that stands for it: a name such as `[weight 2]`, the derivative of the
loss for all weights of a layer at once, or a function of all its net inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial as bound

from derivation.maths.formulas import Entrywise, Formula, Matrix, Name, Partial
from derivation.maths.matrices import column
from derivation.network.equations import Network, Neuron
from derivation.network.gradients import partial
from derivation.network.notation import split_id, whole_id
from derivation.network.updates import updated

Layer = tuple[Neuron, ...]
Arrays = Mapping[Formula, Matrix]
"""What stands for a vector or a matrix -> its entries, each a quantity or a derivative."""

_LETTERS = {"sigmoid": "sigma", "softmax": "softmax"}


def array(kind: str, layer: Layer) -> Name:
    """What stands for all quantities of one kind in a layer: those of its sample, or its parameters as they are met."""
    first = layer[0]
    after = {"weight": first.weights[0], "bias": first.bias or ""}.get(kind, "")
    mark = first.mark if kind not in ("weight", "bias") else ""
    shown = "threshold" if kind == "bias" and first.threshold else kind
    return Name(whole_id(shown, first.layer) + mark + split_id(after)[2])


def inputs(network: Network) -> Name:
    """What stands for the inputs of the sample."""
    return Name(whole_id("input") + network.neurons[0].mark)


def targets(network: Network) -> Name:
    """What stands for the targets of the sample."""
    return Name(whole_id("target") + network.neurons[0].mark)


def sources(network: Network, layer: Layer) -> Name:
    """What stands for all that comes into a layer: the inputs, or the outputs of the layer before."""
    number = layer[0].layer
    return inputs(network) if number == 1 else array("activation", network.layers[number - 2])


def letter(network: Network, layer: Layer, primes: str = "") -> str:
    """The id of the function of a layer: sigma, softmax, f, or f1, f2, ... where there are several others."""
    activations = [each[0].activation for each in network.layers]
    others = {each.key for each in activations if each.name not in _LETTERS}
    known = _LETTERS.get(layer[0].activation.name)
    return f"{known}{primes}" if known else f"f{primes}{layer[0].layer if len(others) > 1 else ''}"


def arrays(network: Network) -> Arrays:
    """Every vector and matrix of one sample's round.

    Shapes: weights, and what is derived for them, have one row for each neuron and one column for each source;
            everything else is a column, and the slopes of a joint activation have out_k in row k, net_j in column j.
    """
    found: dict[Formula, Matrix] = {
        inputs(network): column([Name(source) for source in network.layers[0][0].sources]),
        targets(network): column([Name(neuron.target) for neuron in network.outputs]),
    }
    for layer in network.layers:
        found.update(_forward(layer))
        found.update(_backward(network, layer))
    return found


def _of_weights(layer: Layer, entry: Callable[[str], Formula]) -> Matrix:
    """One entry for every weight of a layer."""
    return Matrix(tuple(tuple(entry(weight) for weight in neuron.weights) for neuron in layer))


def _forward(layer: Layer) -> Iterator[tuple[Formula, Matrix]]:
    """The parameters of a layer, before and after the update, and what it computes."""
    yield array("net_input", layer), column([Name(neuron.net) for neuron in layer])
    yield array("activation", layer), column([Name(neuron.out) for neuron in layer])
    weights, biases = array("weight", layer), array("bias", layer)
    yield weights, _of_weights(layer, Name)
    yield Name(updated(weights.id)), _of_weights(layer, lambda weight: Name(updated(weight)))
    own = [neuron.bias for neuron in layer if neuron.bias]
    if own:
        yield biases, column([Name(bias) for bias in own])
        yield Name(updated(biases.id)), column([Name(updated(bias)) for bias in own])


def _backward(network: Network, layer: Layer) -> Iterator[tuple[Formula, Matrix]]:
    """The derivatives of the loss, and the slopes of the layer's function."""
    net, out, weights, bias = (array(kind, layer) for kind in ("net_input", "activation", "weight", "bias"))
    yield network.gradient(out.id), column([network.gradient(neuron.out) for neuron in layer])
    yield array("delta", layer), column([network.gradient(neuron.net) for neuron in layer])
    slopes = [[partial(neuron.out, other.net) for other in layer] for neuron in layer]
    if layer[0].activation.joint:
        yield Partial(out, net), Matrix(tuple(map(tuple, slopes)))
    else:
        own = [row[place] for place, row in enumerate(slopes)]
        yield Entrywise(letter(network, layer, "'"), net), column(own)
    for of in (network.total, *(penalty.id for penalty in network.penalties)):
        yield partial(of, weights.id), _of_weights(layer, bound(partial, of))
    biases = [neuron.bias for neuron in layer if neuron.bias]
    if biases:
        yield network.gradient(bias.id), column([network.gradient(each) for each in biases])
