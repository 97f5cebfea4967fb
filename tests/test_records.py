"""Records: the derivation as data, in the schema of the design, with the digits of the page and more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from networks import CASES, SOME, case, derivation, files

from derivation.maths.formulas import Name, Number
from derivation.maths.numbers import as_fraction, nearest, read_number
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.rules import Rule
from derivation.network.gradients import partial
from derivation.network.loading import read_spec
from derivation.network.optimizers import updated
from derivation.render.records import record

KEYS = ["schema", "spec", "quantities", "derivatives", "updates", "training", "steps", "certificate"]
every_record = pytest.mark.parametrize("name", SOME)
every_exact_case = pytest.mark.parametrize("name", [name for name in CASES if case(name).document.carry == "exact"])


def text_of(name: str | int) -> str:
    return next(text for file, text in files(name).items() if file.endswith(".json"))


def data_of(name: str | int) -> Any:
    return json.loads(text_of(name))


def entries(data: Any) -> dict[str, Any]:
    """Everything that has a value, by id."""
    return {**data["quantities"], **data["derivatives"], **data["updates"]}


def digits(text: str) -> int:
    """Significant digits of a decimal."""
    return len(text.partition("e")[0].replace(".", "").lstrip("-0"))


def ends(value: Fraction) -> bool:
    """Whether a rational is a decimal that ends."""
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    return rest == 1


def leaves(data: Any) -> Iterator[tuple[str, Any]]:
    """Every value with the key it stands under."""
    pairs = data.items() if isinstance(data, dict) else [("", part) for part in data]
    for key, part in pairs:
        yield from leaves(part) if isinstance(part, dict | list) else [(key, part)]


@every_record
def test_a_record_has_the_keys_of_the_design(name: str | int) -> None:
    data = data_of(name)
    assert (list(data), data["schema"]) == (KEYS, "derivation/1")


@every_record
def test_a_record_survives_being_written_and_read(name: str | int) -> None:
    assert data_of(name) == record(derivation(name))


@every_record
def test_a_record_is_strict_json_that_ends_a_line(name: str | int) -> None:
    refused = re.search(r"\b(NaN|Infinity)\b", text_of(name))
    assert refused is None and text_of(name).endswith("}\n")


@every_record
def test_only_counts_are_numbers(name: str | int) -> None:
    allowed = {"rounds", "index_base", "places", "digits", "round", "derivatives", "agree_to_digits"}
    numbers = {key for key, part in leaves(data_of(name)) if type(part) in (int, float)}
    assert numbers <= allowed
    assert not [part for _, part in leaves(data_of(name)) if isinstance(part, float)]


@every_record
def test_a_value_has_thirty_digits_or_is_exact(name: str | int) -> None:
    found = entries(data_of(name))
    short = {key: read_number(entry["value"]).value for key, entry in found.items() if digits(entry["value"]) < 30}
    assert [key for key, value in short.items() if value != exact(derivation(name), key)] == []


def exact(found: Any, key: str) -> Fraction:
    """The exact value of what the record holds under *key*."""
    formula = partial(*key[1:].split("/d")) if "/d" in key else Name(key)
    value = found.applied.at(formula, 4_096)
    return value if isinstance(value, Fraction) else as_fraction(value)


@every_record
def test_an_exact_value_is_the_value(name: str | int) -> None:
    exacts = {key: entry for key, entry in entries(data_of(name)).items() if "exact" in entry}
    rounded = {key: abs(read_number(entry["value"]).value - Fraction(entry["exact"])) for key, entry in exacts.items()}
    assert [key for key, off in rounded.items() if off > 2 * read_number(exacts[key]["value"]).half_unit] == []
    ending = [key for key, entry in exacts.items() if ends(Fraction(entry["exact"]))]
    assert [key for key in ending if rounded[key] != 0] == []


@every_exact_case
def test_a_printed_number_is_its_value_rounded(name: str) -> None:
    off = {}
    for key, entry in entries(data_of(name)).items():
        printed = read_number(entry["printed"])
        value = read_number(entry["value"])
        off[key] = abs(value.value - printed.value) - max(printed.half_unit, value.half_unit)
    assert [key for key, distance in off.items() if distance > 0] == []


@every_exact_case
def test_a_value_is_certain_in_every_digit(name: str) -> None:
    found = derivation(name)
    values = {key: read_number(entry["value"]) for key, entry in data_of(name)["quantities"].items()}
    off = {key: abs(number.value - exact(found, key)) - number.half_unit for key, number in values.items()}
    assert [key for key, distance in off.items() if distance > 0] == []


@every_record
def test_derivatives_of_the_error_by_every_parameter_and_quantity_are_there(name: str | int) -> None:
    network = derivation(name).network
    wanted = {f"d{step.total}/d{key}" for step in network.steps for key in step.parameters}
    wanted |= {f"d{each.total}/d{key}" for each in network.samples for key in each.by_id if key != each.total}
    assert wanted - set(data_of(name)["derivatives"]) == set()


@every_record
def test_every_parameter_has_an_update_where_there_is_a_learning_rate(name: str | int) -> None:
    network = derivation(name).network
    wanted = [updated(key) for step in network.steps for key in step.parameters if network.learns]
    assert [key for key in data_of(name)["updates"] if key in wanted] == wanted
    assert network.learns or data_of(name)["updates"] == {}


@every_record
def test_every_quantity_and_given_number_is_there_with_its_role(name: str | int) -> None:
    roles = {key: entry["role"] for key, entry in data_of(name)["quantities"].items()}
    assert roles == dict(derivation(name).network.roles)


@pytest.mark.parametrize("name", CASES)
def test_training_is_reported_at_the_powers_of_ten_and_at_the_end(name: str) -> None:
    rounds = case(name).training.rounds
    powers = [10**power for power in range(6) if 10**power < rounds]
    assert [state["round"] for state in data_of(name)["training"]] == [*powers, rounds]


@every_record
def test_a_round_holds_the_error_the_outputs_and_the_parameters(name: str | int) -> None:
    network = derivation(name).network
    keys = ["round", network.total, *(neuron.out for neuron in network.answers), "parameters"]
    states = data_of(name)["training"]
    assert [list(state) for state in states] == [keys] * len(states)
    assert [list(state["parameters"]) for state in states] == [list(network.parameters)] * len(states)


@pytest.mark.parametrize("name", [name for name in SOME if derivation(name).spec.training.rounds])
def test_the_first_round_is_the_update(name: str | int) -> None:
    data, updates = data_of(name), len(derivation(name).network.steps)
    trained = {key: read_number(text) for key, text in data["training"][0]["parameters"].items()}
    derived = {key: read_number(data["updates"][updated(key, updates)]["value"]) for key in trained}
    off = {key: abs(trained[key].value - derived[key].value) for key in trained}
    assert [key for key, distance in off.items() if distance > 2 * trained[key].half_unit] == []


@every_record
def test_a_step_has_an_id_of_its_own_and_a_known_rule(name: str | int) -> None:
    steps = list(all_steps(data_of(name)["steps"]))
    assert len({step["id"] for step in steps}) == len(steps)
    assert {step["rule"] for step in steps} <= set(Rule)


def all_steps(steps: Any) -> Iterator[Any]:
    """Every step and every step behind it."""
    for step in steps:
        yield step
        yield from all_steps(step["because"])


@every_record
def test_a_step_says_the_number_that_the_record_prints(name: str | int) -> None:
    data = data_of(name)
    printed = {key: entry["printed"] for key, entry in entries(data).items()}
    said = {step["id"]: step["value"] for step in data["steps"] if step["value"] and step["id"] in printed}
    network = derivation(name).network
    assert len(said) >= len(network.equations) + len(network.parameters)
    as_given = {key for key, text in printed.items() if "/" in text}
    ties = {key for key in said if is_tie(said[key], printed[key])}
    different = {key: text for key, text in said.items() if printed[key] != text}
    assert {key: text for key, text in different.items() if key not in as_given | ties} == {}


def is_tie(text: str, printed: str) -> bool:
    """Whether a line shows one digit more because the record's rounding is an exact half away from it."""
    places = len(printed.partition(".")[2])
    return abs(Fraction(text) - Fraction(printed)) == Fraction(1, 2 * 10**places)


