"""Results that show no operands: right if they follow from rounded ones, as the document prints these elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial, leaves
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.verify.values.arithmetic import arithmetic, interval
from derivation.verify.values.weighing import WorkOut, is_negative_of_one, may_be
from derivation.verify.values.worlds import World


@dataclass(frozen=True)
class Following:
    """The quantities of a world, the printed *results* of each that are right, and the decimal *places* of most."""

    world: World
    results: Callable[[Formula], Sequence[Numeral]]
    places: int

    def explains(self, subject: Formula | None, numeral: Numeral, work_out: WorkOut = arithmetic) -> bool:
        """Whether a result that shows no operands is right for rounded ones.

        Those of which only a shorter number is printed are taken as that stands, or else as they are. With a power of
        ten the places of a result say nothing about its operands.
        """
        places = self.places if "e" in numeral.text else numeral.places
        for definition in self._definitions(subject):
            for shorter in (True, False):
                parts = {part: self._rounded(part, places, shorter) for part in leaves(definition)}
                value = None if None in parts.values() else work_out(definition, parts)
                if value is not None and may_be(numeral, value):
                    return True
        return False

    def _rounded(self, part: Formula, places: int, shorter: bool) -> Value | None:
        """A quantity as its shortest printed number with these *places* knows it, or rounded to them.

        A document may keep more places as a rule; where a *shorter* number is printed, that may be used as it stands.
        """
        printed = sorted(self.results(part), key=lambda each: each.places)
        long = next((each for each in printed if each.places >= places), None)
        if long is not None:
            return interval(long)
        if printed and shorter:
            return printed[-1].value
        value = self.world.value(part)
        if value is None or isinstance(value, Fraction):
            return value
        return arb(value.mid(), as_ball(Fraction(1, 2 * 10 ** max(places, self.places))))

    def _definitions(self, subject: Formula | None) -> Iterator[Formula]:
        """What a subject is worked out by: a part of a line by itself, a name by its formulas."""
        if isinstance(subject, Name | Partial):
            yield from self.world.definitions(subject)
        elif subject is not None and not is_negative_of_one(subject):
            yield subject
