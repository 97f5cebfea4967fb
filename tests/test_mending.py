"""A neuron that stands in a sum twice by a slip of the pen, in a document whose network cannot be found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivation import stories

TEXT = r"""
# A network in a picture

![The weights](network.png)

The inputs are $x_1 = 0.6$ and $x_2 = 0.2$, and the output should become $t = 1$. The first hidden neuron receives

$$z_1 = w_1 x_1 + w_2 x_2 + b_1 = 0.4 \cdot 0.6 + 0.3 \cdot 0.2 + 0.1 = 0.4$$

$$a_1 = \sigma(z_1) = \sigma(0.4) = 0.5987$$

and the second one gives $a_2 = 0.6457$ in the same way. {more}

$$n = w_5 a_1 + w_6 {second} + b_2 = 0.5 \cdot 0.5987 + 0.2 \cdot {put_in} + 0.3 = {net}$$

$$o = \sigma(n) = {out}$$

$$E = \frac{{1}}{{2}} (t - o)^2 = 0.5 \cdot (1 - {out})^2 = {error}$$
"""
RIGHT = {"put_in": "0.6457", "net": "0.7285", "out": "0.6745", "error": "0.0530", "more": ""}
SLIPPED = {"put_in": "0.5987", "net": "0.7191", "out": "0.6724", "error": "0.0537", "more": ""}


def claims(folder: Path, **parts: str) -> list[dict[str, Any]]:
    path = folder / "document.md"
    path.write_text(TEXT.format(**parts), encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(stories.verify([str(path)], None, "json")[0])["claims"]
    return found


def wrong(found: list[dict[str, Any]]) -> list[str]:
    """What is wrong: the numbers, and the subjects of the formulas."""
    return [claim.get("printed") or claim["quantity"] for claim in found if claim["verdict"] == "wrong"]


def test_what_a_sum_with_one_neuron_twice_gives_is_wrong_and_what_follows_from_it(tmp_path: Path) -> None:
    found = claims(tmp_path, second="a_1", **SLIPPED)
    assert wrong(found) == ["n", "0.7191", "0.6724", "0.6724", "0.0537"]
    causes = [claim["cause"] for claim in found if claim["verdict"] == "wrong"]
    assert [cause["mistake"] for cause in causes] == ["wrong-index", "wrong-index", *["propagated"] * 3]
    assert "n = w5·a1 + w6·a2 + b2 is meant" in causes[1]["says"]


def test_only_the_formula_is_wrong_where_the_right_numbers_are_put_in(tmp_path: Path) -> None:
    assert wrong(claims(tmp_path, second="a_1", **RIGHT)) == ["n"]


def test_nothing_is_wrong_where_both_neurons_stand_in_the_sum(tmp_path: Path) -> None:
    assert wrong(claims(tmp_path, second="a_2", **RIGHT)) == []


@pytest.mark.parametrize("more", ["Then $c = 2 a_2 = 1.2914$.", "It is left out."])
def test_a_sum_may_take_one_neuron_twice_where_the_other_is_used_elsewhere_or_has_no_number(
    more: str, tmp_path: Path
) -> None:
    text = {**SLIPPED, "more": more}
    found = TEXT if "c =" in more else TEXT.replace(" gives $a_2 = 0.6457$ in the same way", " is as good")
    path = tmp_path / "document.md"
    path.write_text(found.format(second="a_1", **text), encoding="utf-8")
    assert wrong(json.loads(stories.verify([str(path)], None, "json")[0])["claims"]) == []
