"""The figures of the tutorial: each is a drawing with the words about it, or nothing where it would not help."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from derivation.drawings.shapes import Drawing
from derivation.maths.formulas import Formula, Name, Number
from derivation.maths.numbers import Value, as_ball, compact
from derivation.render.author import Author, all_or_some
from derivation.render.curves import Course, curve
from derivation.render.diagrams import (
    MOST_VALUES,
    WIDEST,
    Content,
    annotated_diagram,
    can_be_drawn,
    plain_diagram,
    road_diagram,
)
from derivation.render.steps import ABOUT, EQUAL

_BITS = 64
MOST_ROWS = 40
"""Neurons whose part in the round is told in one place."""
WIDEST_ROUND = 1.4 * WIDEST
ENOUGH = 5
"""Points that make a curve."""
CURVE = "curve"
"""What the figure of the error over the rounds is called."""


def network_figure(author: Author) -> str:
    """The network with its weights and biases, as far as there is room for them; with the numbers of one sample."""
    network = author.network.samples[0]
    if not can_be_drawn(network):
        return ""
    drawing = plain_diagram(network, author.derivation.notation)
    told = {label.of for label in drawing.labels}
    return _figure(
        author,
        "network",
        drawing,
        labelled=network.neurons[0].weights[0] in told,
        biases=any(neuron.bias in told for neuron in network.neurons if neuron.bias),
        inputs=len(network.of_role("input")),
        layers=[len(layer) for layer in network.layers],
        thresholds=all_or_some(neuron.threshold for neuron in network.neurons if neuron.bias),
        several_samples=bool(author.network.parts),
    )


def road_figure(author: Author, weight: str) -> str:
    """The roads on which one weight reaches the error; they are the same for every sample."""
    if author.sample or not can_be_drawn(author.network):
        return ""
    spelling = author.derivation.notation
    drawing = road_diagram(author.network, spelling, weight)
    return _figure(author, f"road-{weight}", drawing, weight=author.name(weight), plain_weight=spelling.text(weight))


def round_figure(author: Author) -> str:
    """What went forward and came back in the round, at every neuron; nothing where a picture has no room for it."""
    network = author.network
    if network.parts or not can_be_drawn(network) or len(network.of_role("weight")) > MOST_VALUES:
        return ""
    above = {neuron.name: (_told(author, Name(neuron.out)),) for neuron in network.neurons}
    above |= {neuron.error: (_told(author, Name(neuron.error)),) for neuron in network.outputs}
    above |= {network.total: (_told(author, Name(network.total)),)}
    above |= {name: (_told(author, Name(name)),) for name in network.of_role("input")}
    below: dict[str, tuple[Content, ...]] = {}
    for neuron in network.neurons:
        slope: Content = ("∂", Name(network.total), "/∂", Name(neuron.net))
        below[neuron.name] = (slope, _value(author, author.gradient(neuron.net)))
    drawing = annotated_diagram(network, author.derivation.notation, above, below)
    return _figure(author, "round", drawing) if drawing.width <= WIDEST_ROUND else ""


def round_table(author: Author) -> str:
    """The same as a table, for networks of one sample that are not too large for a page."""
    network = author.network
    if network.parts or not network.layers or len(network.neurons) > MOST_ROWS:
        return ""
    heads, shown = author.word_list("table_heads"), author.derivation.shown
    rows = []
    for neuron in network.neurons:
        keys = (Name(neuron.out), author.gradient(neuron.net))
        rows.append((author.name(neuron.name), *(author.equation(key, shown(key)) for key in keys)))
    return author.tokens.table([heads[key] for key in ("neuron", "forward", "backward")], rows)


def _told(author: Author, key: Name) -> Content:
    return (key, " ", *_value(author, key))


def _value(author: Author, key: Formula) -> Content:
    shown = author.derivation.shown(key)
    return (f"{EQUAL if shown.exact else ABOUT} ", Number(shown.numeral, key))


def curve_figure(author: Author) -> str:
    """The error over the rounds; nothing where it is too seldom positive to have a logarithm."""
    course = course_of(author)
    if course is None:
        return ""
    total, printer = author.network.total, author.derivation.notation.text_printer
    ends = {"first": course.points[0][0], "last": course.points[-1][0]}
    errors = {f"{end}_error": author.derivation.shown_after(done, total).numeral for end, done in ends.items()}
    return _figure(
        author,
        CURVE,
        curve(course),
        **{end: author.count(done) for end, done in ends.items()},
        **{end: printer(Number(error)) for end, error in errors.items()},
    )


def course_of(author: Author) -> Course | None:
    """What the error curve shows; nothing where there are too few points for one."""
    history, total = author.derivation.history, author.network.total
    run = history.run(_BITS)
    logarithms = {done: _logarithm(run[done][total]) for done in sorted(run) if done}
    points = tuple((done, value) for done, value in logarithms.items() if value is not None)
    if len(points) < ENOUGH:
        return None
    printer, heads = author.derivation.notation.text_printer, author.word_list("table_heads")

    def number(value: Fraction) -> str:
        return author.count(int(value)) if value >= 1 else printer(Number(compact(value)))

    return Course(points, history.reported, heads["rounds"], Name(total), number)


def _logarithm(value: Value) -> float | None:
    """The power of ten that a positive value is, as exact as a drawing can show it."""
    with ctx.workprec(_BITS):
        ball = as_ball(value)
        return float((ball.log() / arb(10).log()).mid()) if ball > 0 else None


def _figure(author: Author, name: str, drawing: Drawing, **data: object) -> str:
    """The drawing with the words of its template."""
    words = author.word_list(f"figures/{name.partition('-')[0]}", **data)
    return author.tokens.figure(name, drawing, words["title"], words["caption"], words["description"])
