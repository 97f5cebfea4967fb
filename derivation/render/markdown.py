"""Document -> Markdown whose mathematics survives the usual Markdown engines, with its figures beside it.

No delimiters work everywhere, so there are two dialects: dollars (Jupyter, Obsidian, Quarto, MkDocs, pandoc, VS Code,
GitLab), and fences with code spans (GitHub, GitLab, VS Code). Portable rules kept in both: a display's
delimiters stand alone on their lines with blank lines around, rows of `aligned` stand one to a source line and begin
with `&` or a name, an underscore after a bracket is set off by blanks so that it cannot open emphasis, and nothing
touches an inline formula that could be read as part of a price or a word.
"""

from __future__ import annotations

import re
from base64 import b64encode
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from derivation.drawings.svg import svg
from derivation.frozen import dataclass
from derivation.maths.formulas import Partial
from derivation.render.documents import Document
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Span, Table
from derivation.render.steps import Form
from derivation.render.typesetting import Typesetter, aligned

LONGEST_BLOCK = 1_000
"""Characters of LaTeX in one block: some sites show no longer ones."""

_MOST = LONGEST_BLOCK - 60  # what stands around the lines takes the rest
_CONTINUED = ("&=", "&\\approx", "&\\quad \\cdot")
_ESCAPED = r"\\\1"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~&])")


@dataclass(frozen=True)
class Dialect:
    """What stands around a formula in running text, and around a block of mathematics."""

    inline: tuple[str, str]
    block: tuple[str, str]


DIALECTS = {"dollar": Dialect(("$", "$"), ("$$", "$$")), "github": Dialect(("$`", "`$"), ("```math", "```"))}


def page(document: Document, dialect: str = "dollar", *, whole: bool = False) -> str:
    """The document as Markdown; if it is to be *whole*, its figures stand in it instead of beside it."""
    addresses = {
        figure.name: _data_url(drawn(document, figure)) if whole else file_name(document, figure)
        for figure in document.figures
    }
    writer = _Writer(Typesetter(document.notation.latex_printer), DIALECTS[dialect], addresses)
    return "\n\n".join(part for block in document.blocks for part in writer.block(block)) + "\n"


def file_name(document: Document, figure: Figure) -> str:
    """What the file of a figure is called."""
    return f"{document.name}-{figure.name}.svg"


def drawn(document: Document, figure: Figure) -> bytes:
    """The figure as SVG."""
    drawing, words = figure.drawing, {"title": figure.title, "description": figure.description}
    return svg(drawing, document.notation, name=figure.name, **words).encode("utf-8")


def _data_url(image: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(image).decode('ascii')}"


@dataclass(frozen=True)
class _Writer:
    typesetter: Typesetter
    dialect: Dialect
    addresses: Mapping[str, str]

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(level, spans):
                yield f"{'#' * level} {self.spans(spans)}"
            case Paragraph(spans):
                yield self.spans(spans)
            case Aside(blocks):
                inner = "\n\n".join(part for each in blocks for part in self.block(each))
                yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
            case Items(items):
                yield "\n".join(f"- {self.spans(item)}" for item in items)
            case Table(header, rows):
                yield self._table(header, rows)
            case Display():
                yield from self._display(block)
            case Figure():
                yield f"![{_SPECIAL.sub(_ESCAPED, block.description)}]({self.addresses[block.name]})"
                yield self.spans(block.caption)

    def spans(self, spans: tuple[Span, ...]) -> str:
        return "".join(self._span(span) for span in spans)

    def _span(self, span: Span) -> str:
        if isinstance(span, Math):
            return _portable(self.typesetter.chain(span.forms)).join(self.dialect.inline)
        mark = {"strong": "**", "emphasis": "*", "code": "`", "": ""}[span.style]
        text = span.text if span.style == "code" else _SPECIAL.sub(_ESCAPED, span.text)
        return f"{mark}{text}{mark}"

    def _table(self, header: tuple[tuple[Span, ...], ...], rows: tuple[tuple[tuple[Span, ...], ...], ...]) -> str:
        lines = [self._row(header), "|" + "---|" * len(header), *(self._row(row) for row in rows)]
        return "\n".join(lines)

    def _row(self, cells: tuple[tuple[Span, ...], ...]) -> str:
        return f"| {' | '.join(self.spans(cell) for cell in cells)} |"

    def _display(self, display: Display) -> Iterator[str]:
        """One block, or several where one would be too long to be shown everywhere."""
        units = list(self._units(display))
        if len(units) == 1 and len(units[0]) == 1:
            yield self._fenced(_portable(self.typesetter.chain(display.rows[0])))
        else:
            yield from (self._fenced(aligned(block)) for block in _blocks(units))

    def _units(self, display: Display) -> Iterator[list[str]]:
        """The lines of a display by what belongs together, as far as there is room for it in one block."""
        for passage in _passages(display):
            lines = [_portable(line) for line in self.typesetter.alignment(passage)]
            yield from [lines] if _length(lines) <= _MOST else _terms(lines)

    def _fenced(self, latex: str) -> str:
        start, end = self.dialect.block
        return f"{start}\n{latex}\n{end}"


def _passages(display: Display) -> Iterator[list[tuple[Form, ...]]]:
    """Rows that belong together: a chain with what continues it, a gradient with the update that it leads to."""
    passage: list[tuple[Form, ...]] = []
    for row in display.rows:
        goes_on = row[0].relation or (_is_slope(passage[0]) and not _is_slope(row)) if passage else True
        if not goes_on:
            yield passage
            passage = []
        passage.append(row)
    yield passage


def _is_slope(row: tuple[Form, ...]) -> bool:
    return isinstance(row[0].formula, Partial)


def _terms(lines: list[str]) -> Iterator[list[str]]:
    """A line with those that continue it, but for the further terms of a long sum."""
    unit: list[str] = []
    for line in lines:
        if unit and not line.startswith(_CONTINUED):
            yield unit
            unit = []
        unit.append(line)
    yield unit


def _blocks(units: Sequence[list[str]]) -> list[list[str]]:
    """Units in as few blocks as are short enough to be shown everywhere, all of about the same length."""
    fewest = len(_filled(units, _MOST))
    if fewest == 1:
        return _filled(units, _MOST)
    least = bisect_left(range(_MOST), -fewest, key=lambda limit: -len(_filled(units, limit)))
    return _filled(units, least)


def _filled(units: Sequence[list[str]], most: int) -> list[list[str]]:
    """Blocks filled one after the other up to a length, broken between units rather than inside one."""
    blocks: list[list[str]] = []
    for unit in units:
        if blocks and _length([*blocks[-1], *unit]) <= most:
            blocks[-1] += unit
        else:
            blocks.append([*unit])
    return blocks


def _length(lines: list[str]) -> int:
    return sum(len(line) + 4 for line in lines)


def _portable(latex: str) -> str:
    """An underscore after a closing bracket cannot open emphasis when blanks stand around it."""
    return re.sub(r"([)}\]])_", r"\1 _ ", latex)
