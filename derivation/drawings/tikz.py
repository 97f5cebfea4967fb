"""Drawing -> TikZ, with the same coordinates as on a screen; formulas are set by TeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from derivation.drawings.lettering import SIZES
from derivation.drawings.shapes import Circle, Drawing, Label, Line, Shape, Style
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula

LOOKS = {
    Style.EDGE: "draw=black!65, line width=0.9pt",
    Style.FAINT: "draw=black!22, line width=0.9pt",
    Style.DASHED: "draw=black!45, line width=0.9pt, dash pattern=on 3pt off 3pt",
    Style.ROAD: "draw=red!70!black, line width=3pt",
    Style.NEURON: "draw=black!65, fill=white, line width=1.1pt",
    Style.INPUT: "draw=black!65, fill=black!6, line width=1.1pt",
    Style.ONE: "draw=black!65, fill=white, line width=1.1pt, dash pattern=on 3pt off 2.4pt",
    Style.ON_ROAD: "draw=red!70!black, fill=white, line width=2.6pt",
    Style.AXIS: "draw=black!65, line width=0.9pt",
    Style.GRID: "draw=black!15, line width=0.7pt",
    Style.CURVE: "draw=blue!70!black, line width=1.6pt, line join=round",
    Style.POINT: "draw=none, fill=blue!70!black",
    Style.NAME: "inner sep=0pt",
    Style.WEIGHT: "inner sep=1.2pt, fill=white",
    Style.NOTE: "inner sep=0pt",
}
STYLES = "\\tikzset{\n" + "".join(f"  {style}/.style={{{look}}},\n" for style, look in LOOKS.items()) + "}"
"""The looks of all styles, to stand before the first picture."""
WIDEST = 430.0
"""Points that a picture may be wide; a wider one is scaled down with everything in it."""
LARGEST = 0.72

_ANCHORS = {"start": "west", "middle": "center", "end": "east"}
_SIGNS = re.compile(r"[\s0-9.,=≈−+/∂·()⁻⁰¹²³⁴⁵⁶⁷⁸⁹…-]*")
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_IN_MATH = {"≈": r"\approx ", "∂": r"\partial ", "·": r"\cdot ", "−": "-", "…": r"\ldots "}


@dataclass(frozen=True)
class TikzPrinter:
    """Prints drawings; *formula* sets a formula in math mode, *words* sets plain text."""

    formula: Callable[[Formula], str]
    words: Callable[[str], str]

    def __call__(self, drawing: Drawing) -> str:
        """One `tikzpicture`."""
        scale = min(LARGEST, WIDEST / drawing.width)
        options = f"x=1pt, y=-1pt, scale={scale:.3f}, every node/.append style={{transform shape}}"
        lines = (line for shape in drawing.shapes for line in self._shape(shape))
        return "\n".join([f"\\begin{{tikzpicture}}[{options}]", *lines, "\\end{tikzpicture}"])

    def _shape(self, shape: Shape) -> Iterator[str]:
        match shape:
            case Line(points, style):
                path = " -- ".join(f"({_number(point.x)},{_number(point.y)})" for point in points)
                yield f"\\path[{style}] {path};"
            case Circle(centre, radius, style):
                yield f"\\path[{style}] ({_number(centre.x)},{_number(centre.y)}) circle[radius={_number(radius)}pt];"
            case Label(at, _, style, anchor):
                size = SIZES[style]
                options = f"{style}, anchor={_ANCHORS[anchor]}, font=\\fontsize{{{size:g}}}{{{size:g}}}\\selectfont"
                yield f"\\node[{options}] at ({_number(at.x)},{_number(at.y)}) {{{self._text(shape)}}};"

    def _text(self, label: Label) -> str:
        """Formulas and signs in math mode, words as words."""
        return f"${''.join(map(self._part, label.content))}$"

    def _part(self, part: Formula | str) -> str:
        if not isinstance(part, str):
            return self.formula(part)
        if not _SIGNS.fullmatch(part):
            return rf"\text{{{self.words(part)}}}"
        raised = _RAISED.sub(lambda found: f"^{{{found[0].translate(_LOWER)}}}", part)
        return "".join(_IN_MATH.get(char, char) for char in raised)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
