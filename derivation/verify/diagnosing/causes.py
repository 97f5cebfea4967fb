"""The mistakes that reproduce a number to all its digits, the likeliest first, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, leaves
from derivation.maths.functions import BALLS
from derivation.maths.numbers import Numeral
from derivation.maths.rounding import Rounding
from derivation.network.trials import Hypothesis
from derivation.verify.diagnosing.asked import Asked, Batch, Found
from derivation.verify.diagnosing.attempts import Attempts
from derivation.verify.diagnosing.coincidences import SURE, chance
from derivation.verify.diagnosing.inquiries import Inquiry
from derivation.verify.values.weighing import may_be

_SLACK = 1e-6  # in units of the last place, and
_FLOAT = 1e-9  # of the number itself: what floating point may lose over many rounds
SILENT = 0.5
"""What is more likely luck than not is no explanation, unless many digits are worth a hint."""
_SILENT_IN_MANY = 0.9
_NEAR = 2.001  # halves of the last place: what is nearer needs no more than rounding to be explained
DIGITS_FOR_PAIRS = 6
"""From so many digits on, two mistakes at once are looked for."""
_MOST = 12
_SEED = 7
FORMULA_DIGITS = 12
"""To so many digits the values of two formulas are compared."""


@dataclass(frozen=True)
class Explanation:
    """What gives the printed number, after how many trials, and the chance that it does so by luck."""

    found: Found
    tried: int
    chance: float

    @property
    def is_certain(self) -> bool:
        """Whether luck is as good as excluded."""
        return self.chance < SURE


@dataclass
class _Search:
    """The batches tried so far, and what was found in them."""

    inquiry: Inquiry
    asked: Asked
    numeral: Numeral
    tried: dict[int, list[Any]] = field(default_factory=dict)
    found: list[tuple[int, Found]] = field(default_factory=list)

    def look_through(self, batches: Iterable[Batch]) -> None:
        """Try every value of the batches."""
        import numpy as np

        printed, half = float(self.numeral.value), float(self.numeral.half_unit)
        reach = half * (1 + _SLACK) + abs(printed) * (_FLOAT if self.asked.rounds > 1 else 0)
        for batch in batches:
            self.tried.setdefault(batch.tier, []).append(batch.values)
            with np.errstate(all="ignore"):
                hits = np.nonzero(np.abs(batch.values - printed) <= reach)[0]
            self.found += [(batch.tier, batch.found(int(at), float(batch.values[at]))) for at in hits]

    def explanations(self, right: float) -> list[Explanation]:
        """What was found, the evidence weighed, the likeliest first."""
        import numpy as np

        weighed = {}
        for tier in sorted(self.tried):
            pool = np.concatenate([each for other, many in self.tried.items() if other <= tier for each in many])
            luck = chance(pool, float(self.numeral.value), right, float(2 * self.numeral.half_unit))
            weighed[tier] = (int(np.isfinite(pool).sum()), luck)
        every = [Explanation(found, *weighed[tier]) for tier, found in self.found]
        return sorted(every, key=lambda each: (each.chance >= SURE, each.found.entries))


def explain(
    inquiry: Inquiry, asked: Asked, numeral: Numeral, *, most_luck: float | None = None
) -> tuple[Explanation, ...]:
    """Every explanation of a printed number that is not right, the likeliest first; none where there is none.

    What is luck with a chance of *most_luck* or more explains nothing; by default that is what is rather luck than not,
    or nearly all luck where many digits are worth a hint. One mistake is preferred to two; a pair does
    not count where one of the two is enough.
    """
    right = inquiry.right(asked)
    search, attempts = _Search(inquiry, asked, numeral), Attempts(inquiry, asked, numeral)
    if abs(right - float(numeral.value)) <= _NEAR * float(numeral.half_unit):
        search.look_through(attempts.near_misses())
        return tuple(_confirmed(inquiry, numeral, search.explanations(right)))[:_MOST]
    search.look_through(attempts.one_mistake())
    if not search.found or numeral.digits >= DIGITS_FOR_PAIRS:
        search.look_through(attempts.last_resort())
    if numeral.digits >= DIGITS_FOR_PAIRS:
        search.look_through(attempts.two_mistakes())
        if not search.found:
            search.look_through(attempts.two_in_computing())
    usual = SILENT if numeral.digits < DIGITS_FOR_PAIRS else _SILENT_IN_MANY
    likely = [each for each in search.explanations(right) if each.chance < (usual if most_luck is None else most_luck)]
    return tuple(_confirmed(inquiry, numeral, _without_needless(likely)))[:_MOST]


def explain_carried(
    inquiry: Inquiry,
    asked: Asked,
    numeral: Numeral,
    taken: Mapping[Formula, Numeral],
    *,
    but: Sequence[Explanation] = (),
    most_luck: float = SILENT,
) -> tuple[Explanation, ...]:
    """The same for one who goes on from the numbers *taken*, as they are printed, and makes one more mistake.

    What explains the number without them, *but*, is left out.
    """
    if not taken or asked.rounds:
        return ()
    follows = inquiry.follows(asked, taken)
    search = _Search(inquiry, asked, numeral)
    if abs(follows - float(numeral.value)) <= _NEAR * float(numeral.half_unit):
        return ()
    search.look_through(Attempts(inquiry, asked, numeral).carried(taken))
    enough = {each.found.mistakes for each in but}
    likely = [each for each in search.explanations(follows) if each.chance < most_luck]
    needed = (each for each in likely if tuple(it for it in each.found.mistakes if it != "propagated") not in enough)
    return tuple(_confirmed(inquiry, numeral, needed))[:_MOST]


def explain_formula(inquiry: Inquiry, asked: Asked, value: float) -> tuple[Explanation, ...]:
    """Every mistake in computing a quantity that gives it the value of a formula somebody wrote for it."""
    numeral = Rounding(None, FORMULA_DIGITS).show(lambda bits: Fraction(value)).numeral
    search = _Search(inquiry, asked, numeral)
    search.look_through(Attempts(inquiry, asked, numeral).in_a_formula())
    return tuple(_confirmed(inquiry, numeral, search.explanations(inquiry.right(asked))))[:_MOST]


def is_same(first: Formula, second: Formula) -> bool:
    """Whether two formulas over the same names are equal at numbers that nobody chose."""
    parts = leaves(first)
    if set(parts) != set(leaves(second)):
        return False
    random = Random(_SEED)
    point = {part: arb(random.uniform(0.1, 0.9)) for part in parts}
    return bool(evaluate(first, point.get, BALLS).overlaps(evaluate(second, point.get, BALLS)))


def _without_needless(explanations: Sequence[Explanation]) -> Iterator[Explanation]:
    """The explanations in which no mistake is one that is enough by itself."""
    enough = {_alone(each.found) for each in explanations if each.found.entries == 1}
    for each in explanations:
        if each.found.entries == 1 or not enough & set(_parts(each.found)):
            yield each


def _alone(found: Found) -> object:
    return found.mistakes[0], found.hypothesis.slips


def _parts(found: Found) -> Iterator[object]:
    """Each of two mistakes as it would be alone."""
    for slip in found.hypothesis.slips:
        yield slip.mistake.id, (slip,)
    for other in found.mistakes[len(found.hypothesis.slips) :]:
        yield other, ()


def _confirmed(inquiry: Inquiry, numeral: Numeral, explanations: Iterable[Explanation]) -> Iterator[Explanation]:
    """What holds in balls as well; each number only once for the same mistake at the same place."""
    said = set()
    for each in explanations:
        found = each.found
        key = (found.mistakes, tuple(slip.where for slip in found.hypothesis.slips), found.asked)
        if key not in said and _holds(inquiry, numeral, found):
            said.add(key)
            yield each


def _holds(inquiry: Inquiry, numeral: Numeral, found: Found) -> bool:
    """Whether the value in balls is printed like that; slips of the pen and single precision have none."""
    if found.typo or found.mistakes[0] == "single-precision":
        return True
    return may_be(numeral, certified(inquiry, found.hypothesis, found.asked))


def certified(inquiry: Inquiry, hypothesis: Hypothesis, asked: Asked) -> Any:
    """The certain value of a quantity under a hypothesis."""
    return inquiry.rerun(hypothesis, asked.of).value(asked.key, asked.rounds)
