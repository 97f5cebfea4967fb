"""Families: the arrays of a known network, with the quantity and its value in every place.

A document shows a layer's biases beside its weights, puts a one before its outputs, lays the samples one below the
other or turns everything round; each of these is a family of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import ONE, Entrywise, Formula, Name, Negative, Partial, Sum
from derivation.maths.numbers import Value, as_ball
from derivation.network.arrays import arrays
from derivation.network.equations import Network
from derivation.network.notation import split_id
from derivation.network.spec import ONLINE
from derivation.verify.values.worlds import StatedWorld

Rows = tuple[tuple[Formula, ...], ...]
_MOST_WEIGHTS = 2_000
FORWARD, PARAMETER, BACKWARD, UPDATED = "forward", "parameter", "backward", "updated"
"""What an array is, roughly: as much as the words before it can tell."""


@dataclass(frozen=True)
class Family:
    """An array of a network: its kind (`weight`, `net_input`, `d weight`, ...), its layer and its entries.

    The sample counts from 0; what the loss of a whole batch owes to a sample has a number below 0.
    """

    kind: str
    layer: int
    sample: int
    rows: Rows
    values: tuple[tuple[Value, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def group(self) -> str:
        """Forward, parameter, backward or updated."""
        return _GROUPS.get(self.kind, BACKWARD)

    @cached_property
    def sizes(self) -> tuple[float, ...]:
        """The values as floats, in reading order, to look at first."""
        return tuple(float(as_ball(value).mid()) for row in self.values for value in row)

    @property
    def is_negated(self) -> bool:
        """Whether every entry has the other sign than in the network."""
        return isinstance(self.rows[0][0], Negative)

    def turned(self) -> Family:
        """The same with rows and columns exchanged."""
        return replace(self, rows=tuple(zip(*self.rows, strict=True)), values=tuple(zip(*self.values, strict=True)))

    def negated(self) -> Family:
        """The same with the other sign, as some authors define a delta."""
        rows = tuple(tuple(Negative(entry) for entry in row) for row in self.rows)
        return replace(self, rows=rows, values=tuple(tuple(-value for value in row) for row in self.values))


_GROUPS = dict.fromkeys(("input", "target", "net_input", "activation"), FORWARD)
_GROUPS |= dict.fromkeys(("weight", "bias"), PARAMETER) | dict.fromkeys(("new weight", "new bias"), UPDATED)


def families(world: StatedWorld) -> tuple[Family, ...]:
    """Every array of the network that has a value, the plain ones first."""
    network = world.values.gradients.network
    if not network.is_layered or len(network.of_role("weight")) > _MOST_WEIGHTS:
        return ()
    plain = [each for index, part in enumerate(network.samples) for each in _of_sample(part, index)]
    if network.parts and network.batch != ONLINE:
        parts = [replace(part, total=network.total) for part in network.samples]
        plain += [
            each for index, part in enumerate(parts) for each in _of_sample(part, -index - 1) if each[0] not in _GROUPS
        ]
    plain += _errors(network)
    whole = [*plain, *_stacked(plain), *_with_biases(plain), *_with_ones(plain, network)]
    whole += [row for each in whole for row in _single_rows(each)]
    return tuple(found for each in _distinct(whole) if (found := _valued(each, world)) is not None)


Plain = tuple[str, int, int, Rows]
"""Kind, layer, sample, entries."""


def _of_sample(part: Network, index: int) -> Iterator[Plain]:
    """The arrays of one sample, and the steps of its parameters."""
    met = {name for layer in part.layers for neuron in layer for name in (*neuron.weights, neuron.bias or "")}
    found = arrays(part)
    for key, matrix in found.items():
        kind, layer = _kind(key)
        first = matrix.rows[0][0]
        new = kind in ("weight", "bias") and isinstance(first, Name) and first.id not in met
        yield ("new " if new else "") + kind, layer, index, matrix.rows
        old = next((each for name, each in found.items() if new and _kind(name) == (kind, layer)), None)
        if old is not None:
            yield f"step of {kind}", layer, index, _minus(matrix.rows, old.rows)


def _kind(key: Formula) -> tuple[str, int]:
    """The kind of an array and its layer by what stands for it."""
    match key:
        case Name(name):
            word, _, number = split_id(name)[0].strip("[]").partition(" ")
            return word.replace("threshold", "bias"), int(number or 0)
        case Partial(Name(of), Name() as wrt):
            kind, layer = _kind(wrt)
            return ("slope" if of.startswith("[") else f"d {kind}"), layer
        case Entrywise(_, Name() as net):
            return "slope", _kind(net)[1]
    return "", 0


def _minus(rows: Rows, others: Rows) -> Rows:
    """The differences entry by entry."""
    pairs = (zip(*pair, strict=True) for pair in zip(rows, others, strict=True))
    return tuple(tuple(Sum((first, Negative(second))) for first, second in row) for row in pairs)


def _errors(network: Network) -> Iterator[Plain]:
    """What the outputs miss, and the errors, of every sample."""
    for index, part in enumerate(network.samples):
        outs, last = part.outputs, len(part.layers)
        yield "error", last, index, tuple((Name(neuron.error),) for neuron in outs)
        outputs, targets = (
            tuple((Name(each),) for each in ids) for ids in zip(*((n.out, n.target) for n in outs), strict=True)
        )
        yield "miss", last, index, _minus(outputs, targets)
    if network.parts:
        yield "error", len(network.layers), 0, tuple((Name(part.total),) for part in network.parts)


def _stacked(plain: Sequence[Plain]) -> Iterator[Plain]:
    """The columns of all samples side by side."""
    columns: dict[tuple[str, int], list[Rows]] = {}
    for kind, layer, _, rows in plain:
        if len(rows[0]) == 1 and "weight" not in kind and "bias" not in kind:
            columns.setdefault((kind, layer), []).append(rows)
    for (kind, layer), found in columns.items():
        same = [rows for rows in found if len(rows) == len(found[0])]
        if len(same) > 1:
            yield kind, layer, 0, tuple(tuple(rows[k][0] for rows in same) for k in range(len(same[0])))


def _with_biases(plain: Sequence[Plain]) -> Iterator[Plain]:
    """Weights, their gradients and their steps with those of the biases in a column before or behind them."""
    biases = {(kind, layer, sample): rows for kind, layer, sample, rows in plain if "bias" in kind}
    for kind, layer, sample, rows in plain:
        own = biases.get((kind.replace("weight", "bias"), layer, sample)) if "weight" in kind else None
        if own is not None and len(own) == len(rows):
            pairs = list(zip(rows, own, strict=True))
            yield kind, layer, sample, tuple((*bias, *row) for row, bias in pairs)
            yield kind, layer, sample, tuple((*row, *bias) for row, bias in pairs)


def _with_ones(plain: Sequence[Plain], network: Network) -> Iterator[Plain]:
    """What comes into a layer with the one (or minus one) that its bias is multiplied by."""
    thresholds = any(neuron.threshold for neuron in network.neurons)
    one: Formula = Negative(ONE) if thresholds else ONE
    for kind, layer, sample, rows in plain:
        if kind in ("input", "activation"):
            yield kind, layer, sample, ((one,), *rows)
            yield kind, layer, sample, (*rows, (one,))


def _single_rows(plain: Plain) -> Iterator[Plain]:
    """The rows of a matrix, each as a column of its own: what belongs to one neuron."""
    kind, layer, sample, rows = plain
    if len(rows) > 1 and len(rows[0]) > 1 and "weight" in kind:
        yield from ((kind, layer, sample, tuple((entry,) for entry in row)) for row in rows)


def _distinct(found: Sequence[Plain]) -> Iterator[Plain]:
    """Every array of entries once."""
    seen: set[Rows] = set()
    for each in found:
        if each[3] not in seen:
            seen.add(each[3])
            yield each


def _valued(plain: Plain, world: StatedWorld) -> Family | None:
    """The family with its values; None where one has none."""
    values = [[world.value(entry) for entry in row] for row in plain[3]]
    kept = tuple(tuple(value for value in row if value is not None) for row in values)
    return Family(*plain, kept) if all(len(row) == len(own) for row, own in zip(kept, plain[3], strict=True)) else None
