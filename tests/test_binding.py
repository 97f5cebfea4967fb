"""The network that a document is about: recovered from its own formulas, worked lines and results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivation import stories

DOCUMENTS = Path(__file__).parent / "cases" / "documents"
LOST = DOCUMENTS / "classic-without-its-figure.md"


def checked(path: Path) -> dict:
    return json.loads(stories.verify([str(path)], None, "json")[0])


def test_lost_weights_and_a_lost_target_are_solved_for_from_the_printed_results() -> None:
    spec = checked(LOST)["network"]["spec"]
    assert [layer["weights"] for layer in spec["layer"]] == [
        [["0.15", "0.2"], ["0.25", "0.3"]],
        [["0.4", "0.45"], ["0.5", "0.55"]],
    ]
    assert [layer["bias"] for layer in spec["layer"]] == ["0.35", "0.6"]
    assert spec["network"]["targets"] == ["0.01", "0.99"]


def test_a_document_is_judged_by_the_network_that_it_describes() -> None:
    found = checked(LOST)
    wrong = [claim.get("printed", claim["text"]) for claim in found["claims"] if claim["verdict"] == "wrong"]
    assert wrong == [
        "net_{h1} = w_1 * i_1 + w_3 * i_2 + b_1 * 1",
        "0.291027924",
        "0.0000351085",
        "0.015912196",
        "0.984065734",
    ]
    assert found["summary"]["unread"] == 0


@pytest.mark.parametrize(
    ("renamed", "activation"),
    [({"net": "z", "out": "a", "target": "y", "i": "x"}, "sigmoid"), ({"w": r"\theta", "b": "c"}, "sigmoid")],
)
def test_names_do_not_matter(renamed: dict[str, str], activation: str, tmp_path: Path) -> None:
    text = LOST.read_text(encoding="utf-8")
    for old, new in renamed.items():
        text = text.replace(f"{old}_", f"{new}_").replace(rf"\text{{{old}}}_", f"{new}_")
    path = tmp_path / "renamed.md"
    path.write_text(text, encoding="utf-8")
    spec = checked(path)["network"]["spec"]
    assert spec["layer"][0]["weights"] == [["0.15", "0.2"], ["0.25", "0.3"]]
    assert {layer["activation"] for layer in spec["layer"]} == {activation}


TYPED = """
A net for one sample. Its inputs are x1 = 0.5 and x2 = 0.2 (the output should be 0.9, the rate is 1).

w13 = 0.1   w23 = 0.8   w14 = 0.4
w24 = 0.6   w35 = 0.3   w45 = 0.9

Net input to node 3 = (0.5 x 0.1) + (0.2 x 0.8) = 0.21
Output of node 3 = 1/(1 + e^-0.21) = 0.5523
Net input to node 4 = (0.5 x 0.4) + (0.2 x 0.6) = 0.32
Output of node 4 = 1/(1 + e^-0.32) = 0.5793
Net input to node 5 = (0.3 x 0.5523) + (0.9 x 0.5793) = 0.6871
Output of node 5 = 1/(1 + e^-0.6871) = 0.6653

δ5 = (0.9 - 0.6653)(1 - 0.6653)0.6653 = 0.0523
δ4 = 0.5793 x (1 - 0.5793) x 0.0523 x 0.9 = 0.0115

w45 new = 0.9 + 0.0523 x 0.5793 = 0.9303
w14 new = 0.4 + 0.0115 x 0.5 = 0.4058
"""


def test_a_network_typed_in_plain_words_and_numbers_is_found_and_a_slip_in_it_too(tmp_path: Path) -> None:
    path = tmp_path / "typed.txt"
    path.write_text(TYPED, encoding="utf-8")
    right = checked(path)
    assert [layer["weights"] for layer in right["network"]["spec"]["layer"]] == [
        [["0.1", "0.8"], ["0.4", "0.6"]],
        [["0.3", "0.9"]],
    ]
    assert right["network"]["spec"]["network"]["targets"] == ["0.9"]
    assert (right["summary"]["wrong"], right["summary"]["unread"]) == (0, 0)
    path.write_text(TYPED.replace("x 0.5793) = 0.6871", "x 0.5793) = 0.6781"), encoding="utf-8")
    assert [claim["printed"] for claim in checked(path)["claims"] if claim["verdict"] == "wrong"][:1] == ["0.6781"]


def test_the_sign_before_a_product_may_be_that_of_its_last_number(tmp_path: Path) -> None:
    path = tmp_path / "signs.md"
    path.write_text("$w = -1.1$, $v = 0.9$\n\n$z = y w + u v = -0.6 * 1.1 + 0.7 * 0.9 = -0.03$\n", encoding="utf-8")
    assert checked(path)["summary"]["wrong"] == 0
