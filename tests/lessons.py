"""Lessons: small networks with all their numbers, and the lines that work one round of backpropagation out by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

from paper import Term, added, call, name, number, slope

ACTIVATIONS = ("sigmoid", "sigmoid", "tanh", "relu", "identity")
LOSSES = ("half-squared-error", "half-squared-error", "squared-error", "binary-cross-entropy")
STYLES = ("three factors", "two factors", "delta")


@dataclass(frozen=True)
class Example:
    """A small network with all its numbers, as the data of a spec."""

    data: dict[str, Any]

    @classmethod
    def drawn(cls, choose: random.Random) -> Example:
        """A network of two or three layers, up to three wide, with numbers of one to three decimals."""
        loss = choose.choice(LOSSES)
        return cls._of(choose, loss, [choose.randint(2, 3) for _ in range(choose.choice((1, 1, 2)))])

    @classmethod
    def drawn_wide(cls, choose: random.Random) -> Example:
        """The same with layers of one to four, or with a softmax at the end."""
        example = cls._of(
            choose, choose.choice(LOSSES), [choose.randint(1, 4) for _ in range(choose.choice((1, 1, 2)))]
        )
        return example.with_softmax(choose) if choose.random() < 0.25 else example

    def with_softmax(self, choose: random.Random) -> Example:
        """The network with two or three outputs that a softmax gives, one of which is wanted."""
        *inner, last = self.data["layer"]
        places = len(last["weights"][0][0].partition(".")[2])
        layer = _layer(choose, len(last["weights"][0]), choose.choice((2, 2, 3)), places, own_biases=True)
        targets = ["0"] * len(layer["weights"])
        targets[choose.randrange(len(targets))] = "1"
        network = self.data["network"] | {"targets": targets, "loss": "cross-entropy"}
        return Example(self.data | {"network": network, "layer": [*inner, layer | {"activation": "softmax"}]})

    @classmethod
    def _of(cls, choose: random.Random, loss: str, hidden: list[int]) -> Example:
        entropy = loss == "binary-cross-entropy"
        sizes = [choose.randint(1, 3), *hidden, 1 if entropy else choose.randint(1, 2)]
        own_biases, places = choose.random() < 0.5, choose.choice((1, 2, 2, 3))
        inner = choose.choice(ACTIVATIONS)
        layers = [_layer(choose, fan_in, neurons, places, own_biases) for fan_in, neurons in pairwise(sizes)]
        for layer in layers:
            last = layer is layers[-1]
            layer["activation"] = ("sigmoid" if entropy else choose.choice(("sigmoid", "identity"))) if last else inner
        targets = [choose.choice("01")] if entropy else [_decimal(choose, 2) for _ in range(sizes[-1])]
        inputs = [_decimal(choose, places) for _ in range(sizes[0])]
        network = {"inputs": inputs, "targets": targets, "loss": loss}
        return cls({"network": network, "layer": layers, "training": {"learning_rate": choose.choice(("0.5", "0.1"))}})

    @property
    def spec(self) -> str:
        """The spec as a JSON file."""
        return json.dumps(self.data)


def _layer(choose: random.Random, fan_in: int, neurons: int, places: int, own_biases: bool) -> dict[str, Any]:
    weights = [[_decimal(choose, places) for _ in range(fan_in)] for _ in range(neurons)]
    bias = [_decimal(choose, places) for _ in range(neurons)] if own_biases else _decimal(choose, places)
    return {"weights": weights, "bias": bias}


def _decimal(choose: random.Random, places: int) -> str:
    """A decimal between -1 and 1 that is not 0."""
    return f"{choose.choice((1, 1, 1, -1)) * choose.randint(1, 10**places) / 10**places:.{places}f}"


@dataclass(frozen=True)
class Line:
    """A quantity and the formulas it equals in turn; the last gets its numbers put in."""

    key: Term
    forms: tuple[Term, ...]


class Lesson:
    """The lines of an example in order, and its given numbers by id; `style` is how gradients are told."""

    def __init__(self, example: Example, style: str) -> None:
        self.data, self.style = example.data, style
        self.loss: str = self.data["network"]["loss"]
        self.inputs = [name(f"i{index}") for index, _ in enumerate(self.data["network"]["inputs"], 1)]
        hidden = count(1)
        *inner, last = self.data["layer"]
        self.neurons = [[f"h{next(hidden)}" for _ in layer["weights"]] for layer in inner]
        self.neurons.append([f"o{index}" for index, _ in enumerate(last["weights"], 1)])
        numbers = count(1)
        self.weights = [
            [[name(f"w{next(numbers)}") for _ in row] for row in layer["weights"]] for layer in self.data["layer"]
        ]
        self.given = dict(self._given())

    def _given(self) -> Iterator[tuple[str, str]]:
        network = self.data["network"]
        yield from ((own.text, text) for own, text in zip(self.inputs, network["inputs"], strict=True))
        for layer, weights in zip(self.data["layer"], self.weights, strict=True):
            for names, row in zip(weights, layer["weights"], strict=True):
                yield from ((own.text, text) for own, text in zip(names, row, strict=True))
        for index, layer in enumerate(self.data["layer"]):
            own = layer["bias"] if isinstance(layer["bias"], list) else [layer["bias"]]
            yield from zip(dict.fromkeys(each.text for each in self.biases(index)), own, strict=True)
        yield from ((f"target_{own}", text) for own, text in zip(self.neurons[-1], network["targets"], strict=True))
        yield "eta", self.data["training"]["learning_rate"]

    @property
    def all_weights(self) -> list[Term]:
        """The weights in reading order."""
        return [weight for layer in self.weights for row in layer for weight in row]

    def biases(self, index: int) -> list[Term]:
        """The bias of every neuron of a layer, the same one where the layer shares it."""
        shared = not isinstance(self.data["layer"][index]["bias"], list)
        return [name(f"b{index + 1}" if shared else f"b_{own}") for own in self.neurons[index]]

    def sources(self, index: int) -> list[Term]:
        """What a layer is fed with."""
        return [name(f"out_{own}") for own in self.neurons[index - 1]] if index else self.inputs

    @property
    def forward(self) -> Iterator[Line]:
        """Net inputs and outputs."""
        for index, layer in enumerate(self.neurons):
            outs: list[Line] = []
            for own, weights, bias in zip(layer, self.weights[index], self.biases(index), strict=True):
                pairs = zip(weights, self.sources(index), strict=True)
                net = name(f"net_{own}")
                outs.append(Line(name(f"out_{own}"), self._activated(index, net)))
                yield Line(net, (added([weight * source for weight, source in pairs]) + bias,))
                if self.data["layer"][index]["activation"] != "softmax":  # that needs all of the sums
                    yield outs.pop()
            yield from outs

    def _activated(self, index: int, net: Term) -> tuple[Term, ...]:
        activation = self.data["layer"][index]["activation"]
        if activation == "softmax":
            return (call("exp", net) / added([call("exp", name(f"net_{own}")) for own in self.neurons[index]]),)
        return _activated(activation, net)

    @property
    def errors(self) -> Iterator[Line]:
        """The error of every output, and their sum."""
        pairs = [(name(f"target_{own}"), name(f"out_{own}")) for own in self.neurons[-1]]
        if self.loss == "cross-entropy":
            yield Line(TOTAL, (-added([target * call("ln", out) for target, out in pairs]),))
            return
        if len(pairs) == 1:
            yield Line(TOTAL, (_error(self.loss, *pairs[0]),))
            return
        errors = [name(f"E_{own}") for own in self.neurons[-1]]
        yield from (Line(error, (_error(self.loss, *pair),)) for error, pair in zip(errors, pairs, strict=True))
        yield Line(TOTAL, (added(errors),))

    @property
    def backward(self) -> Iterator[Line]:
        """Slopes and gradients, from the last layer to the first, then the updates."""
        for index in range(len(self.neurons) - 1, -1, -1):
            for place, own in enumerate(self.neurons[index]):
                yield from self._of_neuron(index, place, own)
        for weight in self.all_weights:
            yield Line(name(f"{weight.text}+"), (weight - ETA * slope(TOTAL, weight),))

    def _of_neuron(self, index: int, place: int, own: str) -> Iterator[Line]:
        net, out, delta = name(f"net_{own}"), name(f"out_{own}"), self.delta(own)
        if self.data["layer"][index]["activation"] == "softmax":
            before = delta
            yield Line(delta, (out - name(f"target_{own}"),))
        else:
            two = slope(TOTAL, out) * slope(out, net)
            yield Line(slope(TOTAL, out), (self._slope_of_out(index, place, own),))
            yield Line(slope(out, net), (_steepness(self.data["layer"][index]["activation"], net, out),))
            yield Line(delta, (two,))
            before = two if self.style == "three factors" else delta
        for weight, source in zip(self.weights[index][place], self.sources(index), strict=True):
            chained = () if self.style == "delta" else (before * slope(net, weight),)
            yield Line(slope(TOTAL, weight), (*chained, before * source))

    def delta(self, own: str) -> Term:
        """What the error changes by with a net input."""
        return name(f"delta_{own}") if self.style == "delta" else slope(TOTAL, name(f"net_{own}"))

    def _slope_of_out(self, index: int, place: int, own: str) -> Term:
        if index == len(self.neurons) - 1:
            return _error_slope(self.loss, name(f"target_{own}"), name(f"out_{own}"))
        after = zip(self.neurons[index + 1], self.weights[index + 1], strict=True)
        return added([self.delta(above) * row[place] for above, row in after])


TOTAL, ETA, ONE = name("E_total"), name("eta"), number(1)


def _activated(activation: str, net: Term) -> tuple[Term, ...]:
    """The formulas of an output, from the short one to the one that is worked out."""
    match activation:
        case "sigmoid":
            return call("sigma", net), ONE / (ONE + call("exp", -net))
        case "identity":
            return (net,)
    return (call(activation, net),)


def _steepness(activation: str, net: Term, out: Term) -> Term:
    match activation:
        case "sigmoid":
            return out * (ONE - out)
        case "tanh":
            return ONE - out**2
        case "identity":
            return ONE
    return call("step", net)  # a constant, which nobody writes a formula for


def _error(loss: str, target: Term, out: Term) -> Term:
    match loss:
        case "half-squared-error":
            return (ONE / number(2)) * (target - out) ** 2
        case "squared-error":
            return (target - out) ** 2
    return -(target * call("ln", out) + (ONE - target) * call("ln", ONE - out))


def _error_slope(loss: str, target: Term, out: Term) -> Term:
    match loss:
        case "half-squared-error":
            return out - target
        case "squared-error":
            return -(number(2) * (target - out))
    return -(target / out) + (ONE - target) / (ONE - out)
