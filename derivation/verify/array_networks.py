"""A network recovered from the arrays that a document prints.

The numbers come from the arrays that are stated; how the layers answer, what the loss is and how several samples make
an update is tried, the likeliest first by the words of the document, and the network that explains most of the printed
results is taken, if that is a convincing share of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from derivation.errors import DerivationError
from derivation.maths.formulas import Formula, Name, Negative, Number, names
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.network.building import build
from derivation.network.equations import Network
from derivation.network.gradients import Gradients
from derivation.network.spec import BATCHES, MEAN, Spec
from derivation.network.spec_reading import build_spec
from derivation.network.toml_tables import Source, Table
from derivation.network.training import train
from derivation.network.values import Values
from derivation.verify.array_labels import group_of
from derivation.verify.array_layouts import Layout, given_versions, layouts
from derivation.verify.arrays import Array
from derivation.verify.claims import Claims, Statement, as_literal
from derivation.verify.families import FORWARD, families
from derivation.verify.placing import Places
from derivation.verify.worlds import StatedWorld, arithmetic

_ACTIVATIONS: Mapping[str, str] = {
    "sigmoid": r"sigmoid|logistic|\\sigma|σ",
    "relu": r"\brelu|rectified|max\(\s*0|maximum\(\s*0",
    "tanh": r"tanh|hyperbolic",
    "identity": r"identity|linear|no activation|regression",
    "softmax": r"softmax",
    "leaky-relu": r"leaky",
    "softplus": r"softplus",
}
"""How a document speaks of an activation."""
_LOSSES: Mapping[str, str] = {
    "cross-entropy": r"cross.?entropy|log.?likelihood|log.?loss",
    "binary-cross-entropy": r"cross.?entropy|bce|log.?loss|logistic",
    "half-squared-error": r"1\s*/\s*2|\\frac\{?1\}?\{?2|half|mse|squared",
    "squared-error": r"squared|mse",
    "mean-squared-error": r"mean.squared|mse",
}
_RATE = re.compile(r"eta|alpha|lr|learning_?rate|epsilon|gamma|step_?size|rate", re.IGNORECASE)
_USUAL_RATES = ("0.5", "0.1", "0.01", "1", "0.05", "0.2", "0.001")
_TOLD_DIGITS = 4
_ALIKE = 9  # places by which a net input and an output are told apart
_MOST_TRIALS, _MOST_FULL, _MOST_BATCHED = 1_000, 10, 4
_CONVINCING, _ENOUGH, _FEWEST = Fraction(97, 100), Fraction(1, 2), 3


@dataclass(frozen=True)
class Explained:
    """A network, and how many of the printed results it explains."""

    spec: Spec
    world: StatedWorld
    count: int
    of: int

    @property
    def is_convincing(self) -> bool:
        """Whether it explains most results, and not by luck."""
        return self.count >= _FEWEST and self.share >= _ENOUGH

    @property
    def share(self) -> Fraction:
        """The share of the results."""
        return Fraction(self.count, self.of) if self.of else Fraction(0)


def recover(
    claims: Claims, title: str, words: str, rates: Sequence[str] = (), general: Explained | None = None
) -> Explained | None:
    """The network of the arrays among the *claims*, if it explains a convincing share of the printed results.

    A section may be about the network of the whole document, the *general* one.
    """
    if not claims.arrays:
        return None
    scalars = _stated_scalars(claims.statements)
    search = _Search(claims, title, words.lower(), (*_rates(scalars), *rates, *_USUAL_RATES))
    best = None if general is None else search.explained(general.spec, general.world)
    if best is None or not best.is_convincing:
        found = [layout for given in given_versions(claims.arrays, scalars) for layout in layouts(given)]
        best = _better(best, search.best(found) if found else None)
    return best if best is not None and best.is_convincing else None


def _stated_scalars(statements: Sequence[Statement]) -> dict[str, Numeral]:
    """Names with the first number that is stated for them alone."""
    found: dict[str, Numeral] = {}
    for statement in statements:
        match statement.forms:
            case (Name(name), Number() | Negative() as form) if (numeral := as_literal(form)) is not None:
                found.setdefault(name, numeral)
    return found


def _rates(scalars: Mapping[str, Numeral]) -> tuple[str, ...]:
    return tuple(numeral.text for name, numeral in scalars.items() if _RATE.fullmatch(name) and numeral.value > 0)


def world_of(spec: Spec) -> StatedWorld:
    """The network of a spec, worked out."""
    gradients = Gradients(build(spec))
    return StatedWorld(Values(gradients, spec.training.order), train(gradients, 1, spec.training.order))


Trial = tuple[Layout, tuple[str, ...]]
"""A layout and the activation of every layer."""


@dataclass(frozen=True)
class _Search:
    """What is to be explained, the words that tell what is likely, and the learning rates in question."""

    claims: Claims
    title: str
    words: str
    rates: tuple[str, ...]

    @cached_property
    def results(self) -> list[tuple[str, Array]]:
        """The arrays of decimals, each with its label."""
        stated = ((line.label, array) for line in self.claims.arrays for array in line.arrays)
        return [(label, array) for label, array in stated if any(_is_telling(entry.numeral) for entry in array.entries)]

    @cached_property
    def numbers(self) -> list[Numeral]:
        """The long numbers of statements and prose."""
        literals = [remark.literal for remark in self.claims.remarks]
        literals += [each for statement in self.claims.statements for row in statement.literals for each in row]
        inside = {literal.start for _, array in self.results for entry in array.entries for literal in entry.literals}
        return [each.numeral for each in literals if each.start not in inside and _digits(each.numeral) >= _TOLD_DIGITS]

    @cached_property
    def forward(self) -> list[Numeral]:
        """The numbers that may be net inputs or outputs."""
        arrays = (array for label, array in self.results if group_of(label) in (FORWARD, ""))
        inside = [entry.numeral for array in arrays for entry in array.entries if entry.numeral is not None]
        return [numeral for numeral in inside if _digits(numeral) > 1 and _is_telling(numeral)] + self.numbers

    def best(self, found: Sequence[Layout]) -> Explained | None:
        """The network that explains most: the likeliest forward passes first, then losses, batch rules and rates."""
        trials = [(layout, names) for layout in found for names in self._activations(layout)][:_MOST_TRIALS]
        told = [self._told_forward(trial) for trial in trials]
        likely = [index for index, each in enumerate(told) if 4 * each >= 3 * max(told)]
        kept = [trials[index] for index in sorted(likely, key=lambda index: -told[index])[:_MOST_FULL]]
        tried: list[tuple[Explained, Trial]] = []
        for trial in kept:
            for loss in self._losses(*trial):
                data = trial[0].data(trial[1], loss, MEAN, self.rates[0])
                tried += [(each, trial) for each in [self._try(data)] if each is not None]
                if tried and tried[-1][0].share >= _CONVINCING:
                    return tried[-1][0]
        tried.sort(key=lambda pair: (-pair[0].count, len(pair[1][0].layers)))
        one_by_one = [each for pair in tried[:_MOST_BATCHED] for each in self._batched(*pair)]
        candidates = [*(each for each, _ in tried[:1]), *one_by_one]
        return self._with_rates(max(candidates, key=lambda each: each.count, default=None))

    def _batched(self, found: Explained, trial: Trial) -> Iterator[Explained]:
        """The same network under the other rules by which several samples make an update."""
        for batch in BATCHES if len(trial[0].samples) > 1 else ():
            data = trial[0].data(trial[1], found.spec.loss, batch, self.rates[0])
            yield from (each for each in [self._try(data) if batch != MEAN else None] if each is not None)

    def _with_rates(self, best: Explained | None) -> Explained | None:
        """The same network with the learning rate that explains most."""
        first = best
        for rate in dict.fromkeys(self.rates[1:]) if first is not None else ():
            data = first.spec.to_json() if first is not None else {}
            data["training"]["learning_rate"] = rate
            best = _better(best, self._try({key: data[key] for key in ("network", "layer", "training")}))
        return best

    def _told_forward(self, trial: Trial) -> float:
        """How many of the numbers are net inputs or outputs of a layout under those activations.

        That counts up to twice, by the share of the first sample's net inputs and outputs that are printed at all.
        """
        spec = self._spec(trial[0].data(trial[1], "half-squared-error", MEAN, self.rates[0]))
        if spec is None:
            return 0
        values = _forward_sizes(build(spec))
        hits = sum(_is_among(numeral, sorted(values)) for numeral in self.forward)
        own = {round(size, _ALIKE) for size in values[: len(values) // len(trial[0].samples)]}
        return hits * (1 + sum(self._is_printed(size) for size in own) / len(own)) if own else 0

    def _is_printed(self, size: float) -> bool:
        """Whether one of the forward numbers is that value."""
        return any(abs(abs(printed) - size) <= reach for printed, reach in self._printed)

    @cached_property
    def _printed(self) -> list[tuple[float, float]]:
        return [(float(numeral.value), 2.02 * float(numeral.half_unit)) for numeral in self.forward]

    def _activations(self, layout: Layout) -> Iterator[tuple[str, ...]]:
        """One for all hidden layers and one for the outputs, those that the words speak of first."""
        names = self._spoken(_ACTIVATIONS)
        hidden = len(layout.layers) - 1
        several = len(layout.layers[-1].weights) > 1
        firsts = [name for name in names if name != "softmax"] if hidden else [""]
        pairs = [(first, last) for first in firsts for last in names if several or last != "softmax"]
        for first, last in sorted(pairs, key=lambda pair: sum(map(names.index, filter(None, pair)))):
            yield (*(first,) * hidden, last)

    def _losses(self, layout: Layout, activations: Sequence[str]) -> list[str]:
        """The losses that go with the outputs, those that the words speak of first."""
        last, outputs = activations[-1], len(layout.layers[-1].weights)
        fitting = {"cross-entropy": last == "softmax", "binary-cross-entropy": last == "sigmoid"}
        losses = [name for name in self._spoken(_LOSSES) if fitting.get(name, True)]
        return losses + ([f"1/{2 * outputs} (target - out)^2"] if outputs > 1 else [])

    def _spoken(self, table: Mapping[str, str]) -> list[str]:
        """The names of a table, those that the words speak of first."""
        return sorted(table, key=lambda name: not re.search(table[name], self.words))

    def _spec(self, data: Mapping[str, Any]) -> Spec | None:
        """The spec of the data, read like any other; None where it is refused."""
        try:
            source = Source("the document", "", has_places=False)
            return build_spec(Table(source, {"title": self.title, **data}), "document")
        except DerivationError:
            return None

    def _try(self, data: Mapping[str, Any]) -> Explained | None:
        """What the network of the data explains; None where it is no network."""
        spec = self._spec(data)
        try:
            return None if spec is None else self.explained(spec, world_of(spec))
        except (DerivationError, ZeroDivisionError):
            return None

    def explained(self, spec: Spec, world: StatedWorld) -> Explained:
        """What a network explains."""
        found = families(world)
        places = Places.of(found)
        count = of = 0
        for label, array in self.results:
            telling = [entry.numeral for entry in array.entries if _is_telling(entry.numeral)]
            if all(numeral.value in world.given for numeral in telling if numeral is not None):
                continue
            fit = places.place(array, label)
            of += len(telling)
            count += min(fit.exact, len(telling)) if fit is not None else 0
        values = sorted(abs(size) for family in found for size in family.sizes)
        hits = sum(_is_among(numeral, values) for numeral in self.numbers)
        return Explained(spec, world, count + hits, of + len(self.numbers))


def _better(first: Explained | None, second: Explained | None) -> Explained | None:
    """The one that explains more; the first of equals."""
    if first is None or second is None:
        return first or second
    return second if second.count > first.count else first


def _forward_sizes(network: Network) -> list[float]:
    """The sizes of the net inputs and outputs, one sample after the other."""
    table: dict[Formula, Value] = {Name(name): number.value for name, number in network.given.items()}
    found: list[float] = []
    for line in network.equations:
        if line.role in ("net_input", "activation"):
            value = arithmetic(line.formula, {name: table[name] for name in map(Name, names(line.formula))})
            if value is None:
                return []
            table[Name(line.id)] = value
            found.append(abs(float(as_ball(value).mid())))
    return found


def _is_telling(numeral: Numeral | None) -> bool:
    return numeral is not None and "." in numeral.text and numeral.value != 0


def _digits(numeral: Numeral) -> int:
    return len(numeral.text.partition("e")[0].lstrip("-0.").replace(".", ""))


def _is_among(numeral: Numeral, sizes: Sequence[float]) -> bool:
    """Whether a number is one of the sorted sizes, give or take a unit of its last place and its sign."""
    unit, size = 2.02 * float(numeral.half_unit), abs(float(numeral.value))
    index = bisect_left(sizes, size - unit)
    return index < len(sizes) and sizes[index] <= size + unit
