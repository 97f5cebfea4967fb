"""How other authors write: short documents in their manners, and what `verify` says of the numbers in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivation import stories


def words(folder: Path, name: str, text: str) -> dict[str, list[str]]:
    """Every printed number with the words that are said of it, in reading order."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found: dict[str, list[str]] = {}
    for claim in json.loads(stories.verify([str(path)], None, "json")[0])["claims"]:
        if claim["kind"] == "number":
            found.setdefault(claim["printed"], []).append(claim["verdict"])
    return found


SLIDES = r"""
\documentclass{{beamer}}
\begin{{document}}
\begin{{columns}}\column{{0.5\textwidth}}
$x = \num{{0.5}}$, $w = \num{{-0.4}}$, $b = 0.1$, target $y = 1$.
\column{{.45\linewidth}}
\end{{columns}}
\[ z = w x + b = \num{{-0.4}} \cdot \num{{0.5}} + 0.1 = {\footnotesize \num{{-0.1}}} \]
\begin{{align*}}
\onslide<2->{{ a &= \sigma(z) = \sigma(\num{{-0.1}}) = \num{{0.4750}} \\}}
\uncover<3->{{ C &= \tfrac12 (a - y)^2 = \num{{{cost}}} }}
\end{{align*}}
\end{{document}}
""".replace(r"{\footnotesize \num{{-0.1}}}", r"{{\footnotesize \num{{-0.1}}}}")


@pytest.mark.parametrize(("cost", "word"), [("1.378e-1", "rounded"), ("1.873e-1", "wrong")])
def test_a_number_on_a_slide_is_read_whatever_shows_it(cost: str, word: str, tmp_path: Path) -> None:
    found = words(tmp_path, "slides.tex", SLIDES.format(cost=cost))
    assert found.pop(cost) == [word]
    assert {each for said in found.values() for each in said} <= {"exact", "rounded"}
    assert ".45" not in found


SIGNS = r"""
$$W_1 = \begin{{bmatrix}} 0.5 & 0.1 \\ -0.3 & 0.7 \end{{bmatrix}},\quad W_2 = \begin{{bmatrix}} 0.2 & 0.9 \\ 0.6 & -0.5
\end{{bmatrix}}$$

$$x = \begin{{bmatrix}} 0.4 \\ -0.6 \end{{bmatrix}},\quad t = \begin{{bmatrix}} 1 \\ 0 \end{{bmatrix}}$$

All units are sigmoid units without biases; the loss is half the squared error.

$$h = \sigma(W_1 x) = \begin{{bmatrix}} 0.5349 \\ 0.3682 \end{{bmatrix}},\quad
y = \sigma(W_2 h) = \begin{{bmatrix}} 0.6079 \\ 0.5342 \end{{bmatrix}}$$

$$\delta_2 = (y - t) \odot y \odot (1 - y) = \begin{{bmatrix}} -0.0935 \\ 0.1329 \end{{bmatrix}}$$

$$\delta_1 = W_2^T \delta_2 \odot h \odot (1 - h) = \begin{{bmatrix}} 0.0152 \\ {second} \end{{bmatrix}}$$
"""


@pytest.mark.parametrize(("second", "word"), [("-0.0350", "rounded"), ("0.0350", "wrong")])
def test_arrays_without_a_slip_tell_the_sign_of_one_with_it(second: str, word: str, tmp_path: Path) -> None:
    found = words(tmp_path, "signs.md", SIGNS.format(second=second))
    assert found[second] == [word]
    assert found["0.0152"] == ["rounded"]


TWICE_NUMBERED = """
Inputs x1 = 1, x2 = 0.5; targets t1 = 1, t2 = 0; all neurons are sigmoid neurons.

w11 = 0.1, w12 = 0.2, w21 = 0.3, w22 = -0.4, w31 = 0.5, w32 = 0.6 (from input i to hidden neuron j: w_ji)

net_h1 = 0.1(1) + 0.2(0.5) = 0.2, h1 = sigmoid(0.2) = 0.5498
net_h2 = 0.3(1) - 0.4(0.5) = 0.1, h2 = sigmoid(0.1) = 0.5250
net_h3 = 0.5(1) + 0.6(0.5) = 0.8, h3 = sigmoid(0.8) = 0.6900

net_y1 = 0.7(0.5498) - 0.8(0.5250) + 0.9(0.6900) = 0.5859, y1 = sigmoid(0.5859) = 0.6424
net_y2 = -0.1(0.5498) + 0.2(0.5250) + 0.3(0.6900) = 0.2570, y2 = sigmoid(0.2570) = 0.5639
"""


