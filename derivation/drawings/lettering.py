"""How the text of a label is set: pieces with a script, and about how wide they are."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from derivation.drawings.shapes import Label, Style
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name
from derivation.maths.symbols import GREEK, HATS
from derivation.network.spelling import Spelling

SIZES = {Style.NAME: 15.0, Style.WEIGHT: 13.0, Style.NOTE: 13.0}
"""Type sizes in pixels."""
SCRIPT_SIZE = 0.72
"""The size of what stands below or above, as a part of the size of its line."""

_NARROW, _WIDE = frozenset("ijl.,:;|()[]/' "), frozenset("mwMWABCDEGHKNOQRUVX≈=+−∂η")


class Kind(StrEnum):
    """How a piece of text stands."""

    PLAIN = "plain"
    LETTERS = "letters"  # slanted, as names are
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True)
class Piece:
    """A stretch of text set in one way."""

    text: str
    kind: Kind = Kind.PLAIN


def pieces(label: Label, spelling: Spelling) -> tuple[Piece, ...]:
    """The text of a label: names with their scripts, everything else upright.

    >>> from derivation.drawings.shapes import Point
    >>> from derivation.network.spelling import PLAIN
    >>> [(each.text, str(each.kind)) for each in pieces(Label(Point(0, 0), (Name("w5"), " = "), Style.NAME), PLAIN)]
    [('w', 'letters'), ('5', 'below'), (' = ', 'plain')]
    """
    return tuple(piece for part in label.content for piece in _set(part, spelling))


def _set(part: Formula | str, spelling: Spelling) -> Iterator[Piece]:
    if isinstance(part, Name):
        yield from _symbol(part.id, spelling)
    else:
        text = part if isinstance(part, str) else spelling.text_printer(part)
        yield Piece(text.replace("-", "−"))


def _symbol(identifier: str, spelling: Spelling) -> Iterator[Piece]:
    symbol = spelling.symbol(identifier)
    base = symbol.base.rstrip("'")
    letters = f"{HATS[base]}\N{COMBINING CIRCUMFLEX ACCENT}" if base in HATS else GREEK.get(base, base)
    yield Piece(letters + "′" * symbol.base.count("'"), Kind.LETTERS)
    if symbol.below:
        yield Piece(symbol.below.replace("_", " "), Kind.BELOW)
    if symbol.above:
        yield Piece(symbol.above.replace("-", "−"), Kind.ABOVE)


def width(label: Label, spelling: Spelling) -> float:
    """About how wide the label is, in pixels; rather too wide than too narrow."""
    size = SIZES[label.style]
    return sum(_advance(piece, size) for piece in pieces(label, spelling))


def _advance(piece: Piece, size: float) -> float:
    scale = size * SCRIPT_SIZE if piece.kind in (Kind.BELOW, Kind.ABOVE) else size
    return scale * sum(0.36 if char in _NARROW else 0.78 if char in _WIDE else 0.54 for char in piece.text)
