"""The hypotheses about one network, and the values that each of them gives to a quantity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field
from functools import cached_property
from itertools import combinations
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, substitute
from derivation.maths.lanes import PLACES
from derivation.maths.numbers import Numeral
from derivation.network.courses import Course, Ground
from derivation.network.mistakes import made_in_computing
from derivation.network.reruns import Rerun
from derivation.network.slips import Mistake, habits, slips
from derivation.network.trials import RIGHT, Hypothesis, Places, Trials
from derivation.verify.diagnosing.asked import Asked

_MOST_PARAMETERS = 400  # up to so many, mistakes at single places are tried, and two mistakes at a time
_MOST_FOR_RESORTS = 40  # up to so many, digits misread are looked for
_WIDEST_PAIRS = 80  # up to so many habits are tried two at a time
LAST = 3
"""From this tier on a mistake can be made in so many ways that it is looked for last."""


@dataclass(frozen=True)
class Inquiry:
    """The hypotheses about one network, tried once and remembered."""

    ground: Ground
    _trials: dict[object, Trials] = field(default_factory=dict, compare=False, repr=False)
    _reruns: dict[object, Rerun] = field(default_factory=dict, compare=False, repr=False)
    _changes: dict[Hypothesis, Set[Formula]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def habits(self) -> tuple[Hypothesis, ...]:
        """Every mistake made all along; equal courses once."""
        course = Course(self.ground)
        return self._distinct(Hypothesis((each,)) for row in made_in_computing() for each in habits(row, course))

    @cached_property
    def singles(self) -> tuple[Hypothesis, ...]:
        """Every mistake made at one place, where these are not too many."""
        if self.is_large:
            return ()
        usual = (row for row in made_in_computing() if row.tier < LAST)
        return self._distinct((*self.habits, *self._at_one_place(usual)))[len(self.habits) :]

    @cached_property
    def resorts(self) -> tuple[Hypothesis, ...]:
        """The mistakes that can be made in very many ways, in a small network."""
        if len(self.ground.learnable) > _MOST_FOR_RESORTS:
            return ()
        rare = (row for row in made_in_computing() if row.tier >= LAST)
        return self._distinct((*self.singles, *self._at_one_place(rare)))[len(self.singles) :]

    def _at_one_place(self, rows: Iterable[Mistake]) -> Iterator[Hypothesis]:
        course = Course(self.ground)
        yield from (Hypothesis((each,)) for row in rows for each in slips(row, course))

    @cached_property
    def touched(self) -> tuple[Set[Formula], ...]:
        """The lines that each mistake at one place changes."""
        return tuple(each.course(self.ground).changes.keys() for each in self.singles)

    @property
    def is_large(self) -> bool:
        """Whether only mistakes made all along are looked for, one at a time."""
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
        return self._trials_of(kind, hypotheses, asked, single).value(asked.key, asked.rounds)

    def carried(
        self, kind: str, hypotheses: Sequence[Hypothesis], asked: Asked, taken: Mapping[Formula, Numeral]
    ) -> Any:
        """The same for those who go on from the numbers *taken* of the first round."""
        numbers = {line: float(each.value) for line, each in taken.items()}
        return self._trials_of(kind, hypotheses, asked, False).carried(asked.key, numbers)

    def _trials_of(self, kind: str, hypotheses: Sequence[Hypothesis], asked: Asked, single: bool) -> Trials:
        of = "" if asked.key in self.ground.lines else asked.of
        if (kind, of) not in self._trials:
            self._trials[kind, of] = Trials(self.ground, tuple(hypotheses), of, single)
        return self._trials[kind, of]

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

    def follows(self, asked: Asked, taken: Mapping[Formula, Numeral]) -> float:
        """What rightly follows from the numbers *taken*."""
        return float(self.carried("right", (RIGHT,), asked, taken)[0])

    def habits_of(self, tier: int) -> tuple[Hypothesis, ...]:
        """The habits of one tier."""
        return tuple(each for each in self.habits if each.slips[0].tier == tier)

    @property
    def usual(self) -> tuple[Hypothesis, ...]:
        """The classic mistakes, each made wherever it can be made."""
        return (*self.habits_of(0), *self.habits_of(1))
