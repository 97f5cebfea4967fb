"""Binding: the network that a document is about, and what its names are in it.

The network is the one that a spec states, or the one that the document's own formulas, worked lines and results
describe; numbers that it lost are solved for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from derivation.maths.formulas import Formula, Name, Partial, leaves
from derivation.maths.numbers import Value, as_ball
from derivation.network.building import build
from derivation.network.spec import Spec
from derivation.network.updates import SIMULTANEOUS
from derivation.records import dataclass
from derivation.verify.documents.claims import Claims
from derivation.verify.networks.assembling import Slots
from derivation.verify.networks.definitions import Definitions, define
from derivation.verify.networks.document_worlds import DocumentWorld
from derivation.verify.networks.drafts import drafts
from derivation.verify.networks.mending import mended
from derivation.verify.networks.scopes import Scope
from derivation.verify.networks.searching import comes_out, printed_results, search
from derivation.verify.values.worlds import Kind, StatedWorld

if TYPE_CHECKING:
    from derivation.verify.arrays.evidence import Explained

_SHARP_BITS = 32
_MOST_DRAFTS = 4
_NO_NAMES = Slots({}, {})
_ROUNDING = Fraction(1, 200)
_PUT_IN = Fraction(1, 20)
"""The share by which rounded numbers that are put in may change a result."""
_FEWEST_WORKED = 2


@dataclass(frozen=True)
class Binding:
    """The world of an example's names; the network as a spec, and where each of its numbers comes from.

    `arrays` is the network that the example's arrays are judged by.
    """

    world: DocumentWorld
    spec: Spec | None = None
    origins: Mapping[str, str] | None = None
    arrays: StatedWorld | None = None


def bind(
    scope: Scope, title: str, words: str = "", stated: StatedWorld | None = None, general: Explained | None = None
) -> Binding:
    """The names of an example in the network of *stated*, or in the network that the example describes itself.

    The *words* of the document tell what the layers of a network do whose numbers stand in arrays; *general* is the
    network of all its arrays.
    """
    said = define(scope.claims.statements, scope.earlier)
    if stated is not None:
        from derivation.verify.networks.stating import stated_slots

        return Binding(DocumentWorld(said, stated, stated_slots(said, stated)), arrays=stated)
    sketches = islice(drafts(said), _MOST_DRAFTS)
    found = next((found for sketch in sketches if (found := search(sketch, said, title))), None)
    rates = () if found is None else (found.spec.to_json()["training"]["learning_rate"],)
    printed = network_of_arrays(scope.claims, title, words, rates, general)
    if printed is not None and (found is None or _size(printed.spec) > _size(found.spec)):
        origins = dict.fromkeys(printed.world.values.gradients.network.given, "printed in an array")
        document = DocumentWorld(said, printed.world, _NO_NAMES)
        return Binding(document, printed.spec, origins, printed.world)
    if found is None:
        return Binding(DocumentWorld(replace(said, meant=mended(said))))
    explaining = StatedWorld.of(found.spec)
    doubted = _doubted(explaining, found.places, said)
    spec = found.spec if _states_order(said) else _by_the_rule(found.spec)
    world = explaining if spec is found.spec else StatedWorld.of(spec)
    document = DocumentWorld(said, world, found.places, doubted, found.aimless)
    arrays = None if found.aimless else world
    return Binding(document, spec, found.origins, arrays if printed is None else printed.world)


def network_of_arrays(
    claims: Claims, title: str, words: str, rates: Sequence[str] = (), general: Explained | None = None
) -> Explained | None:
    """The network of the arrays among the claims, where there are any; only then the search for it is loaded."""
    if not claims.arrays:
        return None
    from derivation.verify.arrays.networks import recover

    return recover(claims, title, words, rates, general)


def _by_the_rule(spec: Spec) -> Spec:
    """The network with all its weights updated at once: numbers that only another order explains have slipped."""
    if spec.training.order == SIMULTANEOUS:
        return spec
    return replace(spec, training=replace(spec.training, order=SIMULTANEOUS))


def _states_order(said: Definitions) -> bool:
    """Whether a slope is worked out with a weight after its update by the document's own formula."""
    formulas = (form for key, found in said.formulas.items() if isinstance(key, Partial) for form in found)
    return any(isinstance(part, Name) and part.id.endswith("+") for form in formulas for part in leaves(form))


