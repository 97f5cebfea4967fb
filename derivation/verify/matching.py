"""Numbers that no equation explains: recognised by their digits, or by what their sentence says they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derivation.maths.formulas import Formula, Name, Negative, leaves
from derivation.maths.numbers import Numeral, as_ball
from derivation.verify.claims import Literal, Remark
from derivation.verify.weighing import FAR, RIGHT, Verdict, Word, fits, is_near, may_be
from derivation.verify.worlds import Known, World, arithmetic, interval

_FEWEST_DIGITS = 3
_LIKENESS = Fraction(1, 10)
_LIKE_IT = Fraction(1, 1000)
_ROUNDS = re.compile(
    r"(\d[\d,\u202f]*)\s*(?:times|rounds?|iterations?|epochs?|steps?|updates?)"
    r"|(?P<one>(?:first|one|single)\s+(?:\w+\s+)?(?:round|update|step|iteration|epoch|pass)"
    r"|after (?:the|this|one)\s+(?:\w+\s+)?(?:round|update|step))",
    re.IGNORECASE,
)
_ROW = re.compile(r"\s*\|\s*\$?(\d[\d,\u202f]*)\$?\s*\|")
_ERROR = re.compile(r"\b(?:error|loss|cost)\b", re.IGNORECASE)
_OUTPUT = re.compile(r"\boutputs?\b", re.IGNORECASE)
_SLIP = re.compile(r"\b(?:slip|mistake|wrong|wrongly|instead|in place of)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Matching:
    """The known quantities sorted by value, and what was printed in the equations, by its digits."""

    world: World
    sizes: Sequence[float]
    known: Sequence[Known]
    printed: dict[Fraction, Verdict] = field(default_factory=dict)
    results: dict[Formula, Numeral] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, judged: Iterable[Verdict]) -> Matching:
        """What can be recognised: the quantities of *world*, and the results *judged* right or carried."""
        known = sorted(world.quantities(), key=_size)
        matching = cls(world, [_size(each) for each in known], known)
        for verdict in judged:
            matching.note(verdict)
        return matching

    def note(self, verdict: Verdict) -> None:
        """Remember a number that is right or carried; the first with its digits counts."""
        if verdict.literal is None or verdict.word not in (*RIGHT, Word.CARRIED):
            return
        numeral = verdict.literal.numeral
        if self.printed.setdefault(numeral.value, verdict) is verdict and verdict.subject is not None:
            self.results.setdefault(verdict.subject, numeral)

    def recognise(self, verdict: Verdict) -> Verdict:
        """The verdict on a number in an equation, once more if nothing in the equation explained it."""
        if verdict.literal is None:
            return verdict
        if verdict.word in (Word.LAST_DIGIT, Word.WRONG):
            saved = self._saved(verdict, verdict.literal)
            self.note(saved)
            return saved
        return (self._by_digits(verdict, verdict.literal) if verdict.word is Word.UNREAD else None) or verdict

    def _saved(self, verdict: Verdict, literal: Literal) -> Verdict:
        """The verdict on a number that is off, unless what the document printed before explains it."""
        taken = self._taken_over(verdict, literal)
        if taken is verdict and not verdict.operand and self._follows(verdict.subject, literal.numeral):
            return replace(verdict, word=Word.CARRIED, reason="right for rounded operands")
        return taken

    def _taken_over(self, verdict: Verdict, literal: Literal) -> Verdict:
        """A number that is the printed result for the same quantity is worth what that result is worth."""
        negative = isinstance(verdict.subject, Negative)
        result = self.printed.get(-literal.numeral.value if negative else literal.numeral.value)
        if result is None or result.value is None or verdict.value is None:
            return verdict
        value = -as_ball(result.value) if negative else as_ball(result.value)
        reach = max(FAR * literal.numeral.half_unit, abs(literal.numeral.value) * _LIKE_IT)
        same = bool(abs(value - as_ball(verdict.value)) <= as_ball(reach))
        return replace(verdict, word=Word.CARRIED, reason="as printed before") if same else verdict

    def _follows(self, subject: Formula | None, numeral: Numeral) -> bool:
        """Whether a result that shows no operands is right for those that the document printed before."""
        for definition in () if subject is None else self.world.definitions(subject):
            printed = {part: self.results.get(part) for part in leaves(definition)}
            parts = {part: interval(known) if known else self.world.value(part) for part, known in printed.items()}
            value = None if None in parts.values() else arithmetic(definition, parts)
            if value is not None and may_be(numeral, value):
                return True
        return False

    def remark(self, remark: Remark) -> Verdict:
        """The verdict on a number in prose."""
        literal = remark.literal
        blank = Verdict(
            Word.UNREAD, literal.start, remark.sentence, literal, None, None, "its sentence names no quantity"
        )
        return (
            self._by_digits(blank, literal)
            or self._after_training(blank, remark)
            or self._by_cue(blank, remark)
            or blank
        )

    def _by_digits(self, blank: Verdict, literal: Literal) -> Verdict | None:
        numeral = literal.numeral
        earlier = self.printed.get(numeral.value) or self.printed.get(-numeral.value)
        if earlier is not None:
            return replace(
                blank, word=earlier.word, subject=earlier.subject, value=earlier.value, reason="printed elsewhere too"
            )
        for key, value in self._near(numeral):
            word = fits(numeral, value)
            if word is Word.EXACT or (word is Word.ROUNDED and _digits(numeral) >= _FEWEST_DIGITS):
                return replace(blank, word=word, subject=key, value=value, reason="recognised by its digits")
        return None

    def _near(self, numeral: Numeral) -> Iterator[Known]:
        """The known quantities within a unit of the printed number, on either side of zero."""
        unit = 2 * float(numeral.half_unit) + 1e-12
        for at in (float(numeral.value), -float(numeral.value)):
            index = bisect_left(self.sizes, at - unit)
            while index < len(self.sizes) and self.sizes[index] <= at + unit:
                key, value = self.known[index]
                yield (key, value) if at == float(numeral.value) else (key, -value)
                index += 1

    def _after_training(self, blank: Verdict, remark: Remark) -> Verdict | None:
        """A number that the training gives after the rounds, or the slip, that its sentence speaks of."""
        if _digits(remark.literal.numeral) < _FEWEST_DIGITS:
            return None
        slips = (False, True) if _SLIP.search(remark.sentence) else (False,)
        for rounds in _spoken_rounds(remark) or [1]:
            for slip in slips:
                for key, value in self.world.after(rounds, slip=slip):
                    word = fits(remark.literal.numeral, value)
                    if word is not None:
                        return replace(blank, word=word, subject=key, value=value, reason=f"after {rounds} rounds")
        return None

    def _by_cue(self, blank: Verdict, remark: Remark) -> Verdict | None:
        """A number whose sentence says what it is, and which is too much like that quantity to be anything else."""
        rounds = _spoken_rounds(remark)
        if not rounds:
            return None
        wanted = "E" if _last(_ERROR, remark.before) > _last(_OUTPUT, remark.before) else "out"
        likely = [(key, value) for key, value in self.world.after(rounds[0]) if _is_about(key, wanted)]
        numeral = remark.literal.numeral
        alike = [
            known
            for known in likely
            if abs(as_ball(known[1]) - as_ball(numeral.value)) <= abs(as_ball(known[1])) * as_ball(_LIKENESS)
        ]
        if not alike or _digits(numeral) < _FEWEST_DIGITS:
            return None
        key, value = min(alike, key=lambda known: abs(float(as_ball(known[1]).mid()) - float(numeral.value)))
        word = Word.LAST_DIGIT if is_near(numeral, value) else Word.WRONG
        return replace(blank, word=word, subject=key, value=value, reason="its sentence says which quantity it is")


def _is_about(key: Formula, wanted: str) -> bool:
    return isinstance(key, Name) and key.id.startswith(wanted)


def _size(known: Known) -> float:
    value = known[1]
    return float(value) if isinstance(value, Fraction) else float(value.mid())


def _digits(numeral: Numeral) -> int:
    return len(numeral.text.lstrip("-0.").replace(".", ""))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _spoken_rounds(remark: Remark) -> list[int]:
    """How many rounds the paragraph has spoken of before the number, the last first."""
    row = _ROW.match(remark.before)
    if row:
        return [_count(row[1])]
    found = [1 if each["one"] else _count(each[1]) for each in _ROUNDS.finditer(remark.before)]
    return list(dict.fromkeys(reversed(found)))


def _count(text: str) -> int:
    """A whole number whose thousands may be set apart, by commas or by narrow blanks."""
    return int(text.replace(",", "").replace("\u202f", ""))
