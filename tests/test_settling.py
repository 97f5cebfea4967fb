"""Verdicts in the light of one another: what stands on a wrong number, and what only looks as if it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from judging import judged

from derivation import stories

CHAIN = """
The input is x = 1.5 and the target is y = 0.9. The parameters are w1 = 0.4, b1 = 0.2, w2 = 0.7, b2 = -0.1, and the
learning rate is eta = 0.1.

```
z1 = w1*x + b1 = 0.4*1.5 + 0.2 = 0.8
h = tanh(z1) = 0.66404
z2 = w2*h + b2 = 0.7*0.66404 - 0.1 = 0.36483
o = sigmoid(z2) = 0.59021
L = 1/2*(o - y)^2 = 1/2*(0.59021 - 0.9)^2 = 0.04799

dL/do = o - y = -0.30979
do/dz2 = o*(1 - o) = 0.59021*(1 - 0.59021) = 0.24186
dL/dz2 = dL/do * do/dz2 = -0.30979*0.24186 = {slope}
dL/dw2 = dL/dz2 * h = {slope}*0.66404 = {gradient}
dL/db2 = dL/dz2 = {slope}

w2new = w2 - eta*dL/dw2 = 0.7 - 0.1*({gradient}) = 0.70498
b2new = b2 - eta*dL/db2 = -0.1 - 0.1*({slope}) = {bias}
```
"""
RIGHT = {"slope": "-0.07493", "gradient": "-0.04976", "bias": "-0.09251"}
SPOILT = {"slope": "-0.07553", "gradient": "-0.05016", "bias": "-0.09245"}


def test_nothing_is_wrong_where_nothing_is(tmp_path: Path) -> None:
    assert {word for _, word in judged(tmp_path, CHAIN.format(**RIGHT))} <= {"exact", "rounded", "carried"}


def test_what_stands_on_a_wrong_number_is_wrong_wherever_it_is_said_again(tmp_path: Path) -> None:
    spoilt = {each.lstrip("-") for each in SPOILT.values()}
    words = [(printed, word) for printed, word in judged(tmp_path, CHAIN.format(**SPOILT))]
    assert [word for printed, word in words if printed.lstrip("-") in spoilt] == ["wrong"] * 7
    assert [printed for printed, word in words if word == "wrong" and printed.lstrip("-") not in spoilt] == []


def test_a_lost_sign_does_not_spoil_the_same_digits_with_the_right_sign(tmp_path: Path) -> None:
    lost = CHAIN.format(**RIGHT).replace("-0.30979*0.24186 = -0.07493", "-0.30979*0.24186 = 0.07493")
    assert [printed for printed, word in judged(tmp_path, lost) if word == "wrong"] == ["0.07493"]


AGAIN = """
With the new numbers the error is smaller:

```
z1 = 0.80953
h = 0.66933
z2 = 0.37935
o = 0.59372
L = 1/2*(0.59372 - 0.9)^2 = 1/2*({miss})^2 = 0.04690
```
"""


def test_a_part_of_a_line_is_known_after_one_update_too(tmp_path: Path) -> None:
    after = CHAIN.format(**RIGHT) + AGAIN
    assert ("-0.30628", "rounded") in list(judged(tmp_path, after.format(miss="-0.30628")))
    assert ("-0.30928", "wrong") in list(judged(tmp_path, after.format(miss="-0.30928")))


def test_a_slip_in_a_formula_explains_no_number(tmp_path: Path) -> None:
    slip = CHAIN.format(**RIGHT).replace("= 0.7*0.66404 - 0.1 = 0.36483", "= tanh(w1*x + b1) = tanh(0.8) = 0.66404")
    path = tmp_path / "document.md"
    path.write_text(slip, encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], None, "json")[0])
    wrong = [(claim["kind"], claim["line"]) for claim in record["claims"] if claim["verdict"] == "wrong"]
    assert wrong == [("formula", 8), ("number", 8)]


def test_a_number_that_is_exact_leaves_its_line_no_room(tmp_path: Path) -> None:
    text = CHAIN.format(**RIGHT).replace("h = tanh(z1) = 0.66404", "h = tanh(z1) = tanh(0.8) = {h}")
    assert "wrong" not in dict(judged(tmp_path, text.format(h="0.66404"))).values()
    assert [pair for pair in judged(tmp_path, text.format(h="0.66424")) if pair[1] == "wrong"] == [("0.66424", "wrong")]


def test_short_numbers_beside_long_ones_do_not_excuse_the_long(tmp_path: Path) -> None:
    more = "\nIn full: z2 = 0.364825739187, o = 0.590208105437, dL/db2 = -0.0749270413{end}.\n"
    text = CHAIN.format(**RIGHT) + more
    assert "wrong" not in dict(judged(tmp_path, text.format(end="90"))).values()
    assert ("-0.074927041330", "wrong") in list(judged(tmp_path, text.format(end="30")))


@pytest.mark.parametrize(("begin", "words"), [("If", {"unread"}), ("Now", {"wrong"})])
def test_what_is_only_supposed_is_not_wrong(begin: str, words: set[str], tmp_path: Path) -> None:
    text = CHAIN.format(**RIGHT) + f"\n```\n{begin} h = 0.93, then (1 - h^2) = 0.1351\n```\n"
    assert {word for printed, word in judged(tmp_path, text) if printed in ("0.93", "0.1351")} == words


def test_an_operand_under_another_name_is_no_wrong_number(tmp_path: Path) -> None:
    slip = CHAIN.format(**RIGHT).replace("do/dz2 = o*(1 - o) =", "do/dz2 = h*(1 - h) =")
    assert [printed for printed, word in judged(tmp_path, slip) if word == "wrong"] == []


HIDDEN = """
```
dL/dh = dL/dz2 * w2 = -0.07493*{weight} = {slope}
dh/dz1 = 1 - h^2 = 1 - 0.66404^2 = 0.55905
dL/dz1 = dL/dh * dh/dz1 = {slope}*0.55905 = {delta}
dL/dw1 = dL/dz1 * x = {delta}*1.5 = {gradient}
w1new = w1 - eta*dL/dw1 = 0.4 - 0.1*({gradient}) = {after}
```
"""
AT_ONCE = {"weight": "0.7", "slope": "-0.05245", "delta": "-0.02932", "gradient": "-0.04398", "after": "0.40440"}
ONE_BY_ONE = {"weight": "0.70498", "slope": "-0.05282", "delta": "-0.02953", "gradient": "-0.04430", "after": "0.40443"}


def test_weights_that_are_updated_one_layer_after_the_other_are_a_slip(tmp_path: Path) -> None:
    right = CHAIN.format(**RIGHT) + HIDDEN.format(**AT_ONCE)
    assert [printed for printed, word in judged(tmp_path, right) if word == "wrong"] == []
    slipped = CHAIN.format(**RIGHT) + HIDDEN.format(**ONE_BY_ONE)
    assert [printed for printed, word in judged(tmp_path, slipped) if word == "wrong"][:2] == ["0.70498", "-0.05282"]


def test_a_document_that_says_so_may_update_one_layer_after_the_other(tmp_path: Path) -> None:
    said = CHAIN.format(**RIGHT) + HIDDEN.format(**ONE_BY_ONE).replace("dL/dz2 * w2 =", "dL/dz2 * w2new =")
    assert [printed for printed, word in judged(tmp_path, said) if word == "wrong"] == []


SHORT = """
One input x = 0.5 goes through two sigmoid neurons; the target is y = 1.2. The numbers to start with are w1 = 0.3,
b1 = 0.1, w2 = 0.2 and b2 = 0.4, and the learning rate is eta = 0.1.

