"""What is tried for a quantity: every value that somebody gets for it who makes a mistake, or two.

Mistakes made all along come first, then those made at one place, then what is only read off or written down wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

from derivation.maths.formulas import Formula, Name, substitute
from derivation.maths.lanes import PLACES
from derivation.maths.numbers import Numeral
from derivation.network.courses import Course, Ground
from derivation.network.mistakes import made_in_computing
from derivation.network.optimizers import updated
from derivation.network.reruns import Rerun
from derivation.network.slips import habits, slips
from derivation.network.trials import RIGHT, Hypothesis, Places, Trials
from derivation.verify.asked import Asked, Batch, Found
from derivation.verify.typos import COMMON, NONE, Typo, in_units, typos

_FEW = 3  # up to so many rounds a person may compute by hand
_MOST_PARAMETERS = 400  # up to so many, mistakes at single places are tried, and two mistakes at a time
_WIDEST_PAIRS = 80  # up to so many habits are tried two at a time


@dataclass(frozen=True)
class Inquiry:
    """The hypotheses about one network, tried once and remembered."""

    ground: Ground
    _trials: dict[object, Trials] = field(default_factory=dict, compare=False, repr=False)
    _reruns: dict[object, Rerun] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def habits(self) -> tuple[Hypothesis, ...]:
        """Every mistake made all along; equal courses once."""
        course = Course(self.ground)
        return self._distinct(Hypothesis((each,)) for row in made_in_computing() for each in habits(row, course))

    @cached_property
    def singles(self) -> tuple[Hypothesis, ...]:
        """Every mistake made at one place, where these are not too many."""
        if self._is_large:
            return ()
        course = Course(self.ground)
        every = (Hypothesis((each,)) for row in made_in_computing() for each in slips(row, course))
        return self._distinct((*self.habits, *every))[len(self.habits) :]

    @property
    def _is_large(self) -> bool:
        return len(self.ground.learnable) > _MOST_PARAMETERS

    @cached_property
    def rounding(self) -> tuple[Hypothesis, ...]:
        """Rounding or cutting between the lines, the finest first; with and without the slopes inside them."""
        steps = ((how, places) for how in ("rounded", "cut") for places in reversed(PLACES))
        return tuple(Hypothesis((), Places(f"{how}_{places}", deep)) for how, places in steps for deep in (False, True))

    @cached_property
    def pairs(self) -> tuple[Hypothesis, ...]:
        """Two mistakes made all along, where the course with both is another than with one."""
        chosen = [each for each in self.habits if each.slips[0].tier < 2 or len(self.habits) <= _WIDEST_PAIRS]
        made = (Hypothesis((*a.slips, *b.slips)) for a, b in combinations(chosen, 2) if a.kind != b.kind)
        return self._distinct((*self.habits, *made))[len(self.habits) :]

    @cached_property
    def usual_pairs(self) -> tuple[Hypothesis, ...]:
        """The pairs of the classic mistakes, few enough to be trained for long."""
        made = (Hypothesis((*a.slips, *b.slips)) for a, b in combinations(self.usual, 2) if a.kind != b.kind)
        return self._distinct(made)

    def _distinct(self, hypotheses: Iterable[Hypothesis]) -> tuple[Hypothesis, ...]:
        """The hypotheses whose course is another than the right one and than those before."""
        known = {frozenset(Course(self.ground).changes.items())}
        kept = []
        for hypothesis in hypotheses:
            changes = hypothesis.course(self.ground).changes
            key = frozenset((target, form) for target, form in changes.items() if self.ground.right(target) != form)
            if key not in known:
                known.add(key)
                kept.append(hypothesis)
        return tuple(kept)

    def tried(self, kind: str, hypotheses: Sequence[Hypothesis], asked: Asked, *, single: bool = False) -> Any:
        """The values of *asked* under every hypothesis of a *kind*; nothing is computed twice."""
        of = "" if asked.key in self.ground.lines else asked.of
        key = (kind, of)
        if key not in self._trials:
            self._trials[key] = Trials(self.ground, tuple(hypotheses), of, single)
        return self._trials[key].value(asked.key, asked.rounds)

    def line(self, hypothesis: Hypothesis, asked: Asked) -> Formula:
        """The formula by which a hypothesis computes a quantity, the slopes in it written out."""
        course = hypothesis.course(self.ground)
        form = course[asked.key] if asked.key in self.ground.lines else asked.key
        return substitute(form, lambda part: course[part] if part in self.ground.inner else None)

    def rerun(self, hypothesis: Hypothesis, of: str) -> Rerun:
        """The hypothesis in balls."""
        key = (hypothesis.slips, hypothesis.places, of)
        return self._reruns.setdefault(key, Rerun(self.ground, hypothesis, of))

    def right(self, asked: Asked) -> float:
        """The right value."""
        return float(self.tried("right", (RIGHT,), asked)[0])

    def habits_of(self, tier: int) -> tuple[Hypothesis, ...]:
        """The habits of one tier."""
        return tuple(each for each in self.habits if each.slips[0].tier == tier)

    @property
    def usual(self) -> tuple[Hypothesis, ...]:
        """The classic mistakes, each made wherever it can be made."""
        return (*self.habits_of(0), *self.habits_of(1))

    def one_mistake(self, asked: Asked, numeral: Numeral) -> Iterator[Batch]:
        """Everything that takes one mistake."""
        yield self._shifted(0, asked, (RIGHT,), "right")
        for tier in range(3):
            yield self._batch(tier, asked, self.habits_of(tier), f"habits {tier}")
        if asked.rounds <= _FEW and not self._is_large:
            yield self._batch(3, asked, self.singles, "singles")
            yield self._batch(3, asked, self.rounding, "rounding")
        yield from self._mistyped((3, 4), asked, numeral, (RIGHT,), "right")
        yield self._other_quantities(asked)
        yield self._batch(3, asked, (RIGHT,), "single precision", single=True)

    def two_mistakes(self, asked: Asked, numeral: Numeral) -> Iterator[Batch]:
        """What takes two and costs little: another round, or a slip of the pen, on top of a mistake."""
        for tier in range(3):
            yield self._shifted(5 + 2 * tier, asked, self.habits_of(tier), f"habits {tier}")
            yield from self._mistyped(
                (5 + 2 * tier, 6 + 2 * tier), asked, numeral, self.habits_of(tier), f"habits {tier}"
            )
        if asked.rounds <= _FEW:
            yield from self._mistyped((11, 12), asked, numeral, self.singles, "singles")

    def two_in_computing(self, asked: Asked, numeral: Numeral) -> Iterator[Batch]:
        """Two mistakes in the computation, and one with all numbers rounded to the printed places."""
        if self._is_large:
            return
        yield self._batch(8, asked, self.usual_pairs, "usual pairs")
        if asked.rounds <= _FEW:
            yield self._batch(12, asked, self.pairs, "pairs")
        if asked.rounds <= _FEW and numeral.places in PLACES:
            kinds = [Places(f"rounded_{numeral.places}", deep) for deep in (False, True)]
            every = (*self.habits, *self.singles)
            rounded = [Hypothesis(each.slips, kind) for kind in kinds for each in every]
            yield self._batch(10, asked, rounded, f"rounded to {numeral.places}")

    def in_a_formula(self, asked: Asked) -> Iterator[Batch]:
        """What can be wrong with a formula."""
        yield self._batch(1, asked, self.singles, "singles")
        for tier in range(3):
            yield self._batch(1, asked, self.habits_of(tier), f"habits {tier}")

    def near_misses(self, asked: Asked) -> Iterator[Batch]:
        """What moves no more than the last digits."""
        yield self._batch(1, asked, self.rounding, "rounding")

    def _batch(
        self, tier: int, asked: Asked, hypotheses: Sequence[Hypothesis], kind: str, *, single: bool = False
    ) -> Batch:
        def found(at: int, value: float) -> Found:
            named = ("single-precision",) if single else hypotheses[at].mistakes
            return Found(value, hypotheses[at], asked, named)

        return Batch(tier, self.tried(kind, hypotheses, asked, single=single), found)

    def _shifted(self, tier: int, asked: Asked, hypotheses: Sequence[Hypothesis], kind: str) -> Batch:
        """One round less, and one round more."""
        import numpy as np

        before, after = self._before(asked), Asked(asked.key, asked.rounds + 1)
        others = [other for other in (before, after) if other is not None]
        values = [self.tried(kind, hypotheses, other) for other in others]

        def found(at: int, value: float) -> Found:
            hypothesis, other = hypotheses[at % len(hypotheses)], others[at // len(hypotheses)]
            return Found(value, hypothesis, other, (*hypothesis.mistakes, "rounds-off-by-one"))

        return Batch(tier, np.concatenate(values), found)

    def _before(self, asked: Asked) -> Asked | None:
        if asked.rounds:
            return Asked(asked.key, asked.rounds - 1)
        if isinstance(asked.key, Name) and asked.is_update:
            before = Name(updated(asked.key.id, -1))
            return Asked(before) if before in self.ground.lines or before.id in self.ground.network.given else None
        return None

    def _mistyped(
        self, tiers: tuple[int, int], asked: Asked, numeral: Numeral, hypotheses: Sequence[Hypothesis], kind: str
    ) -> Iterator[Batch]:
        """Slips of the pen in writing down what each hypothesis gives: the common ones first."""
        values = self.tried(kind, hypotheses, asked)
        made = list(typos(values, numeral)) if in_units(numeral) else []
        for tier, common in zip(tiers, (True, False), strict=True):
            chosen = [each for each in made if (each[0] in COMMON) == common]
            yield self._written(tier, asked, numeral, hypotheses, values, chosen)

    def _written(
        self,
        tier: int,
        asked: Asked,
        numeral: Numeral,
        hypotheses: Sequence[Hypothesis],
        values: Any,
        made: Sequence[Typo],
    ) -> Batch:
        import numpy as np

        unit = float(2 * numeral.half_unit)
        table = [np.where(each == NONE, np.nan, each * unit) for _, each in made]

        def found(at: int, value: float) -> Found:
            typo, hypothesis = made[at // len(hypotheses)][0], hypotheses[at % len(hypotheses)]
            meant = float(values[at % len(hypotheses)])
            return Found(meant, hypothesis, asked, (*hypothesis.mistakes, typo), typo)

        return Batch(tier, np.concatenate([*table, np.array([])]), found)

    def _other_quantities(self, asked: Asked) -> Batch:
        """The right values of everything else in the same round."""
        import numpy as np

        others = [key for key in self.ground.lines if key != asked.key and key not in self.ground.inner]
        asked_for = [Asked(key, asked.rounds) for key in others]
        values = np.array([float(self.tried("right", (RIGHT,), Asked(key, asked.rounds))[0]) for key in others])
        return Batch(3, values, lambda at, value: Found(value, RIGHT, asked_for[at], ("another-quantity",)))
