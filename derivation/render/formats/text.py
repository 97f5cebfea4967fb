"""Documents and steps as plain text for a terminal, with mathematics in Unicode; nothing in it is an escape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from derivation.frozen import dataclass
from derivation.maths.printing.text import TextPrinter
from derivation.render.derivations import Derivation
from derivation.render.documents import Document
from derivation.render.editions import Edition
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Span, Table
from derivation.render.steps import Form, Step
from derivation.render.wrapping import KEPT, WIDTH, chained, displayed, table, width_of, wrapped

_WORD = re.compile(r"[^ \t\n]+")
_SHORT = 24
"""A formula in running text that is at most so long stands on one line."""
_UNDERLINES = {1: "═", 2: "─"}


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a text file in UTF-8."""
    return {f"{document.name}.txt": page(document).encode("utf-8") for document in edition.documents}


def page(document: Document, width: int = WIDTH) -> str:
    """The document in lines of at most *width* columns, as far as its numbers and names allow."""
    writer = _Writer(document.notation.text_printer)
    return "\n\n".join("\n".join(writer.block(block, width)) for block in document.blocks) + "\n"


@dataclass(frozen=True)
class _Writer:
    printer: TextPrinter

    def block(self, block: Block, width: int) -> Iterator[str]:
        match block:
            case Heading(level, spans):
                yield from self._heading(level, self._text(spans), width)
            case Paragraph(spans):
                yield from wrapped(self._words(spans), width)
            case Aside(blocks):
                yield from self._aside(blocks, width)
            case Items(items):
                yield from (line for item in items for line in wrapped(["•", *self._words(item)], width, "  "))
            case Figure():
                yield from wrapped(f"[{block.description}]".split(" "), width)
            case Display() | Table():
                yield from self._set_apart(block, width)

    def _set_apart(self, block: Display | Table, width: int) -> Iterator[str]:
        if isinstance(block, Table):
            yield from table([[self._joined(cell) for cell in row] for row in (block.header, *block.rows)], width)
        else:
            yield from (f"    {line}" for line in displayed(self.printer, block.rows, width - 4))

    def _heading(self, level: int, text: str, width: int) -> Iterator[str]:
        lines = list(wrapped(text.split(" "), width))
        yield from lines
        if level in _UNDERLINES:
            yield _UNDERLINES[level] * max(map(width_of, lines))

    def _aside(self, blocks: tuple[Block, ...], width: int) -> Iterator[str]:
        for index, block in enumerate(blocks):
            yield from ["│"] if index else []
            yield from (f"│ {line}" for line in self.block(block, width - 2))

    def _text(self, spans: tuple[Span, ...]) -> str:
        return " ".join(self._words(spans))

    def _words(self, spans: tuple[Span, ...]) -> list[str]:
        """The words between which a line may be broken: a short formula is one of them."""
        return [word.replace(KEPT, " ") for word in _WORD.findall(self._joined(spans))]

    def _joined(self, spans: tuple[Span, ...]) -> str:
        """The text of spans, with blanks at which no line may be broken in short formulas."""
        return "".join(self._chain(span.forms) if isinstance(span, Math) else span.text for span in spans)

    def _chain(self, forms: tuple[Form, ...]) -> str:
        text = " ".join(f"{form.relation} {self.printer(form.formula)}".strip() for form in forms)
        return text.replace(" ", KEPT) if len(text) <= _SHORT else text


def write_steps(
    derivation: Derivation, steps: Sequence[Step], words: Mapping[str, Mapping[str, str]], width: int = WIDTH
) -> str:
    """Lines of the derivation form by form, each with the rules that it rests on."""
    printer = derivation.notation.text_printer
    return "\n\n".join("\n".join(_lines(printer, step, words, width)) for step in steps)


def _lines(printer: TextPrinter, step: Step, words: Mapping[str, Mapping[str, str]], width: int) -> Iterator[str]:
    yield printer(step.subject)
    for form in step.forms:
        yield from (f"  {line}" for line in chained(printer, (form,), width - 2))
    for rule in dict.fromkeys(_rules(step)):
        yield from (
            f"  {line}" for line in wrapped(f"({words[rule]['name']}: {words[rule]['says']})".split(), width - 2, " ")
        )


def _rules(step: Step) -> Iterator[str]:
    yield step.rule
    for part in step.because:
        yield from _rules(part)
