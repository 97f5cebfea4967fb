"""What the names of a document stand for: the quantities of a known network, or what the document itself defines.

A world answers one question: the ball (or the rational) that a formula over the document's names must lie in.
Where the document prints a quantity and nothing defines it, the printed digits are all that is known of it, and the
ball is the interval of those digits; so nothing that follows from rounded numbers is ever called wrong for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from derivation.errors import DerivationError
from derivation.frozen import dataclass
from derivation.maths.evaluation import NotInThisArithmetic
from derivation.maths.formulas import Formula, Name, Partial, leaves, names
from derivation.maths.numbers import Value
from derivation.maths.programs import Line
from derivation.network.building import build
from derivation.network.choices import MAX_ROUNDS
from derivation.network.equations import Network
from derivation.network.gradients import Gradients, partial
from derivation.network.spec import Settings, Spec
from derivation.network.training import History, train
from derivation.network.updates import SEQUENTIAL, SIMULTANEOUS, schedule, update_lines, updated
from derivation.network.values import Values
from derivation.verify.values.arithmetic import without_sign
from derivation.verify.values.moved import moved

if TYPE_CHECKING:  # the table of mistakes is loaded where a document has one
    from derivation.network.reruns import Rerun

BITS = 256
_TRAINED_BITS, _BITS_A_DIGIT = 64, 4  # after many rounds, where every bit costs time


Known = tuple[Formula, Value]
"""A quantity and its value."""


class Kind(StrEnum):
    """What a quantity of a network is; a document may be right about one kind and mean something else by another."""

    FORWARD = "forward"  # net_h1, out_h1
    ERROR = "error"  # E_o1, E_total
    SLOPE = "slope"  # dE_total/dnet_h1
    GRADIENT = "gradient"  # dE_total/dw5
    UPDATE = "update"  # w5+
    TRAINING = "training"  # E_total+10


class World(Protocol):
    """Names -> values."""

    def trusts(self, formula: Formula | None) -> bool:
        """Whether what *formula* is comes from a network and not from the document itself."""
        ...

    def value(self, formula: Formula) -> Value | None:
        """What *formula* is, or None where something in it is not known."""
        ...

    def confirms(self, formula: Formula) -> bool:
        """Whether what *formula* is has two witnesses: the network, or a formula and the numbers printed for it."""
        ...

    def only_states(self, formula: Formula) -> bool:
        """Whether all that is known of *formula* is a number printed for it, which proves nothing about itself."""
        ...

    def bound(self, formula: Formula) -> Formula | None:
        """What *formula* is called in the network that the names are bound to; None where it is none of that."""
        ...

    def definitions(self, subject: Formula, *, linked: bool = False) -> Iterator[Formula]:
        """The formulas that *subject* is worked out by; if *linked*, slopes from link to link too."""
        ...

    def quantities(self) -> Iterator[Known]:
        """Every quantity with its value, in the order of computation."""
        ...

    @property
    def given(self) -> frozenset[Fraction]:
        """The numbers that are given, and so exact."""
        ...

    def gives(self, formula: Formula | None) -> bool:
        """Whether *formula* is a name (or its opposite) whose number is given, and so no result of rounding."""
        ...

    def later(self, formula: Formula, places: int) -> Iterator[Value]:
        """What a quantity is after one update, two, ..., where that is known and may be printed to so few *places*."""
        ...

    @property
    def network(self) -> StatedWorld | None:
        """The network alone, under its own names, where it is known."""
        ...

    @property
    def twin(self) -> World | None:
        """The same names by another account, where a document may follow two; what either allows is allowed."""
        ...

    def after(self, rounds: int, *, digits: int, slip: bool = False) -> Iterator[Known]:
        """The error and the outputs after so many rounds, as `E_total+10`; nothing where they are not known.

        Guarantee: they are known to *digits* digits, and to as many decimal places.
        """
        ...

    def mistaken(self, formula: Formula | None, rounds: int) -> Iterator[Known]:
        """What a quantity, or else the error, is in the round after so many for those who make a classic mistake."""
        ...


@dataclass(frozen=True)
class StatedWorld:
    """The network that a spec states, and its training; *settings* say how its own tutorial would be written."""

    values: Values
    history: History
    settings: Settings = field(default_factory=Settings)
    _found: dict[Formula, Value | None] = field(default_factory=dict, compare=False, repr=False)
    _moved: dict[int, Values | None] = field(default_factory=dict, compare=False, repr=False)
    _trainings: dict[str, History] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, spec: Spec, rounds: int | None = None) -> StatedWorld:
        """The network of a spec, trained for as many rounds as that says, or for so many *rounds*."""
        gradients, order = Gradients(build(spec)), spec.training.order
        history = train(gradients, spec.training.rounds if rounds is None else rounds, order)
        return cls(Values(gradients, order), history, spec.document)

    @property
    def network(self) -> StatedWorld:
        """The network is all there is."""
        return self

    def trusts(self, formula: Formula | None) -> bool:
        """Whether *formula* is one of the network's."""
        return formula is not None and self.value(formula) is not None

    def bound(self, formula: Formula) -> Formula | None:
        """The names are the network's own."""
        return formula

    def confirms(self, formula: Formula) -> bool:
        """Whether the network has it."""
        return self.trusts(formula)

    def only_states(self, formula: Formula) -> bool:
        """Never: a network is another witness than the document."""
        return False

    def value(self, formula: Formula) -> Value | None:
        """The certified value, or None for a name that is none of the network's."""
        if formula not in self._found:
            self._found[formula] = known_value(self.values, formula, BITS)
        return self._found[formula]

    def definitions(self, subject: Formula, *, linked: bool = False) -> Iterator[Formula]:
        """The network's own equation, chain rule or update."""
        yield from self._accounts.get(subject, ())
        lines = update_lines(*self._updates[subject]) if subject in self._updates else ()
        yield from (formula for name, formula in lines if Name(name) == subject)
        yield from self.values.gradients.links(subject) if linked else ()

    @cached_property
    def _updates(self) -> Mapping[Formula, tuple[Network, str]]:
        """For every parameter after an update, the step that it is updated in, and what it was before."""
        steps = self.values.gradients.network.steps
        return {Name(updated(name)): (step, name) for step in steps for name in step.parameters}

    def quantities(self) -> Iterator[Known]:
        """The given numbers, then every line of one round."""
        network = self.values.gradients.network
        for key in (*map(Name, network.given), *self._accounts):
            value = self.value(key)
            if value is not None:
                yield key, value
        if network.together is not None:
            yield Name(network.total), Values(Gradients(network.together)).at(Name(network.total), BITS)

    @cached_property
    def twin(self) -> StatedWorld | None:
        """Where updates go in sequence, the true derivatives: a document of the slip may show both."""
        if self.values.order != SEQUENTIAL:
            return None
        return replace(self, values=Values(self.values.gradients, SIMULTANEOUS), _found={}, _moved={})

    def kind(self, formula: Formula) -> Kind:
        """What a name or a derivative of the network is."""
        match formula:
            case Partial(_, Name(wrt)):
                return Kind.GRADIENT if wrt in self._parameters else Kind.SLOPE
            case Name(name) if "+" in name:
                return Kind.UPDATE
            case Name(name) if self.values.gradients.network.roles.get(name) in ("error", "loss"):
                return Kind.ERROR
        return Kind.FORWARD

    @cached_property
    def given(self) -> frozenset[Fraction]:
        """The numbers of the spec."""
        return frozenset(number.value for number in self.values.gradients.network.given.values())

    def gives(self, formula: Formula | None) -> bool:
        """Whether the spec has a number for it."""
        key = None if formula is None else without_sign(formula)
        return isinstance(key, Name) and key.id in self.values.gradients.network.given

    def later(self, formula: Formula, places: int) -> Iterator[Value]:
        """After one update only: what its own account goes on with."""
        value = self.after_rounds(formula, 1)
        yield from () if value is None else (value,)

    def after_rounds(self, formula: Formula, rounds: int) -> Value | None:
        """What a quantity, a slope or a formula over them is after so many updates."""
        if rounds not in self._moved:
            self._moved[rounds] = moved(self.values, rounds)
        later = self._moved[rounds]
        return None if later is None else known_value(later, formula, BITS)

    def after(self, rounds: int, *, digits: int, slip: bool = False) -> Iterator[Known]:
        """Training is followed when this is first asked for, and again only for many more digits."""
        if not 0 <= rounds <= (MAX_ROUNDS if self.values.gradients.network.learns else 0):
            return
        history = self._training(SEQUENTIAL if slip else self.values.order)
        suffix = {0: "", 1: "+"}.get(rounds, f"+{rounds}")
        told = history.outcome(rounds, max(_TRAINED_BITS, _BITS_A_DIGIT * digits))
        yield from ((Name(name + suffix), value) for name, value in told.items())

    def mistaken(self, formula: Formula | None, rounds: int) -> Iterator[Known]:
        """Every mistake is made all along."""
        key = Name(self.values.gradients.network.total) if formula is None else formula
        for rerun in self._reruns:
            if key in rerun.ground.lines:
                yield key, rerun.known(key, rounds)

    @cached_property
    def _reruns(self) -> tuple[Rerun, ...]:
        from derivation.network.courses import Ground
        from derivation.network.reruns import classic_mistakes

        return tuple(classic_mistakes(Ground(self.values.gradients, self.values.order)))

    def _training(self, order: str) -> History:
        """The one training with updates in that order."""
        if order == self.history.order:
            return self.history
        return self._trainings.setdefault(order, train(self.values.gradients, 1, order))

    @cached_property
    def _parameters(self) -> frozenset[str]:
        """What an update changes."""
        return frozenset(self.values.gradients.network.parameters)

    @cached_property
    def computed(self) -> frozenset[Formula]:
        """What one round computes."""
        return frozenset(key for key, _ in self._round)

    @cached_property
    def _round(self) -> tuple[Line, ...]:
        return schedule(self.values.gradients, self.values.order)

    @cached_property
    def _accounts(self) -> Mapping[Formula, Mapping[Formula, None]]:
        """For every quantity the formulas that the network has for it, each once, in order."""
        gradients, lines = self.values.gradients, self.values.gradients.network.equations
        backward = ((partial(*pair), formula) for pair, formula in gradients.backward())
        inside = (
            (partial(line.id, name), gradients.local(line.id, name)) for line in lines for name in names(line.formula)
        )
        accounts: dict[Formula, dict[Formula, None]] = {}
        for key, formula in (*((Name(line.id), line.formula) for line in lines), *backward, *self._round, *inside):
            accounts.setdefault(key, {})[formula] = None
        return accounts


def known_value(values: Values, formula: Formula, bits: int) -> Value | None:
    """The certified value of a formula over a network's ids, or None where something in it is none of the network's."""
    if not all(_is_named(part) for part in leaves(formula)):
        return None
    try:
        return values.at(formula, bits)
    except (DerivationError, NotInThisArithmetic, ZeroDivisionError, KeyError):
        return None


def _is_named(part: Formula) -> bool:
    """Whether a leaf is a quantity or the derivative of one quantity for another; not a delta, whose sign varies."""
    named = isinstance(part, Name) and not part.id.startswith("delta_")
    return named or (isinstance(part, Partial) and isinstance(part.of, Name) and isinstance(part.wrt, Name))
