r"""Macros: an author's own abbreviations, as `\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}`, written out.

Only what stands for itself is expanded, within a budget: nothing is run, and what defines itself stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at, without

_DEFINES = re.compile(
    r"\\(?:(?P<command>(?:re|provide)?newcommand|providecommand)\*?\s*(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))"
    r"\s*(?:\[(?P<count>[0-9])\])?\s*(?:\[(?P<default>[^\]\n]*)\])?"
    r"|(?P<operator>DeclareMathOperator)\*?\s*\{\s*\\(?P<named>[A-Za-z]+)\s*\}"
    r"|(?P<def>[gex]?def)\s*\\(?P<plain>[A-Za-z]+)(?P<parameters>(?:#[1-9])*))\s*(?=\{)"
)
_DEFINERS = ("newcommand", "providecommand", "\\def", "\\gdef", "\\edef", "DeclareMathOperator")
_USE = re.compile(r"\\([A-Za-z]+)")
_PARAMETER = re.compile(r"#([1-9])")
_MOST_USES = 20_000
_MOST_CHARACTERS = 4 * 1024 * 1024
_DEEPEST = 12
_LONGEST_BODY = 2_000


@dataclass(frozen=True)
class Macro:
    """An abbreviation: how many arguments it takes, what the first is where it is left out, and what it stands for."""

    count: int
    default: str | None
    body: str


def written_out(whole: MappedText) -> MappedText:
    """The text without its definitions and with every abbreviation written out where it is used."""
    if not any(command in whole.text for command in _DEFINERS):
        return whole
    closing = closing_braces(whole.text)
    macros: dict[str, Macro] = {}
    spans: list[tuple[int, int]] = []
    at = 0
    while (found := _DEFINES.search(whole.text, at)) is not None:
        end = closing.get(found.end())
        at = found.end() if end is None else end + 1
        if end is not None:
            spans.append((found.start(), end + 1))
            name = found["braced"] or found["bare"] or found["named"] or found["plain"]
            macros[name] = _macro(found, whole.text[found.end() + 1 : end])
    usable = {name: macro for name, macro in macros.items() if len(macro.body) <= _LONGEST_BODY}
    return _Expansion(usable).expand(without(whole, spans)) if usable else without(whole, spans)


def _macro(found: re.Match[str], body: str) -> Macro:
    if found["operator"]:
        return Macro(0, None, f"\\operatorname{{{body}}}")
    count = int(found["count"] or 0) if found["command"] else (found["parameters"] or "").count("#")
    return Macro(count, found["default"], body)


def closing_braces(text: str) -> dict[int, int]:
    """The place of every brace that is closed -> the place of the brace that closes it; `\\{` is none."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for brace in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            found[opened.pop()] = brace.start()
    return found


@dataclass
class _Expansion:
    """The abbreviations, and how much has been written out so far."""

    macros: Mapping[str, Macro]
    uses: int = 0
    characters: int = 0
    _parts: list[MappedText] = field(default_factory=list)

    def expand(self, part: MappedText, depth: int = 0) -> MappedText:
        """*part* with every abbreviation written out; beyond the budget they stay as they are."""
        closing = closing_braces(part.text)
        parts, done = list[MappedText](), 0
        for found in _USE.finditer(part.text):
            macro = self.macros.get(found[1])
            if macro is None or found.start() < done or not self._may_go_on(depth, macro):
                continue
            arguments, end = _arguments(part, found.end(), macro, closing)
            if arguments is None:
                continue
            inner = joined(list(_filled(macro, arguments, part.offsets[found.start()])))
            self.characters += len(inner.text)
            parts += [part[done : found.start()], self.expand(inner, depth + 1)]
            done = end
        return joined([*parts, part[done:]]) if parts else part

    def _may_go_on(self, depth: int, macro: Macro) -> bool:
        self.uses += 1
        return depth < _DEEPEST and self.uses <= _MOST_USES and self.characters <= _MOST_CHARACTERS


def _arguments(
    part: MappedText, at: int, macro: Macro, closing: Mapping[int, int]
) -> tuple[list[MappedText] | None, int]:
    """The arguments behind a use, and where they end; None if there are too few."""
    arguments: list[MappedText] = []
    text = part.text
    if macro.default is not None:
        stop = text.find("]", at, at + 200) if text[at : at + 1] == "[" else -1
        arguments.append(part[at + 1 : stop] if stop >= 0 else standing_at(macro.default, part.offsets[at - 1]))
        at = stop + 1 if stop >= 0 else at
    while len(arguments) < macro.count:
        begin = at + len(text[at : at + 50]) - len(text[at : at + 50].lstrip())
        if begin in closing:
            arguments.append(part[begin + 1 : closing[begin]])
            at = closing[begin] + 1
        elif (token := re.compile(r"\\[A-Za-z]+|\\.|[^\s{}\\]").match(text, begin)) is not None:
            arguments.append(part[begin : token.end()])
            at = token.end()
        else:
            return None, at
    return arguments, at


def _filled(macro: Macro, arguments: list[MappedText], offset: int) -> Iterator[MappedText]:
    """What the abbreviation stands for; its own signs stand where it is used, the arguments where they are."""
    yield standing_at(" ", offset)
    done = 0
    for found in _PARAMETER.finditer(macro.body):
        yield standing_at(macro.body[done : found.start()], offset)
        number = int(found[1])
        if number <= len(arguments):
            yield arguments[number - 1]
        done = found.end()
    yield standing_at(macro.body[done:] + " ", offset)
