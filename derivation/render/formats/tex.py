"""Document -> LaTeX for pdflatex and standard packages, or a fragment to be read into a text of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivation.drawings.tikz import STYLES, TikzPrinter
from derivation.frozen import dataclass
from derivation.network.spelling import Spelling
from derivation.render.documents import Document
from derivation.render.editions import Edition
from derivation.render.latex_text import bookmark, escaped
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Span, Table, Text
from derivation.render.typesetting import Typesetter, finely_set, plain_text

TALLEST = 36
"""Rows of a table that fit on a page; a longer one goes on in another."""
LINE = 70
"""Visible characters of a formula that fit on a line."""
WIDEST = 78
"""Characters that fit on a line of a table."""
END_OF_ROW = r" \tabularnewline"
_STYLES = {"strong": r"\textbf", "emphasis": r"\emph", "code": r"\texttt"}
_LEVELS = ("section", "subsection", "subsubsection", "paragraph")

Cells = Sequence[tuple[Span, ...]]


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a LaTeX file in UTF-8, complete or, as a fragment, without a preamble."""
    return {f"{document.name}.tex": _file(edition, document).encode("utf-8") for document in edition.documents}


def _file(edition: Edition, document: Document) -> str:
    writer = _Writer(document.notation, finely_set(document.notation, LINE), fragment=edition.options.fragment)
    title, *rest = document.blocks
    heading = title.spans if isinstance(title, Heading) else ()
    blocks = document.blocks if writer.fragment else rest
    parts = {
        "title": bookmark(plain_text(heading, document.notation)),
        "heading": writer.spans(heading),
        "language": document.language,
        "styles": STYLES,
        "body": writer.body(blocks),
    }
    return edition.templates.render("tex/fragment.tex" if writer.fragment else "tex/document.tex", parts) + "\n"


@dataclass(frozen=True)
class _Writer:
    spelling: Spelling
    typesetter: Typesetter
    fragment: bool = False

    def body(self, blocks: Sequence[Block]) -> str:
        """Blocks with blank lines between them, but none before a line that is set apart: it ends its paragraph."""
        parts: list[str] = []
        for block in blocks:
            joint = "\n" if isinstance(block, Display) else "\n\n"
            parts += [part for text in self.block(block) for part in (joint, text)]
        return "".join(parts).lstrip("\n")

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph(spans):
                yield self.spans(spans)
            case Aside(blocks):
                yield f"\\begin{{quote}}\\small\n{self.body(blocks)}\n\\end{{quote}}"
            case Items(items):
                lines = "\n".join(f"\\item {self.spans(item)}" for item in items)
                yield f"\\begin{{itemize}}\n{lines}\n\\end{{itemize}}"
            case Table(header, rows):
                pages = [rows[start : start + TALLEST] for start in range(0, len(rows), TALLEST)]
                yield from (self._table(header, page) for page in pages)
            case Display():
                yield self._display(block)
            case Figure():
                yield self._figure(block)

    def spans(self, spans: tuple[Span, ...]) -> str:
        """Running text."""
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        if isinstance(span, Math):
            return f"${self.typesetter.chain(span.forms)}$"
        command = _STYLES.get(span.style)
        return f"{command}{{{escaped(span.text)}}}" if command else escaped(span.text)

    def _heading(self, heading: Heading) -> str:
        """A heading; for bookmarks its formulas are also given as text."""
        text = "".join(
            self._span(span)
            if isinstance(span, Text)
            else rf"\texorpdfstring{{{self._span(span)}}}{{{bookmark(plain_text((span,), self.spelling))}}}"
            for span in heading.spans
        )
        return f"\\{_LEVELS[heading.level - (1 if self.fragment else 2)]}{{{text}}}"

    def _display(self, display: Display) -> str:
        lines = self.typesetter.lines(display)
        if len(lines) == 1:
            return f"\\[\n{lines[0]}\n\\]"
        body = " \\\\\n".join(lines)
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"

    def _table(self, header: Cells, rows: Sequence[Cells]) -> str:
        """A table between rules; where it would be too wide, the text of its widest columns is broken."""
        columns = self._columns(header, rows)
        lines = [self._row(row, columns) for row in (header, *rows)]
        body = "\n".join([r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule"])
        table = f"\\begin{{tabular}}{{@{{}}{''.join(columns)}@{{}}}}\n{body}\n\\end{{tabular}}"
        return f"\\begin{{center}}\n{table}\n\\end{{center}}"

    def _row(self, row: Cells, columns: Sequence[str]) -> str:
        cells = zip(map(self.spans, row), columns, strict=True)
        return " & ".join(rf"\raggedright {text}" if kind != "l" else text for text, kind in cells) + END_OF_ROW

    def _columns(self, header: Cells, rows: Sequence[Cells]) -> list[str]:
        """`l` for a column that has all the room it needs; the others share what is left."""
        columns = zip(*(header, *rows), strict=True)
        widths = [max(len(plain_text(cell, self.spelling)) for cell in column) for column in columns]
        room = WIDEST - 3 * len(widths)
        most = max(cap for cap in range(1, WIDEST) if cap == 1 or sum(min(width, cap) for width in widths) <= room)
        return ["l" if width <= most else rf"p{{{most / WIDEST:.2f}\linewidth}}" for width in widths]

    def _figure(self, figure: Figure) -> str:
        picture = TikzPrinter(self.typesetter.formula, escaped)(figure.drawing)
        caption = f"\\caption{{{self.spans(figure.caption)}}}"
        return f"\\begin{{figure}}[!htb]\n\\centering\n{picture}\n{caption}\n\\end{{figure}}"
