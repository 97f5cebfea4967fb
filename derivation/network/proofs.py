"""Three independent routes to every gradient, and the certificate that they agree.

1. SymPy differentiates the closed form (one expression in the parameters alone), mpmath evaluates the result.
2. The chain rule over the named equations, in Arb balls.
3. A central difference of the error, in mpmath at high precision: no derivative rule at all.

Routes 1 and 3 take functions with corners as the straight pieces that they are at this point: see `pieces`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb

from derivation.frozen import dataclass
from derivation.maths.evaluation import Arithmetic, evaluate
from derivation.maths.formulas import Formula, Name, height, walk
from derivation.maths.functions import multiprecision, symbols
from derivation.maths.numbers import Numeral, Value, as_fraction, decimal_exponent, fraction_text
from derivation.network.equations import Network
from derivation.network.gradients import partial
from derivation.network.pieces import on_its_piece
from derivation.network.values import Values

CLOSED_FORM, CHAIN_RULE, DIFFERENCE = "closed form, mpmath", "chain rule, Arb", "central difference"
PROVEN_DIGITS = 50
SMALLEST_COMPARED = 1_000
"""Decimal exponent: derivatives below 10**-1000 are compared absolutely."""
LARGEST_CLOSED_FORM = 20_000
"""Parameters times operations of the expanded error: beyond this the closed form is neither derived nor printed."""
DEEPEST_CLOSED_FORM = 150
"""Levels of brackets in brackets, with which a tree of formulas can still be walked."""
_MARGIN = 30
_SATURATED_BITS = 1 << 14
_MOST_SINGLE_PROBES = 64
_DENSE_PROBES = 4
_PROBE_BASE = 97

Direction = Mapping[str, int]
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Certificate:
    """Which routes were taken, for how many derivatives, and to how many significant digits all of them agree.

    Very many derivatives are not compared one by one, but along so many *directions* in which all of them take part.
    """

    routes: tuple[str, ...]
    derivatives: int
    agree_to_digits: int
    directions: int = 0

    @property
    def holds(self) -> bool:
        """Whether the routes agree to every digit that was asked for."""
        return self.agree_to_digits >= PROVEN_DIGITS


def has_closed_form(network: Network) -> bool:
    """Whether the error is small enough to be expanded into one expression and derived for every parameter."""
    size: dict[str, int] = {}
    deep: dict[str, int] = {}
    for equation in network.equations:
        parts = list(walk(equation.formula))
        size[equation.id] = len(parts) + sum(size.get(part.id, 0) for part in parts if isinstance(part, Name))
        deep[equation.id] = height(equation.formula) + max(
            (deep.get(part.id, 0) for part in parts if isinstance(part, Name)), default=0
        )
    return max(deep.values()) <= DEEPEST_CLOSED_FORM and all(
        len(step.parameters) * size[step.total] <= LARGEST_CLOSED_FORM for step in network.steps
    )


def closed_form(network: Network) -> tuple[Any, Mapping[str, Any]]:
    """SymPy's expression of the loss in the parameters alone, everything else as exact numbers; and the symbols."""
    import sympy as sp

    free = {name: sp.Symbol(name, real=True) for name in network.parameters}
    return _forward(network, symbols(), free)[network.total], free


def certify(values: Values) -> Certificate:
    """The certificate for the derivative of the loss by every parameter, at every update of a round.

    A network with many parameters is probed along a few dense directions, in which every derivative takes part.
    """
    found = [_certify_step(values, step) for step in values.gradients.network.steps]
    return Certificate(
        routes=min((each.routes for each in found), key=len),
        derivatives=sum(each.derivatives for each in found),
        agree_to_digits=min(each.agree_to_digits for each in found),
        directions=max(each.directions for each in found),
    )


