"""Diagnosis: the mistakes behind wrong numbers are named, with evidence, and nothing else is."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from networks import derivation

from derivation import stories
from derivation.maths.formulas import Name
from derivation.maths.numbers import read_number
from derivation.network.courses import Ground
from derivation.network.gradients import partial
from derivation.network.loading import load_spec
from derivation.render.derivations import Derivation
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.causes import Explanation, explain, explain_carried
from derivation.verify.diagnosing.inquiries import Inquiry

DELTAS = {"h1": "0.0027", "h2": "0.0819"}
DELTA = read_number(DELTAS["h2"])
FAULTY = Path(__file__).parent / "cases" / "documents" / "classic-with-faults.md"


@cache
def inquiry(name: str = "classic") -> Inquiry:
    return Inquiry(Ground(derivation(name).gradients, derivation(name).spec.training.order))


@cache
def published(example: str) -> Inquiry:
    found = Derivation(load_spec(str(Path(__file__).parent / "cases" / "published" / f"{example}.toml")))
    return Inquiry(Ground(found.gradients, found.spec.training.order))


def subject(text: str):
    if text.startswith("d") and "/d" in text:
        of, _, wrt = text[1:].partition("/d")
        return partial(of, wrt)
    return Name(text)


def causes(quantity: str, printed: str, name: str = "classic") -> tuple[Explanation, ...]:
    asked = Asked.about(subject(quantity), inquiry(name).ground)
    assert asked is not None
    return explain(inquiry(name), asked, read_number(printed))


def named(quantity: str, printed: str) -> list[str]:
    return ["+".join(each.found.mistakes) for each in causes(quantity, printed)]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """The causes in the faulty document, by what is printed."""
    spec = tmp_path_factory.mktemp("spec") / "classic.toml"
    spec.write_text(stories.derive().spec.to_toml(), encoding="utf-8")
    found = json.loads(stories.verify([str(FAULTY)], str(spec), "json")[0])
    return {claim.get("printed", claim["text"]): claim["cause"] for claim in found["claims"] if "cause" in claim}


@pytest.mark.parametrize(
    ("printed", "mistake", "confidence"),
    [
        ("0.291027924", "sequential-update", "certain"),
        ("0.015912196", "sequential-update", "certain"),
        ("0.984065734", "sequential-update", "certain"),
        ("0.0000351085", "rounds-off-by-one", "possible"),
        ("-0.019049119", "rounded-intermediate", "possible"),
        ("net_{h1} = w_1 * i_1 + w_3 * i_2 + b_1 * 1", "wrong-index", "certain"),
    ],
)
def test_the_six_causes_of_the_faulty_document(
    faulty: dict[str, dict], printed: str, mistake: str, confidence: str
) -> None:
    cause = faulty[printed]
    assert (cause["mistake"], cause["confidence"], cause["reproduces"]) == (mistake, confidence, printed)
    assert cause["tried"] > 1
    assert (cause["chance"] < 0.001) == (confidence == "certain")


def test_the_number_of_rounds_is_said_and_the_rival_named(faulty: dict[str, dict]) -> None:
    cause = faulty["0.0000351085"]
    assert "9,999 rounds" in cause["says"]
    assert [rival["mistake"] for rival in cause["competing"]] == ["sequential-update"]
    assert "digit" in cause["competing"][0]["says"]


def test_the_index_is_said(faulty: dict[str, dict]) -> None:
    assert "w3 in place of w2 for net_h1" in faulty["net_{h1} = w_1 * i_1 + w_3 * i_2 + b_1 * 1"]["says"]


@pytest.mark.parametrize(
    ("quantity", "printed", "expected"),
    [
        ("w5+", "0.317832959", "rate-forgotten"),
        ("dE_total/dnet_o1", "0.741365070", "forgotten-activation-derivative"),
        ("net_h2", "0.3875", "wrong-index"),
        ("net_o1", "0.505905967", "bias-forgotten"),
        ("out_h1", "0.406730008", "exponent-sign"),
        ("out_h1", "0.360534393", "another-activation"),
        ("dE_total/dout_h1", "0.36350306", "point-moved"),
        ("w1+", "-0.149780716", "sign-lost"),
        ("out_h1", "0.593296992", "digits-transposed"),
        ("E_total", "0.274811083", "one-error-for-total"),
        ("dE_total/dout_h1", "0.055399425", "path-forgotten"),
    ],
)
def test_a_mistake_is_named_first(quantity: str, printed: str, expected: str) -> None:
    assert named(quantity, printed)[0].split("+")[0] == expected


@pytest.mark.parametrize(
    ("example", "quantity", "printed", "expected"),
    [
        ("classic-weights-in-columns", "net_o1", "0.5359", "bias-forgotten"),
        ("smaller-first-bias", "E_o2", "0.289", "wrong-target"),
        ("two-neurons-in-a-row", "b2+", "0.3795", "update-added"),
        ("exclusive-or-with-thresholds", "w6+", "1.11122", "update-added"),
        ("exclusive-or-with-thresholds", "theta_h2+", "-0.1015", "update-added"),
        ("smaller-first-bias", "out_h2", "0.5969", "given-misread"),
        ("smaller-first-bias", "out_o2", "0.7703", "wrong-index"),
        ("two-neurons-in-a-row", "net_o1", "0.56", "another-quantity"),
        ("three-two-two", "b_h2+", "0.499995", "cut-off"),
    ],
)
def test_wrong_numbers_in_print_get_their_known_explanation(
    example: str, quantity: str, printed: str, expected: str
) -> None:
    asked = Asked.about(subject(quantity), published(example).ground)
    assert asked is not None
    assert expected in {each.found.mistakes[0] for each in explain(published(example), asked, read_number(printed))}


@pytest.mark.parametrize(
    ("quantity", "printed", "expected"),
    [
        ("w3+", "0.273225", "w3 less its own step, plus that of w2"),
        ("w2+", "0.269445", "w3 less its own step, less that of w2"),
        ("w4+", "0.18534", "w4 less its own step, less that of w4"),
    ],
)
def test_a_second_mistake_is_found_after_a_wrong_number(quantity: str, printed: str, expected: str) -> None:
    there = published("no-biases-and-a-rate-of-one")
    asked = Asked.about(subject(quantity), there.ground)
    before = {subject(f"dE_total/dnet_{name}"): read_number(text) for name, text in DELTAS.items()}
    assert asked is not None
    assert not explain(there, asked, read_number(printed))
    first = explain_carried(there, asked, read_number(printed), before)[0]
    assert (first.found.mistakes, first.is_certain) == (("steps-mixed", "propagated"), True)
    assert expected in first.found.hypothesis.slips[0].where


def test_what_follows_rightly_from_a_wrong_number_is_no_second_mistake() -> None:
    there = published("no-biases-and-a-rate-of-one")
    asked = Asked.about(subject("w3+"), there.ground)
    assert asked is not None
    assert not explain_carried(there, asked, read_number("0.271335"), {subject("dE_total/dnet_h2"): DELTA})


def test_two_mistakes_at_once() -> None:
    assert named("E_total+", "0.291037924")[0] == "sequential-update+digit-changed"


def test_what_gives_the_same_number_is_named_too() -> None:
    assert {"rate-forgotten", "factor-two"} <= set(named("w5+", "0.317832959"))


@pytest.mark.parametrize("printed", ["0.298234567", "0.512345678", "0.291029999"])
def test_a_number_with_no_mistake_behind_it_gets_no_certain_cause(printed: str) -> None:
    assert not any(each.is_certain for each in causes("E_total+", printed))


def test_few_digits_are_weak_evidence() -> None:
    assert all(not each.is_certain for each in causes("dE_total/dw5", "0.041"))


def causes_in(text: str, folder: Path) -> dict[str, tuple[str, str]]:
    """The causes of the wrong numbers of a document about the classic network."""
    document, spec = folder / "text.md", folder / "classic.toml"
    document.write_text(text, encoding="utf-8")
    spec.write_text(stories.derive().spec.to_toml(), encoding="utf-8")
    found = json.loads(stories.verify([str(document)], str(spec), "json")[0])["claims"]
    return {each["printed"]: (each["cause"]["mistake"], each["cause"]["says"]) for each in found if "cause" in each}


def test_an_operand_that_was_printed_for_another_quantity(tmp_path: Path) -> None:
    text = r"""
