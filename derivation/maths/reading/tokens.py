"""Token: a piece of formula text, what it is and where it stands; and which brackets belong together."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from derivation.frozen import dataclass


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"  # 0.40, 0{,}5, 1e-5, and 1/2 for a half written as one character
    WORD = "word"  # net, w5
    COMMAND = "command"  # eta, frac; Greek letters too
    SIGN = "sign"  # + - * / ^ ** _ ' and brackets
    RELATION = "relation"  # = ≈
    BREAK = "break"  # \\ \quad and a line end: another statement follows
    UNREADABLE = "unreadable"  # its text is the reason


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: what it is, how it is spelled, where it stands.

    `spaced`: a blank precedes it; `set_apart`: a font command marks it as one name.
    """

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False
    set_apart: bool = False

    def behind_blank(self) -> Token:
        """The same piece with a blank before it."""
        return Token(self.kind, self.text, self.start, self.end, True, self.set_apart)


LEFT_BAR, RIGHT_BAR = "\\lvert", "\\rvert"
MATRIX, END_OF_MATRIX = "\\begin{matrix}", "\\end{matrix}"
CLOSERS = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", LEFT_BAR: RIGHT_BAR, MATRIX: END_OF_MATRIX}


def pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """The index of every bracket that is closed -> the index of its partner; a stray bracket is left out."""
    found: dict[int, int] = {}
    open_brackets: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind is not Kind.SIGN:
            continue
        if token.text in CLOSERS:
            open_brackets.append(index)
        elif open_brackets and token.text == CLOSERS[tokens[open_brackets[-1]].text]:
            found[open_brackets.pop()] = index
    return found
