"""The pieces of a line of words in which formulas may stand: numbers, names, signs, and what parts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivation.frozen import dataclass
from derivation.maths.functions import FUNCTIONS
from derivation.maths.reading.spellings import OTHER_FUNCTIONS, PHRASE, SCRIPT
from derivation.verify.manuscripts import FORMULA

_LETTER = (
    "A-Za-z\u00aa\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u03ff\u1e00-\u1fff\U0001d400-\U0001d7cb∂∇∆√∑∏"
    + SCRIPT
)
_SMALL = "²³¹⁰-⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵃ-ᶻʰ-ʸ₀-₉₊₋₌₍₎ₐ-ₜᵢ-ᵪⱼ"
_BOLD = "\U0001d7ce-\U0001d7ff"
_TOKEN = re.compile(
    r"(?P<blank>[ \t\u00a0\u2000-\u200b\u202f]+)"
    r"|(?P<address>(?:https?://|www\.)\S+|[\w.]+@[\w.]+)"
    rf"|(?P<number>(?:[0-9]+(?:(?:[.,]|\{{,\}})[0-9]+)*|\.[0-9]+|[{_BOLD}]+(?:\. ?[{_BOLD}]+)?|[¼½¾⅐-⅞])"
    rf"(?:[eE][+-]?[0-9]+(?![0-9A-Za-z_.]))?[{_SMALL}]*)"
    r"|(?P<times>(?<=[0-9)\]])[xX](?=[ ]?[0-9.(\[])|(?<=[0-9)\]] )[xX](?=[0-9]*\.[0-9]|[ ][-(\[0-9.]))"
    r"|(?P<left_out>(?:…|\.\.\.|⋯)(?:\([0-9]+ [^\W\d_]+\))?(?=[ \t]*[-+−]))"
    rf"|(?P<phrase>(?<![\w\\]){PHRASE})"
    rf"|(?P<name>(?:\\[A-Za-z]+|[{_LETTER}])(?:[{_LETTER}0-9\u0300-\u036f{_SMALL}]|_(?=[\w{{(])|(?<=_)\{{[^{{}}\n]*\}}"
    r"|(?<=[\w₀-₉])\[[0-9, ]+\](?!\()|(?<=[a-z0-9])\.(?=[A-Za-z_])|['′])*)"
    r"|(?P<implies>=>|[⇒⟹⇔→⟶↦]|--?>)"
    r"|(?P<relation>:=|==|(?<=[ \t])<-(?=[ \t])|<=|>=|!=|~=|[=<>≈≃≅≐≡≠≤≥∝≔←]|\\(?:approx|simeq|leftarrow)\b)"
    r"|(?P<bar>(?<=[ \t])\|(?=[ \t]))"
    r"|(?P<operator>\*\*|[-+*/^_×·⋅∙•∗÷−–⊙@|∕⁄]|\\[,;!])"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}]["
    rf"{_SMALL}'′]*)|(?P<comma>,|(?<=\(0);)|(?P<lost>(?<=[0-9])%|\ufffd)"
    rf"|(?P<formula>{FORMULA})|(?P<stop>.)",
    re.DOTALL,
)
_WIDE = 2
_JOINTS = ("operator", "relation", "times")
KNOWN = frozenset((*FUNCTIONS, *OTHER_FUNCTIONS))
"""The words that are functions."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: what it is and where; whether a blank stands before it, and a wide one."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool
    apart: bool

    @property
    def joins(self) -> bool:
        """Whether it stands between two parts; a bar may stand at an end, as in `|x|`."""
        return self.kind in _JOINTS and self.text != "|"

    @property
    def is_word(self) -> bool:
        """A word of the language as much as a name: letters alone, and more than one of them, or an article."""
        plain = self.kind == "name" and self.text.isalpha() and self.text.lower() not in KNOWN
        return plain and (len(self.text) > 1 or self.text in "aAI")


def tokens_of(line: str, at: int = 0) -> Iterator[Token]:
    """The pieces of a line from *at* on, blanks apart."""
    blank = ""
    while at < len(line):
        found = _TOKEN.match(line, at)
        assert found is not None and found.lastgroup is not None
        kind = "name" if found.lastgroup == "phrase" else found.lastgroup
        if kind != "blank":
            wide = len(blank) >= _WIDE or "\t" in blank
            yield Token(kind, found[0], at, found.end(), bool(blank), wide)
        blank = found[0] if kind == "blank" else ""
        at = found.end()
