"""Results that show no operands: right if they follow from rounded ones, as the document prints these elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial, leaves
from derivation.maths.numbers import Numeral, Value, as_ball, certified_nearest
from derivation.verify.values.arithmetic import arithmetic, interval
from derivation.verify.values.weighing import WorkOut, is_negative_of_one, may_be
from derivation.verify.values.worlds import World

_MOST_PLACES, _TWO_DIGITS = 13, 10


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
        readings = (self._as_printed, self._rounded, self._worked_out, self._worked_out_and_rounded, self._by_digits)
        for definition in self._definitions(subject):
            for reading in readings:
                parts = {part: reading(part, places) for part in leaves(definition)}
                value = None if None in parts.values() else work_out(definition, parts)
                if value is not None and may_be(numeral, value):
                    return True
        return False

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

    def _worked_out(self, part: Formula, places: int) -> Value | None:
        """A quantity as it is printed; one that is not as it follows from those that are."""
        if self._is_at_hand(part):
            return self._as_printed(part, places)
        for definition in self._definitions(part):
            if all(map(self._is_at_hand, leaves(definition))):
                return arithmetic(definition, {leaf: self._as_printed(leaf, places) for leaf in leaves(definition)})
        return None

    def _worked_out_and_rounded(self, part: Formula, places: int) -> Value | None:
        """The same; one that is not printed was rounded all the same, as numbers of the document are."""
        value = self._worked_out(part, places)
        if value is None or self._is_at_hand(part):
            return value
        units = certified_nearest(value, self.places)
        return None if units is None else Fraction(units, 10**self.places)

    def _by_digits(self, part: Formula, places: int) -> Value | None:
        """A quantity as it is printed; a slope that is not as it follows from numbers with its digits."""
        if not (isinstance(part, Partial) and self.alike) or self.results(part):
            return self._as_printed(part, places)
        for definition in self._definitions(part):
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

    def _is_at_hand(self, part: Formula) -> bool:
        """Whether a quantity is printed, or need not be because it is no result of rounding."""
        return bool(self.results(part)) or isinstance(self.world.value(part), Fraction)

    def _definitions(self, subject: Formula | None) -> Iterator[Formula]:
        """What a subject is worked out by: a part of a line by itself, a name by its formulas."""
        if isinstance(subject, Name | Partial):
            yield from self.world.definitions(subject)
        elif subject is not None and not is_negative_of_one(subject):
            yield subject
