"""Neurons that a document leaves out because they go like their neighbour, out_h2 beside out_h1; named by family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derivation.maths.formulas import Name
from derivation.verify.networks.definitions import Definitions, family
from derivation.verify.networks.neurons import DraftNeuron, Told, order, renamed
from derivation.verify.values.shapes import Leaf


def completed(neurons: dict[str, DraftNeuron], told: Told) -> dict[str, DraftNeuron]:
    """With the neurons that are only used: what feeds a sum beside a neuron, or has a target beside one."""
    groups = [{leaf.id for leaf in neuron.sources if isinstance(leaf, Name)} for neuron in neurons.values()]
    groups.append(set(told.targets))
    for group in groups:
        known = [neurons[name] for name in sorted(group & set(neurons), key=order)]
        families = {family(neuron.out) for neuron in known}
        for name in sorted(group - set(neurons), key=order):
            if family(name) in families:
                neurons[name] = _like(known[0], name, neurons, told.said)
    return neurons


def _like(sibling: DraftNeuron, out: str, neurons: Mapping[str, DraftNeuron], said: Definitions) -> DraftNeuron:
    """A neuron built like its sibling, with the weights of the family that no formula has used."""
    net = renamed(sibling.net, sibling.out, out)
    spare = _spare(sibling, out, neurons, said)
    return replace(sibling, net=net, out=out, weights=spare, bias=_bias(sibling, out, neurons, said), is_told=False)


def _bias(sibling: DraftNeuron, out: str, neurons: Mapping[str, DraftNeuron], said: Definitions) -> Leaf | None:
    """The bias that is called as the neuron is, if there is one that no other neuron uses; else the sibling's."""
    if not isinstance(sibling.bias, Name):
        return sibling.bias
    own = renamed(sibling.bias.id, sibling.out, out)
    taken = any(neuron.bias == Name(own or "") for neuron in neurons.values())
    return Name(own) if own in said.mentioned and own is not None and not taken else sibling.bias


def _spare(
    sibling: DraftNeuron, out: str, neurons: Mapping[str, DraftNeuron], said: Definitions
) -> tuple[Leaf | None, ...]:
    """The mentioned names of the weights' family that are still free, in order; None where they do not suffice."""
    kin = {family(weight.id) for weight in sibling.weights if isinstance(weight, Name)}
    used = {weight for neuron in neurons.values() for weight in neuron.weights}
    bare = dict.fromkeys(name.rstrip("+") for name in said.mentioned)
    free = [Name(name) for name in bare if family(name) in kin and Name(name) not in used]
    free.sort(key=lambda name: order(name.id))
    after = max((order(weight.id) for weight in sibling.weights if isinstance(weight, Name)), default=())
    later = [name for name in free if order(name.id) > after][: len(sibling.weights)]
    return tuple(later) if len(later) == len(sibling.weights) else (None,) * len(sibling.weights)
