"""Network, gradients and values -> the steps of the whole derivation, each with its rule, its forms and its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from derivation.maths.abridging import abridged
from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Formula, Name, Sum, children, product, substitute, total
from derivation.maths.rules import Rule
from derivation.maths.tidying import tidy
from derivation.network.equations import Network, Neuron
from derivation.network.gradients import partial
from derivation.network.optimizers import updated
from derivation.network.spec import Spec
from derivation.network.updates import local_slope, update_lines
from derivation.network.values import Values
from derivation.render.explaining_deltas import explain_shown_delta, explain_weight_by_delta, shown_deltas
from derivation.render.explaining_roads import explain_roads
from derivation.render.explanations import Explanation, in_short_id, longest_sum, slope_id, slope_step
from derivation.render.ledger import Ledger
from derivation.render.steps import numeric, reason, symbolic

LONGEST_RAW_SUM = 12
"""A sum of more terms than this is not differentiated on paper term by term."""


def explain(spec: Spec, values: Values, ledger: Ledger) -> Explanation:
    """Every step of one round, from the first net input to the last updated parameter."""
    settings = spec.document
    explanation = Explanation(ledger, settings.equals_throughout, spec.shown_delta, longest_sum(settings))
    for step in values.gradients.network.steps:
        for sample in step.samples:
            _explain_sample(sample, explanation, values)
        if step.parts:
            _explain_batch(step, explanation)
        if step is not values.gradients.network.steps[-1]:
            _explain_counting(step, explanation)
    return explanation


def _explain_counting(step: Network, explanation: Explanation) -> None:
    """The number of the next update, where the optimizer asks for it."""
    for name in step.of_role("round"):
        explanation.line(Rule.DEFINITION, Name(updated(name)), Name(name) + 1)


def _explain_sample(network: Network, explanation: Explanation, values: Values) -> None:
    """One sample: forward, and back to the gradient of every parameter."""
    _alias(network, explanation.ledger, values.order)
    _explain_forward(network, explanation)
    _explain_slopes(network, explanation)
    for layer in reversed(network.layers):
        if layer[0].activation.joint:
            _explain_joint_layer(network, layer, explanation, values)
        else:
            for neuron in layer:
                _explain_neuron(network, neuron, explanation, values)
        _explain_biases(network, layer, explanation)
    explain_roads(network, explanation)


def _explain_batch(network: Network, explanation: Explanation) -> None:
    """What the samples come to together: the loss, and the gradient and the update of every parameter."""
    for name in (*(penalty.id for penalty in network.penalties), network.total):
        explanation.line(Rule.DEFINITION, Name(name), network.by_id[name].formula)
    weights = frozenset(network.of_role("weight"))
    for name in network.parameters:
        penalised = _explain_penalties(network, name, explanation) if name in weights else ()
        slopes = [sample.gradient(name) for sample in network.samples]
        explanation.line(Rule.SUM_RULE, network.gradient(name), network.over_samples(slopes, penalised))
        explain_update(network, name, explanation)


def _explain_penalties(network: Network, weight: str, explanation: Explanation) -> tuple[Formula, ...]:
    """What every penalty adds to the gradient of *weight*."""
    for penalty in network.penalties:
        explanation.line(Rule.CONSTANT_MULTIPLE, partial(penalty.id, weight), penalty.slope_at(weight))
    return tuple(partial(penalty.id, weight) for penalty in network.penalties)


def _alias(network: Network, ledger: Ledger, order: str) -> None:
    """Local slopes that are just another quantity stand on the page as that quantity does."""
    for neuron in network.neurons:
        for weight, source in zip(neuron.weights, neuron.sources, strict=True):
            ledger.aliases[partial(neuron.net, weight)] = Name(source)
            ledger.aliases[partial(neuron.net, source)] = local_slope(Name(weight), order)
    for neuron in network.outputs:
        if network.road_end(neuron) != network.total:
            ledger.aliases[partial(neuron.error, neuron.out)] = network.gradient(neuron.out)


def _explain_forward(network: Network, explanation: Explanation) -> None:
    for equation in network.equations:
        explanation.line(Rule.DEFINITION, Name(equation.id), equation.formula)
    explanation.steps[expanded_id(network)] = symbolic(
        Rule.SUBSTITUTION, Name(network.total), abridged(expanded_loss(network), explanation.longest_sum)
    )


def expanded_id(network: Network) -> str:
    """The id of the step that writes out the loss with the error of every output."""
    return f"{network.total} expanded"


def expanded_loss(network: Network) -> Formula:
    """The loss with the error of every output written out."""
    errors: dict[Formula, Formula] = {
        Name(neuron.error): network.by_id[neuron.error].formula for neuron in network.outputs
    }
    return substitute(network.by_id[network.total].formula, errors.get)


def _explain_slopes(network: Network, explanation: Explanation) -> None:
    used = {neuron.activation.key: neuron.activation for neuron in network.neurons if not neuron.activation.joint}
    for activation in used.values():
        if slope_id(activation) not in explanation.steps:
            explanation.steps[slope_id(activation)] = slope_step(activation)


def _explain_neuron(network: Network, neuron: Neuron, explanation: Explanation, values: Values) -> None:
    """What the error owes to this neuron's output, and through it to each of its weights."""
    if neuron in network.outputs:
        _explain_output(network, neuron, explanation)
    else:
        _explain_roads(network, neuron, explanation)
    slope = values.gradients.local(neuron.out, neuron.net)
    explanation.line(Rule.ACTIVATION_SLOPE, partial(neuron.out, neuron.net), slope)
    _explain_delta(neuron, explanation, network.total)
    if network.road_end(neuron) != network.total and len(network.layers) > 1:
        _explain_delta(neuron, explanation, neuron.error)
    explain_shown_delta(network, neuron, explanation)
    for weight, source in zip(neuron.weights, neuron.sources, strict=True):
        _explain_weight(network, neuron, weight, source, explanation)


