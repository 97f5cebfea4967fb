"""Networks recovered from arrays, and every entry judged by its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from printed_arrays import NOTATIONS, Sheet

from derivation import stories
from derivation.network.loading import read_spec
from derivation.network.spec import Spec

RATE: dict[str, Any] = {"learning_rate": "0.1", "update_biases": True}
NETWORKS: dict[str, dict[str, Any]] = {
    "sigmoid": {
        "network": {"inputs": ["0.05", "0.10"], "targets": ["0.01", "0.99"]},
        "layer": [
            {"weights": [["0.15", "0.20"], ["0.25", "0.30"]], "bias": ["0.35", "0.35"]},
            {"weights": [["0.40", "0.45"], ["0.50", "0.55"]], "bias": ["0.60", "0.60"]},
        ],
        "training": RATE,
    },
    "tanh": {
        "network": {"inputs": ["0.7", "-0.4"], "targets": ["0.3"], "loss": "squared-error"},
        "layer": [
            {
                "activation": "tanh",
                "weights": [["0.2", "-0.3"], ["0.5", "0.1"], ["-0.6", "0.4"]],
                "bias": ["0.1", "0.0", "-0.2"],
            },
            {"activation": "identity", "weights": [["0.7", "-0.5", "0.2"]], "bias": ["0.05"]},
        ],
        "training": RATE,
    },
    "softmax": {
        "network": {"inputs": ["1.5", "-0.5"], "targets": ["0", "1", "0"], "loss": "cross-entropy"},
        "layer": [
            {"activation": "relu", "weights": [["0.2", "0.3"], ["0.5", "-0.1"]], "bias": ["0.1", "0.2"]},
            {
                "activation": "softmax",
                "weights": [["0.7", "-0.5"], ["0.1", "0.3"], ["0.2", "0.6"]],
                "bias": ["0", "0.1", "-0.1"],
            },
        ],
        "training": RATE,
    },
    "three layers": {
        "network": {"inputs": ["0.9", "0.2", "0.4"], "targets": ["0.6", "0.1"]},
        "layer": [
            {"weights": [["0.1", "0.4", "-0.2"], ["0.3", "0.2", "0.5"]], "bias": ["0.1", "-0.1"]},
            {"weights": [["0.6", "-0.3"], ["0.2", "0.7"]], "bias": ["0.3", "0.2"]},
            {"weights": [["0.8", "0.1"], ["-0.4", "0.9"]], "bias": ["0.2", "0.1"]},
        ],
        "training": RATE,
    },
    "no bias": {
        "network": {"inputs": ["0.5", "0.3"], "targets": ["1"]},
        "layer": [{"weights": [["0.7", "0.3"], ["0.4", "0.6"]]}, {"weights": [["0.55", "0.45"]]}],
        "training": {"learning_rate": "1"},
    },
    "batch": {
        "network": {
            "samples": [
                {"inputs": ["0.32", "0.68"], "targets": ["0.75"]},
                {"inputs": ["0.83", "0.02"], "targets": ["0.28"]},
            ],
            "batch": "mean",
            "loss": "binary-cross-entropy",
        },
        "layer": [
            {"weights": [["0.15", "0.40"], ["0.10", "0.54"]], "bias": ["0.42", "0.72"]},
            {"weights": [["0.67", "0.14"]], "bias": ["0.21"]},
        ],
        "training": RATE,
    },
}
SAMPLES = {name: len(data["network"].get("samples", "1")) for name, data in NETWORKS.items()}
PAIRS = [(name, how) for name in NETWORKS for how in NOTATIONS if (how == "listing") == (SAMPLES[name] > 1)]


def spec_of(name: str) -> Spec:
    return read_spec(json.dumps(NETWORKS[name]), "network.json")


def written(folder: Path, name: str, how: str, places: int) -> Path:
    write, suffix = NOTATIONS[how]
    path = folder / f"document.{suffix}"
    path.write_text(write(Sheet(spec_of(name), places)), encoding="utf-8")
    return path


def record(path: Path, spec: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stories.verify([str(path)], spec, "json")[0])
    return found


def judged(folder: Path, text: str) -> dict[str, list[str]]:
    """The printed numbers of a document by the word that is said of them."""
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    words: dict[str, list[str]] = {}
    for claim in record(path)["claims"]:
        if claim["kind"] == "number":
            words.setdefault(claim["verdict"], []).append(claim["printed"])
    return words


@pytest.mark.parametrize(("name", "how"), PAIRS)
def test_a_network_is_recovered_from_its_arrays(name: str, how: str, tmp_path: Path) -> None:
    places = 4 if how == "paper" else 8
    found, spec = record(written(tmp_path, name, how, places)), spec_of(name).to_json()
    recovered = found["network"]["spec"]
    assert recovered["layer"] == spec["layer"]
    assert recovered["network"] == spec["network"]
    assert found["summary"]["unread"] == found["summary"]["wrong"] == 0


@pytest.mark.parametrize(("name", "how"), PAIRS)
def test_one_changed_digit_in_an_array_is_found_and_nothing_else(name: str, how: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, how, 5)
    text = path.read_text(encoding="utf-8")
    spots = [found for found in re.finditer(r"(?<=\.)\d{5}(?!\d)", text) if int(found[0])]
    spot = spots[len(name) % len(spots)]
    at = spot.start() + 2
    path.write_text(text[:at] + str((int(text[at]) + 4) % 10) + text[at + 1 :], encoding="utf-8")
    wrong = [claim["line"] for claim in record(path)["claims"] if claim["verdict"] == "wrong"]
    assert wrong == [text.count("\n", 0, at) + 1]


THRESHOLDS = r"""
The neurons are sigmoid; the threshold is the last weight and its input is $-1$. The learning rate is $\eta = 0.2$.

