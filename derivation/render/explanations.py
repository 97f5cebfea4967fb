"""Explanation: the steps of a derivation by id; and the slope of an activation as a step of its own."""

from __future__ import annotations

from dataclasses import field, replace

from derivation.frozen import dataclass
from derivation.maths.abridging import abridged
from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Call, Formula, Name, Partial
from derivation.maths.functions import FUNCTIONS
from derivation.maths.printing.text import BY_ID
from derivation.maths.rules import Rule
from derivation.maths.tidying import tidy
from derivation.network.activations import Activation
from derivation.network.gradients import derivative_id
from derivation.network.spec import Settings
from derivation.render.ledger import Ledger
from derivation.render.steps import Step, numeric, reason, symbolic

LONGEST_SUM = 12
_LONGEST_SUMS = {"brief": 6, "standard": LONGEST_SUM, "full": 24}


def longest_sum(settings: Settings) -> int:
    """The most terms of a sum that are all written; longer ones are shortened."""
    return _LONGEST_SUMS[settings.detail]


@dataclass
class Explanation:
    """All steps by id, in the order in which a reader needs them."""

    ledger: Ledger
    equals: bool = False
    delta_sign: str = ""
    longest_sum: int = LONGEST_SUM
    steps: dict[str, Step] = field(default_factory=dict)

    def line(self, rule: Rule, subject: Formula, *formulas: Formula, because: tuple[Step, ...] = ()) -> None:
        """Add the line `subject = formula(s) = numbers = result`; the last formula gets the numbers.

        Long sums are shortened: an ellipsis stands for the terms in between, and in the numbers for their sum.
        """
        formulas = tuple(abridged(formula, self.longest_sum) for formula in formulas)
        worked = self.ledger.work(subject, formulas[-1])
        self.steps[step_id(subject)] = numeric(rule, subject, formulas, worked, because=because, equals=self.equals)

    def again(self, rule: Rule, subject: Formula, *formulas: Formula) -> None:
        """Add a second line for a quantity, which leads to the same number by way of the deltas."""
        formulas = tuple(abridged(formula, self.longest_sum) for formula in formulas)
        worked = self.ledger.work_again(subject, formulas[-1])
        self.steps[by_delta_id(subject)] = numeric(rule, subject, formulas, worked, equals=self.equals)


def step_id(subject: Formula) -> str:
    """The id of the step that works out *subject*: `net_h1`, `dE_total/dw5`, `w5+`, `d(w·h + b)/dw`."""
    match subject:
        case Name(name):
            return name
        case Partial(Name(of), Name(wrt)):
            return derivative_id(of, wrt)
        case Partial(formula, Name(wrt)):
            return f"d({BY_ID(formula)})/d{wrt}"
    raise TypeError(f"no id for {subject!r}")


def by_delta_id(subject: Formula) -> str:
    """The id of the step that finds *subject* by way of the deltas."""
    return f"{step_id(subject)} by delta"


def in_short_id(subject: Formula) -> str:
    """The id of the step that finds *subject* without a detour."""
    return f"{step_id(subject)} in short"


def slope_id(activation: Activation) -> str:
    """The id of the step that derives an activation's slope once and for all."""
    options = ", ".join(f"{name} {value.text}" for name, value in activation.options)
    return f"slope of {activation.name}" + (f" ({options})" if options else "")


def slope_step(activation: Activation) -> Step:
    """The slope of an activation, derived rule by rule from its definition.

    The forms in which a rule of differentiation is applied and tidied are marked as raw; rewriting follows.
    """
    x = Name("x")
    worked = differentiate(activation.defined(x), x.id)
    derived = symbolic(worked.rule, x, worked.after, tidy(worked.after)).forms
    rewritten = (*(formula for _, formula in activation.rewritten(x)), activation.slope_of(x, as_function(activation)))
    rest = [form for form in symbolic(worked.rule, x, *rewritten).forms if form.formula != derived[-1].formula]
    raw = [replace(form, raw=True) for form in derived]
    return Step(worked.rule, Partial(worked.before, x), (*raw, *rest), (reason(worked, x.id),))


def as_function(activation: Activation) -> Formula:
    """The activation of x under its own name where it has one, else its formula."""
    x = Name("x")
    return Call(activation.name, (x,)) if activation.name in FUNCTIONS else activation.of(x)
