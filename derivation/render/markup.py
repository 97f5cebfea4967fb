"""The small markup in which the prose templates speak, and the blocks that it becomes.

Words come from templates, mathematics from the program: a template sees a formula, a line or a table only as an
opaque token, so no format's syntax ever stands in the prose. The markup: `#` headings, `>` asides, `-` items, a
blank line between paragraphs, `**strong**`, `*emphasis*`, `` `code` ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from derivation.drawings.shapes import Drawing
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, Partial, Product
from derivation.render.steps import EQUAL, Form, Step

_OPEN, _CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_SPAN = re.compile(rf"{_OPEN}[0-9]+{_CLOSE}|\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*]+)\*|`(?P<code>[^`]+)`")


def seen(text: str) -> str:
    """Words without what is not seen: no escape, no mark that turns the direction of writing reaches a document.

    >>> seen("a\\x1b[31m\\u202eb")
    'a[31mb'
    """
    return "".join(char for char in re.sub(r"\s", " ", text) if char.isprintable())


@dataclass(frozen=True)
class Text:
    """Plain words, or words in a style: strong, emphasis or code."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Math:
    """A chain of forms in running text: `w5 = 0.40`."""

    forms: tuple[Form, ...]


Span = Text | Math

NOTHING = Product(())
"""An empty place beside a relation sign that is talked about."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Aside:
    """A remark beside the main text."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Display:
    """Lines set apart; each row is a chain of forms, continued where `rows` says so."""

    rows: tuple[tuple[Form, ...], ...]


@dataclass(frozen=True)
class Table:
    """A header and rows of cells, all cells being spans."""

    header: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]


@dataclass(frozen=True)
class Items:
    """An unnumbered list."""

    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A drawing with what is said about it; *name* is unique in the document and part of its file's name.

    The title says in a few words what it is, the description tells those who do not see it what it shows.
    """

    name: str
    drawing: Drawing
    title: str
    caption: tuple[Span, ...]
    description: str


Block = Heading | Paragraph | Aside | Display | Table | Items | Figure
_APART = Display | Table | Figure


def _rows(thing: Span | Block) -> tuple[tuple[Form, ...], ...]:
    """The chains of forms in something that stands in a document by itself."""
    match thing:
        case Math(forms):
            return (forms,)
        case Display(rows):
            return rows
        case Table(_, rows):
            return tuple(span.forms for row in rows for cell in row for span in cell if isinstance(span, Math))
    return ()


@dataclass
class Tokens:
    """Hands out an opaque token for every object that the prose may place."""

    objects: list[Span | Block] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def keep(self, thing: Span | Block) -> str:
        """A token that stands for *thing* in a template."""
        self.objects.append(thing)
        return f"{_OPEN}{len(self.objects) - 1}{_CLOSE}"

    def placed(self, text: str) -> str:
        """The *text* of a template that is filled in, whose tokens are then known to stand in the document."""
        self.used.update(int(number) for number in _TOKEN.findall(text))
        return text

    @property
    def results(self) -> dict[Formula, Formula]:
        """The quantities whose numbers stand behind a name in what has been placed so far, and that name."""
        found: dict[Formula, Formula] = {}
        for row in (row for number in sorted(self.used) for row in _rows(self.objects[number])):
            match row:
                case (Form(_, subject), *_, Form(_, Number(_, Name() | Partial() as key))):
                    found.setdefault(key, subject)
                case (Form(_, Number(_, Name() as subject)),):
                    found.setdefault(subject, subject)
        return found

    def words(self, text: str) -> str:
        """Somebody's own words, which are never read as markup."""
        return self.keep(Text(seen(text)))

    def math(self, *formulas: Formula) -> str:
        """A formula in running text; several are joined by equals signs."""
        return self.chain([Form(EQUAL if index else "", formula) for index, formula in enumerate(formulas)])

    def relation(self, sign: str) -> str:
        """A relation sign in running text."""
        return self.keep(Math((Form(sign, NOTHING),)))

    def chain(self, forms: Sequence[Form]) -> str:
        """A chain of forms in running text."""
        return self.keep(Math(tuple(forms)))

    def lines(self, *steps: Step) -> str:
        """The lines of *steps*, set apart."""
        return self.keep(Display(tuple((Form("", step.subject), *step.forms) for step in steps)))

    def display(self, *rows: Sequence[Form]) -> str:
        """Chains of forms, set apart."""
        return self.keep(Display(tuple(tuple(row) for row in rows)))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table whose cells are markup."""
        cells = tuple(tuple(self.spans(cell) for cell in row) for row in rows)
        return self.keep(Table(tuple(self.spans(cell) for cell in header), cells))

    def figure(self, name: str, drawing: Drawing, title: str, caption: str, description: str) -> str:
        """A drawing; its caption is markup, its title and its description are plain text."""
        return self.keep(Figure(name, drawing, seen(title), self.spans(caption), seen(description)))

    def blocks(self, text: str) -> tuple[Block, ...]:
        """The blocks that a rendered template describes."""
        parts = re.split(r"\n\s*\n", text.strip())
        return tuple(block for part in parts if part.strip() for block in self._block(part.strip()))

    def _block(self, part: str) -> Iterator[Block]:
        heading = re.fullmatch(r"(#+) (.+)", part)
        if heading:
            yield Heading(len(heading[1]), self.spans(heading[2]))
        elif part.startswith(">"):
            yield Aside(self.blocks(re.sub(r"(?m)^> ?", "", part)))
        elif part.startswith("- "):
            yield Items(tuple(self.spans(line[2:]) for line in part.split("\n")))
        elif (token := _TOKEN.fullmatch(part)) and isinstance(self.objects[int(token[1])], _APART):
            yield self.objects[int(token[1])]  # type: ignore[misc]
        else:
            yield Paragraph(self.spans(" ".join(part.split())))

    def spans(self, text: str) -> tuple[Span, ...]:
        """The spans of a line of markup."""
        return tuple(self._spans(text))

    def _spans(self, text: str) -> Iterator[Span]:
        end = 0
        for found in _SPAN.finditer(text):
            if found.start() > end:
                yield Text(seen(text[end : found.start()]))
            yield from self._span(found)
            end = found.end()
        if end < len(text):
            yield Text(seen(text[end:]))

    def _span(self, found: re.Match[str]) -> Iterator[Span]:
        token = _TOKEN.fullmatch(found[0])
        if token:
            thing = self.objects[int(token[1])]
            if not isinstance(thing, Text | Math):
                raise ValueError("a line that is set apart must be a paragraph of its own")
            yield thing
            return
        style = found.lastgroup or ""
        inner = found[style]
        yield from self._styled(inner, style)

    def _styled(self, text: str, style: str) -> Iterator[Span]:
        """Words in a style; a formula inside keeps its own look."""
        for span in self._spans(text) if style != "code" else (Text(seen(text)),):
            yield Text(span.text, style) if isinstance(span, Text) else span
