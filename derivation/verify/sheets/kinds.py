"""The ways in which one column of a table is worked out from others: `KINDS` is the table, `TERMS` those of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derivation.frozen import dataclass
from derivation.maths.formulas import HALF, ONE, Formula, call
from derivation.network.activations import ACTIVATIONS

Form = Callable[[Formula, Formula], Formula]


@dataclass(frozen=True)
class Kind:
    """A formula over one column or two; a *mutual* one is the same with them exchanged.

    The first may have to be a *share*, that is between 0 and 1, as the output of a sigmoid.
    """

    form: Form
    of_two: bool
    source: str
    mutual: bool = False
    share: bool = False


def _after_the_threshold(x: Formula) -> Formula:
    """1 from 0 on."""
    return ONE - call("is_positive", -x)


def _cross_entropy(out: Formula, target: Formula) -> Formula:
    return -(target * call("ln", out)) - (ONE - target) * call("ln", ONE - out)


_NIELSEN = "Nielsen, Neural Networks and Deep Learning (2015), ch. 1"
_ROSENBLATT = "Rosenblatt, The Perceptron (1958), Psychological Review 65"
_FUNCTIONS: Mapping[str, Kind] = {
    name: Kind(lambda x, _, row=row: row.of(x), False, row.source)  # type: ignore[misc]
    for name, row in ACTIVATIONS.items()
    if not row.joint and not row.is_identity
}
KINDS: Mapping[str, Kind] = {
    "copy": Kind(lambda x, _: x, False, _NIELSEN),
    "difference": Kind(lambda x, y: x - y, True, _NIELSEN),
    "sum": Kind(lambda x, y: x + y, True, _NIELSEN, mutual=True),
    "product": Kind(lambda x, y: x * y, True, _NIELSEN, mutual=True),
    "square": Kind(lambda x, _: x**2, False, _NIELSEN),
    "half a square": Kind(lambda x, _: HALF * x**2, False, _NIELSEN),
    "squared difference": Kind(lambda x, y: (x - y) ** 2, True, _NIELSEN, mutual=True),
    "half a squared difference": Kind(lambda x, y: HALF * (x - y) ** 2, True, _NIELSEN, mutual=True),
    **_FUNCTIONS,
    "step from zero on": Kind(lambda x, _: _after_the_threshold(x), False, _ROSENBLATT),
    "sign": Kind(lambda x, _: call("sign", x), False, _ROSENBLATT),
    "sign from zero on": Kind(lambda x, _: 2 * _after_the_threshold(x) - 1, False, _ROSENBLATT),
    "slope of the sigmoid": Kind(lambda x, _: x * (ONE - x), False, _NIELSEN, share=True),
    "delta of a sigmoid": Kind(lambda out, target: (out - target) * out * (ONE - out), True, _NIELSEN, share=True),
    "delta, the other sign": Kind(lambda out, target: (target - out) * out * (ONE - out), True, _NIELSEN, share=True),
    "surprise": Kind(lambda out, _: -call("ln", out), False, _NIELSEN, share=True),
    "surprise of the other": Kind(lambda out, _: -call("ln", ONE - out), False, _NIELSEN, share=True),
    "cross-entropy": Kind(_cross_entropy, True, _NIELSEN, share=True),
}
"""How a column follows from others, the plainest first."""
TERMS: Mapping[str, Kind] = {
    "itself": Kind(lambda x, _: x, False, _NIELSEN),
    "product": Kind(lambda x, y: x * y, True, _NIELSEN, mutual=True),
    "through a sigmoid": Kind(lambda x, y: x * y * (ONE - y), True, _NIELSEN),
}
"""What is multiplied by a constant, and maybe added to a column: a learning rate times a slope, say."""
