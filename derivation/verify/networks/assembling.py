"""Draft and numbers -> a network under our own ids, and which id every name of the document has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import (
    ONE,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Product,
    Sum,
    substitute,
)
from derivation.maths.numbers import Numeral
from derivation.maths.reading.spellings import RATES
from derivation.network.equations import LOSS
from derivation.verify.networks.definitions import Definitions
from derivation.verify.networks.drafts import Draft
from derivation.verify.networks.neurons import DraftNeuron
from derivation.verify.values.shapes import Leaf, loss_of, opposite, update_of


@dataclass(frozen=True)
class Slots:
    """Every parameter, input and target of a draft by the id that it gets, with the document's own name or number."""

    places: Mapping[str, Leaf | None]
    names: Mapping[str, str]

    @cached_property
    def originals(self) -> Mapping[str, str]:
        """The document's name for every id, the first one where it has several."""
        found: dict[str, str] = {}
        for name, own in self.names.items():
            found.setdefault(own, name)
        return found

    def back(self, formula: Formula) -> Formula:
        """A formula of the network in the document's names, where it has one.

        An id that is none of the document's, but spelled as a name of it for something else, is the number it has.
        """

        def original(part: Formula) -> Formula | None:
            if not isinstance(part, Name):
                return None
            base, plus, rest = part.id.partition("+")
            if base in self.names and base not in self.originals:
                return self.places.get(base)
            return Name(self.originals.get(base, base) + plus + rest)

        return substitute(formula, original)

    def translate(self, formula: Formula) -> Formula | None:
        """*formula* in the network's ids, or None where it has a name that is none of the network's."""
        unknown: list[Name] = []

        def own(part: Formula) -> Formula | None:
            if not isinstance(part, Name):
                return None
            base, plus, rest = part.id.partition("+")
            if base not in self.names:
                unknown.append(part)
                return part
            return Name(self.names[base] + plus + rest)

        translated = substitute(formula, own)
        return None if unknown else translated


def slots(draft: Draft, said: Definitions) -> Slots:
    """The ids of a draft: i1, i2, ... for the inputs, h1, ... and o1, ... for the neurons, weights in reading order."""
    places: dict[str, Leaf | None] = {f"i{k}": leaf for k, leaf in enumerate(draft.inputs, start=1)}
    names: dict[str, str] = {}
    number = count(1)
    for neuron, own in _named_neurons(draft):
        names |= {name: spelled for name, spelled in ((neuron.net, f"net_{own}"), (neuron.out, f"out_{own}")) if name}
        places |= {f"w{next(number)}": weight for weight in neuron.weights}
    for index, layer in enumerate(draft.layers, start=1):
        places |= _biases(layer, index, draft)
    outputs = [own for neuron, own in _named_neurons(draft) if neuron in draft.layers[-1]]
    places |= {f"target_{own}": leaf for own, leaf in zip(outputs, draft.targets, strict=True)}
    rate = _rate(said)
    given = said.given.get(rate.id) if isinstance(rate, Name) and rate in places.values() else None
    places["eta"] = rate if given is None else Number(given)
    names |= {leaf.id: slot for slot, leaf in places.items() if isinstance(leaf, Name)}
    return Slots(places, names | _errors(said, names, outputs))


def _named_neurons(draft: Draft) -> Iterator[tuple[DraftNeuron, str]]:
    hidden = count(1)
    for layer in draft.layers:
        for index, neuron in enumerate(layer, start=1):
            yield neuron, f"o{index}" if layer is draft.layers[-1] else f"h{next(hidden)}"


def _biases(layer: tuple[DraftNeuron, ...], index: int, draft: Draft) -> dict[str, Leaf | None]:
    """One id where the layer shares a bias, one for each neuron where it does not."""
    if all(neuron.bias is None for neuron in layer):
        return {}
    kind = "theta" if layer[0].is_threshold else "b"
    if len({neuron.bias for neuron in layer}) == 1 and (len(layer) > 1 or isinstance(layer[0].bias, Number)):
        return {f"{kind}{index}": layer[0].bias}
    own = {neuron.out: name for neuron, name in _named_neurons(draft)}
    return {f"{kind}_{own[neuron.out]}": neuron.bias for neuron in layer}


def _rate(said: Definitions) -> Leaf | None:
    """The factor that most of the document's updates have in common, or what is called a rate; one, where none is."""
    updates = [key for key in dict.fromkeys((*said.formulas, *said.worked)) if _is_updated(key)]
    found = [dict.fromkeys(leaf for form in said.of(key) for leaf in _factors(form, said)) for key in updates]
    told = [any(update_of(form) for form in said.of(key)) for key in updates]
    steps = [step for step, is_told in zip(found, told, strict=True) if step or is_told]
    counts = Counter(leaf for step in steps for leaf in step if not said.of(leaf))
    common = [leaf for leaf, number in counts.most_common(1) if 2 * number > len(steps)]
    called = [Name(name) for name in RATES if name in said.given]
    common = [rate for rate in called for each in common if _is_given(rate, each, said)] or common
    return next(iter((*common, *called)), ONE if steps else None)


