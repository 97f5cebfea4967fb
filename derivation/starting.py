"""A spec to start from: `derivation new`."""

from __future__ import annotations

import random
from itertools import pairwise

from derivation.errors import DerivationError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.choices import MAX_LAYERS, MAX_WEIGHTS
from derivation.network.spec import Layer, Sample, Settings, Spec, Training


def new(sizes: str, seed: int) -> str:
    """A spec to start from, as TOML: a sigmoid network of these sizes with short random decimals.

    Raises: DerivationError: D102, sizes that are not at least two whole numbers above zero; D507, too large a network.
    """
    parts = sizes.split(",")
    if len(parts) < 2 or not all(part.isascii() and part.isdigit() and 0 < int(part) < 1000 for part in parts):
        raise DerivationError(
            "D102", f"--sizes: expected at least two whole numbers like 2,3,1, got {printable(sizes)}"
        )
    widths = [int(part) for part in parts]
    if len(widths) > MAX_LAYERS + 1 or sum(a * b for a, b in pairwise(widths)) > MAX_WEIGHTS:
        limit = f"at most {MAX_LAYERS} layers and {MAX_WEIGHTS} weights"
        raise DerivationError("D507", f"--sizes: a network has {limit}, not {printable(sizes)}")
    draw = random.Random(seed)
    names = _names(widths)
    layers = tuple(
        Layer(neurons, "sigmoid", tuple(_draw(draw, before) for _ in neurons), _draw(draw, 1)[0])
        for neurons, before in zip(names[1:], widths, strict=False)
    )
    sample = Sample(_draw(draw, widths[0]), tuple(read_number(f"0.{draw.randint(1, 99):02}") for _ in names[-1]))
    training = Training(rounds=_rounds(widths))
    slug, loss = "my-network", "half-squared-error"
    return Spec("My network", slug, names[0], (sample,), layers, loss, training, Settings()).to_toml()


def _rounds(widths: list[int]) -> int:
    """Ten thousand for a small network, fewer for a large one, so that a first render does not take minutes."""
    weights = sum(before * after for before, after in pairwise(widths))
    return next((rounds for rounds in (10_000, 1_000, 100, 10) if rounds * weights <= _FIRST_RENDER), 1)


_FIRST_RENDER = 400_000


def _names(widths: list[int]) -> list[tuple[str, ...]]:
    """i1, i2, ...; h1, h2, ... through all hidden layers; o1, o2, ..."""
    hidden = iter(range(1, sum(widths) + 1))
    inner = [tuple(f"h{next(hidden)}" for _ in range(width)) for width in widths[1:-1]]
    first, last = (
        tuple(f"{letter}{n + 1}" for n in range(width)) for letter, width in (("i", widths[0]), ("o", widths[-1]))
    )
    return [first, *inner, last]


def _draw(draw: random.Random, count: int) -> tuple[Numeral, ...]:
    """Decimals between -1 and 1 with two places."""
    return tuple(read_number(f"{draw.randint(-99, 99) / 100:.2f}") for _ in range(count))
