"""Addresses of weights: one for each, the other way round too, and what is said of one that leads nowhere."""

from __future__ import annotations

import pytest
from networks import CASES, case

from derivation.errors import UnknownNameError
from derivation.network.addresses import addresses, with_ids
from derivation.network.building import build
from derivation.network.loading import load_spec
from derivation.stories import explain

CLASSIC = build(load_spec(None))


@pytest.mark.parametrize("name", CASES)
def test_every_weight_has_an_address_of_its_own_that_leads_back_to_it(name: str) -> None:
    network = build(case(name)).steps[0]
    found = addresses(network)
    assert len(set(found.values())) == len(found) >= len(network.of_role("weight"))
    assert {weight: with_ids(network, address) for weight, address in found.items()} == {key: key for key in found}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("w[1][1][1]", "w1"),
        ("w[2][1][2]", "w6"),
        ("dE_total/dw[2][2][1]", "dE_total/dw7"),
        ("w[1][2][1]+", "w3+"),
        ("net_h1", "net_h1"),
        ("w5", "w5"),
    ],
)
def test_an_address_may_stand_wherever_the_id_of_a_weight_may(text: str, meant: str) -> None:
    assert with_ids(CLASSIC, text) == meant


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("w[3][1][1]", "layers are counted from 1 to 2"),
        ("w[0][1][1]", "layers are counted from 1 to 2"),
        ("w[2][3][1]", "the neurons of layer 2 are counted from 1 to 2"),
        ("w[1][1][3]", "the sources of layer 1 are counted from 1 to 2"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_with_what_would_be_accepted(address: str, note: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        with_ids(CLASSIC, address)
    assert (caught.value.code, caught.value.message) == ("D402", f"there is no weight {address}")
    assert note in caught.value.note


def test_explain_takes_an_address() -> None:
    assert explain(None, "dE_total/dw[2][1][1]") == explain(None, "dE_total/dw5")
