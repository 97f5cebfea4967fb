"""The table of activation functions: definition, textbook slope, how that slope is found, source; one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.calculus import differentiate
from derivation.maths.formulas import ONE, ZERO, Formula, Name, Number, Quotient, call, names, substitute, total
from derivation.maths.numbers import Numeral
from derivation.maths.rules import Rule
from derivation.maths.tidying import tidy

Rewriting = tuple[tuple[Rule, Formula], ...]
Option = tuple[str, Numeral]


@dataclass(frozen=True)
class Activation:
    """out = function(net), and d(out)/d(net) = slope(net, out) as textbooks print it.

    `definition` is what the name stands for; the slope is derived from it by the rules of differentiation, and
    `rewriting(x)` leads on to the textbook form, one named rule a line. The functions take the options in order.
    `corner` says that the slope jumps where the net input is 0, and is there what it is just below; `learns` that
    there is a slope to learn by; `between_0_and_1` that the outputs lie strictly there. In a `joint` activation
    every output depends on all net inputs of the layer: see `softmax`.
    """

    name: str
    function: Callable[..., Formula]
    slope: Callable[..., Formula]
    source: str
    definition: Callable[..., Formula] | None = None
    rewriting: Callable[..., Rewriting] = lambda x, *options: ()
    options: tuple[Option, ...] = ()
    corner: bool = False
    learns: bool = True
    between_0_and_1: bool = False
    joint: bool = False

    def with_options(self, given: Sequence[Option]) -> Activation:
        """The activation with its options given values; those that are left out keep theirs."""
        values = dict(given)
        return replace(self, options=tuple((name, values.get(name, value)) for name, value in self.options))

    @property
    def key(self) -> tuple[str, tuple[Option, ...]]:
        """What tells one activation from another."""
        return self.name, self.options

    @property
    def is_own(self) -> bool:
        """Whether the formula was written by the user."""
        return self.name not in ACTIVATIONS

    @property
    def is_identity(self) -> bool:
        """Whether the neuron passes its net input on unchanged."""
        return self.function(Name("x"), *self._values) == Name("x")

    @property
    def _values(self) -> tuple[Formula, ...]:
        return tuple(Number(value) for _, value in self.options)

    def of(self, net: Formula) -> Formula:
        """The formula of the output."""
        return tidy(self.function(net, *self._values)) if self.options else self.function(net)

    def defined(self, x: Formula) -> Formula:
        """What the activation stands for, written out."""
        return (self.definition or self.function)(x, *self._values)

    def slope_of(self, net: Formula, out: Formula) -> Formula:
        """The slope, in terms of out where there is such a form."""
        return tidy(self.slope(net, out, *self._values))

    def rewritten(self, x: Formula) -> Rewriting:
        """The lines from the plain derivative of the definition to the textbook slope."""
        return self.rewriting(x, *self._values)


def own_activation(text: str, formula: Formula) -> Activation:
    """An activation from a formula in x that a user wrote, differentiated by the same rules as everything else.

    Raises: ValueError: the formula has another name in it than x, or none at all.
            TypeError:  there is no rule for a part of it.
    """
    if "x" not in names(formula):
        raise ValueError("there is no x in it")
    strange = [name for name in names(formula) if name != "x"]
    if strange:
        raise ValueError(f"the only name in it may be x, not {strange[0]}")
    slope = tidy(differentiate(formula, "x").after)

    def put(tree: Formula, net: Formula) -> Formula:
        return substitute(tree, lambda part: net if part == Name("x") else None)

    return Activation(text, lambda net: put(formula, net), lambda net, out: put(slope, net), "the author of the spec")


def softmax(nets: Sequence[Formula], index: int) -> Formula:
    """out_k = e^net_k / sum over j of e^net_j, for the neuron at *index*."""
    return Quotient(call("exp", nets[index]), total(tuple(call("exp", net) for net in nets)))


def softmax_slope(outs: Sequence[Formula], of: int, wrt: int) -> Formula:
    """d(out_k)/d(net_j) = out_k (1 - out_k) for j = k, else -out_k out_j."""
    return outs[of] * (1 - outs[of]) if of == wrt else -(outs[of] * outs[wrt])


def resolve(text: str) -> Activation:
    """The activation of that name or synonym, or the one whose formula in x the text is.

    Raises: ReadingError: the formula cannot be read; ValueError, TypeError as for `own_activation`.
    """
    named = ACTIVATIONS.get(SYNONYMS.get(text, text))
    if named is not None:
        return named
    from derivation.maths.reading import read_formula

    return own_activation(text, read_formula(text))


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


def _tanh(x: Formula) -> Formula:
    grow, decay = call("exp", x), call("exp", -x)
    return Quotient(grow - decay, grow + decay)


def _tanh_rewriting(x: Formula) -> Rewriting:
    """The quotient rule leaves a difference of squares over a square."""
    grow, decay = call("exp", x), call("exp", -x)
    return (
        (Rule.REWRITE, Quotient((grow + decay) ** 2 - (grow - decay) ** 2, (grow + decay) ** 2)),
        (Rule.REWRITE, 1 - Quotient(grow - decay, grow + decay) ** 2),
    )


def _softplus_rewriting(x: Formula) -> Rewriting:
    """Divide above and below by e^x."""
    return ((Rule.REWRITE, 1 / (call("exp", -x) + 1)),)


def _leaky(x: Formula, slope: Formula) -> Formula:
    return call("positive_part", x) + slope * call("negative_part", x)


def _elu(x: Formula, alpha: Formula) -> Formula:
    return call("positive_part", x) + alpha * (call("exp", call("negative_part", x)) - 1)


def _above(x: Formula) -> Formula:
    return call("is_positive", x)


_DEEP = "Goodfellow, Bengio and Courville, Deep Learning (2016)"

ACTIVATIONS = {
    row.name: row
    for row in (
        Activation(
            name="sigmoid",
            function=_sigmoid,
            slope=lambda net, out: out * (1 - out),
            rewriting=_sigmoid_rewriting,
            between_0_and_1=True,
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.59 and 4.88",
        ),
        Activation(
            name="tanh",
            function=lambda x: call("tanh", x),
            definition=_tanh,
            slope=lambda net, out: 1 - out**2,
            rewriting=_tanh_rewriting,
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 5.59 and 5.60",
        ),
        Activation(
            name="relu",
            function=lambda x: call("positive_part", x),
            slope=lambda net, out: _above(net),
            corner=True,
            source="Nair and Hinton, Rectified linear units improve restricted Boltzmann machines (2010), section 2",
        ),
        Activation(
            name="leaky-relu",
            function=_leaky,
            slope=lambda net, out, slope: _above(net) + slope * (1 - _above(net)),
            options=(("slope", Numeral(Fraction(1, 100), "0.01")),),
            corner=True,
            source="Maas, Hannun and Ng, Rectifier nonlinearities improve acoustic models (2013), section 2",
        ),
        Activation(
            name="identity",
            function=lambda x: x,
            slope=lambda net, out: ONE,
            source=f"{_DEEP}, section 6.2.2.1",
        ),
        Activation(
            name="scaled-linear",
            function=lambda x, scale: scale * x,
            slope=lambda net, out, scale: scale,
            options=(("scale", Numeral(Fraction(1), "1")),),
            source=f"{_DEEP}, section 6.2.2.1, times a constant",
        ),
        Activation(
            name="softplus",
            function=lambda x: call("ln", 1 + call("exp", x)),
            slope=lambda net, out: call("sigmoid", net),
            rewriting=_softplus_rewriting,
            source=f"{_DEEP}, eq. 3.31 and 3.42",
        ),
        Activation(
            name="elu",
            function=_elu,
            slope=lambda net, out, alpha: (
                _above(net) + alpha * call("exp", call("negative_part", net)) * (1 - _above(net))
            ),
            options=(("alpha", Numeral(Fraction(1), "1")),),
            corner=True,
            source="Clevert, Unterthiner and Hochreiter, Fast and accurate deep learning by ELUs (2016), eq. 15",
        ),
        Activation(
            name="gelu",
            function=lambda x: x * call("normal_cdf", x),
            slope=lambda net, out: call("normal_cdf", net) + net * call("normal_density", net),
            source="Hendrycks and Gimpel, Gaussian error linear units (2016), section 2",
        ),
        Activation(
            name="silu",
            function=lambda x: x * call("sigmoid", x),
            slope=lambda net, out: out + call("sigmoid", net) * (1 - out),
            source="Elfwing, Uchibe and Doya, Sigmoid-weighted linear units (2018), eq. 5 and 6",
        ),
        Activation(
            name="softmax",
            function=lambda x: call("exp", x) / Name("S"),
            slope=lambda net, out: out * (1 - out),
            between_0_and_1=True,
            joint=True,
            source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.104 and 4.106",
        ),
        Activation(
            name="step",
            function=_above,
            slope=lambda net, out: ZERO,
            corner=True,
            learns=False,
            source="Rosenblatt, The perceptron (1958); McCulloch and Pitts, A logical calculus (1943)",
        ),
    )
}
SYNONYMS = {"swish": "silu", "linear": "identity", "logistic": "sigmoid"}
