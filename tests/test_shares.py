"""Softmax, rectified units and vectors that are written as transposed rows, with all their numbers filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

NET = """Inputs $x_1 = 1$ and $x_2 = 3$; hidden weights $w_{{11}} = 0.4$, $w_{{12}} = -0.2$, $w_{{21}} = 0.3$,
$w_{{22}} = 0.2$; output weights $v_{{11}} = 0.5$, $v_{{12}} = 0.1$, $v_{{21}} = -0.3$, $v_{{22}} = 0.8$; targets
$t_1 = 0$ and $t_2 = 1$.

$$z_1 = 0.4 \\cdot 1 - 0.2 \\cdot 3 = -0.2, \\quad h_1 = \\max(0, -0.2) = 0$$
$$z_2 = 0.3 \\cdot 1 + 0.2 \\cdot 3 = 0.9, \\quad h_2 = \\max(0, 0.9) = 0.9$$
$$s_1 = 0.5 \\cdot 0 + 0.1 \\cdot 0.9 = 0.09$$
$$s_2 = -0.3 \\cdot 0 + 0.8 \\cdot 0.9 = 0.72$$
$$p_1 = \\frac{{e^{{0.09}}}}{{e^{{0.09}} + e^{{0.72}}}} = 0.3475$$
$$p_2 = \\frac{{e^{{0.72}}}}{{e^{{0.09}} + e^{{0.72}}}} = 0.6525$$
$$L = -\\ln(0.6525) = 0.4270$$
$$\\frac{{\\partial L}}{{\\partial s_1}} = p_1 - t_1 = 0.3475$$
$$\\frac{{\\partial L}}{{\\partial v_{{12}}}} = {slope}$$
$$\\frac{{\\partial L}}{{\\partial v_{{22}}}} = -0.3128$$
$$\\frac{{\\partial L}}{{\\partial h_2}} = -0.2433$$
$$\\frac{{\\partial L}}{{\\partial w_{{21}}}} = -0.2433$$
"""


def test_a_net_of_rectified_units_and_softmax_is_found_in_its_bare_numbers(tmp_path: Path) -> None:
    assert [word for _, word in judged(tmp_path, NET.format(slope="0.3128")) if word in ("wrong", "unread")] == []
    assert dict(judged(tmp_path, NET.format(slope="0.3341")))["0.3341"] == "wrong"


@pytest.mark.parametrize(
    ("line", "last", "word"),
    [
        ("softmax(1, 2) = 0.269, 0.731", "0.731", "rounded"),
        ("softmax(1, 2) = 0.269, 0.713", "0.713", "wrong"),
        ("softmax([0.1000, 0.7000]) = [0.3543, 0.6475]", "0.6475", "wrong"),
        ("softmax(1, 2, 3) = (0.0900, 0.2447, 0.6652)", "0.6652", "rounded"),
    ],
)
def test_the_shares_of_several_numbers_are_judged_one_by_one(line: str, last: str, word: str, tmp_path: Path) -> None:
    assert dict(judged(tmp_path, f"```\n{line}\n```\n"))[last] == word


VECTORS = """With logistic hidden units, a softmax at the end and the cross-entropy:

$$W_1 = \\begin{bmatrix} 0.3 & -0.1 \\\\ 0.2 & 0.5 \\end{bmatrix} \\quad b_1 = (0.1, -0.3)^\\top$$
$$W_2 = \\begin{bmatrix} 0.4 & -0.5 \\\\ -0.2 & 0.6 \\end{bmatrix} \\quad b_2 = (0.2, 0.1)^\\top$$

The input is $x = (1, 0.4)^\\top$, the wanted output $y = (0, 1)^\\top$.

$$z_1 = W_1 x + b_1 = \\begin{bmatrix} 0.3600 \\\\ 0.1000 \\end{bmatrix}$$
$$a_1 = \\sigma(z_1) = \\begin{bmatrix} 0.5890 \\\\ %s \\end{bmatrix}$$
$$z_2 = W_2 a_1 + b_2 = \\begin{bmatrix} 0.1731 \\\\ 0.2972 \\end{bmatrix}$$
$$\\hat{y} = \\begin{bmatrix} 0.4690 \\\\ 0.5310 \\end{bmatrix}$$
"""


def test_a_transposed_row_is_a_vector_of_the_network(tmp_path: Path) -> None:
    right = judged(tmp_path, VECTORS % "0.5250")
    assert {word for _, word in right} <= {"exact", "rounded", "carried", "truncated"}
    assert dict(judged(tmp_path, VECTORS % "0.5520"))["0.5520"] == "wrong"
