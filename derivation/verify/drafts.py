"""Draft: the layered network that a document's formulas describe, with the document's own names and gaps for numbers.

Shapes tell what a name is, not its spelling: a weighted sum is a net input, what an activation is applied to gives an
output, an output that is compared with something is compared with its target. What the document leaves out because it
goes like its neighbour (out_h2 beside out_h1) is completed by family.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derivation.maths.formulas import Formula, Name
from derivation.verify.definitions import Definitions
from derivation.verify.shapes import Leaf, WeightedSum, activation_of, loss_of, weighted_sum

_WEIGHT = re.compile(r"(?:w|W|theta|Theta|v|V|u|U|omega|m)(?![a-z])")
_INDEX = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class DraftNeuron:
    """A neuron in the document's names; `weights[k]` belongs to `sources[k]`; None is a weight that is not named."""

    net: str | None
    out: str
    activation: str
    sources: tuple[Leaf, ...]
    weights: tuple[Leaf | None, ...]
    bias: Leaf | None = None
    is_threshold: bool = False
    is_told: bool = True


@dataclass(frozen=True)
class Draft:
    """Layers from the first hidden one to the outputs; `targets[k]` belongs to output k."""

    inputs: tuple[Leaf, ...]
    layers: tuple[tuple[DraftNeuron, ...], ...]
    targets: tuple[Leaf | None, ...]
    loss: str | None

    @property
    def neurons(self) -> tuple[DraftNeuron, ...]:
        """All neurons, layer by layer."""
        return tuple(neuron for layer in self.layers for neuron in layer)


def draft(said: Definitions) -> Draft | None:
    """The network that the definitions describe, or None where they describe no layers."""
    told = _Told.of(said)
    if not told.neurons:
        return None
    layers = _layers(told)
    if layers is None:
        return None
    inputs = tuple(dict.fromkeys(source for neuron in layers[0] for source in neuron.sources))
    outs = tuple(neuron.out for neuron in layers[-1])
    targets = tuple(told.targets.get(out) for out in outs)
    return Draft(inputs, layers, targets, told.loss)


@dataclass(frozen=True)
class _Told:
    """Neurons by the name of their output, as far as formulas tell of them."""

    said: Definitions
    neurons: Mapping[str, DraftNeuron]
    targets: Mapping[str, Leaf]
    loss: str | None

    @classmethod
    def of(cls, said: Definitions) -> _Told:
        sums = {key.id: found for key, found in _sums(said).items() if isinstance(key, Name)}
        outs = dict(_outs(said, sums))
        uses = Counter(leaf for found in sums.values() for pair in found.pairs for leaf in set(pair))
        known = {*outs, *(name for name in sums if not any(net == name for net, _, _ in outs.values()))}
        neurons = {
            out: _neuron(out, net, activation, found, known, uses) for out, (net, activation, found) in outs.items()
        }
        neurons |= {
            name: _neuron(name, name, "identity", found, known, uses)
            for name, found in sums.items()
            if name in known and name not in outs
        }
        loss, targets = _loss(said, set(neurons))
        return cls(said, {out: neuron for out, neuron in neurons.items() if neuron}, targets, loss)


def _sums(said: Definitions) -> dict[Formula, WeightedSum]:
    """The first weighted sum that each name is said to be."""
    found: dict[Formula, WeightedSum] = {}
    for key in dict.fromkeys((*said.formulas, *said.worked)):
        sums = [shape for formula in said.of(key) if (shape := weighted_sum(formula)) is not None]
        if sums and isinstance(key, Name) and not key.id.endswith("+"):
            found[key] = max(sums, key=lambda shape: (_named(shape), len(shape.pairs)))
    return found


def _named(shape: WeightedSum) -> bool:
    return all(isinstance(leaf, Name) for pair in shape.pairs for leaf in pair)


def _outs(said: Definitions, sums: Mapping[str, WeightedSum]) -> Iterator[tuple[str, tuple[str, str, WeightedSum]]]:
    """Every name that is an activation of a weighted sum: the sum's name, the activation, the sum."""
    for key in dict.fromkeys((*said.formulas, *said.worked)):
        if not isinstance(key, Name):
            continue
        for formula in said.of(key):
            applied = activation_of(formula)
            if applied is None:
                continue
            name, argument = applied
            if isinstance(argument, Name) and argument.id in sums and argument != key:
                yield key.id, (argument.id, name, sums[argument.id])
                break
            inner = weighted_sum(argument)
            if inner is not None and not isinstance(argument, Name):
                yield key.id, ("", name, inner)
                break


def _neuron(
    out: str, net: str, activation: str, shape: WeightedSum, known: set[str], uses: Counter[Leaf]
) -> DraftNeuron | None:
    """The neuron with its factors told apart into weights and sources."""
    split = [_weight_first(pair, known, uses) for pair in shape.pairs]
    weights, sources = tuple(weight for weight, _ in split), _without_repeats([source for _, source in split])
    if any(isinstance(weight, Name) and weight.id in known for weight in weights):
        return None
    return DraftNeuron(net or None, out, activation, sources, weights, shape.bias, shape.is_threshold)


