"""One round as an ordered list of lines: forward pass, derivatives, updates.

Simultaneous: every derivative is taken with the weights of the forward pass. Sequential: a layer's derivatives
are taken with the weights above it already updated, a slip that published texts have made.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial as bound

from derivation.maths.formulas import Formula, Name, Partial, substitute
from derivation.maths.programs import Line
from derivation.network.equations import LEARNING_RATE, LOSS, Network
from derivation.network.gradients import Gradients, partial

SIMULTANEOUS, SEQUENTIAL = "simultaneous", "sequential"
ORDERS = (SIMULTANEOUS, SEQUENTIAL)


def updated(name: str) -> str:
    """The id of a parameter after one update."""
    return f"{name}+"


def update_lines(network: Network, name: str, gradient: Formula | None = None) -> tuple[tuple[str, Formula], ...]:
    """The lines of one update of a parameter, `name+` last.

    *gradient* may stand in place of dE_total/d(name), so that products with the same beginning are found.
    """
    inline = gradient is not None and not network.optimizer.memories
    slope = gradient if inline and gradient is not None else partial(LOSS, name)
    return network.optimizer.update(name, LEARNING_RATE, slope)


def local_slope(slope: Formula, order: str) -> Formula:
    """A slope between layers (a weight) as the update order uses it: sequential means already updated."""
    return Name(updated(slope.id)) if order == SEQUENTIAL and isinstance(slope, Name) else slope


def schedule(gradients: Gradients, order: str) -> tuple[Line, ...]:
    """Every line of one round in an order in which it can be computed."""
    forward = [(Name(equation.id), equation.formula) for equation in gradients.network.equations]
    return (*forward, *backward_lines(gradients, order))


def backward_lines(gradients: Gradients, order: str) -> Iterator[Line]:
    """The derivatives of the loss and the updates that follow from them."""
    lines: list[Line] = [(partial(*pair), formula) for pair, formula in gradients.backward()]
    parameters = set(gradients.network.parameters)
    if order == SEQUENTIAL:
        lines = _sequential(gradients.network, lines)
    for target, formula in lines:
        yield target, formula
        if (name := _wrt(target)) in parameters:
            yield from ((Name(line), update) for line, update in update_lines(gradients.network, name, formula))


def _sequential(network: Network, lines: list[Line]) -> list[Line]:
    """Layer by layer from the last, each weight above replaced by its updated self."""
    layer_of = dict(_layers(network))
    weights = set(network.of_role("weight"))
    ordered = sorted(lines, key=lambda line: -layer_of[_wrt(line[0])])

    def moved(own: str, part: Formula) -> Formula | None:
        """Every weight but the one in question, whose penalty is that of its old self."""
        above = isinstance(part, Name) and part.id in weights and part.id != own
        return Name(updated(part.id)) if isinstance(part, Name) and above else None

    return [(target, substitute(formula, bound(moved, _wrt(target)))) for target, formula in ordered]


def _wrt(target: Formula) -> str:
    """The quantity by which a scheduled derivative is taken."""
    if isinstance(target, Partial) and isinstance(target.wrt, Name):
        return target.wrt.id
    raise TypeError(f"not a derivative: {target!r}")


def _layers(network: Network) -> Iterator[tuple[str, int]]:
    """Every quantity and parameter with the number of the layer it belongs to; losses count as the last."""
    for neuron in network.neurons:
        parameters = (*neuron.weights, *((neuron.bias,) if neuron.bias else ()))
        yield from ((name, neuron.layer) for name in (neuron.net, neuron.out, *parameters))
    yield from ((neuron.error, len(network.layers)) for neuron in network.outputs)
    yield from ((penalty.id, len(network.layers)) for penalty in network.penalties)
    yield LOSS, len(network.layers)
