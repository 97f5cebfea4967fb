"""Calls of known functions, the exponential written as a power of e, and roots."""

from __future__ import annotations

from derivation.maths.formulas import ZERO, Call, Formula, Number, Power, Quotient, fraction
from derivation.maths.numbers import read_number
from derivation.maths.reading.cursor import Span
from derivation.maths.reading.fractions import Fractions
from derivation.maths.reading.names import POWER_SIGNS
from derivation.maths.reading.spellings import GREEK_COMMANDS, OTHER_FUNCTIONS
from derivation.maths.reading.tokens import Kind, Token

_LOG = "log"
_WITH_BASE = ("log2", "log10")


class Calls(Fractions):
    """The part of the grammar that tells a function from a factor."""

    def begins_call(self) -> bool:
        """Whether a known function starts here; a Greek letter is one only before a bracket or a power of it."""
        token = self.peek()
        if self._begins_own_call(token):
            return True
        if token.kind not in (Kind.WORD, Kind.COMMAND) or self._function(token) is None:
            return self.begins_call_with_zero()
        if token.text not in GREEK_COMMANDS:
            return True
        return self.opens(ahead=1) or (self.shows("^", "'", ahead=1) and self.opens(ahead=self._behind_scripts(1)))

    def _begins_own_call(self, token: Token) -> bool:
        """Whether a function that the author calls so is applied here; `f(1 - f)` is a product."""
        complement = self.peek(2).text == "1" and self.shows("-", ahead=3)
        return token.text in self.own and self.shows("(", ahead=1) and not complement

    def _function(self, token: Token) -> str | None:
        if token.text in _WITH_BASE:
            return self.functions.get(_LOG)
        return self.functions.get(token.text) or (
            self.functions.get(token.text.lower()) if len(token.text) > 2 else None
        )

    def call(self) -> Formula:
        r"""A function of one argument: in brackets, or the one factor behind it; `\tanh^2(x)` is a power."""
        if self.begins_call_with_zero():
            return self._call_with_zero()
        word = self.take()
        function = self.own.get(word.text, self._function(word) or "")
        if not function:
            self.refuse(f"{word.text} is not a known function")
        base = self._log_base_of(word)
        if self.shows("_", "'"):
            self.refuse("a function with a base, or the derivative of one with a prime")
        before = len(self.literals)
        exponent = self.exponent() if self.shows("^") else None
        if exponent is not None and (not isinstance(exponent, Number) or exponent.value < 0):
            self.refuse("an inverse function, or a power of a function that is not a number")
        places, self.literals[before:] = self.literals[before:], []
        result: Formula = Call(function, (self._argument_of(function),))
        if base is not None:
            result = Quotient(result, Call(function, (base[0],)))
            self.literals.append(base[1])
        self.literals += places
        return result if exponent is None else Power(result, exponent)

    def _log_base_of(self, word: Token) -> tuple[Number, Span] | None:
        r"""The base of a logarithm and its place: `\log_2`, `log10`, or the one that every bare `log` has here."""
        span = Span(word.start, word.end)
        if word.text in _WITH_BASE:
            return Number(read_number(word.text.removeprefix(_LOG))), span
        if word.text.lower() != _LOG:
            return None
        if not self.shows("_"):
            return None if self.log_base is None else (Number(read_number(str(self.log_base))), span)
        braced = self.shows("{", ahead=1)
        digits = self.peek(2 if braced else 1)
        if digits.kind is not Kind.NUMBER or (braced and not self.shows("}", ahead=3)):
            return None
        self.at += 4 if braced else 2
        return Number(read_number(digits.text)), Span(digits.start, digits.end)

    def begins_call_with_zero(self) -> bool:
        """Whether `max(` or `min(` starts here."""
        token = self.peek()
        named = token.kind in (Kind.WORD, Kind.COMMAND) and token.text.lower() in self.beside_zero
        return named and self.shows("(", ahead=1)

    def _call_with_zero(self) -> Formula:
        """`max(0, x)` or `max(x, 0)`; the 0 is part of the function's name."""
        word = self.take().text
        self.close_of()
        self.take()
        start = len(self.literals)
        first = self.expression()
        middle = len(self.literals)
        if self.peek().text == ";":  # where a decimal comma would be taken for another
            self.take()
        else:
            self.expect(",")
        second = self.expression()
        self.expect(")")
        if ZERO not in (first, second):
            self.refuse(f"the {word} of two things, neither of which is 0")
        argument, places = (second, slice(start, middle)) if first == ZERO else (first, slice(middle, None))
        del self.literals[places]
        return Call(self.beside_zero[word.lower()], (argument,))

    def _argument_of(self, function: str) -> Formula:
        if self.opens():
            return self.bracket()
        if not self.begins_factor():
            self.refuse(f"{function} of what?")
        argument = self.factor()
        if self.begins_factor():
            self.refuse(f"{function} of several factors without a bracket")
        return argument

    def root(self) -> Formula:
        """A square root, as the power 1/2; the place of that number is the root sign's."""
        sign = self.take()
        if self.shows("["):
            self.refuse("a root that is not square")
        radicand = self.bracket() if self.opens() else self.factor()
        self.literals.append(Span(sign.start, sign.end))
        return Power(radicand, fraction(1, 2))

    def name_or_exponential(self) -> Formula:
        """A name; `e` with a superscript is the exponential function, `sqrt(` a root."""
        if self.peek().text == "sqrt" and self.shows("(", ahead=1):
            return self.root()
        if self.peek().text == "e" and self.shows(*POWER_SIGNS, ahead=1) and not self._is_squared_error():
            self.take()
            return Call("exp", (self.exponent(),))
        self._refuse_unknown_function()
        return self.name()

    def _is_squared_error(self) -> bool:
        """Whether the square of a quantity `e` stands here."""
        squared = self.peek(2).text == "2" or (
            self.shows("{", ahead=2) and self.peek(3).text == "2" and self.shows("}", ahead=4)
        )
        return self.names_e and squared

    def _refuse_unknown_function(self) -> None:
        """Refuse `max(...)`, `f(x)`, `Loss(...)`; but `f(1 - f)` is a product."""
        token = self.peek()
        applied = self.shows("(", ahead=1) and not self.peek(1).spaced and not self.names_in_brackets(token.text, 1)
        complement = self.peek(2).text == "1" and self.shows("-", ahead=3)
        function = token.text.lower() in OTHER_FUNCTIONS or (is_plain_word(token) and token.text[0].isupper())
        if applied and function and not complement:
            self.refuse(f"{token.text} is not a known function")

    def begins_factor(self) -> bool:
        """Whether a factor can start at the position."""
        raise NotImplementedError


def is_plain_word(token: Token) -> bool:
    """Three letters or more, and nothing else: a word of the language as much as a name."""
    return token.kind is Kind.WORD and len(token.text) > 2 and token.text.isalpha()