```
z1 = w1*x + b1 = 0.3*0.5 + 0.1 = 0.25
h = sigmoid(z1) = sigmoid(0.25) = 0.56
z2 = w2*h + b2 = 0.2*0.56 + 0.4 = 0.512
o = sigmoid(z2) = sigmoid(0.512) = 0.625
L = 1/2*(o - y)^2 = 1/2*(0.625 - 1.2)^2 = 0.165
dL/do = o - y = 0.625 - 1.2 = -0.575
do/dz2 = o*(1 - o) = 0.625*(1 - 0.625) = 0.234
dL/db2 = dL/do * do/dz2 = -0.575*0.234 = -0.135
dL/dw2 = dL/do * do/dz2 * dz2/dw2 = -0.575*0.234*{operand} = {gradient}
w2new = w2 - eta*dL/dw2 = 0.2 - 0.1*({gradient}) = {after}
```
"""


def test_an_operand_of_one_digit_that_is_another_quantity_makes_wrong_what_follows_from_it(tmp_path: Path) -> None:
    wrong = SHORT.format(operand="0.5", gradient="-0.067", after="0.2067")
    assert [printed for printed, word in judged(tmp_path, wrong) if word == "wrong"] == [
        *("0.5", "-0.067"),
        *("-0.067", "0.2067"),
    ]


@pytest.mark.parametrize(("operand", "gradient"), [("0.56", "-0.075"), ("0.6", "-0.081"), ("0.562", "-0.076")])
def test_an_operand_that_is_rounded_however_roughly_makes_nothing_wrong(
    operand: str, gradient: str, tmp_path: Path
) -> None:
    rough = SHORT.format(operand=operand, gradient=gradient, after="0.2076")
    assert [printed for printed, word in judged(tmp_path, rough) if word == "wrong"] == []


LONE = r"""
Take $x = 0.5$, $w = 0.3$ and $b = 0.1$. The neuron works out $z = w x + b$ and

$$o = \sigma(z) = \sigma(0.25) = 0.56$$

$$\frac{\partial L}{\partial o} = -(t - o) = -(1.1 - 0.56) = -0.54$$

$$\frac{\partial o}{\partial z} = o (1 - o) = 0.56 \cdot 0.44 = 0.25$$

$$\frac{\partial z}{\partial w} = x = 0.5$$

$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial o} \frac{\partial o}{\partial z}
\frac{\partial z}{\partial w} = -0.54 \cdot 0.25 \cdot 0.5 = -0.0675$$
"""


def test_what_rounded_numbers_come_to_exactly_is_carried_and_not_exact(tmp_path: Path) -> None:
    assert list(judged(tmp_path, LONE))[-1] == ("-0.0675", "carried")


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("After this update the loss is 0.04799.", "wrong"),
        ("After the first round of backpropagation, the loss is now down to only 0.04799.", "wrong"),
        ("After this update the loss is 0.04690.", "rounded"),
        ("After this update the loss drops from 0.04799 to 0.0469.", "rounded"),
        ("After one forward pass the loss is 0.04799.", "rounded"),
        ("After the first iteration the loss is 0.04799.", "rounded"),
        ("The loss before the update is 0.04799.", "rounded"),
    ],
)
def test_a_loss_that_is_said_to_be_that_after_an_update_is_not_the_one_before(
    sentence: str, word: str, tmp_path: Path
) -> None:
    assert list(judged(tmp_path, f"{CHAIN.format(**RIGHT)}\n{sentence}\n"))[-1][1] == word