def _explain_joint_layer(network: Network, layer: tuple[Neuron, ...], explanation: Explanation, values: Values) -> None:
    """Softmax: every net input has a road to the error through every output."""
    for neuron in layer:
        _explain_output(network, neuron, explanation)
    for neuron in layer:
        for other in layer:
            slope = values.gradients.local(other.out, neuron.net)
            explanation.line(Rule.ACTIVATION_SLOPE, partial(other.out, neuron.net), slope)
        roads = [network.gradient(other.out) * partial(other.out, neuron.net) for other in layer]
        explanation.line(Rule.PATH_SUM, network.gradient(neuron.net), total(tuple(roads)))
    for neuron in layer:
        _explain_shortcut(network, layer, neuron, explanation)
        explain_shown_delta(network, neuron, explanation)
        for weight, source in zip(neuron.weights, neuron.sources, strict=True):
            _explain_weight(network, neuron, weight, source, explanation)


def shortcut_id(network: Network, neuron: Neuron) -> str:
    """The id of the step that finds a softmax neuron's delta without the detour over all outputs."""
    return in_short_id(network.gradient(neuron.net))


def _explain_shortcut(network: Network, layer: tuple[Neuron, ...], neuron: Neuron, explanation: Explanation) -> None:
    """The roads' terms cancel to out - target, times the sum of the targets where that is not 1."""
    if network.loss.name != "cross-entropy":
        return
    own = Name(neuron.target)
    detour = -(own / Name(neuron.out)) * (Name(neuron.out) * (1 - Name(neuron.out)))
    roads = [detour, *(_detour(neuron, other) for other in layer if other is not neuron)]
    rest = [Name(other.target) * Name(neuron.out) for other in layer if other is not neuron]
    cancelled = total((-(own * (1 - Name(neuron.out))), *rest))
    gathered = total(tuple(Name(other.target) for other in layer))
    adds_up = sum(network.given[other.target].value for other in layer) == 1
    short = Name(neuron.out) - own if adds_up else Name(neuron.out) * gathered - own
    subject = network.gradient(neuron.net)
    whole = [total(tuple(roads)), cancelled, Name(neuron.out) * gathered - own, short]
    forms = [abridged(form, explanation.longest_sum) for form in whole]
    worked = explanation.ledger.work(subject, forms[-1])
    explanation.steps[shortcut_id(network, neuron)] = numeric(
        Rule.REWRITE, subject, forms, worked, equals=explanation.equals
    )


def _detour(neuron: Neuron, other: Neuron) -> Formula:
    """The road through another output: -target/out times -out out."""
    return -(Name(other.target) / Name(other.out)) * (-(Name(other.out) * Name(neuron.out)))


