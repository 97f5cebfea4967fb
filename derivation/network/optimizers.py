"""The table of optimizers: how one update turns a parameter and its gradient into the new parameter; one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, fraction
from derivation.maths.numbers import Numeral

Option = tuple[str, Numeral]
Lines = tuple[tuple[str, Formula], ...]


@dataclass(frozen=True)
class Terms:
    """What an update may use: the parameter, its gradient, the learning rate, the round, memories and options.

    `memory` is what the last round left, `new` what this round computes; both by the row's own short names.
    """

    parameter: Formula
    gradient: Formula
    rate: Formula
    round: Formula
    memory: Mapping[str, Formula]
    new: Mapping[str, Formula]
    option: Mapping[str, Formula]


@dataclass(frozen=True)
class Optimizer:
    """The lines of one update in order, the last one being the new parameter itself, under the name "".

    Memories start at 0. An option is known by its key in the spec and shown by its letter.
    """

    name: str
    lines: Callable[[Terms], Lines]
    source: str
    memories: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    counts_rounds: bool = False

    def with_options(self, given: Sequence[Option]) -> Optimizer:
        """The optimizer with its options given values; those that are left out keep theirs."""
        values = dict(given)
        return replace(self, options=tuple((name, values.get(name, value)) for name, value in self.options))

    def given(self, parameters: Sequence[str], updates: int = 0) -> dict[str, tuple[Numeral, str]]:
        """The quantities that an update starts from after so many *updates*, by id, with their roles."""
        found = {LETTERS[name]: (value, "option") for name, value in self.options}
        if self.counts_rounds:
            found[updated(ROUND, updates)] = (Numeral(Fraction(1), "1"), "round")
        zero = Numeral(Fraction(0), "0")
        found.update({memory_id(short, name): (zero, "memory") for name in parameters for short in self.memories})
        return found

    def update(self, parameter: str, rate: str, gradient: Formula) -> tuple[tuple[str, Formula], ...]:
        """The lines of one update of *parameter*: ids and formulas, the new parameter last."""
        shorts = (*self.memories, "mhat", "vhat")
        terms = Terms(
            parameter=Name(parameter),
            gradient=gradient,
            rate=Name(rate),
            round=Name(updated(ROUND, updates_of(parameter))),
            memory={short: Name(memory_id(short, parameter)) for short in self.memories},
            new={short: Name(updated(memory_id(short, parameter))) for short in shorts},
            option={name: Name(LETTERS[name]) for name, _ in self.options},
        )
        return tuple(
            (updated(memory_id(short, parameter) if short else parameter), formula)
            for short, formula in self.lines(terms)
        )


ROUND = "t"
LETTERS = {
    "momentum": "mu",
    "rho": "rho",
    "beta1": "beta1",
    "beta2": "beta2",
    "epsilon": "epsilon",
    "weight_decay": "lambda",
}
"""The letter under which an option of the spec stands in formulas."""


def memory_id(short: str, parameter: str) -> str:
    """The id of what an optimizer remembers about a parameter: `v_w5`."""
    return f"{short}_{parameter}"


def updates_of(name: str) -> int:
    """How many updates a parameter has behind it, by its id.

    >>> updates_of("w5"), updates_of("w5+"), updates_of("w5+2")
    (0, 1, 2)
    """
    _, plus, count = name.partition("+")
    return int(count or 1) if plus else 0


def updated(name: str, times: int = 1) -> str:
    """The id of a parameter after one more update, or several.

    >>> updated("w5"), updated("w5+"), updated("w5", 3)
    ('w5+', 'w5+2', 'w5+3')
    """
    done = updates_of(name) + times
    return name.partition("+")[0] + ("+" if done else "") + (str(done) if done > 1 else "")


def _momentum(t: Terms) -> Lines:
    return (
        ("v", t.option["momentum"] * t.memory["v"] + t.gradient),
        ("", t.parameter - t.rate * t.new["v"]),
    )


def _nesterov(t: Terms) -> Lines:
    ahead = t.gradient + t.option["momentum"] * t.new["v"]
    return (
        ("v", t.option["momentum"] * t.memory["v"] + t.gradient),
        ("", t.parameter - t.rate * ahead),
    )


def _root(value: Formula) -> Formula:
    return value ** fraction(1, 2)


def _rmsprop(t: Terms) -> Lines:
    rho = t.option["rho"]
    return (
        ("s", rho * t.memory["s"] + (1 - rho) * t.gradient**2),
        ("", t.parameter - t.rate * (t.gradient / (_root(t.new["s"]) + t.option["epsilon"]))),
    )


def _moments(t: Terms) -> Lines:
    """Adam's two running means, and what they are corrected to because they start at 0."""
    beta1, beta2 = t.option["beta1"], t.option["beta2"]
    return (
        ("m", beta1 * t.memory["m"] + (1 - beta1) * t.gradient),
        ("v", beta2 * t.memory["v"] + (1 - beta2) * t.gradient**2),
        ("mhat", t.new["m"] / (1 - beta1**t.round)),
        ("vhat", t.new["v"] / (1 - beta2**t.round)),
    )


def _direction(t: Terms) -> Formula:
    return t.new["mhat"] / (_root(t.new["vhat"]) + t.option["epsilon"])


def _adam(t: Terms) -> Lines:
    return (*_moments(t), ("", t.parameter - t.rate * _direction(t)))


def _adamw(t: Terms) -> Lines:
    shrunk = _direction(t) + t.option["weight_decay"] * t.parameter
    return (*_moments(t), ("", t.parameter - t.rate * shrunk))


def _option(name: str, text: str) -> Option:
    return name, Numeral(Fraction(text), text)


_MOMENTUM = _option("momentum", "0.9")
_SMALL = _option("epsilon", "1e-8")
_BETAS = (_option("beta1", "0.9"), _option("beta2", "0.999"))

OPTIMIZERS = {
    row.name: row
    for row in (
        Optimizer(
            name="gradient-descent",
            lines=lambda t: (("", t.parameter - t.rate * t.gradient),),
            source="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986), eq. 8",
        ),
        Optimizer(
            name="momentum",
            lines=_momentum,
            memories=("v",),
            options=(_MOMENTUM,),
            source="Polyak, Some methods of speeding up the convergence of iteration methods (1964), eq. 9",
        ),
        Optimizer(
            name="nesterov",
            lines=_nesterov,
            memories=("v",),
            options=(_MOMENTUM,),
            source="Sutskever et al., On the importance of initialization and momentum (2013), eq. 3 and 4, rearranged",
        ),
        Optimizer(
            name="rmsprop",
            lines=_rmsprop,
            memories=("s",),
            options=(_option("rho", "0.9"), _SMALL),
            source="Hinton, Neural networks for machine learning, lecture 6e (2012)",
        ),
        Optimizer(
            name="adam",
            lines=_adam,
            memories=("m", "v"),
            options=(*_BETAS, _SMALL),
            counts_rounds=True,
            source="Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1",
        ),
        Optimizer(
            name="adamw",
            lines=_adamw,
            memories=("m", "v"),
            options=(*_BETAS, _SMALL, _option("weight_decay", "0.01")),
            counts_rounds=True,
            source="Loshchilov and Hutter, Decoupled weight decay regularization (2019), algorithm 2",
        ),
    )
}
