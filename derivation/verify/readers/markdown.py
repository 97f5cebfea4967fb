"""Markdown: formulas between dollars or TeX brackets, in environments, fences, ticks, tables, or bare in a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, Reading, joined, without
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.delimiters import TEX, openers
from derivation.verify.readers.passages import read_passage

_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_OPENER = openers(
    r"^[ \t]*(?P<fence>(?P<marks>`{3,16}|~{3,16})(?P<language>[^\n`]*)\n)",
    TEX.replace("(?P<dollar>", "(?P<ticked>\\$`)|(?P<dollar>"),
    r"(?P<ticks>`+)|(?P<comment><!--)",
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_RULER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*])(\1)(?![\w*])|\\(?=[\\`*_{}\[\]()#+.!|~-])"
)


def read(whole: MappedText) -> Reading:
    """The regions of a Markdown document."""
    blocks = Blocks()
    read_into(blocks, whole)
    return Reading(tuple(blocks.regions))


def read_into(blocks: Blocks, whole: MappedText) -> None:
    """Put the regions of a text behind those that *blocks* has."""
    read_passage(blocks, _without_quote_marks(whole), _Words(blocks).paragraphs, _OPENER)


def _without_quote_marks(whole: MappedText) -> MappedText:
    """The text without the `>` marks of quotations."""
    return without(whole, (found.span() for found in _QUOTE.finditer(whole.text)))


@dataclass(frozen=True)
class _Words:
    """What lies between displays and fences, in which an inline formula is one sign."""

    blocks: Blocks

    def paragraphs(self, words: MappedText) -> None:
        """Paragraphs, headings and tables; those that a page's tags mark too."""
        if "<" not in words.text:
            self._parted(words)
            return
        from derivation.verify.readers.pages import IN_TEXT, has_tags, read_tagged

        if has_tags(words.text):
            read_tagged(self.blocks, words, self._parted, IN_TEXT)
        else:
            self._parted(words)

    def _parted(self, words: MappedText) -> None:
        start = 0
        for gap in _BLANK_LINE.finditer(words.text):
            self._paragraph(words[start : gap.start()])
            start = gap.end()
        self._paragraph(words[start:])

    def _paragraph(self, part: MappedText) -> None:
        plain: list[MappedText] = []
        table: list[MappedText] = []
        lines = [part[begin:end] for begin, end in part.lines()]
        piped = len(lines) > 1 and "|" in lines[1].text and _is_ruler(lines[1])
        for line in lines:
            if _TABLE_ROW.fullmatch(line.text.rstrip("\n")) or (piped and "|" in line.text):
                table.append(line)
            elif _HEADING.match(line.text):
                self._lines(plain)
                self.blocks.paragraph(_unescaped(line), "heading")
                plain = []
            else:
                plain.append(line)
        self._lines(plain)
        self._table(table)

    def _lines(self, lines: Sequence[MappedText]) -> None:
        self.blocks.paragraph(_unescaped(joined(lines)))

    def _table(self, lines: Sequence[MappedText]) -> None:
        headed = len(lines) > 1 and _is_ruler(lines[1])
        heads = [self.blocks.in_words(cell).strip() for cell in _cells(lines[0])] if headed else []
        rows = [line for line in lines if not _is_ruler(line)]
        for index, line in enumerate(rows):
            cells = [_unescaped(cell) for cell in _cells(line)]
            self.blocks.row(cells, self.blocks.in_words(line).rstrip("\n"), heads, first=index == 0)


def _is_ruler(line: MappedText) -> bool:
    return bool(_RULER.fullmatch(line.text.strip("\n")))


def _cells(row: MappedText) -> list[MappedText]:
    """The cells of a row, between bars that are not escaped."""
    text = row.text.rstrip("\n")
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", text)]
    edges = [-1, *bars, len(text)]
    cells = [row[left + 1 : right] for left, right in pairwise(edges)]
    begin = 0 if cells[0].text.strip() else 1
    return cells[begin : len(cells) if cells[-1].text.strip() else -1]


def _unescaped(part: MappedText) -> MappedText:
    """The text without marks of emphasis and without backslashes before punctuation."""
    if "*" not in part.text and "\\" not in part.text:
        return part
    spans: list[tuple[int, int]] = []
    for found in _EMPHASIS.finditer(part.text):
        groups = (1, 3) if found[1] else (0,)
        spans += (found.span(group) for group in groups)
    return without(part, iter(spans))
