"""Author: turns the parts of a derivation into the words, tokens and flags that the prose templates are filled with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from derivation.maths.formulas import Formula, Name, Number
from derivation.maths.rounding import Shown
from derivation.network.equations import LEARNING_RATE, LOSS, Network, Neuron
from derivation.network.gradients import partial
from derivation.network.updates import updated
from derivation.render.derivations import Derivation
from derivation.render.explaining import step_id
from derivation.render.markup import Tokens
from derivation.render.steps import ABOUT, EQUAL, Form, Step
from derivation.render.templating import Templates, rule_words

BRIEF, STANDARD, FULL = "brief", "standard", "full"
DETAILS = (BRIEF, STANDARD, FULL)

Context = dict[str, Any]
Section = tuple[str, Context]


@dataclass(frozen=True)
class Author:
    """Turns the parts of a derivation into the words, tokens and flags that the templates are filled with."""

    derivation: Derivation
    tokens: Tokens
    templates: Templates
    language: str = "en"

    @property
    def network(self) -> Network:
        """The network that is written about."""
        return self.derivation.network

    @property
    def detail(self) -> str:
        """brief, standard or full."""
        return self.derivation.spec.document.detail

    def write(self, sections: Iterator[Section]) -> str:
        """The markup of *sections*, one template each."""
        common = {"rule": rule_words(self.templates, self.language), **self._common()}
        texts = [
            self.templates.render(f"prose/{self.language}/{name}.j2", {**common, **data}) for name, data in sections
        ]
        return "\n\n".join(texts)

    def _common(self) -> Context:
        spec = self.derivation.spec
        return {
            "biases": bias_kind(self.network),
            "biases_trained": spec.training.update_biases,
            "carry": spec.document.carry,
            "order": spec.training.order,
            "several": len(self.network.outputs) > 1,
            "precision": self.precision(),
            "equals_throughout": spec.document.equals_throughout,
            "loss": self.name(LOSS),
            "eta": self.name(LEARNING_RATE),
            "alpha": self.name("alpha"),
            "epsilon": self.name("epsilon"),
        }

    def phrase(self, template: str, **data: Any) -> str:
        """A few words from a template of their own."""
        return self.templates.render(f"prose/{self.language}/{template}.j2", data).strip()

    def precision(self) -> str:
        """`9 places` or `6 significant digits`, in the words of the language."""
        document = self.derivation.spec.document
        return self.phrase("precision", places=document.places or 0, digits=document.digits or 0)

    def name(self, identifier: str) -> str:
        """A quantity in running text."""
        return self.tokens.math(Name(identifier))

    def names(self, identifiers: Iterable[str]) -> str:
        """Several quantities in running text: `a`, `b` and `c`; long lists are shortened to first and last."""
        return self.phrase("list", words=[self.name(identifier) for identifier in identifiers])

    def partial(self, of: str, wrt: str) -> str:
        """A derivative in running text."""
        return self.tokens.math(partial(of, wrt))

    def number(self, shown: Shown) -> str:
        """A printed number in running text."""
        return self.tokens.math(Number(shown.numeral))

    def equation(self, key: Formula, shown: Shown) -> str:
        """`name = number` in running text."""
        forms = (Form("", key), Form(EQUAL if shown.exact else ABOUT, Number(shown.numeral)))
        return self.tokens.chain(forms)

    def word_list(self, template: str) -> dict[str, str]:
        """Words by key, from a template of `key: words` lines."""
        lines = self.phrase(template).split("\n")
        return dict(line.split(": ", 1) for line in lines)

    def count(self, number: int) -> str:
        """A whole number with its thousands set apart, in the way of the language."""
        return self.phrase("count", groups=f"{number:,}".split(","))

    def word(self, number: int) -> str:
        """A small whole number as a word."""
        return self.phrase("number", number=number)

    def squashes(self, neuron: Neuron) -> bool:
        """Whether the neuron's activation does anything."""
        return neuron.activation.name != "identity"

    def step(self, subject: Formula) -> Step:
        """The line that works out *subject*."""
        return self.derivation.steps[step_id(subject)]

    def lines(self, *subjects: Formula, raw: bool = False) -> str:
        """The lines of *subjects*, set apart; raw forms only where they are asked for or in full detail."""
        steps = [self.step(subject) for subject in subjects]
        keep_raw = self.detail == FULL or (raw and self.detail != BRIEF)
        return self.tokens.lines(*(step if keep_raw else step.tidied() for step in steps))

    def results(self, *subjects: Formula) -> str:
        """The subjects with their values alone."""
        return self.tokens.lines(*(self.step(subject).result() for subject in subjects))

    def gradient_lines(self, neuron: Neuron, weights: Iterable[str], *, with_slopes: bool) -> str:
        """Gradient and update of every weight of *neuron*, one after the other."""
        subjects: list[Formula] = []
        for weight in weights:
            subjects += [partial(neuron.net, weight)] if with_slopes else []
            subjects += [partial(LOSS, weight), Name(updated(weight))]
        return self.results(*subjects) if self.detail == BRIEF else self.lines(*subjects)

    def sign(self, key: Formula) -> str:
        """positive, negative or zero: the sign of the printed value."""
        value = self.derivation.shown(key).numeral.value
        return "positive" if value > 0 else "negative" if value < 0 else "zero"


def bias_kind(network: Network) -> str:
    """none, shared, own or mixed: what the biases of the network are."""
    kinds = {_layer_bias_kind(layer) for layer in network.layers}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _layer_bias_kind(layer: tuple[Neuron, ...]) -> str:
    biases = {neuron.bias for neuron in layer}
    return "none" if biases == {None} else "own" if len(biases) == len(layer) else "shared"
