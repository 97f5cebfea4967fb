"""Plain text: formulas without delimiters, rows of numbers, lists; rulers and boxes are only drawing."""

from __future__ import annotations

import re

from derivation.verify.manuscripts import MappedText, Reading
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.delimiters import openers
from derivation.verify.readers.passages import read_passage

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BRACKETS = openers(r"(?P<display>\\{1,2}\[)|(?P<inline>\\{1,2}\()")
_RULERS = re.compile("(?m)^[─━═]+(?: +[─━═]+)+ *$")
_DRAWING = re.compile("[\u2500-\u257f\u2580-\u259f]")


def read(whole: MappedText) -> Reading:
    """The regions of a plain text."""
    blocks = Blocks()
    read_into(blocks, whole)
    return Reading(tuple(blocks.regions))


def read_into(blocks: Blocks, whole: MappedText) -> None:
    """Put the regions of a plain text behind those that *blocks* has."""
    undrawn = whole.showing(_DRAWING.sub(" ", _RULERS.sub(_kept, whole.text)))
    read_passage(blocks, undrawn, lambda words: _paragraphs(blocks, words), _BRACKETS)


def _kept(found: re.Match[str]) -> str:
    """In place of the rulers below the heads of a table: blanks, but no blank line, for the rows belong to them."""
    return "\u00a0" * len(found[0])


def _paragraphs(blocks: Blocks, words: MappedText) -> None:
    start = 0
    for gap in _BLANK_LINE.finditer(words.text):
        blocks.lines(words[start : gap.start()])
        start = gap.end()
    blocks.lines(words[start:])
