"""Formulas between dollars, TeX brackets and environments: where they begin and end in a text.

Every search for a closing delimiter is made at most once per place, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from derivation.frozen import dataclass

ENVIRONMENTS = (
    "equation|align|aligned|alignat|gather|gathered|multline|eqnarray|flalign|math|displaymath|split|dmath|IEEEeqnarray"
)
TEX = (
    r"(?P<double>\$\$)|(?P<display>\\{1,2}\[)|(?P<inline>\\{1,2}\()"
    rf"|(?P<environment>\\begin\{{(?:{ENVIRONMENTS})\*?\}})|(?P<dollar>\$)"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_MONEY = re.compile(r"\s*[\d.,]+(?:\s+[A-Za-z]{2,}.*)?\s*", re.DOTALL)
_PAIRS = {
    "double": ("display", "$$"),
    "ticked": ("inline", "`$"),
    "dollar": ("inline", "$"),
    "comment": ("comment", "-->"),
    "role": ("inline", "`"),
}
_MATH_FENCES = ("math", "latex", "tex", "katex")
_NOT_SET_IN = re.compile(r"\n(?=\S)")
RESTRUCTURED = r"(?P<role>:math:`)|(?P<directive>^\.\. math::(?:[ \t]*\n(?:[ \t]+:\w+:[^\n]*\n)*)?)"
"""Formulas of reStructuredText: a role in a line, and a directive with the lines that are set in below it."""
_ROW_SKIP = re.compile(r"\\\\\[-?[\d.]+ *[a-z]{2}\]")


@dataclass(frozen=True)
class Piece:
    """What stands between two delimiters: the whole from *start* to *end*, its content from *begin* to *stop*.

    `kind` is display, inline, ticks, fence or comment; `language` is what a fence says it is.
    """

    kind: str
    start: int
    begin: int
    stop: int
    end: int
    language: str = ""


def openers(*patterns: str) -> re.Pattern[str]:
    """The pattern of everything that opens a formula; the groups say what opens it."""
    return re.compile("|".join(patterns), re.MULTILINE)


def cut(text: str, opener: re.Pattern[str]) -> Iterator[Piece]:
    """The delimited pieces of *text*, in order; what lies between them is none of ours."""
    yield from _Cutting(text, opener).pieces()


@dataclass
class _Cutting:
    """One pass over the text."""

    text: str
    opener: re.Pattern[str]
    _missing: dict[str, int] = field(default_factory=dict)  # closer -> from here on there is none
    _gap: int = -1  # where the first blank line at or after the last place asked for begins

    def pieces(self) -> Iterator[Piece]:
        position = 0
        while (found := self.opener.search(self.text, position)) is not None:
            piece = None if self._means_nothing(found) else self._piece(found)
            if piece is None:
                position = found.end()
            else:
                yield piece
                position = max(piece.end, found.end())

    def _means_nothing(self, found: re.Match[str]) -> bool:
        """An escaped dollar, or a line end with a skip as `\\\\[2pt]`."""
        skip = found.lastgroup == "display" and _ROW_SKIP.match(self.text, found.start())
        return bool(skip) or is_escaped(self.text, found.start())

    def _piece(self, found: re.Match[str]) -> Piece | None:
        """What opens here; None if it never closes, or is not a formula."""
        opened_by = found.lastgroup or ""
        kind, closer = _closing(found)
        begin = found.start() if opened_by == "environment" else found.end()
        at = self._end_of(opened_by, closer, found)
        if at < 0:
            return None
        end = at + len(closer)
        stop = end if opened_by == "environment" else at - (opened_by == "fence")
        likely = kind not in ("inline", "ticks") or self._is_likely(begin, stop, opened_by)
        return Piece(kind, found.start(), begin, max(begin, stop), end, _language(found)) if likely else None

    def _end_of(self, opened_by: str, closer: str, found: re.Match[str]) -> int:
        """Where the closer stands, or -1; a directive ends where its lines are set in no more."""
        if opened_by == "fence":
            return self._find_fence(closer, found.end() - 1)
        if opened_by == "directive":
            after = _NOT_SET_IN.search(self.text, found.end())
            return after.start() if after else len(self.text)
        return self._find(closer, found.end())

    def _is_likely(self, begin: int, stop: int, opened_by: str) -> bool:
        """Inline formulas have no blank line, and what stands between two dollars is not two sums of money."""
        if self._next_gap(begin) < stop:
            return False
        return opened_by != "dollar" or _is_formula(self.text, self.text[begin:stop], stop + 1)

    def _next_gap(self, start: int) -> int:
        if self._gap < start:
            found = _BLANK_LINE.search(self.text, start)
            self._gap = found.start() if found else len(self.text)
        return self._gap

    def _find(self, closer: str, start: int) -> int:
        """The next *closer*, or -1; a search that failed once is not made again."""
        if start >= self._missing.get(closer, len(self.text) + 1):
            return -1
        at = self.text.find(closer, start)
        while at > 0 and closer == "$" and is_escaped(self.text, at):
            at = self.text.find(closer, at + 1)
        if at < 0:
            self._missing[closer] = start
        return at

    def _find_fence(self, marks: str, start: int) -> int:
        """The next *marks* with nothing but blanks before them on their line."""
        if start >= self._missing.get("\n" + marks, len(self.text) + 1):
            return -1
        found = re.compile(rf"^[ \t]*{marks}", re.MULTILINE).search(self.text, start)
        if found is None:
            self._missing["\n" + marks] = start
        return found.end() - len(marks) if found else -1


def _language(found: re.Match[str]) -> str:
    return found["language"].strip().lower() if found.lastgroup == "fence" else ""


def _closing(found: re.Match[str]) -> tuple[str, str]:
    """The kind of piece that an opening delimiter begins, and the delimiter that ends it."""
    opened_by = found.lastgroup or ""
    opener = found[opened_by]
    if opened_by == "fence":
        return "display" if _language(found) in _MATH_FENCES else "fence", found["marks"]
    if opened_by == "environment":
        return "display", opener.replace("\\begin", "\\end")
    if opened_by == "ticks":
        return "ticks", opener
    if opened_by == "directive":
        return "display", ""
    if opened_by in _PAIRS:
        return _PAIRS[opened_by]
    return opened_by, opener.translate(str.maketrans("[(", "])"))


def is_escaped(text: str, at: int) -> bool:
    """Whether a backslash takes away the meaning of the dollar at this place."""
    return text[at] == "$" and at > 0 and text[at - 1] == "\\" and (at < 2 or text[at - 2] != "\\")


def _is_formula(text: str, inner: str, end: int) -> bool:
    """Whether what stands between two dollars is a formula: not two sums of money, and the second opens none."""
    price = inner[:1].isdigit() and " " in inner.strip() and _MONEY.fullmatch(inner)
    after = text[end : end + 1]
    opens_next = inner[-1:].isspace() and not inner[:1].isspace() and after.isalnum()
    return bool(inner.strip()) and not price and not opens_next and not after.isdigit()