def _explain_delta(neuron: Neuron, explanation: Explanation, of: str) -> None:
    """d(of)/d(net) = d(of)/d(out) * d(out)/d(net)."""
    factors = (partial(of, neuron.out), partial(neuron.out, neuron.net))
    explanation.line(Rule.CHAIN_RULE, partial(of, neuron.net), product(factors))


def _explain_output(network: Network, neuron: Neuron, explanation: Explanation) -> None:
    worked = differentiate(expanded_loss(network), neuron.out)
    raw = (worked.after,) if len(network.outputs) <= LONGEST_RAW_SUM else ()
    because = (reason(worked, neuron.out),)
    forms = [*raw, tidy(worked.after), *_textbook_slope(network, neuron)]
    rule = worked.rule if network.loss.is_own else Rule.POWER_RULE
    explanation.line(rule, network.gradient(neuron.out), *forms, because=because)


def _textbook_slope(network: Network, neuron: Neuron) -> tuple[Formula, ...]:
    """The further form in which textbooks print the error's slope, where they have one."""
    slope = network.loss.slope
    return (slope(Name(neuron.target), Name(neuron.out)),) if slope else ()


def _explain_roads(network: Network, neuron: Neuron, explanation: Explanation) -> None:
    """The sum over every neuron of the next layer that this one feeds."""
    users = network.layers[neuron.layer]
    roads: list[Formula] = []
    for user in users:
        inner = partial(user.net, neuron.out)
        explanation.line(Rule.CONSTANT_MULTIPLE, inner, explanation.ledger.aliases[inner])
        if network.road_end(user) != network.total:
            road = partial(user.error, neuron.out)
            factors = product((partial(user.error, user.net), inner))
            explanation.line(Rule.CHAIN_RULE, road, factors)
            roads.append(road)
        else:
            roads.append(product((network.gradient(user.net), inner)))
    explanation.line(Rule.PATH_SUM, network.gradient(neuron.out), total(tuple(roads)))


def _explain_weight(network: Network, neuron: Neuron, weight: str, source: str, explanation: Explanation) -> None:
    slope = partial(neuron.net, weight)
    equation = network.by_id[neuron.net].formula
    short = len(children(equation)) <= LONGEST_RAW_SUM or not isinstance(equation, Sum)
    worked = differentiate(equation, weight) if short else None
    raw = (worked.after,) if worked else ()
    because = (reason(worked, weight),) if worked else ()
    explanation.line(Rule.CONSTANT_MULTIPLE, slope, *raw, Name(source), because=because)
    through_out = (network.gradient(neuron.out), partial(neuron.out, neuron.net))
    before = (network.gradient(neuron.net),) if neuron.activation.joint else through_out
    penalised = _explain_penalties(network, weight, explanation)
    factors = total((product((*before, slope)), *penalised))
    explanation.line(Rule.CHAIN_RULE, network.gradient(weight), factors)
    explain_update(network, weight, explanation)
    explain_weight_by_delta(network, neuron, weight, source, factors, explanation)


def explain_update(network: Network, parameter: str, explanation: Explanation) -> None:
    """The lines of one update of a parameter, where the network learns."""
    for name, formula in update_lines(network, parameter):
        explanation.line(Rule.GRADIENT_STEP, Name(name), formula)


def _explain_biases(network: Network, layer: tuple[Neuron, ...], explanation: Explanation) -> None:
    """A bias adds to every net input it enters, so its gradient is the sum of those neurons' deltas.

    A threshold is subtracted, so each delta counts with the factor -1.
    """
    biases: Iterable[str] = dict.fromkeys(neuron.bias for neuron in layer if neuron.bias)
    for bias in (bias for bias in biases if bias in network.parameters):
        fed = [neuron for neuron in layer if neuron.bias == bias]
        for neuron in (neuron for neuron in fed if neuron.threshold):
            slope = differentiate(network.by_id[neuron.net].formula, bias)
            raw = (slope.after,) if len(neuron.weights) < LONGEST_RAW_SUM else ()
            because = (reason(slope, bias),) if raw else ()
            explanation.line(Rule.SUM_RULE, partial(neuron.net, bias), *raw, tidy(slope.after), because=because)
        roads = [
            product((network.gradient(each.net), partial(each.net, bias)))
            if each.threshold
            else network.gradient(each.net)
            for each in fed
        ]
        shown = shown_deltas(fed, explanation.delta_sign)
        explanation.line(Rule.PATH_SUM, network.gradient(bias), total(tuple(roads)), *shown)
        explain_update(network, bias, explanation)
