"""HTML: paragraphs, headings, lists, tables and listings; formulas as MathML, KaTeX, MathJax, pictures or text."""

from __future__ import annotations

from derivation.verify.manuscripts import MappedText, Reading
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.pages import read_tagged
from derivation.verify.readers.passages import read_passage


def read(whole: MappedText) -> Reading:
    """The regions of an HTML document."""
    blocks = Blocks()
    read_into(blocks, whole)
    return Reading(tuple(blocks.regions))


def read_into(blocks: Blocks, whole: MappedText) -> None:
    """Put the regions of a page, or of a part of one, behind those that *blocks* has."""
    read_tagged(blocks, whole, lambda words: read_passage(blocks, words, blocks.paragraph))
