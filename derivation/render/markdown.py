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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derivation.drawings.svg import svg
from derivation.render.documents import Document
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Span, Table
from derivation.render.typesetting import Typesetter, aligned

LONGEST_BLOCK = 1_000
"""Characters of LaTeX in one block: some sites show no longer ones."""

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
        lines = [_portable(line) for line in self.typesetter.lines(display)]
        blocks = [lines[0]] if len(lines) == 1 else map(aligned, _blocks(lines))
        yield from map(self._fenced, blocks)

    def _fenced(self, latex: str) -> str:
        start, end = self.dialect.block
        return f"{start}\n{latex}\n{end}"


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Lines in blocks that are short enough to be shown everywhere, broken between terms rather than inside one."""
    block: list[str] = []
    for unit in _units(lines):
        if block and _length([*block, *unit]) > LONGEST_BLOCK - 60:
            yield block
            block = []
        block = [*block, *unit]
    yield block


def _units(lines: list[str]) -> Iterator[list[str]]:
    """Lines that belong together: a line with those that continue it."""
    unit: list[str] = []
    for line in lines:
        if unit and not line.startswith(_CONTINUED):
            yield unit
            unit = []
        unit.append(line)
    yield unit


def _length(lines: list[str]) -> int:
    return sum(len(line) + 4 for line in lines)


def _portable(latex: str) -> str:
    """An underscore after a closing bracket cannot open emphasis when blanks stand around it."""
    return re.sub(r"([)}\]])_", r"\1 _ ", latex)
