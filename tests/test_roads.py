"""Road by road: the sum over every road from the first weight is the gradient that the recursion finds."""

from __future__ import annotations

import pytest
from networks import CASES, case, derivation, markdown

from derivation.maths.formulas import Product, total
from derivation.maths.numbers import as_ball
from derivation.network.building import build
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.roads import count_roads, first_weight, roads
from derivation.network.updates import SIMULTANEOUS
from derivation.network.values import Values
from derivation.render.explaining_roads import MOST_ROADS, has_roads, road_id, roads_id
from derivation.starting import new

DEEP = tuple(name for name in CASES if len(case(name).layers) > 2)
WALKED = tuple(name for name in DEEP if has_roads(derivation(name).network.samples[0]))
each_deep_case = pytest.mark.parametrize("name", DEEP)
each_walked_case = pytest.mark.parametrize("name", WALKED)


def test_there_are_deep_networks_with_few_roads_and_with_many() -> None:
    assert len(WALKED) >= 4
    assert set(DEEP) > set(WALKED)


@pytest.mark.parametrize("name", CASES)
def test_the_roads_add_up_to_the_gradient(name: str) -> None:
    network = build(case(name)).samples[0]
    if count_roads(network) > 100 or network.penalties:
        return
    values = Values(Gradients(network))
    whole = total(tuple(road.factors(network, SIMULTANEOUS) for road in roads(network)))
    _, weight, _ = first_weight(network)
    difference = as_ball(values.at(whole - network.gradient(weight), 512))
    assert difference.contains(0) and abs(difference) < 1e-100


@each_deep_case
def test_there_is_one_road_for_every_choice_of_neurons(name: str) -> None:
    network = build(case(name)).samples[0]
    found = list(roads(network))
    assert len({road.neurons for road in found}) == len(found) == count_roads(network)


def test_the_factors_stand_in_the_order_from_the_error_to_the_weight() -> None:
    network = build(case("one-wide"))
    (road,) = roads(network)
    factors = road.factors(network, SIMULTANEOUS)
    assert isinstance(factors, Product)
    assert factors.factors[:2] == (network.gradient("out_o1"), partial("out_o1", "net_o1"))
    assert [getattr(factor, "id", "") for factor in factors.factors[2:]] == ["w3", "", "w2", "", "i1"]


@each_walked_case
def test_a_deep_network_has_a_line_for_every_road_and_one_for_their_sum(name: str) -> None:
    network, steps = derivation(name).network.samples[0], derivation(name).steps
    assert [road_id(network, number) in steps for number in range(1, count_roads(network) + 1)]
    gradient = steps[roads_id(network)].value
    assert gradient is not None
    assert abs(gradient.value - derivation(name).shown(steps[roads_id(network)].subject).numeral.value) < 1e-3


@each_deep_case
def test_the_page_walks_the_roads_or_counts_them(name: str) -> None:
    said = "\n".join(markdown(name)).split("## Road by road")[1].split("\n## ")[0]
    network = derivation(name).network.samples[0]
    assert ("Through $" in said) == (name in WALKED)
    assert name in WALKED or f"{count_roads(network):,} roads lead to it" in said


@each_deep_case
def test_a_deep_network_shows_the_recursion_of_the_deltas(name: str) -> None:
    assert case(name).shown_delta
    assert "by delta" in " ".join(derivation(name).steps)


def test_a_network_with_one_hidden_layer_has_no_such_section() -> None:
    assert "## Road by road" not in "\n".join(markdown("classic"))
    assert case("classic").document.delta is None


def test_a_delta_that_is_refused_is_not_shown_in_a_deep_network_either() -> None:
    text = new("2,2,2,2", 1).replace("[document]", "[document]\ndelta = false")
    assert not read_spec(text).shown_delta


def test_the_roads_of_a_large_network_are_only_counted() -> None:
    network = build(read_spec(new("3,4,4,4", 1)))
    assert count_roads(network) == 16 > MOST_ROADS
    assert not has_roads(network)
