"""Blaming: which number of a sheet is the wrong one where a row does not follow the formulas of the others.

A number that stands in several formulas is wrong if most of them fail with it; else the last one of the row is, that
is worked out from the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from derivation.frozen import dataclass
from derivation.maths.formulas import names
from derivation.verify.sheets.fitting import Relation
from derivation.verify.sheets.variables import Variables

Place = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True)
class Instance:
    """A relation in one row: the places of its numbers, that of the result first, and whether it holds there."""

    relation: Relation
    places: tuple[Place, ...]
    holds: bool


def instances(known: Variables, found: Sequence[Relation]) -> Iterator[Instance]:
    """Every relation in every row in which it can be tested."""
    for relation in found:
        operands = [known.by_name[name] for name in names(relation.form)]
        for row in range(len(relation.tested)):
            if relation.tested[row]:
                places = ((row - each.before, each.column) for each in operands if each.column is not None)
                yield Instance(relation, ((row, relation.column), *places), bool(relation.held[row]))


def blamed(known: Variables, found: Sequence[Instance]) -> dict[Place, list[Instance]]:
    """The numbers that are wrong, each with the relations that fail for it; data in whole numbers are right."""
    failing = [each for each in found if not each.holds]
    held = Counter(place for each in found if each.holds for place in set(each.places))
    failed = Counter(place for each in failing for place in set(each.places))
    guilty: dict[Place, list[Instance]] = {}
    for each in failing:
        places = [place for place in each.places if place[1] not in known.data]
        worst = max(places, key=lambda place: (failed[place] - held[place], place))
        guilty.setdefault(worst, []).append(each)
    return guilty
