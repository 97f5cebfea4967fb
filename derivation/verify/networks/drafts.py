"""Draft: the layered network that a document's formulas describe, with the document's own names and gaps for numbers.

The neurons are put in layers, in the order of their indices, every weight in the order of the sources.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from derivation.frozen import dataclass
from derivation.maths.formulas import Name, Number
from derivation.maths.numbers import Numeral
from derivation.verify.networks.completing import completed, summed_targets
from derivation.verify.networks.definitions import Definitions, family
from derivation.verify.networks.namesakes import with_names
from derivation.verify.networks.neurons import DraftNeuron, Told, order
from derivation.verify.values.shapes import Leaf

_TARGET = re.compile(r"(?:t|y|d|target|label)_?(?:[0-9]+|true|target)?")


@dataclass(frozen=True)
class Draft:
    """Layers from the first hidden one to the outputs; `targets[k]` belongs to output k.

    `numbers` are those of the parameters whose names stand only in the numbering of the others.
    """

    inputs: tuple[Leaf, ...]
    layers: tuple[tuple[DraftNeuron, ...], ...]
    targets: tuple[Leaf | None, ...]
    loss: str | None
    numbers: Mapping[str, Numeral]

    @property
    def neurons(self) -> tuple[DraftNeuron, ...]:
        """All neurons, layer by layer."""
        return tuple(neuron for layer in self.layers for neuron in layer)


def drafts(said: Definitions) -> Iterator[Draft]:
    """The networks that the definitions describe, the one with the most printed results first.

    Errors that are added up have an output each, though only one of them may be told: first it is tried with all.
    """
    told = with_names(Told.of(said))
    further = summed_targets(said, told.targets)
    whole = (replace(told, targets={**told.targets, **further}),) if further else ()
    found: list[Draft] = []
    for draft in (draft for each in (*whole, told) for draft in _of(each, said)):
        if draft not in found:
            found.append(draft)
            yield draft


def _of(told: Told, said: Definitions) -> Iterator[Draft]:
    """The drafts of neurons that are joined, and of those among them that lead to an output with a target."""
    groups = [group for whole in _components(told.neurons) for group in (_towards_targets(whole, told), whole)]
    for neurons in sorted(groups, key=lambda each: -_results(each, said)):
        found = _draft(replace(told, neurons=neurons), said) if neurons else None
        if found is not None:
            yield found


def _towards_targets(neurons: Mapping[str, DraftNeuron], told: Told) -> dict[str, DraftNeuron]:
    """The neurons from which a road leads to an output that has a target."""
    reached = [out for out in neurons if out in told.targets]
    for out in reached:  # grows on the way
        sources = (leaf.id for leaf in neurons[out].sources if isinstance(leaf, Name))
        reached += [name for name in sources if name in neurons and name not in reached]
    return {out: neuron for out, neuron in neurons.items() if out in reached}


def _draft(told: Told, said: Definitions) -> Draft | None:
    """The network of neurons that are joined, or None where they make no layers."""
    layers = _layers(told)
    if layers is None or any(said.of(source) for source in layers[0][0].sources):
        return None  # what has a formula is not an input
    if not any(map(_is_neuron, (neuron for layer in layers for neuron in layer))):
        return None
    layers, numbers = _numbered(layers, said)
    targets = tuple(told.targets.get(neuron.out) for neuron in layers[-1])
    if None in targets:
        targets = _targets_called(targets, layers, said)
    return Draft(layers[0][0].sources, layers, targets, told.loss, numbers)


def _is_neuron(neuron: DraftNeuron) -> bool:
    """Whether a sum is more than an addition of numbers: it is put into an activation, or its weights have names."""
    return neuron.activation != "identity" or any(isinstance(leaf, Name) for leaf in (*neuron.weights, neuron.bias))


def _targets_called(told: tuple[Leaf | None, ...], layers: Layers, said: Definitions) -> tuple[Leaf | None, ...]:
    """The targets that are told, or the given names of one family that are called like targets, one for each output."""
    used = {leaf for layer in layers for neuron in layer for leaf in (*neuron.sources, *neuron.weights, neuron.bias)}
    free = sorted((name for name in said.given if _TARGET.fullmatch(name) and Name(name) not in used), key=order)
    called = tuple(map(Name, free))
    one_each = len(called) == len(told) and len({family(name) for name in free}) == 1
    return called if one_each and all(own in (None, name) for own, name in zip(told, called, strict=True)) else told


def _components(neurons: Mapping[str, DraftNeuron]) -> list[dict[str, DraftNeuron]]:
    """The neurons in groups that have names in common."""
    groups: list[tuple[set[str], dict[str, DraftNeuron]]] = []
    for out, neuron in neurons.items():
        names = {out, *(leaf.id for leaf in neuron.sources if isinstance(leaf, Name))}
        joined = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        whole = {name: each for _, group in joined for name, each in group.items()} | {out: neuron}
        groups.append((names.union(*(group[0] for group in joined)), whole))
    return [group for _, group in groups]


def _results(neurons: Mapping[str, DraftNeuron], said: Definitions) -> int:
    return sum(Name(name) in said.printed for out, each in neurons.items() for name in (out, each.net) if name)


Layers = tuple[tuple[DraftNeuron, ...], ...]


def _numbered(layers: Layers, said: Definitions) -> tuple[Layers, dict[str, Numeral]]:
    """The layers with a name for every weight, where the named ones are numbered in reading order."""
    weights = [weight for layer in layers for neuron in layer for weight in neuron.weights]
    heads = Counter(weight.id.rstrip("0123456789") for weight in weights if isinstance(weight, Name))
    head = heads.most_common(1)[0][0] if heads else ""
    expected = [Name(f"{head}{number}") for number in range(1, len(weights) + 1)]
    right = sum(pair[0] == pair[1] for pair in zip(weights, expected, strict=True))
    known = frozenset(expected)
    misplaced = any(own != name and own in known for own, name in zip(weights, expected, strict=True))
    if 2 * right < len(weights) or misplaced or not all(name.id in said.known for name in expected):
        return layers, {}
    numbers = {name.id: own.numeral for own, name in zip(weights, expected, strict=True) if isinstance(own, Number)}
    for own, name in zip(weights, expected, strict=True):
        if isinstance(own, Name) and own != name and own.id in said.given:
            numbers[name.id] = said.given[own.id]
    waiting = iter(expected)
    named = (
        tuple(replace(each, weights=tuple(next(waiting) for _ in each.weights)) for each in layer) for layer in layers
    )
    return tuple(named), numbers


def _layers(told: Told) -> tuple[tuple[DraftNeuron, ...], ...] | None:
    """The neurons layer by layer, completed; None where a neuron is fed by more than the layer before it."""
    neurons = dict(told.neurons)
    for _ in range(2):
        neurons = completed(neurons, told)
    depth: dict[str, int] = {}
    for out in neurons:
        if _depth(out, neurons, depth, 0) > 32:
            return None
    last = max(depth.values())
    layers = [[neurons[out] for out in neurons if depth[out] == level] for level in range(1, last + 1)]
    layers = [sorted(layer, key=lambda neuron: order(neuron.out)) for layer in layers]
    if not all(layers) or not _joined(layers):
        return None
    sources = [layers[0][0].sources, *(tuple(Name(neuron.out) for neuron in layer) for layer in layers[:-1])]
    pairs = zip(layers, sources, strict=True)
    return tuple(tuple(_inorder(neuron, before) for neuron in layer) for layer, before in pairs)


def _inorder(neuron: DraftNeuron, sources: tuple[Leaf, ...]) -> DraftNeuron:
    """The neuron with its weights in the order of its layer's sources."""
    waiting = list(zip(neuron.sources, neuron.weights, strict=True))
    weights: list[Leaf | None] = []
    for source in sources:
        pair = next(pair for pair in waiting if pair[0] == source)
        waiting.remove(pair)
        weights.append(pair[1])
    return replace(neuron, sources=sources, weights=tuple(weights))


def _depth(out: str, neurons: Mapping[str, DraftNeuron], depth: dict[str, int], level: int) -> int:
    """1 for a neuron that is fed by inputs alone."""
    if level > 32:
        return level + 1
    if out not in depth:
        inner = [leaf.id for leaf in neurons[out].sources if isinstance(leaf, Name) and leaf.id in neurons]
        depth[out] = 1 + max((_depth(name, neurons, depth, level + 1) for name in inner), default=0)
    return depth[out]


def _joined(layers: Sequence[Sequence[DraftNeuron]]) -> bool:
    """Whether every neuron is fed by the outputs of the layer before it, all of them, and by nothing else."""
    for before, layer in pairwise(layers):
        wanted = Counter(Name(neuron.out) for neuron in before)
        if any(Counter(neuron.sources) != wanted for neuron in layer):
            return False
    first = Counter(layers[0][0].sources)
    return all(Counter(neuron.sources) == first for neuron in layers[0])