def _certify_step(values: Values, step: Network) -> Certificate:
    import mpmath as mp

    lost = _lost_digits(values, step)
    network = _at_its_point(on_its_piece(values, step), values, _bits(lost))
    probes = _probes(network.parameters)
    routes: dict[str, Callable[[], list[Any]]] = {
        CHAIN_RULE: lambda: _along(probes, _by_chain_rule(values, step, lost)),
        DIFFERENCE: lambda: _by_difference(network, probes, lost),
    }
    if has_closed_form(step):
        routes = {CLOSED_FORM: lambda: _along(probes, _by_closed_form(network)), **routes}
    with mp.workdps(PROVEN_DIGITS + _MARGIN + lost):
        answers = [route() for route in routes.values()]
        agreed = min((_agreement(found, lost) for found in zip(*answers, strict=True)), default=PROVEN_DIGITS)
    directions = len(probes) if len(network.parameters) > _MOST_SINGLE_PROBES else 0
    return Certificate(tuple(routes), len(network.parameters), agreed, directions)


def _at_its_point(network: Network, values: Values, bits: int) -> Network:
    """The network with the parameters that earlier updates have left it as given numbers."""
    moved = [name for name in network.parameters if name not in network.given]
    given = {name: _numeral(values.at(Name(name), 2 * bits)) for name in moved}
    return replace(network, given={**network.given, **given}) if given else network


def _numeral(value: Value) -> Numeral:
    exact = as_fraction(value) if isinstance(value, arb) else value
    return Numeral(exact, fraction_text(exact))


