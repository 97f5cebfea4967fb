"""Spec -> Network: one named equation per quantity, in the order of computation, the loss last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from derivation.maths.formulas import Formula, Name, Sum, total
from derivation.maths.numbers import Numeral
from derivation.network.activations import Activation, resolve, softmax
from derivation.network.losses import LOSSES, Loss
from derivation.network.optimizers import OPTIMIZERS, Optimizer
from derivation.network.penalties import PENALTIES, Penalty
from derivation.network.spec import Layer, Spec

LOSS = "E_total"
LEARNING_RATE = "eta"


@dataclass(frozen=True)
class Equation:
    """id = formula; role is net_input, activation, error, penalty or loss."""

    id: str
    formula: Formula
    role: str


@dataclass(frozen=True)
class Neuron:
    """The ids that belong to one neuron; weights[i] belongs to sources[i]."""

    name: str
    layer: int
    activation: Activation
    sources: tuple[str, ...]
    weights: tuple[str, ...]
    bias: str | None

    @property
    def net(self) -> str:
        """Id of the net input."""
        return f"net_{self.name}"

    @property
    def out(self) -> str:
        """Id of the activation."""
        return f"out_{self.name}"

    @property
    def error(self) -> str:
        """Id of the error, for an output neuron."""
        return f"E_{self.name}"

    @property
    def target(self) -> str:
        """Id of the target, for an output neuron."""
        return f"target_{self.name}"


@dataclass(frozen=True)
class Network:
    """Named equations over given numbers; an equation uses earlier quantities and givens only.

    `given` holds inputs, targets, weights, biases and the learning rate as their author wrote them;
    `roles` says which is which; `parameters` are the ones that an update changes.
    """

    given: Mapping[str, Numeral]
    roles: Mapping[str, str]
    layers: tuple[tuple[Neuron, ...], ...]
    equations: tuple[Equation, ...]
    parameters: tuple[str, ...]
    loss: Loss
    optimizer: Optimizer
    penalties: tuple[Penalty, ...] = ()

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
        return self.layers[-1]

    def road_end(self, neuron: Neuron) -> str:
        """What a road through *neuron* leads to: its own error if that is all it changes and the loss is their sum."""
        joined = (self.loss.mean and len(self.outputs) > 1) or neuron.activation.joint
        own = neuron in self.outputs and not joined
        return neuron.error if own else LOSS

    def of_role(self, role: str) -> tuple[str, ...]:
        """The ids of that role, in order."""
        return tuple(name for name, found in self.roles.items() if found == role)


def build(spec: Spec) -> Network:
    """The network that *spec* describes.

    Formula: net_j = sum over i of w_ji out_i + b_j;  out_j = f(net_j);  E_o = error(target_o, out_o);
             E_total = sum (or mean) over o of E_o, plus the penalties on the weights.
    """
    sample = spec.samples[0]
    given = {name: (number, "input") for name, number in zip(spec.inputs, sample.inputs, strict=True)}
    layers = _layers(spec, given)
    for neuron, target in zip(layers[-1], sample.targets, strict=True):
        given[neuron.target] = (target, "target")
    given[LEARNING_RATE] = (spec.training.learning_rate, "learning_rate")
    loss = LOSSES[spec.loss].with_options(spec.loss_options)
    given.update({PENALTIES[name].factor: (value, "penalty_factor") for name, value in spec.training.penalties})
    penalties = tuple(PENALTIES[name] for name, _ in spec.training.penalties)
    equations = _equations(layers, loss, penalties)
    trained = ("weight", "bias") if spec.training.update_biases else ("weight",)
    parameters = tuple(name for name, (_, role) in given.items() if role in trained)
    optimizer = OPTIMIZERS[spec.training.optimizer].with_options(spec.training.options)
    given.update(optimizer.given(parameters))
    roles = {name: role for name, (_, role) in given.items()} | {line.id: line.role for line in equations}
    return Network(
        given={name: number for name, (number, _) in given.items()},
        roles=roles,
        layers=layers,
        equations=equations,
        loss=loss,
        optimizer=optimizer,
        parameters=parameters,
        penalties=penalties,
    )


Given = dict[str, tuple[Numeral, str]]


def _layers(spec: Spec, given: Given) -> tuple[tuple[Neuron, ...], ...]:
    """The neurons with their ids; weights are numbered through all layers in reading order."""
    layers: list[tuple[Neuron, ...]] = []
    sources, first = spec.inputs, 1
    for number, layer in enumerate(spec.layers, start=1):
        biases = _bias_names(layer, number)
        activation = resolve(layer.activation).with_options(layer.options)
        neurons = []
        for name, row, bias in zip(layer.neurons, layer.weights, biases, strict=True):
            weights = tuple(f"w{first + index}" for index in range(len(row)))
            given.update({weight: (value, "weight") for weight, value in zip(weights, row, strict=True)})
            neurons.append(Neuron(name, number, activation, sources, weights, bias))
            first += len(row)
        given.update(_biases(layer, biases))
        layers.append(tuple(neurons))
        sources = tuple(neuron.out for neuron in neurons)
    return tuple(layers)


def _bias_names(layer: Layer, number: int) -> tuple[str | None, ...]:
    """The bias id of every neuron of *layer*: one shared, one each, or none."""
    if layer.bias is None:
        return (None,) * len(layer.neurons)
    if isinstance(layer.bias, Numeral):
        return (f"b{number}",) * len(layer.neurons)
    return tuple(f"b_{name}" for name in layer.neurons)


def _biases(layer: Layer, names: tuple[str | None, ...]) -> Given:
    """The values of the biases by id."""
    values = layer.bias if isinstance(layer.bias, tuple) else (layer.bias,) * len(names)
    return {name: (value, "bias") for name, value in zip(names, values, strict=True) if name and value}


def _equations(
    layers: tuple[tuple[Neuron, ...], ...], loss: Loss, penalties: tuple[Penalty, ...]
) -> tuple[Equation, ...]:
    lines: list[Equation] = []
    for layer in layers:
        lines += _layer_equations(layer)
    for neuron in layers[-1]:
        lines.append(Equation(neuron.error, loss.of(Name(neuron.target), Name(neuron.out)), "error"))
    weights = [weight for layer in layers for neuron in layer for weight in neuron.weights]
    lines += [Equation(penalty.id, penalty.over(weights), "penalty") for penalty in penalties]
    data = loss.over(tuple(Name(neuron.error) for neuron in layers[-1]))
    terms = data.terms if isinstance(data, Sum) else (data,)
    lines.append(Equation(LOSS, total((*terms, *(Name(penalty.id) for penalty in penalties))), "loss"))
    return tuple(lines)


def _layer_equations(layer: tuple[Neuron, ...]) -> Iterator[Equation]:
    """Net input and output of every neuron; under a joint activation all net inputs come first."""
    if not layer[0].activation.joint:
        for neuron in layer:
            yield Equation(neuron.net, _net_input(neuron), "net_input")
            yield Equation(neuron.out, neuron.activation.of(Name(neuron.net)), "activation")
        return
    nets = [Name(neuron.net) for neuron in layer]
    yield from (Equation(neuron.net, _net_input(neuron), "net_input") for neuron in layer)
    yield from (Equation(neuron.out, softmax(nets, k), "activation") for k, neuron in enumerate(layer))


def _net_input(neuron: Neuron) -> Formula:
    terms = [Name(weight) * Name(source) for weight, source in zip(neuron.weights, neuron.sources, strict=True)]
    return total((*terms, *((Name(neuron.bias),) if neuron.bias else ())))
