"""Markdown and plain text with formulas between dollars or TeX brackets, in TeX environments, fences or tables.

Every search for a closing delimiter is made at most once per place, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from derivation.verify.manuscripts import FORMULA, MappedText, Region, joined

_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ENVIRONMENTS = "equation|align|aligned|alignat|gather|gathered|multline|eqnarray|flalign|math|displaymath|split"
_OPENER = re.compile(
    r"^[ ]{0,3}(?P<fence>```+|~~~+)(?P<language>[^\n`]*)\n"
    r"|(?P<double>\$\$)|(?P<display>\\{1,2}\[)|(?P<inline>\\{1,2}\()"
    rf"|(?P<environment>\\begin\{{(?:{_ENVIRONMENTS})\*?\}})"
    r"|(?P<ticked>\$`)|(?P<code>`+)|(?P<dollar>\$)|(?P<comment><!--)",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_MONEY = re.compile(r"\s*[\d.,]+(?:\s+[A-Za-z]{2,}.*)?\s*", re.DOTALL)
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_RULER = re.compile(r"[ \t]*\|?[ \t:|-]+\|?[ \t]*")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]")
_MATH_FENCES = ("math", "latex", "tex", "katex")


def read(source: str) -> tuple[Region, ...]:
    """The regions of a Markdown document, in reading order."""
    scan = _Scan(_without_quote_marks(source))
    return tuple(scan.regions())


def _without_quote_marks(source: str) -> MappedText:
    """The text without the `>` marks of quotations."""
    parts: list[MappedText] = []
    for found in _LINE.finditer(source):
        mark = _QUOTE.match(source, found.start(), found.end())
        begin = mark.end() if mark else found.start()
        parts.append(MappedText(source[begin : found.end()], range(begin, found.end() + 1)))
    return joined(parts)


@dataclass
class _Scan:
    """One pass over the text: formulas are cut out, what lies between them is prose."""

    whole: MappedText
    _block: int = 0
    _missing: dict[str, int] = field(default_factory=dict)  # closer -> from here on there is none

    def regions(self) -> Iterator[Region]:
        text, done, prose = self.whole.text, 0, list[MappedText]()
        position = 0
        while (found := _OPENER.search(text, position)) is not None:
            piece = None if _is_escaped(text, found.start()) else self._piece(found)
            if piece is None:
                position = found.end()
                continue
            kind, inner, end = piece
            prose.append(self.whole[done : found.start()])
            if kind == "inline":
                yield self._region(kind, inner)
                prose.append(MappedText(FORMULA, self.whole.offsets[found.start() : found.start() + 2]))
            else:
                yield from self._prose(prose)
                prose = []
                if kind:
                    self._block += 1
                    yield self._region(kind, inner)
            position = done = end
        yield from self._prose([*prose, self.whole[done:]])

    def _region(self, kind: str, part: MappedText) -> Region:
        return Region(kind, part.text, part.offsets, self._block)

    def _piece(self, found: re.Match[str]) -> tuple[str, MappedText, int] | None:
        """kind, content and end of what opens here; None if it never closes."""
        kind, closer = _closing(found)
        begin = found.start() if found["environment"] else found.end()
        at = self._find(closer, found.end())
        if at < 0:
            return None
        text = self.whole.text
        end = at + len(closer)
        inner = self.whole[begin : end if found["environment"] else at]
        if kind == "inline" and (
            _BLANK_LINE.search(inner.text) or (found["dollar"] and not _is_formula(text, inner.text, end))
        ):
            return None
        return kind, inner, end

    def _find(self, closer: str, start: int) -> int:
        """The next *closer*, or -1; a search that failed once is not made again."""
        if start >= self._missing.get(closer, len(self.whole.text) + 1):
            return -1
        at = self.whole.text.find(closer, start)
        while at > 0 and closer == "$" and _is_escaped(self.whole.text, at):
            at = self.whole.text.find(closer, at + 1)
        if at < 0:
            self._missing[closer] = start
        return at

    def _prose(self, parts: list[MappedText]) -> Iterator[Region]:
        """Paragraphs, headings and the cells of tables."""
        whole, start = joined([part for part in parts if part.text]), 0
        for gap in _BLANK_LINE.finditer(whole.text):
            yield from self._paragraph(whole[start : gap.start()])
            start = gap.end()
        yield from self._paragraph(whole[start:])

    def _paragraph(self, part: MappedText) -> Iterator[Region]:
        if not part.text.strip():
            return
        self._block += 1
        plain: list[MappedText] = []
        for line in _LINE.finditer(part.text):
            row = part[line.start() : line.end()]
            if _TABLE_ROW.fullmatch(row.text.rstrip("\n")):
                yield from () if _RULER.fullmatch(row.text.rstrip("\n")) else self._cells(row)
            elif _HEADING.match(row.text):
                yield self._region("heading", row)
            else:
                plain.append(row)
        if plain:
            yield self._region("prose", joined(plain))

    def _cells(self, row: MappedText) -> Iterator[Region]:
        start = row.text.index("|") + 1
        while (end := row.text.find("|", start)) >= 0:
            cell = row[start:end]
            yield Region("cell", cell.text, cell.offsets, self._block, row.text.replace(FORMULA, ""))
            start = end + 1


def _closing(found: re.Match[str]) -> tuple[str, str]:
    """The kind of region that an opening delimiter begins, and the delimiter that ends it."""
    if found["fence"]:
        math = found["language"].strip().lower() in _MATH_FENCES
        return "display" if math else "code", "\n" + found["fence"]
    if found["environment"]:
        return "display", found["environment"].replace("\\begin", "\\end")
    pairs = {"double": ("display", "$$"), "ticked": ("inline", "`$"), "dollar": ("inline", "$"), "comment": ("", "-->")}
    if found.lastgroup in pairs:
        return pairs[found.lastgroup]
    if found["code"]:
        return "inline", found["code"]
    opener = found["display"] or found["inline"]
    return ("display" if found["display"] else "inline"), opener.translate(str.maketrans("[(", "])"))


def _is_escaped(text: str, at: int) -> bool:
    """Whether a backslash takes away the meaning of the sign at this place."""
    return text[at] == "$" and at > 0 and text[at - 1] == "\\" and (at < 2 or text[at - 2] != "\\")


def _is_formula(text: str, inner: str, end: int) -> bool:
    """Whether what stands between two dollars is a formula, not two sums of money."""
    price = bool(inner) and (inner[:1].isdigit() and (_MONEY.fullmatch(inner) and " " in inner.strip()))
    return bool(inner.strip()) and not price and not text[end : end + 1].isdigit()
