"""Text for a terminal: how wide it is, how paragraphs and chains of formulas are broken, how tables line up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from derivation.maths.printers import Printer
from derivation.render.steps import SIGNS, Form

WIDTH = 80
KEPT = "\u00a0"
"""A blank at which no line is broken."""
_FURTHER_IN = "  "
_BREAKS = re.compile(r"(?<=.)(?= [+⊙-] |·[(\[])|(?<=;)(?= )")
_FINER_BREAKS = re.compile(r"(?<=.)(?=·)")
_INDENT = 4
_DEEPEST = 3
_SHORTEST = 3
"""A broken line takes at least the third part of its room."""
_OPENING, _CLOSING, _BAR = "([{", ")]}", "|"


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


def displayed(printer: Printer, rows: Sequence[Sequence[Form]], width: int) -> Iterator[str]:
    """Chains of forms one below the other; a row that goes on from the one above it stands under its relation."""
    under = 0
    for row in rows:
        relation = row[0].relation
        under = under if relation else _relation_after(printer(row[0].formula), width)
        yield from chained(printer, row, width, under + 2 * (relation in SIGNS))


def chained(printer: Printer, forms: Sequence[Form], width: int, under: int = 0) -> Iterator[str]:
    """A chain of forms: broken before a relation, and inside a form only where it is longer than a line.

    One that begins with a relation or a sign stands so many columns *under* what it goes on from.
    """
    head = "" if forms[0].relation else printer(forms[0].formula)
    parts = [f"{form.relation} {printer(form.formula)}" for form in (forms if not head else forms[1:])]
    indent = _relation_after(head, width) if head else under
    *above, line = _filled("", head, width, _INDENT)
    yield from above
    for part in parts:
        if line and width_of(line) + 1 + width_of(part) <= width:
            line = f"{line} {part}"
            continue
        yield from [line] if line and line != head else []
        opened = line == head and 0 < width_of(head) < indent
        start = f"{head} " if opened else " " * indent
        yield from [head] if head and line == head and not opened else []
        *whole, line = _filled(start, part, width, max(indent, _INDENT) + 2)
        yield from whole
    yield line


def _relation_after(head: str, width: int) -> int:
    """The column of the relation behind *head*, or below it where that is long."""
    return width_of(head) + 1 if width_of(head) < width // 2 else _INDENT


def _filled(start: str, part: str, width: int, indent: int) -> Iterator[str]:
    """One form behind *start*, in as many lines as it needs, the deeper inside brackets the further in."""
    line, begun, depths = start, 0, _depths(part)
    while width_of(line) + width_of(part[begun:]) > width and (
        at := _break(part, begun, depths, width - width_of(line))
    ):
        yield (line + part[begun:at]).rstrip()
        begun = at + (part[at] == " ")
        line = " " * (indent + 2 * min(depths[at], _DEEPEST))
    yield line + part[begun:]


def _break(text: str, begun: int, depths: Sequence[int], room: int) -> int:
    """Where what has *begun* there is best broken to fill *room* columns: as far outside brackets as can be.

    No line is left short for that. Where not even the first piece fits, it stands alone; 0 is nowhere.
    """
    for breaks in (_BREAKS, _FINER_BREAKS):
        places = [found.start() for found in breaks.finditer(text, begun)]
        fitting = [at for at in places if at > begun and width_of(text[begun:at]) <= room]
        long = [at for at in fitting if _SHORTEST * width_of(text[begun:at]) >= room]
        if fitting:
            return min(long or fitting, key=lambda at: (depths[at], -at))
    return next((at for at in places if at > begun), 0)


def _depths(text: str) -> list[int]:
    """How many brackets and bars are open before every character."""
    depth, bars, depths = 0, 0, list[int]()
    for char in text:
        depths.append(depth + bars % 2)
        depth += (char in _OPENING) - (char in _CLOSING)
        bars += char == _BAR
    return depths


def table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Rows below a header, in columns; cells are wrapped at their blanks where the table would be too wide.

    What goes on in the first column stands further in, so that no line of it looks like a row of its own.
    """
    columns = list(zip(*rows, strict=True))
    natural = [max(map(width_of, column)) for column in columns]
    least = [max(_least(cell, _hanging(at)) for cell in column) for at, column in enumerate(columns)]
    widths = _shared(natural, least, width - 2 * (len(natural) - 1))
    for index, row in enumerate(rows):
        cells = [
            list(wrapped(cell.split(" "), limit, _hanging(at)))
            for at, (cell, limit) in enumerate(zip(row, widths, strict=True))
        ]
        for at in range(max(map(len, cells))):
            line = [
                padded(cell[at] if at < len(cell) else "", limit) for cell, limit in zip(cells, widths, strict=True)
            ]
            yield "  ".join(line).rstrip().replace(KEPT, " ")
        if index == 0:
            yield "  ".join("─" * limit for limit in widths)


def _hanging(column: int) -> str:
    """What a line begins with that goes on in a column."""
    return "" if column else _FURTHER_IN


def _least(cell: str, hanging: str) -> int:
    """The columns that a cell needs for its longest word."""
    first, *others = cell.split(" ")
    return max(width_of(first), *(width_of(hanging + word) for word in others), 0)


def _shared(natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Column widths: the natural ones if they fit, else the widest columns are cut, but never through a word."""
    limit = max(natural)
    while limit and sum(_cut(natural, least, limit)) > width:
        limit -= 1
    return _cut(natural, least, limit)


def _cut(natural: Sequence[int], least: Sequence[int], limit: int) -> list[int]:
    return [max(min(wide, limit), word) for wide, word in zip(natural, least, strict=True)]
