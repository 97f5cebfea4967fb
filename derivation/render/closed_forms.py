"""The loss as one expression in the parameters alone, and its derivatives taken directly from it."""

from __future__ import annotations

from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Call, Formula, Name, Number, Sum, substitute
from derivation.maths.functions import FUNCTIONS
from derivation.maths.tidying import tidy
from derivation.network.equations import Network, Neuron
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
    for sample in network.samples:
        _put_together(sample, known)
    for line in (line for line in network.equations if Name(line.id) not in known):
        known[Name(line.id)] = substitute(line.formula, known.get)
    return known[Name(network.total)]


def _put_together(sample: Network, known: dict[Formula, Formula]) -> None:
    """Every quantity of one sample in the parameters alone."""
    for layer in sample.layers:
        for neuron in layer:
            known[Name(neuron.net)] = tidy(substitute(sample.by_id[neuron.net].formula, known.get))
        for neuron in layer:
            known[Name(neuron.out)] = _output(sample, neuron, known)


def _output(network: Network, neuron: Neuron, known: dict[Formula, Formula]) -> Formula:
    """The output of a neuron over its net input, under the function's own name where it has one."""
    if neuron.activation.name in FUNCTIONS:
        return Call(neuron.activation.name, (known[Name(neuron.net)],))
    return substitute(network.by_id[neuron.out].formula, known.get)


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
    return tuple(dict.fromkeys((network.parameters[0], network.outputs[0].weights[0])))


def direct_derivative(loss: Formula, parameter: str) -> Formula:
    """The derivative of a closed form for one parameter, by the rules of differentiation alone, arithmetic done."""
    return tidy(differentiate(loss, parameter).after)
