"""What a formula is by its shape, and what numbers stand for in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivation.maths.formulas import Name
from derivation.maths.reading import read_formula
from derivation.network.activations import ACTIVATIONS
from derivation.network.losses import LOSSES
from derivation.verify.values.shapes import activation_of, loss_of, update_of, weighted_sum
from derivation.verify.values.substitution import substituted, substitutions


def spelled(leaf: object) -> str:
    return leaf.id if isinstance(leaf, Name) else leaf.numeral.text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "pairs", "bias", "threshold"),
    [
        ("w_1 x_1 + w_2 x_2 + b", ["w1 x1", "w2 x2"], "b", False),
        ("w_1 x_1 + w_2 x_2 + b * 1", ["w1 x1", "w2 x2"], "b", False),
        ("w_1 x_1 + w_2 * 1", ["w1 x1", "w2 1"], None, False),
        ("(w_1 x_1 + w_2 x_2) + b", ["w1 x1", "w2 x2"], "b", False),
        (r"x_1 w_{13} + x_2 w_{23} - \theta_3", ["x1 w13", "x2 w23"], "theta3", True),
        ("0.1*1 + 0.2*(-1)", ["0.1 1", "0.2 -1"], None, False),
        ("0.5*2 - 0.1", ["0.5 2"], "-0.1", False),
        ("0.15*0.05 + 0.2*0.1 + 0.35*1", ["0.15 0.05", "0.2 0.1"], "0.35", False),
        ("w x", ["w x"], None, False),
    ],
)
def test_a_weighted_sum_is_seen(text: str, pairs: list[str], bias: str | None, threshold: bool) -> None:
    found = weighted_sum(read_formula(text))
    assert found is not None
    assert [" ".join(map(spelled, pair)) for pair in found.pairs] == pairs
    assert (found.bias and spelled(found.bias), found.is_threshold) == (bias, threshold)


@pytest.mark.parametrize("text", ["x", "x + y", "w_1 x_1 + b + c", "x^2 + w y", "a b c", "w x / 2"])
def test_what_is_no_weighted_sum_is_not_taken_for_one(text: str) -> None:
    assert weighted_sum(read_formula(text)) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"\frac{1}{1+e^{-z}}", "sigmoid"),
        (r"1 - \frac{1}{1+e^{z}}", "sigmoid"),
        (r"\frac{e^z}{1+e^z}", "sigmoid"),
        (r"\sigma(z)", "sigmoid"),
        (r"\frac{e^z-e^{-z}}{e^z+e^{-z}}", "tanh"),
        (r"\max(0, z)", "relu"),
        (r"\ln(1+e^z)", "softplus"),
        (r"z \cdot \sigma(z)", "silu"),
        (r"\frac{e^{z}}{e^{z}+e^{y}}", "softmax"),
        ("z", "identity"),
    ],
)
def test_an_activation_is_the_same_however_it_is_written(text: str, name: str) -> None:
    assert name in ACTIVATIONS
    assert activation_of(read_formula(text)) == (name, Name("z"))


def test_an_activation_may_be_applied_to_a_sum_at_once() -> None:
    found = activation_of(read_formula(r"\frac{1}{1+e^{-(w x + b)}}"))
    assert found is not None
    assert found[0] == "sigmoid" and weighted_sum(found[1]) is not None


def test_a_formula_of_ones_own_is_an_activation_only_where_that_is_asked() -> None:
    formula = read_formula(r"z^2 \cdot \sigma(z)")
    assert activation_of(formula, own=False) is None
    found = activation_of(formula)
    assert found is not None and "x" in found[0]


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        (r"\frac12 (t - o)^2", "half-squared-error"),
        (r"0.5 (o - t)^2", "half-squared-error"),
        (r"(t - o)^2", "squared-error"),
        (r"-(t \ln(o) + (1 - t) \ln(1 - o))", "binary-cross-entropy"),
        (r"\frac12 (t_1 - o_1)^2 + \frac12 (t_2 - o_2)^2", "half-squared-error"),
        (r"\frac12 ((t_1 - o_1)^2 + (t_2 - o_2)^2)", "half-squared-error"),
    ],
)
def test_a_loss_is_known_by_its_values(text: str, loss: str) -> None:
    found = loss_of(read_formula(text))
    assert loss in LOSSES
    assert found is not None and found[0] == loss


@pytest.mark.parametrize("text", ["t - o", "(t - o)^3", "(t + o)^2", "2 (t - o)"])
def test_what_compares_two_names_is_not_always_a_loss(text: str) -> None:
    assert loss_of(read_formula(text)) is None


def test_an_update_has_an_old_value_a_rate_and_a_gradient() -> None:
    found = update_of(read_formula(r"w_5 - \eta \frac{\partial E}{\partial w_5}"))
    assert found is not None
    assert (found.old, found.rate) == (Name("w5"), Name("eta"))
    assert update_of(read_formula("w_1 x_1 + w_2 x_2")) is None


@pytest.mark.parametrize(
    ("symbolic", "numeric", "pairs"),
    [
        ("w x + b", "0.5 * 2 + 0.1", ["0.5 w", "2 x", "0.1 b"]),
        ("w x + b * 1", "0.5 * 2 + 0.1", ["0.5 w", "2 x", "0.1 b"]),
        (r"\sigma(z)", r"\frac{1}{1+e^{-0.5}}", ["0.5 z"]),
        ("-(t - o)", "-(0.01 - 0.75)", ["0.01 t", "0.75 o"]),
        ("o (1 - o)", "0.75(1 - 0.75)", ["0.75 o", "0.75 o"]),
        (r"w - \eta g", "0.4 - 0.5 * 0.08", ["0.4 w", "0.5 eta", "0.08 g"]),
    ],
)
def test_numbers_stand_for_names(symbolic: str, numeric: str, pairs: list[str]) -> None:
    found = substituted(read_formula(symbolic), read_formula(numeric))
    assert found is not None
    assert [f"{number.text} {spelled(part)}" for number, part in found] == pairs


def test_a_whole_part_may_have_become_one_number() -> None:
    found = substituted(read_formula("(t - o) o"), read_formula("0.5 * 0.3"))
    assert found is not None and found[0][0].value == Fraction(1, 2)


def test_a_sum_of_two_may_stand_the_other_way_round() -> None:
    found = substitutions(read_formula("d + w"), read_formula("0.9 + 0.1"))
    assert {tuple(number.text for number, _ in pairs) for pairs in found} == {("0.9", "0.1"), ("0.1", "0.9")}


@pytest.mark.parametrize(("symbolic", "numeric"), [("w x + b", "0.5 * 2"), ("w x", "0.5 + 2"), ("2 w", "3 * 0.5")])
def test_what_is_built_otherwise_is_no_substitution(symbolic: str, numeric: str) -> None:
    assert substituted(read_formula(symbolic), read_formula(numeric)) is None
