"""Short documents in the notations of many authors: all their numbers are read, and just the wrong ones are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivation import stories
from derivation.checking import Request, check

CHAINED = r"""
`x = 1`, `w = 0.4`, `b = -0.1`, `v = 0.6`, `c = 0.2`, target `0.5`, $\eta = 0.5$.

* $h = \sigma(0.4 \cdot 1 - 0.1) = \sigma(0.3) = 0.5744$
* $y = \sigma(0.6 \cdot 0.5744 + 0.2) = \sigma(0.5446) = 0.6329$
* $d = (y - t) y (1 - y) = (0.6329 - 0.5) \cdot 0.6329 \cdot 0.3671 = 0.0309$
* $v \to 0.6 - 0.5 \cdot 0.0309 \cdot 0.5744 = {new}$
"""
LISTED = r"""
Inputs $(x_1, x_2) = (1, 0)$; $w_1, w_2 = 0.4, -0.2$ and $w_3, w_4 = 0.3, 0.5$; $v_1 = 0.7$, $v_2 = -0.6$, target 1.

h1_in = 1*0.4 + 0*(-0.2) = 0.4  ->  h1 = sigmoid(0.4) = 0.5987
h2_in = 1*0.3 + 0*0.5 = 0.3  ->  h2 = sigmoid(0.3) = {second}
o_in = 0.5987*0.7 + 0.5744*(-0.6) = 0.0745  ->  o = sigmoid(0.0745) = 0.5186
"""
PRIMED = r"""
$x = 0.8$, $t = 1$, $w = 0.5$, $b = 0.1$, $\eta = 0.5$

$$z = wx + b = 0.5 \cdot 0.8 + 0.1 = 0.5, \quad y = \sigma(z) = 0.62246$$
$$E = \frac12 (y - t)^2 = 0.07127, \quad \delta = (y - t)\, y (1 - y) = -0.08872$$
$$w' = w - \eta\, \delta x = 0.5 - 0.5 \cdot (-0.08872) \cdot 0.8 = {new}$$
$$b' = b - \eta\, \delta = 0.1 - 0.5 \cdot (-0.08872) = 0.14436$$
"""
COMMENTED = """
```python
import math
x1, x2 = 0.6, -0.4
w1 = 0.3
w2 = 0.5
bias = 0.1
target, lr = 1.0, 0.5

z = w1 * x1 + w2 * x2 + bias   # 0.08
y = 1 / (1 + math.exp(-z))     # {out}
error = 0.5 * (target - y) ** 2  # = 0.1152
print(f"{error:.4f} {y:6.3f}")
```
"""
KEYED = r"""
```python
p = {'w1': 0.3, 'w2': -0.2,
     'v1': 0.7, 'v2': 0.4}
x = {'x1': 1.5}
```

$$h_1 = \tanh(w_1 x_1) = 0.4219, \quad h_2 = \tanh(w_2 x_1) = {second}$$
$$y = \sigma(v_1 h_1 + v_2 h_2) = \sigma(0.1788) = 0.5446$$
"""
ASKED = """
A neuron has the weights w = (0.2, 0.5), the bias b = -0.4 and the input x = (0.7, 0.1).

net = 0.2*0.7 + 0.5*0.1 - 0.4 = -0.21

(a) y = 1/(1 + e^0.21) = 0.4477
(b) y = tanh(-0.21) = {tanh}
(c) y = max(0, -0.21) = 0
"""
CHAIN = r"""
The input is $x = 0.9$ and the target is 0.2. We start with $w = 0.5$, $b = 0.1$, $v = -0.6$ and $c = 0.3$. The rate is
$\eta = 0.5$.

