"""Results that show no operands: right if they follow from rounded ones, as the document prints these elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from fractions import Fraction

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial, Sum, leaves
from derivation.maths.numbers import Numeral, Value, as_ball, certified_nearest
from derivation.maths.rounding import Rounding
from derivation.verify.values.arithmetic import added, arithmetic, interval
from derivation.verify.values.weighing import WorkOut, is_negative_of_one, may_be
from derivation.verify.values.worlds import World

_MOST_PLACES, _TWO_DIGITS = 13, 10
_MOST_STEPS = 6


@dataclass(frozen=True)
class Following:
    """The quantities of a world, the printed *results* of each that are right, and the decimal *places* of most.

    *called* gives the document's name for one of the network's; *alike* are numbers that are printed and right, to find
    a quantity by its digits.
    """

    world: World
    results: Callable[[Formula], Sequence[Numeral]]
    places: int
    called: Callable[[Formula], Formula]
    alike: Container[Fraction] = ()

    def explains(self, subject: Formula | None, numeral: Numeral, work_out: WorkOut = arithmetic) -> bool:
        """Whether a result that shows no operands is right for rounded ones.

        With a power of ten the places of a result say nothing about its operands.
        """
        places = self.places if "e" in numeral.text else numeral.places
        if any(may_be(numeral, value) for value in self._read_off(subject, places, work_out)):
            return True
        calculators = [_Calculator(self, habit) for habit in Habit]
        return any(may_be(numeral, value) for each in calculators for value in each.results(subject))

    def _read_off(self, subject: Formula | None, places: int, work_out: WorkOut) -> Iterator[Value]:
        """What a subject may be to those who know the parts of its formulas to so many *places*."""
        for definition in self.definitions(subject):
            for reading in (self._as_printed, self._rounded, self._by_digits):
                parts = {part: reading(part, places) for part in leaves(definition)}
                value = None if None in parts.values() else work_out(definition, parts)
                yield from () if value is None else (value,)

    def explains_update(self, subject: Formula | None, numeral: Numeral, alike: Container[Fraction]) -> bool:
        """Whether a parameter after an update is right for the rounded numbers of which its slope is made."""
        own, network = None if subject is None else self.world.bound(subject), self.world.network
        if network is None or not (isinstance(own, Name) and own.id.endswith("+")):
            return False
        inner = replace(self, world=network, results=lambda part: self.results(self.called(part)), alike=alike)
        return inner.explains(own, numeral)

    def _as_printed(self, part: Formula, places: int) -> Value | None:
        """A quantity as its shortest printed number with these *places* knows it; a shorter one as it stands."""
        printed = sorted(self.results(part), key=lambda each: each.places)
        long = next((each for each in printed if each.places >= places), None)
        if long is not None:
            return interval(long)
        return printed[-1].value if printed else self._rounded(part, places)

    def _rounded(self, part: Formula, places: int) -> Value | None:
        """A quantity as a number with these *places* knows it, printed or not: a document may keep more as a rule."""
        printed = [each for each in self.results(part) if each.places >= places]
        if printed:
            return interval(min(printed, key=lambda each: each.places))
        value = self.world.value(part)
        if value is None or isinstance(value, Fraction):
            return value
        return arb(value.mid(), as_ball(Fraction(1, 2 * 10 ** max(places, self.places))))

    def _by_digits(self, part: Formula, places: int) -> Value | None:
        """A quantity as it is printed; a slope that is not as it follows from numbers with its digits."""
        if not (isinstance(part, Partial) and self.alike) or self.results(part):
            return self._as_printed(part, places)
        for definition in self.definitions(part):
            parts = {leaf: self._with_its_digits(leaf) for leaf in leaves(definition)}
            if None not in parts.values():
                return arithmetic(definition, parts)
        return None

    def _with_its_digits(self, part: Formula) -> Value | None:
        """A quantity as the shortest number with its digits knows it that is printed."""
        value = self.world.value(part)
        if value is None or isinstance(value, Fraction):
            return value
        for places in range(1, _MOST_PLACES):
            units = certified_nearest(value, places)
            if units is not None and abs(units) >= _TWO_DIGITS and self._is_printed(Fraction(units, 10**places)):
                return arb(as_ball(Fraction(units, 10**places)), as_ball(Fraction(1, 2 * 10**places)))
        return value

    def _is_printed(self, value: Fraction) -> bool:
        return value in self.alike or -value in self.alike

    def definitions(self, subject: Formula | None, *, linked: bool = False) -> Iterator[Formula]:
        """What a subject is worked out by: a part of a line by itself, a name by its formulas."""
        if isinstance(subject, Name | Partial):
            yield from self.world.definitions(subject, linked=linked)
        elif subject is not None and not is_negative_of_one(subject):
            yield subject


class Habit(StrEnum):
    """What somebody rounds of what is not printed, to the places of what is."""

    NOTHING = "nothing"
    RESULTS = "results"
    TERMS = "terms"  # and results


@dataclass
class _Calculator:
    """The steps that a document does not print, done with the numbers that it does, by one habit."""

    following: Following
    habit: Habit
    _known: dict[Formula, Value | None] = field(default_factory=dict)

    def results(self, subject: Formula | None, steps: int = _MOST_STEPS) -> Iterator[Value]:
        """What a subject comes to with the numbers of the document; what they do not say follows in so many *steps*."""
        for formula in self.following.definitions(subject, linked=True):
            parts = {part: self._value(part, steps) for part in leaves(formula)}
            value = None if None in parts.values() else self._works_out(formula, parts)
            yield from () if value is None else (value,)

    def _works_out(self, formula: Formula, parts: Mapping[Formula, Value | None]) -> Value | None:
        if self.habit is not Habit.TERMS or not isinstance(formula, Sum):
            return arithmetic(formula, parts)
        terms = [self._on_the_page(arithmetic(term, parts)) for term in formula.terms]
        known = [term for term in terms if term is not None]
        return added(known) if len(known) == len(terms) else None

    def _value(self, part: Formula, steps: int) -> Value | None:
        """A quantity as it is printed or given, else as it follows from others."""
        printed = self.following.results(part) or [
            each for same in self._same(part) for each in self.following.results(same)
        ]
        if printed:
            return max(printed, key=lambda each: each.places).value
        exact = self.following.world.value(part)
        if isinstance(exact, Fraction):
            return exact
        if part not in self._known:
            self._known[part] = None  # what needs itself does not follow
            found = map(self._kept, self.results(part, steps - 1) if steps else ())
            self._known[part] = next((value for value in found if value is not None), None)
        return self._known[part]

    def _same(self, part: Formula) -> Iterator[Formula]:
        """The slopes of the one error on the way from a quantity to the total error, where that is just added to it."""
        if not isinstance(part, Partial):
            return
        links = self.following.definitions(part, linked=True)
        for slope in (leaf for formula in links for leaf in leaves(formula)):
            match slope:
                case Partial(part.of, wrt) if wrt != part.wrt and self.following.world.value(slope) == 1:
                    yield Partial(wrt, part.wrt)

    def _kept(self, value: Value) -> Value | None:
        return value if self.habit is Habit.NOTHING else self._on_the_page(value)

    def _on_the_page(self, value: Value | None) -> Value | None:
        """A number as the document would print it; a half, which people round differently, in full."""
        shown = None if value is None else Rounding(self.following.places).decide(value)
        if value is None or shown is None:
            return None
        is_half = isinstance(value, Fraction) and abs(value - shown.numeral.value) == shown.numeral.half_unit
        return value if is_half else shown.numeral.value
