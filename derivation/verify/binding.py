"""Binding: the network that a document is about, and what its names are in it.

The network is the one that a spec states, or the one that the document's own formulas, worked lines and results
describe; numbers that it lost are solved for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivation.errors import DerivationError
from derivation.maths.formulas import Formula, Number
from derivation.maths.numbers import Numeral
from derivation.network.building import build
from derivation.network.gradients import Gradients, key_text
from derivation.network.losses import LOSSES
from derivation.network.spec import Spec
from derivation.network.spec_reading import build_spec
from derivation.network.toml_tables import Source, Table
from derivation.network.training import train
from derivation.network.values import Values
from derivation.verify.assembling import Slots, slots, spec_data
from derivation.verify.definitions import Definitions, define
from derivation.verify.document_worlds import DocumentWorld
from derivation.verify.drafts import Draft, drafts
from derivation.verify.recovery import Printed, solve
from derivation.verify.scopes import Scope
from derivation.verify.weighing import fits, is_near
from derivation.verify.worlds import Kind, StatedWorld

_PLACEHOLDER = Numeral(Fraction(1, 2), "0.5")
_CONVINCING, _DOUBTFUL = Fraction(9, 10), Fraction(1, 2)
"""Shares of the printed results that come out: from the first on no other loss is tried, below the second none fits."""
_USUAL_RATE = Numeral(Fraction(1, 2), "0.5")


@dataclass(frozen=True)
class Binding:
    """The world of an example's names; the network as a spec, and where each of its numbers comes from."""

    world: DocumentWorld
    spec: Spec | None = None
    origins: Mapping[str, str] | None = None


def bind(scope: Scope, title: str, stated: StatedWorld | None = None) -> Binding:
    """The names of an example in the network of *stated*, or in the network that the example describes itself."""
    said = define(scope.claims.statements, scope.earlier)
    if stated is not None:
        return Binding(DocumentWorld(said, stated))
    found = next((found for sketch in drafts(said) if (found := _recovered(sketch, said, title))), None)
    if found is None:
        return Binding(DocumentWorld(said))
    spec, places, origins = found
    values = Values(Gradients(build(spec)))
    world = StatedWorld(values, train(values.gradients, spec.training.rounds, spec.training.order))
    return Binding(DocumentWorld(said, world, places, _doubted(world, places, said)), spec, origins)


def _doubted(world: StatedWorld, places: Slots, said: Definitions) -> frozenset[Kind]:
    """The kinds of quantities of which less than two thirds are the network's: the document may mean others."""
    votes: dict[Kind, list[bool]] = {}
    for each in _printed(places, said, world.values.gradients):
        votes.setdefault(world.kind(each.key), []).append(_comes_out(each, world.values))
    return frozenset(kind for kind, found in votes.items() if 3 * sum(found) < 2 * len(found))


Found = tuple[Spec, Slots, Mapping[str, str]]


def _recovered(sketch: Draft, said: Definitions, title: str) -> Found | None:
    """The spec of a draft with all its numbers, under the loss with which most printed results come out."""
    places = slots(sketch, said)
    values, origins = _told(places, {**sketch.numbers, **said.given})
    unknown = [name for name in places.places if name not in values]
    if "eta" in unknown:
        unknown.remove("eta")
        values["eta"], origins["eta"] = _USUAL_RATE, "not stated; the usual one"
    best: tuple[Fraction, Spec, dict[str, str]] | None = None
    for loss in dict.fromkeys((sketch.loss or "half-squared-error", *LOSSES)):
        attempt = _attempt(sketch, places, values, unknown, said, title, loss)
        best = attempt if attempt is not None and (best is None or attempt[0] > best[0]) else best
        if best is not None and best[0] >= _CONVINCING:
            break
    if best is None or best[0] < _DOUBTFUL:
        return None
    return best[1], places, origins | best[2]


def _told(places: Slots, given: Mapping[str, Numeral]) -> tuple[dict[str, Numeral], dict[str, str]]:
    """The numbers that the document prints for its givens, by our ids."""
    values: dict[str, Numeral] = {}
    origins: dict[str, str] = {}
    for name, leaf in places.places.items():
        number = leaf.numeral if isinstance(leaf, Number) else given.get(leaf.id) if leaf is not None else None
        if number is not None:
            values[name], origins[name] = number, "printed"
    return values, origins


def _attempt(
    sketch: Draft,
    places: Slots,
    values: Mapping[str, Numeral],
    unknown: Sequence[str],
    said: Definitions,
    title: str,
    loss: str,
) -> tuple[Fraction, Spec, dict[str, str]] | None:
    """The share of the printed results that a loss explains, the spec, and where solved numbers come from."""
    filled = dict(values) | dict.fromkeys(unknown, _PLACEHOLDER)
    trained = any(name.startswith("b") and f"{name}+" in said.mentioned for name in places.names)
    spec = _spec(sketch, filled, title, loss, trained)
    if spec is None:
        return None
    gradients = Gradients(build(spec))
    origins: dict[str, str] = {}
    if unknown:
        solved = solve(gradients, unknown, list(_printed(places, said, gradients)))
        if solved is None:
            return None
        filled |= {each.name: each.numeral for each in solved}
        origins = {each.name: f"recovered from {_listed(each.follows_from)}" for each in solved}
        spec = _spec(sketch, filled, title, loss, trained)
        if spec is None:
            return None
        gradients = Gradients(build(spec))
    return _agreeing(gradients, list(_printed(places, said, gradients))), spec, origins


def _spec(sketch: Draft, values: Mapping[str, Numeral], title: str, loss: str, trained: bool) -> Spec | None:
    data = spec_data(sketch, values, title, loss, 10_000, trained)
    try:
        return build_spec(Table(Source("the document", "", has_places=False), data), "document")
    except DerivationError:
        return None


def _printed(places: Slots, said: Definitions, gradients: Gradients) -> Iterator[Printed]:
    """The printed results under the network's ids, as far as one round computes them."""
    from derivation.network.updates import SIMULTANEOUS, schedule

    known = {key for key, _ in schedule(gradients, SIMULTANEOUS)}
    for key, literals in said.printed.items():
        translated = places.translate(key)
        if translated in known and translated is not None:
            yield from (Printed(translated, literal.numeral) for literal in literals[:1])


def _agreeing(gradients: Gradients, printed: Sequence[Printed]) -> Fraction:
    """The share of the printed results that come out."""
    values = Values(gradients)
    return Fraction(sum(_comes_out(each, values) for each in printed), len(printed)) if printed else Fraction(0)


def _comes_out(printed: Printed, values: Values) -> bool:
    """Whether a printed result is the network's, give or take a last place."""
    value = values.at(printed.key, 128)
    return bool(fits(printed.numeral, value)) or is_near(printed.numeral, value)


def _listed(keys: Sequence[Formula]) -> str:
    shown = [key_text(key) for key in keys]
    return " and ".join(shown[:2]) + (f" and {len(shown) - 2} more" if len(shown) > 2 else "")
