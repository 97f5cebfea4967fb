"""Document -> a file of a word processor or a reading device, by pandoc, which runs as a process of its own.

Pandoc gets the document as its own syntax tree, in JSON: no text of ours is ever read as markup, and in its sandbox
it opens no file and no network. Word takes a display as one equation for each line.
"""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from derivation.drawings.svg import svg
from derivation.errors import OutputError
from derivation.frozen import dataclass
from derivation.maths.printing.typst import quoted
from derivation.network.spelling import Spelling
from derivation.render.documents import Document
from derivation.render.editions import Edition
from derivation.render.markup import Aside, Block, Display, Figure, Heading, Items, Math, Paragraph, Span, Table
from derivation.render.typesetting import Typesetter, finely_set

API = [1, 23]
"""The version of pandoc's syntax tree that is written here."""
LONGEST_LINE = 60
_EPOCH = "315532800"  # 1980: the earliest time that a zip archive can hold
_STYLES = {"strong": "Strong", "emphasis": "Emph"}
_PLAIN = ["", [], []]

Node = dict[str, Any]


def write_office(edition: Edition, to: str) -> dict[str, bytes]:
    """Every document in the format that pandoc calls *to*.

    Raises: OutputError: D808, pandoc is not there; D809, it did not do its work.
    """
    trees = {document.name: syntax_tree(document, with_pixels=to == "docx") for document in edition.documents}
    return {f"{name}.{to}": converted(tree, to) for name, tree in trees.items()}


def converted(tree: Node, to: str) -> bytes:
    """What pandoc makes of a syntax tree; the same bytes every time."""
    command = [_pandoc(to), "--from=json", f"--to={to}", "--output=-", "--sandbox", "--standalone", "--mathml"]
    done = subprocess.run(
        command,
        input=json.dumps(tree).encode("ascii"),
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        check=False,
    )
    if done.returncode or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise OutputError("D809", f"pandoc could not write {to}", note=said)
    return done.stdout


def _pandoc(to: str) -> str:
    """Where pandoc is: it comes with the Python package that the extra `office` brings."""
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        raise OutputError(
            "D808",
            f"{to} is written by pandoc, which is not there",
            help="install it with `pip install 'derivation[office]'`, or ask for --to html or --to pdf",
        ) from None


def syntax_tree(document: Document, *, with_pixels: bool = False) -> Node:
    """The document in pandoc's own terms; its drawings *with pixels* are for programs that show nothing else."""
    writer = _Writer(document.notation, with_pixels)
    title, *rest = document.blocks
    assert isinstance(title, Heading)
    meta = {
        "title": {"t": "MetaInlines", "c": writer.inlines(title.spans)},
        "lang": {"t": "MetaString", "c": document.language},
        "identifier": {"t": "MetaString", "c": document.name},
    }
    blocks = [node for block in rest for node in writer.block(block)]
    return {"pandoc-api-version": API, "meta": meta, "blocks": blocks}


@dataclass(frozen=True)
class _Writer:
    spelling: Spelling
    with_pixels: bool

    @property
    def typesetter(self) -> Typesetter:
        return finely_set(self.spelling, LONGEST_LINE)

    def block(self, block: Block) -> Iterator[Node]:
        match block:
            case Heading(level, spans):
                yield _node("Header", [level - 1, _PLAIN, self.inlines(spans)])
            case Paragraph(spans):
                yield _node("Para", self.inlines(spans))
            case Aside(blocks):
                yield _node("BlockQuote", [node for each in blocks for node in self.block(each)])
            case Items(items):
                yield _node("BulletList", [[_node("Plain", self.inlines(item))] for item in items])
            case _:
                yield from self._set_apart(block)

    def _set_apart(self, block: Display | Table | Figure) -> Iterator[Node]:
        match block:
            case Display():
                yield from (_node("Para", [_math("DisplayMath", line)]) for line in self._lines(block))
            case Table():
                yield self._table(block)
            case Figure():
                yield from self._figure(block)

    def _lines(self, display: Display) -> Iterator[str]:
        """One equation for each line: word processors align none."""
        yield from (line.replace("&", "", 1) for line in self.typesetter.lines(display))

    def _table(self, table: Table) -> Node:
        columns = [[_node("AlignDefault"), _node("ColWidthDefault")] for _ in table.header]
        head = [_PLAIN, [self._row(table.header)]]
        body = [_PLAIN, 0, [], [self._row(row) for row in table.rows]]
        return _node("Table", [_PLAIN, [None, []], columns, head, [body], [_PLAIN, []]])

    def _row(self, cells: Sequence[tuple[Span, ...]]) -> list[Any]:
        return [
            _PLAIN,
            [[_PLAIN, _node("AlignDefault"), 1, 1, [_node("Plain", self.inlines(cell))]] for cell in cells],
        ]

    def _figure(self, figure: Figure) -> Iterator[Node]:
        """The drawing as an image that is part of the file, with its words, and the caption below it."""
        words = {"title": figure.title, "description": figure.description}
        drawn = svg(figure.drawing, self.spelling, name=figure.name, **words)
        pixels = _pixels(drawn) if self.with_pixels else None
        kind, image = ("svg+xml", drawn.encode("utf-8")) if pixels is None else ("png", pixels)
        address = f"data:image/{kind};base64,{b64encode(image).decode('ascii')}"
        described = [_node("Str", figure.description)]
        yield _node("Para", [_node("Image", [_PLAIN, described, [address, figure.title]])])
        yield _node("Para", self.inlines(figure.caption))

    def inlines(self, spans: Sequence[Span]) -> list[Node]:
        return [node for span in spans for node in self._span(span)]

    def _span(self, span: Span) -> Iterator[Node]:
        if isinstance(span, Math):
            yield _math("InlineMath", self.typesetter.chain(span.forms))
        elif span.style == "code":
            yield _node("Code", [_PLAIN, span.text])
        elif span.style:
            yield _node(_STYLES[span.style], list(_words(span.text)))
        else:
            yield from _words(span.text)


def _pixels(drawn: str) -> bytes | None:
    """A drawing as PNG, where there is Typst to make one."""
    try:
        import typst
    except ImportError:
        return None
    text = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({quoted(drawn)}), format: "svg")'
    found = typst.compile(text.encode("utf-8"), format="png", ppi=220, ignore_system_fonts=True)
    return found if isinstance(found, bytes) else None


def _words(text: str) -> Iterator[Node]:
    """Words and the blanks between them."""
    for blank, run in groupby(text, str.isspace):
        yield _node("Space") if blank else _node("Str", "".join(run))


def _math(kind: str, latex: str) -> Node:
    return _node("Math", [_node(kind), latex])


def _node(kind: str, content: Any = None) -> Node:
    return {"t": kind} if content is None else {"t": kind, "c": content}
