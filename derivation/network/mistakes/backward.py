"""Mistakes of the backward pass: slopes, and the roads that they are multiplied along."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import ONE, ZERO, Formula, Name, formula, fraction, names
from derivation.network.courses import Course, Lines, slope_name
from derivation.network.slips import Mistake, Site
from derivation.network.updates import SIMULTANEOUS


def _neurons(course: Course) -> Iterator[tuple[str, str]]:
    """(output, net input) of every neuron; under a joint activation the one that has its index."""
    nets, outs = (course.ground.of_role(role) for role in ("net_input", "activation"))
    return zip(outs, nets, strict=False)


def _curved(course: Course) -> Iterator[tuple[str, str]]:
    """The neurons whose slope is something else than 1."""
    yield from ((out, net) for out, net in _neurons(course) if course[slope_name(out, net)] != ONE)


def _own_net(course: Course, out: str) -> str:
    return next(net for each, net in _neurons(course) if each == out)


def _outs(course: Course) -> Iterator[Site]:
    yield from ((out,) for out, _ in _curved(course))


def _derivative_forgotten(course: Course, site: Site) -> Lines:
    """The slope of the neuron's own output is 1, and that of every other output for its net input 0."""
    net = _own_net(course, site[0])
    others = (user for user in course.ground.users(net, "activation") if user != site[0])
    return {slope_name(site[0], net): ONE, **{slope_name(user, net): ZERO for user in others}}


def _derivative_twice(course: Course, site: Site) -> Lines:
    slope = slope_name(site[0], _own_net(course, site[0]))
    return {slope: course[slope] * course[slope]}


def _at_the_net_input(course: Course) -> Iterator[Site]:
    for out, net in _curved(course):
        found = names(course[slope_name(out, net)])
        if (out in found) != (net in found):
            yield (out,)


def _exchanged_argument(course: Course, site: Site) -> Lines:
    """net in place of out in the slope, or out in place of net where the slope is written in net."""
    out, net = site[0], _own_net(course, site[0])
    slope = slope_name(out, net)
    old, new = (out, net) if out in names(course[slope]) else (net, out)
    return course.exchanged(slope, old, Name(new))


def _at_the_wrong_neuron(course: Course) -> Iterator[Site]:
    ground = course.ground
    for out, net in _curved(course):
        if ground.users(net, "activation") != (out,):
            continue
        others = [other for other in ground.peers(out) if other != out]
        yield from ((out, other) for other in others[:_MOST_PEERS])


_MOST_PEERS = 12


def _neighbours_slope(course: Course, site: Site) -> Lines:
    out, other = site
    net = _own_net(course, out)
    return {slope_name(out, net): course[slope_name(other, _own_net(course, other))]}


def _joint(course: Course) -> Iterator[Site]:
    for out in course.ground.of_role("activation"):
        if len(course.ground.parts(out, "net_input")) > 1:
            yield (out,)


def _only_its_own(course: Course, site: Site) -> Lines:
    own = _own_net(course, site[0])
    others = (net for net in course.ground.parts(site[0], "net_input") if net != own)
    return {slope_name(site[0], net): ZERO for net in others}


def _errors(course: Course) -> Iterator[tuple[str, str]]:
    ground = course.ground
    for error in ground.of_role("error"):
        yield from ((error, out) for out in ground.parts(error, "activation"))


def _signs(course: Course) -> Iterator[Site]:
    yield from ((error,) for error, _ in _errors(course))


def _turned(course: Course, site: Site) -> Lines:
    slopes = (slope_name(error, out) for error, out in _errors(course) if error == site[0])
    return {slope: -course[slope] for slope in slopes}


def _factors(course: Course) -> Iterator[Site]:
    yield from ((error, factor) for error, _ in _errors(course) for factor in ("2", "1/2"))


def _multiplied(course: Course, site: Site) -> Lines:
    factor = formula(2) if site[1] == "2" else fraction(1, 2)
    slopes = (slope_name(error, out) for error, out in _errors(course) if error == site[0])
    return {slope: factor * course[slope] for slope in slopes}


def _operands(course: Course) -> Iterator[Site]:
    """(net input, weight or output, what stands in place of the slope)."""
    ground = course.ground
    for net in ground.of_role("net_input"):
        for weight in ground.parts(net, "weight"):
            source = course[slope_name(net, weight)]
            if isinstance(source, Name):
                yield from ((net, weight, other) for other in _taken_for(course, source.id, weight))
        for out in ground.parts(net, "activation"):
            yield (net, out, out)


def _taken_for(course: Course, source: str, weight: str) -> Iterator[str]:
    """What a source is mistaken for: the weight, its own net input, an input of the network."""
    ground = course.ground
    yield weight
    if ground.roles.get(source) == "activation":
        yield from ground.parts(source, "net_input")[:1]
        yield from ground.of_sample("input", source)[:_MOST_PEERS]


