"""Values after n updates, with certified digits however many rounds there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from functools import partial as bound

from flint import arb, ctx

from derivation.errors import LimitError
from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Refine, Value, as_ball
from derivation.maths.programs import Program, compile_loop
from derivation.network.gradients import Gradients
from derivation.network.optimizers import updated
from derivation.network.updates import schedule
from derivation.network.values import Values, defined
from derivation.records import dataclass

MAX_TRAINING_PRECISION = 1 << 14
_GUARD_BITS = 64
_PARTS = (10, 13, 16, 20, 25, 32, 40, 50, 63, 80)
"""Tenths of a power of ten that lie about equally far apart on a logarithmic scale."""

Run = Mapping[int, Mapping[str, Value]]


@dataclass(frozen=True)
class History:
    """The network after certain numbers of updates: those *reported*, and those between them that a curve needs.

    Guarantee: every ball contains the exact value after exactly that many updates.
    """

    gradients: Gradients
    order: str
    reported: tuple[int, ...]
    charted: tuple[int, ...] = ()
    _runs: dict[int, Run] = field(default_factory=dict, compare=False, repr=False)

    def refiner(self, rounds: int, name: str) -> Refine:
        """A quantity or parameter after *rounds* updates, as a function of the working precision."""
        return bound(self._value, rounds, name)

    def _value(self, rounds: int, name: str, bits: int) -> Value:
        return self.run(bits, rounds)[rounds][name]

    def run(self, bits: int, last: int | None = None) -> Run:
        """The reported states up to *last* (or all), so precise that *bits* bits are right; never done twice.

        Raises: LimitError: D903, the training loses more precision than there is.
        """
        last = self.reported[-1] if last is None else last
        found = next((run for done, run in self._runs.items() if done >= bits and last in run), None)
        return found if found is not None else self._follow(bits, last)

    def _follow(self, bits: int, last: int) -> Run:
        """Run again, each time with what the last attempt was seen to lose, until enough bits are right."""
        working = bits + _GUARD_BITS
        while working <= MAX_TRAINING_PRECISION:
            run, loss = self._attempt(working, bits, last)
            if working - loss >= bits:
                self._runs[working - loss] = run
                return run
            working = max(working * 2, int(bits + 1.25 * loss)) if loss < working else working * 2
        raise LimitError(
            "D903",
            f"{last} rounds cannot be followed with {MAX_TRAINING_PRECISION} bits of precision",
            note="the numbers grow or lose digits too fast",
            help="ask for fewer rounds, or a smaller learning rate",
        )

    def _attempt(self, working: int, bits: int, last: int) -> tuple[Run, int]:
        """One pass at a fixed precision, and the bits that its worst parameter lost; it stops when too many are."""
        with ctx.workprec(working):
            done = min(1, last)
            state = self._start(done, working)
            run, loss = {}, 0
            for rounds in sorted(rounds for rounds in {*self.reported, *self.charted} if rounds <= last):
                state = list(self._program.run(rounds - done, state, self._given)) if rounds > done else state
                loss = max([loss, *(working - _accuracy(ball) for ball in state)])
                if working - loss < bits:
                    break
                done, run[rounds] = rounds, self._report(state)
        return run, loss

    def _start(self, done: int, working: int) -> list[arb]:
        """The state before the first update, or after it: there a corner that is hit exactly is still seen as one."""
        if not done:
            return [as_ball(self._given[name]) for name in self.successors]
        return [as_ball(self._first_round.at(after, working)) for after in self.successors.values()]

    @cached_property
    def _first_round(self) -> Values:
        return Values(self.gradients, self.order)

    @cached_property
    def _given(self) -> Mapping[Formula, Value]:
        return {Name(name): number.value for name, number in self.gradients.network.given.items()}

    @cached_property
    def _program(self) -> Program:
        fixed = [Name(name) for name in self.gradients.network.given if Name(name) not in self.successors]
        return compile_loop(schedule(self.gradients, self.order), self.successors, fixed)

    @cached_property
    def successors(self) -> Mapping[Formula, Formula]:
        """What moves, and what it has become at the end of a round."""
        network = self.gradients.network
        moving = (*network.parameters, *network.of_role("memory"), *network.of_role("round"))
        return {Name(name): Name(updated(name, len(network.steps))) for name in moving}

    def _report(self, state: list[arb]) -> Mapping[str, Value]:
        """The parameters, and a forward pass of every sample with them."""
        network = self.gradients.network.at_once
        table: dict[Formula, Value] = dict(self._given)
        table.update(zip(self.successors, state, strict=True))
        for equation in network.equations:
            table[Name(equation.id)] = defined(Name(equation.id), equation.formula, table.__getitem__)
        wanted = (*network.parameters, *(equation.id for equation in network.equations))
        return {name: table[Name(name)] for name in wanted}


def train(gradients: Gradients, rounds: int, order: str, *, charted: bool = False) -> History:
    """The history of *rounds* updates, reported after 1, 10, 100, ... of them and at the end; *charted* for a curve."""
    powers = [10**exponent for exponent in range(len(str(rounds))) if 10**exponent <= rounds]
    between = {power * part // 10 for power in powers for part in _PARTS if charted and power * part // 10 <= rounds}
    return History(gradients, order, tuple(sorted({*powers, rounds})), tuple(sorted(between)))


def _accuracy(ball: arb) -> int:
    """Bits that are right, relative to the value, or absolute where the value is near zero."""
    return int(max(ball.rel_accuracy_bits(), ball.rel_one_accuracy_bits())) if ball.is_finite() else 0
