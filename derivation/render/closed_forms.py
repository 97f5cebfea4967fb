"""The loss as one expression in the parameters alone, and its derivatives taken directly from it."""

from __future__ import annotations

from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Call, Formula, Name, Number, Sum, substitute
from derivation.maths.functions import FUNCTIONS
from derivation.maths.tidying import tidy
from derivation.network.equations import Network
from derivation.network.proofs import has_closed_form
from derivation.network.spelling import PLAIN

LONGEST_TERM = 800
"""Characters of LaTeX in one term of a derivative; longer ones fill more than a block that every site shows."""


def closed_form(network: Network) -> Formula:
    """The loss in the parameters alone, in the order in which the network is written; known functions keep their names.

    Formula: every equation is put into the ones that use it.
    """
    known: dict[Formula, Formula] = {
        Name(name): Number(number) for name, number in network.given.items() if name not in network.parameters
    }
    neurons = {neuron.out: neuron for sample in network.samples for neuron in sample.neurons}
    for equation in network.equations:
        written = substitute(equation.formula, known.get)
        if equation.role in ("net_input", "quantity"):
            written = tidy(written)
        elif (neuron := neurons.get(equation.id)) is not None and neuron.activation.name in FUNCTIONS:
            written = Call(neuron.activation.name, (known[Name(neuron.net)],))
        known[Name(equation.id)] = written
    return known[Name(network.total)]


def fits_a_page(network: Network) -> bool:
    """Whether there is one error, small enough to be derived, with derivatives short enough to be followed."""
    if len(network.steps) > 1 or not has_closed_form(network):
        return False
    loss = closed_form(network)
    slopes = (direct_derivative(loss, name) for name in _hardest(network))
    terms = (term for slope in slopes for term in (slope.terms if isinstance(slope, Sum) else (slope,)))
    return max(len(PLAIN.latex_printer(term)) for term in terms) <= LONGEST_TERM


def _hardest(network: Network) -> tuple[str, ...]:
    """The parameters whose derivatives are the longest: those of the first layer and of the last."""
    last = network.outputs[0].weights[0] if network.is_layered else network.parameters[-1]
    return tuple(dict.fromkeys((network.parameters[0], last)))


def direct_derivative(loss: Formula, parameter: str) -> Formula:
    """The derivative of a closed form for one parameter, by the rules of differentiation alone, arithmetic done."""
    return tidy(differentiate(loss, parameter).after)
