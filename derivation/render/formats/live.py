"""Document -> a web page whose reader may change the numbers: the page works everything out again by itself.

What is shown first is the certified page. As soon as a number is changed, the numbers are those of the reader's
browser, about 16 digits without a proof, and say so; words that were about the given numbers say that as well.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from difflib import SequenceMatcher
from hashlib import sha256
from html import escape

from derivation.drawings.shapes import Label
from derivation.errors import DerivationError, LimitError
from derivation.frozen import dataclass
from derivation.maths.formulas import Elision, Formula, Name, Number, walk
from derivation.render.author import Author
from derivation.render.derivations import AS_GIVEN, Derivation
from derivation.render.documents import Document, compose
from derivation.render.editions import Edition
from derivation.render.figures import CURVE
from derivation.render.ledger import ROUNDED
from derivation.render.livecurves import LiveCurve
from derivation.render.livenumbers import LiveNumbers, LivePrinter, is_live
from derivation.render.liveprograms import LiveProgram
from derivation.render.markup import (
    NOTHING,
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
    Tokens,
)
from derivation.render.mathml import mathml
from derivation.render.steps import ABOUT, EQUAL, Form
from derivation.render.templating import Templates, word_list
from derivation.render.typesetting import Typesetter, finely_set, plain_text
from derivation.render.webpages import POLICY, WebWriter, style_sheet, table_of_contents

MOST_FIELDS = 400
_RELATION = re.compile("<mo([^<>]*)>([=≈])</mo>")
_SCRIPTS = ("live_curve", "live_training", "live")
_SIGNS = ("positive", "negative", "zero")


def write(edition: Edition) -> dict[str, bytes]:
    """The tutorial as a page that follows its reader; the common mistakes are no part of it.

    Raises: DerivationError: D711, there is something in the document that the page could not follow.
            LimitError: D907, more numbers than a reader can change.
    """
    derivation = edition.derivation
    if derivation.spec.document.carry == ROUNDED:
        raise DerivationError("D711", "a live page does not round on the way", help="ask for --carry exact")
    if len(derivation.network.given) > MOST_FIELDS:
        raise LimitError("D907", f"a live page has at most {MOST_FIELDS} numbers to change", help="ask for --to html")
    page = _page(edition, compose(derivation, edition.templates, edition.options.language)[0])
    return {f"{edition.slug}-live.html": page.encode("utf-8")}


def _page(edition: Edition, document: Document) -> str:
    templates, derivation = edition.templates, edition.derivation
    numbers = LiveNumbers(tuple(derivation.network.given), derivation.notation.decimal_comma)
    curve = LiveCurve(Author(derivation, Tokens(), templates, document.language))
    program = LiveProgram(derivation, numbers, curve)
    writer = LiveWriter(document.notation, numbers=numbers, outdated=_about_the_given(edition, document, program))
    body = "\n".join(part for block in document.blocks for part in writer.block(block))
    words = word_list(templates, "live_words", document.language)
    script = _script(templates, program, words)
    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    return templates.render(
        "html/live.j2",
        {
            "language": escape(document.language),
            "policy": f"{POLICY}; script-src 'sha256-{digest}'",
            "title": escape(plain_text(writer.headings[0].heading.spans, document.notation)),
            "style": style_sheet(templates) + templates.render("html/live.css", {}),
            "words": {
                key: escape(text)
                for key, text in (word_list(templates, "page_words", document.language) | words).items()
            },
            "contents": table_of_contents(writer),
            "fields": list(_fields(derivation)),
            "body": body,
            "script": script,
        },
    )


def _script(templates: Templates, program: LiveProgram, words: dict[str, str]) -> str:
    try:
        functions = program.write(words)
    except TypeError as error:
        raise DerivationError("D711", f"a live page cannot follow this document: {error}") from error
    return f'"use strict";\n{functions}{"".join(templates.render(f"html/{part}.js", {}) for part in _SCRIPTS)}'


def _fields(derivation: Derivation) -> Iterator[dict[str, str | int | bool]]:
    """What can be changed, role by role; targets whose sum a short form rests on stay as they are."""
    network = derivation.network
    shares = network.is_layered and network.loss.name == "cross-entropy"
    fixed = {"memory", "round"} | ({"target"} if shares else set())
    for index, name in enumerate(network.given):
        yield {
            "index": index,
            "label": mathml(finely_set(derivation.notation).latex(Name(name))),
            "value": escape(network.given[name].text),
            "changes": network.roles[name] not in fixed,
        }


def _about_the_given(edition: Edition, document: Document, program: LiveProgram) -> set[int]:
    """The blocks, by identity, that would say something else of other numbers."""
    blocks = document.blocks
    said = [repr(block) for block in blocks]
    kept = set(range(len(blocks)))
    for sign in _SIGNS:
        other = compose(edition.derivation, edition.templates, document.language, assumed=sign)[0].blocks
        matches = SequenceMatcher(None, said, [repr(block) for block in other], autojunk=False).get_matching_blocks()
        kept &= {index for match in matches for index in range(match.a, match.a + match.size)}
    last = max(index for index, block in enumerate(blocks) if isinstance(block, Heading))
    kept = {index for index in kept if index <= last and not any(map(_is_given, _formulas(blocks[index])))}
    stale = {id(block) for index, block in enumerate(blocks) if index not in kept}
    curves = {id(block) for block in blocks if isinstance(block, Figure) and block.name == CURVE}
    return stale - curves if program.follows_curve else stale | curves


def _is_given(formula: Formula) -> bool:
    """Whether a number belongs to the given ones alone, or the signs are talked about that rounding chooses."""
    return formula == NOTHING or any(map(_stays, walk(formula)))


def _stays(part: Formula) -> bool:
    """A number that is not followed, though it would change."""
    return (isinstance(part, Number) and part.of == AS_GIVEN) or (
        isinstance(part, Elision) and part.numeral is not None
    )


def _formulas(block: Block) -> Iterator[Formula]:
    match block:
        case Display(rows):
            yield from (form.formula for row in rows for form in row)
        case Aside(blocks):
            yield from (formula for inner in blocks for formula in _formulas(inner))
        case Paragraph(spans) | Heading(_, spans):
            yield from _of_spans(spans)
        case Items(parts) | Table(parts):
            yield from (formula for part in parts for formula in _of_spans(part))


def _of_spans(spans: Sequence[Span]) -> Iterator[Formula]:
    yield from (form.formula for span in spans if isinstance(span, Math) for form in span.forms)


@dataclass
class LiveWriter(WebWriter):
    """Writes blocks as HTML in which numbers and relations are marked, and what would be outdated."""

    outdated: set[int] = field(default_factory=set)
    numbers: LiveNumbers = field(default_factory=lambda: LiveNumbers(()))

    @property
    def typesetter(self) -> Typesetter:
        """Formulas as LaTeX with a mark for every number."""
        spell = finely_set(self.spelling).latex.spell
        return Typesetter(LivePrinter(spell, self.spelling.decimal_comma, self.numbers.mark))

    def block(self, block: Block) -> Iterator[str]:
        """The elements of one block, within one of their own if they may be outdated."""
        outdated = id(block) in self.outdated and not isinstance(block, Heading)
        yield from ['<div class="as-given">'] if outdated else []
        yield from super().block(block)
        yield from ["</div>"] if outdated else []

    def _figure(self, figure: Figure) -> Iterator[str]:
        """A drawing with its numbers marked."""
        drawing = figure.drawing
        shapes = tuple(self.numbers.drawn(each) if isinstance(each, Label) else each for each in drawing.shapes)
        live = replace(figure, drawing=replace(drawing, shapes=shapes))
        yield from map(self.numbers.unmarked, super()._figure(live))

    def formula(self, forms: Sequence[Form], latex: str, *, apart: bool = False) -> str:
        """The element with its numbers; a relation before numbers is marked, as it may no longer be exact."""
        relations = iter([form for form in forms if form.relation in (EQUAL, ABOUT)])
        element = _RELATION.sub(lambda found: self._relation(found, next(relations, None)), mathml(latex, apart=apart))
        return self.numbers.unmarked(element)

    def _relation(self, found: re.Match[str], form: Form | None) -> str:
        """A relation with a mark; one before a given number is exact as long as the number is as it was typed."""
        if form is None or not any(is_live(part) for part in walk(form.formula)):
            return found[0]
        return f'<mo data-r="{self.numbers.place_of(form.formula)}"{found[1]}>{found[2]}</mo>'
