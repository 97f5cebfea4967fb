"""A network recovered from the arrays that a document prints.

The numbers come from the arrays that are stated; how the layers answer, what the loss is and how several samples make
an update is tried, the likeliest first by the words of the document, and the network that explains most of the printed
results is taken, if that is a convincing share of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from derivation.errors import DerivationError
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, names
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.network.building import build
from derivation.network.equations import Network
from derivation.network.spec import BATCHES, MEAN, Spec
from derivation.verify.arrays.evidence import Evidence, Explained
from derivation.verify.arrays.givens import given_versions
from derivation.verify.arrays.layouts import Layout, layouts
from derivation.verify.documents.claims import Claims, stated_numbers
from derivation.verify.values.arithmetic import arithmetic
from derivation.verify.values.described import described
from derivation.verify.values.worlds import StatedWorld

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
_ALIKE = 9  # places by which a net input and an output are told apart
_MOST_TRIALS, _MOST_FULL, _MOST_BATCHED = 1_000, 10, 4
_CONVINCING = Fraction(97, 100)


def recover(
    claims: Claims, title: str, words: str, rates: Sequence[str] = (), general: Explained | None = None
) -> Explained | None:
    """The network of the arrays among the *claims*, if it explains a convincing share of the printed results.

    A section may be about the network of the whole document, the *general* one.
    """
    if not claims.arrays:
        return None
    scalars: dict[str, Numeral] = {}
    for name, numeral in stated_numbers(claims.statements):
        scalars.setdefault(name, numeral)
    search = _Search(Evidence(claims), title, words.lower(), (*_rates(scalars), *rates, *_USUAL_RATES))
    best = None if general is None else search.printed.explained(general.spec, general.world)
    if best is None or not best.is_convincing:
        found = [layout for given in given_versions(claims.arrays, scalars) for layout in layouts(given)]
        best = _better(best, search.best(found) if found else None)
    return best if best is not None and best.is_convincing else None


def _rates(scalars: Mapping[str, Numeral]) -> tuple[str, ...]:
    return tuple(numeral.text for name, numeral in scalars.items() if _RATE.fullmatch(name) and numeral.value > 0)


Trial = tuple[Layout, tuple[str, ...]]
"""A layout and the activation of every layer."""


@dataclass(frozen=True)
class _Search:
    """What is to be explained, the words that tell what is likely, and the learning rates in question."""

    printed: Evidence
    title: str
    words: str
    rates: tuple[str, ...]

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
        """How well the printed numbers agree with the net inputs and outputs of a layout under those activations."""
        spec = self._spec(trial[0].data(trial[1], "half-squared-error", MEAN, self.rates[0]))
        sizes = [] if spec is None else _forward_sizes(build(spec))
        own = {round(size, _ALIKE) for size in sizes[: len(sizes) // len(trial[0].samples)]}
        return self.printed.told(sizes, sorted(own))

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
        """The spec of the data; None where it is refused."""
        return described({"title": self.title, **data})

    def _try(self, data: Mapping[str, Any]) -> Explained | None:
        """What the network of the data explains; None where it is no network."""
        spec = self._spec(data)
        try:
            return None if spec is None else self.printed.explained(spec, StatedWorld.of(spec, 1))
        except (DerivationError, ZeroDivisionError):
            return None


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
