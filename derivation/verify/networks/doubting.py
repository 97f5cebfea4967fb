"""Where a document may mean something else than the network that its forward pass describes: another loss, another
way to learn. The network does not judge these kinds of quantities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivation.maths.formulas import Formula, Name, names
from derivation.maths.numbers import Value, as_ball
from derivation.verify.networks.assembling import Slots
from derivation.verify.networks.definitions import Definitions
from derivation.verify.networks.document_worlds import DocumentWorld
from derivation.verify.networks.searching import comes_out, printed_results
from derivation.verify.values.weighing import is_near
from derivation.verify.values.worlds import Kind, StatedWorld

_SHARP_BITS = 32
_ROUNDING = Fraction(1, 200)
_PUT_IN = Fraction(1, 20)
"""The share by which rounded numbers that are put in may change a result."""
_FEWEST_WORKED = 2
_BACKWARD = frozenset({Kind.SLOPE, Kind.GRADIENT, Kind.UPDATE})
_OF_THE_LOSS = _BACKWARD | {Kind.ERROR}


def doubted(world: StatedWorld, places: Slots, said: Definitions, *, knows_loss: bool) -> frozenset[Kind]:
    """The kinds of quantities that the network does not judge.

    Those of which less than two thirds are the network's; all that depend on the loss, where the document's own is as
    good and is none that is known by its shape (*knows_loss*); later rounds, where updates need more than gradients.
    """
    found = _outvoted(world, places, said)
    if not knows_loss and _has_own_loss(world, places, said):
        found |= _OF_THE_LOSS
    return found | {Kind.TRAINING} if any(_strange_in_updates(places, said)) else found


def _outvoted(world: StatedWorld, places: Slots, said: Definitions) -> frozenset[Kind]:
    """The kinds of quantities of which less than two thirds are the network's.

    A quantity is the network's if the document's own formula has the network's value; where there is no formula, or
    it stands on rounded numbers, also if its printed number has. What is worked out says what is meant: where that is
    the network's, bare results do not count.
    """
    votes: dict[Kind, list[bool]] = {}
    worked: dict[Kind, list[bool]] = {}
    told: dict[Kind, list[Formula]] = {}
    own = DocumentWorld(said, world, places, _BACKWARD)
    for key, each in printed_results(places, said, world):
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


def _has_own_loss(world: StatedWorld, places: Slots, said: Definitions) -> bool:
    """Whether the document's formula for an error is not the network's, and its printed number comes of it too."""
    own = DocumentWorld(said, world, places, _OF_THE_LOSS)
    for key, each in printed_results(places, said, world):
        network = world.value(each.key) if world.kind(each.key) is Kind.ERROR else None
        values = [value for form in said.formulas.get(key, ()) if (value := own.value(form)) is not None]
        as_good = [value for value in values if is_near(each.numeral, value)]
        if network is not None and any(not as_ball(value).overlaps(as_ball(network)) for value in as_good):
            return True
    return False


def _strange_in_updates(places: Slots, said: Definitions) -> Iterator[str]:
    """The quantities that updates of parameters need and that are none of the network's, such as a velocity."""
    seen: set[str] = set()
    waiting = [key.id for key in said.formulas if isinstance(key, Name) and key.id.endswith("+")]
    waiting = [name for name in waiting if name.rstrip("+") in places.names]
    for name in waiting:  # grows on the way
        inner = {part for form in said.formulas.get(Name(name), ()) for part in names(form)} - seen
        seen |= inner
        waiting += [part for part in inner if part not in places.names]
        yield from (part for part in inner if part.rstrip("+") not in places.names and Name(part) not in said.formulas)
