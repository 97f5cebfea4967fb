"""Labels on lines: each gets a place on its own line where it covers neither another label nor a circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from derivation.drawings.lettering import SIZES, width
from derivation.drawings.shapes import Circle, Label, Line, Point
from derivation.frozen import dataclass
from derivation.network.spelling import Spelling

_MARGIN = 2.0
_PLACES = tuple(0.5 + sign * step / 32 for step in range(12) for sign in ((1, -1) if step else (1,)))
"""Parts of the way along a line at which a label may stand, the middle first."""
_PASSES = 4
_FORBIDDEN = 1_000.0


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """The area that both cover."""
        if self.right <= other.left or other.right <= self.left:  # nearly always, and quick
            return 0.0
        if self.bottom <= other.top or other.bottom <= self.top:
            return 0.0
        across = min(self.right, other.right) - max(self.left, other.left)
        return across * (min(self.bottom, other.bottom) - max(self.top, other.top))


def box(label: Label, spelling: Spelling) -> Box:
    """What a label covers."""
    wide, high = width(label, spelling), SIZES[label.style] * 1.15
    left = label.at.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return Box(left, label.at.y - high / 2, left + wide, label.at.y + high / 2)


def place(
    tagged: Sequence[tuple[Line, Label]], fixed: Sequence[Circle | Label], spelling: Spelling
) -> tuple[Label, ...] | None:
    """The labels moved along their lines until none overlaps another or anything fixed; None if that cannot be had.

    Greedy, with a few passes over all labels: each takes the place where it disturbs least, near the middle of its
    line if there is a choice.
    """
    occupied = [_around(shape) if isinstance(shape, Circle) else box(shape, spelling) for shape in fixed]
    lines = [line for line, _ in tagged]
    shifts = [_candidates(line, label, spelling, lines) for line, label in tagged]
    chosen = [options[0] for options in shifts]
    for turn in range(_PASSES):
        before = list(chosen)
        for index, options in enumerate(shifts):
            others = chosen[:index] if turn == 0 else [*chosen[:index], *chosen[index + 1 :]]
            taken = [*occupied, *(each.covers for each in others)]
            chosen[index] = min(options, key=lambda option: option.cost + _crowding(option.covers, taken))
        if turn and chosen == before:
            break
    boxes = [each.covers for each in chosen]
    clear = all(first.overlap(second) == 0 for first, second in combinations(boxes, 2))
    clear = clear and all(one.overlap(other) == 0 for one in boxes for other in occupied)
    return tuple(replace(label, at=each.at) for (_, label), each in zip(tagged, chosen, strict=True)) if clear else None


@dataclass(frozen=True)
class _Place:
    """Where a label could stand, what it would cover, and how far that is from ideal."""

    at: Point
    covers: Box
    cost: float


def _candidates(line: Line, label: Label, spelling: Spelling, lines: Sequence[Line]) -> list[_Place]:
    (start, end) = line.points
    found = []
    for part in _PLACES:
        at = Point(start.x + part * (end.x - start.x), start.y + part * (end.y - start.y))
        covers = _grown(box(replace(label, at=at), spelling))
        crossed = sum(_crosses(covers, other) for other in lines if other is not line)
        found.append(_Place(at, covers, crossed + 2 * abs(part - 0.5)))
    return found


def _crowding(covers: Box, taken: Sequence[Box]) -> float:
    overlap = sum([covers.overlap(other) for other in taken])
    return _FORBIDDEN + overlap if overlap else 0.0


def _crosses(covers: Box, line: Line) -> bool:
    """Whether the line runs through the box: it reaches as far, and not all corners lie on one side of it."""
    (start, end) = line.points
    if max(start.x, end.x) < covers.left or min(start.x, end.x) > covers.right:
        return False
    if max(start.y, end.y) < covers.top or min(start.y, end.y) > covers.bottom:
        return False
    across, down = end.x - start.x, end.y - start.y
    sides = {
        across * (y - start.y) > down * (x - start.x)
        for x in (covers.left, covers.right)
        for y in (covers.top, covers.bottom)
    }
    return len(sides) == 2


def _around(circle: Circle) -> Box:
    centre, radius = circle.centre, circle.radius
    return Box(centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius)


def _grown(box: Box) -> Box:
    return Box(box.left - _MARGIN, box.top - _MARGIN, box.right + _MARGIN, box.bottom + _MARGIN)
