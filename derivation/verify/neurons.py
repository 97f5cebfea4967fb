"""What a document's formulas tell of single neurons: their sums, their activations, the loss that compares them.

Shapes tell what a name is, not its spelling: a weighted sum is a net input, what an activation is applied to gives an
output, an output that is compared with something is compared with its target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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


def order(name: str) -> tuple[int, ...]:
    """The indices in a name, by which siblings are sorted."""
    return tuple(int(digits) for digits in _INDEX.findall(name))


@dataclass(frozen=True)
class Told:
    """Neurons by the name of their output, as far as formulas tell of them."""

    said: Definitions
    neurons: Mapping[str, DraftNeuron]
    targets: Mapping[str, Leaf]
    loss: str | None

    @classmethod
    def of(cls, said: Definitions) -> Told:
        """The neurons that *said* tells of, and what their outputs are compared with."""
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
        kept = {out: neuron for out, neuron in neurons.items() if neuron}
        used = {leaf for neuron in kept.values() for leaf in neuron.sources} | {Name(out) for out in targets}
        plain = {out for out, neuron in kept.items() if neuron.net == out and Name(out) not in used}
        return cls(said, {out: neuron for out, neuron in kept.items() if out not in plain}, targets, loss)


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


Applied = tuple[str, str, WeightedSum]
"""The name of a net input (empty where it has none), the activation, the weighted sum."""


def _outs(said: Definitions, sums: Mapping[str, WeightedSum]) -> Iterator[tuple[str, Applied]]:
    """Every name that is an activation of a weighted sum."""
    for key in dict.fromkeys((*said.formulas, *said.worked)):
        in_symbols = said.formulas.get(key, ())
        found = (_applied(key, formula, sums, own=formula in in_symbols) for formula in said.of(key))
        applied = next((each for each in found if each is not None), None)
        if isinstance(key, Name) and applied is not None:
            yield key.id, applied


def _applied(key: Formula, formula: Formula, sums: Mapping[str, WeightedSum], *, own: bool) -> Applied | None:
    """What *formula* applies to which sum; a formula of one's own is believed in symbols only."""
    applied = activation_of(formula, own=own)
    if applied is None:
        return None
    name, argument = applied
    if isinstance(argument, Name):
        return (argument.id, name, sums[argument.id]) if argument.id in sums and argument != key else None
    inner = weighted_sum(argument)
    return None if inner is None else ("", name, inner)


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
        if leaf in found and isinstance(leaf, Name) and (index := order(leaf.id)):
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
