"""Chains of forms as LaTeX: in running text, and as the lines of an alignment that are broken before a relation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.printing.latex import LatexPrinter
from derivation.network.spelling import Spelling
from derivation.render.markup import NOTHING, Display, Math, Span, Text
from derivation.render.steps import Form

LONGEST_LINE = 78
"""Visible characters of a formula that fit on a line, relations and blanks included."""

INDENT = "\\quad "
RELATIONS = {"=": "=", "≈": r"\approx", "+": "+", "-": "-", "·": r"\cdot", "": ""}


@dataclass(frozen=True)
class Typesetter:
    """Writes forms and chains of them in LaTeX.

    A form that is wider than *widest* is broken before a plus, a minus or a dot; without it forms stay whole.
    """

    latex: LatexPrinter
    widest: int | None = None

    def formula(self, formula: Formula) -> str:
        """One formula; an empty place is nothing."""
        return "" if formula == NOTHING else self.latex(formula)

    def form(self, form: Form) -> str:
        """A formula with the relation before it."""
        return f"{RELATIONS[form.relation]} {self.formula(form.formula)}".strip()

    def chain(self, forms: Sequence[Form]) -> str:
        """Forms one after the other."""
        return " ".join(self.form(form) for form in forms)

    def pieces(self, form: Form, room: int | None = None) -> list[str]:
        """A form in parts that are no wider than *room*, where there are signs to break it at."""
        room = room or self.widest
        return [self.form(form)] if room is None else broken(self.form(form), room)

    def lines(self, display: Display) -> list[str]:
        """The lines of an alignment with one `&` in each; a single short chain is one line without it."""
        lines = self.alignment(display.rows)
        return lines if len(lines) > 1 else [self.chain(display.rows[0])]

    def alignment(self, rows: Sequence[tuple[Form, ...]]) -> list[str]:
        """Chains as the lines of an alignment, however few they are."""
        return [line for row in rows for line in self._lines(row)]

    def _lines(self, row: tuple[Form, ...]) -> list[str]:
        """A chain as the lines of an alignment, broken before a relation where it grows too long."""
        subject = "" if row[0].relation else self.form(row[0])
        margin = visible_width(subject)
        first, *others = self._parts(row[1:] if subject else row, margin)
        indent = "" if subject or row[0].relation == "=" else INDENT
        lines, width = [f"{subject} &{indent}{first[0]}".lstrip()], margin + visible_width(first[0])
        for piece, begins in others:
            if begins and width + visible_width(piece) <= LONGEST_LINE:
                lines[-1] += f" {piece}"
            else:
                lines.append(f"&{'' if begins else INDENT}{piece}")
                width = margin
            width += visible_width(piece)
        return lines

    def _parts(self, forms: Sequence[Form], margin: int) -> list[tuple[str, bool]]:
        """The pieces of all forms, and whether a form begins with them."""
        room = None if self.widest is None else max(self.widest - margin, LONGEST_LINE // 3)
        return [(piece, not index) for form in forms for index, piece in enumerate(self.pieces(form, room))]


def aligned(lines: Sequence[str]) -> str:
    """Lines under each other, one to a line of the source."""
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def plain_text(spans: Sequence[Span], spelling: Spelling) -> str:
    """Running text without any mark-up, formulas on one line."""
    return "".join(span.text if isinstance(span, Text) else _on_one_line(span, spelling) for span in spans)


def _on_one_line(math: Math, spelling: Spelling) -> str:
    printer = spelling.text_printer
    parts = ((form.relation, "" if form.formula == NOTHING else printer(form.formula)) for form in math.forms)
    return " ".join(text for part in parts for text in part if text)


def finely_set(spelling: Spelling, widest: int | None = None) -> Typesetter:
    """A typesetter for output that is seen as it is written, where words in formulas can be set as words."""

    def spell(identifier: str) -> str:
        return _words(spelling.latex(identifier))

    return Typesetter(LatexPrinter(spell, spelling.decimal_comma), widest)


def _words(latex: str) -> str:
    r"""Words closed up like words: slanted in the line, upright in a subscript.

    >>> _words("net_{h1}"), _words("E_{total}"), _words("w_{12}^{+}")
    ('\\mathit{net}_{h1}', 'E_{\\mathrm{total}}', 'w_{12}^{+}')
    """
    latex = re.sub(r"^([A-Za-z]{2,})(?=[_^]|$)", r"\\mathit{\1}", latex)
    return re.sub(r"_\{([A-Za-z]{3,})\}", r"_{\\mathrm{\1}}", latex)


def visible_width(latex: str) -> int:
    """About how many characters a reader sees: a fraction is as wide as its wider part."""
    previous, latex = None, re.sub(r"\\math[a-z]+\{([^{}]*)\}", r"\1", latex)
    while previous != latex:
        previous = latex
        latex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: max(m[1], m[2], key=len), latex)
        latex = re.sub(r"[_^]\{([^{}]*)\}", lambda m: m[1][: 1 + len(m[1]) // 2], latex)
    return len(re.sub(r"\\[a-zA-Z]+|[{}_^&]", lambda m: "x" if m[0].startswith("\\") else "", latex)) + 1


_TERMS, _FACTORS = ("+", "-"), ("+", "-", r"\cdot")
_LEVELS = ((_TERMS, 0), (_FACTORS, 0), (_TERMS, 2), (_FACTORS, 2))
"""Where a formula is rather broken: before these signs, standing in at most so many brackets."""


def broken(latex: str, room: int, level: int = 0) -> list[str]:
    r"""A formula before whose signs lines may begin, in parts of at most *room* where that can be had.

    >>> broken("= a + (b + c) - d", 10), broken(r"a \cdot b + c", 4)
    (['= a', '+ (b + c)', '- d'], ['a', '\\cdot b', '+ c'])
    """
    if visible_width(latex) <= room or level == len(_LEVELS):
        return [latex]
    parts = _packed(_split(latex, *_LEVELS[level]), room)
    return [piece for part in parts for piece in broken(part, room, level + 1)]


def _split(latex: str, signs: tuple[str, ...], most: int) -> list[str]:
    """*latex* cut before each of *signs* that stands in at most so many round brackets, and in nothing else.

    A number and its power of ten stay together.
    """
    parts, depth, held = [""], 0, 0
    words = latex.split(" ")
    for word, after in zip(words, [*words[1:], ""], strict=True):
        cuts = word in signs and not after.startswith("10^")
        if cuts and depth <= most and not held and parts[-1] not in ("", *RELATIONS.values()):
            parts.append("")
        parts[-1] += f" {word}" if parts[-1] else word
        plain = word.replace(r"\left(", "{").replace(r"\right)", "}")
        depth += plain.count("(") - plain.count(")")
        held += sum(plain.count(char) for char in "{[") - sum(plain.count(char) for char in "}]")
    return parts


def _packed(parts: list[str], room: int) -> list[str]:
    """Parts joined again as long as they fit."""
    packed = parts[:1]
    for part in parts[1:]:
        if visible_width(f"{packed[-1]} {part}") <= room:
            packed[-1] += f" {part}"
        else:
            packed.append(part)
    return packed
