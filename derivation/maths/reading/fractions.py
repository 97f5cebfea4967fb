"""Fractions and derivatives: `\\frac{a}{b}`, `\\frac{\\partial E}{\\partial w}`, `dE/dw`, `\\frac{d}{dx}(...)`."""

from __future__ import annotations

from derivation.maths.formulas import Formula, Name, Number, Partial, Quotient
from derivation.maths.reading.cursor import Span
from derivation.maths.reading.names import POWER_SIGNS, Names
from derivation.maths.reading.spellings import GREEK_COMMANDS
from derivation.maths.reading.tokens import Kind, Token

FRACTIONS = ("frac", "tfrac", "dfrac", "cfrac")
_OPERATOR = "a differential operator needs a bracket around what it acts on"


class Fractions(Names):
    """The part of the grammar that reads fractions, and tells a derivative from a fraction."""

    def fraction(self) -> Formula:
        r"""`\frac` and its two arguments, as a derivative where both begin with the same d."""
        start = self.take().start
        if self._derivative_in_groups(gap=0):
            return self.grouped_derivative()
        numerator = self._argument()
        result = self.quotient(numerator, self._argument())
        if isinstance(result, Number):
            self.literals[-1] = Span(start, max(self.literals[-1].end, self.peek(-1).end))
        return result

    def _argument(self) -> Formula:
        r"""One argument of `\frac`: a group, or the next digit, letter or sign."""
        if self.shows("{"):
            return self.bracket()
        token = self.peek()
        if token.kind is Kind.NUMBER and token.text[:1].isdigit():
            digit = self.split_token(1)
            return self.number(digit.text, Span(digit.start, digit.end))
        if token.kind is Kind.WORD:
            return Name(self.split_token(1).text)
        if self.shows_command(*GREEK_COMMANDS):
            return Name(GREEK_COMMANDS[self.take().text])
        self.refuse("an argument of a fraction is missing")

    def quotient(self, numerator: Formula, denominator: Formula) -> Formula:
        """A fraction; of two integer literals it is one number, `1/2`."""
        if not (_is_integer(numerator) and _is_integer(denominator, negative=False)):
            return Quotient(numerator, denominator)
        first, second = self.literals[-2:]
        del self.literals[-2:]
        return self.number(f"{_text(numerator)}/{_text(denominator)}", Span(first.start, second.end))

    def fuses(self, numerator: Formula) -> bool:
        """Whether `numerator / next` is one number: two integers as they are written, and no power after them."""
        whole = self.peek(1).kind is Kind.NUMBER and self.peek(1).text.isdigit()
        written = self.peek(-1).kind is Kind.NUMBER
        return whole and written and _is_integer(numerator) and not self.shows(*POWER_SIGNS, ahead=2)

    def differential(self, ahead: int = 0) -> str:
        """The kind of d there, before a name or alone: `∂`, `d` or `δ`; empty for anything else."""
        token = self.peek(ahead)
        scripted = self.shows("_", "'", ahead=ahead + 1)
        if token.kind is Kind.WORD:
            return "d" if (token.text == "d" and not scripted) or _has_a_d_in_front(token) else ""
        if self.shows_command("partial", ahead=ahead):
            return "∂"
        raised = scripted or self.shows("^", ahead=ahead + 1)
        return "δ" if self.shows_command("delta", ahead=ahead) and not raised else ""

    def _skip_differential(self) -> None:
        self.split_token(1) if self.peek().kind is Kind.WORD else self.take()
        if self.shows("^"):
            self.refuse("a second derivative")

    def _same_differential(self, first: int, second: int) -> bool:
        """Whether the same d stands at both, and the second one has a name behind it."""
        kind = self.differential(first)
        if not kind or kind != self.differential(second):
            return False
        return self.begins_name(second + 1) or len(self.peek(second).text) > 1 or kind == "∂"

    def _derivative_in_groups(self, *, gap: int) -> bool:
        """Whether the next two groups, *gap* tokens between them, are the halves of a derivative."""
        if not self.shows("{") or self.at not in self.closing:
            return False
        second = self.closing[self.at] + 1 + gap - self.at
        return self.shows("{", ahead=second) and self._same_differential(1, second + 1)

    def grouped_derivative(self) -> Formula:
        r"""`{\partial E}{\partial w}`, with or without a slash, or the operator `{d}{dx}` and its bracket."""
        self.expect("{")
        self._skip_differential()
        of = None if self.shows("}") else self.term()
        self.expect("}")
        self.accept("/")
        self.expect("{")
        wrt = self._variable()
        self.expect("}")
        return Partial(of or self._operand(), wrt)

    def begins_derivative(self) -> bool:
        """Whether a derivative written with a slash starts here: `∂E/∂w`, `dE/dw`, `d/dx`, `{∂y}/{∂z}`."""
        if self.shows("{"):
            close = self.closing.get(self.at, len(self.tokens))
            return self.shows("/", ahead=close + 1 - self.at) and self._derivative_in_groups(gap=1)
        kind = self.differential()
        if kind in ("", "∂"):
            return bool(kind)
        slash = self._behind_scripts(1 if len(self.peek().text) > 1 and kind == "d" else 2)
        slash = 1 if self._is_slash(1) else slash
        return self._is_slash(slash) and self._same_differential(0, slash + 1)

    def _is_slash(self, ahead: int) -> bool:
        return self.shows("/", ahead=ahead) or self.shows_command("over", ahead=ahead)

    def _behind_scripts(self, ahead: int) -> int:
        """How far ahead the scripts end that start there."""
        while self.shows("_", "^", "'", ahead=ahead):
            opening = self.at + ahead + 1
            alone = self.shows("'", ahead=ahead)
            ahead = ahead + 1 if alone else self.closing.get(opening, opening) + 1 - self.at
        return ahead

    def slashed_derivative(self) -> Formula:
        """The derivative that `begins_derivative` has seen."""
        if self.shows("{"):
            return self.grouped_derivative()
        self._skip_differential()
        of = None if self._is_slash(0) else self.factor()
        if not self._is_slash(0):
            self.refuse("a differential that is not part of a derivative")
        self.take()
        wrt = self._variable()
        return Partial(of or self._operand(), wrt)

    def _variable(self) -> Formula:
        """The d and the name after it."""
        if not self.differential():
            self.refuse("a derivative with respect to nothing")
        self._skip_differential()
        name = self.name() if self.begins_name() else None
        if not isinstance(name, Name):
            self.refuse("a derivative with respect to something that is not a name")
        return name

    def _operand(self) -> Formula:
        """What a differential operator acts on: one bracket, and nothing that could belong to it behind."""
        if not self.opens():
            self.refuse(_OPERATOR)
        inside = self.bracket()
        if self.shows(*POWER_SIGNS) or self.opens():
            self.refuse(_OPERATOR)
        return inside

    def term(self) -> Formula:
        """One term of a sum."""
        raise NotImplementedError


def _has_a_d_in_front(token: Token) -> bool:
    """`dE`, `dnet`; not `delta`, which is a letter, nor what a font marks as one name."""
    word = token.text
    return word[:1] == "d" and word[1:2].isalpha() and word not in GREEK_COMMANDS and not token.set_apart


def _text(number: Formula) -> str:
    return number.numeral.text if isinstance(number, Number) else ""


def _is_integer(part: Formula, *, negative: bool = True) -> bool:
    text = _text(part)
    return (text.removeprefix("-") if negative else text).isdigit()
