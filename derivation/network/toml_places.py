"""Where each value stands in a TOML text, and how it is written there.

tomli says what a document means but not where; this scanner walks a text that tomli has accepted, once from left
to right, and notes for every value its path, its offset and its own characters.
"""

from __future__ import annotations

import re
from dataclasses import field

import tomli

from derivation.errors import Place
from derivation.frozen import dataclass

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_INLINE_BLANK = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\]|\\.)*"'),
    re.compile(r"'[^']*'"),
)


@dataclass(frozen=True)
class Written:
    """A value as it stands in the text: where it begins, and its characters."""

    offset: int
    raw: str


def written_values(text: str) -> dict[Path, Written]:
    """Every table, array and scalar of a TOML text that is known to be valid, by its path."""
    return _Scanner(text).scan()


def place_of(text: str, path: str, written: Written | None) -> Place:
    """The place of a value in the file *path*, with its line."""
    if written is None:
        return Place(path)
    start = text.rfind("\n", 0, written.offset) + 1
    end = text.find("\n", written.offset)
    line = text[start : end if end >= 0 else len(text)].rstrip("\r")
    width = len(written.raw.partition("\n")[0])
    return Place(path, text.count("\n", 0, start) + 1, written.offset - start + 1, line, width)


@dataclass
class _Scanner:
    text: str
    at: int = 0
    found: dict[Path, Written] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)

    def scan(self) -> dict[Path, Written]:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.found

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`; a new element of an array of tables gets the next index."""
        start, several = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        path = self._resolved(self._key())
        self.at += 2 if several else 1
        if several:
            self.found.setdefault(path, Written(start, self.text[start : self.at]))
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
        self.found.setdefault(path, Written(start, self.text[start : self.at]))
        return path

    def _resolved(self, key: Path) -> Path:
        """A dotted key with the index of the newest element wherever it passes an array of tables."""
        path: Path = ()
        for index, part in enumerate(key):
            path = (*path, part)
            if index + 1 < len(key) and path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _key(self) -> Path:
        """A bare, quoted or dotted key."""
        parts: list[str] = []
        while True:
            self._skip(_INLINE_BLANK)
            parts.append(self._key_part())
            self._skip(_INLINE_BLANK)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def _key_part(self) -> str:
        match = _BARE_KEY.match(self.text, self.at)
        if match:
            self.at = match.end()
            return match[0]
        return next(iter(tomli.loads(f"{self._string()} = 0")))  # a quoted key may have escapes

    def _string(self) -> str:
        for pattern in _STRINGS:
            match = pattern.match(self.text, self.at)
            if match:
                self.at = match.end()
                return match[0]
        self.at += 1
        return ""

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        self.found.setdefault((*path, "key"), Written(start, self.text[start : self.at].rstrip()))
        self.at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        start = self.at
        opening = self.text[start : start + 1]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        elif opening in ('"', "'"):
            self._string()
        else:
            self._skip(_SCALAR)
        self.found[path] = Written(start, self.text[start : self.at].rstrip())

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._more("]"):
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._more("}"):
            self._pair(path)

    def _more(self, closing: str) -> bool:
        """Whether another element follows; steps over commas and the closing bracket."""
        self._skip(_BLANK)
        while self.text.startswith(",", self.at):
            self.at += 1
            self._skip(_BLANK)
        if self.at < len(self.text) and not self.text.startswith(closing, self.at):
            return True
        self.at += 1
        return False