def _probes(parameters: tuple[str, ...]) -> list[Direction]:
    """One direction for each parameter, or a few that mix all of them with whole-number weights.

    The weights are the digits of a parameter's number, so that any two parameters differ in one of the directions.
    """
    if len(parameters) <= _MOST_SINGLE_PROBES:
        return [{name: 1} for name in parameters]
    return [
        {name: 1 + index // _PROBE_BASE**place % _PROBE_BASE for index, name in enumerate(parameters)}
        for place in range(_DENSE_PROBES)
    ]


def _along(probes: list[Direction], slopes: Table) -> list[Any]:
    return [sum(weight * slopes[name] for name, weight in probe.items()) for probe in probes]


def _lost_digits(values: Values, step: Network) -> int:
    """Decimal digits by which the smallest derivative that is not zero lies below 1."""
    slopes = (values.at(step.gradient(name), 4_096) for name in step.parameters)
    small = (min(SMALLEST_COMPARED, -_magnitude(slope)) for slope in slopes)
    return max([0, *small, *_hidden_digits(values, step)])


def _hidden_digits(values: Values, step: Network) -> Iterator[int]:
    """Decimal digits by which an output lies next to 0 or 1, where a loss takes the logarithm of what is left."""
    for neuron in (neuron for sample in step.samples if sample.layers for neuron in sample.outputs):
        if step.loss.between_0_and_1:
            yield -_magnitude(values.at(partial(neuron.out, neuron.net), _SATURATED_BITS))


def _magnitude(value: Value) -> int:
    """The decimal exponent of a value; 0 for what cannot be told from zero."""
    if isinstance(value, arb):
        value = Fraction(0) if value.contains(0) else as_fraction(abs(value).lower())
    return decimal_exponent(value) if value else 0


def _bits(lost: int) -> int:
    """The working precision at which so many lost digits do no harm."""
    return int((PROVEN_DIGITS + _MARGIN + 2 * lost) * 3.33) + 64


def _by_chain_rule(values: Values, step: Network, lost: int) -> Table:
    return {name: _from_value(values.at(step.gradient(name), _bits(lost))) for name in step.parameters}


def _from_value(value: Value) -> Any:
    exact = as_fraction(value) if isinstance(value, arb) else value
    return multiprecision().number(exact)


def _forward(network: Network, arithmetic: Arithmetic[Any], known: Table) -> Table:
    """Every quantity in another arithmetic, by the named equations."""
    table = {name: arithmetic.number(number.value) for name, number in network.given.items()}
    table.update(known)

    def lookup(part: Formula) -> Any:
        return table[part.id] if isinstance(part, Name) else None

    for equation in network.equations:
        table[equation.id] = evaluate(equation.formula, lookup, arithmetic)
    return table


def _by_difference(network: Network, probes: list[Direction], lost: int) -> list[Any]:
    """(E(w + h v) - E(w - h v)) / 2h; its error is of the order h**2, far below the digits compared."""
    import mpmath as mp

    reach = (PROVEN_DIGITS + _MARGIN + lost) // 2
    start = {name: network.given[name].value for name in network.parameters}
    arithmetic = multiprecision()
    with mp.workdps(3 * reach + _MARGIN):
        step = mp.mpf(10) ** -reach

        def error(probe: Direction, sign: int) -> Any:
            moved = {name: arithmetic.number(start[name]) + sign * step * weight for name, weight in probe.items()}
            return _forward(network, arithmetic, moved)[network.total]

        return [(error(probe, 1) - error(probe, -1)) / (2 * step) for probe in probes]


def _by_closed_form(network: Network) -> Table:
    """SymPy's derivative of the closed form for every parameter, evaluated by mpmath."""
    error, free = closed_form(network)
    point = {symbol: _from_value(network.given[name].value) for name, symbol in free.items()}
    memo: dict[Any, Any] = dict(point)
    return {name: _numeric(error.diff(symbol), memo) for name, symbol in free.items()}


@cache
def _operations() -> Mapping[Any, Callable[..., Any]]:
    """What mpmath does at each node of a SymPy expression."""
    import mpmath as mp
    import sympy as sp

    return {
        sp.Add: lambda *parts: mp.fsum(parts),
        sp.Mul: lambda *parts: mp.fprod(parts),
        sp.Pow: mp.power,
        sp.exp: mp.exp,
        sp.log: mp.log,
        sp.tanh: mp.tanh,
        sp.erf: mp.erf,
        sp.Abs: abs,
        sp.sign: mp.sign,
        sp.ITE: lambda holds, value, other: value if holds else other,
        sp.And: lambda *parts: all(parts),
        sp.Or: lambda *parts: any(parts),
        sp.Not: operator.not_,
        sp.functions.elementary.piecewise.ExprCondPair: lambda value, holds: (value, holds),
        sp.Piecewise: lambda *pairs: next(value for value, holds in pairs if holds),
        sp.StrictGreaterThan: operator.gt,
        sp.StrictLessThan: operator.lt,
        sp.GreaterThan: operator.ge,
        sp.LessThan: operator.le,
        sp.Equality: operator.eq,
        sp.Unequality: operator.ne,
    }


def _numeric(expression: Any, memo: dict[Any, Any]) -> Any:
    """The value of a SymPy expression, every shared part once; no text and no generated code is involved."""
    if expression not in memo:
        if expression.is_Rational:
            memo[expression] = multiprecision().number(Fraction(int(expression.p), int(expression.q)))
        elif expression.is_Atom:
            memo[expression] = _constant(expression)
        else:
            memo[expression] = _operations()[expression.func](*(_numeric(part, memo) for part in expression.args))
    return memo[expression]


def _constant(expression: Any) -> Any:
    """The constants that derivatives bring in: pi, and the condition that always holds."""
    import mpmath as mp
    import sympy as sp

    return {sp.pi: mp.pi, sp.true: True, sp.false: False}[expression]


def _agreement(found: tuple[Any, ...], lost: int) -> int:
    """Significant digits to which all routes agree, at most those that were asked for."""
    import mpmath as mp

    largest = max(abs(value) for value in found)
    spread = max(found) - min(found)
    if spread == 0 or largest < mp.mpf(10) ** -(PROVEN_DIGITS + lost):
        return PROVEN_DIGITS
    return int(min(PROVEN_DIGITS, mp.floor(-mp.log10(spread / largest))))
