"""Worked lines with names for their numbers again: one that was given or a result before is put back as its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from fractions import Fraction

from derivation.maths.formulas import Call, Formula, Name, Negative, Number, Partial, Product, substitute, walk
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.maths.reading.spellings import RATES
from derivation.verify.documents.claims import Kind, Literal, Statement, as_literal
from derivation.verify.values.arithmetic import without_sign
from derivation.verify.values.shapes import weighted_sum
from derivation.verify.values.substitution import signs_inside

EQUALITIES = ("=", "≈", ":=", "≡", "←")
_INPUT = re.compile(r"(?:[xXiI]|in|input)_?\d*")
_BIAS = re.compile(r"(?:b|bias|B|theta)(?![a-z])")
_TELLING_DIGITS = 3
_RECENT = 4
Results = list[tuple[Fraction, Formula]]


class Lines:
    """The worked lines, read in order: a number in them that was given or a result before is put back as its name."""

    def __init__(
        self, formulas: Mapping[Formula, Sequence[Formula]], given: Mapping[str, Numeral], rates: Set[str]
    ) -> None:
        self.worked: dict[Formula, list[Formula]] = {}
        self.printed: dict[Formula, list[Literal]] = {}
        self._given = given
        owners: dict[Fraction, list[str]] = {}
        for name, numeral in given.items():
            if name not in rates and name not in RATES:
                owners.setdefault(numeral.value, []).append(name)
        self._givens = {value: Name(names[0]) for value, names in owners.items() if len(names) == 1}
        self._inputs = {value: name for value, name in self._givens.items() if _INPUT.fullmatch(name.id)}
        self._values = frozenset(owners)
        self._results: dict[Fraction, Formula] = {}
        self._outputs: dict[Fraction, Formula] = {}  # those that are no weighted sums
        self._sums: dict[Fraction, Formula] = {}  # the weighted sums, however short their numbers
        self._spelled: dict[Fraction, str] = {}
        self._latest: Results = []
        self._added_up = {key for key, found in formulas.items() if any(map(weighted_sum, found))}

    def read(self, statement: Statement) -> None:
        """Note the worked forms and the results of one statement."""
        for key, index, form in equated(statement):
            kind = statement.kind(index)
            if kind is Kind.NUMERIC:
                named = self._named(form, key)
                self.worked.setdefault(key, []).append(named)
                self._added_up |= {key} if weighted_sum(named) is not None else set()
            elif kind is Kind.RESULT:
                self._result(statement, index, key, form)

    def _result(self, statement: Statement, index: int, key: Formula, form: Formula) -> None:
        self.printed.setdefault(key, []).extend(statement.literals[index])
        numeral = as_literal(form)
        if numeral is None or (isinstance(key, Name) and key.id in self._given):
            return
        self._latest = [*self._latest[1 - _RECENT :], (numeral.value, key)]
        if self._is_sum(key):
            self._sums[numeral.value] = key
        self._spelled[numeral.value] = numeral.text
        if numeral.digits >= _TELLING_DIGITS:
            self._results[numeral.value] = key
            if not self._is_sum(key):
                self._outputs[numeral.value] = key

    def _is_sum(self, key: Formula) -> bool:
        """Whether a quantity is a weighted sum, to which something will yet be applied."""
        return key in self._added_up

    def _named(self, form: Formula, key: Formula) -> Formula:
        """A worked form with names for its numbers; what is taken from an old value is no weighted sum."""
        if not (isinstance(key, Name) and key.id.endswith("+")):
            if weighted_sum(form) is not None:
                return self._with_factors(form)
            if (inner := _applied_to(form)) is not None:
                named = self._with_factors(inner)
                return substitute(form, lambda part: named if part == inner else None)
        return substitute(substitute(form, self._as_called), self._reading(form))

    def _as_called(self, part: Formula) -> Formula | None:
        """A function of one number is applied to the weighted sum that came to it."""
        match part:
            case Call(function, (argument,)) if (numeral := as_literal(argument)) is not None:
                own, turned = self._sums.get(numeral.value), self._sums.get(-numeral.value)
                named = own or (None if turned is None else Negative(turned))
                return None if named is None else Call(function, (named,))
        return None

    def _with_factors(self, form: Formula) -> Formula:
        """A weighted sum with names for its numbers; a nought or a one stands for an input if it stands there once."""
        counts = Counter(part.value for part in walk(form) if isinstance(part, Number))
        small = {
            value: self._inputs[value]
            for value in (Fraction(0), Fraction(1))
            if counts[value] == 1 and value in self._inputs
        }

        latest = [(value, key) for value, key in self._latest if not self._is_sum(key)] or self._latest

        def named(part: Formula) -> Formula | None:
            return small.get(part.value) or self._as_factor(part, latest) if isinstance(part, Number) else None

        def factor(part: Formula) -> Formula | None:
            name = named(part)
            bare = None if name is None else without_sign(name)
            return None if isinstance(bare, Name) and _BIAS.match(bare.id) else name

        def product_of(part: Formula) -> Formula | None:
            if isinstance(part, Product):
                return Product(tuple(factor(each) or each for each in part.factors))
            return named(part)

        return substitute(signs_inside(form), product_of)

    def _reading(self, form: Formula) -> Callable[[Formula], Formula | None]:
        """How the numbers of a line are read: a function of one number is applied to the result just before."""
        numbers = {abs(part.value) for part in walk(form) if isinstance(part, Number)} - {0, 1}
        return self._as_argument if len(numbers) == 1 else self._as_name

    def _as_argument(self, part: Formula) -> Formula | None:
        return self._recent(part.value) if isinstance(part, Number) and part.value not in (0, 1, -1) else None

    def _as_factor(self, part: Formula, latest: Results) -> Formula | None:
        """In a weighted sum a number is an output rather than a sum; what only one name is given is that name."""
        if not isinstance(part, Number) or part.value in (0, 1, -1):
            return None
        found = (self._outputs.get(part.value) or self._as_name(part, latest)) if self._may_be_result(part) else None
        opposite = None if part.value in self._values else self._givens.get(-part.value)
        return found or (self._givens.get(part.value) if opposite is None else Negative(opposite))

    def _may_be_result(self, number: Number) -> bool:
        """Whether a number is written as the result with its value is: 0.5 beside 0.5000 is another one."""
        printed = self._spelled.get(number.value, number.numeral.text)
        return number.numeral.digits >= _TELLING_DIGITS or printed == number.numeral.text

    def _as_name(self, part: Formula, latest: Results | None = None) -> Formula | None:
        """The quantity that a number was the result of: a long one ever before, a short one just before."""
        if not isinstance(part, Number) or part.value in (0, 1, -1) or "/" in part.numeral.text:
            return None
        if part.numeral.digits >= _TELLING_DIGITS:
            if found := self._results.get(part.value):
                return found
            if opposite := self._results.get(-part.value):
                return Negative(opposite)
        return None if part.value in self._values else self._recent(part.value, latest)

    def _recent(self, value: Fraction, latest: Results | None = None) -> Formula | None:
        """One of the last results, by its value, or by its opposite in an exponent."""
        for result, key in reversed(self._latest if latest is None else latest):
            if abs(result) == abs(value):
                return key if result == value else Negative(key)
        return None


def _applied_to(form: Formula) -> Formula | None:
    """The weighted sum in numbers that a function in *form* is applied to, as in `tanh(0.5 * 0.3 + 0.1)`."""
    arguments = (without_sign(part.arguments[0]) for part in walk(form) if isinstance(part, Call) and part.arguments)
    return next((argument for argument in arguments if weighted_sum(argument) is not None), None)


def equated(statement: Statement) -> Iterator[tuple[Formula, int, Formula]]:
    """A name or derivative, and every later form that the statement says it equals."""
    for at, key in enumerate(statement.forms):
        if not isinstance(key, Name | Partial):
            continue
        for index in range(at + 1, len(statement.forms)):
            form = statement.forms[index]
            if statement.relations[index - 1] not in EQUALITIES:
                break
            if not isinstance(form, Unread):
                yield key, index, form
