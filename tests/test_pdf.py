"""PDF: the same bytes on every run, every number in the text, tagged, and nothing runs out of the page."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst
from networks import case, derivation, edition, unproven
from pypdf import PdfReader

from derivation.errors import OutputError
from derivation.maths.formulas import Formula, Number, walk
from derivation.network.loading import read_spec
from derivation.render.derivations import Derivation
from derivation.render.formats.pdf import source, write
from derivation.render.markup import Aside, Block, Display, Heading, Items, Math, Paragraph, Span, Table, Text
from derivation.render.templating import Templates
from derivation.stories import rendered

SHOWN = ("classic", "softmax-of-three", "saturating", "fractions", "relu")
WIDE = ("six-wide", "softmax-of-four-in-one-layer", "own-squared-rectifier", "huber", "full")


@cache
def pages(name: str) -> dict[str, bytes]:
    return write(edition(name))


def tutorial(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(next(iter(pages(name).values()))))


def text_of(reader: PdfReader) -> str:
    """The words and signs of all pages without the blanks that an extraction puts in."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages)).replace("−", "-")


@cache
def text_of_tutorial(name: str) -> str:
    return text_of(tutorial(name))


def spans_of(block: Block) -> Iterator[Span]:
    match block:
        case Heading(_, spans) | Paragraph(spans):
            yield from spans
        case Aside(blocks):
            yield from (span for inner in blocks for span in spans_of(inner))
        case Items(items):
            yield from (span for item in items for span in item)
        case Table(header, rows):
            yield from (span for row in (header, *rows) for cell in row for span in cell)


def formulas_of(block: Block) -> Iterator[Formula]:
    if isinstance(block, Display):
        yield from (form.formula for row in block.rows for form in row)
    yield from (form.formula for span in spans_of(block) if isinstance(span, Math) for form in span.forms)


@pytest.mark.parametrize("name", SHOWN)
def test_every_number_stands_in_the_text_of_the_pages(name: str) -> None:
    blocks = edition(name).documents[0].blocks
    formulas = [formula for block in blocks for formula in formulas_of(block)]
    numbers = {part.numeral.text for formula in formulas for part in walk(formula) if isinstance(part, Number)}
    decimals = {number.partition("e")[0] for number in numbers if "/" not in number}
    text = text_of_tutorial(name)
    assert [number for number in sorted(decimals) if number not in text] == []
    assert len(decimals) > 10


@pytest.mark.parametrize("name", SHOWN)
def test_every_word_stands_in_the_text_of_the_pages(name: str) -> None:
    blocks = edition(name).documents[0].blocks
    words = {
        word for block in blocks for span in spans_of(block) if isinstance(span, Text) for word in span.text.split()
    }
    plain = {re.sub("[^a-zA-Z]", "", word) for word in words}
    text = text_of_tutorial(name).replace("-", "").replace("\xad", "")
    assert [word for word in sorted(plain) if word not in text] == []


def test_every_heading_is_a_bookmark() -> None:
    reader = tutorial("classic")
    headings = [block for block in edition("classic").documents[0].blocks if isinstance(block, Heading)]
    assert _count(reader.outline) == len(headings) - 1  # all but the title


def _count(outline: list[object]) -> int:
    return sum(_count(part) if isinstance(part, list) else 1 for part in outline)


def test_the_document_is_tagged_and_knows_its_title_and_language() -> None:
    reader = tutorial("classic")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == "en"
    assert reader.metadata is not None and reader.metadata.title == "Backpropagation by hand"
    assert b"pdfuaid" in next(iter(pages("classic").values()))


def test_every_formula_has_its_words() -> None:
    written = source(edition("classic").documents[0], Templates())
    words = re.findall(r'#(?:inline|unbroken|set-apart|chains)\("((?:[^"\\]|\\.)*)"', written)
    assert "w 5 equals 0.40" in words
    assert len(words) > 100 and all(words)


def test_the_same_bytes_come_out_of_another_process() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "from test_pdf import pages\n"
        "print(hashlib.sha256(b''.join(pages('classic').values())).hexdigest())"
    )
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1 and runs.pop().strip()