$$W_1 = \begin{bmatrix} 0.5 & 0.4 & 0.3 \\ 0.9 & 1 & -0.2 \end{bmatrix}, \quad
W_2 = \begin{bmatrix} -1.2 & 1.1 & 0.4 \end{bmatrix}$$

Take $x = [1, 0]$. Then

$$z_1 = \begin{bmatrix} 0.5 & 0.4 & 0.3 \\ 0.9 & 1 & -0.2 \end{bmatrix}
\begin{bmatrix} 1 \\ 0 \\ -1 \end{bmatrix} = \begin{bmatrix} 0.2 \\ 1.1 \end{bmatrix}$$

$$a_1 = \begin{bmatrix} 0.5498 \\ 0.7503 \end{bmatrix}, \quad z_2 = \begin{bmatrix} -0.2345 \end{bmatrix}, \quad
a_2 = \begin{bmatrix} 0.4416 \end{bmatrix}$$

The error is $1 - 0.4416$, and the changes of the weights and of the threshold are

$$\Delta W_2 = 0.2 \cdot 0.1377 \begin{bmatrix} 0.5498 \\ 0.7503 \\ -1 \end{bmatrix}
= \begin{bmatrix} 0.0151 \\ 0.0207 \\ 0.0275 \end{bmatrix}$$
"""


def test_thresholds_are_weights_of_minus_one_and_the_wrong_sign_of_one_entry_is_found(tmp_path: Path) -> None:
    words = judged(tmp_path, THRESHOLDS)
    assert words["wrong"] == ["0.0275"]
    assert {"0.2", "1.1", "0.5498", "0.7503", "-0.2345", "0.4416", "0.0151", "0.0207"} <= {
        *words["exact"],
        *words["rounded"],
    }


SINGLE = """
A sigmoid neuron without a bias; the loss is half the squared error.

```python
import torch
x = torch.tensor([[0.3, 0.7, 0.2]])
y = torch.tensor([[1.0]])
W1 = torch.tensor([[0.4], [0.6], [0.9]])
```

```
z1 = tensor([[0.72000003]])
a1 = tensor([[0.67260706]])
dW1 = tensor([[-0.02162825],
        [-0.05046592],
        [-0.01441883]])
```
"""


def test_numbers_of_single_precision_are_carried_and_not_wrong(tmp_path: Path) -> None:
    words = judged(tmp_path, SINGLE)
    assert "wrong" not in words and words["carried"] == ["0.72000003", "0.67260706"]


@pytest.mark.parametrize(("result", "word"), [("0.93270335", "rounded"), ("0.93270336", "last-digit")])
def test_in_a_line_the_printed_operands_say_what_its_last_digit_is_and_not_the_precision(
    result: str, word: str, tmp_path: Path
) -> None:
    line = f"One step changes the weight: v = 0.9 - 0.5 * (-0.065406702) = {result}."
    assert result in judged(tmp_path, SINGLE + line)[word]


def test_the_same_numbers_are_wrong_where_nothing_speaks_of_single_precision(tmp_path: Path) -> None:
    assert judged(
        tmp_path, SINGLE.replace("torch.tensor", "np.array").replace("torch", "numpy as np").replace("tensor", "array")
    )["wrong"] == ["0.72000003", "0.67260706"]


def test_arrays_that_belong_to_no_network_are_left_alone(tmp_path: Path) -> None:
    text = "$W_1 = [[0.1, 0.2], [0.3, 0.4]]$, $x = [1, 2]$ and $q = [0.77, 0.12]$, $r = [0.351, 0.902, 0.111]$."
    assert "wrong" not in judged(tmp_path, text)


@pytest.mark.parametrize("case", ["own-biases", "delta-with-a-minus"])
def test_our_own_lines_over_matrices_are_read_to_the_last_number(case: str, tmp_path: Path) -> None:
    spec = Path(__file__).parent / "cases" / "networks" / f"{case}.toml"
    derivation = stories.derive(str(spec), {"notation": "matrix", "rounds": "1"})
    pages = {name: page for name, page in stories.rendered(derivation, ["md"]).items() if name.endswith(".md")}
    for name, page in pages.items():
        (tmp_path / name).write_bytes(page)
        summary = record(tmp_path / name, str(spec))["summary"]
        assert (summary["wrong"], summary["unread"]) == (0, 0)


ROW_BY_COLUMN = r"""
$$
g = \mathbf{{w}}^\top
\begin{{bmatrix}} y_1 \\ y_2 \end{{bmatrix}}
= \begin{{bmatrix}} 0.3 & 0.4 \end{{bmatrix}}
\begin{{bmatrix}} 0.57 \\ 0.61 \end{{bmatrix}} = {result}
$$
"""


@pytest.mark.parametrize(("result", "word"), [("0.415", "exact"), ("0.41", "rounded"), ("0.514", "wrong")])
def test_a_number_that_a_row_times_a_column_comes_to_is_judged_by_them(result: str, word: str, tmp_path: Path) -> None:
    assert judged(tmp_path, ROW_BY_COLUMN.format(result=result))[word][-1] == result
