"""Addresses of weights: `w[2][3][5]` is the weight of layer 2 that leads to neuron 3 from source 5, all counted from 1.

In a large network that is easier to tell than the number of the weight in reading order, which stays its id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from derivation.errors import UnknownNameError
from derivation.network.equations import Network

_ADDRESS = re.compile(r"w\[(?P<layer>[0-9]{1,6})\]\[(?P<to>[0-9]{1,6})\]\[(?P<source>[0-9]{1,6})\]", re.ASCII)


def weight_address(layer: int, to: int, source: int) -> str:
    """How a weight is told by its place.

    >>> weight_address(2, 3, 5)
    'w[2][3][5]'
    """
    return f"w[{layer}][{to}][{source}]"


def addresses(network: Network) -> Mapping[str, str]:
    """The address of every weight, by its id."""
    return {
        weight: weight_address(number, to, source)
        for number, layer in enumerate(network.layers, start=1)
        for to, neuron in enumerate(layer, start=1)
        for source, weight in enumerate(neuron.weights, start=1)
    }


def with_ids(network: Network, text: str) -> str:
    """*text*, the id of a quantity or a derivative, with the id of the weight in place of every address in it.

    Raises: UnknownNameError: D402, the network has no such layer, neuron or source.
    """
    return _ADDRESS.sub(lambda found: _id_at(network, *map(int, found.groups())), text)


def _id_at(network: Network, layer: int, to: int, source: int) -> str:
    if not 1 <= layer <= len(network.layers):
        raise _nowhere(layer, to, source, f"layers are counted from 1 to {len(network.layers)}")
    neurons = network.layers[layer - 1]
    if not 1 <= to <= len(neurons):
        raise _nowhere(layer, to, source, f"the neurons of layer {layer} are counted from 1 to {len(neurons)}")
    weights = neurons[to - 1].weights
    if not 1 <= source <= len(weights):
        raise _nowhere(layer, to, source, f"the sources of layer {layer} are counted from 1 to {len(weights)}")
    return weights[source - 1]


def _nowhere(layer: int, to: int, source: int, note: str) -> UnknownNameError:
    message = f"there is no weight {weight_address(layer, to, source)}"
    return UnknownNameError("D402", message, note=f"an address is w[layer][to][from]; {note}")
