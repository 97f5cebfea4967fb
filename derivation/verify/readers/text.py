"""Plain text: formulas without delimiters, tables, rows of numbers, lists; rulers and boxes are only drawing."""

from __future__ import annotations

import re

from derivation.verify.manuscripts import MappedText, Reading, without
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.delimiters import RESTRUCTURED, openers
from derivation.verify.readers.passages import read_passage
from derivation.verify.readers.rulers import RULER, table_of

_QUOTED = re.compile(r"^[ \t]{0,3}(?:>[ \t]?){1,4}(?=[^>\s])(?=[^\n]*[=:])", re.MULTILINE)
"""What a mail puts before the lines that it answers."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BRACKETS = openers(RESTRUCTURED, r"(?P<display>\\{1,2}\[)|(?P<inline>\\{1,2}\()")
_DRAWING = re.compile(rf"{RULER}|[\u2500-\u257f\u2580-\u259f]", re.MULTILINE)
_STROKES = r"[ \t]*(?:={3,}|-{3,}|~{3,}|\*{3,}|#{3,}|─{3,}|━{3,}|═{3,})[ \t]*"
_HEADING = re.compile(
    rf"(?:{_STROKES}\n)?(?=[^\n]*[^\W\d_]{{2}})[ \t]*"
    rf"(?P<title>[^\s=|](?:[^\s=|]| (?! )){{0,80}}) *\n{_STROKES}(?:\n|\Z)"
)
"""A line of words that is underlined from end to end."""
_NO_BLANK_LINE = "\u00a0"


def read(whole: MappedText) -> Reading:
    """The regions of a plain text."""
    blocks = Blocks()
    read_into(blocks, whole)
    return Reading(tuple(blocks.regions))


def read_into(blocks: Blocks, whole: MappedText) -> None:
    """Put the regions of a plain text behind those that *blocks* has."""
    whole = without(whole, (found.span() for found in _QUOTED.finditer(whole.text)))
    undrawn = whole.showing(_DRAWING.sub(lambda found: found[0] if len(found[0]) > 1 else " ", whole.text))
    read_passage(blocks, undrawn, lambda words: _paragraphs(blocks, words), _BRACKETS)


def _paragraphs(blocks: Blocks, words: MappedText) -> None:
    start = 0
    for gap in _BLANK_LINE.finditer(words.text):
        _paragraph(blocks, words[start : gap.start()])
        start = gap.end()
    _paragraph(blocks, words[start:])


def _paragraph(blocks: Blocks, part: MappedText) -> None:
    """A heading and what stands below it; lines, or a table and the lines above it."""
    if found := _HEADING.match(part.text):
        blocks.paragraph(part[found.start("title") : found.end("title")], "heading")
        part = part[found.end() :]
    table = table_of(part)
    if table is None:
        blocks.lines(part.showing(_DRAWING.sub(lambda found: _NO_BLANK_LINE * len(found[0]), part.text)))
        return
    blocks.lines(table.above)
    heads, *rows = table.rows
    for index, row in enumerate(rows):
        line = "|".join(blocks.in_words(cell) for cell in row)
        blocks.row(row, f"| {line} |", [blocks.in_words(head) for head in heads], first=index == 0)
