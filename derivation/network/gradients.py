"""The chain rule over the named equations: factors along a road, sums over roads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.calculus import Differentiation, differentiate
from derivation.maths.formulas import (
    ONE,
    ZERO,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Product,
    Sum,
    names,
    product,
    substitute,
    total,
)
from derivation.maths.tidying import tidy
from derivation.network.activations import softmax_slope
from derivation.network.equations import Network, Neuron

Pair = tuple[str, str]
"""(of, wrt): a derivative is always the pair."""
Line = tuple[Pair, Formula]
"""A derivative, and the formula for it over earlier ones."""


def partial(of: str, wrt: str) -> Partial:
    """The formula d(of)/d(wrt)."""
    return Partial(Name(of), Name(wrt))


def derivative_id(of: str, wrt: str) -> str:
    """The id under which a derivative is known outside: `dE_total/dw5`."""
    return f"d{of}/d{wrt}"


def _own_slopes(layer: tuple[Neuron, ...]) -> Iterator[Line]:
    """d(out)/d(net) for every neuron of a layer in which each output depends on its own net input alone."""
    for neuron in layer:
        yield (neuron.out, neuron.net), neuron.activation.slope_of(Name(neuron.net), Name(neuron.out))


def _joint_slopes(layer: tuple[Neuron, ...]) -> Iterator[tuple[Pair, Formula]]:
    """d(out_k)/d(net_j) for every pair of neurons of a softmax layer."""
    outs = [Name(neuron.out) for neuron in layer]
    for k, neuron in enumerate(layer):
        for j, other in enumerate(layer):
            yield (neuron.out, other.net), softmax_slope(outs, k, j)


def _other_factor(term: Formula, wrt: str) -> Formula | None:
    """The derivative of a product of two different names, the commonest term of all; None for anything else."""
    match term:
        case Product((Name(first), Name(second))) if first != second and wrt in (first, second):
            return Name(second if wrt == first else first)
    return None


def key_text(key: Formula) -> str:
    """What a quantity or a derivative is called in a message: its id."""
    match key:
        case Name(name):
            return name
        case Partial(Name(of), Name(wrt)):
            return derivative_id(of, wrt)
        case Negative(inner) if isinstance(inner, Name | Partial):
            return f"-{key_text(inner)}"
    return "a line of the derivation"


def as_key(text: str) -> Formula:
    """What an id stands for: `dE_total/dw5` for a derivative, anything else for a quantity.

    >>> as_key("w5+"), as_key("dE_total/dw5") == partial("E_total", "w5")
    (Name(id='w5+'), True)
    """
    of, slash, wrt = text.partition("/")
    return partial(of[1:], wrt[1:]) if slash and of[:1] == wrt[:1] == "d" else Name(text)


@dataclass(frozen=True)
class Gradients:
    """The local derivatives of every equation, and the chain rule that joins them.

    Invariant: for every pair (of, wrt), the terms of `chain` add up to SymPy's derivative of the closed form.
    """

    network: Network
    _backward: dict[str, tuple[Line, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def consumers(self) -> Mapping[str, tuple[str, ...]]:
        """For every quantity, the quantities whose equations use it, in order of computation."""
        found: dict[str, list[str]] = {}
        for equation, sources in self._sources.items():
            for name in sources:
                found.setdefault(name, []).append(equation)
        return {name: tuple(users) for name, users in found.items()}

    @cached_property
    def _terms_with(self) -> Mapping[Pair, tuple[Formula, ...]]:
        """For (of, wrt), the terms of *of*'s equation in which *wrt* occurs; linear in the size of the network."""
        found: dict[Pair, list[Formula]] = {}
        for equation in self.network.equations:
            terms = equation.formula.terms if isinstance(equation.formula, Sum) else (equation.formula,)
            for term in terms:
                for name in names(term):
                    found.setdefault((equation.id, name), []).append(term)
        return {pair: tuple(terms) for pair, terms in found.items()}

    @cached_property
    def _slopes(self) -> Mapping[Pair, Formula]:
        """The textbook slopes of the activations, in terms of out where there is one, and those of the penalties."""
        found: dict[Pair, Formula] = {}
        for layer in (layer for sample in self.network.samples for layer in sample.layers):
            found.update(_joint_slopes(layer) if layer[0].activation.joint else _own_slopes(layer))
        for step in self.network.steps:
            weights = step.of_role("weight")
            found.update({(each.id, weight): each.slope_at(weight) for each in step.penalties for weight in weights})
        return found

    def local(self, of: str, wrt: str) -> Formula:
        """The partial derivative of the equation of *of* for *wrt*, which stands in it; 0 if it does not."""
        if (of, wrt) in self._slopes:
            return self._slopes[of, wrt]
        terms = self._terms_with.get((of, wrt), ())
        if len(terms) == 1 and (other := _other_factor(terms[0], wrt)) is not None:
            return other
        return self._recognised(of, tidy(total(tuple(differentiate(term, wrt).after for term in terms))))

    def _recognised(self, of: str, slope: Formula) -> Formula:
        """The slope with the quantity itself in it where its own formula stands there: s (1 - s) for s = sigmoid(x)."""
        whole = self.network.by_id[of].formula
        return slope if isinstance(whole, Name | Number) else substitute(slope, {whole: Name(of)}.get)

    def worked(self, of: str, wrt: str) -> Differentiation:
        """The same derivative rule by rule, with nothing left out."""
        return differentiate(self.network.by_id[of].formula, wrt)

    def chain(self, of: str, wrt: str) -> tuple[tuple[Pair, ...], ...]:
        """The terms of d(of)/d(wrt), each a tuple of factors: one term for every quantity that *wrt* enters.

        Formula: d(of)/d(wrt) = sum over c that use wrt of d(of)/dc * dc/d(wrt)
        Source:  Griewank & Walther, Evaluating Derivatives (2008), ch. 3.
        """
        users = self.consumers.get(wrt, ())
        if users == (of,):
            return (((of, wrt),),)
        reached = self.ancestors(of, min((self._position[user] for user in users), default=0))
        return tuple(((user, wrt),) if user == of else ((of, user), (user, wrt)) for user in users if user in reached)

    def ancestors(self, of: str, since: int = 0) -> frozenset[str]:
        """*of* and every quantity that it is computed from, as far back as the equation at place *since*."""
        found, waiting = set[str](), [self.network.by_id[of].id]
        while waiting:
            name = waiting.pop()
            if name not in found and self._position.get(name, -1) >= since:
                found.add(name)
                waiting += self._sources[name]
        return frozenset(found)

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        """The names in every equation."""
        return {equation.id: names(equation.formula) for equation in self.network.equations}

    @cached_property
    def _position(self) -> Mapping[str, int]:
        """The place of every equation in the order of computation."""
        return {equation.id: place for place, equation in enumerate(self.network.equations)}

    def reaching(self, of: str) -> tuple[str, ...]:
        """The quantities that *of* depends on, itself first, and then back to the first one."""
        return tuple(sorted(self.ancestors(of), key=self._position.__getitem__, reverse=True))

    @cached_property
    def roads(self) -> Mapping[str, tuple[str, ...]]:
        """For every quantity, the quantities through which it reaches the loss, in order of computation."""
        reached = frozenset[str]().union(*(self.ancestors(step.total) for step in self.network.steps))
        return {name: tuple(user for user in users if user in reached) for name, users in self.consumers.items()}

    def links(self, slope: Formula) -> Iterator[Formula]:
        """A derivative as a product of slopes, one more each time, while the next quantity enters only one other.

        Formula: dE/dw = dE/dnet dnet/dw, and with dE/dnet = dE/dout dout/dnet again.
        """
        match slope:
            case Partial(Name(of), Name(wrt)):
                yield from self._linked(of, wrt)

    def _linked(self, of: str, wrt: str) -> Iterator[Formula]:
        slopes: tuple[Formula, ...] = ()
        while len(users := self.roads.get(wrt, ())) == 1 and users[0] != of:
            slopes = (partial(users[0], wrt), *slopes)
            wrt = users[0]
            yield product((partial(of, wrt), *slopes))

    def has_detour(self, of: str, wrt: str) -> bool:
        """Whether *of* depends on *wrt* by other roads too than its own equation."""
        return len(self.chain(of, wrt)) > 1

    def backward(self, network: Network | None = None) -> tuple[Line, ...]:
        """d(loss)/d(every quantity it depends on), last quantity first: each a formula over earlier ones.

        *network* is this network or a part of it. Over several samples every sample's loss comes first, and then the
        whole loss by every parameter. The growth is linear in the number of weights, for each sample, and those of a
        sample are worked out once.
        """
        network = network or self.network
        if network.parts:
            lines = [line for part in network.parts for line in self.backward(part)]
            return (*lines, *(self._over_samples(network) if network.steps == (network,) else ()))
        if network.total not in self._backward:
            self._backward[network.total] = self._within(network)
        return self._backward[network.total]

    def _within(self, network: Network) -> tuple[Line, ...]:
        """The lines of one sample."""
        of = network.total
        order = self.reaching(of)
        reached = frozenset(order)
        lines: list[Line] = [((of, of), ONE)]
        for name in (*order[1:], *network.parameters):
            users = [user for user in self.consumers.get(name, ()) if user in reached]
            terms = tuple(self._chained(of, user, name) for user in users)
            lines.append(((of, name), ZERO if name in self.cancelled else total(terms)))
        return tuple(lines)

    def _over_samples(self, network: Network) -> Iterator[tuple[Pair, Formula]]:
        """The lines of a batch, from those of its samples."""
        of = network.total
        yield (of, of), ONE
        for user in (*(part.total for part in network.parts), *(penalty.id for penalty in network.penalties)):
            yield (of, user), self.local(of, user)
        weights = frozenset(network.of_role("weight"))
        for name in network.parameters:
            penalised = [self._chained(of, each.id, name) for each in network.penalties if name in weights]
            slopes = [part.gradient(name) for part in network.parts]
            yield (of, name), network.over_samples(slopes, penalised)

    @cached_property
    def cancelled(self) -> frozenset[str]:
        """The biases that a whole softmax layer shares: softmax stays as it is when all net inputs grow alike."""
        layers = (layer for sample in self.network.samples for layer in sample.layers)
        joint = [layer for layer in layers if layer[0].activation.joint]
        shared = [{neuron.bias for neuron in layer} for layer in joint]
        return frozenset(bias for found in shared if len(found) == 1 for bias in found if bias)

    def _chained(self, of: str, user: str, name: str) -> Formula:
        local = self.local(user, name)
        if user == of:
            return local
        return partial(of, user) if local == ONE else product((partial(of, user), local))
