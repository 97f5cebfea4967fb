"""What a document says of its names, which neurons that makes, and where one example ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derivation.maths.formulas import Name
from derivation.verify.documents.claims import extract
from derivation.verify.manuscripts import Manuscript, MappedText
from derivation.verify.networks.definitions import Definitions, define
from derivation.verify.networks.drafts import Draft, drafts
from derivation.verify.networks.normalising import canonical, normalised
from derivation.verify.networks.scopes import Mark, Scope, scopes
from derivation.verify.readers import READERS

NET = """
$$z_1 = w_1 x_1 + w_2 x_2 + b_1$$
$$h_1 = \\sigma(z_1)$$
$$z_2 = w_3 x_1 + w_4 x_2 + b_1$$
$$h_2 = \\sigma(z_2)$$
$$s = v_1 h_1 + v_2 h_2 + c$$
$$\\hat{y} = \\sigma(s)$$
$$L = \\frac12 (y - \\hat{y})^2$$
"""


def manuscript(text: str) -> Manuscript:
    whole = MappedText(text, range(len(text) + 1))
    return Manuscript("text.md", text, "markdown", READERS["markdown"].read(whole).regions)


def said(text: str) -> Definitions:
    return define(normalised(extract(manuscript(text)).statements))


def scopes_of(text: str) -> tuple[Scope, ...]:
    whole = manuscript(text)
    marks = [Mark(region.offsets[0], region.text) for region in whole.regions if region.kind == "heading"]
    claims = extract(whole)
    return scopes(replace(claims, statements=normalised(claims.statements)), marks)


def first_draft(text: str) -> Draft:
    return next(drafts(said(text)))


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("w5^new", "w5+"),
        ("w5_new", "w5+"),
        ("w_new^(1)", "w^(1)+"),
        ("w1^(t+1)", "w1+"),
        ("w1^old", "w1"),
        ("Net_h1", "net_h1"),
        ("Delta_w1", "Delta_w1"),
        ("W1", "W1"),
        ("new", "new"),
    ],
)
def test_a_name_has_one_spelling(spelled: str, name: str) -> None:
    assert canonical(spelled) == name


def test_the_number_that_is_put_in_most_often_is_given_and_the_others_are_rivals() -> None:
    text = "$y = 1$\n\n$L = (y - p)^2 = (1.5 - 0.5)^2 = 1$\n\n$g = y - p = 1.5 - 0.5 = 1$"
    found = said(text)
    assert found.given["y"].text == "1.5"
    assert [numeral.text for numeral in found.rivals["y"]] == ["1"]


def test_a_result_in_a_later_line_is_put_back_as_what_it_was_the_result_of() -> None:
    found = said("$a = 0.5 * 0.66667 = 0.33333$\n\n$b = 2 * 0.33333 = 0.66667$")
    assert [str(form) for form in found.of(next(key for key in found.worked if getattr(key, "id", "") == "b"))] != []
    assert "Name(id='a')" in str(found.worked)


def test_a_step_from_a_stated_number_says_what_the_parameter_is_after_the_update() -> None:
    found = said("$w = 0.4$\n\n$w = 0.4 - 0.5 * 0.08 = 0.36$")
    assert found.given["w"].text == "0.4"
    assert "w+" in {getattr(key, "id", "") for key in found.worked}


def test_neurons_are_known_by_their_shapes() -> None:
    found = first_draft(NET)
    assert [[neuron.out for neuron in layer] for layer in found.layers] == [["h1", "h2"], ["hat_y"]]
    assert found.loss == "half-squared-error"
    assert [getattr(target, "id", None) for target in found.targets] == ["y"]
    assert [getattr(source, "id", None) for source in found.inputs] == ["x1", "x2"]


def test_a_neuron_that_is_only_used_is_completed_from_its_neighbour() -> None:
    text = NET.replace("$$z_2 = w_3 x_1 + w_4 x_2 + b_1$$\n$$h_2 = \\sigma(z_2)$$\n", "$$w_3^+ = 0.3, w_4^+ = 0.4$$\n")
    second = first_draft(text).layers[0][1]
    assert (second.out, second.net, second.is_told) == ("h2", "z2", False)
    assert [getattr(weight, "id", None) for weight in second.weights] == ["w3", "w4"]


def test_a_source_that_stands_in_a_sum_twice_was_meant_to_be_its_sibling() -> None:
    text = NET.replace("s = v_1 h_1 + v_2 h_2 + c", "s = v_1 h_1 + v_2 h_1 + c")
    last = first_draft(text).layers[-1][0]
    assert [getattr(source, "id", None) for source in last.sources] == ["h1", "h2"]


@pytest.mark.parametrize("text", ["$f = x y$", "$a = b + c$", "$$E = m c^2$$", "$x = 0.5$"])
def test_what_is_no_network_gives_no_draft(text: str) -> None:
    assert list(drafts(said(text))) == []


ONE = "# Example {n}\n\n$w = {w}$, $x = 2$, $b = 0.1$\n\n$z = w x + b = {w} * 2 + 0.1 = {z}$\n\n"


def test_a_new_example_begins_where_names_are_given_other_numbers() -> None:
    text = ONE.format(n=1, w="0.5", z="1.1") + ONE.format(n=2, w="0.7", z="1.5")
    found = scopes_of(text)
    assert len(found) == 2
    assert [define(scope.claims.statements).given["w"].text for scope in found] == ["0.5", "0.7"]


def test_results_of_a_second_round_make_no_second_example() -> None:
    text = ONE.format(n="", w="0.5", z="1.1") + "# Afterwards\n\n$z = 1.3$ and $w = 0.5$\n"
    assert len(scopes_of(text)) == 1


def test_what_was_said_before_any_number_holds_for_every_example() -> None:
    text = "# Theory\n\n$$L = (t - z)^2$$\n\n" + ONE.format(n=1, w="0.5", z="1.1") + ONE.format(n=2, w="0.7", z="1.5")
    second = scopes_of(text)[1]
    known = define(second.claims.statements, second.earlier).formulas
    assert "L" in {getattr(key, "id", "") for key in known}


def test_siblings_that_are_said_to_be_equal_are_both_given() -> None:
    found = said("Take $x_1 = x_2 = 1$ and $y = 0$.")
    assert {name: numeral.text for name, numeral in found.given.items()} == {"x1": "1", "x2": "1", "y": "0"}


def test_what_is_added_to_a_parameter_makes_it_a_new_one() -> None:
    assert "w1+" in said("$w_1 = 0.3$\n\n$w_1 = w_1 + \\Delta w_1 = 0.3 + 0.0029 = 0.3029$").mentioned or (
        Name("w1+") in said("$w_1 = w_1 + \\Delta w_1 = 0.3 + 0.0029 = 0.3029$").printed
    )
