"""A course: one round as somebody carries it out, rightly or not, as lines over named quantities.

The right course has one line for every equation, every slope inside an equation, every derivative of the loss and
every update. A mistake puts other formulas in the place of some equations, slopes or updates; the sums of the chain
rule stay, so that what follows from a mistake follows rightly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from fractions import Fraction
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import ONE, ZERO, Formula, Name, Partial, leaves, product, substitute, total
from derivation.maths.programs import Line
from derivation.network.equations import Network
from derivation.network.gradients import Gradients, derivative_id, partial
from derivation.network.updates import SEQUENTIAL, update_lines, updated

Lines = Mapping[Formula, Formula]
BIASES = ("bias", "threshold")
"""The roles of what is added to a weighted sum, or taken away."""
_BACKWARD = {"activation": 0, "net_input": 1}


def slope_name(of: str, wrt: str) -> Name:
    """The name under which the slope of one equation for one of its names has a line of its own."""
    return Name(derivative_id(of, wrt))


@dataclass(frozen=True)
class Ground:
    """What all courses of one network share: its right lines, and where its quantities stand."""

    gradients: Gradients
    order: str

    @property
    def network(self) -> Network:
        """The network itself."""
        return self.gradients.network

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """What every quantity is, those of later updates included."""
        return {
            **self.network.roles,
            **{name: role for step in self.network.steps for name, role in step.roles.items()},
        }

    def of_role(self, role: str) -> tuple[str, ...]:
        """The ids of that role, in order."""
        return tuple(name for name, found in self.roles.items() if found == role)

    @cached_property
    def biases(self) -> tuple[str, ...]:
        """The biases and thresholds."""
        return tuple(name for name, role in self.roles.items() if role in BIASES)

    @cached_property
    def learnable(self) -> tuple[str, ...]:
        """Weights and biases, trained or not, in the order in which they are given; of every update, if several."""
        return tuple(dict.fromkeys(name for step in self.network.steps for name in _learnable(step)))

    @cached_property
    def moving(self) -> tuple[Name, ...]:
        """What a round may change: the learnable parameters, and what an optimizer remembers."""
        network = self.network
        every = (*self.learnable, *network.of_role("memory"), *network.of_role("round"))
        return tuple(Name(name) for name in every if name in network.given)

    def next(self, name: Name) -> Name:
        """What a moving quantity has become at the end of a round."""
        times = range(len(self.network.steps), 0, -1)
        return next(after for count in times if (after := Name(updated(name.id, count))) in self.lines)

    @cached_property
    def fixed(self) -> Mapping[Formula, Fraction]:
        """The given numbers that stay as they are."""
        moving = {name.id for name in self.moving}
        return {Name(name): each.value for name, each in self.network.given.items() if name not in moving}

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(equation, name in it) for every slope that a chain can need."""
        wanted = {line.id for line in self.network.equations} | set(self.learnable)
        return tuple(
            (user, name) for name, users in self.gradients.consumers.items() if name in wanted for user in users
        )

    @cached_property
    def inner(self) -> frozenset[Formula]:
        """The slopes inside equations, by their names."""
        return frozenset(slope_name(*pair) for pair in self.pairs)

    @cached_property
    def lines(self) -> Lines:
        """Every line of the right course, derivatives of the loss included."""
        found: dict[Formula, Formula] = {Name(line.id): line.formula for line in self.network.equations}
        found.update({slope_name(*pair): self._slope(*pair) for pair in self.pairs})
        for step in self.network.steps:
            found.update(self.derivatives(step.total))
            found.update({Name(updated(name)): Name(name) for name in _learnable(step)})
            for name in step.parameters:
                found.update({Name(line): formula for line, formula in update_lines(step, name)})
            found.update({Name(updated(name)): Name(name) + 1 for name in step.of_role("round")})
        return found

    def right(self, target: Formula) -> Formula | None:
        """The right formula of a line."""
        return self.lines.get(target)

    def _slope(self, user: str, name: str) -> Formula:
        slope = self.gradients.local(user, name)
        return self.moved(slope) if self.order == SEQUENTIAL and self.joins_layers(user, name) else slope

    def joins_layers(self, user: str, name: str) -> bool:
        """Whether a slope leads from a layer to the one before it."""
        return self.roles.get(name) == "activation" and self.roles.get(user) != "error"

    def moved(self, formula: Formula) -> Formula:
        """*formula* with every weight already updated."""
        weights = set(self.of_role("weight"))
        return substitute(
            formula, lambda part: _updated(part) if isinstance(part, Name) and part.id in weights else None
        )

    def lines_with(self, of: str) -> Lines:
        """Every line, and the derivatives of *of* if they are asked for."""
        return {**self.lines, **self.derivatives(of)} if of else self.lines

    def derivatives(self, of: str) -> Lines:
        """d(of)/d(every quantity and parameter that it depends on): sums of products of slopes."""
        reached = self.gradients.ancestors(of)
        found: dict[Formula, Formula] = {partial(of, of): ONE}
        earlier = [line.id for line in reversed(self.network.equations) if line.id in reached and line.id != of]
        for name in (*earlier, *self.learnable):
            users = [user for user in self.gradients.consumers.get(name, ()) if user in reached]
            if not users:
                continue
            terms = tuple(product((partial(of, user), slope_name(user, name))) for user in users)
            found[partial(of, name)] = ZERO if name in self.gradients.cancelled else total(terms)
        return found

    @cached_property
    def in_teaching_order(self) -> tuple[Formula, ...]:
        """The forward pass, the derivatives from the last layer back, the updates; a layer's first neuron first."""
        place = {name: number for number, name in enumerate((*self.network.given, *self.network.by_id))}

        def rank(key: Formula) -> tuple[int, int, int, int]:
            match key:
                case Partial(_, Name(wrt)):
                    return 1, -self.layer(wrt), _BACKWARD.get(self.roles.get(wrt, ""), 2), place.get(wrt, 0)
                case Name(name) if name in self.network.by_id:
                    return 0, 0, 0, place[name]
            return 2, 0, 0, 0

        return tuple(sorted((key for key in self.lines if key not in self.inner), key=rank))

    @cached_property
    def depth(self) -> Mapping[str, int]:
        """The layer of every net input and activation, counted from 1; givens stand in layer 0."""
        found: dict[str, int] = {}
        for line in self.network.equations:
            before = max((found.get(name.id, 0) for name in leaves(line.formula) if isinstance(name, Name)), default=0)
            found[line.id] = before + (line.role == "net_input")
        return found

    def layer(self, name: str) -> int:
        """The layer that a quantity, a parameter or its updated self belongs to; 0 for what belongs to none."""
        plain = self._before.get(name, name)
        own = [self.depth.get(user, 0) for user in self.gradients.consumers.get(plain, ())]
        return self.depth[plain] if plain in self.depth else min(own, default=0)

    @cached_property
    def _before(self) -> Mapping[str, str]:
        """The parameter that an updated one was."""
        return {updated(name): name for name in self.learnable}

    def of_one_kind(self, first: Formula | None, second: Formula | None) -> bool:
        """Whether two quantities have the same role."""
        kinds = [self.roles.get(each.id) if isinstance(each, Name) else None for each in (first, second)]
        return kinds[0] is not None and kinds[0] == kinds[1]

    def peers(self, name: str) -> tuple[str, ...]:
        """What has the same role in the same layer for the same sample, *name* included."""
        role, layer, mark = self.roles[name], self.layer(name), name.partition("@")[2]
        every = (other for other in self.of_role(role) if other.partition("@")[2] == mark)
        return tuple(other for other in every if self.layer(other) == layer)

    def layer_weights(self, line: str) -> tuple[str, ...]:
        """The weights of the layer that a net input belongs to."""
        return tuple(weight for net in self.peers(line) for weight in self.parts(net, "weight"))

    def of_sample(self, role: str, name: str) -> tuple[str, ...]:
        """The ids of that role that belong to the same sample as *name*."""
        mark = name.partition("@")[2]
        return tuple(other for other in self.of_role(role) if other.partition("@")[2] == mark)

    def users(self, name: str, role: str) -> tuple[str, ...]:
        """The equations of that role in which a quantity stands."""
        return tuple(user for user in self.gradients.consumers.get(name, ()) if self.roles[user] == role)

    def parts(self, line: str, *roles: str) -> tuple[str, ...]:
        """The names of these roles in the right equation of *line*."""
        known = self.roles
        found = leaves(self.network.by_id[line].formula)
        return tuple(part.id for part in found if isinstance(part, Name) and known.get(part.id) in roles)


