"""Contenders measured in turn, A B C A B C ..., and the ratios of their medians.

Whatever else the machine does then falls on all of them alike. A time is CPU, user plus system; no time is kept as a
claim, only ratios are.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median, quantiles

Clock = Callable[[], float]
Measure = Callable[[], float]
"""Does some work once and returns the CPU seconds that it took."""
Times = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Contender:
    """Something to measure; one that is slow beyond patience is measured *once*, in the first round."""

    name: str
    measure: Measure
    once: bool = False


@dataclass(frozen=True)
class Row:
    """A contender as a multiple of its peer, and the largest ratio that was aimed at, if one was.

    *spread* is the middle half of the ratios round by round; *cause* says where the time goes if the goal is missed.
    """

    name: str
    contender: str
    peer: str
    ratio: float
    goal: float | None
    spread: tuple[float, float] | None = None
    cause: str = ""

    @property
    def verdict(self) -> str:
        """met, missed, or reported where there is no goal."""
        if self.goal is None:
            return "reported"
        return "met" if self.ratio <= self.goal else "missed"


def interleaved(contenders: Sequence[Contender], rounds: int) -> Times:
    """The times of every contender, round after round in the order given."""
    times: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for done in range(rounds):
        for contender in contenders:
            if not (done and contender.once):
                times[contender.name].append(contender.measure())
    return {name: tuple(found) for name, found in times.items()}


def ratio(times: Times, contender: str, peer: str) -> float:
    """Median over median."""
    return median(times[contender]) / median(times[peer])


def spread(times: Times, contender: str, peer: str) -> tuple[float, float] | None:
    """The middle half of the ratios round by round; None where there were too few rounds to say."""
    pairs = list(zip(times[contender], times[peer], strict=False))
    if len(pairs) < 4:
        return None
    low, _, high = quantiles([ours / theirs for ours, theirs in pairs], n=4, method="inclusive")
    return low, high


def row(name: str, times: Times, contender: str, peer: str, goal: float | None, why: Callable[[], str] = str) -> Row:
    """The comparison of two contenders; *why* is asked where the time goes if the goal is missed."""
    found = ratio(times, contender, peer)
    missed = goal is not None and found > goal
    return Row(name, contender, peer, found, goal, spread(times, contender, peer), why() if missed else "")


def in_process(work: Callable[[], object], before: Callable[[], object] = int, clock: Clock | None = None) -> Measure:
    """CPU seconds of *work* in this process, the garbage collector at rest; *before* is not counted."""
    tick = clock or time.process_time

    def measure() -> float:
        before()
        gc.collect()
        gc.disable()
        try:
            start = tick()
            work()
            return tick() - start
        finally:
            gc.enable()

    return measure


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The p of seconds = c * sizes**p that fits best.

    Formula: least squares on logarithms, p = cov(log size, log seconds) / var(log size).
    """
    across, up = [log(size) for size in sizes], [log(second) for second in seconds]
    middle, level = sum(across) / len(across), sum(up) / len(up)
    shared = sum((x - middle) * (y - level) for x, y in zip(across, up, strict=True))
    return shared / sum((x - middle) ** 2 for x in across)


def shares(parts: Mapping[str, float], most: int = 4) -> str:
    """`training 31 %, imports 20 %`: the largest parts of a whole, largest first."""
    whole = sum(parts.values())
    ranked = sorted(parts.items(), key=lambda item: -item[1])[:most]
    return ", ".join(f"{name} {100 * part / whole:.0f} %" for name, part in ranked)


def profile(work: Callable[[], object], most: int = 5) -> str:
    """The functions with the most time of their own, with their shares, as one sentence."""
    return f"Most time of their own, by a profile: {shares(own_times(work), most)}."


def own_times(work: Callable[[], object]) -> dict[str, float]:
    """The seconds that every function spends on its own, by `module.function`."""
    import cProfile
    import pstats

    watcher = cProfile.Profile()
    watcher.runcall(work)
    own: dict[str, float] = {}
    for (file, _, function), (_, _, seconds, _, _) in pstats.Stats(watcher).stats.items():  # type: ignore[attr-defined]
        name = f"`{'.'.join([*_module(file), function.strip('<>')])}`"
        own[name] = own.get(name, 0.0) + seconds
    return own


def _module(file: str) -> list[str]:
    """The last part of a module's name; nothing for what is built in."""
    name = file.replace("\\", "/").rpartition("/")[2]
    return [name.removesuffix(".py")] if name.endswith(".py") else []
