"""The loss as one expression in the parameters alone, and its derivatives taken directly from it."""

from __future__ import annotations

from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Call, Formula, Name, Number, substitute
from derivation.maths.functions import FUNCTIONS
from derivation.maths.tidying import tidy
from derivation.network.equations import LOSS, Network


def closed_form(network: Network) -> Formula:
    """The loss in the parameters alone, in the order in which the network is written; known functions keep their names.

    Formula: every equation is put into the ones that use it.
    """
    known: dict[Formula, Formula] = {
        Name(name): Number(number) for name, number in network.given.items() if name not in network.parameters
    }
    for neuron in network.neurons:
        known[Name(neuron.net)] = tidy(substitute(network.by_id[neuron.net].formula, known.get))
        inside = known[Name(neuron.net)]
        own_name = neuron.activation.name in FUNCTIONS
        known[Name(neuron.out)] = Call(neuron.activation.name, (inside,)) if own_name else neuron.activation.of(inside)
    for neuron in network.outputs:
        known[Name(neuron.error)] = substitute(network.by_id[neuron.error].formula, known.get)
    return substitute(network.by_id[LOSS].formula, known.get)


def direct_derivative(loss: Formula, parameter: str) -> Formula:
    """The derivative of a closed form for one parameter, by the rules of differentiation alone, arithmetic done."""
    return tidy(differentiate(loss, parameter).after)
