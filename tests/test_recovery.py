"""Numbers that a document lost: solved for from printed results, and only where these determine them.

The seeds are of networks whose first weight is a decimal behind an input that is not 0.
"""

from __future__ import annotations

import json

import pytest
from networks import random_spec

from derivation.maths.formulas import Name
from derivation.maths.rounding import Rounding
from derivation.network.building import build
from derivation.network.gradients import Gradients
from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.network.values import Values
from derivation.verify.networks.recovery import Printed, solve

NINE = Rounding(places=9, digits=None)


def printed(spec: Spec, names: list[str], rounding: Rounding = NINE) -> list[Printed]:
    values = Values(Gradients(build(spec)))
    return [Printed(Name(name), values.show(Name(name), rounding).numeral) for name in names]


def without(spec: Spec, value: str, at: tuple[int, int, int]) -> Spec:
    """The spec with another number in place of one weight."""
    data = json.loads(json.dumps(spec.to_json()))
    layer, neuron, source = at
    data["layer"][layer]["weights"][neuron][source] = value
    return read_spec(json.dumps(data), "again.json")


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5, 9])
def test_a_lost_weight_is_found_from_what_follows_from_it(seed: int) -> None:
    spec = random_spec(seed, layers=2, width=2, reach=2)
    network = build(spec)
    known = printed(spec, [equation.id for equation in network.equations] + [f"{w}+" for w in network.parameters])
    found = solve(Gradients(build(without(spec, "0.5", (0, 0, 0)))), ["w1"], known)
    assert found is not None
    assert found[0].numeral.value == spec.layers[0].weights[0][0].value
    assert Name(network.neurons[0].net) in found[0].follows_from


def test_what_nothing_printed_depends_on_is_not_made_up() -> None:
    spec = random_spec(1, layers=2, width=2, reach=2)
    assert solve(Gradients(build(spec)), ["eta"], printed(spec, [build(spec).neurons[0].net])) is None


def test_too_few_digits_determine_nothing() -> None:
    spec = random_spec(3, layers=1, width=2, reach=2)
    names = [neuron.out for neuron in build(spec).neurons]
    assert solve(Gradients(build(spec)), ["w1"], printed(spec, names, Rounding(places=1, digits=None))) is None


def test_fewer_results_than_unknown_numbers_are_not_even_tried() -> None:
    spec = random_spec(3, layers=2, width=2, reach=2)
    assert solve(Gradients(build(spec)), ["w1", "eta"], printed(spec, [build(spec).neurons[0].net])) is None
