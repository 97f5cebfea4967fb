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


STEPS = r"""
$x = 0.8$, $t = 1$, $w = 0.4$, $b = -0.2$, $\eta = 0.5$, one sigmoid neuron.

## Step 1

$z = w x + b = 0.4 \cdot 0.8 + (-0.2) = 0.1200$, $a = \sigma(0.1200) = 0.5300$

$L = \frac12 (a - t)^2 = \frac12 (0.5300 - 1)^2 = 0.1105$

$\delta = (a - t) a (1 - a) = -0.1171$, $\frac{{\partial L}}{{\partial w}} = \delta x = -0.0937$

$w \leftarrow 0.4 - 0.5 \cdot (-0.0937) = 0.4468$, $b \leftarrow -0.2 - 0.5 \cdot (-0.1171) = -0.1415$

## Step 2

$z = w x + b = 0.4468 \cdot 0.8 + (-0.1415) = 0.2160$, $a = \sigma(0.2160) = 0.5538$

$\delta = (a - t) a (1 - a) = {delta}$, $\frac{{\partial L}}{{\partial w}} = \delta x = -0.0882$

$w \leftarrow 0.4468 - 0.5 \cdot (-0.0882) = 0.4909$, $b \leftarrow -0.1415 - 0.5 \cdot (-0.1103) = -0.0863$
"""


def test_slopes_and_updates_of_a_second_step_are_those_of_the_updated_network(tmp_path: Path) -> None:
    found = words(tmp_path, "steps.md", STEPS.format(delta="-0.1103"))
    assert {each for said in found.values() for each in said} <= {"exact", "rounded", "carried"}
    assert words(tmp_path, "steps.md", STEPS.format(delta="-0.1203"))["-0.1203"] == ["wrong"]


STARRED = """
x = 2, w5 = 0.4, w6 = 0.3, y = 1, a = 0.05 (the learning rate)

p = w5*x + w6*3 = 0.4*2 + 0.3*3 = 1.7

D = p - y = 1.7 - 1 = 0.7

*w5 = w5 - a*D*x = 0.4 - 0.05*0.7*2 = 0.33
*w6 = w6 - a*D*3 = 0.3 - 0.05*0.7*3 = {last}
"""


@pytest.mark.parametrize(("last", "word"), [("0.195", "exact"), ("0.159", "wrong")])
def test_a_star_before_a_name_that_is_defined_is_no_sign_of_a_product(last: str, word: str, tmp_path: Path) -> None:
    found = words(tmp_path, "starred.txt", STARRED.format(last=last))
    assert (found["0.33"], found[last]) == (["exact"], [word])


WIKI = r"""
== One step ==
Let <math>x = 0.8</math> and the wanted output be <math>t = 0.6</math>;
''both'' units answer with [[logistic function|φ]].

{{| class="wikitable" style="width: 50.5%"
|+ Start
! weight !! value
|-
| <math>u</math> || 0.5
|-
| style="text-align:right" | <math>v</math>
| −0.7
|}}

: <math>h = \varphi(u x) = \varphi(0.5 \cdot 0.8) = \varphi(0.40) = 0.5987</math>
: <math>y = \varphi(v h) = \varphi(-0.7 \cdot 0.5987) = \varphi(-0.4191) = {out}</math><ref>Rounded to 4.5 places.</ref>
* so the error is <math>\tfrac12 (y - t)^2 = \tfrac12 ({out} - 0.6)^2 = 0.0207</math>
"""


@pytest.mark.parametrize(("out", "word"), [("0.3967", "rounded"), ("0.3976", "wrong")])
def test_wiki_text_is_read_with_its_tables_and_formulas(out: str, word: str, tmp_path: Path) -> None:
    found = words(tmp_path, "page.wiki", WIKI.format(out=out))
    assert found[out][0] == word
    assert (found["0.5"], found["−0.7"]) == (["exact"] * 2, ["exact"])
    assert "50.5" not in found


def test_a_density_that_is_none_is_not_taken_for_one(tmp_path: Path) -> None:
    found = words(tmp_path, "phi.md", r"$a = \varphi(0.54) = 0.7163$, $b = \varphi(-0.1) = 0.5512$ (a cubic spline)")
    assert {each for said in found.values() for each in said} == {"unread"}


def test_another_loss_under_the_same_name_is_a_choice_and_no_slip(tmp_path: Path) -> None:
    path = tmp_path / "losses.md"
    path.write_text(
        r"""
$x = 2$, $w = 0.5$, $y = 1$, $a = \sigma(w x) = \sigma(1.0) = 0.7311$

First $C = \frac12 (a - y)^2 = \frac12 (0.7311 - 1)^2 = 0.0362$,
$\frac{\partial C}{\partial w} = (a - y) a (1 - a) x = -0.1057$.

Then $C = -(y \ln a + (1 - y) \ln(1 - a)) = 0.3133$.
""",
        encoding="utf-8",
    )
    claims = json.loads(stories.verify([str(path)], None, "json")[0])["claims"]
    assert "wrong" not in {claim["verdict"] for claim in claims if claim["kind"] == "formula"}


def test_a_result_is_not_right_because_another_line_comes_out_with_its_number(tmp_path: Path) -> None:
    text = """
d3 = 0.283 x 0.617 x 0.383 = 0.067

d1 = d3 x 0.35 x 0.556 x (1 - 0.556) = 0.0058
d2 = d3 x 0.65 x 0.435 x (1 - 0.435) = 0.0056

new = 0.25 + (0.0056 x 0.5) = 0.2528
"""
    assert words(tmp_path, "elsewhere.txt", text)["0.0056"][0] not in ("exact", "rounded")


