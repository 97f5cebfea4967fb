"""The passes once more with vectors and matrices, a whole layer in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import (
    Entrywise,
    Formula,
    Hadamard,
    Matrix,
    Name,
    Number,
    Partial,
    Transposed,
    children,
    product,
    substitute,
    total,
    walk,
)
from derivation.maths.matrices import multiplied_out
from derivation.maths.rounding import Shown
from derivation.network.arrays import Arrays, Layer, array, arrays, inputs, letter, sources, targets
from derivation.network.equations import LEARNING_RATE, Network
from derivation.network.updates import SEQUENTIAL, updated
from derivation.render.author import Author, Context, Section
from derivation.render.ledger import ROUNDED, Ledger
from derivation.render.steps import ABOUT, EQUAL, Form

LONGEST_LINE = 700
"""Characters of numbers that one form of a line over matrices may have; longer ones are left in symbols."""
MOST_ENTRIES = 120
"""Entries of all the matrices in a line up to which its numbers are worked out at all."""

_KINDS = ("weight", "bias", "net_input", "activation", "delta")
Row = tuple[Form, ...]


def matrices(author: Author) -> Iterator[Section]:
    """Forward pass, backward pass and update, where the notation asks for them."""
    if not author.derivation.notation.notation.matrices:
        return
    lines = _Lines(author, author.network)
    yield "matrices", {"shapes": _shapes(author, lines), **_words(author), **lines.in_words()}


def _words(author: Author) -> Context:
    network = author.network
    layers, outputs = network.layers, network.layers[-1]
    functions = {letter(network, layer): layer[0].activation for layer in layers if author.squashes(layer[0])}
    return {
        "functions": [
            {"letter": author.name(name), "words": author.activation_name(activation), "joint": activation.joint}
            for name, activation in functions.items()
        ],
        "weights": author.name(array("weight", layers[0]).id),
        "inputs": author.name(inputs(network).id),
        "delta": author.name(array("delta", outputs).id),
        "joint": outputs[0].activation.joint,
        "slopes": author.squashes(outputs[0]),
        "hidden": len(layers) > 1,
        "by_steps": network.optimizer.name == "gradient-descent",
        "shared": any(len({neuron.bias for neuron in layer}) < len(layer) for layer in layers if layer[0].bias),
    }


def _shapes(author: Author, lines: _Lines) -> str:
    """What the symbols hold, with rows and columns."""
    network, heads = author.network, author.word_list("table_heads")
    of_layers = [(kind, array(kind, layer), layer[0].layer) for layer in network.layers for kind in _KINDS]
    named = [("input", inputs(network), 0), *of_layers, ("target", targets(network), 0)]
    rows = [
        (
            author.name(name.id),
            author.word_list("arrays", number=number, threshold="threshold" in name.id)[kind],
            author.phrase("shape", height=len(found.rows), width=len(found.rows[0])),
        )
        for kind, name, number in named
        if (found := lines.arrays.get(name)) is not None
    ]
    return author.tokens.table([heads[key] for key in ("symbol", "holds", "shape")], rows)


@dataclass(frozen=True)
class _Lines:
    """The lines over matrices of one network, worked out with a ledger of their own, from the first to the last."""

    author: Author
    network: Network

    @cached_property
    def arrays(self) -> Arrays:
        """What the vectors and matrices hold."""
        return arrays(self.network)

    @cached_property
    def ledger(self) -> Ledger:
        """Numbers for these lines: they start from the given ones like the lines above."""
        derivation = self.author.derivation
        return Ledger(derivation.applied, derivation.rounding, derivation.spec.document.carry)

    def in_words(self) -> Context:
        """The passes as the template places them, each in the order of computation."""
        layers = self.network.layers
        forward = [line for layer in layers for line in self._forward(layer)]
        found = self._at_the_output(layers[-1])
        hidden = [line for layer in reversed(layers[:-1]) for line in self._delta(layer, layers[layer[0].layer])]
        gradients = [line for layer in reversed(layers) for line in self._gradients(layer)]
        updates = [line for layer in layers for line in self._updates(layer)] if self.network.learns else []
        lines = {
            "forward": forward,
            "found": found,
            "hidden_deltas": hidden,
            "gradients": gradients,
            "updates": updates,
        }
        displays = {
            name: [self.author.tokens.display(row) for row in rows if len(row) > 1] for name, rows in lines.items()
        }
        cut = any(not _entries(row[-1].formula) for rows in lines.values() for row in rows if row)
        return {**displays, "cut": cut}

    def _forward(self, layer: Layer) -> Iterator[Row]:
        net, out, bias = (array(kind, layer) for kind in ("net_input", "activation", "bias"))
        summed = product((array("weight", layer), sources(self.network, layer)))
        added = (-bias if layer[0].threshold else bias,) if layer[0].bias else ()
        yield self._line(net, total((summed, *added)))
        if not self.author.squashes(layer[0]):
            yield self._line(out, net)
            return
        formulas = [self.network.by_id[neuron.out].formula for neuron in layer]
        yield self._line(out, Entrywise(letter(self.network, layer), net), formulas)

    def _at_the_output(self, layer: Layer) -> list[Row]:
        """What the error owes to the outputs, the slopes, and from these the delta."""
        slope = self._slope(layer)
        owed = self.network.gradient(array("activation", layer).id)
        delta = product((Transposed(slope), owed)) if isinstance(slope, Partial) else _times(owed, slope)
        stated = [self._stated(owed), *([self._stated(slope)] if slope else [])]
        return [*stated, self._line(array("delta", layer), delta)]

    def _delta(self, layer: Layer, users: Layer) -> list[Row]:
        """The delta of a hidden layer from that of the next."""
        slope = self._slope(layer)
        weights = array("weight", users).id
        sequential = self.author.derivation.spec.training.order == SEQUENTIAL
        used = Name(updated(weights) if sequential else weights)
        passed = product((Transposed(used), array("delta", users)))
        stated = [self._stated(slope)] if slope else []
        return [*stated, self._line(array("delta", layer), _times(passed, slope))]

    def _slope(self, layer: Layer) -> Formula | None:
        """What stands for the slopes of a layer; nothing where they are all 1."""
        net, out = array("net_input", layer), array("activation", layer)
        if layer[0].activation.joint:
            return Partial(out, net)
        return Entrywise(letter(self.network, layer, "'"), net) if self.author.squashes(layer[0]) else None

    def _gradients(self, layer: Layer) -> Iterator[Row]:
        weights, bias, delta = (array(kind, layer) for kind in ("weight", "bias", "delta"))
        outer = product((delta, Transposed(sources(self.network, layer))))
        penalised = tuple(Partial(Name(penalty.id), weights) for penalty in self.network.penalties)
        yield from (self._stated(slope) for slope in penalised)
        yield self._line(self.network.gradient(weights.id), total((outer, *penalised)))
        if self._has_own_trained_biases(layer):
            yield self._line(self.network.gradient(bias.id), -delta if layer[0].threshold else delta)

    def _has_own_trained_biases(self, layer: Layer) -> bool:
        biases = {neuron.bias for neuron in layer}
        return len(biases) == len(layer) and biases <= set(self.network.parameters)

    def _updates(self, layer: Layer) -> Iterator[Row]:
        for kind in ("weight", *(["bias"] if self._has_own_trained_biases(layer) else [])):
            old = array(kind, layer)
            step = Name(LEARNING_RATE) * self.network.gradient(old.id)
            after = Name(updated(old.id))
            plain = self.network.optimizer.name == "gradient-descent"
            yield self._line(after, old - step) if plain else self._stated(after)

    def _line(self, subject: Formula, whole: Formula, formulas: Sequence[Formula] | None = None) -> Row:
        """subject = whole = numbers = result; *formulas* are those of the entries where they are not multiplied out."""
        inside = substitute(whole, self.arrays.get)
        shape = self.arrays[subject]
        if _entries(inside) + _entries(shape) > MOST_ENTRIES:
            return Form("", subject), Form(EQUAL, whole)
        entries = children(multiplied_out(inside)) if formulas is None else formulas
        worked = self.ledger.work_entries(inside, dict(zip(children(shape), entries, strict=True)))
        forms = [Form("", subject), Form(EQUAL, whole)]
        if worked.substituted is not None and not isinstance(worked.substituted, Matrix):
            forms.append(Form(self._relation(worked.operands_exact), worked.substituted))
        result = _filled(shape, worked.results)
        forms.append(Form(self._relation(worked.results_exact), result))
        return _short_enough(forms)

    def _stated(self, subject: Formula) -> Row:
        """subject = result, for what was worked out entry by entry above."""
        shape = self.arrays[subject]
        if _entries(shape) > MOST_ENTRIES:
            return ()
        shown = {key: self.author.derivation.shown(key) for key in children(shape)}
        if self.ledger.carry == ROUNDED:
            self.ledger.carried.update(shown)
        exact = all(each.exact for each in shown.values())
        result = Form(self._relation(exact), _filled(shape, [shown[key] for key in children(shape)]))
        return _short_enough([Form("", subject), result])

    def _relation(self, exact: bool) -> str:
        return EQUAL if exact or self.author.derivation.spec.document.equals_throughout else ABOUT


def _entries(formula: Formula) -> int:
    """How many numbers the matrices in a formula have."""
    return sum(len(children(part)) for part in walk(formula) if isinstance(part, Matrix))


def _times(first: Formula, slope: Formula | None) -> Formula:
    return first if slope is None else Hadamard((first, slope))


def _filled(shape: Matrix, shown: Sequence[Shown]) -> Formula:
    """The matrix with a number in every place."""
    places = zip(children(shape), shown, strict=True)
    numbers: dict[Formula, Formula] = {place: Number(each.numeral, place) for place, each in places}
    return substitute(shape, numbers.get)


def _short_enough(forms: Sequence[Form]) -> Row:
    """The forms without the numbers that would not fit: first those put in, then the result as well."""
    return tuple(form for form in forms if _digits(form.formula) <= LONGEST_LINE)


def _digits(formula: Formula) -> int:
    """Characters of the numbers in a formula, with the signs between them."""
    return sum(len(part.numeral.text) + 5 for part in walk(formula) if isinstance(part, Number))
