"""Numbers that no equation explains: recognised by their digits, or by what their sentence says they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb

from derivation.maths.formulas import Formula, Name, Partial, leaves
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.verify.claims import Literal, Remark
from derivation.verify.weighing import FAR, RIGHT, SINGLE, SINGLE_REACH, Verdict, Word, fits, is_near, is_single, may_be
from derivation.verify.worlds import Known, World, arithmetic, interval

_FEWEST_DIGITS = 3
_TENTH = arb(1) / 10
_LIKE_IT = Fraction(1, 1000)
_ROUNDS = re.compile(
    r"(\d[\d,\u202f]*)\s*(?:times|rounds?|iterations?|epochs?|steps?|updates?)"
    r"|(?P<one>(?:first|one|single)\s+(?:\w+\s+)?(?:round|update|step|iteration|epoch|pass)"
    r"|after (?:the|this|one)\s+(?:\w+\s+)?(?:round|update|step))",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:again|now|new|drop|decreas|reduc|fall|fell|go(?:es)? down|went down|improv)", re.IGNORECASE)
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
    places: int
    printed: dict[Fraction, Verdict] = field(default_factory=dict)
    results: dict[Formula, Numeral] = field(default_factory=dict)
    wrong: dict[Fraction, Verdict] = field(default_factory=dict)
    is_single: bool = False

    @classmethod
    def of(cls, world: World, judged: Iterable[Verdict], is_single: bool = False) -> Matching:
        """What can be recognised: the quantities of *world*, and the results *judged* right or carried.

        Where the document *is_single*, its numbers were worked out with numbers of single precision.
        """
        known = sorted(world.quantities(), key=_size)
        judged = tuple(judged)
        matching = cls(world, [_size(each) for each in known], known, _usual_places(judged), is_single=is_single)
        for verdict in judged:
            matching.note(verdict)
        return matching

    def note(self, verdict: Verdict) -> None:
        """Remember a number that is right, carried or wrong; the first with its digits counts."""
        if verdict.literal is None:
            return
        numeral = verdict.literal.numeral
        single = self.is_single and verdict.value is not None and is_single(numeral, verdict.value)
        if verdict.word is Word.WRONG and not verdict.operand and not single:
            self.wrong.setdefault(numeral.value, verdict)
        if verdict.word not in (*RIGHT, Word.CARRIED):
            return
        first = self.printed.setdefault(numeral.value, verdict) is verdict
        if first and verdict.subject is not None and verdict.word is not Word.EXACT:
            self.results.setdefault(verdict.subject, numeral)

    def recognise(self, verdict: Verdict) -> Verdict:
        """The verdict on a number in an equation, once more if nothing in the equation explained it."""
        if verdict.literal is None:
            return verdict
        if verdict.word in (Word.LAST_DIGIT, Word.WRONG):
            return self._saved(verdict, verdict.literal)
        literal = verdict.literal
        if verdict.operand and verdict.word in (Word.UNREAD, Word.CARRIED):
            verdict = self._inherited(verdict, literal)
        return (self._by_digits(verdict, literal) if verdict.word is Word.UNREAD else None) or verdict

    def _saved(self, verdict: Verdict, literal: Literal) -> Verdict:
        """The verdict on a number that is off, unless what the document printed before explains it."""
        if self.is_single and verdict.value is not None and is_single(literal.numeral, verdict.value):
            return replace(verdict, word=Word.CARRIED, reason=SINGLE)
        taken = self._taken_over(verdict, literal)
        copied = isinstance(verdict.subject, Name | Partial) and "e" not in literal.numeral.text
        if taken is verdict and not (verdict.operand and copied) and self._follows(verdict.subject, literal.numeral):
            return replace(verdict, word=Word.CARRIED, reason="right for rounded operands")
        return taken

    def _taken_over(self, verdict: Verdict, literal: Literal) -> Verdict:
        """A number that is the printed result for the same quantity, give or take its sign, is worth what that is."""
        value = literal.numeral.value
        result = self.printed.get(value) or self.printed.get(-value)
        if result is None or result.value is None or verdict.value is None:
            return verdict
        gap = abs(as_ball(result.value)) - abs(as_ball(verdict.value))
        reach = max(FAR * literal.numeral.half_unit, abs(value) * _LIKE_IT)
        return (
            replace(verdict, word=Word.CARRIED, reason="as printed before") if abs(gap) <= as_ball(reach) else verdict
        )

    def _inherited(self, verdict: Verdict, literal: Literal) -> Verdict:
        """An operand that was a wrong result before, and never a right one, is as wrong as that."""
        value = literal.numeral.value
        source = self.wrong.get(value) or self.wrong.get(-value)
        right = value in self.printed or -value in self.printed
        if source is None or right or _digits(literal.numeral) < _FEWEST_DIGITS:
            return verdict
        return replace(
            verdict, word=Word.WRONG, subject=source.subject, value=source.value, reason="wrong where it is worked out"
        )

    def _follows(self, subject: Formula | None, numeral: Numeral) -> bool:
        """Whether a result that shows no operands is right for rounded ones, printed before or not."""
        for definition in self._definitions(subject):
            parts = {part: self._rounded(part) for part in leaves(definition)}
            value = None if None in parts.values() else arithmetic(definition, parts)
            if value is not None and may_be(numeral, value):
                return True
        return False

    def _rounded(self, part: Formula) -> Value | None:
        """A quantity as its printed number knows it; one that is not printed, to the places of the document."""
        if part in self.results:
            return interval(self.results[part])
        value = self.world.value(part)
        if value is None or isinstance(value, Fraction):
            return value
        return arb(value.mid(), as_ball(Fraction(1, 2 * 10**self.places)))

    def _definitions(self, subject: Formula | None) -> Iterator[Formula]:
        """What a subject is worked out by: a part of a line by itself, a name by its formulas."""
        if isinstance(subject, Name | Partial):
            yield from self.world.definitions(subject)
        elif subject is not None:
            yield subject

    def remark(self, remark: Remark) -> Verdict:
        """The verdict on a number in prose."""
        literal = remark.literal
        blank = _blank(remark)
        return (
            self._by_digits(blank, literal)
            or self._after_training(blank, remark)
            or self._by_cue(blank, remark)
            or blank
        )

    def recognised(self, remark: Remark) -> Verdict:
        """The verdict on a number in prose by its digits alone."""
        blank = _blank(remark)
        return self._by_digits(blank, remark.literal) or blank

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
            if self.is_single and is_single(numeral, value):
                return replace(blank, word=Word.CARRIED, subject=key, value=value, reason=SINGLE)
        return None

    def _near(self, numeral: Numeral) -> Iterator[Known]:
        """The known quantities within a unit of the printed number, on either side of zero."""
        reach = float(SINGLE_REACH * abs(numeral.value)) if self.is_single else 0
        unit = max(2 * float(numeral.half_unit) + 1e-12, reach)
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
        numeral = remark.literal.numeral
        if _digits(numeral) < _FEWEST_DIGITS:
            return None
        wanted = "E" if _last(_ERROR, remark.before) > _last(_OUTPUT, remark.before) else "out"
        for rounds in _spoken_rounds(remark) or ([1] if _AGAIN.search(remark.before) else []):
            likely = [known for known in self.world.after(rounds) if _is_about(known[0], wanted)]
            alike = [known for known in likely if _distance(known[1], numeral) <= abs(as_ball(known[1])) * _TENTH]
            if alike:
                key, value = min(alike, key=lambda known: float(_distance(known[1], numeral).mid()))
                word = Word.LAST_DIGIT if is_near(numeral, value) else Word.WRONG
                return replace(blank, word=word, subject=key, value=value, reason="its sentence says what it is")
        return None


def _blank(remark: Remark) -> Verdict:
    reason = "its sentence names no quantity"
    return Verdict(Word.UNREAD, remark.literal.start, remark.sentence, remark.literal, None, None, reason)


def _usual_places(judged: Sequence[Verdict]) -> int:
    """The decimal places that most rounded numbers of the document have."""
    rounded = (each.literal for each in judged if each.word is Word.ROUNDED)
    counts = Counter(literal.numeral.places for literal in rounded if literal is not None)
    return max(counts, key=lambda places: counts[places], default=9)


def _distance(value: Value, numeral: Numeral) -> arb:
    return abs(as_ball(value) - as_ball(numeral.value))


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
    found = [count for each in reversed(list(_ROUNDS.finditer(remark.before))) for count in _counts(each)]
    return list(dict.fromkeys(found))


def _counts(found: re.Match[str]) -> list[int]:
    """The number of rounds that a phrase speaks of; commas out of place, 10,0000, may be a zero too many."""
    if found["one"]:
        return [1]
    number = _count(found[1])
    in_place = re.fullmatch(r"\d{1,3}(?:[,\u202f]\d{3})*|\d+", found[1])
    return [number] if in_place else [number, number // 10]


def _count(text: str) -> int:
    """A whole number whose thousands may be set apart, by commas or by narrow blanks."""
    return int(text.replace(",", "").replace("\u202f", ""))
