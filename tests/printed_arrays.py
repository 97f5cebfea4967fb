"""Documents that print a network's numbers as arrays, in the ways of papers, programs and listings."""

from __future__ import annotations

from collections.abc import Callable

from derivation.maths.formulas import Formula, Name
from derivation.maths.rounding import Rounding
from derivation.network.arrays import array, arrays, inputs, targets
from derivation.network.building import build
from derivation.network.equations import Network
from derivation.network.gradients import Gradients
from derivation.network.spec import Spec
from derivation.network.updates import updated
from derivation.network.values import Values

Rows = list[list[str]]
NEXT = "\n "
WORDS = {"half-squared-error": "half the squared error", "squared-error": "the squared error", "relu": "ReLU"}


class Sheet:
    """The arrays of a spec as rows of digits."""

    def __init__(self, spec: Spec, places: int) -> None:
        self.spec, self.places = spec, places
        self.network = build(spec)
        self.values = Values(Gradients(self.network), spec.training.order)
        self.samples = self.network.samples

    def rows(self, sample: Network, key: Formula) -> Rows:
        """The numbers of one array, rounded unless they are given."""
        return [[self.number(entry) for entry in row] for row in arrays(sample)[key].rows]

    def number(self, entry: Formula) -> str:
        """One number as it is printed."""
        given = self.network.given
        if isinstance(entry, Name) and entry.id in given:
            return given[entry.id].text
        return self.values.show(entry, Rounding(places=self.places)).numeral.text

    def words(self) -> str:
        """What a reader has to know beside the numbers."""
        names = dict.fromkeys(layer.activation for layer in self.spec.layers)
        shown = " and ".join(WORDS.get(name, name) for name in names)
        loss = WORDS.get(self.spec.loss, self.spec.loss.replace("-", " "))
        rate = self.spec.training.learning_rate
        rated = f" The learning rate is $\\eta = {rate.text}$." if rate else ""
        return f"The layers use {shown}; the loss is {loss}.{rated}"


def turned(rows: Rows) -> Rows:
    """Rows and columns exchanged."""
    return [list(row) for row in zip(*rows, strict=True)]


def bmatrix(rows: Rows) -> str:
    """A matrix in LaTeX."""
    inside = " \\\\ ".join(" & ".join(row) for row in rows)
    return f"\\begin{{bmatrix}} {inside} \\end{{bmatrix}}"


def paper(sheet: Sheet) -> str:
    """Column vectors and W x + b, in LaTeX."""
    network = sheet.network

    def line(name: str, key: Formula) -> str:
        return f"$$\n{name} = {bmatrix(sheet.rows(network, key))}\n$$"

    parts = [sheet.words(), line("x", inputs(network)), line("y", targets(network))]
    for number, layer in enumerate(network.layers, start=1):
        parts.append(line(f"W^{{({number})}}", array("weight", layer)))
        parts += [line(f"b^{{({number})}}", array("bias", layer))] if layer[0].bias else []
    for number, layer in enumerate(network.layers, start=1):
        parts.append(line(f"z^{{({number})}}", array("net_input", layer)))
        parts.append(line(f"a^{{({number})}}", array("activation", layer)))
    for number, layer in reversed(list(enumerate(network.layers, start=1))):
        parts.append(line(f"\\delta^{{({number})}}", array("delta", layer)))
        weight = array("weight", layer)
        parts.append(line(f"\\frac{{\\partial L}}{{\\partial W^{{({number})}}}}", network.gradient(weight.id)))
        parts.append(line(f"W^{{({number})}}_{{new}}", Name(updated(weight.id))))
    return "\n\n".join(parts) + "\n"


def nested(rows: Rows, between: str, break_: str) -> str:
    """A list of lists as programs write it."""
    return "[" + break_.join("[" + between.join(row) + "]" for row in rows) + "]"


def program(sheet: Sheet) -> str:
    """A program with row vectors and x W + b, and what it prints."""
    network = sheet.network
    code = ["import numpy as np"]
    for name, key in (("X", inputs(network)), ("y", targets(network))):
        code.append(f"{name} = np.array({nested(turned(sheet.rows(network, key)), ', ', ',' + NEXT)})")
    output: list[str] = []
    for number, layer in enumerate(network.layers, start=1):
        rows = turned(sheet.rows(network, array("weight", layer)))
        code.append(f"W{number} = np.array({nested(rows, ', ', ',' + NEXT + ' ' * 14)})")
        if layer[0].bias:
            code.append(
                f"b{number} = np.array({nested(turned(sheet.rows(network, array('bias', layer))), ', ', ', ')})"
            )
        for name, kind in (("z", "net_input"), ("a", "activation")):
            output.append(f"{name}{number} = {nested(turned(sheet.rows(network, array(kind, layer))), ' ', NEXT)}")
    for number, layer in reversed(list(enumerate(network.layers, start=1))):
        weight = array("weight", layer)
        named = {f"dW{number}": network.gradient(weight.id), f"Updated W{number}": Name(updated(weight.id))}
        for label, key in named.items():
            output.append(f"{label}:\n{nested(turned(sheet.rows(network, key)), '  ', NEXT)}")
    joined = "\n".join(code)
    return f"{sheet.words()}\n\n```python\n{joined}\n```\n\n```\n" + "\n\n".join(output) + "\n```\n"


def listing(sheet: Sheet) -> str:
    """What a course's program prints: the bias weights in the first column, one sample after the other."""
    network = sheet.network
    out = [sheet.words().replace("$", ""), ""]
    for number, layer in enumerate(network.layers, start=1):
        out += [
            f"Initial Theta{number}:",
            *_with_bias(sheet, network, array("weight", layer), array("bias", layer)),
            "",
        ]
    for index, sample in enumerate(sheet.samples, start=1):
        out += [f"Training instance {index}", f"\tx: {_list(sheet, sample, inputs(sample))}"]
        out += [f"\ty: {_list(sheet, sample, targets(sample))}", ""]
    for index, sample in enumerate(sheet.samples, start=1):
        out += [f"Processing training instance {index}", f"\ta1: {_list(sheet, sample, inputs(sample), one=True)}"]
        for number, layer in enumerate(sample.layers, start=2):
            last = layer is sample.layers[-1]
            out.append(f"\tz{number}: {_list(sheet, sample, array('net_input', layer))}")
            out.append(f"\ta{number}: {_list(sheet, sample, array('activation', layer), one=not last)}")
        for number, layer in reversed(list(enumerate(sample.layers, start=2))):
            out.append(f"\tdelta{number}: {_list(sheet, sample, array('delta', layer))}")
        out.append("")
    for number, layer in enumerate(network.layers, start=1):
        weight, bias = network.gradient(array("weight", layer).id), network.gradient(array("bias", layer).id)
        out += [f"Gradients of Theta{number}:", *_with_bias(sheet, network, weight, bias), ""]
    return "\n".join(out)


def _with_bias(sheet: Sheet, network: Network, weight: Formula, bias: Formula) -> list[str]:
    pairs = zip(sheet.rows(network, bias), sheet.rows(network, weight), strict=True)
    return ["\t" + "  ".join([*first, *row]) for first, row in pairs]


def _list(sheet: Sheet, sample: Network, key: Formula, *, one: bool = False) -> str:
    entries = [row[0] for row in sheet.rows(sample, key)]
    return "[" + "   ".join((["1.00000"] if one else []) + entries) + "]"


NOTATIONS: dict[str, tuple[Callable[[Sheet], str], str]] = {
    "paper": (paper, "md"),
    "program": (program, "md"),
    "listing": (listing, "txt"),
}
"""How a document prints its arrays, and the suffix of its file."""
