"""Cursor: where the parser stands in the tokens of one form, how deep it is, and which literals it has met."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from derivation.errors import NumberError
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Number
from derivation.maths.functions import FUNCTIONS, Function
from derivation.maths.numbers import read_number, with_point
from derivation.maths.reading.spellings import REASONS
from derivation.maths.reading.tokens import CLOSERS, Kind, Token, pairs

MAX_DEPTH = 64
TOO_DEEP = f"over a limit: more than {MAX_DEPTH} levels deep"

_END = Token(Kind.BREAK, "", 0, 0)


@dataclass(frozen=True)
class Span:
    """A part of the source text: the offsets of its first character and of the one behind its last."""

    start: int
    end: int


class NotReadable(Exception):
    """Why a form was not read, and the offset at which that showed."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True)
class Habits:
    """What one author means: the base of a logarithm that shows none (None: the natural one), names for functions.

    Where `e` is the name of a quantity, its square is none of the exponential function.
    """

    log_base: int | None = None
    functions: tuple[tuple[str, str], ...] = ()
    names_e: bool = False


USUAL = Habits()


class Cursor:
    """A position in the tokens of one form; `literals` are the places of the numbers, as `walk` meets them.

    `functions` are the known functions by the words for them, `own` those that only the author calls so.
    """

    def __init__(self, tokens: Sequence[Token], functions: Mapping[str, Function], habits: Habits = USUAL) -> None:
        self.tokens = list(tokens)
        self.closing = pairs(tokens)
        self.functions = _SPELLINGS if functions is FUNCTIONS else _spellings(functions)
        self.beside_zero = _BESIDE_ZERO if functions is FUNCTIONS else _beside_zero(functions)
        self.own = dict(habits.functions)
        self.log_base = habits.log_base
        self.names_e = habits.names_e
        self.at = 0
        self.depth = 0
        self.literals: list[Span] = []

    def peek(self, ahead: int = 0) -> Token:
        """The token *ahead* of the position; an empty one past the end."""
        index = self.at + ahead
        return self.tokens[index] if 0 <= index < len(self.tokens) else _END

    def shows(self, *texts: str, ahead: int = 0) -> bool:
        """Whether a sign with one of *texts* stands there."""
        token = self.peek(ahead)
        return token.kind is Kind.SIGN and token.text in texts

    def shows_command(self, *names: str, ahead: int = 0) -> bool:
        """Whether one of the commands stands there."""
        token = self.peek(ahead)
        return token.kind is Kind.COMMAND and token.text in names

    def take(self) -> Token:
        """The token at the position, which moves on."""
        token = self.peek()
        self.at += 1
        return token

    def accept(self, *texts: str) -> bool:
        """Whether one of the signs stood there; the position moves behind it."""
        found = self.shows(*texts)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        """Move behind the sign *text*. Raises: NotReadable."""
        if not self.accept(text):
            self.refuse(f"{self._shown()} where {text!r} is due")

    def refuse(self, reason: str) -> NoReturn:
        """Raises: NotReadable, at the position."""
        offset = self.peek().start if self.at < len(self.tokens) else self.tokens[-1].end if self.tokens else 0
        raise NotReadable(reason, offset)

    def unexpected(self) -> NoReturn:
        """Raises: NotReadable, saying what stands where nothing like it can."""
        token = self.peek()
        if token.kind is Kind.UNREADABLE:
            self.refuse(token.text)
        if token.kind is Kind.COMMAND:
            self.refuse(REASONS.get(token.text, f"the command {token.text} is not read"))
        if token.text == ",":
            beside = self.peek(-1).kind is self.peek(1).kind is Kind.NUMBER and not self.peek(1).spaced
            self.refuse("a comma between digits: decimals or a list" if beside else "a list")
        self.refuse(f"{self._shown()} is not expected here")

    def _shown(self) -> str:
        return repr(self.peek().text) if self.at < len(self.tokens) else "the end"

    def descend(self) -> None:
        """One level deeper. Raises: NotReadable beyond the limit."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(TOO_DEEP)

    def ascend(self) -> None:
        """Back from `descend`."""
        self.depth -= 1

    def close_of(self, ahead: int = 0) -> int:
        """The index of the partner of the bracket there. Raises: NotReadable without one."""
        if self.at + ahead not in self.closing:
            self.refuse("a bracket that is not closed")
        return self.closing[self.at + ahead]

    def opens(self, ahead: int = 0) -> bool:
        """Whether an opening bracket stands there."""
        return self.shows(*CLOSERS, ahead=ahead)

    def split_token(self, length: int) -> Token:
        """The first *length* characters of the token at the position, which keeps the rest."""
        token = self.peek()
        if len(token.text) == length:
            return self.take()
        cut = token.start + length
        self.tokens[self.at] = replace(token, text=token.text[length:], start=cut, spaced=False)
        return replace(token, text=token.text[:length], end=cut)

    def number(self, text: str, span: Span) -> Number:
        """The literal *text*, whose place is remembered. Raises: NotReadable."""
        try:
            numeral = read_number(with_point(text.replace("{,}", ",")))
        except NumberError as error:
            raise NotReadable(error.message, span.start) from error
        self.literals.append(span)
        return Number(numeral)

    def expression(self) -> Formula:
        """A whole formula, as far as it goes."""
        raise NotImplementedError

    def factor(self) -> Formula:
        """One factor with its powers."""
        raise NotImplementedError

    def bracket(self) -> Formula:
        """What stands in the bracket at the position."""
        raise NotImplementedError


def _spellings(functions: Mapping[str, Function]) -> dict[str, str]:
    """Every spelling of a known function, and the word before the bracket in its LaTeX -> its name."""
    return {
        spelling: name
        for name, row in functions.items()
        for spelling in (*row.spellings, *re.findall(r"([A-Za-z]+)\}*\(\{", row.latex), name)
    }


def _beside_zero(functions: Mapping[str, Function]) -> dict[str, str]:
    """The words that name a function together with a 0, such as the max of `max(0, x)` -> its name."""
    return {word: name for name, row in functions.items() for word in re.findall(r"([a-z]+)\(0, ", row.latex)}


_SPELLINGS = _spellings(FUNCTIONS)
_BESIDE_ZERO = _beside_zero(FUNCTIONS)
