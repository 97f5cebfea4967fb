"""The numbers as they stand on the page, so that every line recomputes from what it shows.

Policy `exact`: each line starts from the unrounded values; where its rounded numbers would not give its
rounded result, whichever way ties are rounded, the line shows more digits until they do.
Policy `rounded`: each line starts from the printed numbers, as with a pocket calculator.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from functools import partial as bound

from flint import arb, ctx

from derivation.errors import LimitError, SpecError
from derivation.frozen import dataclass
from derivation.maths.domains import undefined
from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import Elision, Formula, Name, Number, leaves, substitute, total
from derivation.maths.functions import BALLS, RATIONALS
from derivation.maths.numbers import Numeral, Refine, Value, as_ball, as_fraction, refine
from derivation.maths.rounding import Rounding, Shown
from derivation.network.gradients import key_text
from derivation.network.values import Values

EXACT, ROUNDED = "exact", "rounded"
CARRIES = (EXACT, ROUNDED)
MOST_GUARD_DIGITS = 30
_MOST_BITS = 1 << 14
"""A line of printed numbers that is not decided with so many is as good as undefined."""


@dataclass(frozen=True)
class Worked:
    """One line with its numbers: the formula with numerals in place of names, and the result.

    `substituted` is None where the line would need more guard digits than a reader can bear.
    """

    substituted: Formula | None
    result: Shown
    operands_exact: bool
    result_exact: bool


@dataclass(frozen=True)
class WorkedEntries:
    """One line over matrices with its numbers: the formula with numerals in place of names, and every entry's result.

    `substituted` is None where the line would need more guard digits than a reader can bear.
    """

    substituted: Formula | None
    results: tuple[Shown, ...]
    operands_exact: bool
    results_exact: bool


@dataclass
class Ledger:
    """Works lines out, one after the other; under `rounded` it remembers what was printed."""

    values: Values
    rounding: Rounding
    carry: str = EXACT
    carried: dict[Formula, Shown] = field(default_factory=dict)
    aliases: dict[Formula, Formula] = field(default_factory=dict)
    """Slopes that are just another quantity and stand on the page as that quantity does."""

    def work(self, subject: Formula, formula: Formula) -> Worked:
        """The line `subject = formula` with numbers; *formula* must have the value of *subject*."""
        return self._from_printed(subject, formula) if self.carry == ROUNDED else self._from_exact(subject, formula)

    def work_again(self, subject: Formula, formula: Formula) -> Worked:
        """The same for a quantity that has its number on the page already, and keeps it."""
        kept = dict(self.carried)
        worked = self.work(subject, formula)
        self.carried.update(kept)
        return worked

    def work_sum(self, subject: Formula, terms: Sequence[Formula]) -> Worked:
        """The line `subject = terms added up`, where every term has a line of its own and its result stands for it."""
        for guard in range(MOST_GUARD_DIGITS + 1):
            shown = [self._operand(term, guard) for term in terms]
            numbers = total(tuple(Number(each.numeral) for each in shown))
            carried = self.carry == ROUNDED
            result = self._without_tie(_refiner(numbers), key_text(subject)) if carried else self.shown(subject)
            if carried or self._recomputes(numbers, result):
                return _worked(numbers, result, all(each.exact for each in shown))
        return Worked(None, self.shown(subject), False, False)

    def work_entries(self, whole: Formula, entries: Mapping[Formula, Formula]) -> WorkedEntries:
        """The line over matrices *whole* with numbers; *entries* says by which formula each subject is found in it."""
        if self.carry == ROUNDED:
            each = [self._from_printed(*entry) for entry in entries.items()]
            return self._together(whole, 0, [worked.result for worked in each])
        results = [self._without_tie(self.values.refiner(subject), key_text(subject)) for subject in entries]
        for guard in range(MOST_GUARD_DIGITS + 1):
            printed = [self._substituted(formula, guard)[0] for formula in entries.values()]
            if all(self._recomputes(*pair) for pair in zip(printed, results, strict=True)):
                return self._together(whole, guard, results)
        return WorkedEntries(None, tuple(results), False, all(shown.exact for shown in results))

    def _together(self, whole: Formula, guard: int, results: Sequence[Shown]) -> WorkedEntries:
        substituted, exact = self._substituted(whole, guard)
        return WorkedEntries(substituted, tuple(results), exact, exact and all(shown.exact for shown in results))

    def shown(self, key: Formula) -> Shown:
        """The number that stands on the page for a quantity; givens stand as their author wrote them."""
        return self._operand(key, 0)

    def deviation(self, among: Container[Formula]) -> tuple[Formula, Fraction] | None:
        """The carried number furthest from the true value *among* those of some quantities, and the distance.

        It is counted in units of the last place.
        """
        found = [(key, self._distance(key, shown)) for key, shown in self.carried.items() if key in among]
        return max(found, key=lambda item: item[1], default=None)

    def _distance(self, key: Formula, shown: Shown) -> Fraction:
        unit = 2 * _half_unit(shown.numeral, self.rounding)
        value = self.values.at(key, 256)
        exact = value if isinstance(value, Fraction) else as_fraction(value)
        return abs(exact - shown.numeral.value) / unit

    def _shown(self, key: Formula, guard: int) -> Shown:
        given = self.values.gradients.network.given
        if isinstance(key, Name) and key.id in given:
            return Shown(given[key.id], exact=True)
        return self.values.show(key, self.rounding.finer(guard))

    def _from_exact(self, subject: Formula, formula: Formula) -> Worked:
        result = self._without_tie(self.values.refiner(subject), key_text(subject))
        for guard in range(MOST_GUARD_DIGITS + 1):
            substituted, exact = self._substituted(formula, guard)
            if self._recomputes(substituted, result):
                return _worked(substituted, result, exact)
        return Worked(None, result, False, result.exact)

    def _from_printed(self, subject: Formula, formula: Formula) -> Worked:
        substituted, exact = self._substituted(formula, 0)
        if reason := undefined(substituted, lambda part: _value(part, 64)):
            message = f"{key_text(subject)} has no value with rounded numbers: it {reason}"
            raise SpecError("D510", message, note='ask for more places, or for carry = "exact"')
        result = self._without_tie(_refiner(substituted), key_text(subject))
        self.carried[subject] = Shown(result.numeral, result.exact and exact)
        return _worked(substituted, result, exact)

    def _without_tie(self, value_at: Refine, what: str) -> Shown:
        """The result as shown; an exact tie is shown in full, since people round halves differently."""
        shown = self.rounding.show(value_at, what=what)
        value = value_at(128)
        if isinstance(value, Fraction) and abs(value - shown.numeral.value) == shown.numeral.half_unit:
            return self.rounding.finer(1).show(value_at, what=what)
        return shown

    def _substituted(self, formula: Formula, guard: int) -> tuple[Formula, bool]:
        """The formula with numerals in place of its leaves, and whether all of these are exact."""
        operands = {part: self._operand(part, guard) for part in leaves(formula)}
        numbers: dict[Formula, Formula] = {
            part: replace(part, numeral=shown.numeral) if isinstance(part, Elision) else Number(shown.numeral, part)
            for part, shown in operands.items()
        }
        return substitute(formula, numbers.get), all(shown.exact for shown in operands.values())

    def _operand(self, part: Formula, guard: int) -> Shown:
        if isinstance(part, Elision) and self.carry == ROUNDED:
            return self._gathered(part)
        part = self.aliases.get(part, part)
        return self.carried[part] if part in self.carried else self._shown(part, guard)

    def _gathered(self, part: Elision) -> Shown:
        """The sum of terms that are not written, from the printed numbers in them."""
        substituted, exact = self._substituted(total(part.terms), 0)
        shown = self.rounding.show(_refiner(substituted))
        return Shown(shown.numeral, shown.exact and exact)

    def _recomputes(self, substituted: Formula, result: Shown) -> bool:
        """Whether a calculator gives the printed result from the printed numbers, however it rounds halves."""
        half = _half_unit(result.numeral, self.rounding)

        def strictly_inside(value: Value) -> bool | None:
            if isinstance(value, Fraction):
                return abs(value - result.numeral.value) < half
            distance = abs(value - as_ball(result.numeral.value))
            return True if distance < as_ball(half) else False if distance > as_ball(half) else None

        try:
            return bool(refine(strictly_inside, _refiner(substituted), most=_MOST_BITS))
        except LimitError:
            return False  # rounding has left the line without a value, as ln(1 - 1.000) has none


def _half_unit(numeral: Numeral, rounding: Rounding) -> Fraction:
    """Half a unit of the places a reader would round to; a value that ends early is still compared to all of them."""
    if rounding.digits is not None or "e" in numeral.text:
        return numeral.half_unit
    return min(numeral.half_unit, Fraction(1, 2) / Fraction(10) ** (rounding.places or 0))


def _worked(substituted: Formula, result: Shown, operands_exact: bool) -> Worked:
    value = _rational(substituted)
    return Worked(substituted, result, operands_exact, value == result.numeral.value)


def _rational(formula: Formula) -> Fraction | None:
    try:
        return evaluate(formula, lambda part: None, RATIONALS)
    except (NotInThisArithmetic, ZeroDivisionError):
        return None


def _value(formula: Formula, bits: int) -> Value:
    exact = _rational(formula)
    return _ball(formula, bits) if exact is None else exact


def _refiner(substituted: Formula) -> Refine:
    """The value of a formula of numerals: the rational itself where there is one."""
    exact = _rational(substituted)
    return (lambda bits: exact) if exact is not None else bound(_ball, substituted)


def _ball(formula: Formula, bits: int) -> arb:
    with ctx.workprec(bits):
        return evaluate(formula, lambda part: None, BALLS)
