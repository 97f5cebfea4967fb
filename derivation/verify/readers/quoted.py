"""Quoted: JSON text -> its structure, in which every string keeps the place of each of its characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at

_DEEPEST = 64
_TOKEN = re.compile(
    r"[ \t\n\r]*(?:(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\")|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<colon>:)"
    r"|(?P<other>-?[0-9][0-9.eE+-]*|true|false|null|NaN|-?Infinity))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class NotJSON(Exception):
    """The text is no JSON: why, and where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True)
class Quoted:
    """A string: from behind its opening quote to before its closing one."""

    start: int
    end: int


JSON = dict[str, "JSON"] | list["JSON"] | Quoted | str
"""An object, a list, a string, or the text of anything else."""


def parsed(source: str) -> JSON:
    """The structure of a JSON text.

    Raises: NotJSON: it is none, it is cut short, or it is nested too deeply.
    """
    building = _Building(source)
    at = 0
    while building.is_open and (found := _TOKEN.match(source, at)) is not None:
        at = found.end()
        building.take(found)
    if building.is_open:
        rest = source[at : at + 100].strip()
        raise NotJSON("it is cut short" if not rest or rest[0] == '"' else "it is not JSON", at)
    return building.root[0]


@dataclass
class _Building:
    """The structure so far: what is open, each with the sign that closes it, and the name that waits for a value."""

    source: str
    root: list[JSON] = field(default_factory=list)
    stack: list[tuple[dict[str, JSON] | list[JSON], str]] = field(default_factory=list)
    key: str | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.stack) or not self.root

    def take(self, found: re.Match[str]) -> None:
        """One token more."""
        holder, closer = self.stack[-1] if self.stack else (self.root, "")
        if found.lastgroup == "close":
            if found["close"] != closer:
                raise NotJSON(f"a {found['close']} that nothing opened", found.end() - 1)
            self.stack.pop()
        elif found.lastgroup == "string" and isinstance(holder, dict) and self.key is None:
            self.key = self.source[found.start("string") + 1 : found.end("string") - 1]
        elif found.lastgroup in ("string", "open", "other"):
            self._put(holder, _value(found), found.end())

    def _put(self, holder: dict[str, JSON] | list[JSON], value: JSON, at: int) -> None:
        if isinstance(holder, list):
            holder.append(value)
        elif self.key is None:
            raise NotJSON("a value without a name", at)
        else:
            holder[self.key] = value
        self.key = None
        if isinstance(value, dict | list):
            self.stack.append((value, "}" if isinstance(value, dict) else "]"))
        if len(self.stack) > _DEEPEST:
            raise NotJSON(f"it is nested more than {_DEEPEST} deep", at - 1)


def _value(found: re.Match[str]) -> JSON:
    if found["open"]:
        return {} if found["open"] == "{" else []
    if found["string"]:
        return Quoted(found.start("string") + 1, found.end("string") - 1)
    return found["other"]


def text_of(whole: MappedText, value: JSON) -> MappedText | None:
    """The text that a string, or a list of strings one behind the other, spells; None for anything else."""
    if isinstance(value, Quoted):
        return _unescaped(whole[value.start : value.end])
    if isinstance(value, list):
        parts = [text_of(whole, part) for part in value if isinstance(part, Quoted)]
        found = [part for part in parts if part is not None]
        return _together(found) if len(found) == len(value) else None
    return None


def _together(parts: Sequence[MappedText]) -> MappedText:
    return joined(parts) if parts else MappedText("", range(1))


def _unescaped(part: MappedText) -> MappedText:
    """What the string says; what an escape says stands where its backslash stands."""
    if "\\" not in part.text:
        return part
    parts, done = list[MappedText](), 0
    for found in _ESCAPE.finditer(part.text):
        parts += [part[done : found.start()], standing_at(_meaning(found[0]), part.offsets[found.start()])]
        done = found.end()
    return joined([*parts, part[done:]])


def _meaning(escape: str) -> str:
    if len(escape) == 2:
        return _SHORT.get(escape[1], escape[1])
    codes = [int(code, 16) for code in escape.split("\\u")[1:]]
    if len(codes) == 2:
        return chr(0x10000 + ((codes[0] - 0xD800) << 10) + (codes[1] - 0xDC00))
    return "\ufffd" if 0xD800 <= codes[0] < 0xE000 else chr(codes[0])
