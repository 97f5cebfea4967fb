"""Document -> PDF through Typst: tagged, with bookmarks, every formula with its words; the same bytes on every run.

Everything goes to the compiler in memory. The shape of the page is templates/typst/page.typ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from derivation.drawings.svg import svg
from derivation.errors import OutputError
from derivation.frozen import dataclass
from derivation.maths.printing.spoken import SpokenPrinter, spoken_symbol
from derivation.maths.printing.typst import MINUS, TypstPrinter, at_most, quoted, typst_symbol
from derivation.network.spelling import Spelling
from derivation.render.documents import Document
from derivation.render.editions import Edition
from derivation.render.markup import (
    Aside,
    Block,
    Display,
    Figure,
    Heading,
    Items,
    Math,
    Paragraph,
    Span,
    Table,
    Text,
    seen,
)
from derivation.render.steps import EQUAL, Form
from derivation.render.templating import Templates, word_list

Cell = tuple[Span, ...]
LAYOUT = "typst/page.typ"
COLUMN = 40
"""The width of a line in em, as far as it is certain."""
PIXEL, WIDEST = 0.6, 440
"""The size of a pixel of a drawing, and the width from which one fills the column, in points."""
SHORT = 10
"""A formula in running text that is at most so wide, in em, is not broken."""
NEW_LINE = " \\ "
_SIGNS = {"-": MINUS, "·": "⋅"}
_SPECIAL = re.compile(r"[!#-&(-/:-@\[-`{-~]")
_STYLES = {"strong": "strong", "emphasis": "emph"}


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a PDF file."""
    return {f"{document.name}.pdf": compiled(source(document, edition.templates)) for document in edition.documents}


def compiled(text: str) -> bytes:
    """The PDF of a Typst source, which is all that the compiler sees.

    Raises: OutputError: D806, there is no Typst on this machine.
    """
    try:
        import typst
    except ImportError:
        raise OutputError(
            "D806",
            "a PDF needs the Python package typst, which is not there",
            note="there is none for some machines, such as Windows on ARM",
            help="install it with `pip install typst`, or ask for --to html or --to tex",
        ) from None
    return typst.compile(text.encode(), format="pdf", ignore_system_fonts=True, timestamp=0, pdf_standards="ua-1")


def source(document: Document, templates: Templates) -> str:
    """The document as Typst, the shape of its pages first."""
    writer = _Writer(document.notation, *_printers(document, templates))
    title = next((_plain(block.spans) for block in document.blocks if isinstance(block, Heading)), document.name)
    shape = f'#show: page-setup.with(title: {quoted(title)}, language: "{document.language}")'
    return "\n\n".join([templates.render(LAYOUT, {}), shape, *writer.blocks(document.blocks)]) + "\n"


def _plain(spans: tuple[Span, ...]) -> str:
    return "".join(seen(span.text) for span in spans if isinstance(span, Text))


def _printers(document: Document, templates: Templates) -> tuple[TypstPrinter, SpokenPrinter]:
    """What sets a formula and what reads it aloud, in the notation and the language of the document."""
    notation, words = document.notation, word_list(templates, "spoken", document.language)
    return (
        TypstPrinter(lambda name: typst_symbol(notation.symbol(name)), notation.decimal_comma),
        SpokenPrinter(lambda name: spoken_symbol(notation.symbol(name), words), notation.decimal_comma, words),
    )


