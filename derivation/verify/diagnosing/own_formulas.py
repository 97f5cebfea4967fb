"""What the formulas of a document tell of its wrong numbers where no network is known: slips of the pen in them, and
what follows from an earlier wrong number by a formula whose numbers are not put in."""

from __future__ import annotations

from collections.abc import Sequence

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, leaves
from derivation.maths.numbers import Value, as_ball
from derivation.maths.printing.text import BY_ID
from derivation.network.gradients import key_text
from derivation.verify.diagnosing import line_sayings
from derivation.verify.diagnosing.coincidences import SURE
from derivation.verify.diagnosing.line_causes import is_wrong
from derivation.verify.diagnosing.sayings import shown
from derivation.verify.manuscripts import Manuscript
from derivation.verify.networks.document_worlds import DocumentWorld
from derivation.verify.values.arithmetic import arithmetic, interval
from derivation.verify.values.evidence import CERTAIN, POSSIBLE, Cause
from derivation.verify.values.weighing import Verdict, Word, fits, may_be


@dataclass(frozen=True)
class OwnFormulas:
    """The formulas of one document."""

    world: DocumentWorld
    manuscript: Manuscript

    def of(self, verdict: Verdict, before: Sequence[Verdict]) -> Cause | None:
        """The cause of a wrong formula, or of a wrong result, as far as the formulas tell."""
        key = verdict.subject
        if key is None or verdict.operand or verdict.word is not Word.WRONG:
            return None
        if key in self.world.said.meant:
            return self._slip(verdict, key)
        return self._follows(verdict, key, before)

    def _slip(self, verdict: Verdict, key: Formula) -> Cause | None:
        """The formula with a slip, or the number that it gives as it is written."""
        meant = f"{key_text(key)} = {BY_ID(self.world.said.meant[key])} is meant"
        if verdict.literal is None:
            says = f"one quantity stands in this sum twice; {meant}"
            return Cause("wrong-index", CERTAIN, verdict.text, len(verdict.text), 1, 0.0, says)
        numeral = verdict.literal.numeral
        written = [self.world.value(form) for form in self.world.said.formulas[key]]
        if verdict.value is None or not any(value is not None and fits(numeral, value) for value in written):
            return None
        right, luck = shown(float(as_ball(verdict.value).mid()), numeral), 10.0**-numeral.digits
        says = f"{numeral.text} is what the formula gives as it is written; {meant} ({right})"
        confidence = CERTAIN if luck < SURE else POSSIBLE
        return Cause("wrong-index", confidence, numeral.text, numeral.digits, 1, luck, says)

    def _follows(self, verdict: Verdict, key: Formula, before: Sequence[Verdict]) -> Cause | None:
        """The earlier wrong number from which a result follows by a formula for it."""
        if verdict.literal is None:
            return None
        wrong = {each.subject: each for each in before if is_wrong(each) and not each.operand}
        for formula in self.world.said.in_symbols(key):
            source = next((wrong[part] for part in leaves(formula) if part in wrong), None)
            taken = {part: self._taken(part, wrong) for part in leaves(formula)}
            value = None if source is None or None in taken.values() else arithmetic(formula, taken)
            if source is not None and value is not None and may_be(verdict.literal.numeral, value):
                return line_sayings.carried_forward(verdict, source, self.manuscript.place(source.start)[0])
        return None

    def _taken(self, part: Formula, wrong: dict[Formula | None, Verdict]) -> Value | None:
        """The value of a quantity, or where that is printed wrongly, the number as it is printed."""
        earlier = wrong.get(part)
        literal = None if earlier is None else earlier.literal
        return self.world.value(part) if literal is None else interval(literal.numeral)
