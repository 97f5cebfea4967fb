"""Document -> a web page that is one file: MathML, figures and the font of formulas stand in it, nothing is fetched.

HTML is written from the blocks directly, not by way of Markdown: every text is escaped in one place, no syntax has to
survive another parser, and a chain of equal forms can be broken before any relation, as narrow as the page may be.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import field
from html import escape
from itertools import count
from pathlib import Path

from derivation.drawings.svg import STYLE, svg
from derivation.frozen import dataclass
from derivation.network.spelling import Spelling
from derivation.render.documents import Document
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Span, Table
from derivation.render.mathml import mathml
from derivation.render.steps import SIGNS, Form
from derivation.render.templating import Templates, word_list
from derivation.render.typesetting import Typesetter, finely_set, plain_text, visible_width

POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'"
"""Nothing is loaded and nothing runs; MathML and SVG bring styles of their own."""
FONT = Path(__file__).parent / "fonts" / "formulas.woff2"
NARROW = 38
"""Visible characters of a formula that fit on a small screen."""
_STYLES = {"strong": "strong", "emphasis": "em", "code": "code"}


def web_page(document: Document, templates: Templates) -> str:
    """The document as one complete page."""
    body = WebWriter(document.notation)
    blocks = "\n".join(part for block in document.blocks for part in body.block(block))
    words = word_list(templates, "page_words", document.language)
    return templates.render(
        "html/page.j2",
        {
            "language": escape(document.language),
            "policy": escape(POLICY, quote=False),
            "title": escape(plain_text(body.headings[0].heading.spans, document.notation)),
            "style": style_sheet(templates),
            "words": {key: escape(text) for key, text in words.items()},
            "contents": table_of_contents(body),
            "body": blocks,
        },
    )


def style_sheet(templates: Templates) -> str:
    """All styles: the page's, the figures', and the font of formulas, written into the sheet."""
    font = b64encode(FONT.read_bytes()).decode("ascii")
    face = f'@font-face {{ font-family: "Formulas"; src: url(data:font/woff2;base64,{font}) format("woff2"); }}\n'
    return STYLE + templates.render("html/style.css", {}) + "\n" + face


@dataclass(frozen=True)
class Entry:
    """A heading with the anchor that leads to it."""

    heading: Heading
    anchor: str


def table_of_contents(writer: WebWriter) -> str:
    """Nested lists of the headings below the title."""
    lines: list[str] = []
    depth = 1
    for entry in writer.headings[1:]:
        level = entry.heading.level
        if level > depth:
            lines += ["<ol>"] * (level - depth)
        else:
            lines.append("</li>" + "</ol></li>" * (depth - level))
        depth = level
        lines.append(f'<li><a href="#{escape(entry.anchor)}">{writer.spans(entry.heading.spans)}</a>')
    return "\n".join([*lines, *["</li></ol>"] * (depth - 1)])


@dataclass
class WebWriter:
    """Writes blocks as HTML and remembers the headings."""

    spelling: Spelling
    headings: list[Entry] = field(default_factory=list)

    @property
    def typesetter(self) -> Typesetter:
        """Formulas as LaTeX, the words in them set as words."""
        return finely_set(self.spelling)

    def block(self, block: Block) -> Iterator[str]:
        """The elements of one block."""
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph(spans):
                yield f"<p>{self.spans(spans)}</p>"
            case Aside(blocks):
                yield '<div class="aside" role="note">'
                yield from (part for each in blocks for part in self.block(each))
                yield "</div>"
            case Items(items):
                yield from ("<ul>", *(f"<li>{self.spans(item)}</li>" for item in items), "</ul>")
            case Table():
                yield from self._table(block)
            case Display(rows):
                yield from self._display(rows)
            case Figure():
                yield from self._figure(block)

    def spans(self, spans: tuple[Span, ...]) -> str:
        """Running text."""
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        if isinstance(span, Math):
            return self._in_text(span)
        text = escape(span.text)
        tag = _STYLES.get(span.style)
        return f"<{tag}>{text}</{tag}>" if tag else text

    def _heading(self, heading: Heading) -> str:
        """A heading with an anchor that no other one has."""
        words = "-".join(re.findall(r"\w+", plain_text(heading.spans, self.spelling).lower())) or "part"
        taken = {entry.anchor for entry in self.headings}
        anchor = next(name for n in count(1) if (name := words if n == 1 else f"{words}-{n}") not in taken)
        self.headings.append(Entry(heading, anchor))
        return f'<h{heading.level} id="{escape(anchor)}">{self.spans(heading.spans)}</h{heading.level}>'

    def _table(self, table: Table) -> Iterator[str]:
        """A table that scrolls by itself where the page is too narrow for it."""
        heads = "".join(f'<th scope="col">{self.spans(cell)}</th>' for cell in table.header)
        yield f'<div class="table"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
        for first, *others in table.rows:
            cells = "".join(f"<td>{self.spans(cell)}</td>" for cell in others)
            yield f'<tr><th scope="row">{self.spans(first)}</th>{cells}</tr>'
        yield "</tbody></table></div>"

    def _display(self, rows: tuple[tuple[Form, ...], ...]) -> Iterator[str]:
        """Each chain as its subject and the forms that it is equal to; the page breaks it before any of them."""
        yield '<div class="display">'
        for row in rows:
            yield from self._row(*((row[0], row[1:]) if not row[0].relation else (None, row)))
        yield "</div>"

    def _row(self, subject: Form | None, forms: Sequence[Form]) -> Iterator[str]:
        """One chain in two columns; a subject that is alone, or too wide for its column, has a line to itself."""
        alone = subject is not None and (not forms or visible_width(self.typesetter.form(subject)) > NARROW)
        if subject is not None and alone:
            yield f'<div class="whole">{"".join(self._parts(subject))}</div>'
        if forms:
            yield f'<div class="subject">{"" if subject is None or alone else self._form(subject)}</div>'
            yield f'<div class="forms">{"".join(part for form in forms for part in self._parts(form))}</div>'

    def _form(self, form: Form) -> str:
        """One form with its relation; a sign that continues a line is set between two things, not before one."""
        latex = self.typesetter.form(form)
        return self.formula((form,), f"{{}} {latex}" if form.relation in SIGNS else latex, apart=True)

    def formula(self, forms: Sequence[Form], latex: str, *, apart: bool = False) -> str:
        """The element of a chain whose LaTeX is given."""
        return mathml(latex, apart=apart)

    def _parts(self, form: Form) -> Iterator[str]:
        """A form; one that is too wide for a small screen in parts, so that a line may begin before its signs."""
        first, *others = self.typesetter.pieces(form, NARROW)
        yield f'<div class="form">{self.formula((form,), first, apart=True) if others else self._form(form)}</div>'
        for part in others:
            yield f'<div class="form more">{self.formula((), f"{{}} {part}", apart=True)}</div>'

    def _in_text(self, math: Math) -> str:
        """A chain in running text; a long one may be broken as those that are set apart."""
        whole = self.typesetter.chain(math.forms)
        if visible_width(whole) <= NARROW:
            return self.formula(math.forms, whole)
        return " ".join("<wbr>".join(self._pieces_in_text(form)) for form in math.forms)

    def _pieces_in_text(self, form: Form) -> Iterator[str]:
        first, *others = self.typesetter.pieces(form, NARROW)
        yield self.formula((form,), first)
        yield from (self.formula((), f"{{}} {part}") for part in others)

    def _figure(self, figure: Figure) -> Iterator[str]:
        words = {"title": figure.title, "description": figure.description}
        yield '<figure>\n<div class="drawing-box">'
        yield svg(figure.drawing, self.spelling, name=f"fig:{figure.name}", style="", **words) + "</div>"
        yield f"<figcaption>{self.spans(figure.caption)}</figcaption>"
        yield "</figure>"
