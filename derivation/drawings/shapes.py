"""Drawing: shapes on a canvas, x to the right and y downwards, measured in the pixels of a screen.

What a shape looks like is a style; every printer of drawings knows them all. No style tells things apart by colour
alone, so a drawing means the same in greyscale.
"""

from __future__ import annotations

from enum import StrEnum

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula


class Style(StrEnum):
    """The closed list of looks."""

    EDGE = "edge"  # a thin line between two neurons
    FAINT = "faint"  # a line that is only there for orientation
    DASHED = "dashed"  # from the constant 1 that carries a bias
    ROAD = "road"  # the thick line of a road that is talked about
    NEURON = "neuron"  # a circle
    INPUT = "input"  # a circle that only passes a value on
    ONE = "one"  # the dashed circle of the constant 1
    ON_ROAD = "on-road"  # a circle with a thick rim
    AXIS = "axis"
    GRID = "grid"
    CURVE = "curve"
    POINT = "point"  # a filled dot
    NAME = "name"  # the text inside a circle
    WEIGHT = "weight"  # the text on an edge
    NOTE = "note"  # the text beside a circle, or at an axis


@dataclass(frozen=True)
class Point:
    """A place on the canvas."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A straight or broken line through *points*."""

    points: tuple[Point, ...]
    style: Style


@dataclass(frozen=True)
class Circle:
    """A circle."""

    centre: Point
    radius: float
    style: Style


@dataclass(frozen=True)
class Label:
    """A line of text: formulas, and words or signs between them; *anchor* says which part of it stands at *at*.

    Where the text tells the value of a quantity, *of* is its id.
    """

    at: Point
    content: tuple[Formula | str, ...]
    style: Style
    anchor: str = "middle"
    of: str = ""


Shape = Line | Circle | Label


@dataclass(frozen=True)
class Drawing:
    """Shapes in the order in which they are painted."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """All texts."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Label))
