"""Drawings: labels that cover neither each other nor a circle, and SVG that says what it shows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import pytest
from networks import case, derivation, edition

from derivation.drawings.lettering import SIZES, width
from derivation.drawings.placement import Box, box, place
from derivation.drawings.shapes import Circle, Drawing, Label, Line, Point, Style
from derivation.drawings.svg import STYLE, svg
from derivation.drawings.tikz import TikzPrinter
from derivation.maths.formulas import Name, Number
from derivation.network.building import build
from derivation.network.equations import Network
from derivation.network.loading import read_spec
from derivation.network.spelling import PLAIN
from derivation.render.curves import Course, curve
from derivation.render.diagrams import can_be_drawn, plain_diagram, road_diagram
from derivation.render.latex_text import escaped
from derivation.render.markup import Figure, Table
from derivation.render.typesetting import finely_set, plain_text
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


def figures(name: str | int) -> dict[str, Figure]:
    """The figures of a case's tutorial by name."""
    found = edition(name).documents[0]
    return {figure.name: figure for figure in found.figures}


@pytest.mark.parametrize("name", ["classic", "softmax-of-three", "four-layers", "six-wide", "no-bias", "saturating"])
def test_labels_of_the_figures_of_a_tutorial_do_not_overlap(name: str) -> None:
    spelling = derivation(name).notation
    for figure in figures(name).values():
        found = [box(label, spelling) for label in figure.drawing.labels]
        assert [pair for pair in combinations(found, 2) if pair[0].overlap(pair[1]) > 0] == [], figure.name
        assert min(each.left for each in found) >= 0 and max(each.right for each in found) <= figure.drawing.width
        assert min(each.top for each in found) >= 0 and max(each.bottom for each in found) <= figure.drawing.height


def test_the_figures_of_the_classic_network() -> None:
    assert list(figures("classic")) == ["network", "road-w5", "road-w1", "round", "curve"]


def test_a_network_with_many_weights_has_no_values_in_its_figures() -> None:
    found = figures("six-wide")
    assert "round" not in found and "network" in found
    assert [label for label in found["network"].drawing.labels if label.style == Style.WEIGHT] == []


def test_what_has_no_room_in_a_picture_stands_in_a_table() -> None:
    blocks = edition("six-wide").documents[0].blocks
    tables = [
        block for block in blocks if isinstance(block, Table) and len(block.rows) == 12 and len(block.header) == 3
    ]
    assert [plain_text(row[0], derivation("six-wide").notation) for row in tables[-1].rows][:2] == ["h1", "h2"]


def test_the_picture_of_the_round_tells_the_numbers_of_the_text() -> None:
    told = [piece for label in figures("classic")["round"].drawing.labels for piece in label.content]
    numbers = {piece.numeral.text for piece in told if isinstance(piece, Number)}
    assert {"0.593269992", "0.138498562", "-0.038098237", "0.298371109"} <= numbers


def test_the_curve_passes_through_every_row_of_the_table() -> None:
    found = derivation("classic")
    drawing = figures("classic")["curve"].drawing
    dots = [shape for shape in drawing.shapes if isinstance(shape, Circle)]
    assert len(dots) == len(found.history.reported)
    (line,) = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.style == Style.CURVE]
    assert {dot.centre for dot in dots} <= set(line.points)
    assert [point.x for point in line.points] == sorted({point.x for point in line.points})


def test_the_height_of_a_point_is_the_logarithm_of_its_error() -> None:
    points = tuple((10**power, -float(power)) for power in range(5))
    drawing = curve(Course(points, (1, 10000), "rounds", Name("E_total"), str))
    (line,) = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.style == Style.CURVE]
    steps = {(round(b.x - a.x, 6), round(b.y - a.y, 6)) for a, b in pairwise(line.points)}
    assert len(steps) == 1


@pytest.mark.parametrize("values", [(-0.2, -0.21, -0.22), (3.0, 3.0, 3.0), (-40.0, -200.0, -390.5), (0.0, 0.3, 2.9)])
def test_every_curve_has_marks_on_both_axes(values: tuple[float, ...]) -> None:
    drawing = curve(Course(tuple(zip((1, 30, 900), values, strict=True)), (), "rounds", Name("E_total"), str))
    marks = [label for label in drawing.labels if label.anchor == "end" and label.content != ("rounds",)]
    assert 2 <= len(marks) <= 10
    heights = [label.at.y for label in marks]
    assert min(heights) == 38 and max(heights) == 284  # the plot ends at marks
    found = boxes(drawing)
    assert [pair for pair in combinations(found, 2) if pair[0].overlap(pair[1]) > 0] == []


def test_an_error_of_nothing_has_no_curve() -> None:
    assert "curve" not in figures("absolute-error-of-nothing")


@pytest.mark.parametrize("name", ["classic", "four-layers"])
def test_every_drawing_is_valid_tikz(name: str) -> None:
    spelling = derivation(name).notation
    for figure in figures(name).values():
        text = TikzPrinter(finely_set(spelling).formula, escaped)(figure.drawing)
        assert text.count("{") == text.count("}") and text.count("\\node") == len(figure.drawing.labels)
        assert all(line.endswith((";", "]", "{tikzpicture}")) for line in text.split("\n"))


def test_a_long_name_stands_above_its_circle() -> None:
    toml = case("softmax-of-two").to_toml().replace('"o1"', '"versicolor"')
    found = build(read_spec(toml))
    for drawing in (plain_diagram(found, PLAIN), road_diagram(found, PLAIN, "w1")):
        (label,) = [label for label in drawing.labels if label.content == (Name("versicolor"),)]
        circles = [shape for shape in drawing.shapes if isinstance(shape, Circle)]
        assert not any(covers(label, circle) for circle in circles)
        assert [pair for pair in combinations(boxes(drawing), 2) if pair[0].overlap(pair[1]) > 0] == []
