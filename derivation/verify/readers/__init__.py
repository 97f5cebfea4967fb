"""One reader per format: a document's text -> its regions. `READERS` is the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from derivation.errors import DerivationError, printable
from derivation.inputs import read_bytes
from derivation.verify.manuscripts import MAX_BYTES, Manuscript, Region, decode
from derivation.verify.readers import markdown

READERS: Mapping[str, Callable[[str], tuple[Region, ...]]] = {"markdown": markdown.read}
_UNREADABLE = (
    ("HTML", re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)),
    ("a notebook", re.compile(r"\s*\{\s*\"cells\"")),
    ("RTF", re.compile(r"\s*\{\\rtf")),
)


def read_manuscript(path: str) -> Manuscript:
    """The document in the file at *path*.

    Raises: DerivationError: D110, D111, D801 it cannot be opened, D703 it is no text, D704 its format is not read,
            D902 it is over a limit.
    """
    source = decode(read_bytes(path, MAX_BYTES, what="a document"), printable(path, 200))
    for name, looks in _UNREADABLE:
        if looks.match(source):
            raise DerivationError(
                "D704", f"{printable(path, 200)} is {name}", note="Markdown, LaTeX or text with formulas is read"
            )
    return Manuscript(path, source, "markdown", READERS["markdown"](source))
