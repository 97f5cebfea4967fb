"""One hypothesis once more in balls: what it really gives, every digit certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction

from flint import arb, ctx

from derivation.frozen import dataclass
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Call, Formula
from derivation.maths.lanes import CERTIFIED
from derivation.maths.numbers import Value, as_ball
from derivation.network.courses import Course, Ground
from derivation.network.mistakes import classic
from derivation.network.slips import all_along
from derivation.network.trials import Hypothesis, program
from derivation.network.values import work_out

_PRECISIONS = (192, 768, 3_072)
_ENOUGH = 96

Table = Mapping[Formula, Value]


@dataclass(frozen=True)
class Rerun:
    """The lines of a hypothesis over balls; a run is never made twice."""

    ground: Ground
    hypothesis: Hypothesis
    of: str = ""
    _tables: dict[tuple[int, int], Table] = field(default_factory=dict, compare=False, repr=False)

    def value(self, key: Formula, rounds: int) -> arb:
        """A line of the round that comes after so many.

        Guarantee: the ball contains the exact value; it is narrow unless the training loses too much.
        """
        ball = arb("nan")
        for bits in _PRECISIONS:
            with ctx.workprec(bits):
                ball = as_ball(self._table(rounds, bits)[key])
            if ball.is_finite() and max(ball.rel_accuracy_bits(), ball.rel_one_accuracy_bits()) >= _ENOUGH:
                break
        return ball

    def at(self, key: Formula, rounds: int, bits: int) -> Value:
        """The same with a working precision of so many bits; the rational itself where it is one."""
        with ctx.workprec(bits):
            return self._table(rounds, bits)[key]

    def known(self, key: Formula, rounds: int) -> Value:
        """The rational itself where it is one, which tells a half from what is only near it; else the ball."""
        found = self.at(key, rounds, _PRECISIONS[0])
        return found if isinstance(found, Fraction) else self.value(key, rounds)

    def _table(self, rounds: int, bits: int) -> Table:
        if (rounds, bits) not in self._tables:
            self._tables[rounds, bits] = self._whole(self._start(rounds))
        return self._tables[rounds, bits]

    def _start(self, rounds: int) -> dict[Formula, Value]:
        """What the round that comes after so many starts from."""
        ground, given = self.ground, self.ground.network.given
        state: list[Value] = [given[name.id].value for name in ground.moving]
        if rounds:
            state = list(program(ground, self.hypothesis, CERTIFIED).run(rounds, [*map(as_ball, state)], ground.fixed))
        return {**ground.fixed, **dict(zip(ground.moving, state, strict=True))}

    def _whole(self, table: dict[Formula, Value]) -> Table:
        """Every line; what a line rounds is kept as it is before, to be compared with what is printed to any places."""
        places, whole = self.hypothesis.places, dict[Formula, Value]()
        for target, form in self.hypothesis.lines(self.ground, self.of):
            rounded = places is not None and isinstance(form, Call) and form.function == places.function
            whole[target] = self._value(form.arguments[0] if isinstance(form, Call) and rounded else form, table)
            table[target] = self._value(form, table) if rounded else whole[target]
        return {**table, **whole}

    def _value(self, form: Formula, table: Table) -> Value:
        if self.hypothesis.places is None:
            return work_out(form, table.__getitem__)
        return evaluate(form, lambda part: as_ball(table[part]) if part in table else None, CERTIFIED)


def classic_mistakes(ground: Ground) -> Iterator[Rerun]:
    """One rerun for every classic mistake that can be made, each made all along."""
    for mistake in classic():
        slip = all_along(mistake, Course(ground))
        if slip is not None:
            yield Rerun(ground, Hypothesis((slip,)))
