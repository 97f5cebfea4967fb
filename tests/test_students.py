"""A student's own numbers: what goes wrong first, what follows from it, and what is asked next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivation.cli import run
from derivation.marking import mark


def record(*numbers: str) -> dict[str, Any]:
    return json.loads(mark(numbers, None, "json"))


def words(*numbers: str) -> dict[str, str]:
    return {each["quantity"]: each["verdict"] for each in record(*numbers)["numbers"]}


def test_right_numbers_are_called_right() -> None:
    assert words("net_h1=0.3775", "out_h1=0.5933", "w5+=0.358916480") == dict.fromkeys(
        ("net_h1", "out_h1", "w5+"), "right"
    )


def test_the_first_wrong_number_is_found_in_whatever_order_they_come() -> None:
    found = record("w5+=0.3795", "dE_total/dw5=0.0411", "net_h1=0.3775")
    assert found["first_wrong"] == "dE_total/dw5"
    assert [each["quantity"] for each in found["numbers"]] == ["net_h1", "dE_total/dw5", "w5+"]


def test_what_follows_rightly_is_carried_forward() -> None:
    assert words("dE_total/dw5=0.0411", "w5+=0.3795")["w5+"] == "carried-forward"


def test_what_follows_by_the_same_mistake_is_carried_forward() -> None:
    found = record("dE_total/dout_o1=-0.741365070", "dE_total/dw7=0.022602540", "E_total+=0.305640633")
    assert [each["verdict"] for each in found["numbers"]] == ["wrong", "carried-forward", "carried-forward"]
    assert found["numbers"][0]["cause"]["mistake"] == "target-minus-output"


def test_a_second_mistake_is_wrong_again() -> None:
    assert words("dE_total/dw5=0.0411", "w5+=0.6")["w5+"] == "wrong"


def test_a_second_mistake_is_named_on_top_of_the_first() -> None:
    found = record("dE_total/dnet_o1=0.741365070", "dE_total/dw5=0.442509", "w5+=0.178745")["numbers"]
    assert [each["verdict"] for each in found] == ["wrong", "wrong", "carried-forward"]
    assert found[1]["cause"]["mistake"] == "wrong-index"
    assert "the numbers before are used as they stand" in found[1]["cause"]["says"]
    assert found[2]["follows_from"] == "dE_total/dw5"


def test_what_is_carried_forward_comes_from_a_number_that_it_depends_on() -> None:
    found = record("dE_total/dout_o1=-0.7414", "dE_total/dw7=-0.0452", "w5+=0.4411")["numbers"]
    assert {each["quantity"]: each.get("follows_from") for each in found}["w5+"] == "dE_total/dout_o1"


def test_the_step_in_place_of_the_gradient_is_named() -> None:
    found = record("dE_total/dnet_o1=0.1385", "dE_total/dw5=0.0411", "w5+=0.3589")["numbers"]
    assert [each["verdict"] for each in found] == ["right", "wrong", "right"]
    assert found[1]["cause"]["mistake"] == "step-for-gradient"


def test_one_further_number_is_asked_for_that_tells_the_mistakes_apart() -> None:
    ask = record("dE_total/dw5=0.0411")["ask"]
    assert len({each["value"] for each in ask["would_be"]}) > 1
    assert "what did you get for " + ask["quantity"] in mark(["dE_total/dw5=0.0411"])


def test_nothing_is_asked_where_one_mistake_remains() -> None:
    assert record("net_o1=0.505905967")["ask"] is None


def test_digits_that_cannot_exclude_a_mistake_are_named() -> None:
    found = record("w1+=0.1498")
    assert found["first_wrong"] is None
    assert [each["mistake"] for each in found["not_excluded"]] == ["sequential-update"]
    assert found["ask"]["quantity"] == "dE_total/dout_h1"


def test_nine_places_exclude_it() -> None:
    assert record("w1+=0.149780716")["not_excluded"] == []


def test_several_numbers_are_stronger_evidence_than_one() -> None:
    one = record("dE_total/dw5=0.0411")["numbers"][0]["cause"]
    two = record("dE_total/dw5=0.0411", "dE_total/dw7=-0.0113")["numbers"][0]["cause"]
    assert two["chance"] < one["chance"] / 50


def test_a_number_that_no_mistake_gives_gets_no_cause() -> None:
    assert "cause" not in record("net_h1=0.912345678")["numbers"][0]
    assert "no mistake that is known" in mark(["net_h1=0.912345678"])


def test_another_network_is_taken_from_its_spec() -> None:
    spec = Path(__file__).parent / "cases" / "networks" / "softmax-of-two.toml"
    assert "not a quantity" not in mark(["net_h1=0.3"], str(spec))


def test_a_factor_left_out_in_a_computation_is_named() -> None:
    spec = Path(__file__).parent / "cases" / "computations" / "circuit.toml"
    found = json.loads(mark(["df/dx=1"], str(spec), "json"))["numbers"][0]
    assert found["cause"]["mistake"] == "slope-forgotten"


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("w1", "D102"),
        ("=0.5", "D102"),
        ("w99+=0.5", "D402"),
        ("net_h11=0.5", "did you mean net_h1?"),
        ("dE_total/dw55=0.5", "did you mean dE_total/dw5?"),
        ("w1+=abc", "D301"),
        ("w1+=0,5", "D308"),
        ("w1+=", "D301"),
        ("w1+=1/0", "D305"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(argument: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diagnose", argument]) == 2
    assert said in capsys.readouterr().err


def test_the_command_has_answered_with_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diagnose", "w1+=0.1492", "dE_total/dw5=0.0411"]) == 0
    assert capsys.readouterr().out.startswith("dE_total/dw5 = 0.0411: wrong, it is 0.0822\n")


def test_the_table_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "mistakes"]) == 0
    assert "sequential-update" in capsys.readouterr().out
