"""What a document's formulas tell of single neurons: their sums, their activations, the loss that compares them.

Shapes tell what a name is, not its spelling: a weighted sum is a net input, what an activation is applied to gives an
output, an output that is compared with something is compared with its target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number
from derivation.verify.networks.comparisons import compared, is_template
from derivation.verify.networks.definitions import Definitions, family
from derivation.verify.networks.squashing import Applied, calling, squashed
from derivation.verify.values.shapes import Leaf, WeightedSum, activation_of, opposite, weighted_sum

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
        every = dict(_outs(said, sums))
        outs = _without_doubles(every)
        outs |= dict(squashed(said, sums, outs))
        outs |= dict(_like_siblings(said, sums, outs))
        same = dict(_other_names(said, sums, outs, every))
        uses = _Uses.of(sums.values())
        nets = {net for net, _, _ in outs.values()}
        applied = outs | {name: (name, "identity", found) for name, found in sums.items() if name not in {*nets, *outs}}
        built = {out: _neuron(out, *applied[out], set(applied), uses, same) for out in applied}
        neurons = {out: neuron for out, neuron in built.items() if neuron is not None}
        loss, targets = compared(said, set(neurons), same)
        used = {leaf for neuron in neurons.values() for leaf in neuron.sources} | set(map(Name, targets))
        kept = {out: each for out, each in neurons.items() if each.net != out or Name(out) in used}
        return cls(said, kept, targets, loss)


def _like_siblings(
    said: Definitions, sums: Mapping[str, WeightedSum], outs: Mapping[str, Applied]
) -> Iterator[tuple[str, Applied]]:
    """Results without a formula that are called after a net input as the other outputs are: out_o1 as out_h1."""
    nets, computed = {net for net, _, _ in outs.values()}, {*sums, *outs}
    patterns = {(*calling(net, out), activation) for out, (net, activation, _) in outs.items() if net}
    for net in (name for name in sums if name not in nets):
        for (head, tail), (new_head, new_tail), activation in patterns:
            middle = net.removeprefix(head).removesuffix(tail)
            out = f"{new_head}{middle}{new_tail}"
            if net == f"{head}{middle}{tail}" and Name(out) in said.printed and out not in computed:
                yield out, (net, activation, sums[net])


def renamed(name: str | None, old: str, new: str) -> str | None:
    """A sibling's name with the new index in place of the old: net_h1 beside out_h1 is net_h2 beside out_h2."""
    before, after = _INDEX.findall(old), _INDEX.findall(new)
    if name is None or not before or not after or family(old) != family(new):
        return None
    head, found, tail = name.rpartition(before[-1])
    return f"{head}{after[-1]}{tail}" if found else None


@dataclass(frozen=True)
class _Uses:
    """In how many sums a leaf stands, with either sign, and in how many as a factor of the product in one place."""

    places: Counter[tuple[Leaf, int]]
    whole: Counter[Leaf]

    @classmethod
    def of(cls, sums: Iterable[WeightedSum]) -> _Uses:
        """Those of several sums."""
        found = [(leaf, place) for shape in sums for place, pair in enumerate(shape.pairs) for leaf in set(pair)]
        return cls(Counter(found), Counter(leaf for leaf, _ in found))

    def at(self, leaf: Leaf, place: int) -> int:
        """In how many sums it stands in that place."""
        return sum(self.places[each, place] for each in _either_sign(leaf))

    def anywhere(self, leaf: Leaf) -> int:
        """How often it stands in any place."""
        return sum(self.whole[each] for each in _either_sign(leaf))

    def has_other_sign(self, leaf: Number) -> bool:
        """Whether it mostly stands with the other sign."""
        return self.whole[opposite(leaf)] > self.whole[leaf]


def _either_sign(leaf: Leaf) -> tuple[Leaf, ...]:
    return (leaf, opposite(leaf)) if isinstance(leaf, Number) else (leaf,)


def _without_doubles(outs: Mapping[str, Applied]) -> dict[str, Applied]:
    """One output for every net input, and no net input that is an output itself."""
    nets = {net for net, _, _ in outs.values()}
    first: dict[str, str] = {}
    for out, (net, _, _) in outs.items():
        first.setdefault(net or f"of {out}", out)
    kept = {*first.values()} - nets
    return {out: applied for out, applied in outs.items() if out in kept}


def _other_names(
    said: Definitions, sums: Mapping[str, WeightedSum], outs: Mapping[str, Applied], every: Mapping[str, Applied]
) -> Iterator[tuple[str, str]]:
    """Names that only stand for an output or an input under another name: `hat_y = a_3`, `a_0 = x`."""
    by_net, computed = {net: out for out, (net, _, _) in outs.items() if net}, {*sums, *outs}
    yield from ((out, by_net[net]) for out, (net, _, _) in every.items() if out not in outs and net in by_net)
    for key, formulas in said.formulas.items():
        if isinstance(key, Name):
            plain = [formula.id for formula in formulas if isinstance(formula, Name) and key.id not in computed]
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
        if sums and isinstance(key, Name) and not key.id.endswith("+") and not is_template(key.id):
            found[key] = max(sums, key=lambda shape: (_named(shape), len(shape.pairs)))
    return found


def _named(shape: WeightedSum) -> bool:
    return all(isinstance(leaf, Name) for pair in shape.pairs for leaf in pair)


def _outs(said: Definitions, sums: Mapping[str, WeightedSum]) -> Iterator[tuple[str, Applied]]:
    """Every name that is an activation of a weighted sum."""
    for key in dict.fromkeys((*said.formulas, *said.worked)):
        in_symbols = said.formulas.get(key, ())
        found = (_applied(key, formula, sums, own=formula in in_symbols) for formula in said.of(key))
        applied = next((each for each in found if each is not None), None)
        if isinstance(key, Name) and applied is not None and not is_template(key.id):
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
    uses: _Uses,
    same: Mapping[str, str],
) -> DraftNeuron | None:
    """The neuron with its factors told apart into weights and sources."""
    pairs = [(_renamed(first, same), _renamed(second, same)) for first, second in shape.pairs]
    split = [_settled(*_weight_first(pair, place, known, uses), uses) for place, pair in enumerate(pairs)]
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


def _weight_first(pair: tuple[Leaf, Leaf], place: int, known: set[str], uses: _Uses) -> tuple[Leaf, Leaf]:
    """(weight, source): a source is computed, or stands in several sums; else the names or the order decide."""
    first, second = pair

    def likeness(leaf: Leaf) -> tuple[bool, bool, int, int]:
        computed = isinstance(leaf, Name) and leaf.id in known
        is_weight = isinstance(leaf, Name) and bool(_WEIGHT.match(leaf.id))
        return computed, not is_weight, uses.at(leaf, place), uses.anywhere(leaf)

    return (second, first) if likeness(first) > likeness(second) else (first, second)


def _settled(weight: Leaf, source: Leaf, uses: _Uses) -> tuple[Leaf, Leaf]:
    """The sign of a product of two numbers is the weight's where the source has another one in other sums."""
    if isinstance(weight, Number) and isinstance(source, Number) and uses.has_other_sign(source):
        return opposite(weight), opposite(source)
    return weight, source
