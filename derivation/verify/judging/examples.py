"""The worked examples of a document, each judged by its own network."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from derivation.frozen import dataclass
from derivation.maths.reading import Habits
from derivation.network.spec import Spec
from derivation.verify.documents.claims import Claims, extract
from derivation.verify.judging.telling import told
from derivation.verify.judging.totals import with_totals
from derivation.verify.judging.verdicts import judge
from derivation.verify.manuscripts import Manuscript
from derivation.verify.networks.binding import Binding, bind, network_of_arrays
from derivation.verify.networks.normalising import normalised
from derivation.verify.networks.scopes import Mark, Scope, scopes
from derivation.verify.networks.turning import turned
from derivation.verify.sheets.grids import sheets
from derivation.verify.sheets.verdicts import Tables
from derivation.verify.values.functions import names_e, own_functions
from derivation.verify.values.logarithms import log_base
from derivation.verify.values.weighing import Verdict
from derivation.verify.values.worlds import StatedWorld


@dataclass(frozen=True)
class Judged:
    """One worked example: what it is about, and a verdict on each of its claims."""

    scope: Scope
    binding: Binding
    verdicts: tuple[Verdict, ...]

    @property
    def spec(self) -> Spec | None:
        """The network of the example, where it is known."""
        return self.binding.spec


def examine(
    manuscript: Manuscript, stated: Spec | None, named: Callable[[str], Spec], world: Callable[[Spec], StatedWorld]
) -> tuple[Judged, ...]:
    """Every example of a document, judged.

    A *stated* network makes one example of the whole; *named* reads the spec that a directive in the document names,
    and *world* works a spec out.
    """
    claims = _claims(manuscript)
    marks = [Mark(region.offsets[0], region.text) for region in manuscript.regions if region.kind == "heading"]
    marks += [Mark(each.end, "", each.value) for each in manuscript.directives if each.name == "spec"]
    whole = Scope(claims)
    found = (whole,) if stated is not None else scopes(claims, sorted(marks, key=lambda mark: mark.start))
    title, words = os.path.basename(manuscript.name), "\n".join(region.text for region in manuscript.regions)
    general = network_of_arrays(whole.claims, title, words) if len(found) > 1 else None
    judged: list[Judged] = []
    for scope in found:
        spec = stated or (named(scope.spec) if scope.spec else None)
        binding = bind(scope, title, words, None if spec is None else world(spec), general)
        verdicts = judge(scope.claims, binding.world, binding.arrays)
        judged.append(Judged(scope, replace(binding, spec=spec or binding.spec), verdicts))
    return _with_tables(judged, claims, manuscript)


def _with_tables(judged: Sequence[Judged], claims: Claims, manuscript: Manuscript) -> tuple[Judged, ...]:
    """The examples, with what the tables of the document tell of numbers that nothing else explains."""
    found = sheets(manuscript.regions)
    if not found:
        return tuple(judged)
    tables = Tables.of(found, [verdict for each in judged for verdict in each.verdicts], claims)
    return tuple(replace(each, verdicts=tables.retold(each.verdicts)) for each in judged)


def _claims(manuscript: Manuscript) -> Claims:
    """All that a document says, read once more where its logarithms turn out not to be natural."""
    habits = Habits(functions=own_functions(manuscript), names_e=names_e(manuscript))
    claims = extract(manuscript, habits)
    base = log_base(claims.statements)
    claims = told(claims if base is None else extract(manuscript, replace(habits, log_base=base)))
    statements = normalised(tuple(map(turned, claims.statements)))
    return replace(claims, statements=with_totals(statements))
