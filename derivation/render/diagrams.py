"""The network as a drawing: one layout for the plain picture, for the road of a weight, and for values at the nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from derivation.drawings.lettering import width
from derivation.drawings.placement import place
from derivation.drawings.shapes import Circle, Drawing, Label, Line, Point, Shape, Style
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number
from derivation.network.equations import Network
from derivation.network.spelling import Spelling

MOST_VALUES = 40
"""Weights up to which a drawing tells their values; the table beside it always does."""
MOST_NAMES = 60
MOST_EDGES, MOST_IN_A_LAYER = 300, 16
"""Beyond these a diagram is a tangle, and there is none."""
WIDEST = 900.0

Content = tuple[Formula | str, ...]
_MARGIN = 16.0


@dataclass(frozen=True)
class Edge:
    """What leads from one node to the next; *parameter* is the weight or bias on it."""

    source: str
    target: str
    parameter: str = ""
    is_bias: bool = False


@dataclass(frozen=True)
class Diagram:
    """A network laid out in columns: the inputs, the layers and, where they are wanted, the errors.

    *across* is the distance between columns, *down* the one between the nodes of a column;
    *aside* and *headroom* are what the outermost circles leave free. Ids of nodes are those of
    inputs and errors, the names of neurons, and `1.k` for the constant that carries the biases of layer k, which is
    -1 where they are thresholds.
    """

    network: Network
    spelling: Spelling
    with_errors: bool = False
    with_biases: bool = True
    across: float = 170.0
    down: float = 96.0
    aside: float = 90.0
    headroom: float = 0.0

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The ids of the nodes, from left to right and from top to bottom."""
        network = self.network
        layers = tuple(tuple(neuron.name for neuron in layer) for layer in network.layers)
        errors = (tuple(neuron.error for neuron in network.outputs), (network.total,)) if self.with_errors else ()
        return (network.of_role("input"), *layers, *errors)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All weights, all biases that are drawn, and the ways to the total error."""
        return tuple(self._edges())

    def _edges(self) -> Iterator[Edge]:
        makers = {neuron.out: neuron.name for neuron in self.network.neurons}
        for neuron in self.network.neurons:
            for source, weight in zip(neuron.sources, neuron.weights, strict=True):
                yield Edge(makers.get(source, source), neuron.name, weight)
            if neuron.bias and self.with_biases:
                yield Edge(_one(neuron.layer), neuron.name, neuron.bias, is_bias=True)
        if self.with_errors:
            yield from self._error_edges()

    def _error_edges(self) -> Iterator[Edge]:
        """Under a joint activation every net input of the last layer reaches every error."""
        outputs = self.network.outputs
        for neuron in outputs:
            for reached in outputs if neuron.activation.joint else (neuron,):
                yield Edge(neuron.name, reached.error)
        yield from (Edge(neuron.error, self.network.total) for neuron in outputs)

    @cached_property
    def _tallest(self) -> int:
        return max(len(column) for column in self.columns)

    @cached_property
    def places(self) -> Mapping[str, Point]:
        """Where every node stands; a constant stands below the column that it feeds from."""
        middle = self.top + (self._tallest - 1) * self.down / 2
        found: dict[str, Point] = {}
        for index, column in enumerate(self.columns):
            first = middle - (len(column) - 1) * self.down / 2
            x = _MARGIN + self.aside + self.radius + index * self.across
            found |= {node: Point(x, first + row * self.down) for row, node in enumerate(column)}
            below = middle + (self._tallest + 1) * self.down / 2
            found[_one(index + 1)] = Point(x, below - 0.1 * self.down)
        return found

    @property
    def ones(self) -> tuple[str, ...]:
        """The constants that carry biases."""
        return tuple(dict.fromkeys(edge.source for edge in self.edges if edge.is_bias))

    @property
    def radius(self) -> float:
        """Of a node's circle: smaller where a column is long."""
        return 22.0 if self._tallest <= 6 else 16.0

    @property
    def top(self) -> float:
        """The height of the highest node."""
        named_above = any(self.name_is_long(node) for column in self.columns for node in column)
        return _MARGIN + self.radius + self.headroom + (18 if named_above else 0)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the canvas."""
        rows = self._tallest - 1 + (0.9 if self.ones else 0)
        wide = 2 * (_MARGIN + self.aside + self.radius) + (len(self.columns) - 1) * self.across
        return wide, 2 * self.top + rows * self.down

    def line(self, edge: Edge, style: Style) -> Line:
        """The edge from rim to rim."""
        start, end = self.places[edge.source], self.places[edge.target]
        long = ((end.x - start.x) ** 2 + (end.y - start.y) ** 2) ** 0.5
        x, y = (end.x - start.x) / long * self.radius, (end.y - start.y) / long * self.radius
        return Line((Point(start.x + x, start.y + y), Point(end.x - x, end.y - y)), style)

    def circle(self, node: str, style: Style) -> Circle:
        """A node."""
        return Circle(self.places[node], self.radius, style)

    def nodes(self, on_road: Sequence[str] = ()) -> Iterator[Shape]:
        """All circles with their names."""
        inputs = self.columns[0]
        for node in (node for column in self.columns for node in column):
            plain = Style.INPUT if node in inputs else Style.NEURON
            yield self.circle(node, Style.ON_ROAD if node in on_road else plain)
            yield self.name(node)
        subtracted = {_one(neuron.layer) for neuron in self.network.neurons if neuron.threshold}
        for node in self.ones:
            yield self.circle(node, Style.ONE)
            yield Label(self.places[node], ("-1" if node in subtracted else "1",), Style.NAME)

    def name_is_long(self, node: str) -> bool:
        """Whether the name of a node has no room in its circle."""
        return width(Label(Point(0, 0), (Name(node),), Style.NAME), self.spelling) > 2 * self.radius - 4

    def name(self, node: str) -> Label:
        """The name of a node, inside its circle or, if it is too long, above it."""
        place = self.places[node]
        if not self.name_is_long(node):
            return Label(place, (Name(node),), Style.NAME)
        return Label(Point(place.x, place.y - self.radius - 11), (Name(node),), Style.WEIGHT)

    @property
    def obstacles(self) -> tuple[Circle | Label, ...]:
        """What no label on an edge may cover: circles, and names that stand outside of them."""
        shapes = tuple(self.nodes())
        outside = tuple(shape for shape in shapes if isinstance(shape, Label) and shape.style == Style.WEIGHT)
        return (*(shape for shape in shapes if isinstance(shape, Circle)), *outside)

    def beside(self, node: str, content: Content, side: int, of: str = "") -> Label:
        """A note to the left (-1) or right (1) of a node."""
        place = self.places[node]
        return Label(
            Point(place.x + side * (self.radius + 8), place.y), content, Style.NOTE, "end" if side < 0 else "start", of
        )


def _one(layer: int) -> str:
    return f"1.{layer}"


def can_be_drawn(network: Network) -> bool:
    """Whether a diagram would be more than a tangle."""
    weights = sum(len(neuron.weights) for neuron in network.neurons)
    widest = max((len(network.of_role("input")), *map(len, network.layers)), default=0)
    return bool(network.layers) and weights <= MOST_EDGES and widest <= MOST_IN_A_LAYER


def plain_diagram(network: Network, spelling: Spelling) -> Drawing:
    """The network with as much on its edges as there is room for: names and values, names, or nothing."""
    weights = sum(len(neuron.weights) for neuron in network.neurons)
    for most, content in ((MOST_VALUES, _name_and_value), (MOST_NAMES, _name_alone)):
        drawing = _labelled(network, spelling, content) if weights <= most else None
        if drawing is not None and drawing.width <= WIDEST:
            return drawing
    return _drawn(Diagram(network, spelling, with_biases=False, down=60.0))


def _name_and_value(network: Network, parameter: str) -> Content:
    return (Name(parameter), " = ", Number(network.given[parameter], Name(parameter)))


def _name_alone(network: Network, parameter: str) -> Content:
    return (Name(parameter),)


def _labelled(network: Network, spelling: Spelling, content: Callable[[Network, str], Content]) -> Drawing | None:
    """The network with a label on every edge, if they all find a place."""
    origin = Point(0, 0)
    names = [name for neuron in network.neurons for name in (*neuron.weights, neuron.bias) if name]
    labels = {name: Label(origin, content(network, name), Style.WEIGHT, of=name) for name in names}
    widest = max(width(label, spelling) for label in labels.values())
    for stretch in (1.0, 1.3, 1.6):
        diagram = Diagram(network, spelling, across=max(150.0, 1.6 * stretch * widest + 90), down=90.0 * stretch)
        tagged = [(diagram.line(edge, Style.EDGE), labels[edge.parameter]) for edge in diagram.edges]
        placed = place(tagged, diagram.obstacles, spelling)
        if placed is not None:
            return _drawn(diagram, placed)
    return None


def _drawn(diagram: Diagram, labels: Sequence[Label] = ()) -> Drawing:
    lines = [diagram.line(edge, Style.DASHED if edge.is_bias else Style.EDGE) for edge in diagram.edges]
    return Drawing(*diagram.size, (*lines, *diagram.nodes(), *labels, *_ends(diagram)))


def _ends(diagram: Diagram) -> Iterator[Label]:
    """What goes in on the left and what is wanted on the right."""
    given = diagram.network.given
    for name in diagram.columns[0]:
        yield diagram.beside(name, (Number(given[name], Name(name)),), -1, of=name)
    for neuron in diagram.network.outputs:
        content = (Name(neuron.target), " = ", Number(given[neuron.target], Name(neuron.target)))
        yield diagram.beside(neuron.name, content, 1, of=neuron.target)


def road_diagram(network: Network, spelling: Spelling, weight: str) -> Drawing:
    """Every road on which *weight* reaches the total error, thick among the faint rest."""
    diagram = Diagram(network, spelling, with_errors=True, with_biases=False, across=130.0, down=84.0, aside=16.0)
    start = next(edge for edge in diagram.edges if edge.parameter == weight)
    road = _onward(diagram.edges, start)
    nodes = {node for edge in road for node in (edge.source, edge.target)}
    rest = [diagram.line(edge, Style.FAINT) for edge in diagram.edges if edge not in road]
    lines = {edge: diagram.line(edge, Style.ROAD) for edge in road}
    tagged = [
        (line, Label(line.points[0], (Name(edge.parameter),), Style.WEIGHT))
        for edge, line in lines.items()
        if edge.parameter
    ]
    labels = place(tagged, diagram.obstacles, spelling) or ()
    return Drawing(*diagram.size, (*rest, *lines.values(), *diagram.nodes(tuple(nodes)), *labels))


def _onward(edges: Sequence[Edge], start: Edge) -> tuple[Edge, ...]:
    """The edge and everything that can be reached through it."""
    found, ends = [start], {start.target}
    for edge in edges:  # layer by layer, so one pass is enough
        if edge.source in ends and not edge.is_bias:
            found.append(edge)
            ends.add(edge.target)
    return tuple(found)


Notes = Mapping[str, tuple[Content, ...]]


def annotated_diagram(network: Network, spelling: Spelling, above: Notes, below: Notes) -> Drawing:
    """The network with lines of text above and below its nodes."""
    contents = [content for notes in (above, below) for each in notes.values() for content in each]
    widest = max(width(Label(Point(0, 0), content, Style.WEIGHT), spelling) for content in contents)
    diagram = Diagram(
        network,
        spelling,
        with_errors=True,
        with_biases=False,
        across=max(110.0, widest + 18),
        down=134.0,
        aside=widest / 2 - 10,
        headroom=40.0,
    )
    edges = [diagram.line(edge, Style.FAINT) for edge in diagram.edges]
    texts = [label for notes, side in ((above, -1), (below, 1)) for label in _notes(diagram, notes, side)]
    return Drawing(*diagram.size, (*edges, *diagram.nodes(), *texts))


def _notes(diagram: Diagram, notes: Notes, side: int) -> Iterator[Label]:
    """Lines above (-1) or below (1) every node, the first line nearest the circle."""
    for node, lines in notes.items():
        place, taken = diagram.places[node], diagram.name_is_long(node)
        for row, content in enumerate(lines):
            at = Point(place.x, place.y + side * (diagram.radius + 12 + 17 * (row + (taken if side < 0 else 0))))
            yield Label(at, content, Style.WEIGHT)
