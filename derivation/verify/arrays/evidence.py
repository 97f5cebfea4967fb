"""What the printed numbers of a document say for a network: how many of them it explains."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral
from derivation.network.spec import Spec
from derivation.verify.arrays.families import FORWARD, families
from derivation.verify.arrays.labels import group_of
from derivation.verify.arrays.placing import Places
from derivation.verify.documents.arrays import Array
from derivation.verify.documents.claims import Claims
from derivation.verify.values.worlds import StatedWorld

_TOLD_DIGITS = 4
_ENOUGH, _FEWEST = Fraction(1, 2), 3
_ROUNDED = 2.02  # halves of a last place by which a number may miss its value


@dataclass(frozen=True)
class Explained:
    """A network, and how many of the printed results it explains."""

    spec: Spec
    world: StatedWorld
    count: int
    of: int

    @property
    def is_convincing(self) -> bool:
        """Whether it explains most results, and not by luck."""
        return self.count >= _FEWEST and self.share >= _ENOUGH

    @property
    def share(self) -> Fraction:
        """The share of the results."""
        return Fraction(self.count, self.of) if self.of else Fraction(0)


@dataclass(frozen=True)
class Evidence:
    """The printed numbers of the *claims* that a network is to explain."""

    claims: Claims

    @cached_property
    def results(self) -> list[tuple[str, Array]]:
        """The arrays of decimals, each with its label."""
        stated = ((line.label, array) for line in self.claims.arrays for array in line.arrays)
        return [(label, array) for label, array in stated if any(_is_telling(entry.numeral) for entry in array.entries)]

    @cached_property
    def numbers(self) -> list[Numeral]:
        """The long numbers of statements and prose."""
        literals = [remark.literal for remark in self.claims.remarks]
        literals += [each for statement in self.claims.statements for row in statement.literals for each in row]
        inside = {literal.start for _, array in self.results for entry in array.entries for literal in entry.literals}
        return [each.numeral for each in literals if each.start not in inside and each.numeral.digits >= _TOLD_DIGITS]

    @cached_property
    def forward(self) -> list[Numeral]:
        """The numbers that may be net inputs or outputs."""
        arrays = (array for label, array in self.results if group_of(label) in (FORWARD, ""))
        inside = [entry.numeral for array in arrays for entry in array.entries if entry.numeral is not None]
        return [numeral for numeral in inside if numeral.digits > 1 and _is_telling(numeral)] + self.numbers

    def told(self, sizes: Sequence[float], first: Sequence[float]) -> float:
        """How many of the forward numbers are among the *sizes* of a network's net inputs and outputs.

        That counts up to twice, by the share of the *first* sample's net inputs and outputs that are printed at all.
        """
        by_size = sorted(sizes)
        hits = sum(_is_among(numeral, by_size) for numeral in self.forward)
        return hits * (1 + sum(self._is_printed(size) for size in first) / len(first)) if first else 0

    def _is_printed(self, size: float) -> bool:
        """Whether one of the forward numbers is that value."""
        return any(abs(abs(printed) - size) <= reach for printed, reach in self._printed)

    @cached_property
    def _printed(self) -> list[tuple[float, float]]:
        return [(float(numeral.value), _ROUNDED * float(numeral.half_unit)) for numeral in self.forward]

    def explained(self, spec: Spec, world: StatedWorld) -> Explained:
        """What a network explains."""
        found = families(world)
        places = Places.of(found)
        count = of = 0
        for label, array in self.results:
            telling = [entry.numeral for entry in array.entries if _is_telling(entry.numeral)]
            if all(numeral.value in world.given for numeral in telling if numeral is not None):
                continue
            fit = places.place(array, label)
            of += len(telling)
            count += min(fit.exact, len(telling)) if fit is not None else 0
        values = sorted(abs(size) for family in found for size in family.sizes)
        hits = sum(_is_among(numeral, values) for numeral in self.numbers)
        return Explained(spec, world, count + hits, of + len(self.numbers))


def _is_telling(numeral: Numeral | None) -> bool:
    return numeral is not None and "." in numeral.text and numeral.value != 0


def _is_among(numeral: Numeral, sizes: Sequence[float]) -> bool:
    """Whether a number is one of the sorted sizes, give or take a unit of its last place and its sign."""
    unit, size = _ROUNDED * float(numeral.half_unit), abs(float(numeral.value))
    index = bisect_left(sizes, size - unit)
    return index < len(sizes) and sizes[index] <= size + unit
