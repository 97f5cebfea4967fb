"""Tables that wide blanks make: which lines are one, and what their cells are worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivation import stories
from derivation.verify.manuscripts import whole
from derivation.verify.readers.columns import tables

TABLE = """\
weight   before   gradient   after
------   ------   --------   -----
w1       0.40     0.0822     0.3589
w2       0.45     0.0827     0.4087
"""


def rows(text: str) -> list[list[list[str]]]:
    return [[[text[start:end] for start, end in row] for row in table.rows] for table in tables(whole(text))]


def test_a_table_has_heads_and_labelled_rows() -> None:
    (found,) = tables(whole("Summary\n" + TABLE + "That is all."))
    assert found.heads == ("weight", "before", "gradient", "after")
    assert rows(TABLE) == [[["w1", "0.40", "0.0822", "0.3589"], ["w2", "0.45", "0.0827", "0.4087"]]]


def test_a_cell_may_be_worked_out() -> None:
    text = "name    calculation        value\nnet h1  0.5 * 0.2 + 0.1    0.2\nnet h2  0.5 * 0.4 + 0.1    0.3\n"
    assert [row[1:] for row in rows(text)[0]] == [["0.5 * 0.2 + 0.1", "0.2"], ["0.5 * 0.4 + 0.1", "0.3"]]


@pytest.mark.parametrize(
    "text",
    [
        "a row   by itself\nw1      0.4\n",  # too few rows
        "w1 = 0.4   w2 = 0.45\nw3 = 0.5   w4 = 0.55\n",  # equations
        "0.1   0.2\n0.3   0.4\n0.5   0.6\n",  # no heads
        "step   loss\n1      0.29\n2      0.28\n",  # no labels: rows of numbers are read elsewhere
        "name   value   more\nw1     0.4\nw2     0.5\n",  # fewer cells than heads
    ],
)
def test_other_lines_are_no_table(text: str) -> None:
    assert rows(text) == []


def test_a_wrong_number_in_a_table_is_found_by_its_row_and_its_column(tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    network = {"inputs": ["0.5932", "0.5968"], "targets": ["0.01"], "loss": "half-squared-error"}
    layer = {"weights": [["0.40", "0.45"]], "bias": "0.60", "activation": "sigmoid"}
    spec.write_text(json.dumps({"network": network, "layer": [layer]}), encoding="utf-8")
    words: dict[str, str] = {}
    for old, new in (("", ""), ("0.45 ", "0.46 ")):
        path = tmp_path / "page.txt"
        path.write_text(TABLE.replace(old, new) if old else TABLE, encoding="utf-8")
        record: dict[str, Any] = json.loads(stories.verify([str(path)], str(spec), "json", causes=False)[0])
        words |= {claim["printed"]: claim["verdict"] for claim in record["claims"]}
    assert words == dict.fromkeys(("0.40", "0.45"), "exact") | {"0.46": "wrong"} | dict.fromkeys(
        ("0.0822", "0.0827", "0.3589", "0.4087"), "rounded"
    )
