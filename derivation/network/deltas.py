"""The delta of a neuron, dE/dnet: what its gradients have in common, with the sign in which a document shows it.

Some books define it with the opposite sign, so that their updates add. Here `delta_o1` is always dE/dnet_o1;
`minus_delta_o1`, which is only there to be shown, is minus that.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Formula, Name, Negative, product, total
from derivation.maths.programs import Line
from derivation.network.equations import LEARNING_RATE, Network, Neuron
from derivation.network.gradients import partial
from derivation.network.updates import local_slope

PLUS, MINUS = "plus", "minus"


def delta_lines(network: Network, sign: str = PLUS) -> Iterator[Line]:
    """The delta of every neuron with that sign, from the derivative that it is."""
    for sample in network.samples:
        for neuron in sample.neurons:
            yield shown_delta(neuron, sign), _signed(sign, sample.gradient(neuron.net))


def shown_delta(neuron: Neuron, sign: str) -> Name:
    """The delta that a document shows."""
    return Name(neuron.delta if sign == PLUS else f"minus_{neuron.delta}")


def _signed(sign: str, formula: Formula) -> Formula:
    return formula if sign == PLUS else Negative(formula)


def delta_forms(network: Network, neuron: Neuron, sign: str, order: str) -> tuple[Formula, ...]:
    """What the shown delta is: the derivative, and how it is found.

    Formula: delta_o = dE/dout_o * dout_o/dnet_o;
             delta_h = (sum over the neurons k that h feeds of w_kh delta_k) * dout_h/dnet_h
    Source:  Nielsen, Neural Networks and Deep Learning (2015), ch. 2, eq. BP1 and BP2.
    """
    derivative = _signed(sign, network.gradient(neuron.net))
    if neuron.activation.joint:
        return (derivative,)
    slope = partial(neuron.out, neuron.net)
    if neuron in network.outputs:
        return derivative, _signed(sign, product((network.gradient(neuron.out), slope)))
    users = network.layers[neuron.layer]
    place = network.layers[neuron.layer - 1].index(neuron)
    roads = [local_slope(Name(user.weights[place]), order) * shown_delta(user, sign) for user in users]
    return derivative, product((total(tuple(roads)), slope))


def gradient_by_delta(network: Network, neuron: Neuron, weight: str, source: str, sign: str) -> Formula:
    """The gradient of a weight: the delta it leads to times what comes in through it, and the penalties' slopes."""
    slope = _signed(sign, product((shown_delta(neuron, sign), Name(source))))
    return total((slope, *(partial(penalty.id, weight) for penalty in network.penalties)))


def update_by_delta(network: Network, neuron: Neuron, weight: str, source: str, sign: str) -> Formula | None:
    """The step of a weight in terms of the delta, with the sign that follows; only where the step is the gradient's."""
    if network.penalties or network.optimizer.name != "gradient-descent" or not network.learns:
        return None
    step = product((Name(LEARNING_RATE), shown_delta(neuron, sign), Name(source)))
    return total((Name(weight), Negative(step) if sign == PLUS else step))
