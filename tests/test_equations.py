"""Equations: one named line per quantity, in an order in which they can be computed."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from networks import CASES, case, parameters, random_spec, trained

from derivation.maths.formulas import Name, Sum, names
from derivation.maths.printing.text import TextPrinter
from derivation.network.activations import ACTIVATIONS, Activation
from derivation.network.building import build
from derivation.network.equations import LEARNING_RATE, LOSS, Network
from derivation.network.losses import LOSSES, Loss
from derivation.network.optimizers import OPTIMIZERS, Optimizer

NETWORKS = [*CASES, *range(40)]
PLAIN = TextPrinter(str)
CLASSIC = {
    "net_h1": "w1 i1 + w2 i2 + b1",
    "out_h1": "1/(1 + exp(-net_h1))",
    "net_o2": "w7 out_h1 + w8 out_h2 + b2",
    "E_o1": "1/2 (target_o1 - out_o1)^2",
    "E_total": "E_o1 + E_o2",
}


def network_of(name: str | int) -> Network:
    return build(case(name) if isinstance(name, str) else random_spec(name))


def squeezed(text: str) -> str:
    """A formula without its blanks and signs of multiplication, which are the printer's business."""
    return text.replace(" ", "").replace("·", "").replace("*", "")


@pytest.mark.parametrize("name", NETWORKS)
def test_an_equation_uses_given_numbers_and_earlier_quantities_only(name: str | int) -> None:
    for step in network_of(name).steps:
        lines = [line.id for line in step.equations]
        known = {line.id: {*step.given, *step.parameters, *lines[:place]} for place, line in enumerate(step.equations)}
        assert [line.id for line in step.equations if not known[line.id].issuperset(names(line.formula))] == []


@pytest.mark.parametrize("name", NETWORKS)
def test_the_loss_comes_last(name: str | int) -> None:
    steps = network_of(name).steps
    assert [(step.equations[-1].id, step.equations[-1].role) for step in steps] == [
        (each.total, "loss") for each in steps
    ]
    assert len(steps) > 1 or steps[0].total == LOSS


@pytest.mark.parametrize("name", NETWORKS)
def test_weights_and_biases_have_the_values_of_the_spec_under_their_ids(name: str | int) -> None:
    spec = case(name) if isinstance(name, str) else random_spec(name)
    given = build(spec).given
    assert {key: given[key] for key, _ in parameters(spec)} == dict(parameters(spec))


@pytest.mark.parametrize("name", NETWORKS)
def test_an_update_changes_the_weights_and_only_on_request_the_biases(name: str | int) -> None:
    spec = case(name) if isinstance(name, str) else random_spec(name)
    assert build(spec).parameters == trained(spec)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_quantity_has_one_role(name: str | int) -> None:
    network = network_of(name)
    assert set(network.roles) == {*network.given, *network.by_id}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_neuron_has_a_net_input_with_a_term_for_each_source(name: str | int) -> None:
    network = network_of(name)
    terms = {neuron.name: len(neuron.sources) + (neuron.bias is not None) for neuron in network.neurons}
    formulas = {neuron.name: network.by_id[neuron.net].formula for neuron in network.neurons}
    counted = {key: len(line.terms) if isinstance(line, Sum) else 1 for key, line in formulas.items()}
    assert counted == terms


@pytest.mark.parametrize(("name", "text"), CLASSIC.items())
def test_the_classic_has_the_equations_of_the_textbook(name: str, text: str) -> None:
    assert squeezed(PLAIN(network_of("classic").by_id[name].formula)) == squeezed(text)


def test_the_classic_lists_its_quantities_in_the_order_of_computation() -> None:
    expected = "net_h1 out_h1 net_h2 out_h2 net_o1 out_o1 net_o2 out_o2 E_o1 E_o2 E_total"
    assert [line.id for line in network_of("classic").equations] == expected.split()


def test_numbers_are_as_their_author_wrote_them() -> None:
    assert (network_of("classic").given["w5"].text, network_of("classic").given["w5"].value) == ("0.40", Fraction(2, 5))


def test_a_shared_bias_is_called_by_its_layer() -> None:
    assert [neuron.bias for neuron in network_of("classic").neurons] == ["b1", "b1", "b2", "b2"]


def test_biases_of_their_own_are_called_by_their_neurons() -> None:
    assert [neuron.bias for neuron in network_of("own-biases").neurons] == ["b_left", "b_right", "b_o1", "b_o2"]


def test_a_layer_without_a_bias_has_none() -> None:
    assert [neuron.bias for neuron in network_of("one-wide").neurons] == ["b1", None, "b3"]


def test_hidden_neurons_are_counted_through_all_hidden_layers() -> None:
    assert [neuron.name for neuron in network_of("four-layers").neurons] == "h1 h2 h3 h4 h5 h6 h7 o1".split()


def test_an_identity_passes_its_net_input_on() -> None:
    assert network_of("all-identity").by_id["out_h1"].formula == Name("net_h1")


def test_the_ids_of_a_role_come_in_order() -> None:
    assert network_of("classic").of_role("target") == ("target_o1", "target_o2")


def test_the_learning_rate_is_a_given_number() -> None:
    assert network_of("classic").roles[LEARNING_RATE] == "learning_rate"


ROWS = {**ACTIVATIONS, **LOSSES, **OPTIMIZERS}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_row_of_the_tables_names_its_source_with_a_year(row: Activation | Loss | Optimizer) -> None:
    assert re.search(r"\((19|20)\d\d\)", row.source)
