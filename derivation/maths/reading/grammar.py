"""The grammar: sums of terms, products of factors, powers, calls and brackets, by precedence climbing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivation.maths.formulas import (
    Call,
    Formula,
    Matrix,
    Name,
    Negative,
    Number,
    Power,
    Quotient,
    children,
    product,
    total,
)
from derivation.maths.functions import Function
from derivation.maths.reading.arrays import Matrices, entrywise_product
from derivation.maths.reading.calls import is_plain_word
from derivation.maths.reading.cursor import MAX_DEPTH, TOO_DEEP, USUAL, Habits, NotReadable, Span
from derivation.maths.reading.fractions import FRACTIONS
from derivation.maths.reading.names import POWER_SIGNS
from derivation.maths.reading.spellings import ACCENTS, ENTRYWISE, GREEK_COMMANDS
from derivation.maths.reading.tokens import CLOSERS, LEFT_BAR, MATRIX, RIGHT_BAR, Kind, Token

_TERM_SIGNS = ("+", "-")
_FACTOR_COMMANDS = frozenset((*GREEK_COMMANDS, *ACCENTS, *FRACTIONS, "partial", "sqrt"))


def parse(
    tokens: Sequence[Token], functions: Mapping[str, Function], habits: Habits = USUAL
) -> tuple[Formula, tuple[Span, ...]]:
    """The formula that *tokens* write, and the places of its numbers in the order in which `walk` meets them.

    The author has those *habits*.

    Raises: NotReadable: with the reason and the offset.
    """
    grammar = Grammar(tokens, functions, habits)
    formula = grammar.bare_list(grammar.expression())
    if grammar.at < len(grammar.tokens):
        grammar.unexpected()
    if _is_too_deep(formula):
        raise NotReadable(TOO_DEEP, tokens[0].start)
    return formula, tuple(grammar.literals)


def _is_too_deep(formula: Formula) -> bool:
    """Whether the tree has more levels than the limit: `a/b/c/...` grows deep without a bracket."""
    level: list[Formula] = [formula]
    for _ in range(MAX_DEPTH):
        level = [part for node in level for part in children(node)]
        if not level:
            return False
    return True


class Grammar(Matrices):
    """The rest of the grammar, from a whole expression down to a bracket."""

    def expression(self) -> Formula:
        r"""A sum, or `a \over b`."""
        result = self._sum()
        if self.shows_command("over"):
            self.take()
            result = self.quotient(result, self._sum())
        return result

    def _sum(self) -> Formula:
        terms = [self.term()]
        while self.shows(*_TERM_SIGNS):
            minus = self.take().text == "-"
            term = self.term()
            terms.append(Negative(term) if minus else term)
        return total(tuple(terms))

    def term(self) -> Formula:
        """A product with its sign; the sign belongs to a literal that is the whole term: -0.5, but -(0.5 x)."""
        self.accept("+")
        if not self.shows("-"):
            return self._product(self.factor())
        self.descend()
        sign = self.take()
        bracketed = self.opens()
        if self.shows(*_TERM_SIGNS):
            return self._ascended(Negative(self.term()))
        operand = self._product(self.factor())
        literal = None if bracketed else self.negated(operand, sign)
        return self._ascended(literal or Negative(operand))

    def _ascended(self, result: Formula) -> Formula:
        self.ascend()
        return result

    def _product(self, first: Formula) -> Formula:
        """The factors from *first* on, in order; a division takes all factors before it as its numerator."""
        factors, divided = [first], False
        while True:
            if self.accept("*"):
                factors.append(self.signed_factor())
            elif self.shows_command(*ENTRYWISE):
                self.take()
                factors[-1] = entrywise_product(factors[-1], self.signed_factor())
            elif self.shows("/"):
                divided = self._divide(factors)
            elif self.begins_factor():
                self._refuse_beside(factors[-1], divided)
                factors.append(self._factor_beside(factors[-1]))
            else:
                return product(tuple(factors))

    def _divide(self, factors: list[Formula]) -> bool:
        """Divide by what follows the slash; whether that is more than writing one number, `1/2`."""
        fuses = self.fuses(factors[-1])
        self.take()
        divisor = self.signed_factor()
        numerator = factors[-1] if fuses else product(tuple(factors))
        kept = factors[:-1] if fuses else []
        factors[:] = [*kept, self.quotient(numerator, divisor) if fuses else Quotient(numerator, divisor)]
        return not fuses

    def begins_factor(self) -> bool:
        """Whether a factor can start at the position."""
        token = self.peek()
        known = token.kind is Kind.COMMAND and (token.text in _FACTOR_COMMANDS or token.text in self.functions)
        known = known or self.begins_call_with_zero()
        return token.kind in (Kind.NUMBER, Kind.WORD) or known or self.opens()

    def _refuse_beside(self, before: Formula, divided: bool) -> None:
        """Refuse what cannot, or not surely, be a product without a sign."""
        token = self.peek()
        if isinstance(before, Name) and self.shows("[") and not token.spaced and self._holds_a_relation():
            self.refuse("a condition in brackets right behind a name: a factor, or an argument")
        glued = self.shows_close(-1) and not token.spaced and "." in token.text
        if token.kind is Kind.NUMBER and not glued:
            self.refuse("a number behind a factor, with no sign between them")
        if divided:
            self.refuse("a factor right after a division: what it belongs to is unclear")
        both_names = isinstance(before, Name) and self.begins_name() and token.text not in self.functions
        if both_names and (_is_prose(self.peek(-1)) or (_is_prose(token) and not self.shows("_", "(", ahead=1))):
            self.refuse("words side by side")

    def _holds_a_relation(self) -> bool:
        inside = self.tokens[self.at : self.closing.get(self.at, self.at)]
        return any(token.kind is Kind.RELATION for token in inside)

    def _factor_beside(self, before: Formula) -> Formula:
        r"""A factor without a sign before it; `2\frac{1}{2}` may be two and a half."""
        bracketed = self.opens() or self.shows(*CLOSERS.values(), ahead=-1)
        factor = self.factor()
        if isinstance(before, Number) and isinstance(factor, Number) and not bracketed:
            self.refuse("a number right before a fraction: a product or a mixed number")
        return factor

    def factor(self) -> Formula:
        """An atom and its power."""
        root = self.shows_command("sqrt")
        self.descend()
        base = self._atom()
        self.ascend()
        if isinstance(base, Matrix) and self.shows("^"):
            return self.transposed(base)
        if self.shows(*POWER_SIGNS):
            if isinstance(base, Power) and not root and not self.shows_close(-1):
                self.refuse("two superscripts on one base")
            base = Power(base, self.exponent())
            if self.shows(*POWER_SIGNS):
                self.refuse("two superscripts on one base")
        return base

    def shows_close(self, ahead: int) -> bool:
        """Whether a closing bracket that is not a TeX brace stands there."""
        return self.shows(")", "]", "\\}", RIGHT_BAR, ahead=ahead)

    def _atom(self) -> Formula:
        token = self.peek()
        if self.begins_derivative():
            return self.slashed_derivative()
        if token.kind is Kind.NUMBER:
            return self._literal()
        if self.begins_call():
            return self.call()
        if self.begins_name():
            return self.name_or_exponential()
        if self.opens():
            return self._group()
        if token.kind is Kind.COMMAND:
            return self._command()
        self.unexpected()

    def _literal(self) -> Formula:
        """A number as it is written, with the power of ten that scales it."""
        token = self.take()
        exponent, end = self._power_of_ten()
        if not exponent:
            return self.number(token.text, Span(token.start, token.end))
        last = self.peek(end - 1)
        self.at += end
        return self.number(f"{token.text}e{exponent}", Span(token.start, last.end))

    def _power_of_ten(self) -> tuple[str, int]:
        r"""The exponent of `\cdot 10^{-12}` and how many tokens that is; nothing where something else stands."""
        scaled = self.shows("*") and self.peek(1).text == "10" and self.shows(*POWER_SIGNS, ahead=2)
        before = -3 if self.shows(*_TERM_SIGNS, ahead=-2) else -2
        taken = self.shows(*POWER_SIGNS, ahead=before) or self.shows("/", ahead=-2)
        if not scaled or taken or "/" in self.peek(-1).text:
            return "", 0
        braced = self.shows("{", ahead=3)
        signed = self.shows(*_TERM_SIGNS, ahead=3 + braced)
        digits = self.peek(3 + braced + signed)
        closed = not braced or self.shows("}", ahead=5 + signed)
        if digits.kind is not Kind.NUMBER or not digits.text.isdigit() or not closed:
            return "", 0
        sign = self.peek(3 + braced).text if signed else ""
        return sign + digits.text, 4 + 2 * braced + signed

    def _group(self) -> Formula:
        """A bracket; a name in TeX braces may have scripts behind them."""
        brace = self.shows("{")
        inside = self.bracket()
        return self.scripted(inside.id) if brace and isinstance(inside, Name) else inside

    def bracket(self) -> Formula:
        """What stands in the bracket at the position: between bars its absolute value, `[x > 0]` the step at 0."""
        opener = self.peek().text
        self.close_of()
        if opener == MATRIX:
            return self.matrix()
        alone = self.begins_group()
        self.take()
        inside = self.expression()
        if (opener == "[" or (opener == "(" and alone)) and self.begins_list():
            inside = self.list_from(inside)
        if opener == "[" and self._is_above_zero():
            self.at += 2
            inside = Call("is_positive", (inside,))
        if not self.accept(CLOSERS[opener]):
            self.unexpected()
        return Call("abs", (inside,)) if opener == LEFT_BAR else inside

    def _is_above_zero(self) -> bool:
        """Whether `> 0` stands here, before the end of the bracket."""
        above = self.peek().kind is Kind.RELATION and self.peek().text == ">"
        return above and self.peek(1).kind is Kind.NUMBER and self.peek(1).text == "0" and self.shows("]", ahead=2)

    def _command(self) -> Formula:
        if self.shows_command(*FRACTIONS):
            return self.fraction()
        if self.shows_command("sqrt"):
            return self.root()
        self.unexpected()


def _is_prose(token: Token) -> bool:
    """A plain word that no font marks as a name."""
    return is_plain_word(token) and not token.set_apart
