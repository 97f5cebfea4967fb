"""Proofs: three routes that know nothing of each other agree, and a certificate is refused where they do not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from networks import CASES, case, random_spec

from derivation.maths.formulas import Formula, Name, Number
from derivation.maths.numbers import Value, read_number
from derivation.network.activations import ACTIVATIONS
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.proofs import (
    CHAIN_RULE,
    CLOSED_FORM,
    DIFFERENCE,
    PROVEN_DIGITS,
    Certificate,
    certify,
    closed_form,
    has_closed_form,
)
from derivation.network.spec import Spec
from derivation.network.values import Values


def certificate_of(spec: Spec) -> Certificate:
    return certify(Values(Gradients(build(spec))))


@pytest.mark.parametrize("name", CASES)
def test_the_routes_agree_on_every_gradient_of_a_case(name: str) -> None:
    assert certificate_of(case(name)).holds


@pytest.mark.parametrize("seed", range(200))
def test_the_routes_agree_on_every_gradient_of_a_random_network(seed: int) -> None:
    assert certificate_of(random_spec(seed)).holds


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(200, 5_000))
def test_the_routes_agree_on_every_gradient_of_thousands_of_networks(seed: int) -> None:
    assert certificate_of(random_spec(seed)).holds


def test_a_small_network_is_proven_on_three_routes() -> None:
    assert certificate_of(case("classic")) == Certificate((CLOSED_FORM, CHAIN_RULE, DIFFERENCE), 8, PROVEN_DIGITS)


def test_a_network_that_is_too_large_for_its_closed_form_is_proven_on_the_other_two() -> None:
    assert certificate_of(case("six-wide")).routes == (CHAIN_RULE, DIFFERENCE)


def test_only_a_small_network_has_a_closed_form() -> None:
    assert [has_closed_form(build(case(name))) for name in ("classic", "six-wide")] == [True, False]


@pytest.mark.parametrize("name", ["classic", "fractions", "one-layer", "trained-biases", "saturating"])
def test_a_wrong_slope_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(ACTIVATIONS["sigmoid"], slope=lambda net, out: out * (2 - out))
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", wrong)  # type: ignore[arg-type]
    assert not certificate_of(case(name)).holds


def test_a_slope_that_is_wrong_far_behind_the_point_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = Number(read_number("1e-40"))
    nearly = replace(ACTIVATIONS["sigmoid"], slope=lambda net, out: out * (1 - out) + tiny)
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", nearly)  # type: ignore[arg-type]
    assert 38 <= certificate_of(case("classic")).agree_to_digits < PROVEN_DIGITS


def test_one_wrong_gradient_among_many_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def local(self: Gradients, of: str, wrt: str) -> Any:
        return Name("out_h2") if (of, wrt) == ("net_o1", "w37") else original(self, of, wrt)

    original = Gradients.local
    monkeypatch.setattr(Gradients, "local", local)
    assert not certificate_of(case("six-wide")).holds


def test_gradients_that_changed_places_in_a_large_network_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = {partial(LOSS, "w1"): partial(LOSS, "w98"), partial(LOSS, "w98"): partial(LOSS, "w1")}

    def at(self: Values, key: Formula, bits: int) -> Value:
        return original(self, swapped.get(key, key), bits)

    original = Values.at
    monkeypatch.setattr(Values, "at", at)
    assert not certificate_of(square(10)).holds


def square(width: int) -> Spec:
    """One layer of so many neurons, each with as many inputs, all numbers different."""
    weights = [[f"0.{width * row + column + 101}" for column in range(width)] for row in range(width)]
    inputs = [f"0.{number + 11}" for number in range(width)]
    data = {"network": {"inputs": inputs, "targets": inputs}, "layer": [{"weights": weights}]}
    return read_spec(json.dumps(data), "square.json")


def test_a_certificate_holds_only_with_all_its_digits() -> None:
    assert [Certificate((), 8, digits).holds for digits in (49, 50)] == [False, True]


def test_the_closed_form_is_an_expression_in_the_parameters_alone() -> None:
    expression, symbols = closed_form(build(case("classic")))
    assert expression.free_symbols == set(symbols.values())
