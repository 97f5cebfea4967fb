"""Worked lines beside right results: what does not give them is wrong, whatever else it may be; what may, is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivation import stories

PAGE = r"""
A network: input $x = 0.8$, target $y = 1$, weights $w_1 = 0.5$, $w_2 = 0.7$ and learning rate $\eta = 0.5$.

$$z = w_1 x = 0.5 \cdot 0.8 = 0.4$$

$$h = \sigma(z) = \frac{1}{1 + e^{-0.4}} = 0.5987$$

$$p = \sigma(w_2 h) = \sigma(0.7 \cdot 0.5987) = 0.6033$$

$$L = \frac{1}{2} (y - p)^2 = \frac{1}{2} (1 - 0.6033)^2 = 0.0787$$

$$\frac{\partial L}{\partial p} = p - y = 0.6033 - 1 = -0.3967$$

$$\frac{\partial L}{\partial w_2} = (p - y)p(1 - p)h = -0.3967 \cdot 0.6033 \cdot (1 - 0.6033) \cdot 0.5987 = -0.0568$$

$$w_2' = w_2 - \eta \frac{\partial L}{\partial w_2} = 0.7 - 0.5 \cdot (-0.0568) = 0.7284$$

So the total error is 0.0787 before any training.
"""


def findings(folder: Path, old: str, new: str) -> list[tuple[str, str | None, str]]:
    """What is called wrong once the page says something else."""
    assert old in PAGE
    path = folder / "page.md"
    path.write_text(PAGE.replace(old, new), encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], None, "json", causes=False)[0])
    wrong = [claim for claim in record["claims"] if claim["verdict"] == "wrong"]
    return [(claim["kind"], claim.get("printed"), claim["reason"]) for claim in wrong]


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ("= 0.7 - 0.5 \\cdot (-0.0568)", "= 0.7 - 0.5 \\cdot (-0.057)"), ("= -0.3967$", "= -0.3966$")],
    ids=["as it is", "shorter", "cut"],
)
def test_numbers_that_may_give_the_result_are_not_wrong(old: str, new: str, tmp_path: Path) -> None:
    assert findings(tmp_path, old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "printed"),
    [
        ("= 0.7 - 0.5 \\cdot", "= 0.73 - 0.5 \\cdot", "0.73"),  # 0.73 is the new weight
        ("\\cdot (1 - 0.6033) \\cdot 0.5987", "\\cdot (1 - 0.6033) \\cdot 0.8", "0.8"),  # 0.8 is given
        ("= 0.5 \\cdot 0.8 = 0.4", "= 0.7 \\cdot 0.8 = 0.4", "0.7"),
    ],
)
def test_a_number_that_stands_elsewhere_too_is_wrong_where_it_does_not_give_the_right_result(
    old: str, new: str, printed: str, tmp_path: Path
) -> None:
    assert ("number", printed) in [(kind, text) for kind, text, _ in findings(tmp_path, old, new)]


def test_a_line_is_wrong_whose_whole_numbers_do_not_give_the_right_result(tmp_path: Path) -> None:
    found = findings(tmp_path, r"\frac{1}{2} (1 - 0.6033)^2", r"\frac{1}{2} (1 - 0.6033)^3")
    assert [kind for kind, _, _ in found] == ["formula"]


def test_a_total_error_in_words_is_wrong_by_one_digit_but_another_number_may_be_anything(tmp_path: Path) -> None:
    said = "the total error is 0.0787"
    assert [text for _, text, _ in findings(tmp_path, said, "the total error is 0.0487")] == ["0.0487"]
    assert findings(tmp_path, said, "the total error is 0.0215") == []
    assert findings(tmp_path, said, "after many rounds the total error is 0.0487") == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("The loss comes to 0.07870 here", False),
        ("The loss comes to 0.07840 here", True),
        ("The network starts with an error of 0.07840", True),
        ("That gives 0.0781 for the total error", True),
        ("The loss comes to 0.078", False),  # too few digits to be sure of
        ("All in all the loss comes to 0.7787", True),
        ("After one update the total error is 0.0770", False),
        ("After one update the total error is 0.0270", True),
        ("After many rounds the loss comes to 0.07840", False),
        ("With a smaller rate the error would be 0.07840", False),
    ],
)
def test_an_error_in_other_words_is_the_total_one_where_it_is_but_for_one_digit(
    said: str, wrong: bool, tmp_path: Path
) -> None:
    assert bool(findings(tmp_path, "So the total error is 0.0787 before any training", said)) is wrong