def _other_operand(course: Course, site: Site) -> Lines:
    return {slope_name(site[0], site[1]): Name(site[2])}


def _sequential(course: Course) -> Iterator[Site]:
    ground = course.ground
    joins = [pair for pair in ground.pairs if ground.joins_layers(*pair) and _has_weight(course, pair)]
    if joins and ground.order == SIMULTANEOUS and ground.network.parameters:
        yield ("the hidden layers",)


def _has_weight(course: Course, pair: tuple[str, str]) -> bool:
    roles = course.ground.roles
    return any(roles.get(name) == "weight" for name in names(course[slope_name(*pair)]))


def _moved(course: Course, site: Site) -> Lines:
    ground = course.ground
    joins = [slope_name(*pair) for pair in ground.pairs if ground.joins_layers(*pair)]
    found: dict[Formula, Formula] = {slope: ground.moved(course[slope]) for slope in joins}
    return found


def _penalties(course: Course) -> Iterator[Site]:
    roles = course.ground.roles
    found = {user for user, name in course.ground.pairs if roles[user] == "penalty" and roles[name] == "weight"}
    yield from ((penalty,) for penalty in sorted(found))


def _penalty_forgotten(course: Course, site: Site) -> Lines:
    return {slope_name(*pair): ZERO for pair in course.ground.pairs if pair[0] == site[0]}


ROWS = (
    Mistake(
        id="sequential-update",
        name="sequential update",
        when="the output weights are updated first and the new ones are used for the hidden layer",
        example="dE_total/dout_h1 = dE_total/dnet_o1·w5⁺ + dE_total/dnet_o2·w7⁺",
        sites=_sequential,
        change=_moved,
        where="",
        always=True,
        tier=0,
        rule=r"(?:original|old|unchanged|current) (?:\w+ )?weights"
        r"|updates?\b[^.]{0,60}\bafter\b[^.]{0,60}\bweights"
        r"|(?:simultaneous|all at once|at the same time)[^.]{0,60}(?:update|weight)",
    ),
    Mistake(
        id="forgotten-activation-derivative",
        name="activation derivative forgotten",
        when="the derivative of the activation function is left out of the chain",
        example="dE_total/dnet_o1 = dE_total/dout_o1",
        sites=_outs,
        change=_derivative_forgotten,
        where="for {0}",
        tier=1,
    ),
    Mistake(
        id="derivative-twice",
        name="activation derivative twice",
        when="the derivative of the activation function is multiplied in twice, "
        "as when output minus target is multiplied by it after a cross-entropy",
        example="dE_total/dnet_o = (out_o - target_o)·out_o·(1 - out_o) for the binary cross-entropy",
        sites=_outs,
        change=_derivative_twice,
        where="for {0}",
    ),
    Mistake(
        id="derivative-at-net-input",
        name="derivative at the net input",
        when="the derivative of the activation function is taken at the net input where the output belongs, "
        "or the other way round",
        example="dout_h1/dnet_h1 = net_h1·(1 - net_h1)",
        sites=_at_the_net_input,
        change=_exchanged_argument,
        where="for {0}",
        tier=1,
    ),
    Mistake(
        id="derivative-at-wrong-neuron",
        name="derivative at another neuron",
        when="the derivative of the activation function is taken at another neuron",
        example="dout_h1/dnet_h1 = out_h2·(1 - out_h2)",
        sites=_at_the_wrong_neuron,
        change=_neighbours_slope,
        where="at {1} for {0}",
        once=True,
    ),
    Mistake(
        id="softmax-elementwise",
        name="softmax treated elementwise",
        when="softmax is differentiated as if every output depended on its own net input alone",
        example="dout_o1/dnet_o2 = 0",
        sites=_joint,
        change=_only_its_own,
        where="for {0}",
    ),
    Mistake(
        id="target-minus-output",
        name="sign slip of target minus output",
        when="the derivative of the error is taken as target minus output",
        example="dE_total/dout_o1 = target_o1 - out_o1",
        sites=_signs,
        change=_turned,
        tier=1,
    ),
    Mistake(
        id="factor-two",
        name="factor 2 in the derivative",
        when="the derivative of the error has a factor too many, or lacks one",
        example="dE_total/dout_o1 = 2·(out_o1 - target_o1)",
        sites=_factors,
        change=_multiplied,
        where="{1} in {0}",
        throughout="{0}",
        tier=1,
    ),
    Mistake(
        id="wrong-operand",
        name="wrong operand",
        when="another quantity is multiplied in",
        example="dE_total/dw5 = dE_total/dnet_o1·i1",
        sites=_operands,
        change=_other_operand,
        where="{2} in place of the slope of {0} for {1}",
        once=True,
    ),
    Mistake(
        id="penalty-forgotten",
        name="penalty forgotten in the gradient",
        when="the penalty on the weights is left out of the gradient",
        example="dE_total/dw5 = dE_total/dnet_o1·out_h1",
        sites=_penalties,
        change=_penalty_forgotten,
    ),
)
