"""Document -> Word."""

from __future__ import annotations

from derivation.render.editions import Edition
from derivation.render.office import write_office


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a file for word processors, formulas as equations."""
    return write_office(edition, "docx")
