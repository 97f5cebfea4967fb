"""What a number's place tells: of a gradient in a table, that it is the loss which is differentiated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivation import stories

PAGE = r"""
Inputs $x_1 = 0.5$, target $y = 1$, weight $w_1 = 0.4$, and $\eta = 0.5$.

$$z = w_1 x_1 = 0.4 \cdot 0.5 = 0.2$$

$$a = \sigma(z) = \sigma(0.2) = 0.5498$$

$$LOSS = \frac{1}{2} (y - a)^2 = \frac{1}{2} (1 - 0.5498)^2 = 0.1013$$

$$\frac{\partial LOSS}{\partial w_1} = (a - y) a (1 - a) x_1 = -0.4502 \cdot 0.5498 \cdot 0.4502 \cdot 0.5 = -0.0557$$

$$\frac{\partial z}{\partial w_1} = x_1 = 0.5$$

| weight | before | gradient | after |
|---|---|---|---|
| $w_1$ | 0.4 | -0.0557 | 0.4279 |
"""


@pytest.mark.parametrize("loss", ["E", r"\mathcal{L}", "ℒ", "ℒ\ufe00", "ℓ"])
def test_a_table_of_gradients_is_about_the_loss(loss: str, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE.replace("LOSS", loss), encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], None, "json", causes=False)[0])
    numbers = [claim for claim in record["claims"] if claim["kind"] == "number"]
    assert {claim["verdict"] for claim in numbers} <= {"exact", "rounded", "carried"}
    gradient = next(claim for claim in reversed(numbers) if claim["printed"] == "-0.0557")
    assert gradient["quantity"] in ("dE/dw1", "dL/dw1", "dl/dw1")


def judged(page: str, folder: Path) -> list[tuple[str, str]]:
    """The numbers of a page that are not right, each with its word."""
    path = folder / "page.md"
    path.write_text(page, encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], None, "json", causes=False)[0])
    right = ("exact", "rounded", "carried")
    return [(each["printed"], each["verdict"]) for each in record["claims"] if each["verdict"] not in (*right, "holds")]


def test_what_stands_in_the_column_before_is_not_what_the_weight_becomes(tmp_path: Path) -> None:
    page = PAGE.replace("LOSS", "E")
    assert judged(page, tmp_path) == []
    assert judged(page.replace("| $w_1$ | 0.4 |", "| $w_1$ | 0.4278 |"), tmp_path) == [("0.4278", "wrong")]


def test_what_is_usual_is_no_number_of_the_network(tmp_path: Path) -> None:
    page = PAGE.replace("LOSS", "E") + "\nIn practice a learning rate of 0.5 is large.\n"
    assert judged(page, tmp_path) == [("0.5", "unread")]
