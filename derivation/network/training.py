"""Values after n updates, with certified digits however many rounds there are."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from functools import partial as bound

from flint import arb, ctx

from derivation.errors import LimitError
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Refine, Value, as_ball
from derivation.maths.programs import Program, compile_loop
from derivation.network.gradients import Gradients
from derivation.network.optimizers import updated
from derivation.network.updates import schedule
from derivation.network.values import Values, defined

MAX_TRAINING_PRECISION = 1 << 14
_GUARD_BITS = 64
_MOST_KEPT = 500_000  # numbers
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
    _passes: list[_Pass] = field(default_factory=list, compare=False, repr=False)

    def refiner(self, rounds: int, name: str) -> Refine:
        """A quantity or parameter after *rounds* updates, as a function of the working precision."""
        return bound(self._value, rounds, name)

    def _value(self, rounds: int, name: str, bits: int) -> Value:
        return self._after(rounds, bits).report(self, rounds)[name]

    def run(self, bits: int) -> Run:
        """All states that are reported or charted, so precise that *bits* bits are right; never done twice.

        Raises: LimitError: D903, the training loses more precision than there is.
        """
        every = sorted({*self.reported, *self.charted})
        return {rounds: self._after(rounds, bits).report(self, rounds) for rounds in every}

    def outcome(self, rounds: int, bits: int) -> Mapping[str, Value]:
        """The error and the outputs after *rounds* updates, any number of them.

        Raises: LimitError: D903, the training loses more precision than there is.
        """
        training = self._after(rounds, bits)
        with ctx.workprec(training.working):
            given = {**self._given, **dict(zip(self.successors, training.states[rounds], strict=True))}
            found = self._forward.run(1, [arb(0)] * len(self._told), given)
        if all(ball.is_finite() for ball in found):
            return dict(zip(self._told, found, strict=True))
        return {name: training.report(self, rounds)[name] for name in self._told}

    def _after(self, rounds: int, bits: int) -> _Pass:
        """A pass as far as *rounds*, begun again with what the last one was seen to lose till enough bits are right."""
        working = bits + _GUARD_BITS
        while working <= MAX_TRAINING_PRECISION:
            training = next((each for each in self._passes if each.accuracy >= bits), None)
            if training is None:
                self._passes.append(training := _Pass(working))
            if training.follow(self, rounds, bits):
                return training
            lost, whole = training.lost, training.working
            working = max(whole * 2, int(bits + 1.25 * lost)) if lost < whole else whole * 2
        last = max(rounds, self.reported[-1])
        raise LimitError(
            "D903",
            f"{last} rounds cannot be followed with {MAX_TRAINING_PRECISION} bits of precision",
            note="the numbers grow or lose digits too fast",
            help="ask for fewer rounds, or a smaller learning rate",
        )

    def start(self, done: int, working: int) -> list[arb]:
        """The state before the first update, or after it: there a corner that is hit exactly is still seen as one."""
        if not done:
            return [as_ball(self._given[name]) for name in self.successors]
        return [as_ball(self._first_round.at(after, working)) for after in self.successors.values()]

    def go_on(self, rounds: int, state: Sequence[arb]) -> list[arb]:
        """The state so many rounds later, at the current working precision."""
        return list(self._program.run(rounds, state, self._given))

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
    def _told(self) -> tuple[str, ...]:
        """The error and what is followed besides."""
        network = self.gradients.network
        return (network.total, *network.followed)

    @cached_property
    def _forward(self) -> Program:
        """A forward pass that gives what is told."""
        lines = [(Name(line.id), line.formula) for line in self.gradients.network.at_once.equations]
        results: dict[Formula, Formula] = {Name(f"#{name}"): Name(name) for name in self._told}
        return compile_loop(lines, results, list(self._given))

    @cached_property
    def successors(self) -> Mapping[Formula, Formula]:
        """What moves, and what it has become at the end of a round."""
        network = self.gradients.network
        moving = (*network.parameters, *network.of_role("memory"), *network.of_role("round"))
        return {Name(name): Name(updated(name, len(network.steps))) for name in moving}

    def report(self, state: Sequence[arb]) -> Mapping[str, Value]:
        """The parameters, and a forward pass of every sample with them."""
        network = self.gradients.network.at_once
        table: dict[Formula, Value] = dict(self._given)
        table.update(zip(self.successors, state, strict=True))
        for equation in network.equations:
            table[Name(equation.id)] = defined(Name(equation.id), equation.formula, table.__getitem__)
        wanted = (*network.parameters, *(equation.id for equation in network.equations))
        return {name: table[Name(name)] for name in wanted}


@dataclass
class _Pass:
    """One training at a fixed precision: the states after the rounds that were asked for, and the bits lost so far."""

    working: int
    lost: int = 0
    states: dict[int, list[arb]] = field(default_factory=dict)
    done: list[int] = field(default_factory=list)
    reports: dict[int, Mapping[str, Value]] = field(default_factory=dict)

    @property
    def accuracy(self) -> int:
        """How many bits are right in every state."""
        return self.working - self.lost

    def follow(self, history: History, rounds: int, bits: int) -> bool:
        """Whether the state after *rounds* updates is right to *bits* bits; it stops as soon as that cannot be."""
        powers = (10**exponent for exponent in range(len(str(rounds))))
        with ctx.workprec(self.working):
            for stop in sorted({rounds, *(power for power in powers if power <= rounds)}):
                if stop not in self.states:
                    self._reach(history, stop)
                if self.accuracy < bits:
                    return False
        return True

    def _reach(self, history: History, rounds: int) -> None:
        """Go on to *rounds* from the last state before."""
        if rounds > 1:
            before = self.done[bisect(self.done, rounds) - 1]
            state = history.go_on(rounds - before, self.states[before])
        else:
            state = history.start(rounds, self.working)
        self.lost = max([self.lost, *(self.working - _accuracy(ball) for ball in state)])
        if len(self.done) * len(state) > _MOST_KEPT:  # what is given up can be reached again from what is left
            for given_up in self.done[3::2]:
                del self.states[given_up]
            self.done = sorted(self.states)
        self.states[rounds] = state
        insort(self.done, rounds)

    def report(self, history: History, rounds: int) -> Mapping[str, Value]:
        """Every parameter and quantity after *rounds* updates."""
        if rounds not in self.reports:
            with ctx.workprec(self.working):
                self.reports[rounds] = history.report(self.states[rounds])
        return self.reports[rounds]


def train(gradients: Gradients, rounds: int, order: str, *, charted: bool = False) -> History:
    """The history of *rounds* updates, reported after 1, 10, 100, ... of them and at the end; *charted* for a curve."""
    powers = [10**exponent for exponent in range(len(str(rounds))) if 10**exponent <= rounds]
    between = {power * part // 10 for power in powers for part in _PARTS if charted and power * part // 10 <= rounds}
    return History(gradients, order, tuple(sorted({*powers, rounds})), tuple(sorted(between)))


def _accuracy(ball: arb) -> int:
    """Bits that are right, relative to the value, or absolute where the value is near zero."""
    return int(max(ball.rel_accuracy_bits(), ball.rel_one_accuracy_bits())) if ball.is_finite() else 0
