"""The deltas of a document that shows them, and what is found by way of them."""

from __future__ import annotations

from collections.abc import Sequence

from derivation.maths.formulas import Formula, Name, total
from derivation.maths.rules import Rule
from derivation.network.deltas import MINUS, delta_forms, gradient_by_delta, shown_delta, update_by_delta
from derivation.network.equations import Network, Neuron
from derivation.network.optimizers import updated
from derivation.render.explanations import Explanation


def explain_shown_delta(network: Network, neuron: Neuron, explanation: Explanation) -> None:
    """The delta of a neuron, where the document shows one, from those of the next layer."""
    if sign := explanation.delta_sign:
        forms = delta_forms(network, neuron, sign, explanation.ledger.values.order)
        explanation.line(Rule.CHAIN_RULE, shown_delta(neuron, sign), *forms)


def explain_weight_by_delta(
    network: Network, neuron: Neuron, weight: str, source: str, factors: Formula, explanation: Explanation
) -> None:
    """The gradient of a weight once more, from the delta in place of its *factors*, and the step that it leads to."""
    if not (sign := explanation.delta_sign):
        return
    by_delta = gradient_by_delta(network, neuron, weight, source, sign)
    explanation.again(Rule.CHAIN_RULE, network.gradient(weight), factors, by_delta)
    step = update_by_delta(network, neuron, weight, source, sign)
    if step is not None:
        explanation.again(Rule.GRADIENT_STEP, Name(updated(weight)), step)


def shown_deltas(neurons: Sequence[Neuron], sign: str) -> tuple[Formula, ...]:
    """What a bias of these neurons owes to their deltas, where the document shows any; a threshold is subtracted."""
    if not sign:
        return ()
    signed = [(shown_delta(neuron, sign), (sign == MINUS) != neuron.threshold) for neuron in neurons]
    return (total(tuple(-delta if negative else delta for delta, negative in signed)),)
