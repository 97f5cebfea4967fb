"""Text for a terminal: how wide it is, how paragraphs and chains of formulas are broken, how tables line up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from derivation.maths.printers import Printer
from derivation.render.steps import Form

WIDTH = 80
KEPT = "\u00a0"
"""A blank at which no line is broken."""
_BREAKS = re.compile(r"(?<=.)(?= [+-] |·\()|(?<=;)(?= )")


def width_of(text: str) -> int:
    """Columns that *text* takes: two for wide characters, none for those that stand on others."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """*text* with blanks behind it, up to *width* columns."""
    return text + " " * (width - width_of(text))


def wrapped(words: Sequence[str], width: int, hanging: str = "") -> Iterator[str]:
    """Words in lines of at most *width* columns where that can be; lines after the first begin with *hanging*."""
    line = ""
    for word in words:
        if line.strip() and width_of(line) + 1 + width_of(word) > width:
            yield line
            line = hanging + word
        else:
            line = f"{line} {word}" if line.strip() else line + word
    yield line


def chained(printer: Printer, forms: Sequence[Form], width: int) -> Iterator[str]:
    """A chain of forms: broken before a relation, and inside a form only where it is longer than a line."""
    head = "" if forms[0].relation else printer(forms[0].formula)
    parts = [f"{form.relation} {printer(form.formula)}" for form in (forms if not head else forms[1:])]
    indent = width_of(head) + 1 if head and width_of(head) < width // 2 else 4
    *above, line = _filled("", head, width, 4)
    yield from above
    for part in parts:
        if line and width_of(line) + 1 + width_of(part) <= width:
            line = f"{line} {part}"
            continue
        yield from [line] if line and line != head else []
        opened = line == head and 0 < width_of(head) < indent
        start = f"{head} " if opened else " " * indent if head else ""
        yield from [head] if head and line == head and not opened else []
        *whole, line = _filled(start, part, width, indent + 2)
        yield from whole
    yield line


def _filled(start: str, part: str, width: int, indent: int) -> Iterator[str]:
    """One form behind *start*, in as many lines as it needs, broken before its signs."""
    line = start
    pieces = (each for whole in _BREAKS.split(part) for each in _finer(whole, width - indent))
    for piece in pieces:
        if line.strip() and width_of(line) + width_of(piece) > width and line != start:
            yield line.rstrip()
            line = " " * indent + piece.lstrip()
        else:
            line += piece
    yield line


def _finer(piece: str, room: int) -> list[str]:
    """A piece as it is, or broken between all its factors where it is wider than a line."""
    return [piece] if width_of(piece) <= room else re.split(r"(?<=.)(?=·)", piece)


def table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Rows below a header, in columns; cells are wrapped at their blanks where the table would be too wide."""
    natural = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    widths = _shared(natural, width - 2 * (len(natural) - 1))
    for index, row in enumerate(rows):
        cells = [list(wrapped(cell.split(" "), limit)) for cell, limit in zip(row, widths, strict=True)]
        for at in range(max(map(len, cells))):
            line = [
                padded(cell[at] if at < len(cell) else "", limit) for cell, limit in zip(cells, widths, strict=True)
            ]
            yield "  ".join(line).rstrip().replace(KEPT, " ")
        if index == 0:
            yield "  ".join("─" * limit for limit in widths)


def _shared(natural: Sequence[int], width: int) -> list[int]:
    """Column widths: the natural ones if they fit, else the widest columns are cut to the same size."""
    limit = max(natural)
    while sum(min(each, limit) for each in natural) > width and limit > 8:
        limit -= 1
    return [min(each, limit) for each in natural]
