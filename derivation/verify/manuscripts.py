"""Manuscript: a document as regions of formula and prose, every character with its place in the source."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from derivation.frozen import dataclass

FORMULA = "\ufffc"
"""What stands in a paragraph's text where a formula was taken out."""

FORMULAS = ("display", "inline")
"""The kinds of regions that are formulas."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class MappedText:
    """A text made from the source: `offsets[k]` is the source's character behind `text[k]`; one more marks the end."""

    text: str
    offsets: Sequence[int]

    def __getitem__(self, part: slice) -> MappedText:
        begin, end, _ = part.indices(len(self.text))
        return MappedText(self.text[begin:end], self.offsets[begin : max(begin, end) + 1])

    def lines(self) -> Iterator[tuple[int, int]]:
        """Where every line begins and ends, the character that ends it included."""
        return (found.span() for found in _LINE.finditer(self.text))

    def showing(self, text: str) -> MappedText:
        """Another text of the same length in the same places."""
        return MappedText(text, self.offsets)


def whole(source: str) -> MappedText:
    """The source itself."""
    return MappedText(source, range(len(source) + 1))


def standing_at(text: str, offset: int) -> MappedText:
    """A text that one character of the source stands for: what a tag, an escape or an abbreviation means."""
    return MappedText(text, array("I", [offset]) * (len(text) + 1))


def joined(parts: Sequence[MappedText]) -> MappedText:
    """Several mapped texts, one behind the other; neighbours in the source stay a range."""
    if not parts:
        return MappedText("", range(1))
    text = "".join(part.text for part in parts)
    first, last = parts[0].offsets[0], parts[-1].offsets[len(parts[-1].text)]
    if last - first == len(text) and all(isinstance(part.offsets, range) for part in parts) and _touch(parts):
        return MappedText(text, range(first, last + 1))
    offsets = array("I")
    for part in parts:
        offsets.extend(part.offsets[: len(part.text)])
    offsets.append(last)
    return MappedText(text, offsets)


def without(part: MappedText, spans: Iterable[tuple[int, int]]) -> MappedText:
    """The text with some stretches, in order, left out."""
    parts, done = list[MappedText](), 0
    for start, end in spans:
        parts.append(part[done:start])
        done = end
    return joined([*parts, part[done:]]) if parts else part


def _touch(parts: Sequence[MappedText]) -> bool:
    """Whether every part begins where the one before it ends."""
    return all(before.offsets[-1] == after.offsets[0] for before, after in pairwise(parts))


@dataclass(frozen=True)
class Region:
    """A stretch of the document: what it is, its text, and where every character of it stands in the source.

    `kind` is display or inline (both: a formula without its delimiters), prose, code, cell or heading. Regions of one
    paragraph, list item, table or display share a `block`; blocks ascend. Of a cell, `row` is the whole row around it
    and `column` what stands at the head of its column. A `reason` says why the numbers in it are not read.
    """

    kind: str
    text: str
    offsets: Sequence[int]
    block: int
    row: str = ""
    column: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """What a reader makes of a document: its regions in reading order, what it left out, and named places.

    A landmark is the place where a part without lines of its own begins, as `cell 3` of a notebook.
    """

    regions: tuple[Region, ...]
    notes: tuple[str, ...] = ()
    landmarks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Directive:
    """What an author tells the check in a comment, `derivation: spec=FILE` or `derivation: ignore`, and where."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Manuscript:
    """A document that somebody wrote, in reading order.

    `source` is its text, with the files that it takes in behind it: `files` says where each of them begins.
    """

    name: str
    source: str
    format: str
    regions: tuple[Region, ...]
    decimal_comma: bool = False
    directives: tuple[Directive, ...] = ()
    notes: tuple[str, ...] = ()
    landmarks: tuple[tuple[int, str], ...] = ()
    files: tuple[tuple[int, str], ...] = ()

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.source) if char == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character of the source, in its own file."""
        line = bisect_right(self._line_starts, offset)
        before = bisect_right(self._line_starts, self._part(offset)[0])
        return line - before + 1, offset - self._line_starts[line - 1] + 1

    def file(self, offset: int) -> str:
        """The name of the file in which a character of the source stands."""
        return self._part(offset)[1]

    def _part(self, offset: int) -> tuple[int, str]:
        index = bisect_right(self.files, (offset, "\U0010ffff")) - 1
        return self.files[index] if index >= 0 else (0, self.name)

    def landmark(self, offset: int) -> str:
        """The named place before a character of the source, or nothing."""
        index = bisect_right(self.landmarks, (offset, "\U0010ffff")) - 1
        return self.landmarks[index][1] if index >= 0 else ""
