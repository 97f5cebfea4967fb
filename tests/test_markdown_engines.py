"""Markdown through real engines: every formula arrives as it was written, in every dialect.

Two engines are at hand, markdown-it with its mathematics between dollars, and Python-Markdown with an extension like
those in use, which takes formulas out before anything else is read.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from functools import cache
from itertools import pairwise

import markdown
import pytest
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from networks import edition

from derivation.render.documents import Document
from derivation.render.markdown import page
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Table
from derivation.render.typesetting import Typesetter

NAMES = (
    *("classic", "tanh", "relu", "softmax-of-three", "six-wide", "four-layers", "fractions", "own-mish"),
    *("l2-penalty", "rounded", "huber-with-delta", "binary-cross-entropy", "full", "sequential", 0, 1, 2, 3),
)
every_document = pytest.mark.parametrize("name", NAMES)


@cache
def documents(name: str | int) -> tuple[Document, ...]:
    return edition(name).documents


def squeezed(latex: str) -> str:
    """LaTeX without what does not count: blanks, and what joins the lines of a block or divides long blocks."""
    return re.sub(r"\s|&|\\\\(?=\n|$)|\\(begin|end)\{aligned\}", "", latex)


def written(document: Document) -> tuple[list[str], str]:
    """What was meant to arrive: the formulas of running text, and those that are set apart, one after the other."""
    setter = Typesetter(document.notation.latex_printer)
    inline = [squeezed(setter.chain(math.forms)) for block in document.blocks for math in formulas(block)]
    apart = [line for block in document.blocks for each in displays(block) for line in setter.lines(each)]
    return inline, squeezed("\n".join(apart))


def formulas(block: Block) -> list[Math]:
    """The formulas of running text."""
    match block:
        case Heading(_, spans) | Paragraph(spans):
            found = list(spans)
        case Figure():
            found = list(block.caption)
        case Items(items):
            found = [span for item in items for span in item]
        case Table(header, rows):
            found = [span for row in (header, *rows) for cell in row for span in cell]
        case Aside(blocks):
            return [math for each in blocks for math in formulas(each)]
        case _:
            found = []
    return [span for span in found if isinstance(span, Math)]


def displays(block: Block) -> list[Display]:
    if isinstance(block, Aside):
        return [each for part in block.blocks for each in displays(part)]
    return [block] if isinstance(block, Display) else []


def flat(tokens: list[Token]) -> list[Token]:
    return [token for each in tokens for token in (each, *(each.children or ()))]


@every_document
def test_dollars_arrive_in_markdown_it(name: str | int) -> None:
    engine = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_space=False, double_inline=True)
    for document in documents(name):
        tokens = flat(engine.parse(page(document)))
        inline = [squeezed(token.content) for token in tokens if token.type == "math_inline"]
        apart = squeezed("\n".join(token.content for token in tokens if token.type == "math_block"))
        assert (inline, apart) == written(document)
        assert not any("$" in token.content for token in tokens if token.type == "text")


@every_document
def test_fences_and_code_spans_arrive_in_markdown_it(name: str | int) -> None:
    engine = MarkdownIt("commonmark").enable("table")
    for document in documents(name):
        tokens = flat(engine.parse(page(document, "github")))
        fences = [token for token in tokens if token.type == "fence"]
        assert {token.info for token in fences} <= {"math"}
        spans = [now.content for now, after in pairwise(tokens) if is_formula(now, after)]
        found = [squeezed(text) for text in spans], squeezed("\n".join(token.content for token in fences))
        assert found == written(document)


def is_formula(token: Token, after: Token) -> bool:
    """Whether a code span has a dollar on each side; no other code span is followed by one."""
    return token.type == "code_inline" and after.content.startswith("$")


class _MathsInText(InlineProcessor):
    """`$...$`, taken before escapes are read."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        element = etree.Element("span", {"class": "inline"})
        element.text = AtomicString(m[1])
        return element, m.start(0), m.end(0)


class _MathsApart(BlockProcessor):
    """A paragraph between double dollars."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return block.startswith("$$\n")

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        element = etree.SubElement(parent, "div", {"class": "apart"})
        element.text = AtomicString(blocks.pop(0).removeprefix("$$\n").removesuffix("$$"))


class _Maths(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.inlinePatterns.register(_MathsInText(r"(?<!\\)\$([^$\n]+)\$"), "maths", 185)
        md.parser.blockprocessors.register(_MathsApart(md.parser), "maths", 175)


@every_document
def test_dollars_arrive_in_python_markdown(name: str | int) -> None:
    for document in documents(name):
        html = markdown.markdown(page(document), extensions=["tables", _Maths()], output_format="xhtml")
        root = etree.fromstring(f"<page>{html}</page>")
        inline = [squeezed("".join(each.itertext())) for each in root.iter("span") if each.get("class") == "inline"]
        apart = squeezed("\n".join("".join(each.itertext()) for each in root.iter("div")))
        assert (inline, apart) == written(document)
        assert not any(each.findall(".//em") for each in root.iter("span"))


@pytest.mark.parametrize("careless", ["it costs $ x $", "| a |\n|---|\n| $x|y$ |", "`$x$`", r"\$x\$"])
def test_the_engine_loses_a_formula_that_is_written_carelessly(careless: str) -> None:
    engine = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_space=False)
    assert "math_inline" not in {each.type for each in flat(engine.parse(careless))}
