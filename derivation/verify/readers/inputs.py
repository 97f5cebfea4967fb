r"""Inputs: a LaTeX document with the files that it takes in by `\input` and `\include`, each in its place.

Nothing outside the document's own folder is opened.
"""

from __future__ import annotations

import os
import re
from dataclasses import field

from derivation.errors import DerivationError, LimitError, printable
from derivation.frozen import dataclass
from derivation.inputs import read_bytes
from derivation.verify.decoding import MAX_BYTES, decode
from derivation.verify.manuscripts import MappedText, joined, whole

_INPUT = re.compile(r"(?<!\\)%[^\n]*|\\(?:input|include|subfile)\s*\{(?P<name>[^{}\n]{1,400})\}")
_DEEPEST = 16
_MOST_FILES = 1_000


@dataclass(frozen=True)
class Sources:
    """The text to be read; the texts of all files one behind the other; where each begins; and what was left out."""

    whole: MappedText
    source: str
    files: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def only(cls, source: str) -> Sources:
        """One file, and nothing taken in."""
        return cls(whole(source), source)


def taken_in(path: str, source: str, *, follow: bool) -> Sources:
    """The document with what it takes in, or (unless *follow*) with a note that it takes in something.

    Raises: LimitError: D902, the files together are larger than a document may be.
    """
    if not follow:
        count = sum(found["name"] is not None for found in _INPUT.finditer(source))
        files = "1 file that it takes in is" if count == 1 else f"{count} files that it takes in are"
        note = f"{files} not read; --follow-inputs reads what it takes in"
        return Sources(whole(source), source, notes=(note,) if count else ())
    taking = _Taking(os.path.realpath(os.path.dirname(path) or "."), path)
    text = taking.take(path, source, ())
    return Sources(text, "".join(taking.texts), tuple(taking.files), tuple(taking.notes))


@dataclass
class _Taking:
    """The files so far, one behind the other."""

    folder: str
    document: str
    texts: list[str] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    length: int = 0

    def take(self, name: str, source: str, above: tuple[str, ...]) -> MappedText:
        """A file's text, with those that it takes in where it takes them in."""
        source = source if source.endswith("\n") else source + "\n"
        start = self.length
        self.files.append((start, name))
        self.texts.append(source)
        self.length += len(source)
        if self.length > MAX_BYTES:
            raise LimitError("D902", f"{printable(name, 200)}: the files together are larger than 16 MiB")
        own = MappedText(source, range(start, start + len(source) + 1))
        parts, done = list[MappedText](), 0
        for found in _INPUT.finditer(source):
            named = found["name"]
            inner = self._opened(named.strip(), (*above, os.path.realpath(name))) if named else None
            if inner is not None:
                parts += [own[done : found.start()], inner]
                done = found.end()
        return joined([*parts, own[done:]])

    def _opened(self, named: str, above: tuple[str, ...]) -> MappedText | None:
        """The file that is named, or None (and a note) where it must not or cannot be taken in."""
        path = os.path.join(os.path.dirname(self.document), named + ("" if named.endswith(".tex") else ".tex"))
        try:
            self._check(os.path.realpath(path), above)
            content = read_bytes(path, MAX_BYTES, what="a document")
            return self.take(path, decode(content, printable(path, 200)), above)
        except LimitError:
            raise
        except DerivationError as error:
            self.notes.append(f"{printable(named)} was not taken in: {error.message}")
            return None

    def _check(self, real: str, above: tuple[str, ...]) -> None:
        if os.path.commonpath([self.folder, real]) != self.folder:
            raise DerivationError("D707", "it is outside the document's folder")
        if real in above or len(above) > _DEEPEST or len(self.files) >= _MOST_FILES:
            raise DerivationError("D707", "it takes itself in, or there are too many")
