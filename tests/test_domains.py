"""Where a formula has no value: what is certain is said, and what is not certain is left open."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from derivation.errors import SpecError
from derivation.maths.domains import undefined
from derivation.maths.formulas import Formula, Name, call, fraction
from derivation.maths.numbers import Value
from derivation.network.loading import read_spec
from derivation.render.derivations import Derivation

X = Name("x")
ROOT = X ** fraction(1, 2)
LOGARITHM = call("ln", X)


@pytest.mark.parametrize(
    ("formula", "value", "reason"),
    [
        (LOGARITHM, Fraction(0), "takes the logarithm of 0"),
        (1 + 2 * LOGARITHM, Fraction(-1), "takes the logarithm of a negative number"),
        (LOGARITHM, arb(-1, 0.5), "takes the logarithm of a negative number"),
        (1 / X, Fraction(0), "divides by 0"),
        (X**-2, Fraction(0), "divides by 0"),
        (ROOT, Fraction(-1), "takes a root of a negative number"),
    ],
)
def test_what_has_no_value_is_named(formula: Formula, value: Value, reason: str) -> None:
    assert undefined(formula, lambda part: value) == reason


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (LOGARITHM, Fraction(1)),
        (LOGARITHM, arb(0, 1)),
        (1 / X, arb(0, 1)),
        (1 / X, Fraction(-1)),
        (ROOT, Fraction(0)),
        (ROOT, arb(0, 1)),
        (X**2, Fraction(0)),
        (X ** fraction(1, 3), Fraction(8)),
    ],
)
def test_what_may_have_a_value_is_not_refused(formula: Formula, value: Value) -> None:
    assert undefined(formula, lambda part: value) is None


def derivation(activation: str, target: str, loss: str, weight: str = "1") -> Derivation:
    """One neuron with the input 1, so that its net input is its weight."""
    data: dict[str, Any] = {
        "network": {"inputs": ["1"], "targets": [target], "loss": loss},
        "layer": [{"activation": activation, "weights": [[weight]]}],
        "training": {"rounds": 1},
    }
    return Derivation(read_spec(json.dumps(data), "spec.json"))


@pytest.mark.parametrize(
    ("activation", "loss", "weight", "message"),
    [
        ("max(0, x)", "binary-cross-entropy", "-1", "E_o1 has no value: it takes the logarithm of 0"),
        ("x", "binary-cross-entropy", "1", "E_o1 has no value: it takes the logarithm of 0"),
        ("x", "binary-cross-entropy", "-2", "E_o1 has no value: it takes the logarithm of a negative number"),
        ("relu", "-target*ln(out)", "-1", "E_o1 has no value: it takes the logarithm of 0"),
        ("relu", "(target - out)/out", "-1", "E_o1 has no value: it divides by 0"),
        ("ln(x)", "squared-error", "0", "out_o1 has no value: it takes the logarithm of 0"),
        ("sqrt(x)", "squared-error", "-3", "out_o1 has no value: it takes a root of a negative number"),
        ("sqrt(x)", "squared-error", "0", "dE_total/dnet_o1 has no value: it divides by 0"),
    ],
)
def test_a_network_whose_numbers_leave_a_domain_is_refused(
    activation: str, loss: str, weight: str, message: str
) -> None:
    with pytest.raises(SpecError) as caught:
        _ = derivation(activation, "0.5", loss, weight).steps
    assert (caught.value.code, caught.value.message, caught.value.exit_code) == ("D510", message, 2)


@pytest.mark.parametrize("weight", ["30", "200", "3000", "-3000"])
@pytest.mark.parametrize("target", ["0", "1"])
def test_a_saturated_sigmoid_never_meets_the_logarithm_of_0(weight: str, target: str) -> None:
    found = derivation("sigmoid", target, "binary-cross-entropy", weight)
    right = (target == "1") is (not weight.startswith("-"))
    assert found.values.at(Name("E_total"), 20_000) > (0 if right else 29)
    assert found.certificate.holds
    assert found.shown_after(1, "E_total").numeral.value >= 0


def test_a_pocket_calculator_that_has_rounded_to_1_is_told_so() -> None:
    spec = derivation("sigmoid", "1", "binary-cross-entropy", "30").spec
    with pytest.raises(SpecError) as caught:
        _ = Derivation(replace(spec, document=replace(spec.document, carry="rounded"))).steps
    assert caught.value.message == "E_o1 has no value with rounded numbers: it takes the logarithm of 0"
