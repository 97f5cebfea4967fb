"""The classic two-two-two network: every number that the project promises, in the record and on the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from networks import case, derivation, files

from derivation.maths.numbers import nearest, read_number
from derivation.maths.rounding import Rounding
from derivation.render.derivations import Derivation

PRINTED = {
    "quantities": {
        "net_h1": "0.3775",
        "out_h1": "0.593269992",
        "out_h2": "0.596884378",
        "net_o1": "1.105905967",
        "out_o1": "0.751365070",
        "out_o2": "0.772928465",
        "E_o1": "0.274811083",
        "E_o2": "0.023560026",
        "E_total": "0.298371109",
    },
    "derivatives": {
        "dE_total/dw5": "0.082167041",
        "dE_o1/dout_h1": "0.055399425",
        "dE_o2/dout_h1": "-0.019049118",
        "dE_total/dout_h1": "0.036350306",
        "dE_total/dw1": "0.000438568",
    },
    "updates": {
        "w1+": "0.149780716",
        "w2+": "0.199561432",
        "w3+": "0.249751144",
        "w4+": "0.299502287",
        "w5+": "0.358916480",
        "w6+": "0.408666186",
        "w7+": "0.511301270",
        "w8+": "0.561370121",
    },
}
NUMBERS = [
    pytest.param(table, name, text, id=name) for table, numbers in PRINTED.items() for name, text in numbers.items()
]
TRAINED = [
    ("classic", 1, "E_total", "0.291027773693599"),
    ("classic", 10_000, "E_total", "0.0000351018778297884587423401817371257094"),
    ("classic", 10_000, "out_o1", "0.0159136204"),
    ("classic", 10_000, "out_o2", "0.984064273"),
    ("sequential", 1, "E_total", "0.29102792390544"),
    ("sequential", 10_000, "out_o1", "0.0159121963"),
    ("sequential", 10_000, "out_o2", "0.9840657344"),
]


def record(name: str) -> Any:
    """The JSON record of a case."""
    return next(json.loads(text) for file, text in files(name).items() if file.endswith(".json"))


def page(name: str) -> str:
    """The tutorial of a case."""
    return files(name)[f"{derivation(name).spec.slug}.md"]


def trained(name: str, rounds: int) -> Any:
    """The state after so many rounds."""
    return next(state for state in record(name)["training"] if state["round"] == rounds)


@pytest.mark.parametrize(("table", "name", "text"), NUMBERS)
def test_the_record_prints_the_number(table: str, name: str, text: str) -> None:
    assert record("classic")[table][name]["printed"] == text


@pytest.mark.parametrize(("table", "name", "text"), NUMBERS)
def test_the_record_holds_a_value_that_rounds_to_the_number(table: str, name: str, text: str) -> None:
    printed = read_number(text)
    value = read_number(record("classic")[table][name]["value"]).value
    assert nearest(value, printed.places) == nearest(printed.value, printed.places)


@pytest.mark.parametrize(("table", "name", "text"), NUMBERS)
def test_the_page_gives_the_number_as_the_result_of_its_quantity(table: str, name: str, text: str) -> None:
    latex = record("classic")[table][name]["latex"]
    lines = page("classic").replace("\\\\\n&", "").replace("&", "").split("\n")
    assert any(line.startswith(f"{latex} ") and line.removesuffix(" \\\\").endswith(f" {text}") for line in lines)


@pytest.mark.parametrize(("name", "rounds", "quantity", "digits"), TRAINED)
def test_after_training_the_certified_value_begins_with_all_the_digits(
    name: str, rounds: int, quantity: str, digits: str
) -> None:
    value_at = derivation(name).history.refiner(rounds, quantity)
    assert Rounding(60).show(value_at).numeral.text.startswith(digits)


@pytest.mark.parametrize(("name", "rounds", "quantity", "digits"), TRAINED)
def test_after_training_the_record_begins_with_thirty_of_the_digits(
    name: str, rounds: int, quantity: str, digits: str
) -> None:
    assert trained(name, rounds)[quantity].startswith(digits[:36])


def test_the_first_net_input_is_exact() -> None:
    assert record("classic")["quantities"]["net_h1"] == {
        "value": "0.3775",
        "exact": "151/400",
        "printed": "0.3775",
        "latex": "net_{h1}",
        "role": "net_input",
    }


@pytest.mark.parametrize("rounds", [0, 1, 10, 100, 1_000, 10_000])
def test_the_page_has_a_row_of_the_table_for_the_rounds(rounds: int) -> None:
    assert f"\n| {rounds:,} | " in page("classic")


@pytest.mark.parametrize(
    "numbers",
    ["| 1 | $0.291027774$ |", "| 10,000 | $0.0000351018778$ | $0.015913620$ | $0.984064274$ |"],
)
def test_the_page_shows_the_errors_over_the_rounds(numbers: str) -> None:
    assert numbers in page("classic")


def test_the_page_warns_of_the_slip_with_the_error_it_would_give() -> None:
    assert "would then come out as $0.291027924$ instead of $0.291027774$, close enough" in page("classic")


def test_the_biases_are_not_trained() -> None:
    assert list(record("classic")["updates"]) == [f"w{number}+" for number in range(1, 9)]


def test_no_gradient_of_a_bias_is_given() -> None:
    assert not [name for name in record("classic")["derivatives"] if "/db" in name]


def test_the_trained_state_holds_the_weights_alone() -> None:
    assert list(trained("classic", 10_000)["parameters"]) == [f"w{number}" for number in range(1, 9)]


def test_three_routes_agree_to_fifty_digits() -> None:
    certificate = Derivation(case("classic")).certificate
    assert (len(certificate.routes), certificate.derivatives, certificate.agree_to_digits) == (3, 8, 50)
