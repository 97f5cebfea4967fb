"""Mistakes of the chain rule: a road that is left out of the sum, a factor that is left out of a product."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import ONE, ZERO
from derivation.network.courses import Course, Lines, slope_name
from derivation.network.slips import Mistake, Site

_STEPS = ("quantity", "result")
_ROADS = ("net_input", *_STEPS)
"""The roles of the lines that roads lead over, in a network and in a computation."""


def _roads(course: Course) -> Iterator[Site]:
    """(from, over): the quantities that reach the error on several roads."""
    ground = course.ground
    biases = set(ground.biases)
    trained = (name for step in ground.network.steps for name in step.parameters if name in biases)
    for name in (*ground.of_role("activation"), *trained, *ground.of_role("parameter"), *ground.of_role("quantity")):
        users = [user for user in ground.gradients.consumers.get(name, ()) if ground.roles[user] in _ROADS]
        yield from ((name, user) for user in users if len(users) > 1)


def _links(course: Course) -> Iterator[Site]:
    """(line, quantity in it): the slopes between the lines of a computation that are more than a sign."""
    ground = course.ground
    for user, name in ground.pairs:
        kinds = ground.roles.get(user) in _STEPS, ground.roles.get(name) == "quantity"
        if all(kinds) and course[slope_name(user, name)] not in (ONE, -ONE):
            yield (user, name)


def _road_forgotten(course: Course, site: Site) -> Lines:
    return {slope_name(site[1], site[0]): ZERO}


ROWS = (
    Mistake(
        id="path-forgotten",
        name="one path forgotten",
        when="one of the roads that lead to the error is left out of the sum",
        example="dE_total/dout_h1 = dE_total/dnet_o1·w5",
        sites=_roads,
        change=_road_forgotten,
        where="that from {0} over {1}",
        throughout="those over {0}",
        tier=1,
    ),
    Mistake(
        id="slope-forgotten",
        name="slope forgotten",
        when="one factor of the chain is left out",
        example="df/dx = 1 for f = q·z, q = x + y",
        sites=_links,
        change=lambda course, site: {slope_name(*site): ONE},
        where="that of {1} in {0}",
        throughout="those of {0}",
        tier=1,
    ),
)
