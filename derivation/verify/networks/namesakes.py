"""Numbers in a neuron's sum that have a name: beside x1 the number 0.9 is x2, if that is what x2 is given.

And one that is no result, where a result was due: beside out_h1 it can only be a slip for out_h2, if nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace

from derivation.maths.formulas import Name, Number
from derivation.verify.networks.definitions import family
from derivation.verify.networks.neurons import DraftNeuron, Told
from derivation.verify.values.shapes import Leaf

Naming = Callable[[Leaf | None], Leaf | None]


def with_names(told: Told) -> Told:
    """The neurons with a name in place of every number that only one name of its siblings' families is given."""
    neurons = {out: _fed(each, told) for out, each in told.neurons.items()}
    sources = _names(leaf for neuron in neurons.values() for leaf in neuron.sources)
    weights = _names(leaf for neuron in neurons.values() for leaf in neuron.weights)
    biases = _names(neuron.bias for neuron in neurons.values()) - sources
    source = _naming(told, sources, weights | biases)
    weight = _naming(told, weights, weights | sources | biases)
    bias = _naming(told, biases, weights | sources)
    named = {out: _named(each, source, weight, bias) for out, each in neurons.items()}
    return replace(told, neurons={out: _reconnected(each, named) for out, each in named.items()})


def _fed(neuron: DraftNeuron, told: Told) -> DraftNeuron:
    """The neuron with names for its sources, if their numbers are just what one layer gives, be it noughts and ones."""
    for before in {each.sources: None for each in told.neurons.values()}:
        layer = [each.out for each in told.neurons.values() if each.sources == before]
        given = [_result(out, told) for out in layer]
        alike = [_is_of(*each) for each in zip(neuron.sources, layer, given, strict=False)]
        if before != neuron.sources and len(layer) == len(neuron.sources) and all(alike):
            return replace(neuron, sources=tuple(map(Name, layer)))
    return neuron


def _is_of(leaf: Leaf, out: str, given: Number | None) -> bool:
    """Whether a source is an output, or the number that is printed for it."""
    return leaf == Name(out) or (isinstance(leaf, Number) and given is not None and leaf.value == given.value)


def _result(out: str, told: Told) -> Number | None:
    """The number that is printed for an output first."""
    found = told.said.printed.get(Name(out), ())
    return Number(found[0].numeral) if found else None


def _names(leaves: Iterable[Leaf | None]) -> Set[Name]:
    return {leaf for leaf in leaves if isinstance(leaf, Name)}


def _named(neuron: DraftNeuron, source: Naming, weight: Naming, bias: Naming) -> DraftNeuron:
    sources = tuple(source(leaf) or leaf for leaf in neuron.sources)
    return replace(neuron, sources=sources, weights=tuple(map(weight, neuron.weights)), bias=bias(neuron.bias))


def _naming(told: Told, siblings: Set[Name], taken: Set[Name]) -> Naming:
    """What a number is called: the one name that is given it, of the family of *siblings* and not *taken*.

    A name that is *taken* and none of the *siblings* stands for its number by chance, and goes.
    """
    given = told.said.given
    families = {family(leaf.id) for leaf in siblings}
    free = [name for name in given if Name(name) not in taken and family(name) in families]

    def name(leaf: Leaf | None) -> Leaf | None:
        if isinstance(leaf, Name):
            return leaf if leaf in siblings or leaf.id not in given else Number(given[leaf.id])
        found = [each for each in free if leaf is not None and given[each].value == leaf.value]
        return Name(found[0]) if len(found) == 1 else leaf

    return name


def _reconnected(neuron: DraftNeuron, neurons: Mapping[str, DraftNeuron]) -> DraftNeuron:
    """The neuron with the one output of the layer before it that it misses in place of the one number among them."""
    numbers = [leaf for leaf in neuron.sources if isinstance(leaf, Number)]
    before = [neurons[leaf.id] for leaf in neuron.sources if isinstance(leaf, Name) and leaf.id in neurons]
    beside = [each.out for each in neurons.values() if before and each.sources == before[0].sources]
    missing = [Name(out) for out in beside if Name(out) not in neuron.sources and out != neuron.out]
    if len(numbers) != 1 or len(missing) != 1 or len(before) + 1 != len(neuron.sources):
        return neuron
    return replace(neuron, sources=tuple(missing[0] if leaf in numbers else leaf for leaf in neuron.sources))
