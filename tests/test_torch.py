"""The fourth route: PyTorch's float64 autograd agrees with every gradient that double precision can decide.

Double precision decides a gradient if (1) no sigmoid is closer to 1 than NEAREST_TO_ONE, because `1 - out` then
loses its digits, and (2) the exact gradient moves by less than STEADY of itself when every parameter is moved by a
relative 2**-52, which is what rounding the parameters to doubles may do. What is decided must agree to AGREED.
"""

from __future__ import annotations

import importlib.util
import random
import warnings
from functools import cache
from typing import Any

import mpmath
import pytest
from networks import (
    IN_MPMATH,
    PLAIN,
    Arithmetic,
    Table,
    backward,
    case,
    forward,
    parameters,
    random_spec,
    start,
    trained,
)

from derivation.maths.formulas import Name
from derivation.maths.numbers import Value, as_ball
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients, partial
from derivation.network.spec import Spec
from derivation.network.values import Values

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="PyTorch is not installed: pip install torch==2.13.0"
)

NEAREST_TO_ONE = 1e-5
STEADY = 1e-11
AGREED = 1e-9
NETWORKS = [*PLAIN, *range(200)]


def spec_of(name: str | int) -> Spec:
    return case(name) if isinstance(name, str) else random_spec(name)


def by_torch(spec: Spec) -> dict[str, float]:
    """The error, and its gradient for every weight and bias, by PyTorch's autograd in double precision."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch says that it misses NumPy, which nothing here needs
        import torch

        doubles = Arithmetic(lambda value: torch.tensor(float(value), dtype=torch.float64), torch.exp)
        at = {name: number.requires_grad_() for name, number in start(spec, doubles).items()}
        error = in_layers(spec, at, doubles, torch)
        error.backward()
    return {LOSS: error.item()} | {name: number.grad.item() for name, number in at.items()}


def in_layers(spec: Spec, at: Table, doubles: Arithmetic, torch: Any) -> Any:
    """The error with PyTorch's own matrices and sigmoid."""
    out = torch.stack([doubles.number(value.value) for value in spec.samples[0].inputs])
    names = iter(at)
    for layer in spec.layers:
        weights = torch.stack([torch.stack([at[next(names)] for _ in row]) for row in layer.weights])
        biases = [at[next(names)] for _ in range(biases_of(layer))]
        net = weights @ out + (torch.stack(biases) if biases else 0)
        out = net if layer.activation == "identity" else torch.sigmoid(net)
    targets = torch.stack([doubles.number(value.value) for value in spec.samples[0].targets])
    return ((targets - out) ** 2).sum() / 2


def biases_of(layer: Any) -> int:
    """How many biases a layer has: none, one, or one for each neuron."""
    return 0 if layer.bias is None else len(layer.bias) if isinstance(layer.bias, tuple) else 1


@cache
def decided(name: str | int) -> tuple[str, ...]:
    """The trained parameters whose gradient double precision can decide."""
    spec, choose = spec_of(name), random.Random(f"rounding {name}")
    with mpmath.workdps(400):
        at = start(spec, IN_MPMATH)
        moved = {key: number * (1 + choose.choice((-1, 1)) * mpmath.mpf(2) ** -52) for key, number in at.items()}
        here, there = (forward(spec, point, IN_MPMATH) for point in (at, moved))
        first, second = backward(spec, here, IN_MPMATH), backward(spec, there, IN_MPMATH)
        squashed = [f"out_{name}" for layer in spec.layers if layer.activation == "sigmoid" for name in layer.neurons]
        crowded = any(1 - here[out] < NEAREST_TO_ONE for out in squashed)
        steady = [key for key in trained(spec) if abs(first[key] - second[key]) <= STEADY * abs(first[key])]
    return () if crowded else tuple(steady)


def gap(value: Value, double: float) -> float:
    """The relative distance of a double from a certified value."""
    exact = as_ball(value)
    return float(abs((exact - double) / exact)) if exact != 0 else abs(double)


def values_of(name: str | int) -> Values:
    return Values(Gradients(build(spec_of(name))))


@pytest.mark.parametrize("name", NETWORKS)
def test_pytorch_agrees_with_every_gradient_that_a_double_can_decide(name: str | int) -> None:
    found, values = by_torch(spec_of(name)), values_of(name)
    gaps = {key: gap(values.at(partial(LOSS, key), 1_024), found[key]) for key in decided(name)}
    assert {key: distance for key, distance in gaps.items() if distance > AGREED} == {}


@pytest.mark.parametrize("name", [*PLAIN, *range(200)])
def test_pytorch_agrees_with_the_error(name: str | int) -> None:
    exact = as_ball(values_of(name).at(Name(LOSS), 8_192))
    assert by_torch(spec_of(name))[LOSS] == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


def test_double_precision_decides_thousands_of_gradients_of_the_random_networks() -> None:
    assert sum(len(decided(seed)) for seed in range(200)) > 2_000


def test_double_precision_decides_every_gradient_of_the_classic() -> None:
    assert decided("classic") == tuple(name for name, _ in parameters(case("classic"), biases=False))


def test_double_precision_cannot_decide_a_saturated_network() -> None:
    assert decided("saturating") == ()
