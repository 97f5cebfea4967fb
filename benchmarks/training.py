"""Rows for 10,000 rounds of the classic network to 50 certified digits."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log2
from typing import Any

from flint import arb, ctx

from benchmarks.interleave import Contender, Row, in_process, interleaved, profile, row
from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Value, as_ball, as_fraction
from derivation.maths.programs import Program, compile_loop
from derivation.maths.rounding import Rounding
from derivation.network.building import build
from derivation.network.equations import LOSS, Network
from derivation.network.gradients import Gradients
from derivation.network.loading import load_spec
from derivation.network.training import train
from derivation.network.updates import SIMULTANEOUS, schedule, updated

DIGITS = 50
BITS = 192
"""The working precision of every contender but PyTorch: 50 digits and what 10,000 rounds lose."""

HISTORY = "`History`: derive, compile and run; certified, five rounds reported"
LOOP = "`compile_loop`: compile and run"
PRINTED = "`History`, asked by `Rounding(None, 50)`, as printing asks"
HAND = "straight-line Arb, written by hand"
LAMBDIFY = "SymPy `lambdify(cse=True)` on mpmath"
TORCH = "PyTorch autograd, float64"

GIVEN = ("i1", "i2", "b1", "b2", "target_o1", "target_o2", "eta")


@dataclass(frozen=True)
class Course:
    """So many rounds of the classic network, and the weights that come out, by each contender."""

    rounds: int
    network: Network

    def given(self, names: Sequence[str]) -> list[arb]:
        """Balls of given numbers."""
        return [as_ball(self.network.given[name].value) for name in names]

    def by_history(self) -> list[arb]:
        """As a user of the library does it."""
        history = train(Gradients(self.network), self.rounds, SIMULTANEOUS)
        state = history.run(ceil(DIGITS * log2(10)))[self.rounds]
        return [as_ball(state[name]) for name in self.network.parameters]

    def by_printing(self) -> list[str]:
        """The texts of the weights and of the error to 50 digits."""
        history = train(Gradients(self.network), self.rounds, SIMULTANEOUS)
        rounding = Rounding(None, DIGITS)
        names = (*self.network.parameters, LOSS)
        return [rounding.show(history.refiner(self.rounds, name)).numeral.text for name in names]

    def by_loop(self) -> list[arb]:
        """The compiled loop at the precision that the hand-written one has."""
        program = self._program()
        known: dict[Formula, Value] = {Name(name): number.value for name, number in self.network.given.items()}
        with ctx.workprec(BITS):
            return list(program.run(self.rounds, self.given(self.network.parameters), known))

    def _program(self) -> Program:
        parameters = self.network.parameters
        state: dict[Formula, Formula] = {Name(name): Name(updated(name)) for name in parameters}
        fixed = [Name(name) for name in self.network.given if name not in parameters]
        return compile_loop(schedule(Gradients(self.network), SIMULTANEOUS), state, fixed)

    def by_hand(self) -> list[arb]:
        """The straight line that a person would write."""
        with ctx.workprec(BITS):
            return straight_line(self.rounds, self.given(self.network.parameters), self.given(GIVEN))


def straight_line(rounds: int, weights: Sequence[arb], given: Sequence[arb]) -> list[arb]:
    """One simultaneous round after the other, common parts computed once; E = sum of 1/2 (target - out)**2."""
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    i1, i2, b1, b2, t1, t2, eta = given
    one, exp = arb(1), arb.exp
    for _ in range(rounds):
        h1 = one / (one + exp(-(w1 * i1 + w2 * i2 + b1)))
        h2 = one / (one + exp(-(w3 * i1 + w4 * i2 + b1)))
        o1 = one / (one + exp(-(w5 * h1 + w6 * h2 + b2)))
        o2 = one / (one + exp(-(w7 * h1 + w8 * h2 + b2)))
        d1 = (o1 - t1) * o1 * (one - o1)
        d2 = (o2 - t2) * o2 * (one - o2)
        e1 = eta * ((d1 * w5 + d2 * w7) * h1 * (one - h1))
        e2 = eta * ((d1 * w6 + d2 * w8) * h2 * (one - h2))
        s1, s2 = eta * d1, eta * d2
        w1, w2, w3, w4 = w1 - e1 * i1, w2 - e1 * i2, w3 - e2 * i1, w4 - e2 * i2
        w5, w6, w7, w8 = w5 - s1 * h1, w6 - s1 * h2, w7 - s2 * h1, w8 - s2 * h2
    return [w1, w2, w3, w4, w5, w6, w7, w8]


def lambdified(course: Course) -> Callable[[], list[Any]]:
    """One round as SymPy derives it from the closed form, compiled for mpmath; deriving is not counted."""
    import mpmath as mp
    import sympy as sp

    weights, given = sp.symbols("w1:9"), sp.symbols(" ".join(GIVEN))
    i1, i2, b1, b2, t1, t2, eta = given
    h1, h2 = (1 / (1 + sp.exp(-(a * i1 + b * i2 + b1))) for a, b in (weights[0:2], weights[2:4]))
    o1, o2 = (1 / (1 + sp.exp(-(a * h1 + b * h2 + b2))) for a, b in (weights[4:6], weights[6:8]))
    error = (t1 - o1) ** 2 / 2 + (t2 - o2) ** 2 / 2
    updates = [weight - eta * error.diff(weight) for weight in weights]
    step = sp.lambdify([*weights, *given], updates, modules="mpmath", cse=True)

    def run() -> list[Any]:
        with mp.workprec(BITS):
            exact = {name: number.value for name, number in course.network.given.items()}
            known = {name: mp.mpf(value.numerator) / value.denominator for name, value in exact.items()}
            state, fixed = [known[name] for name in course.network.parameters], [known[name] for name in GIVEN]
            for _ in range(course.rounds):
                state = step(*state, *fixed)
            return list(state)

    return run


def autograd(course: Course) -> Callable[[], list[float]] | None:
    """The same with PyTorch in double precision; None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses NumPy, which it does not need here
            import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    numbers = {name: float(number.value) for name, number in course.network.given.items()}

    def tensor(*names: str) -> Any:
        return torch.tensor([numbers[name] for name in names], dtype=torch.float64)

    def run() -> list[float]:
        hidden, output = tensor("w1", "w2", "w3", "w4").reshape(2, 2), tensor("w5", "w6", "w7", "w8").reshape(2, 2)
        inputs, targets = tensor("i1", "i2"), tensor("target_o1", "target_o2")
        b1, b2, eta = numbers["b1"], numbers["b2"], numbers["eta"]
        for weights in (hidden, output):
            weights.requires_grad_()
        for _ in range(course.rounds):
            outputs = torch.sigmoid(output @ torch.sigmoid(hidden @ inputs + b1) + b2)
            slopes = torch.autograd.grad(((targets - outputs) ** 2).sum() / 2, (hidden, output))
            with torch.no_grad():
                hidden -= eta * slopes[0]
                output -= eta * slopes[1]
        return [*hidden.detach().flatten().tolist(), *output.detach().flatten().tolist()]

    return run


