"""Manuscript: a document as regions of formula and prose, every character with its place in the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from derivation.errors import DerivationError, LimitError

MAX_BYTES = 16 * 1024 * 1024
FORMULA = "\ufffc"
"""What stands in a paragraph's text where an inline formula was taken out."""


@dataclass(frozen=True)
class MappedText:
    """A text made from the source: `offsets[k]` is the source's character behind `text[k]`; one more marks the end."""

    text: str
    offsets: Sequence[int]

    def __getitem__(self, part: slice) -> MappedText:
        begin, end, _ = part.indices(len(self.text))
        return MappedText(self.text[begin:end], self.offsets[begin : end + 1])


def joined(parts: Sequence[MappedText]) -> MappedText:
    """Several mapped texts, one behind the other."""
    offsets = [offset for part in parts for offset in part.offsets[: len(part.text)]]
    end = parts[-1].offsets[len(parts[-1].text)] if parts else 0
    return MappedText("".join(part.text for part in parts), [*offsets, end])


@dataclass(frozen=True)
class Region:
    """A stretch of the document: what it is, its text, and where every character of it stands in the source.

    `kind` is display or inline (both: a formula without its delimiters), prose, code, cell or heading. Regions of one
    paragraph, list item, table or display share a `block`; blocks ascend. `row` is the whole row around a cell.
    """

    kind: str
    text: str
    offsets: Sequence[int]
    block: int
    row: str = ""


@dataclass(frozen=True)
class Manuscript:
    """A document that somebody wrote, in reading order."""

    name: str
    source: str
    format: str
    regions: tuple[Region, ...]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.source) if char == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character of the source."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


def decode(content: bytes, name: str) -> str:
    """The text of a document, whatever its encoding; line ends become `\\n`.

    Raises: LimitError: D902, it is too large. DerivationError: D703, it is no text.
    """
    if len(content) > MAX_BYTES:
        raise LimitError("D902", f"{name} is larger than 16 MiB", note="documents of up to 16 MiB are read")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _lines(content.decode("utf-16", errors="replace"))
    if b"\0" in content:
        raise DerivationError("D703", f"{name} is not a text", note="Markdown, LaTeX or plain text is read")
    try:
        return _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _lines(content.decode("latin-1"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
