"""Tags: HTML text -> tags and the text between them, every character in its place, in time linear in the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at

RAW = frozenset("script style textarea title xmp noembed template iframe svg".split())
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_OPENS = re.compile(r"<(?:(?P<comment>!--)|(?P<other>[!?])|(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*))")
_QUOTE_OR_END = re.compile("[>\"']")
_ENTITY = re.compile(r"&(?:#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});?")
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'=<`]+)))?")


@dataclass(frozen=True)
class Tag:
    """A tag: its name in small letters, whether it closes, and where it stands. Of a raw element, its content too."""

    name: str
    closes: bool
    start: int
    end: int
    inner: tuple[int, int]
    content: tuple[int, int] | None = None

    def attributes(self, whole: MappedText) -> Mapping[str, MappedText]:
        """name -> the value with its entities decoded."""
        inner = whole[slice(*self.inner)]
        found: dict[str, MappedText] = {}
        for each in _ATTRIBUTE.finditer(inner.text):
            group = next((number for number in (2, 3, 4) if each[number] is not None), 1)
            found.setdefault(each[1].lower(), decoded(inner[each.start(group) : each.end(group)]))
        return found


@dataclass(frozen=True)
class Text:
    """What stands between two tags, from *start* to *end*."""

    start: int
    end: int


def tokens(text: str, names: frozenset[str] | None = None) -> Iterator[Tag | Text]:
    """The tags of a text and what lies between them; comments are left out.

    With *names* only those are tags: in other formats, `<` is often no more than a sign.
    """
    yield from _Tokens(text, names).read()


@dataclass
class _Tokens:
    text: str
    names: frozenset[str] | None
    _missing: dict[str, int] = field(default_factory=dict)  # what is sought -> from here on there is none

    def read(self) -> Iterator[Tag | Text]:
        done = at = 0
        while (found := _OPENS.search(self.text, at)) is not None:
            end, tag = self._taken(found)
            if end is None:
                at = found.end()
                continue
            if done < found.start():
                yield Text(done, found.start())
            if tag is not None:
                yield tag
            at = done = end
        if done < len(self.text):
            yield Text(done, len(self.text))

    def _taken(self, found: re.Match[str]) -> tuple[int | None, Tag | None]:
        """Where what opens here ends (None if it is only text), and the tag that it is."""
        if found["comment"]:
            end = self._find("-->", found.end())
            return (len(self.text) if end < 0 and self.names is None else None if end < 0 else end + 3), None
        if found["other"]:
            end = self._find(">", found.end())
            return (None if end < 0 or self.names is not None else end + 1), None
        name = found["name"].lower()
        if self.names is not None and name not in self.names:
            return None, None
        end = self._end_of_tag(found.end())
        if end < 0:
            return None, None
        closes = bool(found["slash"])
        content = self._raw(name, end) if name in RAW and not closes else None
        tag = Tag(name, closes, found.start(), end, (found.end(), end - 1), content)
        return (content[1] if content else end), tag

    def _raw(self, name: str, start: int) -> tuple[int, int]:
        end = self._find(f"</{name}", start)
        return start, len(self.text) if end < 0 else end

    def _end_of_tag(self, start: int) -> int:
        """The place behind the `>` that ends a tag, or -1; one in quotes ends none."""
        if start >= self._missing.get("end of a tag", len(self.text) + 1):
            return -1
        at = start
        while (found := _QUOTE_OR_END.search(self.text, at)) is not None:
            if found[0] == ">":
                return found.end()
            close = self._find(found[0], found.end())
            at = close + 1 if close >= 0 else found.end()
        self._missing["end of a tag"] = start
        return -1

    def _find(self, sought: str, start: int) -> int:
        if start >= self._missing.get(sought, len(self.text) + 1):
            return -1
        at = self._lowered.find(sought, start) if sought.startswith("</") else self.text.find(sought, start)
        if at < 0:
            self._missing[sought] = start
        return at

    @cached_property
    def _lowered(self) -> str:
        return self.text.translate(_SMALL_LETTERS)


_SMALL_LETTERS = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def decoded(part: MappedText) -> MappedText:
    """The text with its entities decoded; what an entity says stands where its `&` stands."""
    if "&" not in part.text:
        return part
    parts, done = list[MappedText](), 0
    for found in _ENTITY.finditer(part.text):
        meaning = html.unescape(found[0])
        if meaning != found[0]:
            parts += [part[done : found.start()], standing_at(meaning, part.offsets[found.start()])]
            done = found.end()
    return joined([*parts, part[done:]])
