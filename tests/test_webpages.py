"""Web pages: complete in one file, every formula intact, every text escaped, every heading reachable."""

from __future__ import annotations

import html
import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from sys import intern

import pytest
from networks import SOME, case, edition, unproven

from derivation.maths.formulas import Name, Sum
from derivation.network.loading import read_spec
from derivation.network.notation import NOTATIONS
from derivation.network.spelling import PLAIN, Spelling
from derivation.render.derivations import Derivation
from derivation.render.documents import Document
from derivation.render.editions import Edition
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Table, Text
from derivation.render.mathml import mathml
from derivation.render.steps import Form
from derivation.render.templating import Templates
from derivation.render.typesetting import Typesetter, finely_set, plain_text, visible_width
from derivation.render.webpages import NARROW, WebWriter, web_page

ACTIVE = {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
EMPTY = {"meta", "link", "br", "wbr", "mspace", "polyline", "circle", "rect"}
NO_ATTRIBUTES: dict[str, str | None] = {}
PLAIN_FORMULA = Name("w5")
every_document = pytest.mark.parametrize("name", SOME[::3])


class Outline(HTMLParser):
    """The elements of a page, in order, with the check that all of them are closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((intern(tag), dict(attrs) if attrs else NO_ATTRIBUTES))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@cache
def documents(name: str | int) -> tuple[Document, ...]:
    return edition(name).documents


@cache
def pages(name: str | int) -> list[str]:
    return [web_page(document, Templates()) for document in documents(name)]


@cache
def outlines(name: str | int) -> list[Outline]:
    return [Outline(page) for page in pages(name)]


def written(*blocks: Block, spelling: Spelling = PLAIN) -> str:
    writer = WebWriter(spelling)
    return "".join(part for block in blocks for part in writer.block(block))


@every_document
def test_every_element_is_closed_in_turn(name: str | int) -> None:
    assert [(page.faults, page.open) for page in outlines(name)] == [([], [])] * len(pages(name))


@every_document
def test_every_anchor_is_unique_and_every_link_leads_to_one(name: str | int) -> None:
    for page in outlines(name):
        anchors = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
        assert len(anchors) == len(set(anchors))
        links = [attributes["href"] or "" for attributes in page.all("a")]
        assert {link.removeprefix("#") for link in links} <= set(anchors)


@every_document
def test_nothing_is_fetched_and_nothing_runs(name: str | int) -> None:
    for page, outline in zip(pages(name), outlines(name), strict=True):
        assert "default-src 'none'" in page and "script-src" not in page
        assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & {
            tag for tag, _ in outline.seen
        }
        assert re.findall(r"url\((?!data:font/woff2)|@import", page) == []
        assert [
            key for _, each in outline.seen for key in each if key.startswith("on") or key in ("src", "xlink:href")
        ] == []


@every_document
def test_every_formula_of_the_document_arrives_as_mathml_with_its_latex(name: str | int) -> None:
    for document, page in zip(documents(name), pages(name), strict=True):
        body = page.partition("<main")[2]
        found = [html.unescape(text) for text in re.findall(r"<annotation[^>]*>(.*?)</annotation>", body, re.DOTALL)]
        assert [text.removeprefix("{} ") for text in found] == expected(document)


def expected(document: Document) -> list[str]:
    """The LaTeX of every formula, a line that is set apart form by form."""
    return [latex for block in document.blocks for latex in formulas(block, document)]


def formulas(block: Block, document: Document) -> list[str]:
    setter = finely_set(document.notation)
    match block:
        case Display(rows):
            return [piece for row in rows for form in row for piece in parts(form, setter)]
        case Aside(blocks):
            return [latex for each in blocks for latex in formulas(each, document)]
        case Table(header, rows):
            spans = [span for row in (header, *rows) for cell in row for span in cell]
        case Items(items):
            spans = [span for item in items for span in item]
        case Heading(_, own) | Paragraph(own):
            spans = list(own)
        case Figure():
            spans = list(block.caption)
    return [piece for span in spans if isinstance(span, Math) for piece in in_text(span, setter)]


def parts(form: Form, setter: Typesetter) -> list[str]:
    """A form as it stands, or in parts if it is wide."""
    return setter.pieces(form, NARROW)


def in_text(math: Math, setter: Typesetter) -> list[str]:
    whole = setter.chain(math.forms)
    return [whole] if visible_width(whole) <= NARROW else [part for form in math.forms for part in parts(form, setter)]


@every_document
def test_levels_of_headings_are_not_skipped(name: str | int) -> None:
    for page in pages(name):
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert [low - high for high, low in pairwise(levels) if low - high > 1] == []


@every_document
def test_no_number_is_torn_apart(name: str | int) -> None:
    """Every digit and decimal point of a formula stands in a number or a name, never in an operator or in text."""
    operators = [text for page in pages(name) for text in re.findall(r"<m(?:o|text)[^>]*>(.*?)</m(?:o|text)>", page)]
    assert [text for text in operators if re.search(r"[0-9]|^\.$", text)] == []


def test_a_decimal_comma_is_part_of_its_number() -> None:
    assert "<mn>0,5</mn>" in mathml("0{,}5") and "<mn>0,25</mn>" in mathml("x_1 = 0{,}25 + 3")


def test_a_comma_between_numbers_stays_a_comma() -> None:
    assert "<mn>0</mn><mo>,</mo>" in mathml(r"\max(0, 5)")


def test_the_page_says_its_language_and_title() -> None:
    page = pages("classic")[0]
    assert '<html lang="en">' in page and "<title>Backpropagation by hand</title>" in page


HOSTILE = (
    "<script>alert(1)</script>",
    "</title><b>",
    '" onload="x',
    "&lt;b&gt;",
    "]](javascript:x)",
    "${x} `y` <!--",
    "</style>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_arrive_as_words(text: str) -> None:
    blocks = (Heading(1, (Text(text),)), Paragraph((Text(text, "strong"), Text(text, "code"))), Items(((Text(text),),)))
    assert html.unescape(re.sub(r"<[^>]+>", "", written(*blocks))) == text * 4


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_is_never_read_as_markup(text: str) -> None:
    toml = case("one-neuron").to_toml().replace('"One neuron"', f"'{text}'")
    edition = Edition(Derivation(read_spec(toml), prove=unproven), Templates())
    page = web_page(edition.documents[0], Templates())
    outline = Outline(page)
    assert (outline.faults, outline.open) == ([], [])
    assert len(outline.all("title")) == 1 + page.count("<svg")
    assert html.unescape(page.partition("<title>")[2].partition("</title>")[0]) == text


def test_a_chain_begins_with_its_subject_and_may_break_before_every_relation() -> None:
    chain = (Form("", PLAIN_FORMULA), Form("=", PLAIN_FORMULA), Form("≈", PLAIN_FORMULA))
    text = written(Display((chain,)))
    assert text.count('<div class="subject">') == 1 and text.count('<div class="form">') == 2


def test_words_in_formulas_are_set_as_words() -> None:
    spelling = Spelling(NOTATIONS["net-out"])
    assert finely_set(spelling).latex.spell("net_h1") == r"\mathit{net}_{h1}"
    assert finely_set(spelling).latex.spell("E_total") == r"E_{\mathrm{total}}"


def test_plain_text_has_its_formulas_on_one_line() -> None:
    spans = (Text("so "), Math((Form("", PLAIN_FORMULA), Form("≈", PLAIN_FORMULA))), Text("."))
    assert plain_text(spans, PLAIN) == "so w5 ≈ w5."


def test_a_wide_form_may_be_broken_before_its_signs() -> None:
    wide = Form("≈", Sum(tuple(Name(f"w{n}") for n in range(1, 16))))
    text = written(Display(((Form("", PLAIN_FORMULA), wide),)))
    latex = re.findall(r"<annotation[^>]*>(.*?)</annotation>", text)[1:]
    assert text.count('class="form more"') == len(latex) - 1 > 0
    assert " ".join(part.removeprefix("{} ") for part in latex) == finely_set(PLAIN).form(wide)
    assert all(part.startswith("{} + ") for part in latex[1:])
