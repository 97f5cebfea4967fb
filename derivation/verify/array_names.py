"""Names of arrays: what `a3` must be where `a1` and `a2` were found to be outputs of the first layers.

An array of one number is too short to be known by its digits where one of them is wrong; its name tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from derivation.maths.numbers import Numeral
from derivation.verify.arrays import Array
from derivation.verify.families import Family

_NEAR = 0.25
_SLIP = 0.2  # how far a number with one digit changed counts to be
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Names:
    """The kind and the layer of arrays by the pattern of their names, `a#`, and the number in it."""

    known: dict[str, dict[int, tuple[str, int]]]

    @classmethod
    def of(cls, found: Iterable[tuple[str, Family]]) -> Names:
        """What the names of placed arrays tell; a pattern that stands for two kinds tells nothing."""
        known: dict[str, dict[int, tuple[str, int]]] = {}
        for label, family in found:
            numbers = _DIGITS.findall(label)
            if len(numbers) == 1:
                known.setdefault(_pattern(label), {}).setdefault(int(numbers[0]), (family.kind, family.layer))
        kept = {pattern: each for pattern, each in known.items() if len({kind for kind, _ in each.values()}) == 1}
        return cls({pattern: each for pattern, each in kept.items() if len(set(_shifts(each))) == 1})

    def meant(self, label: str, array: Array, families: Sequence[Family]) -> Family | None:
        """The family of an array by its name, if its numbers are somewhere near; the nearest of several."""
        numbers = _DIGITS.findall(label)
        known = self.known.get(_pattern(label)) if len(numbers) == 1 else None
        if known is None:
            return None
        kind, _ = next(iter(known.values()))
        layer = int(numbers[0]) + next(iter(_shifts(known)))
        likely = [family for family in families if (family.kind, family.layer) == (kind, layer)]
        distances = {index: _distance(array, family) for index, family in enumerate(likely)}
        best = min(distances, key=lambda index: distances[index], default=None)
        return None if best is None or distances[best] > _NEAR else likely[best]


def _pattern(label: str) -> str:
    return _DIGITS.sub("#", label.strip().lower())


def _shifts(known: dict[int, tuple[str, int]]) -> list[int]:
    """By how much the layers differ from the numbers in the names."""
    return [layer - number for number, (_, layer) in known.items()]


def _distance(array: Array, family: Family) -> float:
    """The largest distance of an entry from its value, by the size of that."""
    pairs = zip((entry.numeral for entry in array.entries), family.sizes, strict=True)
    return max((_gap(numeral, value) for numeral, value in pairs if numeral is not None), default=_NEAR + 1)


def _gap(numeral: Numeral, value: float) -> float:
    gap = abs(abs(float(numeral.value)) - abs(value)) / (abs(value) or 1.0)
    rounded = f"{abs(value):.{numeral.places}f}"
    printed = numeral.text.lstrip("-")
    slips = (
        sum(one != other for one, other in zip(printed, rounded, strict=False)) if len(printed) == len(rounded) else 2
    )
    return min(gap, _SLIP) if slips < 2 else gap
