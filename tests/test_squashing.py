"""Outputs that only words and numbers make of their sums."""

from __future__ import annotations

from pathlib import Path

from judging import judged

TABLES = """Every unit squashes its sum with the logistic function. The input is (1.0, 0.4).

| neuron | weighted sum | net | output |
|---|---|---|---|
| H1 | 1.0 * 0.3 + 0.4 * 0.2 + 0.12 | 0.5000 | 0.6225 |
| H2 | 1.0 * (-0.1) + 0.4 * 0.6 - 0.34 | -0.2000 | {second} |
| O1 | 0.6225 * 0.7 + 0.4502 * (-0.5) + 0.05 | 0.2606 | {last} |
"""


def test_an_activation_that_only_the_results_show_is_found(tmp_path: Path) -> None:
    found = dict(judged(tmp_path, TABLES.format(second="0.4502", last="0.5648")))
    assert [found[each] for each in ("0.6225", "0.4502", "0.5648")] == ["rounded"] * 3


def test_results_that_no_activation_makes_of_their_sums_stay_unjudged(tmp_path: Path) -> None:
    found = dict(judged(tmp_path, TABLES.format(second="0.4520", last="0.5684")))
    assert "wrong" not in found.values()
    assert found["0.5684"] == "unread"
