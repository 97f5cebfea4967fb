"""The table of losses: the error of one output, and the scalar that is differentiated as their sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derivation.maths.formulas import Formula, fraction


@dataclass(frozen=True)
class Loss:
    """E_o = error(target, out) for every output; the loss is the sum of these."""

    name: str
    error: Callable[[Formula, Formula], Formula]
    source: str


LOSSES = {
    row.name: row
    for row in (
        Loss(
            "half-squared-error",
            lambda target, out: fraction(1, 2) * (target - out) ** 2,
            "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986), eq. 3",
        ),
    )
}
