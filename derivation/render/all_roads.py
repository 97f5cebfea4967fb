"""One weight of a deep network road by road: a section that shows what the recursion adds up."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.network.roads import count_roads, first_weight, roads
from derivation.render.author import BRIEF, Author, Section
from derivation.render.explaining_roads import has_roads, road_id, roads_id


def all_roads(author: Author) -> Iterator[Section]:
    """All roads from the first weight to the error, or how many there would be; nothing for a shallow network."""
    network = author.network
    if len(network.layers) < 3:
        return
    _, weight, _ = first_weight(network)
    walked = has_roads(network) and author.detail != BRIEF
    yield (
        "all_roads",
        {
            "weight": author.name(weight),
            "gradient": author.tokens.math(network.gradient(weight)),
            "count": author.word(count_roads(network)) if walked else author.count(count_roads(network)),
            "one": count_roads(network) == 1,
            "neurons": author.count(len(network.neurons)),
            "walked": walked,
            "roads": _walked(author) if walked else [],
            "whole": author.tokens.lines(author.derivation.steps[roads_id(network)]) if walked else "",
        },
    )


def _walked(author: Author) -> list[dict[str, str]]:
    """Every road with the neurons on it."""
    steps = author.derivation.steps
    return [
        {
            "neurons": author.names(neuron.name for neuron in road.neurons),
            "line": author.tokens.lines(steps[road_id(author.network, number)]),
        }
        for number, road in enumerate(roads(author.network), start=1)
    ]
