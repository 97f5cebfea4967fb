"""Documents: what the tutorial says, in every network; no template shows through."""

from __future__ import annotations

import re

import pytest
from networks import CASES, SOME, case, derivation, files, markdown, unproven

from derivation.network.loading import read_spec
from derivation.render.derivations import Derivation
from derivation.render.documents import compose
from derivation.render.templating import Templates
from derivation.stories import rendered

every_document = pytest.mark.parametrize("name", SOME)
CONTINUING = ("and ", "from ")
"""Paragraphs that go on with a sentence which a formula interrupted begin in lower case on purpose."""


def words(name: str | int) -> list[str]:
    """The paragraphs of all documents without their formulas; a formula in the text is an X."""
    text = "\n\n".join(re.sub(r"(?m)^> ?", "", page) for page in markdown(name))
    text = re.sub(r"(?ms)^\$\$\n.*?\n\$\$$", "", text)
    parts = re.sub(r"(?<!\\)\$[^$\n]+\$", "X", text).split("\n\n")
    return [part.strip() for part in parts if part.strip()]


def tutorial(name: str | int) -> str:
    return files(name)[f"{derivation(name).spec.slug}.md"]


def of_toml(text: str) -> str:
    """The tutorial of a spec given as text."""
    found = Derivation(read_spec(text), prove=unproven)
    return rendered(found, ["md"])[f"{found.spec.slug}.md"].decode("utf-8")


@every_document
@pytest.mark.parametrize(
    ("slip", "pattern"),
    [
        ("syntax of a template", r"<<|>>|<%|%>|<#|#>"),
        ("two blanks in a row", r"(?m)\S  +\S"),
        ("empty brackets", r"\(\s*\)|\[\s*\]"),
        ("a blank before a sign", r" [,.;:!?](\s|$)"),
        ("two signs in a row", r"[,;:]{2}|[,;:]\.|\.\.|,,"),
        ("a word twice", r"\b(\w{2,}) \1\b"),
        ("a value that is missing", r"\bNone\b|Undefined|\bnan\b|True|False"),
        ("an object of the program", r"Name\(|Formula|Fraction\("),
        ("one of many", r"\bone \w+s and one\b|\bof one and one\b|\ball one\b"),
        ("an article before a vowel", r"\ba [aeio]\w+\b(?<!a one)"),
    ],
)
def test_the_prose_is_free_of(name: str | int, slip: str, pattern: str) -> None:
    assert [part for part in words(name) if re.search(pattern, part)] == [], slip


@every_document
def test_a_paragraph_begins_with_a_capital_unless_it_goes_on_with_a_sentence(name: str | int) -> None:
    assert [part for part in words(name) if part[0].islower() and not part.startswith(CONTINUING)] == []


@every_document
def test_a_paragraph_ends_with_a_sign_or_runs_into_a_formula(name: str | int) -> None:
    running = [part for part in words(name) if not part.startswith(("#", "|", "- "))]
    last = {part.split()[-1] for part in running if part[-1] not in ".:?,)*X"}
    assert last <= {"of", "are", "where"}


@every_document
def test_every_neuron_has_its_place_in_the_forward_pass(name: str | int) -> None:
    found = derivation(name)
    latex = [found.notation.latex(neuron.net) for neuron in found.network.neurons]
    assert [net for net in latex if f"{net} =" not in tutorial(name) and f"{net} &" not in tutorial(name)] == []


@every_document
def test_every_parameter_has_its_row_in_the_table_of_new_values(name: str | int) -> None:
    found = derivation(name)
    heading = "The new parameters" if found.network.learns else "The gradient"
    table = tutorial(name).split(f"\n## {heading}")[1].split("\n## ")[0]
    assert [key for key in found.network.parameters if f"| ${found.notation.latex(key)}$ |" not in table] == []


@pytest.mark.parametrize("name", CASES)
def test_chapters_come_in_reading_order(name: str) -> None:
    expected = ["The network", "The forward pass", "The error", "The backward pass: the output layer"]
    heads = re.findall(r"(?m)^## (.+)$", tutorial(name))
    assert [head.replace(" of sample 1", "") for head in heads[:4]] == expected
    assert heads[-3:] == ["The new parameters", "One round, and many", "How far the numbers can be trusted"]


@pytest.mark.parametrize("name", CASES)
def test_the_appendix_is_named_where_there_is_one(name: str) -> None:
    slug = derivation(name).spec.slug
    assert (f"`{slug}-closed-form`" in tutorial(name)) is (f"{slug}-closed-form.md" in files(name))


