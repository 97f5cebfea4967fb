"""Arrays in documents: matrices in formulas, lists in programs, rows in listings; every number at its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from derivation.verify.arrays.families import BACKWARD, FORWARD, PARAMETER, UPDATED
from derivation.verify.arrays.labels import group_of, is_bias, is_input, is_target, is_weight
from derivation.verify.documents.arrays import Array, ArrayLine
from derivation.verify.documents.claims import extract
from derivation.verify.manuscripts import Manuscript
from derivation.verify.readers import read_manuscript


def read(folder: Path, text: str, suffix: str = "md") -> tuple[Manuscript, list[ArrayLine]]:
    path = folder / f"document.{suffix}"
    path.write_text(text, encoding="utf-8")
    manuscript = read_manuscript(str(path))
    return manuscript, list(extract(manuscript).arrays)


def texts(array: Array) -> list[list[str]]:
    return [[entry.numeral.text if entry.numeral else "?" for entry in row] for row in array.rows]


@pytest.mark.parametrize(
    ("text", "label", "rows"),
    [
        (r"$$W_1 = \begin{bmatrix} 0.1 & -0.2 \\ 3 & .5 \end{bmatrix}$$", "W1", [["0.1", "-0.2"], ["3", "0.5"]]),
        (r"$b^{(2)} = \begin{pmatrix} {-0.4} \\ 0.25 \end{pmatrix}$", "b^(2)", [["-0.4"], ["0.25"]]),
        (r"$x = [1, 4, -5]$", "x", [["1", "4", "-5"]]),
        (r"$\Delta w = \begin{bmatrix} 6.7\times 10^{-3} & 1 \end{bmatrix}$", "Delta_w", [["6.7e-3", "1"]]),
        (
            r"$$\begin{bmatrix} w_1 & w_2 \end{bmatrix} = \begin{bmatrix} 0.3 & 0.4 \end{bmatrix}$$",
            "w1",
            [["0.3", "0.4"]],
        ),
        (
            "```python\nW1 = np.array([[0.1, 0.2],\n               [0.3, 0.4]])\n```",
            "W1",
            [["0.1", "0.2"], ["0.3", "0.4"]],
        ),
        ("```\na2: [1.0   0.60181   -1e-3]\n```", "a2", [["1.0", "0.60181", "-1e-3"]]),
        ("```\nW1 =\n\n [[0.1 0.2]\n [0.3 0.4]]\n```", "W1", [["0.1", "0.2"], ["0.3", "0.4"]]),
        (
            "```\nGradients of Theta1:\n\t0.10  0.20\n\t0.30  0.40\n```",
            "Gradients of Theta1",
            [["0.10", "0.20"], ["0.30", "0.40"]],
        ),
        (
            "```\n{'hidden.weight': tensor([[ 0.5, -0.5],\n        [ 0.25, 1. ]])}\n```",
            "hidden.weight",
            [["0.5", "-0.5"], ["0.25", "1"]],
        ),
    ],
)
def test_an_array_is_read_with_its_name(text: str, label: str, rows: list[list[str]], tmp_path: Path) -> None:
    _, lines = read(tmp_path, text)
    found = [(line.label, texts(array)) for line in lines for array in line.arrays if array.numbers is not None]
    assert found == [(label, rows)]


def test_every_number_stands_where_it_says(tmp_path: Path) -> None:
    text = (
        "Start with $x = [0.5, -1.5]$ and\n\n$$z = \\begin{bmatrix} 0.2 & 0.4 \\\\ {-0.1} & 0.3 \\end{bmatrix}"
        " \\begin{bmatrix} 0.5 \\\\ -1.5 \\end{bmatrix} = \\begin{bmatrix} -0.5 \\\\ -0.5 \\end{bmatrix}$$\n\n"
        "```\na = [[0.378 0.378]\n     [0.1   0.2  ]]\n```\n"
    )
    manuscript, lines = read(tmp_path, text)
    literals = [
        literal for line in lines for array in line.arrays for entry in array.entries for literal in entry.literals
    ]
    assert len(literals) == 14
    assert all(manuscript.source[each.start : each.end].strip("-") == each.text.strip("-") for each in literals)


def test_a_line_keeps_what_it_works_with_apart_from_what_it_states(tmp_path: Path) -> None:
    _, (line,) = read(tmp_path, r"$$z = 2 \begin{bmatrix} 1 & 2 \end{bmatrix} = \begin{bmatrix} 2 & 4 \end{bmatrix}$$")
    assert [texts(array) for array in line.operands] == [[["1", "2"]]]
    assert [(index, texts(array)) for index, array in line.stated] == [(2, [["2", "4"]])]
    assert [literal.text for literal in line.beside] == ["2"]


@pytest.mark.parametrize(
    "text",
    ["see [1] and [2, 3]: no numbers of ours", "weights (0.1, 0.2)", "```\n[0.1, x, 0.2]\n```", "[[0.1], [0.2, 0.3]]"],
)
def test_what_is_no_array_of_decimals_is_none(text: str, tmp_path: Path) -> None:
    _, lines = read(tmp_path, text, "txt")
    assert not any("." in row[0] for line in lines for array in line.arrays for row in texts(array))


@pytest.mark.parametrize("text", ["[" * 40_000, "[0.1, " * 4_000, "[[0.1 0.2]\n" * 2_000 + "x"])
def test_long_listings_take_time_in_proportion(text: str, tmp_path: Path) -> None:
    start = time.process_time()
    read(tmp_path, text, "txt")
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("W_1", PARAMETER),
        ("Initial Theta2 (with the bias weights)", PARAMETER),
        ("b^(1)", PARAMETER),
        ("hidden.bias", PARAMETER),
        ("Updated Weight W1", UPDATED),
        ("w5^(new)", UPDATED),
        (r"\frac{\partial J}{\partial W_1}", BACKWARD),
        ("Gradients of Theta1", BACKWARD),
        ("dW2", BACKWARD),
        ("delta3", BACKWARD),
        ("a2", FORWARD),
        ("scores", FORWARD),
        ("", ""),
    ],
)
def test_a_label_says_roughly_what_it_is(label: str, group: str) -> None:
    assert group_of(label) == group


def test_labels_tell_what_is_given() -> None:
    assert all(map(is_weight, ("W1", "w_h", "Theta2", "weights_hidden", "fc1.weight", "V")))
    assert all(map(is_bias, ("b1", "b_o", "bias", "fc1.bias"))) and not is_bias("bias weight")
    assert all(map(is_input, ("x", "X", "input", "inputs", "a0"))) and not is_input("z1")
    assert all(map(is_target, ("y", "target", "Expected output", "y_true"))) and not is_target("y_hat")
