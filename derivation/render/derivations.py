"""Derivation: everything that is known about one network, each part worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Elision, Formula, Name, walk
from derivation.maths.numbers import Refine
from derivation.maths.rounding import Rounding, Shown
from derivation.network.building import build
from derivation.network.equations import Network
from derivation.network.gradients import Gradients
from derivation.network.proofs import Certificate, certify
from derivation.network.spec import Spec
from derivation.network.spelling import Spelling, spell
from derivation.network.training import History, train
from derivation.network.updates import SEQUENTIAL, SIMULTANEOUS
from derivation.network.values import Values
from derivation.render.closed_forms import fits_a_page
from derivation.render.explaining import explain
from derivation.render.explaining_equations import explain_equations
from derivation.render.explanations import in_short_id, step_id
from derivation.render.ledger import Ledger
from derivation.render.steps import Step

MOST_BITS_OVER_ROUNDS = 512
"""What is still not told from 0 with so many bits is shown as 0 to the places asked for."""


@dataclass(frozen=True)
class After:
    """A quantity after so many rounds, as what a printed number is the value of."""

    rounds: int
    name: str


AS_GIVEN = "as given"
"""What a number is of that belongs to the given numbers alone."""


@dataclass(frozen=True)
class Derivation:
    """The worked derivation of *spec* as data: network, gradients, certified values, steps, training, proof."""

    spec: Spec
    prove: Callable[[Values], Certificate] = certify

    @cached_property
    def network(self) -> Network:
        """One named equation per quantity."""
        return build(self.spec)

    @cached_property
    def gradients(self) -> Gradients:
        """The chain rule over the equations."""
        return Gradients(self.network)

    @cached_property
    def values(self) -> Values:
        """The true values: every derivative is that of the error."""
        return Values(self.gradients)

    @cached_property
    def applied(self) -> Values:
        """The values as the update order of the spec uses them; the true ones unless it is sequential."""
        return self.values if self.spec.training.order == SIMULTANEOUS else Values(self.gradients, SEQUENTIAL)

    @cached_property
    def rounding(self) -> Rounding:
        """How numbers are printed."""
        return Rounding(self.spec.document.places, self.spec.document.digits)

    @cached_property
    def ledger(self) -> Ledger:
        """The numbers as they stand on the page; complete once `steps` has been asked for."""
        return Ledger(self.applied, self.rounding, self.spec.document.carry)

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every line of the derivation by id, in reading order."""
        explained = explain if self.network.is_layered else explain_equations
        return explained(self.spec, self.applied, self.ledger).steps

    @cached_property
    def history(self) -> History:
        """The training after 1, 10, 100, ... rounds, by the order of the spec."""
        rounds = self.spec.training.rounds if self.network.learns else 0
        return train(self.gradients, rounds, self.spec.training.order, charted=True)

    @cached_property
    def slip(self) -> History:
        """One round done with the classic slip."""
        return train(self.gradients, 1, SEQUENTIAL)

    @property
    def one_round(self) -> History:
        """A history that tells the first round, in the order of the spec."""
        return self.history if self.spec.training.rounds else train(self.gradients, 1, self.spec.training.order)

    @cached_property
    def certificate(self) -> Certificate:
        """The proof that independent routes agree on every gradient."""
        return self.prove(self.values)

    @cached_property
    def has_appendix(self) -> bool:
        """Whether the closed form is short enough to be printed."""
        return fits_a_page(self.network)

    @cached_property
    def has_ellipses(self) -> bool:
        """Whether a line is shortened because its sum is long."""
        forms = (form.formula for step in self.steps.values() for form in step.forms)
        return any(isinstance(part, Elision) for formula in forms for part in walk(formula))

    @cached_property
    def notation(self) -> Spelling:
        """How quantities and numbers are written."""
        return spell(self.network, self.spec.document)

    def outcome(self, subject: Formula) -> Step:
        """The line that *subject* is found by last: the one without a detour, where there is one."""
        return self.steps.get(in_short_id(subject)) or self.steps[step_id(subject)]

    def shown(self, key: Formula) -> Shown:
        """The number that stands on the page for *key*."""
        self.steps  # noqa: B018  the ledger is filled by the steps
        return replace(self.ledger.shown(key), of=key)

    def shown_before(self, name: str) -> Shown:
        """A quantity before the first update, in the digits in which it is compared with those after."""
        shown = _with_enough_digits(self.rounding, self._before.refiner(Name(name)), name)
        return replace(shown, of=After(0, name))

    @cached_property
    def _before(self) -> Values:
        """The values of all samples at the parameters that are given."""
        together = self.network.together
        return self.values if together is None else Values(Gradients(together))

    def shown_after(self, rounds: int, name: str, history: History | None = None) -> Shown:
        """A quantity after so many rounds, as printed; small values keep as many digits as places are shown."""
        refiner = (history or self.history).refiner(rounds, name)
        shown = _with_enough_digits(self.rounding, refiner, f"{name}+{rounds}")
        return replace(shown, of=After(rounds, name) if history is None else AS_GIVEN)


def _with_enough_digits(rounding: Rounding, value_at: Refine, what: str) -> Shown:
    """A number for a table over many rounds, where an error shrinks by orders of magnitude, or to nothing."""
    asked = rounding.places or rounding.digits or 0
    shown = rounding.show(value_at, what=what, most=MOST_BITS_OVER_ROUNDS + 16 * asked)
    significant = len(shown.numeral.text.lstrip("-0.").replace(".", "").partition("e")[0])
    places = rounding.places
    if shown.exact or not significant or places is None or significant >= min(places, 6):
        return shown
    return Rounding(None, max(places, 6)).show(value_at, what=what)
