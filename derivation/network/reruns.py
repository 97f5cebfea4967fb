"""One hypothesis once more in balls: what it really gives, every digit certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flint import arb, ctx

from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Call, Formula
from derivation.maths.lanes import CERTIFIED
from derivation.maths.numbers import as_ball
from derivation.network.courses import Ground
from derivation.network.trials import Hypothesis, program

_PRECISIONS = (192, 768, 3_072)
_ENOUGH = 96

Table = Mapping[Formula, arb]


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
                ball = self._table(rounds, bits)[key]
            if ball.is_finite() and max(ball.rel_accuracy_bits(), ball.rel_one_accuracy_bits()) >= _ENOUGH:
                break
        return ball

    def _unrounded(self, form: Formula, table: Table) -> arb:
        """The result of a line before it is rounded, to be compared with what is printed to any places."""
        places = self.hypothesis.places
        rounded = isinstance(form, Call) and places is not None and form.function == places.function
        inner = form.arguments[0] if isinstance(form, Call) and rounded else form
        return evaluate(inner, table.get, CERTIFIED)

    def _table(self, rounds: int, bits: int) -> Table:
        if (rounds, bits) not in self._tables:
            given = self.ground.network.given
            state = [as_ball(given[name.id].value) for name in self.ground.moving]
            if rounds:
                state = list(program(self.ground, self.hypothesis, CERTIFIED).run(rounds, state, self.ground.fixed))
            table: dict[Formula, arb] = {name: as_ball(value) for name, value in self.ground.fixed.items()}
            table.update(zip(self.ground.moving, state, strict=True))
            whole: dict[Formula, arb] = {}
            for target, form in self.hypothesis.lines(self.ground, self.of):
                table[target] = evaluate(form, table.get, CERTIFIED)
                whole[target] = self._unrounded(form, table)
            self._tables[rounds, bits] = {**table, **whole}
        return self._tables[rounds, bits]
