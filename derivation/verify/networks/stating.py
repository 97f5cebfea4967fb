"""Which quantity of a stated network every name of a document is.

Names are known by one of our notations, which also tell samples apart, or by what the document's own formulas say of
them, whatever it calls them; of several accounts the one that agrees with most of the printed numbers is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from derivation.maths.formulas import Name
from derivation.maths.reading import ReadingError, read_formula
from derivation.network.equations import Network
from derivation.network.notation import NOTATIONS
from derivation.network.spec import Settings
from derivation.network.spelling import Spelling, spell
from derivation.network.updates import schedule
from derivation.network.values import Values
from derivation.verify.networks.assembling import Slots, slots
from derivation.verify.networks.definitions import Definitions
from derivation.verify.networks.drafts import Draft, drafts
from derivation.verify.networks.normalising import canonical
from derivation.verify.values.weighing import fits, is_near
from derivation.verify.values.worlds import BITS, StatedWorld

_MOST_DRAFTS = 4
Names = Mapping[str, str]
"""A document's name -> the id of a quantity."""


def stated_slots(said: Definitions, stated: StatedWorld) -> Slots:
    """What the names of a document are in a network that is known."""
    accounts = list(_accounts(said, stated.values, stated.settings))
    return Slots({}, max(accounts, key=lambda names: _agreement(names, said, stated.values)))


def _accounts(said: Definitions, values: Values, settings: Settings) -> Iterator[Names]:
    """Everything that the names may mean, the likeliest first; what only a notation knows is added to each."""
    network = values.gradients.network
    computed = [key.id for key, _ in schedule(values.gradients, values.order) if isinstance(key, Name)]
    ids = dict.fromkeys((*network.given, *(name.partition("+")[0] for name in computed)))
    asked = dict.fromkeys((settings, *(Settings(notation=name) for name in NOTATIONS)))
    notations = (_spelled(spell(network, each), ids) for each in asked)
    spelled = max(notations, key=lambda names: len(said.known & set(names)))
    yield spelled
    for sketch in islice(drafts(said), _MOST_DRAFTS):
        described = _described(sketch, said, network)
        if described:
            taken = set(described.values())
            yield described | {name: own for name, own in spelled.items() if own not in taken and name not in described}


def _spelled(spelling: Spelling, ids: Iterable[str]) -> Names:
    """Every id by the names under which a reader finds it in a document with that spelling."""
    return {name: identifier for identifier in ids for name in _read(spelling, identifier)}


def _read(spelling: Spelling, identifier: str) -> Iterator[str]:
    """How an id is read where it is printed."""
    for printer in (spelling.latex_printer, spelling.text_printer):
        try:
            found = read_formula(printer(Name(identifier)))
        except ReadingError:
            continue
        if isinstance(found, Name):
            yield canonical(found.id)


def _described(sketch: Draft, said: Definitions, network: Network) -> dict[str, str]:
    """The names of a draft of the network's shape, place by place; nothing for any other draft."""
    shape = [len(layer) for layer in sketch.layers]
    if shape != [len(layer) for layer in network.layers] or network.parts:
        return {}
    inputs = network.of_role("input")
    if len(sketch.inputs) != len(inputs):
        return {}
    own = dict(_own_ids(network, inputs))
    found = slots(sketch, said).names
    return {name: own[place] for name, place in found.items() if place in own}


def _own_ids(network: Network, inputs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The ids that a draft gives, each with that of the network: `h1` may be called `left` there."""
    yield from ((f"i{index}", name) for index, name in enumerate(inputs, start=1))
    hidden = [neuron for layer in network.layers[:-1] for neuron in layer]
    drafted = {neuron: f"h{index}" for index, neuron in enumerate(hidden, start=1)}
    drafted |= {neuron: f"o{index}" for index, neuron in enumerate(network.outputs, start=1)}
    number = 0
    for neuron, name in drafted.items():
        yield from ((f"net_{name}", neuron.net), (f"out_{name}", neuron.out))
        yield from ((f"target_{name}", neuron.target), (f"E_{name}", neuron.error))
        for weight in neuron.weights:
            number += 1
            yield f"w{number}", weight
        bias = neuron.bias
        if bias is not None:
            kind = "theta" if neuron.threshold else "b"
            yield from ((f"{kind}_{name}", bias), (f"{kind}{neuron.layer}", bias))
    yield from ((name, name) for name in ("eta", network.total))


def _agreement(names: Names, said: Definitions, values: Values) -> int:
    """How many of the printed numbers of these names, given or worked out, are those of the network."""
    printed = {Name(name): numeral for name, numeral in said.given.items()}
    printed |= {key: found[0].numeral for key, found in said.printed.items() if isinstance(key, Name) and found}
    count = 0
    for key, numeral in printed.items():
        identifier = names.get(key.id)
        if identifier is not None:
            value = values.at(Name(identifier), BITS)
            count += bool(fits(numeral, value)) or is_near(numeral, value)
    return count
