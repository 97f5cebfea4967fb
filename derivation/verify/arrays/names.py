"""Names of arrays: what `a3` must be where `a1` and `a2` were found to be outputs of the first layers.

An array of one number is too short to be known by its digits where one of them is wrong; its name tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral
from derivation.verify.arrays.families import Family
from derivation.verify.documents.arrays import Array

_NEAR = 0.25
_SLIP = 0.2  # how far a number with one digit changed counts to be
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Names:
    """The kind of arrays and the layer of the first by the pattern of their names, `a#`; `#` counts on from there."""

    known: Mapping[str, tuple[str, int]]

    @classmethod
    def of(cls, found: Iterable[tuple[str, Family]]) -> Names:
        """What the names of placed arrays tell; a pattern that stands for two kinds tells nothing."""
        told: dict[str, set[tuple[str, int]]] = {}
        for label, family in found:
            number = _number(label)
            if number is not None:
                kind, layer = _place(family)
                told.setdefault(_pattern(label), set()).add((kind, layer - number))
        return cls({pattern: next(iter(places)) for pattern, places in told.items() if len(places) == 1})

    def meant(self, label: str, array: Array, families: Sequence[Family]) -> Family | None:
        """The family of an array by its name, if its numbers are somewhere near; the nearest of several."""
        number, known = _number(label), self.known.get(_pattern(label))
        if known is None or number is None:
            return None
        likely = [family for family in families if _place(family) == (known[0], known[1] + number)]
        distances = {index: _distance(array, family) for index, family in enumerate(likely)}
        best = min(distances, key=lambda index: distances[index], default=None)
        return None if best is None or distances[best] > _NEAR else likely[best]


def _number(label: str) -> int | None:
    """The number in a name, 0 if there is none; None where there are several, or no name."""
    numbers = _DIGITS.findall(label)
    return None if len(numbers) > 1 or not label.strip() else int(numbers[0]) if numbers else 0


def _place(family: Family) -> tuple[str, int]:
    """Kind and layer; the inputs are the outputs of layer 0."""
    return ("activation", 0) if family.kind == "input" else (family.kind, family.layer)


def _pattern(label: str) -> str:
    return _DIGITS.sub("#", label.strip().lower())


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