$$h = \sigma(wx + b) = \sigma(0.5 \cdot 0.9 + 0.1) = 0.6341, \quad y = \sigma(vh + c) = \sigma(-0.0805) = 0.4799$$
$$E = \frac12 (y - t)^2 = 0.0392$$
$$\delta_y = (y - t)\, y (1 - y) = 0.0699$$
$$v^{new} = v - \eta\, \delta_y h = -0.6 - 0.5 \cdot 0.0699 \cdot 0.6341 = -0.6222$$
$$\delta_h = \delta_y v\, h (1 - h) {line}= {slope}$$
"""
NUMBERED = r"= 0.0699 \cdot ({weight}) \cdot 0.6341 \cdot (1 - 0.6341) "
FORMULAS = r"""
| Quantity | Formula | Value |
|:---|:---:|---:|
| $x$ | given | 0.5 |
| $w$ | given | 0.8 |
| $t$ | given | 1.0 |
| $z$ | $w x$ | 0.4000 |
| $y$ | $\sigma(z)$ | 0.5987 |
| $E$ | $\frac12 (y - t)^2$ | 0.0805 |
| $\partial E/\partial y$ | $y - t$ | -0.4013 |
| $\partial y/\partial z$ | $y (1 - y)$ | {slope} |
| $\partial E/\partial w$ | product | -0.0482 |
"""
COLUMNS = """
The rate is 0.5.

    Parameter   New value
    w1          0.4 - 0.5*0.12*0.6 = 0.364
    w2          -0.3 - 0.5*0.12*0.9 = -0.354
    b1          0.1 - 0.5*0.12 = {bias}
"""
DOCUMENTS = {
    "a column of formulas": (FORMULAS, {"slope": "0.2403"}, {"slope": "0.2304"}),
    "a name in one column and its calculation in the next": (COLUMNS, {"bias": "0.04"}, {"bias": "0.16"}),
    "one name for several activations": (ASKED, {"tanh": "-0.2070"}, {"tanh": "-0.2700"}),
    "a slope without its numbers": (CHAIN, {"line": "", "slope": "-0.0097"}, {"line": "", "slope": "-0.0266"}),
    "a weight that is used too early": (
        CHAIN.replace("{line}", NUMBERED),
        {"weight": "-0.6", "slope": "-0.0097"},
        {"weight": "-0.6222", "slope": "-0.0101"},
    ),
    "an arrow for an update": (CHAINED, {"new": "0.5911"}, {"new": "0.5811"}),
    "names and numbers in lists": (LISTED, {"second": "0.5744"}, {"second": "0.5474"}),
    "a comment behind a formula": (COMMENTED, {"out": "0.519989"}, {"out": "0.519998"}),
    "keys of a program and no target": (KEYED, {"second": "-0.2913"}, {"second": "0.2913"}),
    "a prime for an update": (PRIMED, {"new": "0.53549"}, {"new": "0.46451"}),
}


def words(folder: Path, text: str) -> list[tuple[str, str]]:
    """Every printed number with the word that is said of it."""
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], None, "json", causes=False)[0])
    return [(each["printed"], each["verdict"]) for each in record["claims"] if each["kind"] == "number"]


def filled(text: str, numbers: dict[str, str]) -> str:
    for name, number in numbers.items():
        text = text.replace(f"{{{name}}}", number)
    return text


@pytest.mark.parametrize(("text", "right"), [row[:2] for row in DOCUMENTS.values()], ids=DOCUMENTS)
def test_a_right_document_is_read_whole(text: str, right: dict[str, str], tmp_path: Path) -> None:
    found = words(tmp_path, filled(text, right))
    assert [(number, word) for number, word in found if word in ("unread", "wrong")] == []


@pytest.mark.parametrize(("text", "slip"), [(row[0], row[2]) for row in DOCUMENTS.values()], ids=DOCUMENTS)
def test_a_slip_in_it_is_found(text: str, slip: dict[str, str], tmp_path: Path) -> None:
    found = words(tmp_path, filled(text, slip))
    assert [number for number, word in found if word == "wrong"] == [number for number in slip.values() if number]


def test_a_spec_says_which_of_its_numbers_only_stand_in(tmp_path: Path) -> None:
    document, spec = tmp_path / "document.md", tmp_path / "found.toml"
    document.write_text(KEYED.replace("{second}", "-0.2913"), encoding="utf-8")
    check([str(document)], Request(causes=False, spec_out=str(spec)))
    first, *rest = spec.read_text(encoding="utf-8").splitlines()
    assert first == "# stand-ins for numbers that the document does not print: target_o1, eta"
    assert 'weights = [["0.3"], ["-0.2"]]' in rest
