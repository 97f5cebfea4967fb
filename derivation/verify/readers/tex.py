r"""LaTeX: comments and preamble go, an author's abbreviations are written out; sections, tables, listings, drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, Reading, joined, standing_at, without
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.macros import closing_braces, written_out
from derivation.verify.readers.passages import read_passage, with_marks

_VERBATIM = re.compile(
    r"(?P<comment>(?<!\\)(?:\\\\)*%[^\n]*)|(?P<short>\\(?:verb|lstinline)\*?(?P<bar>[|!+/@\"]))"
    r"|\\begin\{(?P<name>verbatim\*?|Verbatim|lstlisting|minted|comment|alltt)\}(?:\[[^\]\n]*\])?(?:\{[a-z+#]*\})?"
)
_OVERLAY = re.compile(r"(?<=[A-Za-z}\]])<(?:(?:handout|beamer|alert@)[:|]?)?[0-9+.][0-9,+.\-|]*>|(?<=[A-Za-z}\]])<->")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STRUCTURE = re.compile(
    r"\\begin\{(?P<environment>tabular[xy]?\*?|longtable|tabu|tblr|tikzpicture)\}"
    r"|\\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph|frametitle|framesubtitle|title|caption)"
    r"\*?\s*(?:\[[^\]\n]*\])?(?=\{)|\\begin\{frame\}(?P<frame>)(?:\[[^\]\n]*\])?(?=\{)"
)
_NODE = re.compile(r"\bnode\b[^{};]*|\\node\b[^{};]*")
_LAYOUT = re.compile(
    r"\\(?:label|(?:eq|page|auto|c)?ref|cite[tp]?|includegraphics|[hv]space|setlength|addtolength|usepackage|bibliography"
    r"|bibliographystyle|documentclass|input|include|subfile|setcounter|resizebox|scalebox|raisebox|rule|vskip|hskip"
    r"|definecolor|geometry|hypersetup|url|begin|end|column)\*?(?:\[[^\]\n]*\]|\{[^{}\n]*\})*|\\(?:text)?color\{[^{}\n]*\}"
)
_FONT = re.compile(r"\\(?:text[a-z]{2,6}|emph|underline|mbox|fbox|alert|uncover|only|visible|footnote)\s*\{([^{}]*)\}")
_BREAKS = re.compile(r"\\\\\*?(?:\[[^\]\n]*\])?|\\item\b(?:\[[^\]\n]*\])?|\\newline\b|\\par\b")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?|\\(?=[%_&#$ ])|[{}]")
_SPECIFICATION = re.compile(r"(?:\s*(?:\[[^\]\n]*\]|\{(?:[^{}\n]|\{[^{}\n]*\})*\}))*")
_ROW_END = re.compile(r"\\\\\*?(?:\[[^\]\n]*\])?|\\tabularnewline\b|\\(?:top|mid|bottom|h)(?:rule|line)\b")
_CELL_END = re.compile(r"(?<!\\)&")
_NESTED_FONTS = 3
_CELL_DRESS = re.compile(
    r"\\(?:multicolumn|multirow)\{[^{}]*\}\{[^{}]*\}|\\(?:c?line|cmidrule)(?:\([a-z]*\))?\{[^{}]*\}"
)


_LISTING = "\ue000"


def read(whole: MappedText) -> Reading:
    """The regions of a LaTeX document."""
    blocks = Blocks()
    bare, listings = _without_listings(whole)
    body = _document(written_out(bare))
    _Body(blocks, without(body, (found.span() for found in _OVERLAY.finditer(body.text))), listings).read()
    return Reading(tuple(blocks.regions))


def _without_listings(whole: MappedText) -> tuple[MappedText, Mapping[int, MappedText]]:
    """The text without comments and with one sign for every listing; the listings by the place of that sign."""
    parts, listings = list[MappedText](), dict[int, MappedText]()
    missing = set[str]()
    done = at = 0
    while (found := _VERBATIM.search(whole.text, at)) is not None:
        at = found.end()
        if found["comment"]:
            alone = not whole.text[whole.text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
            parts.append(whole[done : found.start("comment") + len(found[0]) - len(found[0].lstrip("\\"))])
            done = min(at + alone, len(whole.text))
            continue
        closer = found["bar"] or f"\\end{{{found['name']}}}"
        end = -1 if closer in missing else whole.text.find(closer, at)
        if end < 0:
            missing.add(closer)
            continue
        inner = whole[at:end]
        parts += [
            whole[done : found.start()],
            inner if found["bar"] else standing_at(_LISTING, whole.offsets[found.start()]),
        ]
        if found["name"] not in (None, "comment"):
            listings[whole.offsets[found.start()]] = inner
        at = done = end + len(closer)
    return joined([*parts, whole[done:]]), listings


def _document(whole: MappedText) -> MappedText:
    """What stands between the beginning and the end of the document; all of a file that has neither."""
    begin = whole.text.find("\\begin{document}")
    end = whole.text.find("\\end{document}")
    return whole[max(begin, 0) : end if end >= 0 else len(whole.text)]


@dataclass(frozen=True)
class _Body:
    """The text without listings, abbreviations and overlays."""

    blocks: Blocks
    whole: MappedText
    listings: Mapping[int, MappedText]

    def read(self) -> None:
        text, done, missing = self.whole.text, 0, set[str]()
        closing = closing_braces(text)
        for found in _STRUCTURE.finditer(text):
            name = found["environment"]
            closer = f"\\end{{{name}}}" if name else "}"
            end = -1 if closer in missing else text.find(closer, found.end()) if name else closing.get(found.end(), -1)
            if end < 0 or found.start() < done:
                missing.update({closer} if end < 0 and name else ())
                continue
            self._running(self.whole[done : found.start()])
            inner = self.whole[found.end() + (not name) : end]
            (self._drawing if name == "tikzpicture" else self._table if name else self._heading)(inner)
            done = end + len(closer)
        self._running(self.whole[done:])

    def _running(self, part: MappedText) -> None:
        """Running text, with the listings in their places."""
        done = 0
        for found in re.finditer(_LISTING, part.text):
            listing = self.listings.get(part.offsets[found.start()])
            read_passage(self.blocks, part[done : found.start()], self._words)
            if listing is not None:
                self.blocks.lines(listing, "code")
            done = found.end()
        read_passage(self.blocks, part[done:], self._words)

    def _words(self, part: MappedText) -> None:
        start = 0
        for gap in _BLANK_LINE.finditer(part.text):
            self.blocks.paragraph(_bare(part[start : gap.start()]))
            start = gap.end()
        self.blocks.paragraph(_bare(part[start:]))

    def _heading(self, part: MappedText) -> None:
        self.blocks.paragraph(_bare(with_marks(self.blocks, part)), "heading")

    def _drawing(self, part: MappedText) -> None:
        """The texts of the nodes; coordinates are no numbers of the document."""
        closing = closing_braces(part.text)
        done = 0
        for found in _NODE.finditer(part.text):
            end = closing.get(found.end(), -1)
            if found.start() >= done and end >= 0:
                self.blocks.paragraph(_bare(with_marks(self.blocks, part[found.end() + 1 : end])))
                done = end

    def _table(self, part: MappedText) -> None:
        marked = with_marks(self.blocks, part[_SPECIFICATION.match(part.text).end() :])  # type: ignore[union-attr]
        dressed = without(marked, (found.span() for found in _CELL_DRESS.finditer(marked.text)))
        heads: list[str] = []
        for number, row in enumerate(_split(dressed, _ROW_END)):
            cells = [_bare(cell) for cell in _split(row, _CELL_END)]
            texts = [self.blocks.in_words(cell).strip() for cell in cells]
            if any(texts):
                self.blocks.row(cells, f"| {' | '.join(texts)} |", heads, first=number == 0)
                heads = heads or texts


def _split(part: MappedText, ends: re.Pattern[str]) -> Iterator[MappedText]:
    done = 0
    for found in ends.finditer(part.text):
        yield part[done : found.start()]
        done = found.end()
    yield part[done:]


def _bare(part: MappedText) -> MappedText:
    """Words without the commands that only arrange or dress them."""
    shown = part.showing(_BREAKS.sub(lambda found: "\n".ljust(len(found[0])), part.text).replace("~", " "))
    for _ in range(_NESTED_FONTS):
        spans = [span for found in _FONT.finditer(shown.text) for span in _around(found)]
        shown = without(shown, spans)
    shown = without(shown, (found.span() for found in _LAYOUT.finditer(shown.text)))
    return without(shown, (found.span() for found in _COMMAND.finditer(shown.text)))


def _around(found: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (found.start(), found.start(1)), (found.end(1), found.end())
