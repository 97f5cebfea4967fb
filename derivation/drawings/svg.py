"""Drawing -> SVG: text as text, readable by screen readers, light and dark, without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from derivation.drawings.lettering import SCRIPT_SIZE, Kind, Piece, pieces
from derivation.drawings.placement import Box, box
from derivation.drawings.shapes import Circle, Drawing, Label, Line, Shape, Style
from derivation.network.spelling import Spelling

STYLE = """\
.drawing text { font-family: "Latin Modern Roman", "New Computer Modern", "STIX Two Text", Cambria, Georgia, serif; \
fill: #1b1f24; }
.drawing .name { font-size: 15px; }
.drawing .weight, .drawing .note { font-size: 13px; }
.drawing .i { font-style: italic; }
.drawing line, .drawing polyline { fill: none; stroke: #57606a; stroke-width: 1.2px; }
.drawing .faint, .drawing .grid { stroke: #d0d7de; }
.drawing .dashed { stroke: #8c959f; stroke-dasharray: 4 4; }
.drawing .road { stroke: #b3261e; stroke-width: 3.6px; }
.drawing .curve { stroke: #0b57d0; stroke-width: 2px; stroke-linejoin: round; }
.drawing circle { fill: #ffffff; stroke: #57606a; stroke-width: 1.4px; }
.drawing .input { fill: #eef1f4; }
.drawing .one { stroke-dasharray: 4 3; }
.drawing .on-road { stroke: #b3261e; stroke-width: 3.2px; }
.drawing .point { fill: #0b57d0; stroke: none; }
.drawing .canvas, .drawing .halo { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
.drawing text { fill: #e6edf3; }
.drawing line, .drawing polyline { stroke: #9198a1; }
.drawing .faint, .drawing .grid { stroke: #30363d; }
.drawing .dashed { stroke: #6e7781; }
.drawing .road { stroke: #ff8a80; }
.drawing .curve { stroke: #8ab4f8; }
.drawing circle { fill: #0f1318; stroke: #9198a1; }
.drawing .input { fill: #22272e; }
.drawing .on-road { stroke: #ff8a80; }
.drawing .point { fill: #8ab4f8; stroke: none; }
.drawing .canvas, .drawing .halo { fill: #0f1318; }
}
"""
"""The looks of all styles. Print and everything that knows no schemes get the light one."""

_SHIFTS = {Kind.BELOW: 0.2, Kind.ABOVE: -0.34}
"""How far a script is lowered, as a part of the size of its line."""


def svg(drawing: Drawing, spelling: Spelling, *, name: str, title: str, description: str, style: str = STYLE) -> str:
    """The drawing as one `svg` element, with names spelled by *spelling*; *name* is unique on the page."""
    width, height = _number(drawing.width), _number(drawing.height)
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "role": "img",
        "class": "drawing",
        "aria-labelledby": f"{name}-title {name}-desc",
    }
    lines = [
        f"<svg{_attributes(attributes)}>",
        f'<title id="{escape(name)}-title">{escape(title)}</title>',
        f'<desc id="{escape(name)}-desc">{escape(description)}</desc>',
        *([f"<style>\n{style}</style>"] if style else []),
        f'<rect class="canvas" width="{width}" height="{height}"/>',
        *(line for shape in drawing.shapes for line in _shape(shape, spelling)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _shape(shape: Shape, spelling: Spelling) -> Iterator[str]:
    match shape:
        case Line(points, style):
            path = " ".join(f"{_number(point.x)},{_number(point.y)}" for point in points)
            yield f"<polyline{_attributes({'class': style, 'points': path})}/>"
        case Circle(centre, radius, style):
            places = {"cx": _number(centre.x), "cy": _number(centre.y), "r": _number(radius)}
            yield f"<circle{_attributes({'class': style, **places})}/>"
        case Label():
            if shape.style == Style.WEIGHT:
                yield _halo(box(shape, spelling))
            yield _label(shape, spelling)


def _halo(covered: Box) -> str:
    """What takes an edge out from behind its label."""
    sizes = {"width": covered.right - covered.left, "height": covered.bottom - covered.top}
    places = {"x": covered.left, "y": covered.top, **sizes}
    return f"<rect{_attributes({'class': 'halo', **{key: _number(value) for key, value in places.items()}})}/>"


def _label(label: Label, spelling: Spelling) -> str:
    """One line of text whose letters stand around the height of its place."""
    attributes = {
        "class": label.style,
        "x": _number(label.at.x),
        "y": _number(label.at.y),
        "dy": "0.33em",
        "text-anchor": label.anchor,
        **({"data-of": label.of} if label.of else {}),
    }
    return f"<text{_attributes(attributes)}>{''.join(_spans(pieces(label, spelling)))}</text>"


def _spans(parts: tuple[Piece, ...]) -> Iterator[str]:
    """Pieces as spans; what follows a lowered or raised one stands on the line again."""
    height = 0.0
    for part in parts:
        scripted = part.kind in _SHIFTS
        size, target = (SCRIPT_SIZE, _SHIFTS[part.kind]) if scripted else (1.0, 0.0)
        attributes = {"class": "i"} if part.kind == Kind.LETTERS else {}
        attributes |= {"dy": f"{(target - height) / size:.2f}em"} if target != height else {}
        attributes |= {"font-size": f"{size:.0%}"} if scripted else {}
        height = target
        text = escape(part.text)
        yield f"<tspan{_attributes(attributes)}>{text}</tspan>" if attributes else text


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {key}="{escape(str(value))}"' for key, value in values.items())


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
