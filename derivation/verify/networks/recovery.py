"""Numbers that a document lost are solved for from those it prints, and snapped to short decimals, with evidence.

A figure often holds the weights; the text then prints only what follows from them. The unknown numbers are found by
damped least squares, every printed result weighing by its own last digit, and are accepted only as decimals so short
that they are no coincidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite, sqrt
from typing import Any

from flint import arb, arb_mat, ctx

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Numeral, as_ball, decimal_text
from derivation.maths.programs import Program, compile_loop
from derivation.network.gradients import Gradients
from derivation.network.updates import SIMULTANEOUS, schedule

_BITS = 96
_STEP = Fraction(1, 1 << 30)
_STARTS = ((0.3, 0.4), (0.9, 0.1), (0.1, 0.9), (0.6, -0.2), (-0.5, 0.5), (1.5, -1.0))
"""From the second on one side of every target is tried and then the other: an error is the same on both."""
_SWEEPS = 25
_SETTLED = 1e-12
_SOLVING_BITS = 256
_DAMPING = arb(2) ** -80
_MOST_PLACES = 6
_MOST_UNKNOWN = 12
_LUCK = 0.05


@dataclass(frozen=True)
class Printed:
    """A printed result: what it is of, and its number."""

    key: Formula
    numeral: Numeral


@dataclass(frozen=True)
class Solved:
    """A number that was not printed: its id, its decimal, and the results that it follows from."""

    name: str
    numeral: Numeral
    follows_from: tuple[Formula, ...]


def solve(gradients: Gradients, unknown: Sequence[str], printed: Sequence[Printed]) -> tuple[Solved, ...] | None:
    """A short decimal for every *unknown* of the network with which the printed results come out, or None.

    The givens of *gradients* stand for the known numbers; those under the unknown names are of no account.
    """
    if not unknown or len(unknown) > _MOST_UNKNOWN or len(printed) < len(unknown):
        return None
    problem = _Problem.of(gradients, unknown, printed)
    attempts: list[tuple[tuple[Numeral, ...], int]] = []
    for start in _STARTS:
        found = problem.attempt(start)
        attempts += [found] if found is not None else []
        if found is not None and found[1] == 0:
            break  # nothing that is printed speaks against it
    if not attempts:
        return None
    values, _ = min(attempts, key=lambda attempt: attempt[1])
    if not any(each.value for each in values) and all(name.startswith("w") for name in unknown):
        return None  # nothing leads to the neuron: it is another one, such as that of another sample
    sensitive = problem.sensitivity(values)
    return tuple(
        Solved(name, numeral, tuple(each.key for each, row in zip(printed, sensitive, strict=True) if abs(row[at]) > 1))
        for at, (name, numeral) in enumerate(zip(unknown, values, strict=True))
    )


@dataclass(frozen=True)
class _Problem:
    """Printed results as functions of the unknown numbers."""

    program: Program
    given: Mapping[Formula, arb]
    unknown: tuple[Formula, ...]
    printed: tuple[Printed, ...]

    @classmethod
    def of(cls, gradients: Gradients, unknown: Sequence[str], printed: Sequence[Printed]) -> _Problem:
        lines = schedule(gradients, SIMULTANEOUS)
        successors: dict[Formula, Formula] = {Name(f"#{k}"): each.key for k, each in enumerate(printed)}
        with ctx.workprec(_BITS):
            numbers = gradients.network.given.items()
            given: dict[Formula, arb] = {Name(name): as_ball(number.value) for name, number in numbers}
        program = compile_loop(lines, successors, list(given))
        return cls(program, given, tuple(map(Name, unknown)), tuple(printed))

    def results(self, values: Sequence[Fraction]) -> list[arb]:
        """The printed results with these numbers in place of the unknown ones."""
        with ctx.workprec(_BITS):
            given = {**self.given, **dict(zip(self.unknown, values, strict=True))}
            return list(self.program.run(1, [arb(0)] * len(self.printed), given))

    def misses(self, values: Sequence[Fraction]) -> list[float]:
        """How far each result is from the printed one, in halves of its last place."""
        found = self.results(values)
        return [_miss(each.numeral, ball) for each, ball in zip(self.printed, found, strict=True)]

    def sensitivity(self, values: Sequence[Numeral]) -> list[list[float]]:
        """How many halves of a last place each result moves when an unknown moves by a hundredth."""
        at = [numeral.value for numeral in values]
        return [[slope / 100 for slope in row] for row in self._slopes(at, self.misses(at))]

    def _slopes(self, at: Sequence[Fraction], misses: Sequence[float]) -> list[list[float]]:
        """A row for every result: how its miss changes with each unknown."""
        columns = []
        for index in range(len(at)):
            moved = self.misses([value + _STEP if k == index else value for k, value in enumerate(at)])
            columns.append([(after - before) / float(_STEP) for after, before in zip(moved, misses, strict=True)])
        return [list(row) for row in zip(*columns, strict=True)]

    def attempt(self, start: tuple[float, float]) -> tuple[tuple[Numeral, ...], int] | None:
        """Short decimals from one start, and how many printed results they violate."""
        at = [Fraction(start[k % 2]).limit_denominator(1000) for k in range(len(self.unknown))]
        for sweep in range(_SWEEPS):
            misses = self.misses(at)
            slopes = self._slopes(at, misses)
            if not _leads_on(slopes, misses):
                return None  # beyond all bounds, or nothing printed depends on one of them
            found = _step(slopes, misses, [1 / max(1, abs(miss) / (3 if sweep > 4 else 1e12)) for miss in misses])
            if found is None:
                return None
            step, spread = found
            largest = max(map(abs, step))
            at = [value + _rational(move / max(1.0, largest)) for value, move in zip(at, step, strict=True)]
            if largest < _SETTLED:
                break
        return self._snapped(at, spread)

    def _snapped(self, at: Sequence[Fraction], spread: Sequence[float]) -> tuple[tuple[Numeral, ...], int] | None:
        found = [_short(value, 4 * width) for value, width in zip(at, spread, strict=True)]
        if any(each is None for each in found):
            return None
        values = tuple(each for each in found if each is not None)
        violated = sum(abs(miss) > 3 for miss in self.misses([each.value for each in values]))
        return (values, violated) if 3 * violated <= len(self.printed) else None


def _rational(move: float) -> Fraction:
    return Fraction(move).limit_denominator(10**14)


def _leads_on(slopes: Sequence[Sequence[float]], misses: Sequence[float]) -> bool:
    """Whether all results are finite and every unknown moves one of them."""
    finite = all(map(isfinite, misses)) and all(map(isfinite, (slope for row in slopes for slope in row)))
    return finite and all(any(column) for column in zip(*slopes, strict=True))


def _step(
    slopes: Sequence[Sequence[float]], misses: Sequence[float], weights: Sequence[float]
) -> tuple[list[float], list[float]] | None:
    """The damped least-squares step for every unknown, and how far each may move within half a last place.

    Formula: (S'WWS + damping) step = -S'WW miss; spread = sqrt(diag((S'S)^-1)), so what nothing determines is wide.
    """
    with ctx.workprec(_SOLVING_BITS):
        rows = arb_mat([[arb(slope) for slope in row] for row in slopes])
        weighted = arb_mat(
            [[arb(slope) * weight for slope in row] for row, weight in zip(slopes, weights, strict=True)]
        )
        aims = arb_mat([[arb(-miss) * weight] for miss, weight in zip(misses, weights, strict=True)])
        try:
            step = _damped(weighted).solve(weighted.transpose() * aims)
            spread = _damped(rows).inv()
        except ZeroDivisionError:
            return None
        size = len(slopes[0])
        widths = [sqrt(abs(float(spread[k, k].mid()))) for k in range(size)]
        return [float(step[k, 0].mid()) for k in range(size)], widths


def _damped(rows: Any) -> Any:
    """S'S with a trace of its diagonal added."""
    square = rows.transpose() * rows
    for k in range(square.ncols()):
        square[k, k] *= 1 + _DAMPING
    return square


def _miss(numeral: Numeral, ball: arb) -> float:
    half = numeral.half_unit or Fraction(1, 10**9)
    return float(ball.mid() - arb(numeral.value.numerator) / numeral.value.denominator) / float(half)


def _short(value: Fraction, width: float) -> Numeral | None:
    """The shortest decimal within *width*, if it is too short to be there by luck."""
    for places in range(_MOST_PLACES + 1):
        scaled = round(value * 10**places)
        if abs(float(Fraction(scaled, 10**places) - value)) <= width:
            lucky = 2 * width * 10**places > _LUCK
            return None if lucky else Numeral(Fraction(scaled, 10**places), decimal_text(scaled, places))
    return None
