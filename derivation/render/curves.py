"""The error over the rounds as a drawing, with powers of ten on both axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

from derivation.drawings.shapes import Circle, Drawing, Label, Line, Point, Shape, Style
from derivation.maths.formulas import Formula

WIDTH, HEIGHT = 640.0, 340.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 28.0, 38.0, 56.0
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FEW = 1.6
"""Powers of ten up to which an axis also has marks at 2 and 5."""


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
    """The curve with its axes."""
    scale = _Scale.around(course.points)
    line = Line(tuple(scale.at(log10(done), value) for done, value in course.points), Style.CURVE)
    dots = [Circle(scale.at(log10(n), value), 3.6, Style.POINT) for n, value in course.points if n in course.marked]
    return Drawing(WIDTH, HEIGHT, (*_grid(scale, course), *_names(course), line, *dots))


@dataclass(frozen=True)
class _Scale:
    """Powers of ten, from the lower left to the upper right corner of the plot."""

    right: float
    low: float
    high: float

    @classmethod
    def around(cls, points: Sequence[tuple[int, float]]) -> _Scale:
        """The scale in which all points have room, with marks near both ends."""
        values = [value for _, value in points]
        low, high = min(values), max(values)
        if high - low <= _FEW:
            marks = [power + part for power in range(floor(low) - 1, ceil(high) + 1) for part in _PARTS]
            low, high = max(mark for mark in marks if mark <= low), min(mark for mark in marks if mark >= high)
            high = high if high > low else low + _PARTS[1]
            return cls(log10(points[-1][0]), low, high)
        return cls(log10(points[-1][0]), floor(low), ceil(high))

    def at(self, across: float, upwards: float) -> Point:
        """The place of a pair of logarithms."""
        wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        share = (upwards - self.low) / (self.high - self.low)
        return Point(_LEFT + wide * across / self.right, HEIGHT - _BOTTOM - high * share)


_PARTS = (0.0, log10(2), log10(5))


def _grid(scale: _Scale, course: Course) -> Iterator[Shape]:
    """A faint line and a label for every mark, and the axes."""
    bottom, top = scale.low, scale.high
    for power in range(floor(scale.right) + 1):
        yield Line((scale.at(power, bottom), scale.at(power, top)), Style.GRID)
        at = scale.at(power, bottom)
        yield Label(Point(at.x, at.y + 18), (course.number(Fraction(10) ** power),), Style.NOTE)
    for factor, power in _marks(scale):
        height = power + log10(factor)
        yield Line((scale.at(0, height), scale.at(scale.right, height)), Style.GRID)
        at = scale.at(0, height)
        yield Label(Point(at.x - 10, at.y), (_written(course, factor, power),), Style.NOTE, "end")
    corner = scale.at(0, bottom)
    yield Line((scale.at(0, top), corner, scale.at(scale.right, bottom)), Style.AXIS)


def _marks(scale: _Scale) -> list[tuple[int, int]]:
    """The heights that are told, as a factor and a power of ten; every second power where there are many."""
    factors = (1, 2, 5) if scale.high - scale.low <= _FEW + 1 else (1,)
    step = ceil((scale.high - scale.low) / 8)
    powers = range(floor(scale.low), ceil(scale.high) + 1, step)
    heights = [(factor, power) for power in powers for factor in factors]
    return [(f, p) for f, p in heights if scale.low - 1e-9 <= p + log10(f) <= scale.high + 1e-9]


def _written(course: Course, factor: int, power: int) -> str:
    """A mark as a decimal, or as a power of ten where that would be long."""
    if -5 < power < 6:
        return course.number(factor * Fraction(10) ** power)
    raised = f"10{str(power).translate(_RAISED)}"
    return raised if factor == 1 else f"{factor}·{raised}"


def _names(course: Course) -> Iterator[Label]:
    """What the axes tell: above the upward one, and below the end of the other."""
    yield Label(Point(_LEFT, 14), (course.upwards,), Style.NAME, "middle")
    yield Label(Point(WIDTH - _RIGHT, HEIGHT - 12), (course.across,), Style.NOTE, "end")
