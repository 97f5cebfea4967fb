"""What the worked lines of a document say about its wrong numbers: what is carried forward, and where a line slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Name, Partial
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.reading import Unread
from derivation.network.gradients import key_text
from derivation.verify.diagnosing import line_sayings
from derivation.verify.diagnosing.inquiries import Inquiry
from derivation.verify.diagnosing.line_slips import repaired, restored, slipped
from derivation.verify.diagnosing.terms import exchanged
from derivation.verify.diagnosing.worklines import Workline, decimals_before, worklines
from derivation.verify.documents.claims import Claims, Statement
from derivation.verify.manuscripts import Manuscript
from derivation.verify.networks.document_worlds import DocumentWorld
from derivation.verify.values.evidence import Cause
from derivation.verify.values.weighing import FAR, Verdict, Word, is_near

_FEWEST_DIGITS = 2
_NEARER = 0.75  # so much of the way a line misses when all that it takes over is right, or it misses by itself


@dataclass(frozen=True)
class LineCauses:
    """The worked lines of one document; *inquiry* is about its network, where one is known."""

    claims: Claims
    world: DocumentWorld
    manuscript: Manuscript
    inquiry: Inquiry | None

    @cached_property
    def lines(self) -> Mapping[int, Workline]:
        """The worked line behind every result."""
        return worklines(self.claims, self.world.given)

    @cached_property
    def statements(self) -> Mapping[int, Statement]:
        """The statement that every result ends, by the place where the result begins."""
        every = ((literal.start, each) for each in self.claims.statements for literal in each.literals[-1])
        return {start: each for start, each in every if not each.inherited}

    def forward(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The earlier number, or the operand, that a number is right for."""
        return self._from_operand(verdict, before) or self._carried_forward(verdict, before)

    def slips(self, verdict: Verdict, before: Sequence[Verdict]) -> Iterator[Cause | None]:
        """What may have gone wrong in the line itself."""
        yield self._other_result(verdict, before)
        yield from self._in_line(verdict, before)
        yield self._in_term(verdict)

    def _carried_forward(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The earlier wrong number that this one repeats, or rightly follows from."""
        earlier = self._source(verdict, before)
        if earlier is None or not self._is_right_but_for(verdict, before):
            return None
        return line_sayings.carried_forward(verdict, earlier, self._line_of(earlier))

    def _line_of(self, verdict: Verdict) -> int:
        return self.manuscript.place(verdict.start)[0]

    def _source(self, verdict: Verdict, before: Sequence[Verdict]) -> Verdict | None:
        line = self.lines.get(verdict.start)
        if verdict.literal is None or (line is not None and not line.gives(verdict.literal.numeral)):
            return None
        used = {verdict.literal.start: verdict.literal.numeral} if line is None or verdict.operand else {}
        used |= {each.start: each.numeral for each in line.operands} if line is not None else {}
        for start, numeral in used.items():
            for earlier in before:
                if earlier.start < start and is_wrong(earlier) and _repeats(earlier, numeral):
                    return None if _stands_for_another(verdict, earlier) else earlier
        return None

    def _from_operand(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The cause of an operand that goes wrong in the line that the number ends, if the line is right for it."""
        line = self.lines.get(verdict.start)
        if line is None or verdict.literal is None or not line.gives(verdict.literal.numeral):
            return None
        places = {each.start for each in line.operands}
        wrong = (each for each in before if each.start in places and each.word is Word.WRONG)
        operand = next((each for each in wrong if each.cause and each.cause.mistake != "propagated"), None)
        return None if operand is None else line_sayings.from_operand(verdict, operand)

    def _in_line(self, verdict: Verdict, before: Sequence[Verdict]) -> Iterator[Cause | None]:
        """A slip in the worked line that the number ends, or a number in it that stands in the place of another."""
        line = self.lines.get(verdict.start)
        if line is None or verdict.literal is None or verdict.word is not Word.WRONG:
            return
        numeral, plain = verdict.literal.numeral, line.value
        if plain is not None and not is_near(numeral, as_ball(Fraction(plain))):
            found = slipped(line, numeral, decimals_before(self.claims.statements, verdict.start))
            yield line_sayings.slip_in_line(numeral, line, found)
        if verdict.subject is not None and verdict.value is not None and line.gives(numeral):
            found = repaired(line, verdict.value, _rights(before), _printed_before(before))
            yield line_sayings.repair(numeral, key_text(verdict.subject), verdict.value, found)

    def _in_term(self, verdict: Verdict) -> Cause | None:
        """A term that stands by itself, with another index."""
        statement = self.statements.get(verdict.start)
        if statement is None or verdict.literal is None or self.inquiry is None or verdict.subject is not None:
            return None
        term = statement.forms[0]
        own = None if isinstance(term, Unread) else self.world.bound(term)
        if own is None or verdict.value is None:
            return None
        found = exchanged(own, self.inquiry.ground, self.world.value, verdict.literal.numeral)
        return line_sayings.other_term(verdict.literal.numeral, own, verdict.value, found)

    def _is_right_but_for(self, verdict: Verdict, before: Sequence[Verdict]) -> bool:
        """Whether it is earlier wrong numbers that keep a line from giving the right value, as far as one can tell."""
        line = self.lines.get(verdict.start)
        if line is None or verdict.operand or verdict.value is None or verdict.literal is None:
            return True
        numeral, right = verdict.literal.numeral, as_ball(verdict.value)
        value = None if is_near(numeral, right) else restored(line, _rights(before), FAR)
        if value is None or as_ball(value).overlaps(right):
            return True
        return bool(abs(as_ball(value).mid() - right) < _NEARER * abs(as_ball(numeral.value) - right))

    def _other_result(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """An operand that is what was printed for another quantity."""
        if not verdict.operand or verdict.literal is None or not isinstance(verdict.subject, Name | Partial):
            return None
        results = [each for each in before if each.literal is not None and each.subject and not each.operand]
        same = (each for each in results if _repeats(each, verdict.literal.numeral) and each.subject != verdict.subject)
        source = next((each for each in same if isinstance(each.subject, Name | Partial)), None)
        if source is None:
            return None
        own = [self.world.bound(each.subject) for each in (verdict, source) if each.subject is not None]
        alike = self.inquiry is not None and self.inquiry.ground.of_one_kind(*own)
        return line_sayings.another_result(verdict, source, self._line_of(source), len(results), alike=alike)


def is_wrong(verdict: Verdict) -> bool:
    """Whether an earlier number is wrong or follows from a wrong one, and is long enough not to stand for anything."""
    follows = verdict.cause is not None and verdict.cause.mistake == "propagated"
    if verdict.literal is None or not (verdict.word is Word.WRONG or follows):
        return False
    return verdict.literal.numeral.digits >= _FEWEST_DIGITS


def _stands_for_another(verdict: Verdict, earlier: Verdict) -> bool:
    """Whether an operand is meant to be one quantity, and was printed for another."""
    named = isinstance(verdict.subject, Name | Partial) and isinstance(earlier.subject, Name | Partial)
    return verdict.operand and named and verdict.subject != earlier.subject


def _printed_before(before: Sequence[Verdict]) -> dict[Numeral, Value]:
    """The right values of the decimals printed before."""
    return {
        each.literal.numeral: each.value
        for each in before
        if each.literal is not None and each.literal.numeral.places and each.value is not None
    }


def _rights(before: Sequence[Verdict]) -> dict[Fraction, Value]:
    """The right values of the earlier wrong results, by what is printed, with either sign."""
    found: dict[Fraction, Value] = {}
    for each in before:
        if each.literal is not None and each.value is not None and not each.operand and is_wrong(each):
            printed = each.literal.numeral.value
            found.update({printed: each.value, -printed: -each.value})
    return found


def _repeats(earlier: Verdict, numeral: Numeral) -> bool:
    return earlier.literal is not None and abs(earlier.literal.numeral.value) == abs(numeral.value)
