"""What is tried for one printed number, batch by batch, the likeliest first.

Mistakes made all along come first, then those made at one place, then what is only read off or written down wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, leaves
from derivation.maths.lanes import PLACES
from derivation.maths.numbers import Numeral
from derivation.network.equations import LEARNING_RATE
from derivation.network.mistakes import MISTAKES
from derivation.network.optimizers import updated
from derivation.network.slips import Slip
from derivation.network.trials import RIGHT, Hypothesis, Places
from derivation.verify.diagnosing.asked import Asked, Batch, Found
from derivation.verify.diagnosing.inquiries import LAST, Inquiry
from derivation.verify.diagnosing.typos import COMMON, NONE, Typo, in_units, typos

CUT_OFF, STEP = "cut-off", "step-for-gradient"
_FEW = 3  # up to so many rounds a person may compute by hand
_NEAR, _ANYWHERE = 3, 4  # tiers of what is done once, after those of habits
_AS_PRINTED = "the numbers before are used as they stand"


def taking(numbers: Mapping[Formula, Numeral]) -> Slip:
    """To go on from numbers as they are printed, whatever they should be."""
    taken: dict[Formula, Formula] = {key: Number(numeral) for key, numeral in numbers.items()}
    row = replace(MISTAKES["propagated"], when=_AS_PRINTED, change=lambda course, site: taken)
    return Slip(row, "", (tuple(each.text for each in numbers.values()),))


@dataclass(frozen=True)
class Attempts:
    """The batches of values that are compared with a number printed for a quantity."""

    inquiry: Inquiry
    asked: Asked
    numeral: Numeral

    @property
    def _by_hand(self) -> bool:
        """Whether somebody may have computed that by hand, each line anew."""
        return self.asked.rounds <= _FEW and not self.inquiry.is_large

    def one_mistake(self) -> Iterator[Batch]:
        """Everything that takes one mistake."""
        yield self._shifted(0, (RIGHT,), "right")
        yield from self._habits()
        if self._by_hand:
            yield from self._singles(self._batch(_ANYWHERE, self.inquiry.singles, "singles"))
            yield self._batch(_ANYWHERE, self.inquiry.rounding, "rounding")
        yield from self._mistyped((4, 5), (RIGHT,), self._values("right", (RIGHT,)))
        yield self._other_quantities()
        yield self._step()
        yield self._batch(_ANYWHERE, (RIGHT,), "single precision", single=True)

    def last_resort(self) -> Iterator[Batch]:
        """What can be done in very many ways."""
        if self._by_hand:
            yield self._batch(5, self.inquiry.resorts, "resorts")

    def two_mistakes(self) -> Iterator[Batch]:
        """What takes two and costs little: another round, or a slip of the pen, on top of a mistake."""
        for tier in range(LAST):
            chosen, kind = self.inquiry.habits_of(tier), f"habits {tier}"
            yield self._shifted(6 + 2 * tier, chosen, kind)
            yield from self._mistyped((6 + 2 * tier, 7 + 2 * tier), chosen, self._values(kind, chosen))
        if self.asked.rounds <= _FEW:
            singles = self.inquiry.singles
            yield from self._mistyped((12, 13), singles, self._values("singles", singles))

    def two_in_computing(self) -> Iterator[Batch]:
        """Two mistakes in the computation, and one with all numbers rounded to the printed places."""
        inquiry, places = self.inquiry, self.numeral.places
        if inquiry.is_large:
            return
        yield self._batch(9, inquiry.usual_pairs, "usual pairs")
        if self._by_hand:
            yield self._batch(13, inquiry.pairs, "pairs")
        if self._by_hand and places in PLACES:
            kinds = [Places(f"rounded_{places}", deep) for deep in (False, True)]
            every = (*inquiry.habits, *inquiry.singles)
            rounded = [Hypothesis(each.slips, kind) for kind in kinds for each in every]
            yield self._batch(11, rounded, f"rounded to {places}")

    def in_a_formula(self) -> Iterator[Batch]:
        """What can be wrong with a formula."""
        yield self._batch(1, self.inquiry.singles, "singles")
        yield from (replace(each, tier=1) for each in self._habits())

    def near_misses(self) -> Iterator[Batch]:
        """What moves no more than the last digits."""
        yield self._cut_off()
        yield self._batch(1, self.inquiry.rounding, "rounding")

    def carried(self, taken: Mapping[Formula, Numeral]) -> Iterator[Batch]:
        """One mistake by somebody who goes on from the numbers *taken*."""
        base = taking(taken)
        pools = [(tier, self.inquiry.habits_of(tier), f"habits {tier}") for tier in range(LAST)]
        for tier, chosen, kind in (*pools, (_ANYWHERE, self.inquiry.singles, "singles")):
            both = [replace(each, slips=(*each.slips, base)) for each in chosen]
            batch = self._given_by(tier, both, self.inquiry.carried(kind, chosen, self.asked, taken))
            yield from self._singles(batch) if kind == "singles" else (batch,)
        follows = self.inquiry.carried("right", (RIGHT,), self.asked, taken)
        yield from self._mistyped((4, 5), (Hypothesis((base,)),), follows)

    def _habits(self) -> Iterator[Batch]:
        """The mistakes made all along, tier by tier."""
        for tier in range(LAST):
            yield self._batch(tier, self.inquiry.habits_of(tier), f"habits {tier}")

    def _singles(self, whole: Batch) -> Iterator[Batch]:
        """The mistakes at one place; those in the line itself, or in a line that it takes over, before the others."""
        form = self.inquiry.ground.lines.get(self.asked.key)
        within = {self.asked.key, *(leaves(form) if form is not None else ())}
        near = [number for number, lines in enumerate(self.inquiry.touched) if lines & within]
        yield Batch(_NEAR, whole.values[near], lambda at, value: whole.found(near[at], value))
        yield whole

    def _values(self, kind: str, hypotheses: Sequence[Hypothesis], asked: Asked | None = None) -> Any:
        return self.inquiry.tried(kind, hypotheses, asked or self.asked)

    def _batch(self, tier: int, hypotheses: Sequence[Hypothesis], kind: str, *, single: bool = False) -> Batch:
        values = self.inquiry.tried(kind, hypotheses, self.asked, single=single)
        return self._given_by(tier, hypotheses, values, ("single-precision",) if single else ())

    def _given_by(self, tier: int, hypotheses: Sequence[Hypothesis], values: Any, named: tuple[str, ...] = ()) -> Batch:
        def found(at: int, value: float) -> Found:
            return Found(value, hypotheses[at], self.asked, named or hypotheses[at].mistakes)

        return Batch(tier, values, found)

    def _shifted(self, tier: int, hypotheses: Sequence[Hypothesis], kind: str) -> Batch:
        """One round less, and one round more."""
        import numpy as np

        others = [*self._before(), Asked(self.asked.key, self.asked.rounds + 1)]
        values = [self._values(kind, hypotheses, other) for other in others]

        def found(at: int, value: float) -> Found:
            hypothesis, other = hypotheses[at % len(hypotheses)], others[at // len(hypotheses)]
            return Found(value, hypothesis, other, (*hypothesis.mistakes, "rounds-off-by-one"))

        return Batch(tier, np.concatenate(values), found)

    def _before(self) -> Iterator[Asked]:
        """The same quantity one round before, or before its update."""
        asked, ground = self.asked, self.inquiry.ground
        if asked.rounds:
            yield Asked(asked.key, asked.rounds - 1)
        elif isinstance(asked.key, Name) and asked.is_update:
            before = Name(updated(asked.key.id, -1))
            if before in ground.lines or before.id in ground.network.given:
                yield Asked(before)

    def _mistyped(self, tiers: tuple[int, int], hypotheses: Sequence[Hypothesis], values: Any) -> Iterator[Batch]:
        """Slips of the pen in writing down what each hypothesis gives: the common ones first."""
        made = list(typos(values, self.numeral)) if in_units(self.numeral) else []
        for tier, common in zip(tiers, (True, False), strict=True):
            chosen = [each for each in made if (each[0] in COMMON) == common]
            yield self._written(tier, hypotheses, values, chosen)

    def _written(self, tier: int, hypotheses: Sequence[Hypothesis], values: Any, made: Sequence[Typo]) -> Batch:
        import numpy as np

        unit = float(2 * self.numeral.half_unit)
        table = [np.where(each == NONE, np.nan, each * unit) for _, each in made]

        def found(at: int, value: float) -> Found:
            typo, hypothesis = made[at // len(hypotheses)][0], hypotheses[at % len(hypotheses)]
            meant = float(values[at % len(hypotheses)])
            return Found(meant, hypothesis, self.asked, (*hypothesis.mistakes, typo), typo)

        return Batch(tier, np.concatenate([*table, np.array([])]), found)

    def _cut_off(self) -> Batch:
        """The right value without what comes after the last printed digit."""
        import numpy as np

        right, unit = self._values("right", (RIGHT,)), float(2 * self.numeral.half_unit)

        def found(at: int, value: float) -> Found:
            return Found(float(right[at]), RIGHT, self.asked, (CUT_OFF,), CUT_OFF)

        return Batch(0, np.trunc(right / unit) * unit if unit else right, found)

    def _other_quantities(self) -> Batch:
        """The right values of everything else in the same round."""
        import numpy as np

        ground, rounds = self.inquiry.ground, self.asked.rounds
        others = [Asked(key, rounds) for key in ground.lines if key != self.asked.key and key not in ground.inner]
        values = np.array([self.inquiry.right(other) for other in others])
        return Batch(_NEAR, values, lambda at, value: Found(value, RIGHT, others[at], ("another-quantity",)))

    def _step(self) -> Batch:
        """The step of a parameter, for one who was asked for its gradient."""
        import numpy as np

        ground, right = self.inquiry.ground, self.inquiry.right(self.asked)
        rate = ground.network.given.get(LEARNING_RATE)
        gradients = [ground.network.gradient(name) for name in ground.network.parameters]
        known = rate is not None and self.asked.key in gradients

        def found(at: int, value: float) -> Found:
            return Found(value, RIGHT, self.asked, (STEP,), STEP)

        return Batch(_NEAR, np.array([right * float(rate.value)] if rate is not None and known else []), found)