@dataclass(frozen=True)
class _Writer:
    spelling: Spelling
    typst: TypstPrinter
    spoken: SpokenPrinter

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        """Every block; a paragraph that leads to something set apart is not left behind by it."""
        for block, following in pairwise((*blocks, None)):
            if isinstance(block, Paragraph) and isinstance(following, Display | Table | Figure | Items):
                yield f"#leading-to[{self.spans(block.spans)}]"
            elif block is not None:
                yield self.block(block)

    def block(self, block: Block) -> str:
        match block:
            case Heading(1, spans):
                return f"#title[{self.spans(spans)}]"
            case Heading(level, spans):
                return f"#heading(level: {level - 1})[{self.spans(spans)}]"
            case Paragraph(spans):
                return self.spans(spans)
            case Aside(blocks):
                inner = "\n\n".join(self.blocks(blocks))
                return f"#aside[{inner}]"
            case Items(items):
                return f"#list({', '.join(f'[{self.spans(item)}]' for item in items)})"
        return self._set_apart(block)

    def _set_apart(self, block: Display | Table | Figure) -> str:
        match block:
            case Table(header, rows):
                return self._table(header, rows)
            case Display(rows):
                return self._display(rows)
        return self._figure(block)

    def spans(self, spans: tuple[Span, ...]) -> str:
        return "".join(self._span(span) for span in spans)

    def _span(self, span: Span) -> str:
        if isinstance(span, Math):
            body = self._body(span)
            kind = "unbroken" if at_most(body) <= SHORT else "inline"
            return f"#{kind}({quoted(self._words(span.forms))}, ${body}$)"
        if span.style == "code":
            return f"#raw({quoted(seen(span.text))})"
        words = _escaped(span.text)
        return f"#{_STYLES[span.style]}[{words}]" if span.style else words

    def _figure(self, figure: Figure) -> str:
        drawn = svg(figure.drawing, self.spelling, name=figure.name, title=figure.title, description=figure.description)
        words = quoted(seen(figure.description))
        points = figure.drawing.width * PIXEL
        width = f"{points:.1f}pt" if points < WIDEST else "100%"
        return f"#drawing({quoted(drawn)}, {words}, [{self.spans(figure.caption)}], {width})"

    def _body(self, span: Math) -> str:
        return " ".join(f"{_sign(form)} {self.typst(form.formula)}".strip() for form in span.forms)

    def _table(self, header: tuple[Cell, ...], rows: tuple[tuple[Cell, ...], ...]) -> str:
        lines = [", ".join(f"[{self.spans(cell)}]" for cell in row) for row in rows]
        head = ", ".join(f"strong[{self.spans(cell)}]" for cell in header)
        table = f"grid-of({len(header)}, ({head},),\n  " + ",\n  ".join(lines) + ")"
        widths = [max(self._unbroken(cell) for cell in column) for column in zip(*rows, strict=True)]
        return f"#{table}" if sum(widths) <= COLUMN else f"#fitted({table})"

    def _unbroken(self, cell: Cell) -> float:
        """About the width that a cell needs at least, in em: words can be broken, formulas should not be."""
        return 1.5 + max((at_most(self._body(span)) for span in cell if isinstance(span, Math)), default=3)

    def _display(self, rows: tuple[tuple[Form, ...], ...]) -> str:
        """Rows that surely fit are one formula; the page measures and breaks the others."""
        words = quoted("; ".join(self._words(row) for row in rows))
        parts = [self._row(row) for row in rows]
        if _surely_fits(parts):
            lines = NEW_LINE.join(f"{row.head} {'& ' if len(parts) > 1 else ''}{row.rest}" for row in parts)
            return f"#set-apart({words}, (${lines.strip()}$.body,))"
        return f"#chains({words},\n  " + ",\n  ".join(row.measured() for row in parts) + ")"

    def _row(self, row: tuple[Form, ...]) -> _Row:
        if row[0].relation:
            return _Row("", tuple(self._pieces(form) for form in row), follows=row[0].relation != EQUAL)
        return _Row(self.typst(row[0].formula), tuple(self._pieces(form) for form in row[1:]))

    def _pieces(self, form: Form) -> tuple[str, ...]:
        first, *others = self.typst.pieces(form.formula)
        return (f"{_sign(form)} {first}", *others)

    def _words(self, forms: tuple[Form, ...]) -> str:
        return self.spoken.chain((form.relation, form.formula) for form in forms)


@dataclass(frozen=True)
class _Row:
    """A row of a display: its head, and its forms in the pieces between which a line may be broken."""

    head: str
    forms: tuple[tuple[str, ...], ...]
    follows: bool = False

    @property
    def rest(self) -> str:
        """Everything behind the head."""
        return " ".join("".join(pieces) for pieces in self.forms)

    def measured(self) -> str:
        """The row for the page to measure."""
        forms = "".join(f"({''.join(f'${piece.strip()}$.body, ' for piece in pieces)}), " for pieces in self.forms)
        return f"(head: ${self.head}$.body, follows: {str(self.follows).lower()}, forms: ({forms}))"


def _surely_fits(rows: list[_Row]) -> bool:
    """Whether the widest head and the widest rest fit on a line together."""
    widest = max(at_most(row.head) for row in rows) + max(at_most(row.rest) for row in rows)
    return widest <= COLUMN and not any(row.follows for row in rows)


def _sign(form: Form) -> str:
    return _SIGNS.get(form.relation, form.relation)


def _escaped(text: str) -> str:
    """Words in which nothing is Typst's: every sign that could mean something has a backslash before it."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", seen(text))
