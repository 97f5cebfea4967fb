"""Layouts: the numbers of a network as arrays state them, in every way in which their shapes can chain.

The weights of a layer may stand with a row for each neuron or for each source, the biases apart or in a column of
their own, the samples one by one or as the rows or columns of a matrix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product as combinations
from typing import Any

from derivation.maths.formulas import Call, Product, Sum
from derivation.maths.numbers import Numeral
from derivation.network.choices import MAX_LAYERS, MAX_SAMPLES
from derivation.verify import array_labels as labels
from derivation.verify.array_lines import worked_rows
from derivation.verify.arrays import ArrayLine
from derivation.verify.families import PARAMETER

Numbers = tuple[tuple[Numeral, ...], ...]
_FIRST, _LAST = "first", "last"
_BIAS_PLACES = ("", _FIRST, _LAST)
_MOST_VERSIONS = 3
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


@dataclass(frozen=True)
class Given:
    """What a document states of weights, biases, inputs and targets, each in the order of the network or the text."""

    weights: tuple[Numbers, ...]
    biases: tuple[Numbers, ...]
    inputs: tuple[Numbers, ...]
    targets: tuple[Numbers, ...]


def given_versions(lines: Sequence[ArrayLine], scalars: Mapping[str, Numeral]) -> Iterator[Given]:
    """What the lines state; a name that is stated again in another shape begins another version."""
    stated = [(line.label, numbers) for line in lines for numbers in _stated_numbers(line)]
    more = [(name, ((numeral,),)) for name, numeral in scalars.items()]
    found = (
        _by_name(stated, lambda label: labels.is_weight(label) and _is_parameter(label)),
        _by_name([*stated, *more], lambda label: labels.is_bias(label) and _is_parameter(label)),
    )
    inputs = tuple(dict.fromkeys(numbers for label, numbers in stated if labels.is_input(label)))
    targets = tuple(dict.fromkeys(numbers for label, numbers in [*stated, *more] if labels.is_target(label)))
    versions = [[_version(each, number) for each in found] for number in range(_MOST_VERSIONS)]
    for number, (weights, biases) in enumerate(versions):
        if weights and (weights, biases) not in [tuple(each) for each in versions[:number]]:
            yield Given(weights, biases, inputs, targets)


def _is_parameter(label: str) -> bool:
    return labels.group_of(label) == PARAMETER


def _stated_numbers(line: ArrayLine) -> Iterator[Numbers]:
    """The arrays of numbers that are stated and not worked out."""
    for index, array in line.stated:
        numbers = array.numbers
        if numbers is not None and worked_rows(line, index, array.shape) is None and index == _first_of_numbers(line):
            yield numbers


def _first_of_numbers(line: ArrayLine) -> int:
    """The place of the first array of numbers, if only names and arrays of names stand before it; else -1."""
    first = next((index for index, array in line.stated if array.numbers is not None), -1)
    return first if not any(isinstance(form, Sum | Product | Call) for form in line.forms[:first]) else -1


Named = dict[str, list[Numbers]]
"""For every name the arrays of different shapes that it is stated as."""


def _by_name(stated: Sequence[tuple[str, Numbers]], wanted: Callable[[str], bool]) -> Named:
    """The arrays that are wanted, sorted by the numbers in their names where all names have some."""
    found: Named = {}
    for label, numbers in stated:
        name = re.sub(r"\([^()]*[A-Za-z]{3}[^()]*\)|[^A-Za-z0-9]", "", label).lower()
        if wanted(label) and all(_shape(numbers) != _shape(other) for other in found.get(name, ())):
            found.setdefault(name, []).append(numbers)
    indices = {name: [int(digits) for digits in re.findall(r"[0-9]+", name)] for name in found}
    kept = (
        {name: found[name] for name in sorted(found, key=lambda name: indices[name])}
        if all(indices.values())
        else found
    )
    return _without_repeats(kept)


def _without_repeats(found: Named) -> Named:
    """Without a family of names, `W_fc#`, that says the same numbers again as an earlier one, `W#`."""
    by_family: dict[str, list[str]] = {}
    for name in found:
        by_family.setdefault(re.sub("[0-9]", "", name), []).append(name)
    kept: dict[tuple[tuple[Fraction, ...], ...], list[str]] = {}
    for names in by_family.values():
        kept.setdefault(tuple(_flat(found[name][0]) for name in names), names)
    return {name: arrays for name, arrays in found.items() if any(name in names for names in kept.values())}


def _flat(numbers: Numbers) -> tuple[Fraction, ...]:
    return tuple(number.value for row in numbers for number in row)


def _version(found: Named, number: int) -> tuple[Numbers, ...]:
    """The arrays of that version."""
    return tuple(arrays[min(number, len(arrays) - 1)] for arrays in found.values())


def _shape(numbers: Numbers) -> tuple[int, int]:
    return len(numbers), len(numbers[0])


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
        height, width = _shape(numbers)
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
    height, length = _shape(numbers)
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
    if _shape(numbers) == (count, outputs):
        yield numbers
    elif _shape(numbers) == (outputs, count):
        yield tuple(zip(*numbers, strict=True))
    elif len(flat) == count * outputs and 1 in (count, outputs):
        yield tuple(flat[k * outputs : (k + 1) * outputs] for k in range(count))
    elif len(flat) == count and all(number.value in range(outputs) for number in flat):
        yield tuple(tuple(_ONE if k == number.value else _ZERO for k in range(outputs)) for number in flat)
