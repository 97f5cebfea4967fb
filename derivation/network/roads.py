"""The roads from one weight to the error: every way through the layers, with the factors along it.

Formula: dE/dw = sum over the roads of the product of the slopes along the road. The recursive rule (delta_j =
         f'(net_j) * sum over k of w_kj delta_k) adds up the same roads without walking any of their parts twice.
Source:  Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986), eq. 6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from math import prod

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Product
from derivation.network.equations import Network, Neuron
from derivation.network.gradients import partial
from derivation.network.updates import local_slope


@dataclass(frozen=True)
class Road:
    """The neurons from that of the weight to an output, and the source that the weight leads from."""

    neurons: tuple[Neuron, ...]
    source: str

    def factors(self, network: Network, order: str) -> Formula:
        """The slopes along the road, from the error back to the weight."""
        *hidden, output = self.neurons
        parts: list[Formula] = (
            [network.gradient(output.net)]
            if output.activation.joint
            else [
                network.gradient(output.out),
                partial(output.out, output.net),
            ]
        )
        for below, above in reversed(list(pairwise((*hidden, output)))):
            weight = above.weights[above.sources.index(below.out)]
            parts += [local_slope(Name(weight), order), partial(below.out, below.net)]
        return Product((*parts, Name(self.source)))


def first_weight(network: Network) -> tuple[Neuron, str, str]:
    """The weight that is farthest from the error: its neuron, its id and its source."""
    neuron = network.layers[0][0]
    return neuron, neuron.weights[0], neuron.sources[0]


def count_roads(network: Network) -> int:
    """How many roads lead from a weight of the first layer to the error."""
    return prod(len(layer) for layer in network.layers[1:])


def roads(network: Network) -> Iterator[Road]:
    """Every road from the first weight of the first layer."""
    neuron, _, source = first_weight(network)
    yield from (Road((neuron, *others), source) for others in product(*network.layers[1:]))
