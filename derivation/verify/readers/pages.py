"""Pages: HTML, or HTML tags inside another text -> blocks: paragraphs, headings, listings, tables, and MathML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at
from derivation.verify.readers.addresses import formula_of_image
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.mathml import formula_of_element
from derivation.verify.readers.passages import with_marks
from derivation.verify.readers.tags import RAW, VOID, Tag, Text, decoded, tokens

BLOCK = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section summary table tbody tfoot thead "
    "ul".split()
)
INLINE = frozenset(
    "a abbr acronym b big br cite code del dfn em font i img ins kbd label mark math q s samp script small span strike "
    "strong style sub sup td th tr tt u var".split()
)
IN_TEXT = BLOCK | INLINE
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHOWN_TWICE = (
    "katex-html",
    "MathJax",
    "MathJax_Display",
    "MathJax_Preview",
    "MJX_Assistive_MathML",
    "mwe-math-fallback",
)
_SCRIPTS = {"sub": "_{", "sup": "^{"}
_FOOTNOTE = 80  # characters after <sup> in which a link makes it a footnote


def has_tags(text: str) -> bool:
    """Whether a text of another format has tags in it."""
    return any(isinstance(token, Tag) for token in tokens(text, IN_TEXT))


def read_tagged(
    blocks: Blocks, whole: MappedText, words: Callable[[MappedText], None], names: frozenset[str] | None = None
) -> None:
    """Put the blocks of a text behind those that *blocks* has; *words* takes a paragraph.

    With *names* only those are tags, and line ends mean what they mean in the text around them.
    """
    _Page(blocks, whole, words, names).read()


@dataclass
class _Page:
    blocks: Blocks
    whole: MappedText
    words: Callable[[MappedText], None]
    names: frozenset[str] | None
    _parts: list[MappedText] = field(default_factory=list)
    _kind: str = "prose"
    _cells: list[MappedText] = field(default_factory=list)
    _heads: list[str] = field(default_factory=list)
    _in_cell: bool = False
    _is_head: bool = True
    _first_row: bool = True

    def read(self) -> None:
        stream = tokens(self.whole.text, self.names)
        for token in stream:
            if isinstance(token, Text):
                self._parts.append(self._text(token))
            elif token.name == "math" and not token.closes:
                self._math(token, stream)
            elif not token.closes and self._is_shown_elsewhere(token):
                _skip(token, stream)
            else:
                self._tag(token)
        self._end_row()
        self._flush()

    def _text(self, token: Text) -> MappedText:
        part = self.whole[token.start : token.end]
        if self.names is not None:
            return part
        part = decoded(part)
        return part if self._kind == "code" else part.showing(part.text.replace("\n", " "))

    def _is_shown_elsewhere(self, tag: Tag) -> bool:
        """Whether what this element shows stands in the page in a better form, or is a footnote's mark."""
        if tag.name in VOID or tag.name in RAW or tag.inner[0] == tag.inner[1]:
            return tag.name == "sup" and "<a " in self.whole.text[tag.end : tag.end + _FOOTNOTE]
        attributes = tag.attributes(self.whole)
        classes = attributes["class"].text.split() if "class" in attributes else []
        hidden = "aria-hidden" in attributes and attributes["aria-hidden"].text == "true" and tag.name != "a"
        return hidden or any(name in _SHOWN_TWICE for name in classes)

    def _tag(self, tag: Tag) -> None:
        if tag.name in ("td", "th", "tr", "table"):
            self._table(tag)
        elif tag.name in BLOCK:
            self._block(tag)
        elif tag.name == "br":
            self._parts.append(standing_at("\n", self._offset(tag)))
        elif tag.name in _SCRIPTS:
            self._parts.append(standing_at("}" if tag.closes else _SCRIPTS[tag.name], self._offset(tag)))
        elif tag.name == "img":
            self._image(tag)
        elif tag.name == "script":
            self._script(tag)

    def _offset(self, tag: Tag) -> int:
        return self.whole.offsets[tag.start]

    def _block(self, tag: Tag) -> None:
        if self._in_cell:
            self._parts.append(standing_at("\n", self._offset(tag)))
            return
        self._flush()
        opened = not tag.closes
        self._kind = (
            "heading" if opened and tag.name in _HEADINGS else "code" if opened and tag.name == "pre" else "prose"
        )

    def _table(self, tag: Tag) -> None:
        if self._in_cell:
            self._end_cell()
        if tag.name in ("tr", "table"):
            self._end_row()
            self._flush()
        if tag.name == "table":
            self._heads, self._first_row = [], True
        if tag.name in ("td", "th") and not tag.closes:
            self._flush()
            self._in_cell = True
            self._is_head = self._is_head and tag.name == "th"

    def _end_cell(self) -> None:
        cell, self._parts, self._in_cell = joined(self._parts), [], False
        self._cells.append(with_marks(self.blocks, cell))

    def _end_row(self) -> None:
        if self._in_cell:
            self._end_cell()
        texts = [self.blocks.in_words(cell).strip() for cell in self._cells]
        if self._cells:
            self.blocks.row(self._cells, f"| {' | '.join(texts)} |", self._heads, first=self._first_row)
            is_head = self._is_head or not any(char.isdigit() for text in texts for char in text)
            self._heads = texts if is_head and self._first_row else self._heads
            self._first_row = False
        self._cells, self._is_head = [], True

    def _image(self, tag: Tag) -> None:
        formula = formula_of_image(tag.attributes(self.whole))
        if formula is not None:
            self._parts.append(self.blocks.mark(formula, self.whole[tag.start : tag.end]))

    def _script(self, tag: Tag) -> None:
        """MathJax keeps a formula's source in a script; any other script is none of ours."""
        attributes = tag.attributes(self.whole)
        kind = attributes["type"].text.lower() if "type" in attributes else ""
        if tag.content is not None and kind.startswith("math/tex"):
            self._formula(self.whole[slice(*tag.content)], tag, "mode=display" in kind)

    def _math(self, tag: Tag, stream: Iterator[Tag | Text]) -> None:
        formula = formula_of_element(self.whole, tag, stream)
        display = tag.attributes(self.whole).get("display")
        if formula is not None:
            self._formula(formula, tag, display is not None and display.text == "block")

    def _formula(self, formula: MappedText, tag: Tag, display: bool) -> None:
        if display and not self._in_cell:
            self._flush()
            self.blocks.display(formula)
        else:
            self._parts.append(self.blocks.mark(formula, self.whole[tag.start : tag.end]))

    def _flush(self) -> None:
        parts, self._parts = self._parts, []
        part = joined(parts)
        if not part.text.strip():
            return
        if self._kind == "code":
            self.blocks.code(part)
        elif self._kind == "heading":
            self.blocks.paragraph(with_marks(self.blocks, part), "heading")
        else:
            self.words(part)


def _skip(tag: Tag, stream: Iterator[Tag | Text]) -> None:
    """Pass over everything up to the end of the element."""
    depth = 1
    for token in stream:
        if isinstance(token, Tag) and token.name == tag.name:
            depth += -1 if token.closes else 1
        if not depth:
            return
