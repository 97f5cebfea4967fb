"""The work of a check grows with the length of a document and not faster, whatever is long about it."""

from __future__ import annotations

import cProfile
import pstats
from math import exp
from pathlib import Path

import pytest

from benchmarks.manuscripts import KINDS, manuscript
from derivation.checking import Checked, Request, check

SHORT, LONG = 15_000, 45_000


def checked(folder: Path, text: str) -> tuple[Checked, int]:
    """What a check says, and how many functions it calls."""
    path = folder / "manuscript.md"
    path.write_text(text, "utf-8")
    watcher = cProfile.Profile()
    found = watcher.runcall(check, [str(path)], Request(causes=False))
    return found, pstats.Stats(watcher).total_calls  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_the_work_grows_with_the_length(tmp_path: Path, kind: str) -> None:
    checked(tmp_path, manuscript(kind, SHORT))  # what is worked out once for all is worked out by now
    few, many = (checked(tmp_path, manuscript(kind, size)) for size in (SHORT, LONG))
    assert (few[0].code, many[0].code) == (0, 0)
    assert many[1] <= 1.1 * few[1] * LONG / SHORT


def written_out(width: int) -> str:
    """One layer of so many neurons and inputs, every weight and every sum in it; whole numbers and tenths only."""
    inputs = "".join(f"$x_{{{i}}} = 0.{i % 9 + 1}$, " for i in range(1, width + 1))
    parts = [f"Inputs: {inputs}and so on.\n\n"]
    for j in range(width):
        weights = [f"w_{{{j * width + i + 1}}}" for i in range(width)]
        parts += [f"${name} = 0.{(j + i) % 9 + 1}$, " for i, name in enumerate(weights)]
        net = sum((i % 9 + 1) * ((j + i - 1) % 9 + 1) for i in range(1, width + 1))
        terms = " + ".join(f"{name} x_{{{i}}}" for i, name in enumerate(weights, start=1))
        parts.append(f"and\n\n$$z_{{{j + 1}}} = {terms} = {net / 100}$$\n\n")
        parts.append(f"$$a_{{{j + 1}}} = \\sigma(z_{{{j + 1}}})$$\n\n")
    return "".join(parts)


def test_a_wide_layer_costs_what_its_weights_cost(tmp_path: Path) -> None:
    few, many = (checked(tmp_path, written_out(width)) for width in (8, 16))
    assert many[1] <= 1.2 * few[1] * 16**2 / 8**2


def learning(width: int) -> str:
    """The same layer with a target for every neuron, and every slope and every update worked out."""
    targets = "".join(f"$t_{{{j}}} = 0.{j % 9 + 1}$, " for j in range(1, width + 1))
    parts = [written_out(width), f"Targets: {targets}and the learning rate is 0.5.\n\n"]
    for j in range(width):
        inputs = [(i % 9 + 1) / 10 for i in range(1, width + 1)]
        weights = [((j + i) % 9 + 1) / 10 for i in range(width)]
        out = 1 / (1 + exp(-sum(weight * value for weight, value in zip(weights, inputs, strict=True))))
        error, slope = out - ((j + 1) % 9 + 1) / 10, out * (1 - out)
        parts.append(f"$$a_{{{j + 1}}} = {out:.6f}$$\n\n")
        for i, (weight, value) in enumerate(zip(weights, inputs, strict=True)):
            name, step = f"w_{{{j * width + i + 1}}}", error * slope * value
            worked = rf"({error:.6f}) \cdot {slope:.6f} \cdot {value} = {step:.6f}"
            parts.append(rf"$$\frac{{\partial E}}{{\partial {name}}} = {worked}$$" + "\n\n")
            parts.append(rf"$${name}^+ = {weight} - 0.5 \cdot ({step:.6f}) = {weight - step / 2:.6f}$$" + "\n\n")
    return "".join(parts)


def test_slopes_and_updates_of_a_wide_layer_cost_what_its_weights_cost(tmp_path: Path) -> None:
    few, many = (checked(tmp_path, learning(width)) for width in (6, 12))
    assert (few[0].code, many[0].code) == (0, 0)
    assert many[1] <= 1.2 * few[1] * 12**2 / 6**2


def test_many_numbers_for_one_name_cost_no_more_than_their_number(tmp_path: Path) -> None:
    example = manuscript("one example and many words", 1)
    rivals = [example + "".join(f"Now $w_1 = 0.{k}$.\n\n" for k in range(1000, 1000 + many)) for many in (100, 400)]
    few, many = (checked(tmp_path, text) for text in rivals)
    assert many[1] - few[1] <= 4 * few[1]