$$\frac{\partial E_{total}}{\partial out_{o1}} = -(0.01 - 0.751365070) = 0.741365070$$

$$\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1}(1 - out_{o1}) = 0.741365070(1 - 0.741365070) = 0.191742903$$
"""
    found = causes_in(text, tmp_path)
    assert found["0.191742903"][0] == "wrong-operand"
    assert "dE_total/dout_o1" in found["0.191742903"][1]


def test_an_operand_that_was_printed_wrongly_for_another_quantity(tmp_path: Path) -> None:
    text = r"""
$$out_{o1} = 0.7491$$

$$\frac{\partial E_{total}}{\partial out_{o1}} = -(0.01 - 0.7491) = 0.7391$$

$$\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1}(1 - out_{o1}) = 0.7391(1 - 0.7391) = 0.1928$$
"""
    mistake, says = causes_in(text, tmp_path)["0.1928"]
    assert mistake == "wrong-operand"
    assert "it is what line 4 prints for dE_total/dout_o1" in says


def test_a_term_by_itself_with_another_index(tmp_path: Path) -> None:
    mistake, says = causes_in(r"We have $w_2 \cdot i_2 = 0.025$ here.", tmp_path)["0.025"]
    assert mistake == "wrong-index"
    assert "w3·i2" in says


def test_a_result_that_turns_the_sign_of_its_line_is_wrong(tmp_path: Path) -> None:
    text = "$$x = 0.1 \\cdot 0.1274 = -0.01274$$\n\n$$y = 0.3 + 0.01274 = 0.31274$$"
    assert causes_in(text, tmp_path)["-0.01274"][0] == "sign-in-the-line"


def test_no_causes_can_be_asked_for() -> None:
    found = json.loads(stories.verify([str(FAULTY)], None, "json", causes=False)[0])
    assert not any("cause" in claim for claim in found["claims"])
