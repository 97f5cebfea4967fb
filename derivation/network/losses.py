"""The table of losses: the error of one output, how these make the scalar that is differentiated, source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Formula, Name, Number, call, fraction, names, substitute, total
from derivation.maths.numbers import Numeral

Option = tuple[str, Numeral]


@dataclass(frozen=True)
class Loss:
    """E_o = error(target, out) for every output; the loss is their sum, or their mean where *mean* says so.

    `slope(target, out)` is a further form of dE_o/d(out) that textbooks print, where there is one. A loss that
    takes a logarithm of its outputs needs them, and the targets, *between_0_and_1*; a *joint* one needs outputs that
    add up to 1. A *corner* is where its slope jumps.
    """

    name: str
    error: Callable[..., Formula]
    source: str
    slope: Callable[..., Formula] | None = None
    mean: bool = False
    between_0_and_1: bool = False
    joint: bool = False
    corner: bool = False
    options: tuple[Option, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the formula was written by the user."""
        return self.name not in LOSSES

    def with_options(self, given: Sequence[Option]) -> Loss:
        """The loss with its options given values; those that are left out keep theirs."""
        values = dict(given)
        return replace(self, options=tuple((name, values.get(name, value)) for name, value in self.options))

    def of(self, target: Formula, out: Formula) -> Formula:
        """The formula of one output's error."""
        return self.error(target, out, *(Number(value) for _, value in self.options))

    def over(self, errors: tuple[Formula, ...]) -> Formula:
        """The formula of the whole loss over the errors of all outputs."""
        whole = total(errors)
        return fraction(1, len(errors)) * whole if self.mean and len(errors) > 1 else whole


TARGET, OUT = "target", "out"
"""The names by which a formula of one's own calls what is wanted and what comes out."""


def own_loss(text: str, formula: Formula) -> Loss:
    """A loss from a formula in target and out that a user wrote; the errors of several outputs are added.

    Raises: ValueError: the formula has another name in it than target and out, or no out.
            TypeError:  there is no rule for a part of it.
    """
    strange = [name for name in names(formula) if name not in (TARGET, OUT)]
    if strange:
        raise ValueError(f"the only names in it may be target and out, not {strange[0]}")
    if OUT not in names(formula):
        raise ValueError("there is no out in it")
    differentiate(formula, OUT)

    def error(target: Formula, out: Formula) -> Formula:
        places: dict[Formula, Formula] = {Name(TARGET): target, Name(OUT): out}
        return substitute(formula, places.get)

    return Loss(text, error, "the author of the spec", corner=True)


def resolve_loss(text: str) -> Loss:
    """The loss of that name, or the one whose formula in target and out the text is.

    Raises: ReadingError: the formula cannot be read; ValueError, TypeError as for `own_loss`.
    """
    named = LOSSES.get(text)
    if named is not None:
        return named
    from derivation.maths.reading import read_formula

    return own_loss(text, read_formula(text))


def _cross_entropy(target: Formula, out: Formula) -> Formula:
    return -(target * call("ln", out) + (1 - target) * call("ln", 1 - out))


def _huber(target: Formula, out: Formula, delta: Formula) -> Formula:
    """Half the square less what the distance has beyond delta: a parabola that goes on as a straight line."""
    beyond = call("positive_part", call("abs", target - out) - delta)
    return fraction(1, 2) * (target - out) ** 2 - fraction(1, 2) * beyond**2


_DEEP = "Goodfellow, Bengio and Courville, Deep Learning (2016)"

LOSSES = {
    row.name: row
    for row in (
        Loss(
            name="half-squared-error",
            error=lambda target, out: fraction(1, 2) * (target - out) ** 2,
            source="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986), eq. 3",
        ),
        Loss(
            name="squared-error",
            error=lambda target, out: (target - out) ** 2,
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 1.87, without the expectation",
        ),
        Loss(
            name="mean-squared-error",
            error=lambda target, out: (target - out) ** 2,
            mean=True,
            source=f"{_DEEP}, eq. 5.5, with the outputs of one sample as the examples",
        ),
        Loss(
            name="binary-cross-entropy",
            error=_cross_entropy,
            slope=lambda target, out: (out - target) / (out * (1 - out)),
            between_0_and_1=True,
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 5.21",
        ),
        Loss(
            name="cross-entropy",
            error=lambda target, out: -(target * call("ln", out)),
            slope=lambda target, out: -(target / out),
            between_0_and_1=True,
            joint=True,
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.108",
        ),
        Loss(
            name="absolute-error",
            error=lambda target, out: call("abs", target - out),
            corner=True,
            source=f"{_DEEP}, section 7.1.2, the norm of order one",
        ),
        Loss(
            name="huber",
            error=_huber,
            options=(("delta", Numeral(Fraction(1), "1")),),
            source="Huber, Robust estimation of a location parameter (1964), with k written delta",
        ),
    )
}
