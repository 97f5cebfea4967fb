"""Drawings: labels that cover neither each other nor a circle, and SVG that says what it shows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from networks import case

from derivation.drawings.lettering import SIZES, width
from derivation.drawings.placement import Box, box, place
from derivation.drawings.shapes import Circle, Drawing, Label, Line, Point, Style
from derivation.drawings.svg import STYLE, svg
from derivation.maths.formulas import Name
from derivation.network.building import build
from derivation.network.equations import Network
from derivation.network.loading import read_spec
from derivation.network.spelling import PLAIN
from derivation.render.diagrams import can_be_drawn, plain_diagram, road_diagram
from derivation.starting import new

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = ("2,2,2", "4,5,3", "3,5,5,3", "1,1", "6,6", "2,3,4,2")
every_size = pytest.mark.parametrize("sizes", DRAWN)


def network(sizes: str) -> Network:
    return build(read_spec(new(sizes, 1)))


def drawings(sizes: str) -> list[Drawing]:
    """The network itself, and the roads of its first and its last weight."""
    found = network(sizes)
    weights = [weight for neuron in found.neurons for weight in neuron.weights]
    return [plain_diagram(found, PLAIN), *(road_diagram(found, PLAIN, weight) for weight in (weights[0], weights[-1]))]


def boxes(drawing: Drawing) -> list[Box]:
    return [box(label, PLAIN) for label in drawing.labels]


@every_size
def test_no_two_labels_overlap(sizes: str) -> None:
    pairs = [pair for drawing in drawings(sizes) for pair in combinations(boxes(drawing), 2)]
    assert [pair for pair in pairs if pair[0].overlap(pair[1]) > 0] == []


@every_size
def test_no_label_of_an_edge_covers_a_circle(sizes: str) -> None:
    for drawing in drawings(sizes):
        circles = [shape for shape in drawing.shapes if isinstance(shape, Circle)]
        labels = [label for label in drawing.labels if label.style == Style.WEIGHT]
        assert [label for label in labels for circle in circles if covers(label, circle)] == []


def covers(label: Label, circle: Circle) -> bool:
    """Whether any point of the circle lies in the label's box."""
    found, centre = box(label, PLAIN), circle.centre
    x = min(max(centre.x, found.left), found.right)
    y = min(max(centre.y, found.top), found.bottom)
    return (x - centre.x) ** 2 + (y - centre.y) ** 2 < circle.radius**2


@every_size
def test_everything_is_on_the_canvas(sizes: str) -> None:
    for drawing in drawings(sizes):
        found = boxes(drawing)
        assert min(each.left for each in found) >= 0 and max(each.right for each in found) <= drawing.width
        assert min(each.top for each in found) >= 0 and max(each.bottom for each in found) <= drawing.height


@pytest.mark.parametrize(
    ("sizes", "names", "values"),
    [("2,2,2", 4 + 4 + 4, 12), ("4,5,3", 35 + 8, 43), ("3,5,5,3", 55 + 13, 0), ("8,8,2", 0, 0)],
)
def test_edges_tell_values_names_or_nothing_as_there_is_room(sizes: str, names: int, values: int) -> None:
    labels = [label for label in plain_diagram(network(sizes), PLAIN).labels if label.style == Style.WEIGHT]
    assert (len(labels), sum(len(label.content) == 3 for label in labels)) == (names, values)


def test_labels_that_find_no_place_are_told_of() -> None:
    line = Line((Point(0, 0), Point(40, 0)), Style.EDGE)
    label = Label(Point(0, 0), (Name("w1"),), Style.WEIGHT)
    assert place([(line, label)] * 9, (), PLAIN) is None
    assert place([(line, label)], (), PLAIN) is not None


def test_a_tangle_is_not_drawn() -> None:
    assert can_be_drawn(network("8,8,2"))
    assert not can_be_drawn(network("20,2"))
    assert not can_be_drawn(network("16,16,16"))


def test_the_road_of_an_output_weight_is_one() -> None:
    drawing = road_diagram(build(case("classic")), PLAIN, "w5")
    roads = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.style == Style.ROAD]
    assert len(roads) == len(("w5", "o1 to its error", "that error to the total"))


def test_the_roads_of_a_hidden_weight_pass_through_every_output() -> None:
    drawing = road_diagram(build(case("classic")), PLAIN, "w1")
    circles = [shape for shape in drawing.shapes if isinstance(shape, Circle) and shape.style == Style.ON_ROAD]
    assert len(circles) == len(("i1", "h1", "o1", "o2", "E_o1", "E_o2", "E_total"))


def test_under_softmax_a_weight_of_one_output_reaches_every_error() -> None:
    found = build(case("softmax-of-three"))
    drawing = road_diagram(found, PLAIN, found.outputs[0].weights[0])
    roads = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.style == Style.ROAD]
    assert len(roads) == 1 + 3 + 3


def test_svg_says_what_it_is_and_what_it_shows() -> None:
    image = ET.fromstring(drawn("2,2,2"))
    assert (image.get("role"), image.get("aria-labelledby")) == ("img", "it-title it-desc")
    assert [image.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["a < b", "c & d"]  # type: ignore[union-attr]


def test_svg_loads_nothing_and_runs_nothing() -> None:
    text = drawn("4,5,3")
    assert not any(word in text for word in ("href", "url(", "script", "@import", "onload", "foreignObject"))


def test_every_style_has_its_looks_in_both_schemes() -> None:
    light, dark = STYLE.split("@media")
    unstyled = {Style.EDGE, Style.NEURON, Style.AXIS, Style.NAME, Style.WEIGHT, Style.NOTE}
    assert [style for style in Style if style not in unstyled and f".{style}" not in light] == []
    assert "line, .drawing polyline" in dark and "text" in dark and "circle" in dark


def test_a_road_is_told_by_its_width_too() -> None:
    assert ".drawing .road { stroke: #b3261e; stroke-width: 3.6px; }" in STYLE


@pytest.mark.parametrize("style", SIZES)
def test_a_longer_text_is_wider(style: Style) -> None:
    short, long = (Label(Point(0, 0), (text,), style) for text in ("0.1", "0.123456789"))
    assert 0 < width(short, PLAIN) < width(long, PLAIN)


def drawn(sizes: str) -> str:
    return svg(plain_diagram(network(sizes), PLAIN), PLAIN, name="it", title="a < b", description="c & d")
