"""The table of optimizers: how one update turns a parameter and its gradient into the new parameter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derivation.maths.formulas import Formula


@dataclass(frozen=True)
class Optimizer:
    """new parameter = update(parameter, learning rate, gradient)."""

    name: str
    update: Callable[[Formula, Formula, Formula], Formula]
    source: str


OPTIMIZERS = {
    row.name: row
    for row in (
        Optimizer(
            "gradient-descent",
            lambda parameter, rate, gradient: parameter - rate * gradient,
            "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986), eq. 8",
        ),
    )
}
