"""One weight of a deep network road by road: the sum over all of them is what the recursion has found."""

from __future__ import annotations

from derivation.maths.rules import Rule
from derivation.network.equations import Network
from derivation.network.gradients import partial
from derivation.network.roads import count_roads, first_weight, roads
from derivation.render.explanations import Explanation
from derivation.render.steps import numeric

MOST_ROADS = 12
"""More roads than this are counted, but not walked one by one."""


def has_roads(network: Network) -> bool:
    """Whether there is a recursion to be compared with its roads, and few enough of these."""
    return len(network.layers) > 2 and count_roads(network) <= MOST_ROADS


def road_id(network: Network, number: int) -> str:
    """The id of the step that walks one road, counted from 1."""
    return f"{_sum_id(network)}, road {number}"


def roads_id(network: Network) -> str:
    """The id of the step that adds up all roads."""
    return f"{_sum_id(network)}, all roads"


def _sum_id(network: Network) -> str:
    _, weight, _ = first_weight(network)
    return f"d{network.total}/d{weight}"


def explain_roads(network: Network, explanation: Explanation) -> None:
    """Every road from the first weight to the error, then their sum."""
    if not has_roads(network):
        return
    ledger, equals = explanation.ledger, explanation.equals
    terms = [road.factors(network, ledger.values.order) for road in roads(network)]
    for number, factors in enumerate(terms, start=1):
        step = numeric(Rule.CHAIN_RULE, factors, (), ledger.work(factors, factors), equals=equals)
        explanation.steps[road_id(network, number)] = step
    _, weight, _ = first_weight(network)
    gradient = network.gradient(weight)
    worked = ledger.work_sum(gradient, [*terms, *(partial(penalty.id, weight) for penalty in network.penalties)])
    explanation.steps[roads_id(network)] = numeric(Rule.PATH_SUM, gradient, (), worked, equals=equals)
