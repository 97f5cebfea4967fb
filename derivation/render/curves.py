"""The error over the rounds as a drawing, with powers of ten on both axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, log10
from typing import Any

from derivation.drawings.shapes import Circle, Drawing, Label, Line, Point, Shape, Style
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula

WIDTH, HEIGHT = 640.0, 340.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 28.0, 38.0, 56.0
_BESIDE, _UNDER = 10.0, 18.0
"""How far the labels of the marks stand from the axes."""
_DOT = 3.6
_RAISED = dict(zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_FEW = 1.6
"""Powers of ten up to which an axis also has marks at 2 and 5."""
_FACTORS = (1, 2, 5)
_PARTS = tuple(map(log10, _FACTORS))
_MOST_MARKS = 8
_STEPS = tuple(part * 10**power for power in range(9) for part in _FACTORS)
"""How many powers of ten may lie between two marks."""
_PLAIN = range(-4, 6)
"""The powers of ten that are written as decimals."""


@dataclass(frozen=True)
class Course:
    """What is drawn: points (rounds, log10 of the error), the rounds that are marked, and the names of the axes.

    *number* writes a number that needs only a few places, in the way of the document.
    """

    points: tuple[tuple[int, float], ...]
    marked: tuple[int, ...]
    across: str
    upwards: Formula
    number: Callable[[Fraction], str]


def curve(course: Course) -> Drawing:
    """The curve with its axes; what the errors have no part in comes first."""
    scale = _Scale.around([value for _, value in course.points])
    line = Line(tuple(_at(course, scale, *point) for point in course.points), Style.CURVE)
    dots = [
        Circle(_at(course, scale, *point), _DOT, Style.POINT) for point in course.points if point[0] in course.marked
    ]
    return Drawing(WIDTH, HEIGHT, (*_backdrop(course), *_levels(scale, course), _axes(), line, *dots))


def rules(course: Course, rounds: Sequence[int]) -> dict[str, Any]:
    """All that another program needs to draw the curve of other errors after the same *rounds*."""
    return {
        "across": [_across(course, done) for done in rounds],
        "marked": [done in course.marked for done in rounds],
        "edges": {"left": _LEFT, "right": WIDTH - _RIGHT, "top": _TOP, "bottom": HEIGHT - _BOTTOM},
        "beside": _BESIDE,
        "dot": _DOT,
        "few": _FEW,
        "factors": _FACTORS,
        "parts": _PARTS,
        "marks": _MOST_MARKS,
        "steps": _STEPS,
        "plain": {power: [_written(course, factor, power) for factor in _FACTORS] for power in _PLAIN},
        "raised": _RAISED,
        "backdrop": len(list(_backdrop(course))),
    }


@dataclass(frozen=True)
class _Scale:
    """The powers of ten at the lower and at the upper end of the plot, and from one mark to the next."""

    low: float
    high: float
    step: int = 1

    @classmethod
    def around(cls, values: Sequence[float]) -> _Scale:
        """The scale in which all values have room, with marks near both ends."""
        low, high = min(values), max(values)
        if high - low > _FEW:
            step = next(step for step in _STEPS if high - low <= _MOST_MARKS * step)
            return cls(step * floor(low / step), step * ceil(high / step), step)
        marks = [power + part for power in range(floor(low) - 1, ceil(high) + 1) for part in _PARTS]
        below = max(mark for mark in marks if mark <= low)
        return cls(below, min(mark for mark in marks if mark >= high and mark > below))

    def height(self, value: float) -> float:
        """Where a power of ten stands."""
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share


def _across(course: Course, done: int) -> float:
    """Where a number of rounds stands."""
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * log10(done) / log10(course.points[-1][0])


def _at(course: Course, scale: _Scale, done: int, value: float) -> Point:
    return Point(_across(course, done), scale.height(value))


def _backdrop(course: Course) -> Iterator[Shape]:
    """A faint line and a label for every power of ten of the rounds, and the names of both axes."""
    low, high = HEIGHT - _BOTTOM, _TOP
    for power in range(len(str(course.points[-1][0]))):
        x = _across(course, 10**power)
        yield Line((Point(x, low), Point(x, high)), Style.GRID)
        yield Label(Point(x, low + _UNDER), (course.number(Fraction(10) ** power),), Style.NOTE)
    yield Label(Point(_LEFT, 14), (course.upwards,), Style.NAME, "middle")
    yield Label(Point(WIDTH - _RIGHT, HEIGHT - 12), (course.across,), Style.NOTE, "end")


def _levels(scale: _Scale, course: Course) -> Iterator[Shape]:
    """A faint line and a label for every mark of the errors."""
    for factor, power in _marks(scale):
        y = scale.height(power + log10(factor))
        yield Line((Point(_LEFT, y), Point(WIDTH - _RIGHT, y)), Style.GRID)
        yield Label(Point(_LEFT - _BESIDE, y), (_written(course, factor, power),), Style.NOTE, "end")


def _axes() -> Line:
    corner = Point(_LEFT, HEIGHT - _BOTTOM)
    return Line((Point(_LEFT, _TOP), corner, Point(WIDTH - _RIGHT, HEIGHT - _BOTTOM)), Style.AXIS)


def _marks(scale: _Scale) -> list[tuple[int, int]]:
    """The heights that are told, as a factor and a power of ten."""
    factors = _FACTORS if scale.high - scale.low <= _FEW + 1 else _FACTORS[:1]
    powers = range(floor(scale.low), ceil(scale.high) + 1, scale.step)
    heights = [(factor, power) for power in powers for factor in factors]
    return [(f, p) for f, p in heights if scale.low - 1e-9 <= p + log10(f) <= scale.high + 1e-9]


def _written(course: Course, factor: int, power: int) -> str:
    """A mark as a decimal, or as a power of ten where that would be long."""
    if power in _PLAIN:
        return course.number(factor * Fraction(10) ** power)
    raised = f"10{''.join(_RAISED[digit] for digit in str(power))}"
    return raised if factor == 1 else f"{factor}·{raised}"
