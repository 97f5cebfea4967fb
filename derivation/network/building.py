"""Spec -> Network: the equations of every sample, and what puts the samples together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Sum, total
from derivation.maths.numbers import Numeral
from derivation.network.activations import resolve, softmax
from derivation.network.equations import LEARNING_RATE, LOSS, Equation, Network, Neuron
from derivation.network.losses import Loss, resolve_loss
from derivation.network.optimizers import OPTIMIZERS, updated, updates_of
from derivation.network.penalties import PENALTIES, Penalty
from derivation.network.spec import MEAN, ONLINE, Computation, Layer, Sample, Spec

Given = dict[str, tuple[Numeral, str]]
"""Numbers by id, each with its role."""
Layers = tuple[tuple[Neuron, ...], ...]


@dataclass(frozen=True)
class _Marks:
    """What the ids of one sample end in: `net_h1@2`, and `w5+` where its parameters have an update behind them."""

    sample: str = ""
    updates: int = 0

    def met(self, parameter: str) -> str:
        """The id of a parameter as this sample meets it."""
        return updated(parameter, self.updates)


def build(spec: Spec) -> Network:
    """The network that *spec* describes.

    Formula: net_j = sum over i of w_ji out_i + b_j;  out_j = f(net_j);  E_o = error(target_o, out_o);
             E_total = sum (or mean) over o of E_o, plus the penalties on the weights.
             Over several samples: E_total = mean (or sum) over k of E_total@k, plus the penalties.
             A computation brings equations of its own.
    """
    if spec.computation is not None:
        return _of_equations(spec, spec.computation)
    if len(spec.samples) == 1:
        return _of_sample(spec, spec.samples[0], _Marks())
    if spec.batch != ONLINE:
        return _as_batch(spec, spec.batch)
    parts = tuple(_of_sample(spec, sample, _Marks(f"@{k + 1}", k)) for k, sample in enumerate(spec.samples))
    return replace(_joined(parts, ()), batch=ONLINE, together=_as_batch(spec, MEAN))


_ITSELF = Loss("itself", lambda target, out: out, "the author of the equations")
"""The loss of a computation: what its last equation defines."""


def _of_equations(spec: Spec, computation: Computation) -> Network:
    """The network of a computation: its own equations, in its own order."""
    learns, parameters = spec.training.learning_rate is not None, computation.parameters
    optimizer = OPTIMIZERS[spec.training.optimizer].with_options(spec.training.options)
    given: Given = {
        name: (number, "parameter" if name in parameters else "constant") for name, number in computation.given
    }
    given |= {**_settings(spec), **optimizer.given(parameters)} if learns else {}
    lines = [Equation(line.name, line.formula, "quantity") for line in computation.definitions]
    lines[-1] = replace(lines[-1], role="result")
    return Network(
        given={name: number for name, (number, _) in given.items()},
        roles={name: role for name, (_, role) in given.items()} | {line.id: line.role for line in lines},
        layers=(),
        equations=tuple(lines),
        parameters=parameters,
        loss=_ITSELF,
        optimizer=optimizer,
        total=lines[-1].id,
        learns=learns,
    )


def _as_batch(spec: Spec, batch: str) -> Network:
    """All samples at the same parameters, their losses put together."""
    marked = [(sample, _Marks(f"@{k}")) for k, sample in enumerate(spec.samples, start=1)]
    parts = tuple(_of_sample(spec, *each, learns=False) for each in marked)
    joined = replace(_joined(parts, _penalties(spec)), batch=batch)
    own = _penalty_equations(joined)
    losses = [Name(part.total) for part in parts]
    whole = joined.over_samples(losses, [Name(line.id) for line in own])
    own = (*own, Equation(joined.total, whole, "loss"))
    roles = {**joined.roles, **{line.id: line.role for line in own}}
    return replace(joined, equations=(*joined.equations, *own), roles=roles)


def _joined(parts: tuple[Network, ...], penalties: tuple[Penalty, ...]) -> Network:
    """One network that holds the equations of all *parts*; what is given is given before the first of them."""
    given = {name: number for part in parts for name, number in part.given.items()}
    lines = tuple(line for part in parts for line in part.equations)
    known = {name: role for part in parts for name, role in part.roles.items()}
    roles = {name: known[name] for name in (*given, *(line.id for line in lines))}
    return replace(
        parts[0],
        given=given,
        roles=roles,
        equations=lines,
        penalties=penalties,
        total=LOSS,
        parts=parts,
        learns=True,
    )


def _of_sample(spec: Spec, sample: Sample, marks: _Marks, *, learns: bool = True) -> Network:
    """The network for one sample; one that does not learn by itself leaves the penalties to the batch."""
    given: Given = {
        f"{name}{marks.sample}": (value, "input") for name, value in zip(spec.inputs, sample.inputs, strict=True)
    }
    layers = _layers(spec, given, marks)
    for neuron, target in zip(layers[-1], sample.targets, strict=True):
        given[neuron.target] = (target, "target")
    given.update(_settings(spec))
    trained = ("weight", "bias", "threshold") if spec.training.update_biases else ("weight",)
    parameters = tuple(name for name, (_, role) in given.items() if role in trained)
    optimizer = OPTIMIZERS[spec.training.optimizer].with_options(spec.training.options)
    given.update(optimizer.given(parameters, marks.updates))
    network = Network(
        given={name: number for name, (number, _) in given.items() if not updates_of(name)},
        roles={name: role for name, (_, role) in given.items()},
        layers=layers,
        equations=(),
        loss=resolve_loss(spec.loss).with_options(spec.loss_options),
        optimizer=optimizer,
        parameters=parameters,
        penalties=_penalties(spec, marks.sample) if learns else (),
        total=f"{LOSS}{marks.sample}",
        learns=learns,
    )
    equations = tuple(_equations(network))
    return replace(network, equations=equations, roles={**network.roles, **{line.id: line.role for line in equations}})


def _settings(spec: Spec) -> Given:
    """What stands beside the network: the learning rate and the factors of the penalties."""
    factors = {PENALTIES[name].factor: (value, "penalty_factor") for name, value in spec.training.penalties}
    rate = spec.training.learning_rate
    return {**({LEARNING_RATE: (rate, "learning_rate")} if rate else {}), **factors}


def _penalties(spec: Spec, mark: str = "") -> tuple[Penalty, ...]:
    return tuple(replace(PENALTIES[name], mark=mark) for name, _ in spec.training.penalties)


def _layers(spec: Spec, given: Given, marks: _Marks) -> Layers:
    """The neurons with their ids; weights are numbered through all layers in reading order."""
    layers: list[tuple[Neuron, ...]] = []
    sources, first = tuple(given), 1
    for number, layer in enumerate(spec.layers, start=1):
        biases = [_met(spec, marks, name) if name else None for name in _bias_names(layer, number)]
        activation = resolve(layer.activation).with_options(layer.options)
        neurons = []
        for name, row, bias in zip(layer.neurons, layer.weights, biases, strict=True):
            weights = tuple(marks.met(f"w{first + index}") for index in range(len(row)))
            given.update({weight: (value, "weight") for weight, value in zip(weights, row, strict=True)})
            neurons.append(Neuron(name, number, activation, sources, weights, bias, marks.sample, layer.threshold))
            first += len(row)
        given.update(_biases(layer, biases))
        layers.append(tuple(neurons))
        sources = tuple(neuron.out for neuron in neurons)
    return tuple(layers)


def _met(spec: Spec, marks: _Marks, bias: str) -> str:
    """The id of a bias as a sample meets it: it stays the same where only the weights are trained."""
    return marks.met(bias) if spec.training.update_biases else bias


def _bias_names(layer: Layer, number: int) -> tuple[str | None, ...]:
    """The bias id of every neuron of *layer*: one shared, one each, or none."""
    letter = "theta" if layer.threshold else "b"
    if layer.bias is None:
        return (None,) * len(layer.neurons)
    if isinstance(layer.bias, Numeral):
        return (f"{letter}{number}",) * len(layer.neurons)
    return tuple(f"{letter}_{name}" for name in layer.neurons)


def _biases(layer: Layer, names: Sequence[str | None]) -> Given:
    """The values of the biases by id."""
    values = layer.bias if isinstance(layer.bias, tuple) else (layer.bias,) * len(names)
    role = "threshold" if layer.threshold else "bias"
    return {name: (value, role) for name, value in zip(names, values, strict=True) if name and value}


def _equations(network: Network) -> Iterator[Equation]:
    """The forward pass, the errors and the loss."""
    for layer in network.layers:
        yield from _layer_equations(layer)
    for neuron in network.outputs:
        yield Equation(neuron.error, network.loss.of(Name(neuron.target), Name(neuron.out)), "error")
    penalties = _penalty_equations(network)
    yield from penalties
    data = network.loss.over(tuple(Name(neuron.error) for neuron in network.outputs))
    terms = data.terms if isinstance(data, Sum) else (data,)
    yield Equation(network.total, total((*terms, *(Name(line.id) for line in penalties))), "loss")


def _penalty_equations(network: Network) -> tuple[Equation, ...]:
    weights = network.of_role("weight")
    return tuple(Equation(each.id, each.over(weights), "penalty") for each in network.penalties)


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
    bias = Name(neuron.bias) if neuron.bias else None
    return total((*terms, *((-bias if neuron.threshold else bias,) if bias else ())))
