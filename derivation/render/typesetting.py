"""Chains of forms as LaTeX: in running text, and as the lines of an alignment that are broken before a relation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derivation.maths.formulas import Formula
from derivation.maths.printing.latex import LatexPrinter
from derivation.network.spelling import Spelling
from derivation.render.markup import NOTHING, Display, Math, Span, Text
from derivation.render.steps import Form

LONGEST_LINE = 78
"""Visible characters of a formula that fit on a line."""

RELATIONS = {"=": "=", "≈": r"\approx", "+": "+", "-": "-", "·": r"\cdot", "": ""}


@dataclass(frozen=True)
class Typesetter:
    """Writes forms and chains of them in LaTeX."""

    latex: LatexPrinter

    def formula(self, formula: Formula) -> str:
        """One formula; an empty place is nothing."""
        return "" if formula == NOTHING else self.latex(formula)

    def form(self, form: Form) -> str:
        """A formula with the relation before it."""
        return f"{RELATIONS[form.relation]} {self.formula(form.formula)}".strip()

    def chain(self, forms: Sequence[Form]) -> str:
        """Forms one after the other."""
        return " ".join(self.form(form) for form in forms)

    def lines(self, display: Display) -> list[str]:
        """The lines of an alignment with one `&` in each; a single short chain is one line without it."""
        lines = [line for row in display.rows for line in self._broken(row)]
        return lines if len(lines) > 1 else [self.chain(display.rows[0])]

    def _broken(self, row: tuple[Form, ...]) -> list[str]:
        """A chain as the lines of an alignment, broken before a relation where it grows too long."""
        parts = [self.form(form) for form in row]
        starts = row[0].relation != ""
        head = f"&{'' if row[0].relation == '=' else chr(92) + 'quad '}{parts[0]}" if starts else parts[0]
        lines, width = [head], _width(parts[0])
        for index, part in enumerate(parts[1:], start=0 if starts else 1):
            fits = width + _width(part) <= LONGEST_LINE
            if index == 1 and not starts:
                lines[-1] += f" &{part}"
            elif fits:
                lines[-1] += f" {part}"
            else:
                lines.append(f"&{part}")
                width = _width(parts[0])
            width += _width(part)
        return lines


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


def finely_set(spelling: Spelling) -> Typesetter:
    """A typesetter for output that is seen as it is written, where words in formulas can be set as words."""

    def spell(identifier: str) -> str:
        return _words(spelling.latex(identifier))

    return Typesetter(LatexPrinter(spell, spelling.decimal_comma))


def _words(latex: str) -> str:
    r"""Words closed up like words: slanted in the line, upright in a subscript.

    >>> _words("net_{h1}"), _words("E_{total}"), _words("w_{12}^{+}")
    ('\\mathit{net}_{h1}', 'E_{\\mathrm{total}}', 'w_{12}^{+}')
    """
    latex = re.sub(r"^([A-Za-z]{2,})(?=[_^]|$)", r"\\mathit{\1}", latex)
    return re.sub(r"_\{([A-Za-z]{2,})\}", r"_{\\mathrm{\1}}", latex)


def _width(latex: str) -> int:
    """About how many characters a reader sees: a fraction is as wide as its wider part."""
    previous = None
    while previous != latex:
        previous = latex
        latex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: max(m[1], m[2], key=len), latex)
        latex = re.sub(r"[_^]\{([^{}]*)\}", lambda m: m[1][: 1 + len(m[1]) // 2], latex)
    return len(re.sub(r"\\[a-zA-Z]+|[{}_^&]", lambda m: "x" if m[0].startswith("\\") else "", latex)) + 1
