"""Networks for the generic tests: every file of cases/networks, and random ones from a seed.

Also the same network computed a second time by plain loops over the numbers of the spec. They use none of the
package's equations, so that a test which compares the two compares two programs.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
import pytest

from derivation.maths.numbers import Numeral
from derivation.network.loading import load_spec, read_spec
from derivation.network.proofs import Certificate
from derivation.network.spec import Layer, Spec
from derivation.render.derivations import Derivation
from derivation.render.editions import Edition
from derivation.render.formats import FORMATS
from derivation.render.templating import Templates

FOLDER = Path(__file__).parent / "cases" / "networks"
EQUATIONS_FOLDER = FOLDER.parent / "computations"


def case(name: str) -> Spec:
    """The spec in cases/networks/<name>.toml, or in cases/computations."""
    return load_spec(str((EQUATIONS_FOLDER if name in COMPUTATIONS else FOLDER) / f"{name}.toml"))


def is_plain(spec: Spec) -> bool:
    """Whether the plain loops at the end of this file can do the network."""
    known = all(layer.activation in ("sigmoid", "identity") for layer in spec.layers)
    one = len(spec.samples) == 1 and not any(layer.threshold for layer in spec.layers)
    descent = spec.training.optimizer == "gradient-descent" and not spec.training.penalties
    return known and one and spec.loss == "half-squared-error" and descent


COMPUTATIONS = tuple(sorted(path.stem for path in EQUATIONS_FOLDER.glob("*.toml")))
"""Computations that were given by their equations."""
CASES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
PLAIN = tuple(name for name in CASES if is_plain(case(name)))
"""The cases that the plain loops below can do: sigmoid and identity neurons, half the squared error, no penalty."""
SOME = (*CASES, *COMPUTATIONS, *range(12))
"""What a generic test runs over: every case, and a few random networks by their seed."""
DETAILS = ("standard", "full")
PRECISIONS: tuple[dict[str, int], ...] = (*({"places": places} for places in range(3, 10)), {"digits": 6})
ACTIVATIONS = ("sigmoid", "sigmoid", "sigmoid", "identity")


def page_spec(seed: int, carry: str = "exact") -> Spec:
    """A random network whose detail and precision are those that the seed chooses."""
    return random_spec(seed, width=4, carry=carry, detail=DETAILS[seed % 2], **PRECISIONS[seed % len(PRECISIONS)])


def unproven(values: Any) -> Certificate:
    """In place of the proof, for tests of what is written: proofs have tests of their own."""
    return Certificate(("chain rule, Arb", "central difference"), len(values.gradients.network.parameters), 50)


def in_turn(things: Sequence[Any], every: int) -> list[Any]:
    """Parameters of a test: each *every*-th of them as it is, the others for `make torture`.

    Of a thing that is a tuple, the parts are parameters of their own.
    """
    marks = ((), pytest.mark.torture)
    rows = [thing if isinstance(thing, tuple) else (thing,) for thing in things]
    return [pytest.param(*row, marks=marks[index % every != 0]) for index, row in enumerate(rows)]


@cache
def derivation(name: str | int) -> Derivation:
    """The derivation of a case by its name, or of a random page by its seed."""
    return Derivation(case(name) if isinstance(name, str) else page_spec(name), prove=unproven)


@cache
def edition(name: str | int) -> Edition:
    """The same with its documents, which are composed once for all tests of formats."""
    return Edition(derivation(name), Templates())


@cache
def files(name: str | int) -> Mapping[str, str]:
    """Everything that `render` writes for it, as text by file name."""
    found = FORMATS["md"].write(edition(name)) | FORMATS["json"].write(edition(name))
    return {file: content.decode("utf-8") for file, content in found.items()}


def markdown(name: str | int) -> list[str]:
    """Its Markdown documents: the tutorial and, where there is one, the appendix."""
    return [text for file, text in files(name).items() if file.endswith(".md")]


def random_spec(seed: int, *, layers: int = 4, width: int = 6, reach: int = 20, **document: Any) -> Spec:
    """A network of 1 to *layers* layers, 1 to *width* wide, weights to +-*reach*; *document* is its table."""
    return read_spec(json.dumps(random_data(seed, layers, width, reach, document)), f"random-{seed}.json")


def random_data(seed: int, layers: int, width: int, reach: int, document: Mapping[str, Any]) -> dict[str, Any]:
    """The same as the data of a spec file."""
    choose = random.Random(f"network {seed}")
    sizes = [choose.randint(1, width) for _ in range(choose.randint(1, layers) + 1)]
    size = choose.choice((1, 2, reach))
    return {
        "title": f"Random network {seed}",
        "network": {
            "inputs": [number(choose, 1) for _ in range(sizes[0])],
            "targets": [number(choose, 1) for _ in range(sizes[-1])],
        },
        "layer": [
            {
                "activation": choose.choice(ACTIVATIONS),
                "weights": [[number(choose, size) for _ in range(fan_in)] for _ in range(neurons)],
                **bias(choose, neurons),
            }
            for fan_in, neurons in pairwise(sizes)
        ],
        "training": {
            "learning_rate": choose.choice(("0.5", "0.1", "1/3", "1")),
            "rounds": 1,
            "update_biases": choose.random() < 0.5,
        },
        "document": dict(document),
    }


def number(choose: random.Random, reach: int) -> str:
    """A number of at most +-*reach* as authors write them: a decimal, a whole number or a fraction."""
    below = choose.choice((1, 3, 7, 10, 10, 100, 100, 1000))
    above = choose.randint(-reach * below, reach * below)
    text = str(Fraction(above, below)) if below in (3, 7) else f"{above / below:.{len(str(below)) - 1}f}"
    return "0" if text.strip("-0.") == "" else text


def bias(choose: random.Random, neurons: int) -> dict[str, Any]:
    """No bias, one for the layer, or one for each neuron."""
    own = [number(choose, 2) for _ in range(neurons)]
    return choose.choice(({}, {"bias": own[0]}, {"bias": own}))


@dataclass(frozen=True)
class Arithmetic:
    """What the plain loops need of a number system: how a rational enters it, and its exponential."""

    number: Callable[[Fraction], Any]
    exp: Callable[[Any], Any]


def _no_exponential(x: Any) -> Any:
    raise TypeError("a rational has no exponential")


IN_MPMATH = Arithmetic(lambda value: mpmath.mpf(value.numerator) / value.denominator, mpmath.exp)
IN_FLOATS = Arithmetic(float, math.exp)
IN_FRACTIONS = Arithmetic(lambda value: value, _no_exponential)

Table = dict[str, Any]
Update = Mapping[str, Any]


def parameters(spec: Spec, *, biases: bool = True) -> Iterator[tuple[str, Numeral]]:
    """Every weight, and every bias where *biases* are wanted, by id."""
    first = 1
    for place, layer in enumerate(spec.layers, start=1):
        weights = [value for row in layer.weights for value in row]
        yield from ((f"w{first + index}", value) for index, value in enumerate(weights))
        first += len(weights)
        shared = ((str(_bias_ids(layer, place)[0]), layer.bias),) if isinstance(layer.bias, Numeral) else ()
        own = zip(_bias_ids(layer, place), layer.bias, strict=True) if isinstance(layer.bias, tuple) else ()
        yield from (*shared, *own) if biases else ()


def _bias_ids(layer: Layer, place: int) -> list[str | None]:
    if layer.bias is None:
        return [None] * len(layer.neurons)
    shared, letter = isinstance(layer.bias, Numeral), "theta" if layer.threshold else "b"
    return [f"{letter}{place}" if shared else f"{letter}_{name}" for name in layer.neurons]


def trained(spec: Spec) -> tuple[str, ...]:
    """The ids of what an update changes."""
    return tuple(name for name, _ in parameters(spec, biases=spec.training.update_biases))


def start(spec: Spec, system: Arithmetic) -> Table:
    """Every weight and bias as it stands in the spec."""
    return {name: system.number(value.value) for name, value in parameters(spec)}


def forward(spec: Spec, at: Table, system: Arithmetic) -> Table:
    """*at* (the parameters) and every net input, output and error, in loops over the layers."""
    table, sources, first = dict(at), list(spec.inputs), 1
    given = dict(zip(spec.inputs, spec.samples[0].inputs, strict=True))
    table.update({name: system.number(value.value) for name, value in given.items()})
    for place, layer in enumerate(spec.layers, start=1):
        for name, bias_id in zip(layer.neurons, _bias_ids(layer, place), strict=True):
            net = table[bias_id] if bias_id else system.number(Fraction(0))
            for index, source in enumerate(sources):
                net = net + table[f"w{first + index}"] * table[source]
            first += len(sources)
            table[f"net_{name}"] = net
            table[f"out_{name}"] = net if layer.activation == "identity" else 1 / (1 + system.exp(-net))
        sources = [f"out_{name}" for name in layer.neurons]
    table["E_total"] = system.number(Fraction(0))
    for name, target in zip(spec.layers[-1].neurons, spec.samples[0].targets, strict=True):
        miss = system.number(target.value) - table[f"out_{name}"]
        table[f"E_{name}"] = miss * miss / 2
        table["E_total"] = table["E_total"] + table[f"E_{name}"]
    return table


def backward(spec: Spec, table: Table, system: Arithmetic, learning_rate: Any = None) -> Table:
    """d(E_total)/d(name) for every out, net, weight and bias, from the last layer to the first.

    With a *learning_rate* the slip: the weights of a layer are replaced in *table* before the layer below is reached.
    """
    slopes: Table = {}
    for name, target in zip(spec.layers[-1].neurons, spec.samples[0].targets, strict=True):
        slopes[f"out_{name}"] = table[f"out_{name}"] - system.number(target.value)
    count = sum(len(row) for layer in spec.layers for row in layer.weights)
    for place in range(len(spec.layers), 0, -1):
        layer = spec.layers[place - 1]
        below = [f"out_{name}" for name in spec.layers[place - 2].neurons] if place > 1 else list(spec.inputs)
        count -= len(layer.neurons) * len(below)
        for j, (name, bias_id) in enumerate(zip(layer.neurons, _bias_ids(layer, place), strict=True)):
            out = table[f"out_{name}"]
            steep = 1 if layer.activation == "identity" else out * (1 - out)
            delta = slopes[f"out_{name}"] * steep
            slopes[f"net_{name}"] = delta
            slopes.update({bias_id: slopes.get(bias_id, 0) + delta} if bias_id else {})
            for i, source in enumerate(below):
                weight = f"w{count + j * len(below) + i + 1}"
                slopes[weight] = delta * table[source]
                used = table[weight] - learning_rate * slopes[weight] if learning_rate is not None else table[weight]
                slopes[source] = slopes.get(source, 0) + delta * used
    return slopes


def descend(spec: Spec, at: Table, system: Arithmetic) -> Table:
    """The parameters after one update, in the order of the spec."""
    rate = system.number(spec.training.learning_rate.value)
    table = forward(spec, at, system)
    slip = rate if spec.training.order == "sequential" else None
    slopes = backward(spec, table, system, slip)
    return at | {name: at[name] - rate * slopes[name] for name in trained(spec)}
