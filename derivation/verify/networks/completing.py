"""Neurons that a document leaves out because they go like their neighbour, out_h2 beside out_h1; named by family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from derivation.maths.formulas import Name, Sum
from derivation.verify.networks.definitions import Definitions, family
from derivation.verify.networks.neurons import DraftNeuron, Told, order, renamed
from derivation.verify.values.shapes import Leaf, loss_of


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


def summed_targets(said: Definitions, targets: Mapping[str, Leaf]) -> dict[str, Leaf]:
    """The outputs of the errors that are added to a known one, each with its target: of E_o2, in E_o1 + E_o2."""
    found: dict[str, Leaf] = {}
    for error, out, target in _errors(said, targets):
        for other in _added_to(error, said):
            name, own = renamed(out, error, other), renamed(target, error, other)
            if name is not None and own is not None and name not in targets:
                found[name] = Name(own)
    return found


def _errors(said: Definitions, targets: Mapping[str, Leaf]) -> Iterator[tuple[str, str, str]]:
    """Every error of one output, with that output and its target."""
    for key, formulas in said.formulas.items():
        for _, pairs in filter(None, map(loss_of, formulas)):
            compared = [pair for target, out in pairs for pair in ((out, target), (target, out)) if pair[0] in targets]
            if isinstance(key, Name) and len(pairs) == 1 and compared:
                yield key.id, *compared[0]


def _added_to(error: str, said: Definitions) -> Iterator[str]:
    """The names without a formula that stand beside an error in a sum."""
    for form in (form for forms in said.formulas.values() for form in forms):
        if isinstance(form, Sum) and Name(error) in form.terms:
            yield from (term.id for term in form.terms if isinstance(term, Name) and term not in said.formulas)


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