def test_a_weight_that_has_no_name_is_not_taken_for_another_that_has_its_number(tmp_path: Path) -> None:
    assert "wrong" not in {each for said in words(tmp_path, "twice.txt", TWICE_NUMBERED).values() for each in said}


CALLED = """
The neurons answer with {meaning}. Let p = 0.6, q = -0.5, w1 = 0.7, w2 = 0.4, v = 0.9.

s = w1*p + w2*q = 0.7*0.6 + 0.4*(-0.5) = 0.22
h = f(s) = f(0.22) = {out}
k = f(v*h) = f({net}) = {last}
"""


@pytest.mark.parametrize(
    ("meaning", "numbers"),
    [
        ("f(u) = 1/(1 + e^(-u))", ("0.5548", "0.4993", "0.6223")),
        ("the usual function", ("0.5548", "0.4993", "0.6223")),
        ("the usual function", ("0.2165", "0.1949", "0.1925")),
        ("f(u) = max(0, u)", ("0.22", "0.198", "0.198")),
    ],
)
def test_what_an_author_calls_a_function_is_known_by_its_formula_or_its_values(
    meaning: str, numbers: tuple[str, str, str], tmp_path: Path
) -> None:
    out, net, last = numbers
    found = words(tmp_path, "called.txt", CALLED.format(meaning=meaning, out=out, net=net, last=last))
    assert not {"wrong", "unread"} & {each for said in found.values() for each in said}
    slip = f"{float(last) + 0.03:.4f}"
    assert "wrong" in words(tmp_path, "called.txt", CALLED.format(meaning=meaning, out=out, net=net, last=slip))[slip]


def test_a_quantity_before_a_bracket_is_a_factor(tmp_path: Path) -> None:
    text = "y = 0.6, w = 0.5\n\ny(x) = 1/(1 + e^(-x))\n\nd = y(1 - y) = 0.6(1 - 0.6) = 0.24\n\ng = w(0.24) = 0.12\n"
    found = words(tmp_path, "factor.txt", text)
    assert found["0.12"] == ["exact"]
    assert "wrong" not in found["0.24"]


UPDATED = """
x1 = 0.25, x2 = 0.75, t = 0.7, eta = 0.9; sigmoid neurons, no biases.
w11 = 0.4, w12 = 0.6, w21 = -0.2, w22 = 0.5, v1 = 0.3, v2 = -0.8

net1 = w11*x1 + w12*x2 = 0.4*0.25 + 0.6*0.75 = 0.55
o1 = sigmoid(0.55) = 0.6341
net2 = w21*x1 + w22*x2 = -0.2*0.25 + 0.5*0.75 = 0.325
o2 = sigmoid(0.325) = 0.5805
net3 = v1*o1 + v2*o2 = 0.3*0.6341 - 0.8*0.5805 = -0.2742
o3 = sigmoid(-0.2742) = 0.4319

d3 = (t - o3)*o3*(1 - o3) = 0.2681*0.4319*0.5681 = 0.0658
d1 = d3*v1*o1*(1 - o1) = 0.0658*0.3*0.6341*0.3659 = 0.0046

v1_new = v1 + eta*d3*o1 = 0.3 + 0.9*0.0658*0.6341 = 0.33755
w11_new = w11 + eta*d1*x1 = 0.40104
w12_new = {new}
"""


@pytest.mark.parametrize(("new", "word"), [("0.60311", "carried"), ("0.60309", "rounded"), ("0.61311", "wrong")])
def test_a_new_weight_may_come_from_a_rounded_delta(new: str, word: str, tmp_path: Path) -> None:
    assert words(tmp_path, "updated.txt", UPDATED.format(new=new))[new] == [word]
