"""Rows for documents that grow: the p of bytes^p, for a check without a spec and without causes.

The manuscripts are written here: many worked examples with a network each; one example and a long record of its
rounds; one example and many pages of words.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile
from math import exp
from pathlib import Path
from statistics import median

from benchmarks.growth import excess
from benchmarks.interleave import Contender, Row, exponent, in_process, interleaved
from derivation.checking import Request, check

LARGEST = 1.1
"""The goal for every exponent."""
RATE = 0.5
WORDS = (
    "The network has two inputs, two hidden neurons and one output, and every neuron is a sigmoid. What it gives is "
    "compared with what is wanted; the error then goes back through the output to the weights that took part in it. "
    "A weight that did little is changed little, and one that did much is changed much, each against its own slope.\n\n"
)


@dataclass(frozen=True)
class Example:
    """A 2-2-1 network with its numbers."""

    inputs: tuple[float, float]
    target: float
    weights: tuple[float, ...]

    @classmethod
    def drawn(cls, draw: random.Random) -> Example:
        """Numbers of two places."""
        first, second, target = (round(draw.uniform(0.05, 0.95), 2) for _ in range(3))
        return cls((first, second), target, tuple(round(draw.uniform(-0.9, 0.9), 2) for _ in range(6)))

    def forward(self) -> tuple[float, ...]:
        """net_h1, net_h2, out_h1, out_h2, net_o1, out_o1 and the error."""
        (i1, i2), (w1, w2, w3, w4, w5, w6) = self.inputs, self.weights
        net1, net2 = w1 * i1 + w2 * i2, w3 * i1 + w4 * i2
        out1, out2 = _sigmoid(net1), _sigmoid(net2)
        net = w5 * out1 + w6 * out2
        return net1, net2, out1, out2, net, _sigmoid(net), (self.target - _sigmoid(net)) ** 2 / 2

    def gradient(self) -> tuple[float, ...]:
        """The slope of the error for every weight."""
        (i1, i2), (*_, w5, w6) = self.inputs, self.weights
        _, _, out1, out2, _, out, _ = self.forward()
        delta = (out - self.target) * out * (1 - out)
        delta1, delta2 = delta * w5 * out1 * (1 - out1), delta * w6 * out2 * (1 - out2)
        return delta1 * i1, delta1 * i2, delta2 * i1, delta2 * i2, delta * out1, delta * out2

    def updated(self) -> Example:
        """The network after one more round."""
        pairs = zip(self.weights, self.gradient(), strict=True)
        return replace(self, weights=tuple(weight - RATE * slope for weight, slope in pairs))

    def written(self, number: int) -> str:
        """The example as a page of a manuscript."""
        net1, net2, out1, out2, net, out, error = (f"{value:.6f}" for value in self.forward())
        slope, after = f"{self.gradient()[4]:.6f}", f"{self.updated().weights[4]:.6f}"
        weights = ", ".join(f"$w_{k} = {weight}$" for k, weight in enumerate(self.weights, start=1))
        given = f"$i_1 = {self.inputs[0]}$, $i_2 = {self.inputs[1]}$, $target_{{o1}} = {self.target}$, {weights}"
        error_slope = r"\frac{\partial E_{total}}{\partial w_5}"
        lines = (
            rf"net_{{h1}} = w_1 * i_1 + w_2 * i_2 = {net1}",
            rf"net_{{h2}} = w_3 * i_1 + w_4 * i_2 = {net2}",
            rf"out_{{h1}} = \frac{{1}}{{1 + e^{{-net_{{h1}}}}}} = {out1}",
            rf"out_{{h2}} = \frac{{1}}{{1 + e^{{-net_{{h2}}}}}} = {out2}",
            rf"net_{{o1}} = w_5 * out_{{h1}} + w_6 * out_{{h2}} = {net}",
            rf"out_{{o1}} = \frac{{1}}{{1 + e^{{-net_{{o1}}}}}} = {out}",
            rf"E_{{total}} = \frac{{1}}{{2}} (target_{{o1}} - out_{{o1}})^2 = {error}",
            rf"{error_slope} = (out_{{o1}} - target_{{o1}}) * out_{{o1}} * (1 - out_{{o1}}) * out_{{h1}} = {slope}",
            rf"w_5^+ = w_5 - {RATE} * {error_slope} = {after}",
        )
        formulas = "".join(f"$${line}$$\n\n" for line in lines)
        return f"## Example {number}\n\n{WORDS * 2}It is given that {given}.\n\n{formulas}"


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-value))


def examples() -> Iterator[str]:
    """Worked examples, each with a network of its own."""
    draw = random.Random(1)
    return (Example.drawn(draw).written(number) for number in count(1))


def record() -> Iterator[str]:
    """One example, and what the error is after each of its rounds."""
    example = Example.drawn(random.Random(2))
    yield example.written(1)
    for rounds in count(1):
        example = example.updated()
        yield f"After {rounds} rounds the error is {example.forward()[-1]:.9f}, and the training goes on as it did.\n\n"


def words() -> Iterator[str]:
    """One example, and then nothing but words."""
    yield Example.drawn(random.Random(3)).written(1)
    while True:
        yield WORDS


KINDS: Mapping[str, Callable[[], Iterator[str]]] = {
    "many worked examples": examples,
    "one example and a record of its rounds": record,
    "one example and many words": words,
}


def manuscript(kind: str, size: int) -> str:
    """A manuscript of that kind of about *size* characters."""
    parts = KINDS[kind]()
    return "".join(part for part, _ in takewhile(lambda pair: pair[1] < size, _measured(parts)))


def _measured(parts: Iterator[str]) -> Iterator[tuple[str, int]]:
    """Every part, and how much stands before it."""
    before = 0
    for part in parts:
        yield part, before
        before += len(part)


def manuscript_rows(sizes: Sequence[int], rounds: int) -> list[Row]:
    """One row for every kind of manuscript."""
    with tempfile.TemporaryDirectory() as folder:
        return [_row(Path(folder), kind, sizes, rounds) for kind in KINDS]


def _row(folder: Path, kind: str, sizes: Sequence[int], rounds: int) -> Row:
    works = {f"{size:,}": _check_of(folder / f"{size}.md", manuscript(kind, size)) for size in sizes}
    times = interleaved([Contender(name, in_process(work)) for name, work in works.items()], rounds)
    seconds = [median(found) for found in times.values()]
    power = exponent(sizes, seconds)
    first, *_, last = works.values()
    return Row(
        name=kind,
        contender=f"{sizes[0]:,} .. {sizes[-1]:,} bytes, p = {exponent(sizes[-2:], seconds[-2:]):.2f} at the end",
        peer="p = 1",
        ratio=power,
        goal=LARGEST,
        cause="" if power <= LARGEST else excess(first, last, sizes[-1] / sizes[0]),
    )


def _check_of(path: Path, text: str) -> Callable[[], object]:
    path.write_text(text, "utf-8")

    def work() -> object:
        checked = check([str(path)], Request(causes=False))
        if checked.errors or checked.code:
            raise RuntimeError(f"{path.name}: {checked.errors or checked.text}")
        return checked

    return work
