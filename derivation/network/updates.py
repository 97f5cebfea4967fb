"""One round as an ordered list of lines: forward pass, derivatives, updates.

Simultaneous: every derivative is taken with the weights of the forward pass. Sequential: a layer's derivatives
are taken with the weights above it already updated, a slip that published texts have made.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial as bound

from derivation.maths.formulas import Formula, Name, Partial, substitute
from derivation.maths.programs import Line
from derivation.network.equations import LEARNING_RATE, Network
from derivation.network.gradients import Gradients, partial
from derivation.network.optimizers import updated as updated

SIMULTANEOUS, SEQUENTIAL = "simultaneous", "sequential"
ORDERS = (SIMULTANEOUS, SEQUENTIAL)


def update_lines(network: Network, name: str, gradient: Formula | None = None) -> tuple[tuple[str, Formula], ...]:
    """The lines of one update of a parameter, `name+` last.

    *gradient* may stand in place of dE_total/d(name), so that products with the same beginning are found.
    A network that does not learn has no update.
    """
    if not network.learns:
        return ()
    inline = gradient is not None and not network.optimizer.memories
    slope = gradient if inline and gradient is not None else network.gradient(name)
    return network.optimizer.update(name, LEARNING_RATE, slope)


def local_slope(slope: Formula, order: str) -> Formula:
    """A slope between layers (a weight) as the update order uses it: sequential means already updated."""
    return Name(updated(slope.id)) if order == SEQUENTIAL and isinstance(slope, Name) else slope


def schedule(gradients: Gradients, order: str) -> tuple[Line, ...]:
    """Every line of one round in an order in which it can be computed, one update after the other."""
    return tuple(line for step in gradients.network.steps for line in _step_lines(gradients, order, step))


def _step_lines(gradients: Gradients, order: str, step: Network) -> Iterator[Line]:
    yield from ((Name(equation.id), equation.formula) for equation in step.equations)
    yield from backward_lines(gradients, order, step)
    yield from ((Name(updated(name)), Name(name) + 1) for name in step.of_role("round"))


def backward_lines(gradients: Gradients, order: str, step: Network | None = None) -> Iterator[Line]:
    """The derivatives of the loss and the updates that follow from them; *step* is the whole network or one update."""
    step = step or gradients.network
    lines: list[Line] = [(partial(*pair), formula) for pair, formula in gradients.backward(step)]
    changed = {step.gradient(name) for name in step.parameters}
    if order == SEQUENTIAL:
        lines = _sequential(step, lines)
    for target, formula in lines:
        yield target, formula
        if target in changed:
            yield from ((Name(line), update) for line, update in update_lines(step, _wrt(target), formula))


def _sequential(step: Network, lines: list[Line]) -> list[Line]:
    """Layer by layer from the last, each weight above replaced by its updated self."""
    layer_of = dict(_layers(step))
    weights = set(step.of_role("weight"))
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


def _layers(step: Network) -> Iterator[tuple[str, int]]:
    """Every quantity and parameter with the number of the layer it belongs to; losses count as the last."""
    last = len(step.layers)
    for sample in step.samples:
        for neuron in sample.neurons:
            parameters = (*neuron.weights, *((neuron.bias,) if neuron.bias else ()))
            yield from ((name, neuron.layer) for name in (neuron.net, neuron.out, *parameters))
        yield from ((name, last) for name in (*(neuron.error for neuron in sample.outputs), sample.total))
    yield from ((name, last) for name in (*(penalty.id for penalty in step.penalties), step.total))