def test_a_function_inside_a_sum_is_not_what_the_sum_comes_to(tmp_path: Path) -> None:
    text = r"$\varphi(0.3) = 0.3814$, $g = 0.5 + 0.3 \varphi(0.3) = 0.6144$, $h = 0.2 \cdot \varphi(0.3) = 0.0763$"
    found = words(tmp_path, "density.md", text)
    assert {each for said in found.values() for each in said} <= {"exact", "rounded", "carried"}


NUMBERED = r"""
$x = 0.5$; two tanh units ($k = 1, 2$) and a linear output without biases, target $t = 0.1$.

$s_1 = 0.8 \cdot 0.5 = 0.40$, $s_2 = -0.6 \cdot 0.5 = -0.30$

$h_1 = \tanh(0.40) = 0.3799$, $h_2 = \tanh(-0.30) = -0.2913$

$y = v_1 h_1 + v_2 h_2 = 0.9 \cdot 0.3799 + 0.2 \cdot (-0.2913) = 0.2837$

With $L = \frac12 (y - t)^2$ we have $\partial L / \partial v_k = (y - t) h_k$:

| $k$ | $h_k = \tanh s_k$ | $1 - h_k^2$ | $\partial L/\partial v_k$ | new $v_k$ |
|---|---|---|---|---|
| 1 | 0.3799 | {first} | 0.0698 | 0.8651 |
| 2 | -0.2913 | 0.9151 | {second} | 0.2268 |
"""


def test_a_table_with_a_row_for_every_index_is_read(tmp_path: Path) -> None:
    found = words(tmp_path, "numbered.md", NUMBERED.format(first="0.8556", second="-0.0535"))
    assert [found["0.8556"], found["-0.0535"], found["0.0698"]] == [["rounded"]] * 3
    slipped = words(tmp_path, "numbered.md", NUMBERED.format(first="0.6201", second="0.0535"))
    assert (slipped["0.6201"], slipped["0.9151"]) == (["wrong"], ["rounded"])


@pytest.mark.parametrize(("total", "word"), [("0.37", "exact"), ("0.73", "wrong")])
def test_a_sum_in_a_sentence_is_read_whatever_its_verb(total: str, word: str, tmp_path: Path) -> None:
    text = (
        f"The first unit collects 0.5 × 0.3 + 0.2 × 0.6 + 0.1 = {total} and passes it on; half of 0.5 = 0.25 is left."
    )
    assert words(tmp_path, "sentence.txt", text)[total] == [word]


def test_several_commands_in_a_line_of_a_program_are_read(tmp_path: Path) -> None:
    text = "```python\nx = 0.5; w = -0.4\nz = w*x + 0.1; y = 2*z  # -0.2\n```\n"
    found = words(tmp_path, "program.md", text)
    assert (found["0.5"], found["-0.2"]) == (["unread"], ["exact"])  # nothing tells what is given


PASS = """
Pass {number}
z = {w}*0.8 + {b} = {z}, a = sigmoid(z) = {a}
delta = (a - t)*a*(1 - a) = {delta}
w = {w} - 0.5*{delta}*0.8 = {later}
b = {b} - 0.5*{delta} = {bias}
"""
PASSES = (
    {
        "w": "0.4000",
        "b": "-0.2000",
        "z": "0.1200",
        "a": "0.5300",
        "delta": "-0.1171",
        "later": "0.4468",
        "bias": "-0.1415",
    },
    {
        "w": "0.4468",
        "b": "-0.1415",
        "z": "0.2160",
        "a": "0.5538",
        "delta": "-0.1103",
        "later": "0.4909",
        "bias": "-0.0863",
    },
    {
        "w": "0.4909",
        "b": "-0.0863",
        "z": "0.3064",
        "a": "0.5760",
        "delta": "-0.1035",
        "later": "0.5324",
        "bias": "-0.0346",
    },
)


@pytest.mark.parametrize(("slip", "word"), [("-0.1035", "rounded"), ("-0.1305", "wrong")])
def test_a_third_pass_without_a_heading_is_that_of_the_network_after_two_updates(
    slip: str, word: str, tmp_path: Path
) -> None:
    start = "x = 0.8, t = 1, w = 0.4, b = -0.2, learning rate 0.5, one sigmoid neuron: z = w*x + b, a = sigmoid(z)\n"
    text = start + "".join(PASS.format(number=number, **each) for number, each in enumerate(PASSES, start=1))
    found = words(tmp_path, "passes.txt", text.replace("(1 - a) = -0.1035", f"(1 - a) = {slip}"))
    assert found[slip][0] == word
    assert "wrong" not in {each for printed, said in found.items() if printed not in (slip, "0.5324") for each in said}


def test_the_square_of_an_error_is_no_exponential(tmp_path: Path) -> None:
    text = "$e = d - y = 1 - 0.3381 = 0.6619$, so $E = \\frac12 e^2 = 0.2191$ and $a = e^{-0.5} = 0.6065$"
    found = words(tmp_path, "error.md", text)
    assert (found["0.2191"], found["0.6065"]) == (["rounded"], ["rounded"])


def test_what_is_quoted_in_a_mail_is_read_and_nothing_is_greater_than_it(tmp_path: Path) -> None:
    text = """
> u1 = .4  u2 = -.9     (from the input i = .5)
> p1 = .3  p2 = .8

Mine: a1 = sigmoid(u1*i) = sigmoid(.2) = .5498, a2 = sigmoid(u2*i) = sigmoid(-.45) = .3894
b = sigmoid(p1*a1 + p2*a2) = sigmoid(.3*.5498 + .8*.3894) = sigmoid(.4765) = .6169
"""
    found = words(tmp_path, "mail.txt", text)
    assert {each for said in found.values() for each in said} <= {"exact", "rounded", "carried"}
