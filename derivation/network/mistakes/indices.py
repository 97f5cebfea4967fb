"""Mistakes of taking one thing for another of its kind: a weight, an input, a target with another index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from derivation.maths.formulas import (
    Formula,
    Name,
    substitute,
)
from derivation.network.courses import BIASES, Course, Ground, Lines, slope_name
from derivation.network.slips import Mistake, Site

_WIDE = 12
_ERROR_ONLY, _SLOPE_TOO = "the error", "the error and its derivative"


def _nets(ground: Ground) -> tuple[str, ...]:
    return ground.of_role("net_input")


def alike(ground: Ground, name: str, among: Iterable[str]) -> tuple[str, ...]:
    """The others that *name* is taken for: all of a small family, the two next to it in a large one."""
    family = tuple(dict.fromkeys(among))
    if len(family) <= _WIDE:
        return tuple(other for other in family if other != name)
    return tuple(b if a == name else a for a, b in pairwise(family) if name in (a, b))


def _wrong_index(course: Course) -> Iterator[Site]:
    for net in _nets(course.ground):
        yield from _in_equation(course.ground, net)
        yield from _in_slopes(course.ground, net)


def _in_equation(ground: Ground, net: str) -> Iterator[Site]:
    """(net input, name, another of its kind)."""
    weights, sources = ground.layer_weights(net), ground.parts(net, "input", "activation")
    families = {
        "weight": weights,
        "input": sources,
        "activation": sources,
        **dict.fromkeys(BIASES, _biases(ground, net)),
    }
    for role, family in families.items():
        for name in ground.parts(net, role):
            yield from ((net, name, other) for other in alike(ground, name, family))


def _biases(ground: Ground, line: str) -> tuple[str, ...]:
    """The biases that are in use when a net input is computed."""
    return tuple(bias for net in ground.of_sample("net_input", line) for bias in ground.parts(net, *BIASES))


def _in_slopes(ground: Ground, net: str) -> Iterator[Site]:
    """(what the slope is for, name in it, another of its kind, net input)."""
    families = {
        "activation": ground.layer_weights(net),
        "weight": ground.parts(net, "input", "activation"),
    }
    for role, family in families.items():
        for name in ground.parts(net, role):
            slope = ground.lines[slope_name(net, name)]
            if isinstance(slope, Name):
                yield from ((name, slope.id, other, net) for other in alike(ground, slope.id, family))


def _index_changed(course: Course, site: Site) -> Lines:
    """In an equation; with a fourth entry, in the slope of that net input for the activation."""
    line, old, new, *of = site
    return course.exchanged(slope_name(of[0], line) if of else Name(line), old, Name(new))


def _matrices(course: Course) -> Iterator[Site]:
    ground = course.ground
    for net in _nets(ground):
        rows = _rows(ground, net)
        if net == next(iter(rows)) and len(rows) > 1 and all(len(row) == len(rows) for row in rows.values()):
            yield from ((net, kind) for kind in (("forward", "backward") if ground.depth[net] > 1 else ("forward",)))


def _rows(ground: Ground, line: str) -> Mapping[str, tuple[str, ...]]:
    return {net: ground.parts(net, "weight") for net in ground.peers(line)}


def _transposed(course: Course, site: Site) -> Lines:
    ground = course.ground
    rows = _rows(ground, site[0])
    columns = zip(*rows.values(), strict=True)
    other = {a: b for row, column in zip(rows.values(), columns, strict=True) for a, b in zip(row, column, strict=True)}
    if site[1] == "forward":
        targets: list[Formula] = [Name(net) for net in rows]
    else:
        targets = [slope_name(net, source) for net in rows for source in ground.parts(net, "activation")]
    return {
        target: substitute(
            course[target], lambda part: Name(other[part.id]) if isinstance(part, Name) and part.id in other else None
        )
        for target in targets
    }


def _targets(course: Course) -> Iterator[Site]:
    ground = course.ground
    for error in ground.of_role("error"):
        for target in ground.parts(error, "target"):
            others = alike(ground, target, ground.of_sample("target", error))
            yield from ((error, target, other, what) for other in others for what in (_ERROR_ONLY, _SLOPE_TOO))


def _other_target(course: Course, site: Site) -> Lines:
    error, old, new, what = site
    outs = course.ground.parts(error, "activation") if what == _SLOPE_TOO else ()
    targets: list[Formula] = [Name(error), *(slope_name(error, out) for out in outs)]
    return {target: changed for each in targets for target, changed in course.exchanged(each, old, Name(new)).items()}


ROWS = (
    Mistake(
        id="wrong-index",
        name="wrong index",
        when="a weight, an input or a bias with another index is used",
        example="net_h1 = w1·i1 + w3·i2 + b1",
        sites=_wrong_index,
        change=_index_changed,
        where="{2} in place of {1} for {0}",
        once=True,
    ),
    Mistake(
        id="transposed-weights",
        name="transposed weight matrix",
        when="the weights of a layer are read by columns instead of rows, source and destination exchanged",
        example="net_h1 = w1·i1 + w3·i2 + b1, net_h2 = w2·i1 + w4·i2 + b1",
        sites=_matrices,
        change=_transposed,
        where="in the {1} pass through the layer of {0}",
        throughout="in the {0} pass",
    ),
    Mistake(
        id="wrong-target",
        name="target of another output",
        when="an output is compared with the target of another output",
        example="E_o2 = 1/2·(target_o1 - out_o2)^2",
        sites=_targets,
        change=_other_target,
        where="{2} for {1} in {3}",
        once=True,
    ),
)
