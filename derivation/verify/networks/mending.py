"""Formulas with a slip of the pen, as they are meant: h1 twice in one sum, where h2 has a number and stands nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derivation.maths.formulas import Formula, Name, Sum, names, substitute
from derivation.verify.networks.definitions import Definitions
from derivation.verify.networks.neurons import DraftNeuron, Told
from derivation.verify.values.shapes import Leaf


def mended(said: Definitions) -> Mapping[Formula, Formula]:
    """The net inputs that add up one neuron twice, each by the formula that is meant.

    The neuron that is meant goes like the one that stands there twice, has a printed number, and is used by no formula
    of the document; and the sum goes into an activation, so that it is a net input for certain.
    """
    told = Told.of(said)
    used = {name for formulas in said.formulas.values() for form in formulas for name in names(form)}
    idle = {key.id for key in said.printed if isinstance(key, Name)} - used - set(said.formulas)
    found = {Name(neuron.net): tuple(_meant(neuron, told, idle)) for neuron in told.neurons.values() if neuron.net}
    return {key: forms[0] for key, forms in found.items() if len(forms) == 1}


def _meant(neuron: DraftNeuron, told: Told, idle: set[str]) -> Iterator[Formula]:
    """The formulas of a net input with a neuron in it that stands *idle* otherwise."""
    weights = [weight.id for weight in neuron.weights if isinstance(weight, Name)]
    sources = dict(zip(weights, neuron.sources, strict=False)) if len(set(weights)) == len(neuron.weights) else {}
    for formula in told.said.formulas.get(Name(neuron.net or ""), ()):
        terms = formula.terms if isinstance(formula, Sum) else ()
        new = tuple(_with_source(term, sources, told, idle) for term in terms)
        if new != terms:
            yield Sum(new)


def _with_source(term: Formula, sources: Mapping[str, Leaf], told: Told, idle: set[str]) -> Formula:
    """A product with the source that belongs to its weight, where that is idle and the other is a neuron like it."""
    meant = next((sources[name] for name in names(term) if name in sources), None)
    if not isinstance(meant, Name) or meant.id not in idle:
        return term
    return substitute(term, lambda part: meant if isinstance(part, Name) and part.id in told.neurons else None)
