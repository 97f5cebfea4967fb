"""What the formulas of its columns say of every number of a sheet, and of the sums and means that stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import islice

from flint import ctx

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Number, Quotient, total, walk
from derivation.maths.numbers import Numeral
from derivation.verify.documents.claims import Claims, stated_numbers
from derivation.verify.documents.literals import Literal
from derivation.verify.sheets.blaming import Instance, Place, blamed, instances
from derivation.verify.sheets.fitting import relations
from derivation.verify.sheets.grids import Sheet
from derivation.verify.sheets.variables import Variables
from derivation.verify.values.weighing import (
    FEWEST_DIGITS,
    NOTHING_PRINTED,
    RIGHT,
    Line,
    Verdict,
    Word,
    fits,
    may_be,
    weigh,
)
from derivation.verify.values.worlds import BITS

FOLLOWS, GIVEN = "it follows in its row as in the others", "what its row is worked out from"
DIFFERS, OF_A_COLUMN = "in the other rows the column follows another formula", "the sum or the mean of a column"
_ROWS, _INFORMED, _SURE = 4, 3, 6.0
_EIGHTH = 8
_MOST_CONSTANTS, _MOST_SHEETS = 14, 16


def sheet_verdicts(sheet: Sheet, constants: Mapping[str, Numeral]) -> Iterator[Verdict]:
    """A verdict on every number of a sheet of which its formulas can tell something."""
    known = Variables(sheet, constants)
    found = list(instances(known, list(relations(known))))
    guilty = blamed(known, found)
    judged = _Judged(known, found, guilty)
    with ctx.workprec(BITS):
        for row, cells in enumerate(sheet.rows):
            for column, literal in enumerate(cells):
                verdict = None if literal is None else judged.verdict((row, column), literal)
                if verdict is not None:
                    yield verdict


@dataclass(frozen=True)
class _Judged:
    """The relations of a sheet in every row, and the numbers that fail them."""

    known: Variables
    found: Sequence[Instance]
    guilty: Mapping[Place, Sequence[Instance]]

    def verdict(self, place: Place, literal: Literal) -> Verdict | None:
        """A result by its formula, what is worked with by the results that come of it."""
        own = self._by_place.get(place, ())
        result = next((each for each in own if each.places[0] == place), None)
        if place in self.guilty:
            return self._wrong(place, literal, self.guilty[place], result)
        if result is not None and result.holds:
            return self._right(literal, result)
        others = [each for each in own if each is not result]
        if result is None and any(each.holds for each in others):
            return Verdict(Word.EXACT, literal.start, literal.text, literal, None, literal.numeral.value, GIVEN)
        return None

    def _right(self, literal: Literal, result: Instance) -> Verdict | None:
        line = self._line(result)
        word, value, reason = weigh(literal.numeral, [], line, False)
        if word in (Word.WRONG, Word.UNREAD):
            return None
        reason = FOLLOWS if word in RIGHT else reason
        return Verdict(word, literal.start, literal.text, literal, None, value, reason)

    def _wrong(
        self, place: Place, literal: Literal, failing: Sequence[Instance], result: Instance | None
    ) -> Verdict | None:
        """Wrong, if the formulas that fail say enough and are far off."""
        if not self._is_sure(place, failing):
            return None
        own = result if result is not None and not result.holds else None
        line = None if own is None else self._line(own)
        if own is None or line is None or line.plain is None:
            return Verdict(Word.WRONG, literal.start, literal.text, literal, None, None, DIFFERS)
        word, value, reason = weigh(literal.numeral, [], line, False)
        if own.relation.is_exact and not fits(literal.numeral, line.plain):
            word, reason = Word.WRONG, DIFFERS
        return Verdict(word, literal.start, literal.text, literal, None, value, reason)

    def _is_sure(self, place: Place, failing: Sequence[Instance]) -> bool:
        """Whether a number is wrong for certain: two formulas fail with it, or one of many rows that hold."""
        tellers = {each.relation.column: each.relation for each in failing}.values()
        if any(each.is_coarse for each in tellers) and self._holds(place):
            return False
        if len(tellers) > 1:
            digits = sum(each.digits for each in tellers)
            return digits >= 2 * _SURE and min(each.told for each in tellers) >= _INFORMED - 1
        relation = failing[0].relation
        held, others = int(relation.held.sum()), relation.missed - len(failing)
        informed = relation.told >= _INFORMED and relation.digits >= _SURE and held >= _ROWS
        return (
            informed
            and _EIGHTH * others <= held
            and (self._is_result(place, failing) or self._is_alone(place, failing))
        )

    def _is_result(self, place: Place, failing: Sequence[Instance]) -> bool:
        return any(each.places[0] == place for each in failing)

    def _is_alone(self, place: Place, failing: Sequence[Instance]) -> bool:
        """Whether it alone, of the numbers that may be wrong, stands in no row that holds."""
        others = {other for each in failing for other in each.places if other != place}
        rounded = (other for other in others if other[1] not in self.known.data)
        return not self._holds(place) and all(map(self._holds, rounded))

    def _holds(self, place: Place) -> bool:
        """Whether a relation holds with the number in that place."""
        return any(each.holds for each in self._by_place.get(place, ()))

    @cached_property
    def _by_place(self) -> Mapping[Place, Sequence[Instance]]:
        """The relations that every number stands in."""
        found: dict[Place, list[Instance]] = {}
        for each in self.found:
            for place in dict.fromkeys(each.places):
                found.setdefault(place, []).append(each)
        return found

    def _line(self, instance: Instance) -> Line | None:
        form = self.known.put_in(instance.relation.form, instance.places[0][0])
        if form is None:
            return None
        given = {each.value for each in self.known.constants.values()}
        given |= {part.value for part in walk(instance.relation.form) if isinstance(part, Number)}
        return Line(form, frozenset(given))


def of_columns(sheet: Sheet) -> Iterator[Line]:
    """The sum and the mean of every column of every table of a sheet, and half of them."""
    ends = [*sheet.begins[1:], len(sheet.rows)]
    for begin, end in zip(sheet.begins, ends, strict=True):
        for column in zip(*sheet.rows[begin:end], strict=True):
            numbers = tuple(Number(each.numeral) for each in column if each is not None)
            if len(numbers) == len(column) > 1 and any(each.numeral.places for each in numbers):
                whole = total(numbers)
                count = len(numbers)
                yield from (
                    Line(whole if over == 1 else Quotient(whole, _whole(over))) for over in (1, 2, count, 2 * count)
                )


def _whole(count: int) -> Formula:
    return Number(Numeral(Fraction(count), str(count)))


def recognised(verdict: Verdict, lines: Iterable[Line]) -> Verdict | None:
    """The verdict on a number that is the sum or the mean of a column."""
    if verdict.literal is None or verdict.literal.numeral.digits < FEWEST_DIGITS:
        return None
    for line in lines:
        wide = line.within(1)
        if wide is not None and line.plain is not None and may_be(verdict.literal.numeral, wide):
            word = fits(verdict.literal.numeral, line.plain) or Word.CARRIED
            return replace(verdict, word=word, value=line.plain, reason=OF_A_COLUMN)
    return None


@dataclass(frozen=True)
class Tables:
    """What the tables of a document tell of numbers, by the places of these, and the sums and means of columns.

    The `starts` are the numbers that the rows are worked out from: those of the first row, and the constants.
    """

    told: Mapping[int, Verdict]
    lines: Sequence[Line]
    starts: frozenset[Fraction]

    @classmethod
    def of(cls, found: Sequence[Sheet], verdicts: Iterable[Verdict], claims: Claims) -> Tables:
        """The tables in which a number is not read by anything else."""
        unread = {each.start for each in verdicts if each.word is Word.UNREAD and each.literal is not None}
        asked = [sheet for sheet in found if any(cell.start in unread for row in sheet.rows for cell in row if cell)]
        constants = _constants(claims)
        told = {each.start: each for sheet in asked[:_MOST_SHEETS] for each in sheet_verdicts(sheet, constants)}
        if not told:
            return cls({}, (), frozenset())
        first = [cell.numeral for sheet in asked for cell in sheet.rows[0] if cell is not None and cell.start in told]
        starts = frozenset(numeral.value for numeral in (*constants.values(), *first))
        return cls(told, [line for sheet in found[:_MOST_SHEETS] for line in of_columns(sheet)], starts)

    def retold(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """The verdicts, where nothing else is known of a number what the tables tell."""
        with ctx.workprec(BITS):
            return tuple(map(self._retold, verdicts)) if self.told else tuple(verdicts)

    def _retold(self, verdict: Verdict) -> Verdict:
        if verdict.word is not Word.UNREAD or verdict.literal is None:
            return verdict
        own = self.told.get(verdict.literal.start)
        if own is not None:
            return replace(verdict, word=own.word, value=own.value, reason=own.reason)
        value = verdict.literal.numeral.value
        if verdict.reason == NOTHING_PRINTED and "=" in verdict.text and value in self.starts:
            return replace(verdict, word=Word.EXACT, value=value, reason=GIVEN)
        return recognised(verdict, self.lines) or verdict


def _constants(claims: Claims) -> Mapping[str, Numeral]:
    """The numbers that names are given, the first that each has."""
    found: dict[str, Numeral] = {}
    for name, numeral in stated_numbers(claims.statements):
        found.setdefault(name, numeral)
    return dict(islice(found.items(), _MOST_CONSTANTS))
