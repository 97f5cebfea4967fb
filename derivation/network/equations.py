"""Network: one named equation per quantity, in the order of computation, what is differentiated last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial, fraction, total
from derivation.maths.numbers import Numeral
from derivation.network.activations import Activation
from derivation.network.losses import Loss
from derivation.network.optimizers import Optimizer
from derivation.network.penalties import Penalty
from derivation.network.spec import MEAN, ONLINE

LOSS = "E_total"
LEARNING_RATE = "eta"


@dataclass(frozen=True)
class Equation:
    """id = formula; role is net_input, activation, error, penalty or loss, without layers quantity or result."""

    id: str
    formula: Formula
    role: str


@dataclass(frozen=True)
class Neuron:
    """The ids that belong to one neuron; weights[i] belongs to sources[i]; *mark* is that of the sample, `@2`.

    A bias that is a *threshold* is subtracted.
    """

    name: str
    layer: int
    activation: Activation
    sources: tuple[str, ...]
    weights: tuple[str, ...]
    bias: str | None
    mark: str = ""
    threshold: bool = False

    @property
    def net(self) -> str:
        """Id of the net input."""
        return f"net_{self.name}{self.mark}"

    @property
    def out(self) -> str:
        """Id of the activation."""
        return f"out_{self.name}{self.mark}"

    @property
    def error(self) -> str:
        """Id of the error, for an output neuron."""
        return f"E_{self.name}{self.mark}"

    @property
    def delta(self) -> str:
        """Id of the slope of the loss against the net input."""
        return f"delta_{self.name}{self.mark}"

    @property
    def target(self) -> str:
        """Id of the target, for an output neuron."""
        return f"target_{self.name}{self.mark}"


@dataclass(frozen=True)
class Network:
    """Named equations over given numbers; an equation uses earlier quantities and givens only.

    `given` holds inputs, targets, weights, biases and the learning rate as their author wrote them;
    `roles` says which is which; `parameters` are the ones that an update changes; `total` is the loss. A
    computation that was given by its equations has no layers, and *total* is what its last equation defines; it
    does not learn where no learning rate is given.

    Over several samples the network has `parts`, one for each of them with ids of its own (`net_h1@2`), and holds
    the equations of all; `layers` are then those of the first. Under the batch rules mean and sum the parts share
    their parameters, their losses add up to the loss, and one update follows (`learns` is false for the parts). Under
    the rule online every part ends in an update, and the next one works with parameters of its own (`w5+`, `w5+2`);
    `together` is the same network as a batch, for the error over all samples at the same parameters.
    """

    given: Mapping[str, Numeral]
    roles: Mapping[str, str]
    layers: tuple[tuple[Neuron, ...], ...]
    equations: tuple[Equation, ...]
    parameters: tuple[str, ...]
    loss: Loss
    optimizer: Optimizer
    penalties: tuple[Penalty, ...] = ()
    total: str = LOSS
    parts: tuple[Network, ...] = ()
    batch: str = MEAN
    learns: bool = True
    together: Network | None = None

    @cached_property
    def by_id(self) -> Mapping[str, Equation]:
        """Every equation by the quantity that it defines."""
        return {equation.id: equation for equation in self.equations}

    @property
    def neurons(self) -> tuple[Neuron, ...]:
        """All neurons, layer by layer."""
        return tuple(neuron for layer in self.layers for neuron in layer)

    @property
    def outputs(self) -> tuple[Neuron, ...]:
        """The neurons of the last layer."""
        return self.layers[-1] if self.layers else ()

    @property
    def is_layered(self) -> bool:
        """Whether there are neurons, in layers."""
        return bool(self.layers)

    @property
    def answers(self) -> tuple[Neuron, ...]:
        """The output neurons of every sample."""
        return tuple(neuron for sample in self.samples for neuron in sample.outputs)

    @property
    def followed(self) -> tuple[str, ...]:
        """What a table over the rounds tells beside the loss: the outputs, or without layers the parameters."""
        return tuple(neuron.out for neuron in self.answers) or self.parameters

    @property
    def samples(self) -> tuple[Network, ...]:
        """One network for each sample: the parts, or this one itself."""
        return self.parts or (self,)

    @property
    def steps(self) -> tuple[Network, ...]:
        """What one round consists of: one network for each update."""
        return self.parts if self.batch == ONLINE and self.parts else (self,)

    @property
    def at_once(self) -> Network:
        """The network whose loss is that of all samples at the same parameters."""
        return self.together or self

    def road_end(self, neuron: Neuron) -> str:
        """What a road through *neuron* leads to: its own error if that is all it changes and the loss is their sum."""
        joined = (self.loss.mean and len(self.outputs) > 1) or neuron.activation.joint
        own = neuron in self.outputs and not joined
        return neuron.error if own else self.total

    def gradient(self, wrt: str) -> Partial:
        """The derivative of the loss by a quantity or a parameter."""
        return Partial(Name(self.total), Name(wrt))

    def of_role(self, role: str) -> tuple[str, ...]:
        """The ids of that role, in order."""
        return tuple(name for name, found in self.roles.items() if found == role)

    def over_samples(self, each: Sequence[Formula], beside: Sequence[Formula] = ()) -> Formula:
        """The mean or the sum of one term for *each* sample, by the batch rule, plus what stands *beside* the data."""
        if self.batch == MEAN:
            return total((fraction(1, len(each)) * total(tuple(each)), *beside))
        return total((*each, *beside))
