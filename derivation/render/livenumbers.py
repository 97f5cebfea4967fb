"""The numbers of a page that follow what its reader changes: each is marked with what it is the value of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field, replace

from derivation.drawings.shapes import Label
from derivation.frozen import dataclass
from derivation.maths.brackets import NEGATIVE, PRODUCT, strength
from derivation.maths.formulas import Formula, Name, Number
from derivation.maths.numbers import Numeral
from derivation.maths.printing.latex import LatexPrinter
from derivation.render.derivations import AS_GIVEN, After

MINUS = '<mo form="prefix">−</mo>'
OPEN, CLOSE = '<mo form="prefix" stretchy="false">(</mo>', '<mo form="postfix" stretchy="false">)</mo>'
_MARK = "7770001.{:08}"
_OPEN, _CLOSE = "\ue002", "\ue003"
_MARKED = re.compile(rf"<mn>7770001\.([0-9]{{8}})</mn>|{_OPEN}([0-9]+){_CLOSE}")
_ANNOTATED = re.compile(r"<semantics>(.*?)<annotation[^>]*>.*?</annotation></semantics>", re.DOTALL)


@dataclass
class LiveNumbers:
    """What the page shows: quantities with a number given, quantities worked out, and columns of the training."""

    given: tuple[str, ...]
    decimal_comma: bool = False
    keys: list[Formula] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def mark(self, number: Number, at_least: int) -> str:
        """Digits that stand for a number in LaTeX until it is MathML."""
        place, element = self._place(number.of), self._with_sign(shown(number.numeral, at_least))
        self.marks.append(f'<mrow class="n" {place} data-b="{at_least}">{element}</mrow>')
        return _MARK.format(len(self.marks) - 1)

    def drawn(self, label: Label) -> Label:
        """A label of a drawing with marks for its numbers, each as long as the number, and for the sign before it."""
        content: list[Formula | str] = []
        for part in label.content:
            if not (isinstance(part, Number) and is_live(part)):
                content.append(part)
                continue
            if content and isinstance(content[-1], str) and content[-1].rstrip().endswith(("=", "≈")):
                before = content.pop()
                content.append(self._signed(str(before), part))
            text = self._with_sign(part.numeral.text.replace("-", "−"))
            self.marks.append(f"<tspan {self._place(part.of)}>{text}</tspan>")
            content.append(f"{_OPEN}{len(self.marks) - 1:0{max(1, len(text) - 2)}}{_CLOSE}")
        return replace(label, content=tuple(content))

    def _with_sign(self, written: str) -> str:
        """A number, as text or as an element, with the decimal sign of the document."""
        return written.replace(".", ",") if self.decimal_comma else written

    def _signed(self, text: str, number: Number) -> str:
        """The words before a number with a mark for the relation at their end."""
        words, sign, blank = text[: len(text.rstrip()) - 1], text.rstrip()[-1], text[len(text.rstrip()) :]
        self.marks.append(f'<tspan data-r="{self.place_of(number)}">{sign}</tspan>')
        return f"{words}{_OPEN}{len(self.marks) - 1}{_CLOSE}{blank}"

    def place_of(self, formula: Formula) -> str:
        """The place of a given number among all of them; nothing for anything else."""
        of = formula.of if isinstance(formula, Number) else None
        return str(self.given.index(of.id)) if isinstance(of, Name) and of.id in self.given else ""

    def column(self, name: str) -> int:
        """The place of a quantity among those that are followed over the rounds."""
        return _index(self.columns, name)

    def _place(self, of: object) -> str:
        if isinstance(of, After):
            return f'data-t="{of.rounds},{self.column(of.name)}"'
        if isinstance(of, Name) and of.id in self.given:
            return f'data-g="{self.given.index(of.id)}"'
        assert isinstance(of, Formula)
        return f'data-k="{_index(self.keys, of)}"'

    def unmarked(self, element: str) -> str:
        """The element with its numbers in place of their marks, and without LaTeX that would soon be outdated."""
        plain = _ANNOTATED.sub(r"\1", element)
        return _MARKED.sub(lambda found: self.marks[int(found[1] or found[2])], plain)


def _index(known: list[Formula] | list[str], wanted: Formula | str) -> int:
    if wanted not in known:
        known.append(wanted)  # type: ignore[arg-type]
    return known.index(wanted)  # type: ignore[arg-type]


@dataclass(frozen=True)
class LivePrinter(LatexPrinter):
    """Prints LaTeX in which every number that may change is a mark."""

    mark: Callable[[Number, int], str] = lambda number, at_least: ""

    def __call__(self, node: Formula) -> str:
        return self.mark(node, 0) if is_live(node) and isinstance(node, Number) else super().__call__(node)

    def _bracketed(self, node: Formula, at_least: int) -> str:
        if is_live(node) and isinstance(node, Number):
            return self.mark(node, at_least)
        return super()._bracketed(node, at_least)


def is_live(node: Formula) -> bool:
    """Whether *node* is a number that another state of the page may change."""
    return isinstance(node, Number) and node.of is not None and node.of != AS_GIVEN


def shown(numeral: Numeral, at_least: int) -> str:
    """A number as MathML, in brackets where its sign or its power of ten needs them."""
    sign, text = (MINUS, numeral.text[1:]) if numeral.text.startswith("-") else ("", numeral.text)
    above, slash, below = text.partition("/")
    mantissa, scaled, power = text.partition("e")
    body = f"<mn>{text}</mn>"
    if slash:
        body = f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>"
    elif scaled:
        exponent = f"{MINUS}<mn>{power[1:]}</mn>" if power.startswith("-") else f"<mn>{power}</mn>"
        body = f"<mn>{mantissa}</mn><mo>⋅</mo><msup><mn>10</mn><mrow>{exponent}</mrow></msup>"
    needed = strength(Number(numeral)) < at_least and (at_least > NEGATIVE or not sign)
    return f"{OPEN}{sign}{body}{CLOSE}" if needed and at_least >= PRODUCT else f"{sign}{body}"
