"""Rows for all gradients as formulas: the chain rule over named equations against the derivative of one expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.interleave import Contender, Row, in_process, interleaved, profile, row
from derivation.maths.formulas import Name
from derivation.maths.numbers import as_fraction
from derivation.network.building import build
from derivation.network.equations import LOSS, Network
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.network.values import Values
from derivation.starting import new

OURS = "`dict(Gradients(build(spec)).backward())`"
NAIVE = "`sympy.diff` of the closed form for every weight"

Sizes = tuple[int, ...]


def spec_of(sizes: Sequence[int]) -> Spec:
    """A sigmoid network of these sizes with short random decimals."""
    return read_spec(new(",".join(str(size) for size in sizes), 1))


def ours(spec: Spec) -> Mapping[Any, Any]:
    """All gradients from a fresh network."""
    return dict(Gradients(build(spec)).backward())


def naive(network: Network) -> dict[str, Any]:
    """What one writes with SymPy: the error as one expression, everything in it a symbol, and its derivatives."""
    error, symbols = closed_form(network)
    return {name: error.diff(symbols[name]) for name in network.parameters}


def closed_form(network: Network) -> tuple[Any, Mapping[str, Any]]:
    """The error as one expression, and the symbols in it."""
    import sympy as sp

    symbols = {name: sp.Symbol(name) for name in network.given}
    known: dict[str, Any] = dict(symbols)
    for neuron in network.neurons:
        net = sum(known[weight] * known[source] for weight, source in zip(neuron.weights, neuron.sources, strict=True))
        known[neuron.out] = 1 / (1 + sp.exp(-(net + (known[neuron.bias] if neuron.bias else 0))))
    return sum((known[each.target] - known[each.out]) ** 2 / 2 for each in network.outputs), symbols


def cold() -> None:
    """Forget what SymPy has remembered."""
    from sympy.core.cache import clear_cache

    clear_cache()


def symbolic_rows(networks: Sequence[tuple[Sizes, float | None, bool]], rounds: int) -> list[Row]:
    """One row for each (sizes, goal, whether the naive side is measured only once)."""
    return [_row(sizes, goal, once, rounds) for sizes, goal, once in networks]


def _row(sizes: Sizes, goal: float | None, once: bool, rounds: int) -> Row:
    spec = spec_of(sizes)
    network = build(spec)
    check(network)
    contenders = [
        Contender(OURS, in_process(lambda: ours(spec), before=cold)),
        Contender(NAIVE, in_process(lambda: naive(network), before=cold), once),
    ]
    times = interleaved(contenders, rounds)
    name = f"all gradients of {'-'.join(str(size) for size in sizes)}, {len(network.parameters)} weights"
    return row(name, times, OURS, NAIVE, goal, lambda: profile(lambda: ours(spec)))


def check(network: Network) -> None:
    """The last weight's derivative must have the same value both ways before anything is measured.

    Raises: ValueError: it has not.
    """
    import sympy as sp

    name = network.parameters[-1]
    error, symbols = closed_form(network)
    point = {symbols[each]: sp.Float(_decimal(number.value), 40) for each, number in network.given.items()}
    theirs = Fraction(str(error.diff(symbols[name]).xreplace(point).evalf(30)))
    mine = Values(Gradients(network)).at(partial(LOSS, name), 128)
    exact = mine if isinstance(mine, Fraction) else as_fraction(mine)
    if abs(exact - theirs) > abs(exact) / 10**25:
        raise ValueError(f"the derivative for {Name(name)} differs")


def _decimal(value: Fraction) -> str:
    """A short decimal in full."""
    return f"{value.numerator * 10**6 // value.denominator}e-6"