def training_rows(repeats: int, rounds: int = 10_000) -> tuple[list[Row], list[str]]:
    """The rows, and what was left out."""
    course = Course(rounds, build(load_spec(None)))
    lambdify, torch = lambdified(course), autograd(course)
    check(course, lambdify, torch)
    contenders = [
        Contender(HISTORY, in_process(course.by_history)),
        Contender(LOOP, in_process(course.by_loop)),
        Contender(HAND, in_process(course.by_hand)),
        Contender(PRINTED, in_process(course.by_printing)),
        Contender(LAMBDIFY, in_process(lambdify)),
        *([Contender(TORCH, in_process(torch))] if torch else []),
    ]
    times = interleaved(contenders, repeats)
    name = f"{rounds:,} rounds to {DIGITS} digits"
    rows = [
        row(f"{name}, the whole job", times, HISTORY, HAND, 1.2, lambda: profile(course.by_history)),
        row(f"{name}, the loop alone", times, LOOP, HAND, 1.2, lambda: profile(course.by_loop)),
        row(f"{name}, the whole job", times, HISTORY, LAMBDIFY, 1 / 7, lambda: profile(course.by_history)),
        row(f"{name}, as printed", times, PRINTED, HAND, None),
    ]
    if not torch:
        return rows, ["PyTorch is not installed here: its row is left out."]
    return [*rows, row(f"{name}; PyTorch: about 11 digits", times, HISTORY, TORCH, None)], []


def check(course: Course, lambdify: Callable[[], list[Any]], torch: Callable[[], list[float]] | None) -> None:
    """All contenders must compute the same weights before any of them is measured.

    Raises: ValueError: one of them differs, or does not reach the digits.
    """
    reference = course.by_history()
    exact = [as_fraction(ball) for ball in reference]
    rivals: list[tuple[str, int, Sequence[Any]]] = [
        (LOOP, DIGITS, [as_fraction(ball) for ball in course.by_loop()]),
        (HAND, DIGITS, [as_fraction(ball) for ball in course.by_hand()]),
        (LAMBDIFY, DIGITS, [_rational(number) for number in lambdify()]),
        *([(TORCH, 9, torch())] if torch else []),
    ]
    certified = min(ball.rel_accuracy_bits() for ball in (*reference, *course.by_loop(), *course.by_hand()))
    if certified < DIGITS * log2(10):
        raise ValueError(f"only {certified} bits are certified")
    for name, digits, found in rivals:
        pairs = zip(exact, found, strict=True)
        if any(abs(ours - theirs) > abs(ours) / 10**digits for ours, theirs in pairs):
            raise ValueError(f"{name} differs before {digits} digits")


def _rational(number: Any) -> Fraction:
    """An mpmath number as an exact fraction."""
    sign, mantissa, exponent, _ = number._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size