@pytest.mark.parametrize("name", [name for name in SOME if derivation(name).network.learns])
def test_the_page_shows_the_digits_of_the_record(name: str | int) -> None:
    page = files(name)[f"{derivation(name).spec.slug}.md"]
    table = re.findall(r"(?m)(?:^\|.*\n)+", page.split("\n## The new parameters")[1].split("\n## ")[0] + "\n")[0]
    rows = table.strip().split("\n")[2:]
    network, updates = derivation(name).network, data_of(name)["updates"]
    shown = [row.split("$")[-2].replace("{,}", ".") for row in rows]
    last = [updated(key, len(network.steps)) for key in network.parameters]
    assert shown == [in_latex(updates[key]["printed"]) for key in last]


def in_latex(text: str) -> str:
    """A printed number as the page writes it."""
    return LatexPrinter(str)(Number(read_number(text)))


@pytest.mark.parametrize("name", CASES)
def test_the_spec_in_a_record_reads_back_to_the_same_spec(name: str) -> None:
    assert read_spec(json.dumps(data_of(name)["spec"]), "again.json") == case(name)


@pytest.mark.parametrize("name", CASES)
def test_the_spec_in_a_record_has_every_default_filled_in(name: str) -> None:
    spec = data_of(name)["spec"]
    always = ["learning_rate", "rounds", "update_biases", "order", "optimizer"]
    training = case(name).training
    assert list(spec["training"]) == [*always, *(given for given, _ in (*training.options, *training.penalties))]
    assert {"carry", "detail", "notation"} <= set(spec["document"])


def test_values_of_a_sequential_record_are_the_ones_it_prints() -> None:
    entry = data_of("sequential")["derivatives"]["dE_total/dw1"]
    assert nearest(read_number(entry["value"]).value, 9) == nearest(read_number(entry["printed"]).value, 9)
