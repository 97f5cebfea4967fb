"""The figures of the tutorial: each is a drawing with the words about it, or nothing where it would not help."""

from __future__ import annotations

from derivation.drawings.shapes import Drawing
from derivation.render.author import Author, all_or_some
from derivation.render.diagrams import can_be_drawn, plain_diagram, road_diagram


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


def _figure(author: Author, name: str, drawing: Drawing, **data: object) -> str:
    """The drawing with the words of its template."""
    words = author.word_list(f"figures/{name.partition('-')[0]}", **data)
    return author.tokens.figure(name, drawing, words["title"], words["caption"], words["description"])
