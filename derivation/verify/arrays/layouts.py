"""Layouts: the numbers of a network as arrays state them, in every way in which their shapes can chain.

The weights of a layer may stand with a row for each neuron or for each source, the biases apart or in a column of
their own, the samples one by one or as the rows or columns of a matrix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product as combinations
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral
from derivation.network.choices import MAX_LAYERS, MAX_SAMPLES
from derivation.verify.arrays.givens import Given, Numbers, shape_of

_FIRST, _LAST = "first", "last"
_BIAS_PLACES = ("", _FIRST, _LAST)
_MOST_TARGETS = 2
_MOST_WEIGHTS = 5_000
_ZERO, _ONE = Numeral(Fraction(0), "0"), Numeral(Fraction(1), "1")


@dataclass(frozen=True)
class Layer:
    """Weights with a row for each neuron, and one bias for each neuron, or none; a threshold is subtracted."""

    weights: Numbers
    bias: tuple[Numeral, ...] | None
    is_threshold: bool = False


@dataclass(frozen=True)
class Layout:
    """Layers from the first to the last, and the samples: inputs and targets."""

    layers: tuple[Layer, ...]
    samples: tuple[tuple[tuple[Numeral, ...], tuple[Numeral, ...]], ...]

    def data(self, activations: Sequence[str], loss: str, batch: str, rate: str) -> Any:
        """The spec as data, under those activations and that loss."""
        samples = [{"inputs": _texts(inputs), "targets": _texts(targets)} for inputs, targets in self.samples]
        several = {"samples": samples, "batch": batch}
        return {
            "network": {**(several if len(samples) > 1 else samples[0]), "loss": loss},
            "layer": [
                {"activation": name, "weights": [_texts(row) for row in layer.weights], **_bias_data(layer)}
                for name, layer in zip(activations, self.layers, strict=True)
            ],
            "training": {"learning_rate": rate, "update_biases": True},
        }


def _texts(numbers: Iterable[Numeral]) -> list[str]:
    return [number.text for number in numbers]


def _bias_data(layer: Layer) -> dict[str, Any]:
    return {"threshold" if layer.is_threshold else "bias": _texts(layer.bias)} if layer.bias else {}


def layouts(given: Given) -> Iterator[Layout]:
    """Every layout of what is given, those that use most weights first."""
    found: list[Layout] = []
    for width in dict.fromkeys(_widths(given)):
        for turned, place in combinations((True, False), _BIAS_PLACES):
            layers = _chained(given, width, turned=turned, place=place)
            for count in range(len(layers), 0, -1):
                own = layers[:count]
                samples = _samples(given, width, len(own[-1].weights))
                found += [Layout(own, each) for each in samples]
                found += [Layout(_as_thresholds(own), each) for each in samples if place]
    yield from sorted(dict.fromkeys(found), key=lambda layout: -len(layout.layers))


def _widths(given: Given) -> Iterator[int]:
    """How many inputs there may be."""
    for numbers in given.inputs:
        height, width = shape_of(numbers)
        yield from (width, height)


def _chained(given: Given, width: int, *, turned: bool, place: str) -> tuple[Layer, ...]:
    """The layers, from as many inputs on; weights that do not fit where they stand are passed by."""
    layers: list[Layer] = []
    biases = list(given.biases)
    for numbers in given.weights[:MAX_LAYERS]:
        rows = _rows(numbers, width + bool(place), turned=turned)
        if rows is None or len(rows) * len(rows[0]) > _MOST_WEIGHTS:
            continue
        if place:
            at = 0 if place == _FIRST else len(rows[0]) - 1
            own = tuple(row[at] for row in rows)
            layers.append(Layer(tuple((*row[:at], *row[at + 1 :]) for row in rows), own))
        else:
            layers.append(Layer(rows, _taken(biases, len(rows))))
        width = len(rows)
    return tuple(layers)


def _rows(numbers: Numbers, width: int, *, turned: bool) -> Numbers | None:
    """The weights with a row for each neuron that has so many sources; a vector may lie either way."""
    height, length = shape_of(numbers)
    across = tuple(zip(*numbers, strict=True))
    if (height if turned else length) == width:
        return across if turned else numbers
    single = 1 in (height, length)
    return (numbers if turned else across) if single and (length if turned else height) == width else None


def _taken(biases: list[Numbers], count: int) -> tuple[Numeral, ...] | None:
    """The next biases that are as many, or one for all; they are used up."""
    for index, numbers in enumerate(biases):
        flat = tuple(number for row in numbers for number in row)
        if len(flat) in (count, 1):
            del biases[index]
            return flat if len(flat) == count else flat * count
    return None


def _as_thresholds(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    return tuple(Layer(layer.weights, layer.bias, is_threshold=True) for layer in layers)


Samples = tuple[tuple[tuple[Numeral, ...], tuple[Numeral, ...]], ...]


def _samples(given: Given, width: int, outputs: int) -> list[Samples]:
    """The samples in every way in which inputs and targets can go together."""
    found: list[Samples] = []
    single: list[tuple[Numeral, ...]] = []
    for numbers in given.inputs:
        for inputs in _columns(numbers, width):
            found += [tuple(zip(inputs, targets, strict=True)) for targets in _targets(given, len(inputs), outputs)]
            single += inputs if len(inputs) == 1 else ()
    single = list(dict.fromkeys(single))
    if len(single) > 1:
        wanted = [targets[0] for numbers in given.targets for targets in _wanted(numbers, 1, outputs)]
        pairs = tuple(zip(single, wanted, strict=False))
        found[:0] = [pairs] if len(pairs) == len(single) else []
    return [samples for samples in dict.fromkeys(found) if len(samples) <= MAX_SAMPLES]


def _columns(numbers: Numbers, width: int) -> Iterator[tuple[tuple[Numeral, ...], ...]]:
    """The inputs of every sample: the rows of that length, or the columns."""
    if len(numbers[0]) == width:
        yield numbers
    if len(numbers) == width and len(numbers) != 1:
        yield tuple(zip(*numbers, strict=True))


def _targets(given: Given, count: int, outputs: int) -> Iterator[tuple[tuple[Numeral, ...], ...]]:
    """The targets of so many samples; where none are stated, zeros and ones are tried for one sample."""
    found = [targets for numbers in given.targets for targets in _wanted(numbers, count, outputs)]
    yield from dict.fromkeys(found)
    if not found and count == 1 and outputs <= _MOST_TARGETS:
        yield from ((each,) for each in combinations((_ONE, _ZERO), repeat=outputs))


def _wanted(numbers: Numbers, count: int, outputs: int) -> Iterator[tuple[tuple[Numeral, ...], ...]]:
    """What an array of targets says: one row or one column for each sample, or the number of its class."""
    flat = tuple(number for row in numbers for number in row)
    if shape_of(numbers) == (count, outputs):
        yield numbers
    elif shape_of(numbers) == (outputs, count):
        yield tuple(zip(*numbers, strict=True))
    elif len(flat) == count * outputs and 1 in (count, outputs):
        yield tuple(flat[k * outputs : (k + 1) * outputs] for k in range(count))
    elif len(flat) == count and all(number.value in range(outputs) for number in flat):
        yield tuple(tuple(_ONE if k == number.value else _ZERO for k in range(outputs)) for number in flat)
