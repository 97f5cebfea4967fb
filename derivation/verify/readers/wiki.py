"""Wiki text: `== headings ==`, lists, `{| tables |}`, and formulas between `<math>` tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivation.verify.manuscripts import MappedText, Reading, joined, without
from derivation.verify.readers.blocks import Blocks

_FORMULA = re.compile(r"<math(?:\s[^<>]*)?>((?:[^<]|<(?!/?math\b))*)</math\s*>", re.IGNORECASE)
_ASIDE = re.compile(r"<ref\b[^<>]*/>|<ref\b[^<>]*>[^<]*</ref\s*>|<!--(?:[^-]|-(?!->)){0,2000}-->", re.IGNORECASE)
_DRESS = re.compile(
    r"'{2,5}|\[\[(?:[^\[\]|\n]*\|)?|\]\]|</?(?:nowiki|small|big|center|div|span|sub|sup|br|code)\b[^<>\n]*>"
)
_HEADING = re.compile(r"[ \t]*(={1,6})(?P<title>[^=\n](?:[^\n]*[^=\n])?)\1[ \t]*\n?")
_ITEM = re.compile(r"[ \t]*[:*#;]+[ \t]*")
_CELLS = re.compile(r"\|\||!!")
_ATTRIBUTES = re.compile(r"[^|\[\]{}\n=]*=[\"']?[^|\n]*\|(?!\|)")


def read(whole: MappedText) -> Reading:
    """The regions of a wiki text."""
    blocks = Blocks()
    _read_into(blocks, _marked(blocks, without(whole, (found.span() for found in _ASIDE.finditer(whole.text)))))
    return Reading(tuple(blocks.regions))


def _marked(blocks: Blocks, whole: MappedText) -> MappedText:
    """The text with one sign in place of every formula."""
    parts, done = list[MappedText](), 0
    for found in _FORMULA.finditer(whole.text):
        formula = whole[found.start(1) : found.end(1)]
        parts += [whole[done : found.start()], blocks.mark(formula, whole[found.start() : found.end()])]
        done = found.end()
    return joined([*parts, whole[done:]])


def _read_into(blocks: Blocks, text: MappedText) -> None:
    """Line by line: what stands between headings, items and tables is a paragraph."""
    plain: list[MappedText] = []
    table: list[MappedText] | None = None
    for begin, end in text.lines():
        line = text[begin:end]
        start = line.text.strip()
        if table is not None:
            table.append(line)
            if start.startswith("|}"):
                _table(blocks, table)
                table = None
            continue
        heading, item = _HEADING.fullmatch(line.text), _ITEM.match(line.text)
        if start and not heading and not item and not start.startswith("{|"):
            plain.append(line)
            continue
        _paragraph(blocks, plain)
        plain = []
        if heading:
            blocks.paragraph(_bare(line[heading.start("title") : heading.end("title")]), "heading")
        elif start.startswith("{|"):
            table = []
        elif item:
            blocks.paragraph(_bare(line[item.end() :]))
    _paragraph(blocks, plain)
    _table(blocks, table or [])


def _paragraph(blocks: Blocks, lines: Sequence[MappedText]) -> None:
    blocks.paragraph(_bare(joined(list(lines))))


def _table(blocks: Blocks, lines: Sequence[MappedText]) -> None:
    heads: list[str] = []
    for number, (row, is_head) in enumerate(_rows(lines)):
        cells = [_bare(cell) for cell in row]
        texts = [blocks.in_words(cell).strip() for cell in cells]
        blocks.row(cells, f"| {' | '.join(texts)} |", heads, first=number == 0)
        heads = texts if is_head and not heads else heads


def _rows(lines: Sequence[MappedText]) -> Iterator[tuple[list[MappedText], bool]]:
    """The cells of every row, and whether they are all heads."""
    row: list[MappedText] = []
    is_head = True
    for line in lines:
        start = line.text.strip()
        if start.startswith(("|-", "|}")):
            if row:
                yield row, is_head
            row, is_head = [], True
        elif start.startswith(("|", "!")) and not start.startswith("|+"):
            is_head = is_head and start.startswith("!")
            row += _cells(line[line.text.index(start[0]) + 1 :])
    if row:
        yield row, is_head


def _cells(line: MappedText) -> Iterator[MappedText]:
    """The cells of a line, without what says how they look."""
    done = 0
    for found in (*_CELLS.finditer(line.text), None):
        cell = line[done : found.start() if found else len(line.text)]
        attributes = _ATTRIBUTES.match(cell.text)
        yield cell[attributes.end() :] if attributes else cell
        done = found.end() if found else done


def _bare(part: MappedText) -> MappedText:
    """Words without the marks that dress them, and links as their words."""
    return without(part, (found.span() for found in _DRESS.finditer(part.text)))
