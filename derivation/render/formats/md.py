"""Document -> Markdown files, with the figures beside them."""

from __future__ import annotations

from derivation.render.editions import Edition
from derivation.render.markdown import drawn, file_name, page


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a Markdown file in UTF-8, and every figure as an SVG beside it."""
    files: dict[str, bytes] = {}
    for document in edition.documents:
        files[f"{document.name}.md"] = page(document, edition.options.dialect).encode("utf-8")
        files |= {file_name(document, figure): drawn(document, figure) for figure in document.figures}
    return files
