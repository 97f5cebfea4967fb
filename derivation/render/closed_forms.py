"""The loss as one expression in the parameters alone, and its derivatives taken directly from it."""

from __future__ import annotations

from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Call, Formula, Name, Number, substitute
from derivation.maths.functions import FUNCTIONS
from derivation.maths.tidying import tidy
from derivation.network.equations import LOSS, Network, Neuron


def closed_form(network: Network) -> Formula:
    """The loss in the parameters alone, in the order in which the network is written; known functions keep their names.

    Formula: every equation is put into the ones that use it.
    """
    known: dict[Formula, Formula] = {
        Name(name): Number(number) for name, number in network.given.items() if name not in network.parameters
    }
    for layer in network.layers:
        for neuron in layer:
            known[Name(neuron.net)] = tidy(substitute(network.by_id[neuron.net].formula, known.get))
        for neuron in layer:
            known[Name(neuron.out)] = _output(network, neuron, known)
    for neuron in network.outputs:
        known[Name(neuron.error)] = substitute(network.by_id[neuron.error].formula, known.get)
    return substitute(network.by_id[LOSS].formula, known.get)


def _output(network: Network, neuron: Neuron, known: dict[Formula, Formula]) -> Formula:
    """The output of a neuron over its net input, under the function's own name where it has one."""
    if neuron.activation.name in FUNCTIONS:
        return Call(neuron.activation.name, (known[Name(neuron.net)],))
    return substitute(network.by_id[neuron.out].formula, known.get)


def direct_derivative(loss: Formula, parameter: str) -> Formula:
    """The derivative of a closed form for one parameter, by the rules of differentiation alone, arithmetic done."""
    return tidy(differentiate(loss, parameter).after)