def _learnable(step: Network) -> tuple[str, ...]:
    kinds, trained = ("weight", *BIASES), set(step.parameters)
    return tuple(name for name, role in step.roles.items() if role in kinds or name in trained)


def _updated(part: Name) -> Name:
    return Name(updated(part.id))


@dataclass(frozen=True)
class Course:
    """One round as somebody carries it out: the right lines, but for *changes*; *limit* is applied to every result."""

    ground: Ground
    changes: Lines = field(default_factory=dict)

    def __getitem__(self, target: Formula) -> Formula:
        """The formula of one line."""
        return self.changes[target] if target in self.changes else self.ground.lines[target]

    def but(self, changes: Lines) -> Course:
        """The same course with further lines changed."""
        return replace(self, changes={**self.changes, **changes})

    def exchanged(self, target: Formula, old: str, new: Formula) -> Lines:
        """The change that puts *new* in place of a name in one line."""
        return {target: substitute(self[target], lambda part: new if part == Name(old) else None)}

    def lines(self, of: str = "") -> tuple[Line, ...]:
        """Every line, with the derivatives of *of* if they are asked for, in an order in which it can be computed."""
        every = {**self.ground.lines_with(of), **self.changes}
        return tuple((target, every[target]) for target in in_order({each: (form,) for each, form in every.items()}))


def in_order(lines: Mapping[Formula, Iterable[Formula]]) -> Iterator[Formula]:
    """The targets of *lines* so that each comes after what any of its formulas needs.

    Raises: ValueError: a line needs itself.
    """
    done: set[Formula] = set()
    for root in lines:
        stack: list[tuple[Formula, Iterator[Formula]]] = [(root, _needs(lines, root))]
        open_: set[Formula] = {root}
        while stack and stack[0][0] not in done:
            target, needs = stack[-1]
            wanted = next((need for need in needs if need not in done), None)
            if wanted is None:
                stack.pop()
                open_.discard(target)
                if target not in done:
                    done.add(target)
                    yield target
            elif wanted in open_:
                raise ValueError(f"{wanted} is computed from itself")
            else:
                open_.add(wanted)
                stack.append((wanted, _needs(lines, wanted)))


def _needs(lines: Mapping[Formula, Iterable[Formula]], target: Formula) -> Iterator[Formula]:
    return (leaf for formula in lines[target] for leaf in leaves(formula) if leaf in lines)