@pytest.mark.parametrize("name", CASES)
def test_the_slope_of_the_sigmoid_is_derived_wherever_a_neuron_is_squashed(name: str) -> None:
    squashes = any(layer.activation == "sigmoid" for layer in case(name).layers)
    assert tutorial(name).count("### The slope of the sigmoid\n") == squashes


@pytest.mark.parametrize("name", [name for name in CASES if case(name).document.equals_throughout])
def test_no_sign_for_rounded_numbers_is_explained_where_none_is_used(name: str) -> None:
    assert r"\approx" not in tutorial(name)


@pytest.mark.parametrize("name", CASES)
def test_biases_are_said_to_be_every_neurons_own_only_where_each_has_one(name: str) -> None:
    biases = [neuron.bias for neuron in derivation(name).network.neurons]
    own = None not in biases and len(set(biases)) == len(biases)
    assert ("here every neuron has its own" in tutorial(name)) is own


@pytest.mark.parametrize("name", CASES)
def test_biases_are_said_to_be_shared_only_where_no_layer_has_several(name: str) -> None:
    several = any(isinstance(layer.bias, tuple) and len(layer.bias) > 1 for layer in case(name).layers)
    assert not several or "here the neurons of a layer share one" not in tutorial(name)


def test_the_appendix_of_a_sequential_document_gives_the_numbers_of_its_tutorial() -> None:
    appendix = files("sequential")["backpropagation-by-hand-10-000-rounds-in-sequence-closed-form.md"]
    stated = re.findall(r"At the values of the tutorial this is \$(.+)\$", appendix)
    table = tutorial("sequential").split("\n## The new parameters")[1]
    assert [number for number in stated if f"| ${number}$ |" not in table] == []


def test_brief_detail_works_out_one_neuron_and_states_the_others() -> None:
    assert tutorial("brief").count("\n### Hidden neuron ") == 1
    assert "The other neurons do the same with their own weights:" in tutorial("brief")


def test_full_detail_writes_out_every_slope() -> None:
    assert tutorial("full").count("^{1 - 1}") == 8


def test_standard_detail_writes_out_the_first_slope_alone() -> None:
    assert tutorial("classic").count("^{1 - 1}") == 1


def test_the_more_detail_the_longer_the_page() -> None:
    brief, standard, full = (len(tutorial(name)) for name in ("brief", "no-bias", "full"))
    assert brief < standard < full


def test_a_document_that_rounds_on_the_way_says_how_far_it_went() -> None:
    assert re.search(r"the number furthest from its true value is \$.+\$, by \d+\.\d units", tutorial("rounded"))


def test_no_round_at_all_is_told_without_a_table() -> None:
    text = of_toml(case("classic").to_toml().replace("rounds = 10000", "rounds = 0"))
    assert "No round was asked for" in text and "\n| rounds |" not in text


def test_one_round_is_told_without_a_table() -> None:
    text = of_toml(case("classic").to_toml().replace("rounds = 10000", "rounds = 1"))
    assert "the total error is now $0.291027774$" in text and "\n| rounds |" not in text


def test_a_step_that_was_too_long_is_told() -> None:
    text = of_toml(case("all-identity").to_toml().replace('learning_rate = "0.01"', 'learning_rate = "2"'))
    assert "It has risen: with this learning rate the step was too long." in text


def test_an_output_on_its_target_is_told() -> None:
    text = of_toml('[network]\ninputs = ["1", "1"]\ntargets = ["0.5"]\n[[layer]]\nweights = [["1", "-1"]]\n')
    assert "Zero: $out_{o1}$ has hit its target" in text


def test_equal_hidden_neurons_that_cancel_do_not_stop_the_document() -> None:
    layers = '[[layer]]\nweights = [["0.3"], ["0.3"]]\n[[layer]]\nactivation = "identity"\nweights = [["1", "-1"]]\n'
    assert "$0$" in of_toml('[network]\ninputs = ["1"]\ntargets = ["0"]\n' + layers)


def test_a_target_that_the_bias_alone_hits_does_not_stop_the_document() -> None:
    layers = '[[layer]]\nweights = [["0.3"]]\n[[layer]]\nactivation = "identity"\nweights = [["0"]]\nbias = "1.21"\n'
    assert "has hit its target" in of_toml('[network]\ninputs = ["1"]\ntargets = ["1.21"]\n' + layers)


def test_numbers_beyond_all_bounds_are_not_written_out() -> None:
    text = of_toml(case("all-identity").to_toml().replace('"0.01"', '"10"').replace("rounds = 3", "rounds = 6"))
    assert max(len(digits) for digits in re.findall(r"\d+", text)) < 100


def test_compose_gives_the_tutorial_first() -> None:
    names = [document.name for document in compose(derivation("classic"), Templates())]
    assert names == ["backpropagation-by-hand", "backpropagation-by-hand-closed-form"]
