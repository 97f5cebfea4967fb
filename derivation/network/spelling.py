"""Spelling: the notation of one document, which knows what every id of its network stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Number
from derivation.maths.numbers import Numeral
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.printing.text import TextPrinter
from derivation.maths.symbols import Symbol, latex_symbol
from derivation.network.equations import LEARNING_RATE, LOSS, Network, Neuron
from derivation.network.notation import NOTATIONS, Notation, Quantity, quantity, split_id
from derivation.network.spec import Settings

MEMORIES = ("v", "m", "s", "mhat", "vhat")
"""What an optimizer remembers about a parameter: the beginnings of ids such as `v_w5`."""


@dataclass(frozen=True)
class Spelling:
    """How the quantities and the numbers of one document are written; *known* says what the ids stand for."""

    notation: Notation
    known: Mapping[str, Quantity] = field(default_factory=dict)
    decimal_comma: bool = False
    _symbols: dict[str, Symbol] = field(default_factory=dict, compare=False, repr=False)

    def symbol(self, identifier: str) -> Symbol:
        """The symbol of a quantity, of what an optimizer remembers of it, or of a name that stands for itself."""
        if identifier not in self._symbols:
            self._symbols[identifier] = self._symbol(identifier)
        return self._symbols[identifier]

    def _symbol(self, identifier: str) -> Symbol:
        name, sample, after = split_id(identifier)
        found = self.known.get(name) or self._memory(name) or quantity(name)
        return self.notation.symbol(replace(found, sample=sample, after=after))

    def _memory(self, name: str) -> Quantity | None:
        short, _, parameter = name.partition("_")
        return (
            Quantity(name, remembers=self.known[parameter]) if short in MEMORIES and parameter in self.known else None
        )

    def latex(self, identifier: str) -> str:
        """A quantity in LaTeX."""
        return latex_symbol(self.symbol(identifier))

    def text(self, identifier: str) -> str:
        """A quantity in plain text."""
        return self.notation.in_line(self.symbol(identifier))

    def number(self, numeral: Numeral) -> str:
        """A number in plain text."""
        return self.text_printer(Number(numeral))

    @cached_property
    def latex_printer(self) -> LatexPrinter:
        """Prints formulas in LaTeX as this document writes them."""
        return LatexPrinter(self.latex, self.decimal_comma)

    @cached_property
    def text_printer(self) -> TextPrinter:
        """Prints formulas in plain text as this document writes them."""
        return TextPrinter(self.text, self.decimal_comma)


PLAIN = Spelling(NOTATIONS["net-out"])
"""How ids are written where there is no document."""


def spell(network: Network, settings: Settings) -> Spelling:
    """The spelling of the quantities of *network* in the notation that *settings* asks for."""
    found = (*_quantities(network.samples[0], settings.index_base), *_penalties(network.steps[0]))
    known = {name: replace(each, id=name) for each in found for name, *_ in [split_id(each.id)]}
    known |= {f"minus_{name}": each for name, each in known.items() if each.kind == "delta"}
    known |= {LOSS: Quantity(LOSS, "loss"), LEARNING_RATE: Quantity(settings.learning_rate_symbol)}
    return Spelling(NOTATIONS[settings.notation], known, settings.decimal == "comma")


def _quantities(network: Network, base: int) -> Iterator[Quantity]:
    """What has a place in the network: the first of its kind has the index *base*."""
    for index, name in enumerate(network.of_role("input"), start=base):
        yield Quantity(name, "input", indices=(index,))
    for layer in network.layers:
        for index, neuron in enumerate(layer, start=base):
            yield from _of_neuron(neuron, index, base)
        number, kind = layer[0].layer, "threshold" if layer[0].threshold else "bias"
        yield Quantity(f"theta{number}" if layer[0].threshold else f"b{number}", kind, number)


def _penalties(network: Network) -> Iterator[Quantity]:
    return (Quantity(penalty.id, "penalty", label=penalty.name) for penalty in network.penalties)


def _of_neuron(neuron: Neuron, index: int, base: int) -> Iterator[Quantity]:
    """What belongs to one neuron; targets and errors have no layer, as only the last has them."""
    for name, kind in ((neuron.name, "neuron"), (neuron.net, "net_input"), (neuron.out, "activation")):
        yield Quantity(name, kind, neuron.layer, (index,))
    yield Quantity(neuron.target, "target", indices=(index,))
    yield Quantity(neuron.error, "error", indices=(index,))
    yield Quantity(neuron.delta, "delta", neuron.layer, (index,))
    yield Quantity(f"b_{neuron.name}", "bias", neuron.layer, (index,))
    yield Quantity(f"theta_{neuron.name}", "threshold", neuron.layer, (index,))
    for source, weight in enumerate(neuron.weights, start=base):
        yield Quantity(weight, "weight", neuron.layer, (index, source))
