"""Rows for growth: the p of W^p, the work as a power of the number of weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from benchmarks.interleave import Contender, Row, Times, exponent, in_process, interleaved, own_times
from benchmarks.symbolic import Sizes, ours, spec_of
from derivation.maths.formulas import Name
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients
from derivation.network.spec import Spec
from derivation.network.values import Values
from derivation.render.derivations import Derivation
from derivation.stories import rendered

LARGEST = 1.05
"""The goal for every exponent."""


def evaluated(spec: Spec) -> object:
    """Every quantity, derivative and updated parameter of one round at 128 bits, from a fresh network."""
    return Values(Gradients(build(spec))).at(Name(LOSS), 128)


def explained(spec: Spec) -> object:
    """Every step of the document: all lines with their numbers certified."""
    return Derivation(spec).steps


def told_briefly(spec: Spec) -> object:
    """A brief page with its proof, after one round."""
    training, document = replace(spec.training, rounds=1), replace(spec.document, detail="brief")
    return rendered(Derivation(replace(spec, training=training, document=document)), ["md"])


JOBS: Mapping[str, Callable[[Spec], object]] = {
    "build and backward": ours,
    "values at 128 bits": evaluated,
    "the document's steps": explained,
    "a brief page": told_briefly,
}


def growth_rows(families: Sequence[tuple[str, str, Sequence[Sizes]]], rounds: int) -> list[Row]:
    """One row for each (job, name of the family of networks, their sizes)."""
    return [_row(job, family, networks, rounds) for job, family, networks in families]


def _row(job: str, family: str, networks: Sequence[Sizes], rounds: int) -> Row:
    work = JOBS[job]
    specs = {"-".join(str(size) for size in sizes): spec_of(sizes) for sizes in networks}
    weights = [sum(before * after for before, after in pairwise(sizes)) for sizes in networks]
    times = interleaved([Contender(name, in_process(_bound(work, spec))) for name, spec in specs.items()], rounds)
    seconds = [median(found) for found in times.values()]
    power = exponent(weights, seconds)
    first, *_, last = (_bound(work, spec) for spec in specs.values())
    return Row(
        name=f"{job}, {family}",
        contender=f"W = {weights[0]:,} .. {weights[-1]:,}, p = {exponent(weights[-2:], seconds[-2:]):.2f} at the end",
        peer="p = 1",
        ratio=power,
        goal=LARGEST,
        spread=_spread(weights, times),
        cause="" if power <= LARGEST else excess(first, last, weights[-1] / weights[0]),
    )


def excess(small: Callable[[], object], large: Callable[[], object], factor: float) -> str:
    """The functions whose own time grows by more than *factor*, those that add most first, as one sentence."""
    before, after = own_times(small), own_times(large)
    more = {name: seconds - factor * before.get(name, 0.0) for name, seconds in after.items()}
    whole = sum(after.values())
    ranked = sorted(more.items(), key=lambda item: -item[1])[:4]
    found = ", ".join(f"{name} {100 * seconds / whole:.1f} %" for name, seconds in ranked if seconds > 0)
    return f"More than in proportion grow, by a profile and in parts of the whole: {found}."


def _bound(work: Callable[[Spec], object], spec: Spec) -> Callable[[], object]:
    return lambda: work(spec)


def _spread(weights: Sequence[int], times: Times) -> tuple[float, float]:
    """The smallest and the largest exponent that a single round gives."""
    found = [exponent(weights, seconds) for seconds in zip(*times.values(), strict=True)]
    return min(found), max(found)