def _without_repeats(sources: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """A source that stands in one sum twice is a slip: the second time its next sibling was meant."""
    found: list[Leaf] = []
    for leaf in sources:
        if leaf in found and isinstance(leaf, Name) and (index := _order(leaf.id)):
            number = str(index[-1])
            head, _, tail = leaf.id.rpartition(number)
            leaf = Name(f"{head}{index[-1] + 1}{tail}")
        found.append(leaf)
    return tuple(found)


def _weight_first(pair: tuple[Leaf, Leaf], known: set[str], uses: Counter[Leaf]) -> tuple[Leaf, Leaf]:
    """(weight, source): a source is computed, or stands in several sums; else the names or the order decide."""
    first, second = pair

    def likeness(leaf: Leaf) -> tuple[bool, bool, int]:
        computed = isinstance(leaf, Name) and leaf.id in known
        return computed, not (isinstance(leaf, Name) and _WEIGHT.match(leaf.id)), uses[leaf]

    return (second, first) if likeness(first) > likeness(second) else (first, second)


def _loss(said: Definitions, outs: set[str]) -> tuple[str | None, dict[str, Leaf]]:
    """The loss, and the target that each output is compared with."""
    losses: dict[str, int] = {}
    targets: dict[str, Leaf] = {}
    for key, formulas in said.formulas.items():
        for formula in formulas if isinstance(key, Name) else ():
            found = loss_of(formula)
            if found is None:
                continue
            for first, second in found[1]:
                out, target = (first, second) if first in outs and second not in outs else (second, first)
                targets.setdefault(out, Name(target))
            losses.setdefault(found[0], len(found[1]))
    return max(losses, key=lambda name: losses[name], default=None), targets


def _layers(told: _Told) -> tuple[tuple[DraftNeuron, ...], ...] | None:
    """The neurons layer by layer, completed; None where a neuron is fed by more than the layer before it."""
    neurons = dict(told.neurons)
    for _ in range(2):
        neurons = _completed(neurons, told)
    depth: dict[str, int] = {}
    for out in neurons:
        if _depth(out, neurons, depth, 0) > 32:
            return None
    last = max(depth.values())
    layers = [[neurons[out] for out in neurons if depth[out] == level] for level in range(1, last + 1)]
    if not all(layers) or not _joined(layers):
        return None
    return tuple(tuple(sorted(layer, key=lambda neuron: _order(neuron.out))) for layer in layers)


def _order(name: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in _INDEX.findall(name))


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
        wanted = {Name(neuron.out) for neuron in before}
        if any(set(neuron.sources) != wanted for neuron in layer):
            return False
    return len({frozenset(neuron.sources) for neuron in layers[0]}) == 1


def _completed(neurons: dict[str, DraftNeuron], told: _Told) -> dict[str, DraftNeuron]:
    """With the neurons that are only used: what feeds a sum beside a neuron, or has a target beside one."""
    groups = [{leaf.id for leaf in neuron.sources if isinstance(leaf, Name)} for neuron in neurons.values()]
    groups.append(set(told.targets))
    for group in groups:
        known = [neurons[name] for name in sorted(group & set(neurons), key=_order)]
        for name in sorted(group - set(neurons), key=_order) if known else ():
            neurons[name] = _like(known[0], name, neurons, told.said)
    return neurons


def _like(sibling: DraftNeuron, out: str, neurons: Mapping[str, DraftNeuron], said: Definitions) -> DraftNeuron:
    """A neuron built like its sibling, with the weights of the family that no formula has used."""
    net = _renamed(sibling.net, sibling.out, out)
    spare = _spare(sibling, out, neurons, said)
    return replace(sibling, net=net, out=out, weights=spare, bias=_bias(sibling, out, neurons, said), is_told=False)


def _bias(sibling: DraftNeuron, out: str, neurons: Mapping[str, DraftNeuron], said: Definitions) -> Leaf | None:
    """The bias that is called as the neuron is, if there is one that no other neuron uses; else the sibling's."""
    if not isinstance(sibling.bias, Name):
        return sibling.bias
    own = _renamed(sibling.bias.id, sibling.out, out)
    taken = any(neuron.bias == Name(own or "") for neuron in neurons.values())
    return Name(own) if own in said.mentioned and own is not None and not taken else sibling.bias


def _renamed(name: str | None, old: str, new: str) -> str | None:
    """The sibling's name with the new index in place of the old: net_h1 beside out_h1 becomes net_h2."""
    before, after = _INDEX.findall(old), _INDEX.findall(new)
    if name is None or not before or not after:
        return None
    head, found, tail = name.rpartition(before[-1])
    return f"{head}{after[-1]}{tail}" if found else None


def _spare(
    sibling: DraftNeuron, out: str, neurons: Mapping[str, DraftNeuron], said: Definitions
) -> tuple[Leaf | None, ...]:
    """The mentioned names of the weights' family that are still free, in order; None where they do not suffice."""
    family = {_INDEX.sub("#", weight.id) for weight in sibling.weights if isinstance(weight, Name)}
    used = {weight for neuron in neurons.values() for weight in neuron.weights}
    bare = dict.fromkeys(name.rstrip("+") for name in said.mentioned)
    free = [Name(name) for name in bare if _INDEX.sub("#", name) in family and Name(name) not in used]
    free.sort(key=lambda name: _order(name.id))
    after = max((_order(weight.id) for weight in sibling.weights if isinstance(weight, Name)), default=())
    later = [name for name in free if _order(name.id) > after][: len(sibling.weights)]
    return tuple(later) if len(later) == len(sibling.weights) else (None,) * len(sibling.weights)
