"""Networks that documents print in numbers: which number is which name, and what the outputs are compared with."""

from __future__ import annotations

import pytest
from test_definitions import first_draft, said

from derivation.maths.formulas import Name
from derivation.verify.networks.comparisons import compared

GIVEN = "$x_1 = 0.4$, $x_2 = 0.3$, $w_{11} = 0.3$, $w_{12} = 0.5$, $w_{21} = 0.4$, $w_{22} = -0.2$\n\n"
FIRST = "$z_1 = w_{11} x_1 + w_{12} x_2 = 0.3 * 0.4 + 0.5 * 0.3 = 0.27$\n\n$h_1 = \\tanh(z_1) = 0.2636$\n\n"
BESIDE = "$z_2 = 0.4 * 0.4 - 0.2 * 0.3 = 0.10$\n\n$h_2 = \\tanh(0.10) = 0.0997$\n\n"
OUT = "$y = v_1 h_1 + v_2 h_2 = 0.7 * 0.2636 + 0.6 * 0.0997 = 0.2443$\n\n$E = (y - t)^2 = (0.2443 - 0.5)^2$"


def test_numbers_beside_named_siblings_are_the_names_that_are_given_them() -> None:
    second = first_draft(GIVEN + FIRST + BESIDE + OUT).layers[0][1]
    assert second.sources == (Name("x1"), Name("x2"))
    assert second.weights == (Name("w21"), Name("w22"))


def test_a_number_in_the_place_of_the_one_output_that_is_missing_is_a_slip_for_it() -> None:
    slip = "$y = 0.7 * 0.2636 + 0.6 * 0.0979 = 0.2433$\n\n$E = (y - t)^2 = (0.2433 - 0.5)^2$"
    assert first_draft(GIVEN + FIRST + BESIDE + slip).layers[1][0].sources == (Name("h1"), Name("h2"))


def test_a_bias_may_stand_first_as_the_weight_of_a_constant_one() -> None:
    text = "$n = 0.15 * 1 + 0.25 * 0.4 - 0.35 * 0.2 = 0.18$\n\n$o = \\sigma(0.18) = 0.5449$\n\n$e = 0.5 - o$"
    neuron = first_draft(text).layers[0][0]
    assert [leaf.numeral.text for leaf in (*neuron.weights, neuron.bias)] == ["0.25", "-0.35", "0.15"]


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("$E = (0.5449 - 0.2)^2 = 0.1190$", "0.2"),
        ("$d = 0.5449 (1 - 0.5449)(0.3 - 0.5449) = -0.0607$", "0.3"),
        ("$d = 0.5449 (1 - 0.5449)(1 - 0.5449) = 0.1129$", "1"),
        ("$s = 0.5449 (1 - 0.5449) = 0.2480$", ""),
    ],
)
def test_a_target_may_be_told_by_a_number_that_an_output_is_compared_with(line: str, target: str) -> None:
    found = said(f"$n = 0.2 * 0.4 + 0.5 * 0.2 = 0.18$\n\n$o = \\sigma(n) = 0.5449$\n\n{line}")
    targets = compared(found, {"o"}, {})[1]
    assert [leaf.numeral.text for leaf in targets.values()] == ([target] if target else [])


@pytest.mark.parametrize(("net", "out"), [("net_{}", "out_{}"), ("z_{{{}}}", "a_{{{}}}"), ("{}_{{in}}", "{}_{{out}}")])
def test_an_output_without_a_formula_is_known_by_what_the_other_ones_are_called(net: str, out: str) -> None:
    lines = (
        f"${net.format('h1')} = w_1 x_1 + w_2 x_2 = 0.3 * 0.4 + 0.5 * 0.3 = 0.27$",
        f"${out.format('h1')} = \\sigma({net.format('h1')}) = 0.5671$",
        f"${net.format('o1')} = v {out.format('h1')} = 0.7 * 0.5671 = 0.3970$",
        f"${out.format('o1')} = 0.5980$",
        f"$E = ({out.format('o1')} - t)^2$",
    )
    layers = first_draft("\n\n".join(lines)).layers
    assert [[neuron.activation for neuron in layer] for layer in layers] == [["sigmoid"], ["sigmoid"]]


def test_a_number_in_a_sum_is_an_output_rather_than_a_net_input_of_the_same_size() -> None:
    lines = (
        "$z_1 = 0.2 * 1.5 + 0.4 * 0.5 = 0.5$",
        "$a_1 = \\sigma(0.5) = 0.62$",
        "$z_2 = 0.3 * 1.5 - 0.2 * 0.5 = 0.35$",
        "$a_2 = \\sigma(0.35) = 0.59$",
        "$L = (a_1 - t_1)^2 + (a_2 - t_2)^2$",
    )
    first, second = first_draft("\n\n".join(lines)).layers[0]
    assert first.sources == second.sources