def _is_given(rate: Name, leaf: Leaf, said: Definitions) -> bool:
    """Whether a number is just what the rate is given."""
    return isinstance(leaf, Number) and said.given[rate.id].value == leaf.value


def _is_updated(key: Formula) -> bool:
    return isinstance(key, Name) and key.id.endswith("+")


def _factors(formula: Formula, said: Definitions) -> Iterator[Leaf]:
    """The names and numbers that the step of an update multiplies, the sign apart; it may be worked out before."""
    update = update_of(formula)
    parts = () if update is None else (update.rate, *_multiplied(update.gradient))
    terms = formula.terms if isinstance(formula, Sum) else ()
    for part in (*parts, *(part for term in terms for step in said.of(term) for part in _multiplied(step))):
        if isinstance(part, Name):
            yield part
        elif isinstance(part, Number):
            yield opposite(part) if part.value < 0 else part


def _multiplied(formula: Formula) -> tuple[Formula, ...]:
    match formula:
        case Negative(operand):
            return _multiplied(operand)
        case Product(factors):
            return factors
    return ()


def _errors(said: Definitions, names: Mapping[str, str], outputs: list[str]) -> dict[str, str]:
    """The names of the errors: by the outputs they compare; what adds up several of them, or all, is the loss."""
    single: dict[str, str] = {}
    whole: list[str] = []
    for name, compared in _comparisons(said, names):
        if len(compared) == 1 and len(outputs) > 1:
            single[name] = f"E_{compared[0].removeprefix('out_')}"
        elif len(compared) == len(outputs):
            whole.append(name)
    for key, formulas in said.formulas.items():
        if isinstance(key, Name) and key.id not in single and any(_adds_up(formula, single) for formula in formulas):
            whole.append(key.id)
    whole = whole or _differentiated(said, names)
    return {**single, **dict.fromkeys(whole, LOSS), **dict(_siblings(said, single, outputs))}


def _comparisons(said: Definitions, names: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Every name whose formula is a loss, with the ids of the outputs that it compares."""
    for key, formulas in said.formulas.items():
        for found in (loss_of(formula) for formula in formulas if isinstance(key, Name)):
            outs = [names[name] for pair in (found[1] if found else ()) for name in pair if name in names]
            if outs and isinstance(key, Name):
                yield key.id, [name for name in outs if name.startswith("out_")]


def _differentiated(said: Definitions, names: Mapping[str, str]) -> list[str]:
    """What is most often differentiated for a parameter: the loss, where no formula tells what it is."""
    counts: Counter[str] = Counter()
    for key in dict.fromkeys((*said.formulas, *said.worked, *said.printed)):
        match key:
            case Partial(Name(of), Name(wrt)) if names.get(wrt, "").startswith(("w", "b", "theta")):
                counts[of] += of not in names
    return [name for name, number in counts.most_common(1) if number]


def _adds_up(formula: Formula, single: Mapping[str, str]) -> bool:
    """Whether *formula* is a sum of errors and of nothing else."""
    return isinstance(formula, Sum) and all(isinstance(term, Name) and term.id in single for term in formula.terms)


def _siblings(said: Definitions, single: Mapping[str, str], outputs: list[str]) -> Iterator[tuple[str, str]]:
    """E_o2 beside E_o1, where the document only prints its number."""
    for name, error in single.items():
        index = str(outputs.index(error.removeprefix("E_")) + 1)
        for other, own in enumerate(outputs, start=1):
            head, found, tail = name.rpartition(index)
            sibling = f"{head}{other}{tail}" if found else ""
            if sibling not in single and Name(sibling) in (*said.printed, *map(Name, said.mentioned)):
                yield sibling, f"E_{own}"


def spec_data(draft: Draft, values: Mapping[str, Numeral], title: str, loss: str) -> Any:
    """The spec of a draft as data, with a number for every place."""
    number = count(1)
    named = list(_named_neurons(draft))
    layers = []
    for index, layer in enumerate(draft.layers, start=1):
        own = [name for neuron, name in named if neuron in layer]
        data: dict[str, Any] = {
            "neurons": own,
            "activation": layer[0].activation,
            "weights": [[values[f"w{next(number)}"].text for _ in neuron.weights] for neuron in layer],
        }
        data |= _bias_data(layer, index, own, values)
        layers.append(data)
    outputs = [name for neuron, name in named if neuron in draft.layers[-1]]
    return {
        "title": title,
        "network": {
            "inputs": {f"i{k}": values[f"i{k}"].text for k in range(1, len(draft.inputs) + 1)},
            "targets": [values[f"target_{name}"].text for name in outputs],
            "loss": loss,
        },
        "layer": layers,
        "training": {"learning_rate": values["eta"].text},
    }


def _bias_data(layer: tuple[DraftNeuron, ...], index: int, own: list[str], values: Mapping[str, Numeral]) -> Any:
    for kind, word in (("b", "bias"), ("theta", "threshold")):
        if f"{kind}{index}" in values:
            return {word: values[f"{kind}{index}"].text}
        if f"{kind}_{own[0]}" in values:
            return {word: [values[f"{kind}_{name}"].text for name in own]}
    return {}
