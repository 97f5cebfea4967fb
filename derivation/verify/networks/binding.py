"""Binding: the network that a document is about, and what its names are in it.

The network is the one that a spec states, or the one that the document's own formulas, worked lines and results
describe; numbers that it lost are solved for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from derivation.frozen import dataclass
from derivation.maths.formulas import Name, Partial, leaves
from derivation.network.building import build
from derivation.network.spec import Spec
from derivation.network.updates import SIMULTANEOUS
from derivation.verify.documents.claims import Claims
from derivation.verify.networks.assembling import Slots
from derivation.verify.networks.definitions import Definitions, define
from derivation.verify.networks.document_worlds import DocumentWorld
from derivation.verify.networks.doubting import doubted
from derivation.verify.networks.drafts import drafts
from derivation.verify.networks.mending import mended
from derivation.verify.networks.scopes import Scope
from derivation.verify.networks.searching import search
from derivation.verify.values.worlds import StatedWorld

if TYPE_CHECKING:
    from derivation.verify.arrays.evidence import Explained

_MOST_DRAFTS = 4
_NO_NAMES = Slots({}, {})


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
    found, loss = next(
        ((found, sketch.loss) for sketch in sketches if (found := search(sketch, said, title))), (None, None)
    )
    rates = () if found is None else (found.spec.to_json()["training"]["learning_rate"],)
    printed = network_of_arrays(scope.claims, title, words, rates, general)
    if printed is not None and (found is None or _size(printed.spec) > _size(found.spec)):
        origins = dict.fromkeys(printed.world.values.gradients.network.given, "printed in an array")
        document = DocumentWorld(said, printed.world, _NO_NAMES)
        return Binding(document, printed.spec, origins, printed.world)
    if found is None:
        return Binding(DocumentWorld(replace(said, meant=mended(said))))
    doubts = doubted(found.world, found.places, said, knows_loss=loss is not None)
    spec = found.spec if _states_order(said) else _by_the_rule(found.spec)
    world = found.world if spec is found.spec else StatedWorld.of(spec)
    document = DocumentWorld(said, world, found.places, doubts, found.aimless)
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
