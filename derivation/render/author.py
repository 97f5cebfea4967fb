"""Author: turns the parts of a derivation into the words, tokens and flags that the prose templates are filled with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from derivation.frozen import dataclass
from derivation.maths.abridging import abridged
from derivation.maths.formulas import Formula, Name, Number, Partial, formula
from derivation.maths.numbers import Numeral
from derivation.maths.rounding import Shown
from derivation.maths.rules import Rule
from derivation.network.activations import Activation
from derivation.network.equations import Network, Neuron
from derivation.network.gradients import partial
from derivation.network.notation import RATE_SYMBOLS, letter_id
from derivation.network.pieces import hits_a_corner
from derivation.network.updates import update_lines
from derivation.render.derivations import Derivation
from derivation.render.explanations import by_delta_id, longest_sum, step_id
from derivation.render.markup import Tokens
from derivation.render.selections import MOST_LISTED, picked
from derivation.render.steps import ABOUT, EQUAL, Form, Step
from derivation.render.templating import Templates, rule_words, word_list

BRIEF, STANDARD, FULL = "brief", "standard", "full"
DETAILS = (BRIEF, STANDARD, FULL)

T = TypeVar("T")
Context = dict[str, Any]
Section = tuple[str, Context]


@dataclass(frozen=True)
class Author:
    """Turns the parts of a derivation into the words, tokens and flags that the templates are filled with."""

    derivation: Derivation
    tokens: Tokens
    templates: Templates
    language: str = "en"
    sample: int | None = None
    """Which of several samples is written about, counted from 0; none means all of them together."""
    assumed: str = ""
    """The sign that all numbers are taken to have, to find out which words depend on signs; nothing for their own."""

    @property
    def network(self) -> Network:
        """The network that is written about."""
        whole = self.derivation.network
        return whole if self.sample is None else whole.parts[self.sample]

    def of_samples(self) -> tuple[Author, ...]:
        """One author for each sample; this one where there is only one."""
        parts = self.derivation.network.parts
        return tuple(replace(self, sample=index) for index in range(len(parts))) or (self,)

    def tell(self, *chapters: Iterator[Section]) -> Iterator[Section]:
        """The sections of *chapters*, each with what its words need to know about the sample."""
        common = self._common()
        for name, data in chain.from_iterable(chapters):
            yield name, {**common, **data}

    @property
    def detail(self) -> str:
        """brief, standard or full."""
        return self.derivation.spec.document.detail

    @cached_property
    def rule_words(self) -> dict[str, dict[str, str]]:
        """The name and the sentence of every rule."""
        return rule_words(self.templates, self.language)

    def write(self, sections: Iterator[Section]) -> str:
        """The markup of *sections*, one template each."""
        own = {"rule": self.rule_words}
        told = ((f"prose/{self.language}/{name}.j2", {**own, **data}) for name, data in self.tell(sections))
        return "\n\n".join(self.tokens.placed(self.templates.render(*each)) for each in told)

    def _common(self) -> Context:
        spec = self.derivation.spec
        return {
            "biases": bias_kind(self.network),
            "thresholds": all_or_some(neuron.threshold for neuron in self.network.neurons if neuron.bias),
            "biases_trained": spec.training.update_biases,
            "carry": spec.document.carry,
            "order": spec.training.order,
            "penalised": bool(self.network.penalties),
            "several": len(self.network.outputs) > 1,
            "precision": self.precision(),
            "equals_throughout": spec.document.equals_throughout,
            "layered": self.network.is_layered,
            "brief": self.detail == BRIEF,
            "elided": self.derivation.has_ellipses,
            "shortened": self.detail == BRIEF and len(self.network.parameters) > MOST_LISTED,
            "loss": self.name(self.network.total),
            "sample": "" if self.sample is None else str(self.sample + 1),
            "samples": len(self.derivation.network.parts),
            "batch": self.derivation.network.batch,
            "learns": self.network.learns,
            "rate_symbols": self._rate_symbols(),
        }

    def _rate_symbols(self) -> list[dict[str, str]]:
        """The letters that books write for the learning rate, this document's own last."""
        own = self.derivation.spec.document.learning_rate_symbol
        letters = [*(letter for letter in RATE_SYMBOLS if letter != own), own]
        return [{"word": letter, "letter": self.name(letter_id(letter))} for letter in letters]

    def phrase(self, template: str, **data: Any) -> str:
        """A few words from a template of their own."""
        return self.templates.render(f"prose/{self.language}/{template}.j2", data).strip()

    def precision(self) -> str:
        """`9 places` or `6 significant digits`, in the words of the language."""
        asked = self.derivation.spec.document
        return self.phrase("precision", places=asked.places or 0, digits=asked.digits or 0)

    def name(self, identifier: str) -> str:
        """A quantity in running text."""
        return self.tokens.math(Name(identifier))

    def names(self, identifiers: Iterable[str]) -> str:
        """Several quantities in running text: `a`, `b` and `c`; long lists are shortened to first and last."""
        return self.phrase("list", words=[self.name(identifier) for identifier in identifiers])

    def some(self, items: Sequence[T]) -> tuple[T, ...]:
        """The items that are written about: on a brief page only a few of very many."""
        return picked(items) if self.detail == BRIEF else tuple(items)

    def left_out(self, items: Sequence[object]) -> str:
        """How many of *items* are not written about; no words where all of them are."""
        count = len(items) - len(self.some(items))
        return self.phrase("left_out", count=self.count(count)) if count else ""

    def listing(self, items: Sequence[str], write: Callable[[str], str]) -> str:
        """*items* one after the other, with the number of those that are not written in their place."""
        words = [write(item) for item in self.some(items)]
        if len(words) < len(items):
            words.insert(-1, self.phrase("and_more", count=self.count(len(items) - len(words))))
        return ", ".join(words)

    def written(self, formula: Formula) -> Formula:
        """A formula as it is set: its long sums shortened like those of the lines."""
        return abridged(formula, longest_sum(self.derivation.spec.document))

    def gradient(self, wrt: str) -> Formula:
        """The derivative of the loss that is written about."""
        return self.network.gradient(wrt)

    def number(self, shown: Shown) -> str:
        """A printed number in running text."""
        return self.tokens.math(Number(shown.numeral, shown.of))

    def number_of(self, numeral: Numeral) -> str:
        """A given number in running text."""
        return self.number(Shown(numeral, exact=True))

    def value_of(self, name: str) -> str:
        """The number that is given for a quantity, in running text."""
        return self.number(Shown(self.derivation.network.given[name], exact=True, of=Name(name)))

    def given(self, name: str) -> str:
        """A given number with its name."""
        return self.equation(Name(name), Shown(self.derivation.network.given[name], exact=True))

    def equation(self, key: Formula, shown: Shown) -> str:
        """`name = number` in running text."""
        forms = (Form("", key), Form(EQUAL if shown.exact else ABOUT, Number(shown.numeral, key)))
        return self.tokens.chain(forms)

    def word_list(self, template: str, **data: Any) -> dict[str, str]:
        """Words by key, from a template of `key: words` lines."""
        return word_list(self.templates, template, self.language, data)

    def count(self, number: int) -> str:
        """A whole number, its thousands set apart in the way of the language unless a comma is the decimal sign."""
        return self.phrase("count", groups=f"{number:,}".split(","), comma=self.derivation.notation.decimal_comma)

    def word(self, number: int) -> str:
        """A small whole number as a word."""
        return self.phrase("number", number=number)

    def squashes(self, neuron: Neuron) -> bool:
        """Whether the neuron's activation does anything."""
        return not neuron.activation.is_identity

    def activation_name(self, activation: Activation) -> str:
        """`the sigmoid`: an activation in the words of the language; a formula of the user's own as itself."""
        own = self.phrase("own_activation", formula=self.tokens.math(activation.of(Name("x"))))
        return self.word_list("activation_names").get(activation.name, own)

    @property
    def loss_key(self) -> str:
        """Under which name the words about the loss are found."""
        loss = self.network.loss
        return "own" if loss.is_own else loss.name

    def slope_words(self, neuron: Neuron) -> str:
        """How the error of one output is differentiated, in words."""
        return self.phrase(
            f"losses/{self.loss_key}-slope",
            rule=self.rule_words,
            rules=self.rules(self.step(self.gradient(neuron.out))),
            several=len(self.network.outputs) > 1,
            difference=self.tokens.math(Name(neuron.target) - Name(neuron.out)),
            minus_one=self.tokens.math(formula(-1)),
        )

    def at_corner(self, neuron: Neuron) -> bool:
        """Whether the net input is exactly where the activation has a corner, so that a convention decides."""
        return not self.assumed and hits_a_corner(self.network.by_id[neuron.out].formula, self.derivation.values)

    def loss_corners(self) -> str:
        """The outputs that are exactly where the loss has a corner, so that a convention decides; mostly none."""
        outputs = self.network.outputs if self.network.loss.corner else ()
        values, by_id = self.derivation.values, self.network.by_id
        hit = [neuron.out for neuron in outputs if hits_a_corner(by_id[neuron.error].formula, values)]
        return self.phrase("loss_corner", outs=self.names(hit), many=len(hit) > 1) if hit else ""

    def rules(self, step: Step) -> str:
        """The names of the rules behind a line, each once."""
        return ", ".join(self.rule_words[rule]["name"] for rule in dict.fromkeys(applied_rules(step)))

    def step(self, subject: Formula, *, by_delta: bool = False) -> Step:
        """The line that works out *subject*; a derivative by way of the delta if asked, and if the document has one."""
        steps, short = self.derivation.steps, by_delta_id(subject)
        return steps[short if by_delta and isinstance(subject, Partial) and short in steps else step_id(subject)]

    def lines(self, *subjects: Formula, raw: bool = False, by_delta: bool = False) -> str:
        """The lines of *subjects*, set apart; raw forms only where they are asked for or in full detail."""
        if not subjects:
            return ""
        steps = [self.step(subject, by_delta=by_delta) for subject in subjects]
        keep_raw = self.detail == FULL or (raw and self.detail != BRIEF)
        return self.tokens.lines(*(step if keep_raw else step.tidied() for step in steps))

    def update_keys(self, parameter: str) -> list[Formula]:
        """What one update of a parameter works out, the new parameter last; nothing where no update follows."""
        return [Name(name) for name, _ in update_lines(self.network, parameter)] if self.network.learns else []

    def results(self, *subjects: Formula) -> str:
        """The subjects with their values alone."""
        return self.tokens.lines(*(self.derivation.outcome(subject).result() for subject in subjects))

    def gradient_lines(self, neuron: Neuron, weights: Iterable[str], *, with_slopes: bool) -> str:
        """Gradient and update of every weight of *neuron*, one after the other."""
        subjects: list[Formula] = []
        weights = tuple(weights)
        for weight in self.some(weights):
            subjects += [partial(neuron.net, weight)] if with_slopes else []
            subjects += [*self.penalty_slopes(weight), self.network.gradient(weight), *self.update_keys(weight)]
        lines = self.results(*subjects) if self.detail == BRIEF else self.lines(*subjects, by_delta=True)
        return f"{lines}\n\n{self.left_out(weights)}"

    def penalty_slopes(self, weight: str) -> list[Formula]:
        """What every penalty adds to the gradient of *weight*."""
        penalised = self.network.roles[weight] == "weight"
        return [partial(penalty.id, weight) for penalty in self.network.penalties] if penalised else []

    def penalty_words(self, weight: str) -> str:
        """The further roads from a weight to the error, worked out; no words where nothing is penalised."""
        slopes = self.penalty_slopes(weight)
        return self.phrase("penalty_slope", weight=self.name(weight), lines=self.lines(*slopes)) if slopes else ""

    def sign(self, key: Formula) -> str:
        """positive, negative or zero: the sign of the printed value."""
        value = self.derivation.shown(key).numeral.value
        return self.assumed or ("positive" if value > 0 else "negative" if value < 0 else "zero")


def applied_rules(step: Step) -> Iterator[str]:
    """The rules that do something: what is constant, or the variable itself, goes without saying."""
    if step.rule not in (Rule.CONSTANT_RULE, Rule.IDENTITY_RULE):
        yield str(step.rule)
    for part in step.because:
        yield from applied_rules(part)


def all_or_some(claims: Iterable[bool]) -> str:
    """all, some or none: for how many of several things something is true."""
    found = set(claims)
    return "none" if True not in found else "some" if False in found else "all"


def bias_kind(network: Network) -> str:
    """none, shared, own or mixed: what the biases of the network are."""
    kinds = {_layer_bias_kind(layer) for layer in network.layers} or {"none"}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _layer_bias_kind(layer: tuple[Neuron, ...]) -> str:
    biases = {neuron.bias for neuron in layer}
    return "none" if biases == {None} else "own" if len(biases) == len(layer) else "shared"
