"""The table of activation functions: definition, textbook slope in terms of out, how that slope is found, source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derivation.maths.formulas import ONE, Formula, Quotient, call
from derivation.maths.rules import Rule

Rewriting = tuple[tuple[Rule, Formula], ...]


@dataclass(frozen=True)
class Activation:
    """out = function(net), and d(out)/d(net) = slope(net, out) as textbooks print it.

    `rewriting(x)` leads from the plain derivative of function(x) to the textbook slope, one named rule a line.
    """

    name: str
    symbol: str
    function: Callable[[Formula], Formula]
    slope: Callable[[Formula, Formula], Formula]
    rewriting: Callable[[Formula], Rewriting]
    source: str


def _sigmoid(x: Formula) -> Formula:
    return 1 / (1 + call("exp", -x))


def _sigmoid_rewriting(x: Formula) -> Rewriting:
    """e^-x / (1 + e^-x)^2 split into out times what is left, and that is 1 - out."""
    decay = call("exp", -x)
    whole = 1 + decay
    return (
        (Rule.REWRITE, Quotient(decay, whole**2)),
        (Rule.REWRITE, (1 / whole) * (decay / whole)),
        (Rule.REWRITE, (1 / whole) * Quotient(1 + decay - 1, whole)),
        (Rule.REWRITE, (1 / whole) * (ONE - 1 / whole)),
    )


ACTIVATIONS = {
    row.name: row
    for row in (
        Activation(
            "sigmoid",
            r"\sigma",
            _sigmoid,
            lambda net, out: out * (1 - out),
            _sigmoid_rewriting,
            "Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.59 and 4.88",
        ),
        Activation(
            "identity",
            r"\mathrm{id}",
            lambda x: x,
            lambda net, out: ONE,
            lambda x: (),
            "Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.1",
        ),
    )
}