def _size(spec: Spec) -> int:
    """How many weights a network has: of two accounts the larger one explains more."""
    return len(build(spec).parameters)


def _doubted(world: StatedWorld, places: Slots, said: Definitions) -> frozenset[Kind]:
    """The kinds of quantities of which less than two thirds are the network's: the document may mean others.

    A quantity is the network's if the document's own formula has the network's value; where there is no formula, or
    it stands on rounded numbers, also if its printed number has. What is worked out says what is meant: where that is
    the network's, bare results do not count.
    """
    votes: dict[Kind, list[bool]] = {}
    worked: dict[Kind, list[bool]] = {}
    told: dict[Kind, list[Formula]] = {}
    own = DocumentWorld(said, world, places, frozenset({Kind.SLOPE, Kind.GRADIENT, Kind.UPDATE}))
    for key, each in printed_results(places, said, world.values.gradients):
        kind = world.kind(each.key)
        formulas = (key, *said.formulas.get(key, ())) if kind in own.doubted and key in said.formulas else ()
        values = [value for form in formulas if (value := own.value(form)) is not None]
        by_formula = any(_is_value_of(each.key, value, world) for value in values)
        by_number = not any(map(_is_sharp, values)) and comes_out(each, world.values)
        votes.setdefault(kind, []).append(by_formula or by_number)
        if not votes[kind][-1] and (said.formulas.get(key) or kind is Kind.UPDATE):
            told.setdefault(kind, []).append(key)
        value = own.value(key) if kind in own.doubted and said.of(key) else None
        if value is not None and _is_sharp(value):
            worked.setdefault(kind, []).append(_is_worked_out(each.key, value, world))
    meant = {kind for kind, found in worked.items() if len(found) >= _FEWEST_WORKED and _are_most(found)}
    return frozenset(
        kind for kind, found in votes.items() if kind not in meant and _is_doubtful(found, told.get(kind, ()))
    )


def _are_most(votes: Sequence[bool]) -> bool:
    return 3 * sum(votes) >= 2 * len(votes)


def _is_worked_out(key: Formula, value: Value, world: StatedWorld) -> bool:
    """Whether the network's quantity is worked out; of a number after an update it is the change that counts."""
    old = world.value(Name(key.id.removesuffix("+"))) if isinstance(key, Name) and key.id.endswith("+") else 0
    network = world.value(key)
    if old is None or network is None:
        return False
    change, meant = as_ball(value) - as_ball(old), as_ball(network) - as_ball(old)
    return bool(abs(change - meant) <= abs(meant) * as_ball(_PUT_IN))


def _is_doubtful(votes: Sequence[bool], told: Sequence[Formula]) -> bool:
    """Whether less than two thirds speak for it; one alone of several has only slipped, if it is told how it comes."""
    slipped = len(told) == 1 and votes.count(False) == 1 and any(votes)
    return not _are_most(votes) and not slipped


def _is_value_of(key: Formula, value: Value, world: StatedWorld) -> bool:
    """Whether a value is that of the network, give or take what rounded numbers on the way have changed."""
    network = world.value(key)
    if network is None:
        return False
    return bool(abs(as_ball(value) - as_ball(network)) <= abs(as_ball(network)) * as_ball(_ROUNDING))


def _is_sharp(value: Value) -> bool:
    """Whether a value is more than the interval of some printed digits."""
    return isinstance(value, Fraction) or value.rel_accuracy_bits() > _SHARP_BITS
