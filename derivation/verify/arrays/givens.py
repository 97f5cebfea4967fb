"""What a document states as arrays: the weights and biases of its layers, its inputs and its targets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Call, Product, Sum
from derivation.maths.numbers import Numeral
from derivation.verify.arrays import labels as labels
from derivation.verify.arrays.families import PARAMETER
from derivation.verify.documents.array_lines import worked_rows
from derivation.verify.documents.arrays import ArrayLine

Numbers = tuple[tuple[Numeral, ...], ...]
_MOST_VERSIONS = 3


@dataclass(frozen=True)
class Given:
    """What a document states of weights, biases, inputs and targets, each in the order of the network or the text."""

    weights: tuple[Numbers, ...]
    biases: tuple[Numbers, ...]
    inputs: tuple[Numbers, ...]
    targets: tuple[Numbers, ...]


def shape_of(numbers: Numbers) -> tuple[int, int]:
    """Rows and columns."""
    return len(numbers), len(numbers[0])


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
        if wanted(label) and all(shape_of(numbers) != shape_of(other) for other in found.get(name, ())):
            found.setdefault(name, []).append(numbers)
    indices = {name: [int(digits) for digits in re.findall(r"[0-9]+", name)] for name in found}
    in_order = sorted(found, key=lambda name: indices[name]) if all(indices.values()) else list(found)
    return _without_repeats({name: found[name] for name in in_order})


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
