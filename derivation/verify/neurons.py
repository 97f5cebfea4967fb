"""What a document's formulas tell of single neurons: their sums, their activations, the loss that compares them.

Shapes tell what a name is, not its spelling: a weighted sum is a net input, what an activation is applied to gives an
output, an output that is compared with something is compared with its target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from derivation.maths.formulas import Formula, Name, Negative, Sum, walk
from derivation.verify.definitions import Definitions
from derivation.verify.shapes import Leaf, WeightedSum, activation_of, loss_of, weighted_sum
from derivation.verify.substitution import flat

_WEIGHT = re.compile(r"(?:w|W|theta|Theta|v|V|u|U|omega|m)(?![a-z])")
_INDEX = re.compile(r"[0-9]+")
_TEMPLATE = re.compile(r"[_^(][ijklmnpq]{1,3}\)?$")


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


Applied = tuple[str, str, WeightedSum]
"""The name of a net input (empty where it has none), the activation, the weighted sum."""


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
        outs = _without_doubles(dict(_outs(said, sums)))
        same = dict(_other_names(said, sums, outs))
        uses = Counter(leaf for found in sums.values() for pair in found.pairs for leaf in set(pair))
        nets = {net for net, _, _ in outs.values()}
        applied = outs | {name: (name, "identity", found) for name, found in sums.items() if name not in {*nets, *outs}}
        built = {out: _neuron(out, *applied[out], set(applied), uses, same) for out in applied}
        neurons = {out: neuron for out, neuron in built.items() if neuron is not None}
        loss, targets = _loss(said, set(neurons), same)
        used = {leaf for neuron in neurons.values() for leaf in neuron.sources} | set(map(Name, targets))
        kept = {out: each for out, each in neurons.items() if each.net != out or Name(out) in used}
        return cls(said, kept, targets, loss)


def _without_doubles(outs: Mapping[str, Applied]) -> dict[str, Applied]:
    """One output for every net input, and no net input that is an output itself."""
    nets = {net for net, _, _ in outs.values()}
    first: dict[str, str] = {}
    for out, (net, _, _) in outs.items():
        first.setdefault(net or f"of {out}", out)
    return {out: applied for out, applied in outs.items() if out in first.values() and out not in nets}


def _other_names(
    said: Definitions, sums: Mapping[str, WeightedSum], outs: Mapping[str, Applied]
) -> Iterator[tuple[str, str]]:
    """Names that only stand for an output or an input under another name: `hat_y = a_3`, `a_0 = x`."""
    by_net = {net: out for out, (net, _, _) in outs.items() if net}
    yield from ((out, by_net[net]) for out, (net, _, _) in _outs(said, sums) if out not in outs and net in by_net)
    for key, formulas in said.formulas.items():
        if isinstance(key, Name):
            plain = [formula.id for formula in formulas if isinstance(formula, Name) and key.id not in (*sums, *outs)]
            yield from ((key.id, name) for name in plain if name in outs or name in said.given)
            shapes = [shape for formula in formulas if (shape := weighted_sum(formula)) is not None]
            yield from (pair for shape in shapes[1:] for pair in _same_sources(shapes[0], shape))


def _same_sources(first: WeightedSum, second: WeightedSum) -> Iterator[tuple[str, str]]:
    """Two ways to write one sum, with the same weights: what they multiply is the same."""
    pairs = zip(first.pairs, second.pairs, strict=False)
    for (weight, source), (other_weight, other) in pairs:
        if weight == other_weight and source != other and isinstance(source, Name) and isinstance(other, Name):
            yield source.id, other.id


def _sums(said: Definitions) -> dict[Formula, WeightedSum]:
    """The weighted sum that each name is said to be, in names rather than numbers."""
    found: dict[Formula, WeightedSum] = {}
    for key in dict.fromkeys((*said.formulas, *said.worked)):
        sums = [shape for formula in said.of(key) if (shape := weighted_sum(formula)) is not None]
        if sums and isinstance(key, Name) and not key.id.endswith("+") and not _is_template(key.id):
            found[key] = max(sums, key=lambda shape: (_named(shape), len(shape.pairs)))
    return found


def _is_template(name: str) -> bool:
    """Whether a name has a letter for its index: y_j, w_ij."""
    return bool(_TEMPLATE.search(name))


def _named(shape: WeightedSum) -> bool:
    return all(isinstance(leaf, Name) for pair in shape.pairs for leaf in pair)


def _outs(said: Definitions, sums: Mapping[str, WeightedSum]) -> Iterator[tuple[str, Applied]]:
    """Every name that is an activation of a weighted sum."""
    for key in dict.fromkeys((*said.formulas, *said.worked)):
        in_symbols = said.formulas.get(key, ())
        found = (_applied(key, formula, sums, own=formula in in_symbols) for formula in said.of(key))
        applied = next((each for each in found if each is not None), None)
        if isinstance(key, Name) and applied is not None and not _is_template(key.id):
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
    out: str,
    net: str,
    activation: str,
    shape: WeightedSum,
    known: set[str],
    uses: Counter[Leaf],
    same: Mapping[str, str],
) -> DraftNeuron | None:
    """The neuron with its factors told apart into weights and sources."""
    pairs = [(_renamed(first, same), _renamed(second, same)) for first, second in shape.pairs]
    split = [_weight_first(pair, known, uses) for pair in pairs]
    weights, sources = tuple(weight for weight, _ in split), _without_repeats([source for _, source in split])
    if any(isinstance(weight, Name) and weight.id in known for weight in weights):
        return None
    return DraftNeuron(net or None, out, activation, sources, weights, shape.bias, shape.is_threshold)


def _renamed(leaf: Leaf, same: Mapping[str, str]) -> Leaf:
    return Name(same[leaf.id]) if isinstance(leaf, Name) and leaf.id in same else leaf


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


def _loss(said: Definitions, outs: set[str], same: Mapping[str, str]) -> tuple[str | None, dict[str, Leaf]]:
    """The loss, and the target that each output is compared with, in the loss or, without one, anywhere."""
    losses: dict[str, int] = {}
    targets: dict[str, Leaf] = {}
    for key, formulas in said.formulas.items():
        for found in (loss_of(formula) for formula in formulas if isinstance(key, Name)):
            pairs = [_out_first(pair, outs, same) for pair in found[1]] if found else []
            targets = {**dict(pairs), **targets}
            if found:
                losses.setdefault(found[0], len(pairs))
    compared = [pair for formulas in said.formulas.values() for formula in formulas for pair in _differences(formula)]
    for first, second in compared:
        out, target = _out_first((first, second), outs, same)
        if out in outs and isinstance(target, Name) and target.id not in outs and target.id not in same:
            targets.setdefault(out, target)
    return max(losses, key=lambda name: losses[name], default=None), targets


def _out_first(pair: tuple[str, str], outs: set[str], same: Mapping[str, str]) -> tuple[str, Leaf]:
    """(output, target) of two names that are compared; a template's index is left out of account."""
    plain = [_TEMPLATE.sub("", name) for name in pair]
    first, second = (same.get(name, name) for name in plain)
    return (first, Name(second)) if first in outs and second not in outs else (second, Name(first))


def _differences(formula: Formula) -> Iterator[tuple[str, str]]:
    """Two names of which one is subtracted from the other."""
    for part in walk(flat(formula)):
        match part:
            case Sum((Name(first), Negative(Name(second)))) | Sum((Negative(Name(second)), Name(first))):
                yield first, second
