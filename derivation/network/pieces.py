"""The network on the piece that its numbers are on: every corner function replaced by the straight line it follows.

At a corner that is hit exactly the piece is that of the stated convention. A difference of two errors, and a closed
form evaluated with rounded numbers, would otherwise stand with one foot on the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flint import arb

from derivation.maths.formulas import ONE, ZERO, Call, Formula, Negative, children, formula, walk, with_children
from derivation.maths.numbers import Value
from derivation.network.equations import Network
from derivation.network.values import Values

_BITS = 1_024

_PIECES: Mapping[str, Callable[[Formula, int], Formula]] = {
    "positive_part": lambda x, side: x if side > 0 else ZERO,
    "negative_part": lambda x, side: ZERO if side > 0 else x,
    "is_positive": lambda x, side: ONE if side > 0 else ZERO,
    "abs": lambda x, side: x if side > 0 else Negative(x) if side < 0 else ZERO,
    "sign": lambda x, side: formula(side),
}
"""A function with a corner at 0 -> the line it follows where its argument has the sign *side*."""


def on_its_piece(values: Values, network: Network | None = None) -> Network:
    """The same network (or one step of it) with the corners gone; where the side is not certain, the corner stays.

    Guarantee: the same values, and by every rule the same derivatives, at the numbers of *values*.
    """
    network = network or values.gradients.network
    equations = tuple(replace(line, formula=_straight(line.formula, values)) for line in network.equations)
    return replace(network, equations=equations)


def hits_a_corner(node: Formula, values: Values) -> bool:
    """Whether a function in *node* is exactly at its corner, so that a convention decides its slope."""
    calls = (part for part in walk(node) if isinstance(part, Call) and part.function in _PIECES)
    return any(_side(values.at(part.arguments[0], _BITS)) == 0 for part in calls)


def _straight(node: Formula, values: Values) -> Formula:
    parts = tuple(_straight(part, values) for part in children(node))
    if isinstance(node, Call) and node.function in _PIECES:
        side = _side(values.at(node.arguments[0], _BITS))
        return with_children(node, parts) if side is None else _PIECES[node.function](parts[0], side)
    return with_children(node, parts) if parts else node


def _side(value: Value) -> int | None:
    """The sign of a value: 1, 0 or -1; None where its ball does not tell."""
    uncertain = isinstance(value, arb) and value.contains(0) and not value.is_exact()
    return None if uncertain else (value > 0) - (value < 0)