def test_nothing_of_the_day_or_the_machine_is_in_the_file() -> None:
    content = next(iter(pages("classic").values()))
    assert re.findall(rb"D:20[0-9]{2}|" + os.fsencode(os.getcwd()), content) == []


# Nothing runs out of the page: every sign of every page begins between the margins.

MARGIN = 2.4 / 2.54 * 72
"""Points; a full stop that hangs over by a part of itself is fine typography."""


def places(page: bytes) -> Iterator[float]:
    """Where the signs of a page begin, in points from its left edge, from the picture of it as SVG."""
    yield from _places(ElementTree.fromstring(page), 0.0, 1.0)


def _places(node: ElementTree.Element, left: float, scale: float) -> Iterator[float]:
    kind, _, numbers = node.get("transform", "translate(0 0").partition("(")
    values = [float(number) for number in numbers.rstrip(")").split()]
    left += scale * (values[4] if kind == "matrix" else values[0])
    scale *= values[0] if kind == "matrix" else 1.0
    for inner in node:
        if inner.tag.endswith("}use"):
            yield left + scale * float(inner.get("x", "0"))
        yield from _places(inner, left, scale)


def out_of_place(written: str) -> list[float]:
    """The places of signs that stand in a margin."""
    found = typst.compile(written.encode(), format="svg", ignore_system_fonts=True)
    return [
        place
        for page in (found if isinstance(found, list) else [found])
        for place in places(page or b"")
        if not MARGIN - 0.5 <= place <= 595.3 - MARGIN
    ]


@pytest.mark.parametrize("name", WIDE)
def test_nothing_is_printed_in_the_margins(name: str) -> None:
    assert [out_of_place(source(document, Templates())) for document in edition(name).documents] == [
        [] for _ in edition(name).documents
    ]


def test_a_line_that_is_too_long_is_found_in_the_margin() -> None:
    assert out_of_place(f'#set page(paper: "a4", margin: 2.4cm)\n#box[{"x" * 200}]') != []


HOSTILE = '#read("/etc/passwd") $x$ *b* ] // @a <l> \\u{41} `r` "q" ~ = - + 1. -- ... https://example.org'


@pytest.mark.parametrize("title", [HOSTILE, "= Heading", "- item", "/ term: x", "\\", "#", "$", "[", "]", '"', "a\\"])
def test_a_title_is_printed_as_it_is(title: str) -> None:
    spec = re.sub(r"(?m)^title = .*$", lambda _: f"title = '{title}'", case("one-neuron").to_toml())
    found = Derivation(read_spec(spec), prove=unproven)
    files = rendered(found, ["pdf"])
    reader = PdfReader(io.BytesIO(next(iter(files.values()))))
    text = text_of(reader).replace("“", '"').replace("”", '"')
    assert re.sub(r"\s", "", title) in text
    assert reader.metadata is not None and reader.metadata.title == title


def test_what_is_not_seen_is_left_out(tmp_path: Path) -> None:
    own = tmp_path / "prose" / "en" / "precision.j2"
    own.parent.mkdir(parents=True)
    own.write_text("nine\x1b[31m places\u202e#sys", "utf-8")
    files = rendered(derivation("one-neuron"), ["pdf"], str(tmp_path))
    text = text_of(PdfReader(io.BytesIO(next(iter(files.values())))))
    assert "nine[31mplaces#sys" in text


def test_the_shape_of_the_page_can_be_replaced(tmp_path: Path) -> None:
    own = tmp_path / "typst" / "page.typ"
    own.parent.mkdir()
    shape = Templates().render("typst/page.typ", {})
    own.write_text(shape.replace('paper: "a4"', 'paper: "us-letter"'), "utf-8")
    files = rendered(derivation("one-neuron"), ["pdf"], str(tmp_path))
    page = PdfReader(io.BytesIO(next(iter(files.values())))).pages[0]
    assert (page.mediabox.width, page.mediabox.height) == (612, 792)


def test_a_machine_without_typst_is_told_what_else_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(OutputError, match=r"error\[D806\]: a PDF needs the Python package typst") as caught:
        write(edition("one-neuron"))
    assert caught.value.exit_code == 4 and "--to html" in caught.value.help
