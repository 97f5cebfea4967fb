"""Bytes of a document -> its text."""

from __future__ import annotations

from derivation.errors import DerivationError, LimitError

MAX_BYTES = 16 * 1024 * 1024
MAX_NOTEBOOK_BYTES = 64 * 1024 * 1024
_ACCEPTED = "Markdown, LaTeX, HTML, notebooks and plain text are read"
_FOREIGN = (
    (b"%PDF", "a PDF file", "convert it to text first, for example with pdftotext"),
    (b"PK\x03\x04", "a packed file", "convert a word processor's file to Markdown or HTML first"),
    (b"{\\rtf", "an RTF file", "convert it to Markdown or HTML first"),
)


def decode(content: bytes, name: str, most: int = MAX_BYTES) -> str:
    """The text of a document, whatever its encoding; line ends become `\\n`.

    Raises: LimitError: D902, it is too large. DerivationError: D703 it is no text, D704 its format is not read.
    """
    if len(content) > most:
        limit = f"{most // 1024 // 1024} MiB"
        raise LimitError("D902", f"{name} is larger than {limit}", note=f"documents of up to {limit} are read")
    for magic, what, remedy in _FOREIGN:
        if content.startswith(magic):
            raise DerivationError("D704", f"{name} is {what}", note=_ACCEPTED, help=remedy)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _lines(content.decode("utf-16", errors="replace"))
    if b"\0" in content:
        raise DerivationError("D703", f"{name} is not a text", note=_ACCEPTED)
    try:
        return _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _lines(content.decode("latin-1"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
