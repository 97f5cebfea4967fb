"""Documents that take their steps with several samples, or several times: each time is judged by its own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

PATTERNS = r"""
The model is $\hat y = w x + b$ with the loss $L = (\hat y - y)^2$; we begin at
$w = b = 0.5$ with the learning rate 0.1.

### Step 1 with $x = 2.0$, $y = 1.8$

$\hat y = 0.5 \cdot 2.0 + 0.5 = 1.5$, so $L = 0.09$.

$\frac{\partial L}{\partial w} = 2 \cdot (-0.3) \cdot 2.0 = -1.2$,
$\frac{\partial L}{\partial b} = 2 \cdot (-0.3) = -0.6$

$w = 0.5 - 0.1 \cdot (-1.2) = 0.62$, $b = 0.5 - 0.1 \cdot (-0.6) = 0.56$

### Step 2 with $x = 1.0$, $y = 0.9$

$\hat y = 0.62 \cdot 1.0 + 0.56 = 1.18$, so $L = 0.0784$.

$\frac{\partial L}{\partial w} = 2 \cdot 0.28 \cdot 1.0 = 0.56$,
$\frac{\partial L}{\partial b} = 2 \cdot 0.28 = 0.56$

$w = 0.62 - 0.1 \cdot 0.56 = {weight}$, $b = 0.56 - 0.1 \cdot 0.56 = 0.504$

### Step 3 with $x = 0.5$, $y = 1.0$

$\hat y = 0.564 \cdot 0.5 + 0.504 = 0.786$, so $L = 0.0458$.
"""
AVERAGED = """
One ReLU unit h = max(0, w·x + b), output y = v·h, loss = (y − t)², with w = 0.5, b = 0.2, v = 0.8.

## Sample 1: x = 1.0, t = 1.0

h = max(0, 0.5·1.0 + 0.2) = 0.7

y = 0.8·0.7 = 0.56

∂loss/∂y = 2·(0.56 − 1.0) = −0.88

∂loss/∂v = −0.88·0.7 = −0.616

∂loss/∂h = −0.88·0.8 = −0.704

## Sample 2: x = 2.0, t = 0.5

h = max(0, 0.5·2.0 + 0.2) = 1.2

y = 0.8·1.2 = 0.96

∂loss/∂y = 2·(0.96 − 0.5) = 0.92

∂loss/∂v = 0.92·1.2 = 1.104

∂loss/∂h = 0.92·0.8 = {slope}

## Mean of both

∂loss/∂y = 0.02

∂loss/∂v = 0.244

∂loss/∂h = 0.016
"""
REPEATED = r"""
$$X = \begin{bmatrix} 1 & 0.5 \\ 1 & 1.5 \end{bmatrix}, \quad y = \begin{bmatrix} 1.2 \\ 2.0 \end{bmatrix}, \quad
\theta = \begin{bmatrix} 0.3 \\ 0.6 \end{bmatrix}$$

## First

$$h = X \theta = \begin{bmatrix} 0.6 \\ 1.2 \end{bmatrix}$$
$$g = \frac12 \begin{bmatrix} 1 & 1 \\ 0.5 & 1.5 \end{bmatrix} \begin{bmatrix} -0.6 \\ -0.8 \end{bmatrix}
= \begin{bmatrix} -0.7 \\ -0.75 \end{bmatrix}$$
$$\theta = \begin{bmatrix} 0.3 \\ 0.6 \end{bmatrix} - 0.1 \begin{bmatrix} -0.7 \\ -0.75 \end{bmatrix}
= \begin{bmatrix} 0.37 \\ 0.675 \end{bmatrix}$$

## Second

$$g = \frac12 \begin{bmatrix} 1 & 1 \\ 0.5 & 1.5 \end{bmatrix} \begin{bmatrix} -0.4925 \\ -0.6175 \end{bmatrix}
= \begin{bmatrix} -0.555 \\ -0.58625 \end{bmatrix}$$
$$\theta = \begin{bmatrix} 0.37 \\ 0.675 \end{bmatrix} - 0.1 \begin{bmatrix} -0.555 \\ -0.58625 \end{bmatrix}
= \begin{bmatrix} 0.4255 \\ {entry} \end{bmatrix}$$
"""
DOCUMENTS = {
    PATTERNS: ("{weight}", "0.564", "0.574"),
    AVERAGED: ("{slope}", "0.736", "0.763"),
    REPEATED: ("{entry}", "0.733625", "0.763625"),
}
each_document = pytest.mark.parametrize("text", DOCUMENTS)


def filled(text: str, *, right: bool) -> str:
    """The document with the right number, or the wrong one, in its place."""
    mark, good, bad = DOCUMENTS[text]
    return text.replace(mark, good if right else bad)


@each_document
def test_the_steps_with_another_sample_are_not_measured_by_those_of_the_first(text: str, tmp_path: Path) -> None:
    found = list(judged(tmp_path, filled(text, right=True)))
    assert [each for each in found if each[1] == "wrong"] == []


@each_document
def test_a_slip_in_a_later_step_is_found(text: str, tmp_path: Path) -> None:
    assert dict(judged(tmp_path, filled(text, right=False)))[DOCUMENTS[text][2]] == "wrong"


def test_a_function_defined_by_cases_claims_nothing(tmp_path: Path) -> None:
    text = "The output is step(z) = 1 if z ≥ 0 and 0 otherwise; here z = 0.1·0.5 − 0.1 = -0.05.\n"
    assert "wrong" not in dict(judged(tmp_path, text)).values()


ROUNDS = """We fit  predicted = b + 0.5 x  to two points with the sum of squares; b starts at 0 and the rate is 0.1.

Round 1
  residual 1 = 1.3 - (0 + 0.5 * 0.4) = 1.100
  residual 2 = 1.8 - (0 + 0.5 * 1.6) = 1.000
  slope = -2*1.100 - 2*1.000 = -4.200
  step size = -4.200 * 0.1 = -0.420
  new b = 0 - (-0.420) = 0.420

Round 2
  residual 1 = 1.3 - (0.420 + 0.5 * 0.4) = 0.680
  residual 2 = 1.8 - (0.420 + 0.5 * 1.6) = 0.580
  slope = -2*0.680 - 2*0.580 = -2.520
  step size = -2.520 * 0.1 = -0.252
  new b = 0.420 - (-0.252) = 0.672

Round 3
  residual 1 = 1.3 - (0.672 + 0.5 * 0.4) = 0.428
  residual 2 = 1.8 - (0.672 + 0.5 * 1.6) = 0.328
  slope = -2*0.428 - 2*0.328 = -1.512
  step size = -1.512 * 0.1 = -0.151
  new b = 0.672 - (-0.151) = 0.823
"""


def test_sums_of_numbers_that_nothing_is_made_of_are_no_network(tmp_path: Path) -> None:
    assert "wrong" not in dict(judged(tmp_path, ROUNDS)).values()
    slipped = ROUNDS.replace("0.580 = -2.520", "0.580 = -2.250")
    assert dict(judged(tmp_path, slipped))["-2.250"] == "wrong"
