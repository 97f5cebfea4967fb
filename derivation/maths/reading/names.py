"""Names with their scripts, and powers: which superscript belongs to the name, which raises it."""

from __future__ import annotations

import re
import unicodedata
from functools import reduce
from itertools import count, takewhile

from derivation.maths.formulas import Formula, Name, Negative, Number, Power
from derivation.maths.reading.cursor import Cursor, Span
from derivation.maths.reading.scripts import (
    Unspellable,
    is_transpose,
    label_of,
    short_label,
    spelled,
    with_label,
    with_subscript,
)
from derivation.maths.reading.spellings import (
    ACCENTS,
    AFTER_AN_UPDATE,
    COMBINING,
    GREEK_COMMANDS,
    OF_A_NEURON,
    OF_TWO_NEURONS,
)
from derivation.maths.reading.tokens import CLOSERS, Kind, Token

POWER_SIGNS = ("^", "**")
_NAME_COMMANDS = frozenset((*GREEK_COMMANDS, *ACCENTS))
_DIGITS = re.compile("[0-9]+")
_AFTER_A_LABEL = (*CLOSERS.values(), "*", "/", ",", "'", "^")


class Names(Cursor):
    """The part of the grammar that reads one name, and exponents."""

    def begins_name(self, ahead: int = 0) -> bool:
        """Whether a name starts there."""
        token = self.peek(ahead)
        return token.kind is Kind.WORD or (token.kind is Kind.COMMAND and token.text in _NAME_COMMANDS)

    def name(self) -> Formula:
        """A name with its scripts, raised to its power if it has one; `new w5` is the one after an update."""
        if self.peek().text in AFTER_AN_UPDATE and self.begins_name(1):
            label = self.take().text
            updated = self.name()
            return Name(with_label(updated.id, label)) if isinstance(updated, Name) else updated
        return self.scripted(self._base())

    def _base(self) -> str:
        token = self.take()
        if token.kind is Kind.WORD:
            return _identifier(token.text)
        if token.text in ACCENTS:
            return f"{ACCENTS[token.text]}_{self._accented()}"
        if GREEK_COMMANDS[token.text] == "Delta" and self.begins_name():
            self.descend()
            base = f"Delta_{self._base()}"
            self.ascend()
            return base
        if GREEK_COMMANDS[token.text] == "delta" and self.peek().kind is Kind.WORD and not self.peek().spaced:
            return f"delta_{self._base()}"  # δh1, typed without an underscore
        return GREEK_COMMANDS[token.text]

    def _accented(self) -> str:
        """What stands under an accent: a name, in braces with its scripts."""
        self.descend()
        braced = self.accept("{")
        if not self.begins_name():
            self.refuse("an accent over more than a name")
        inner = self.name() if braced else Name(self._base())
        if not isinstance(inner, Name) or (braced and not self.accept("}")):
            self.refuse("an accent over more than a name")
        self.ascend()
        return inner.id

    def scripted(self, base: str) -> Formula:
        """The name *base* with the scripts that follow it, in any order."""
        identifier, labels, exponent = base, list[str](), None
        while True:
            if self.accept("_"):
                identifier = with_subscript(identifier, self._subscript())
            elif self._index_follows():
                identifier += "".join(self.take().text for _ in range(3))
            elif index := self.names_in_brackets(base):
                identifier, self.at = with_subscript(identifier, index), self.close_of() + 1
            elif label := self._raised_label(base) or self._suffix():
                labels.append(label)
            elif exponent is None and self.shows(*POWER_SIGNS):
                exponent = self.exponent(of_name=True)
            else:
                break
        name = Name(reduce(with_label, labels, identifier))
        return name if exponent is None else Power(name, exponent)

    def _subscript(self) -> str:
        inside = self.script_tokens()
        if not inside:
            self.refuse("a subscript is missing")
        try:
            return spelled(inside)
        except Unspellable:
            self.refuse("a subscript that is not part of a name")

    def script_tokens(self) -> list[Token]:
        """The tokens of the script at the position, which moves behind them."""
        start = self.at
        if self.opens():
            self.at = self.close_of() + 1
            brace = self.tokens[start].text == "{"
            return self.tokens[start + brace : self.at - brace]
        if self._two_names_run_together():
            return [self.split_token(1)]
        if self.peek().kind in (Kind.NUMBER, Kind.WORD, Kind.COMMAND) or self.shows("+", "*", "'", "-"):
            return [self.take()]
        return []

    def _two_names_run_together(self) -> bool:
        """`w_ix_i` without braces is w_i x_i: one letter, two letters, and a subscript again."""
        after = self.peek(1).text == "_" and self.peek().kind is Kind.WORD
        return after and len(self.peek().text) == 2 and self.peek().text.isalpha() and len(self.peek(-2).text) == 1

    def _raised_label(self, base: str) -> str | None:
        """The label after `^`, which the position then is behind; None where no `^` or a power stands."""
        if not self.shows("^"):
            return None
        start = self.at
        self.at += 1
        if self.peek().kind is Kind.WORD and self.shows("_", "(", ahead=1) and len(self.peek().text) > 1:
            self.at = start
            return None
        bracketed = self.shows("(")
        inside = self.script_tokens()
        if is_transpose(inside):
            self.refuse("a transpose")
        label = short_label(inside) if bracketed else label_of(inside, base)
        if label is None:
            self.at = start
        return label

    def _suffix(self) -> str:
        """A label without a `^`: primes, a sample `@2`, a plus that is no operator, `(2)` or `(new)`; or nothing."""
        if self.shows("'"):
            return "".join(self.take().text for _ in takewhile(lambda _: self.shows("'"), count()))
        if self.shows("@") and self.peek(1).kind is Kind.NUMBER:
            return self.take().text + self.take().text
        if self._plus_is_a_label():
            return self.take().text
        if self.peek().text in AFTER_AN_UPDATE and self.at + 1 == len(self.tokens):
            return self.take().text
        return self._bracketed_label() if self.shows("(") else ""

    def names_in_brackets(self, base: str, ahead: int = 0) -> str:
        """The neurons in brackets right behind the word for a quantity of theirs, `net(h1)`, `w(h1,o1)`; or nothing."""
        if not self.shows("(", ahead=ahead) or self.peek(ahead).spaced or self.at + ahead not in self.closing:
            return ""
        inside = self.tokens[self.at + ahead + 1 : self.closing[self.at + ahead]]
        listed = len(inside) % 2 == 1 and all(token.text == "," for token in inside[1::2])
        named = all(token.kind in (Kind.WORD, Kind.NUMBER) for token in inside[::2])
        words = OF_A_NEURON if len(inside) == 1 and inside[0].kind is Kind.WORD else OF_TWO_NEURONS
        several = len(inside) > 1 or words is OF_A_NEURON
        return "".join(token.text for token in inside) if listed and named and several and base.lower() in words else ""

    def _bracketed_label(self) -> str:
        close = self.close_of() + 1
        if self.peek().spaced and self.peek(1).text not in AFTER_AN_UPDATE:
            return ""
        label = short_label(self.tokens[self.at : close])
        self.at = close if label else self.at
        return label or ""

    def _plus_is_a_label(self) -> bool:
        """`w5+` before the end, an operator or a closing bracket; `w5+ - x` by its blanks."""
        if not self.shows("+") or self.peek().spaced:
            return False
        signed = self.shows("+", "-", ahead=1) and self.peek(1).spaced
        return signed or self.at + 1 >= len(self.tokens) or self.shows(*_AFTER_A_LABEL, ahead=1)

    def _index_follows(self) -> bool:
        """`w[2]`, with no blank between."""
        digits = self.peek(1).kind is Kind.NUMBER and _DIGITS.fullmatch(self.peek(1).text)
        return bool(digits) and self.shows("[") and not self.peek().spaced and self.shows("]", ahead=2)

    def exponent(self, *, of_name: bool = False) -> Formula:
        """What stands after a power sign; one letter on a name does not take the subscript that follows."""
        self.descend()
        power_sign = self.take().text
        one_letter = self.peek().kind is Kind.WORD and len(self.peek().text) == 1
        if self.shows("{"):
            result = self.bracket()
        elif of_name and power_sign == "^" and one_letter:
            result = Name(self.take().text)
        else:
            result = self.signed_factor()
        self.ascend()
        return result

    def signed_factor(self) -> Formula:
        """A factor that may have a sign of its own, `* -1`; the sign belongs to a literal."""
        self.accept("+")
        if not self.shows("-"):
            return self.factor()
        self.descend()
        sign = self.take()
        literal = not self.opens()
        operand = self.signed_factor()
        self.ascend()
        return (self.negated(operand, sign) if literal else None) or Negative(operand)

    def negated(self, operand: Formula, sign: Token) -> Number | None:
        """The literal *operand*, just read, with the *sign* before it as its own; None for anything else."""
        if not isinstance(operand, Number) or operand.numeral.text.startswith("-"):
            return None
        return self.number(f"-{operand.numeral.text}", Span(sign.start, self.literals.pop().end))


def _identifier(word: str) -> str:
    """The id of a word: one letter with a combined accent gets the accent's prefix.

    >>> _identifier("w5"), _identifier("ŷ1")
    ('w5', 'hat_y1')
    """
    parts = unicodedata.normalize("NFD", word)
    if len(parts) > 1 and parts[1] in COMBINING and (len(parts) == 2 or parts[2:].isdigit()):
        return f"{COMBINING[parts[1]]}_{parts[0]}{parts[2:]}"
    return word
