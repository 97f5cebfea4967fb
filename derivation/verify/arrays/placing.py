"""Placing: which array of the network a printed array is, by its shape and by most of its entries.

Then every entry is judged in its own place, so that one wrong number in an otherwise right array is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.numbers import Value, as_ball
from derivation.verify.arrays.families import BACKWARD, Family, families
from derivation.verify.arrays.labels import group_of
from derivation.verify.arrays.names import Names
from derivation.verify.documents.array_lines import worked_rows
from derivation.verify.documents.arrays import Array, ArrayLine, Entry
from derivation.verify.values.weighing import OFF_ITS_LINE, SINGLE, Line, Verdict, Word, fits, is_single, weigh
from derivation.verify.values.worlds import StatedWorld

_LIKE_IT = 1e-3
_ENOUGH, _PLENTY = 3, 5
_NO_PLACE = "a number in an array that stands for no known quantity"
_MOST_DIGITS = 4
_SINGLE, _SINGLE_DIGITS = 1e-6, 6  # what numbers of single precision may be off by, and how long they are
_NEARLY = 2  # digits that a number which is off by a thousandth has in common with the value
_ROUNDED, _UNIT = 1.0001, 2.02  # halves of a last place by which a number is off that is rounded, or nearly right
_CUT_DIGITS = 3


@dataclass(frozen=True)
class Fit:
    """How well a family fits an array: entries that agree to the last digit, or nearly, of how many, and digits in all.

    `told` counts the entries at which the numbers before the array come to the value of the family, and
    `is_called_so` says that the name of the array speaks for it too.
    """

    family: Family
    exact: int
    good: int
    of: int
    told: int
    is_called_so: bool
    digits: float

    @property
    def convinces(self) -> bool:
        """Whether so much is no coincidence."""
        if self.of == 1 and not self.exact:
            return self.told == 1  # a single number may be carried, if its line says what it is
        if self.good == self.of:
            return self.digits >= (1 if self.is_called_so else _ENOUGH)
        if self.is_called_so:
            return 2 * self.good >= self.of and self.digits >= _ENOUGH
        return 2 * self.good > self.of and self.good > 1 and self.digits >= _PLENTY

    @property
    def is_sure(self) -> bool:
        """Whether an entry that differs is wrong: most others are right to their last digit."""
        return 2 * self.exact >= self.of and self.digits >= _ENOUGH

    @property
    def is_whole(self) -> bool:
        """Whether all of several entries are right to their last digit."""
        return self.exact == self.of > 1 and self.digits >= _ENOUGH

    @property
    def rank(self) -> tuple[int, bool, int, float]:
        """The better, the larger."""
        return self.exact + self.told, self.is_called_so, self.good, self.digits


@dataclass(frozen=True)
class Places:
    """The families of a network by their shapes."""

    by_shape: dict[tuple[int, int], list[Family]]

    @classmethod
    def of(cls, found: Sequence[Family]) -> Places:
        """The *found* families, each as it is, turned round, and those of the backward pass with the other sign too."""
        by_shape: dict[tuple[int, int], list[Family]] = {}
        for family in found:
            for each in (family, *((family.negated(),) if family.group == BACKWARD else ())):
                by_shape.setdefault(each.shape, []).append(each)
                if each.shape != (1, 1):
                    by_shape.setdefault(each.shape[::-1], []).append(each.turned())
        return cls(by_shape)

    def of_sign(self, negated: bool) -> Places:
        """Only those of the backward pass that have that sign."""
        kept = {
            shape: [each for each in found if each.group != BACKWARD or each.is_negated == negated]
            for shape, found in self.by_shape.items()
        }
        return Places(kept)

    def place(self, array: Array, label: str, line: Sequence[float | None] = ()) -> Fit | None:
        """The family that fits best, if it convinces; the first of several. *line* is what its own line comes to."""
        group = group_of(label)
        printed = [entry.size for entry in array.entries]
        own = line or [None] * len(printed)
        best: Fit | None = None
        for family in self.of_shape(array):
            fit = _fit(family, printed, own, group)
            best = fit if best is None or fit.rank > best.rank else best
        return best if best is not None and best.convinces else None

    def of_shape(self, array: Array) -> Sequence[Family]:
        """The families of the shape of an array."""
        return self.by_shape.get(array.shape, ())


def _fit(
    family: Family, printed: Sequence[tuple[float, float, int] | None], line: Sequence[float | None], group: str
) -> Fit:
    exact, good, of, told, digits = 0, 0, 0, 0, 0.0
    for size, own, value in zip(printed, line, family.sizes, strict=True):
        if size is None or not (size[0] or value):
            continue
        by_line = own is not None and abs(own - value) <= _LIKE_IT * abs(value)
        of, told = of + 1, told + by_line
        if _reads(*size, value):
            exact, good, digits = exact + 1, good + 1, digits + (min(size[2], _MOST_DIGITS) if size[0] else 0.5)
        elif by_line or abs(size[0] - value) <= max(_UNIT * size[1], _LIKE_IT * abs(value)):
            good, digits = good + 1, digits + _NEARLY
    return Fit(family, exact, good, of, told, group == family.group, digits)


def _reads(number: float, half: float, shown: int, value: float) -> bool:
    """Whether a value is printed as that number: rounded, cut, or as numbers of single precision are."""
    gap = abs(number - value)
    if gap <= _ROUNDED * half:
        return True
    cut = shown >= _CUT_DIGITS and gap < 2 * half and abs(number) < abs(value)
    return cut or (shown >= _SINGLE_DIGITS and gap <= _SINGLE * abs(value))


def entry_verdicts(
    lines: Sequence[ArrayLine], world: StatedWorld | None, *, single: bool = False
) -> Iterator[list[Verdict]]:
    """The verdicts on the numbers of every line, in reading order; where they are *single*, of that precision."""
    places = Places.of(() if world is None or not lines else families(world))
    given = frozenset[Fraction]() if world is None else world.given
    judging = _with_one_sign([_Judged(line, places, given, single) for line in lines])
    names = Names.of(pair for judged in judging for pair in judged.named())
    for judged in judging:
        found = [verdict for array in judged.line.operands for verdict in judged.operand(array)]
        found += [verdict for index, array in judged.line.stated for verdict in judged.result(index, array, names)]
        yield [*found, *_others(judged.line, found)]


def _with_one_sign(judging: Sequence[_Judged]) -> list[_Judged]:
    """Where all arrays without a slip have one sign in the backward pass, those with a slip have it too."""
    fits = [fit for judged in judging for _, fit in judged.results.values() if fit is not None]
    signs = {fit.family.is_negated for fit in fits if fit.is_whole and fit.family.group == BACKWARD}
    if len(signs) != 1:
        return list(judging)
    kept = judging[0].places.of_sign(signs.pop())
    return [judged if judged.is_whole else replace(judged, places=kept) for judged in judging]


def _others(line: ArrayLine, found: Sequence[Verdict]) -> Iterator[Verdict]:
    """The numbers of a line that are not judged by their place in an array."""
    done = {verdict.start for verdict in found}
    inside = [literal for array in line.arrays for entry in array.entries for literal in entry.literals]
    for literal in (*inside, *line.beside):
        if literal.start not in done and "." in literal.text:
            yield Verdict(Word.UNREAD, literal.start, line.text, literal, None, None, _NO_PLACE, operand=True)
            done.add(literal.start)


Known = tuple[Entry, Formula | None, Value | None]
"""An entry, and the quantity and its value that belong in its place."""


@dataclass(frozen=True)
class _Judged:
    """The arrays of one line against the network."""

    line: ArrayLine
    places: Places
    given: frozenset[Fraction]
    single: bool

    def operand(self, array: Array) -> Iterator[Verdict]:
        """An array that the line works with."""
        fit = self.places.place(array, "")
        for known in [] if fit is None else _beside(array, fit.family):
            found = self._entry(known, None, operand=True)
            if found is not None and fit is not None and (fit.is_sure or found.word is not Word.WRONG):
                yield found

    @cached_property
    def results(self) -> dict[int, tuple[Sequence[Line | None], Fit | None]]:
        """For every array that is a form: the numbers printed before each of its entries, and the family that fits."""
        found: dict[int, tuple[Sequence[Line | None], Fit | None]] = {}
        for index, array in self.line.stated:
            worked = worked_rows(self.line, index, array.shape)
            own: list[Line | None] = [None] * len(array.entries)
            if worked is not None:
                own = [Line(entry, self.given) for row in worked for entry in row]
            sizes = [None if each is None else _size(each.plain) for each in own]
            found[index] = own, self.places.place(array, self.line.label, sizes)
        return found

    @property
    def is_whole(self) -> bool:
        """Whether nothing in it is off."""
        return all(fit is not None and fit.is_whole for _, fit in self.results.values())

    def named(self) -> Iterator[tuple[str, Family]]:
        """The families of the arrays that are placed, by what these are called."""
        fits = (fit for _, fit in self.results.values() if fit is not None and fit.is_sure)
        yield from ((self.line.label, fit.family) for fit in fits)

    def result(self, index: int, array: Array, names: Names) -> Iterator[Verdict]:
        """By the family of the array, and by the numbers printed before it; by its name where no family fits."""
        own, fit = self.results[index]
        family = fit.family if fit is not None else names.meant(self.line.label, array, self.places.of_shape(array))
        if fit is None and _is_by_its_line(array, own):
            family = None  # the same name in a later round
        sure = fit is None or fit.is_sure
        unknown = ((entry, None, None) for entry in array.entries)
        for known, each in zip(unknown if family is None else _beside(array, family), own, strict=True):
            found = self._entry(known, each)
            if found is not None and (sure or each is not None or found.word is not Word.WRONG):
                yield found

    def _entry(self, known: Known, own: Line | None, *, operand: bool = False) -> Verdict | None:
        """The verdict on an entry, if it is a number of which something can be said."""
        entry, subject, value = known
        literal = entry.literal
        if literal is None or entry.numeral is None:
            return None
        word, weighed, reason = weigh(entry.numeral, [] if value is None else [value], own, value is not None)
        off = word in (Word.WRONG, Word.LAST_DIGIT) and reason != OFF_ITS_LINE
        if off and self.single and value is not None and is_single(entry.numeral, value):
            word, weighed, reason = Word.CARRIED, value, SINGLE
        if word is Word.UNREAD:
            return None
        return Verdict(word, literal.start, self.line.text, literal, subject, weighed, reason, operand)


def _is_by_its_line(array: Array, own: Sequence[Line | None]) -> bool:
    """Whether every entry is what the numbers before it come to."""
    pairs = (
        (entry.numeral, line.plain if line is not None else None)
        for entry, line in zip(array.entries, own, strict=True)
    )
    return all(numeral is not None and value is not None and fits(numeral, value) for numeral, value in pairs)


def _size(value: Value | None) -> float | None:
    return None if value is None else float(as_ball(value).mid())


def _beside(array: Array, family: Family) -> Iterator[Known]:
    for row, subjects, values in zip(array.rows, family.rows, family.values, strict=True):
        yield from zip(row, subjects, values, strict=True)
