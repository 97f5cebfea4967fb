"""Document -> EPUB."""

from __future__ import annotations

from derivation.render.editions import Edition
from derivation.render.office import write_office


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a book for reading devices, formulas as MathML."""
    return write_office(edition, "epub")
