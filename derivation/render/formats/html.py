"""Document -> HTML: one file that needs no network and no JavaScript."""

from __future__ import annotations

from derivation.render.editions import Edition
from derivation.render.webpages import web_page


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a page in UTF-8."""
    pages = {document.name: web_page(document, edition.templates) for document in edition.documents}
    return {f"{name}.html": page.encode("utf-8") for name, page in pages.items()}
