"""Worked lines that do not come to the right result that they print: then one of their numbers is wrong.

A result may be right by the network and the numbers before it be none that give it. What else could save such a
number, that it stands elsewhere or is its quantity after one update, is then out of the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral, as_ball
from derivation.verify.documents.claims import Statement
from derivation.verify.values.restoring import EQUALITIES
from derivation.verify.values.weighing import (
    AGAINST_ITS_LINE,
    LATER,
    REFUTED,
    RIGHT,
    Line,
    Verdict,
    Word,
    distance,
    is_near,
)
from derivation.verify.values.worlds import World

_ROUNDED, _CUT, _ANY = 1, 2, 6
"""Halves of a last place by which the numbers of a line, and its result, may be off."""


@dataclass(frozen=True)
class Worked:
    """A form of a statement that has only numbers: its place, the verdicts on them, and what they come to."""

    index: int
    operands: tuple[Verdict, ...]
    line: Line | None

    def beside(self, results: Sequence[Verdict], statement: Statement, index: int, world: World) -> Iterator[Verdict]:
        """The verdicts on its numbers, in the light of the *results* that form number *index* says they come to."""
        equated = all(relation in EQUALITIES for relation in statement.relations[self.index : index])
        off = [each for each in results if equated and not self._gives(each, self._halves)]
        current = equated and all(each.word in RIGHT and each.reason != LATER for each in results)
        found = [
            _by_its_place(each, world) if off or (current and _is_later(each, world)) else each
            for each in self.operands
        ]
        yield from found
        if off and found == list(self.operands) and not self._gives(off[0], _ANY):
            yield replace(
                off[0], word=Word.WRONG, start=statement.starts[self.index], literal=None, reason=AGAINST_ITS_LINE
            )

    @property
    def _halves(self) -> int:
        return _CUT if any(each.word is Word.TRUNCATED for each in self.operands) else _ROUNDED

    def _gives(self, result: Verdict, halves: int) -> bool:
        """Whether a right result can come out of numbers that are off by so much; of others this does not tell."""
        wide = self.line.within(halves) if self.line is not None else None
        if wide is None or result.literal is None or result.word not in RIGHT:
            return True
        numeral = result.literal.numeral
        least = _CUT if result.word is Word.TRUNCATED else _ROUNDED
        whole = result.word is Word.EXACT and not numeral.places  # 0 stands for 0, not for 0.3
        reach = Fraction(0) if whole else max(halves, least) * numeral.half_unit
        return not distance(wide, numeral) > as_ball(reach)


def _is_later(operand: Verdict, world: World) -> bool:
    """Whether an operand is what its quantity is after an update; a weight may be meant so, before one is the slip."""
    return operand.reason.endswith(LATER) and not world.gives(operand.subject)


def is_before_an_update(printed: Numeral, name: Formula | None, world: World) -> bool:
    """Whether a number can only be what a quantity is before its update; so is its whole line, then."""
    value = world.value(name) if name is not None and world.trusts(name) else None
    later = list(world.later(name, printed.places)) if name is not None and value is not None else []
    return (
        value is not None
        and bool(later)
        and is_near(printed, value)
        and not any(is_near(printed, each) for each in later)
    )


def _by_its_place(operand: Verdict, world: World) -> Verdict:
    """An operand that is not near what it stands for is wrong."""
    value = world.value(operand.subject) if operand.subject is not None else None
    if value is None or operand.literal is None or is_near(operand.literal.numeral, value):
        return operand
    return replace(operand, word=Word.WRONG, value=value, reason=REFUTED)
