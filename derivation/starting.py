"""A spec to start from: `derivation new`."""

from __future__ import annotations

import random
from itertools import pairwise

from derivation.errors import DerivationError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.activations import ACTIVATIONS
from derivation.network.choices import MAX_LAYERS, MAX_WEIGHTS, checked_choice, usual_rounds
from derivation.network.spec import Layer, Sample, Settings, Spec, Training


def new(sizes: str, seed: int, hidden: str = "sigmoid", output: str = "sigmoid") -> str:
    """A spec to start from, as TOML: a network of these sizes with short random decimals as weights.

    The more is added up in a neuron the smaller its weights are, so that no neuron begins in saturation.

    Raises: DerivationError: D102, sizes that are not at least two whole numbers above zero; D503, no such activation;
            D507, too large a network.
    """
    widths = _widths(sizes)
    _check_activations(hidden, output, widths[-1])
    draw, names = random.Random(seed), _names(widths)
    layers = tuple(
        _layer(draw, neurons, len(before), activation)
        for before, neurons, activation in zip(names, names[1:], [hidden] * (len(names) - 2) + [output], strict=False)
    )
    sample = Sample(_draw(draw, widths[0]), _targets(draw, widths[-1], output))
    training = Training(rounds=usual_rounds(sum(before * after for before, after in pairwise(widths))))
    slug, loss = "my-network", "cross-entropy" if output == "softmax" else "half-squared-error"
    return Spec("My network", slug, names[0], (sample,), layers, loss, training, Settings()).to_toml()


def _widths(sizes: str) -> list[int]:
    parts = sizes.split(",")
    if len(parts) < 2 or not all(part.isascii() and part.isdigit() and 0 < int(part) < 1000 for part in parts):
        raise DerivationError(
            "D102", f"--sizes: expected at least two whole numbers like 2,3,1, got {printable(sizes)}"
        )
    widths = [int(part) for part in parts]
    if len(widths) > MAX_LAYERS + 1 or sum(a * b for a, b in pairwise(widths)) > MAX_WEIGHTS:
        limit = f"at most {MAX_LAYERS} layers and {MAX_WEIGHTS} weights"
        raise DerivationError("D507", f"--sizes: a network has {limit}, not {printable(sizes)}")
    return widths


def _check_activations(hidden: str, output: str, outputs: int) -> None:
    """Refuse what a spec could not say either."""
    if ACTIVATIONS[checked_choice("activation", hidden)].joint:
        raise DerivationError("D503", f"--hidden: {hidden} can only be the activation of the last layer")
    if ACTIVATIONS[checked_choice("activation", output)].joint and outputs < 2:
        raise DerivationError("D501", f"--output: {output} needs at least two neurons, whose outputs add up to 1")


def _layer(draw: random.Random, neurons: tuple[str, ...], sources: int, activation: str) -> Layer:
    """Weights of up to 1 where little is added up, else of up to Glorot's bound.

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward networks (2010), eq. 16.
    """
    bound = min(1.0, (6 / (sources + len(neurons))) ** 0.5) if sources > _FEW else 1.0
    weights = tuple(_draw(draw, sources, bound) for _ in neurons)
    return Layer(neurons, activation, weights, _draw(draw, 1, bound)[0])


def _targets(draw: random.Random, outputs: int, activation: str) -> tuple[Numeral, ...]:
    """Wanted outputs: numbers between 0 and 1, or for softmax one of the classes."""
    if activation != "softmax":
        return tuple(read_number(f"0.{draw.randint(1, 99):02}") for _ in range(outputs))
    wanted = draw.randrange(outputs)
    return tuple(read_number(str(int(index == wanted))) for index in range(outputs))


_FEW = 4
"""So many sources do not saturate a neuron, whatever their weights."""


def _names(widths: list[int]) -> list[tuple[str, ...]]:
    """i1, i2, ...; h1, h2, ... through all hidden layers; o1, o2, ..."""
    hidden = iter(range(1, sum(widths) + 1))
    inner = [tuple(f"h{next(hidden)}" for _ in range(width)) for width in widths[1:-1]]
    first, last = (
        tuple(f"{letter}{n + 1}" for n in range(width)) for letter, width in (("i", widths[0]), ("o", widths[-1]))
    )
    return [first, *inner, last]


def _draw(draw: random.Random, count: int, bound: float = 1.0) -> tuple[Numeral, ...]:
    """Decimals between -bound and bound, with two places or, where the bound is small, three."""
    places = 2 if bound == 1 else 3
    most = int(bound * 10**places) - (bound == 1)
    return tuple(read_number(f"{draw.randint(-most, most) / 10**places:.{places}f}") for _ in range(count))
