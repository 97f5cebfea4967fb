"""Step: the derivation as data. A step is one line of the page with the reason why it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derivation.frozen import dataclass
from derivation.maths.calculus import Differentiation
from derivation.maths.formulas import Formula, Name, Number, Partial, leaves
from derivation.maths.rules import Rule
from derivation.render.ledger import Worked

EQUAL, ABOUT = "=", "≈"
SIGNS = ("+", "-", "·")
"""What stands in place of a relation where a row goes on with the form above it."""


@dataclass(frozen=True)
class Form:
    """One form of a quantity and the relation before it; a raw form is a rule applied with nothing carried out."""

    relation: str
    formula: Formula
    raw: bool = False


@dataclass(frozen=True)
class Step:
    """One justified line: *subject* equals each of *forms*; the last form is its printed value, if it has one."""

    rule: Rule
    subject: Formula
    forms: tuple[Form, ...]
    because: tuple[Step, ...] = ()

    def tidied(self) -> Step:
        """The same line without its raw forms."""
        return Step(self.rule, self.subject, tuple(form for form in self.forms if not form.raw), self.because)

    def shortest(self) -> Step:
        """The last form in symbols, and the numbers."""
        symbols = [index for index, form in enumerate(self.forms) if leaves(form.formula)]
        kept = self.forms[symbols[-1] :] if symbols else self.forms
        return Step(self.rule, self.subject, kept, self.because)

    def result(self) -> Step:
        """The subject and its value alone."""
        return Step(self.rule, self.subject, self.forms[-1:], self.because)

    @property
    def value(self) -> Number | None:
        """The printed value, where the line ends in one."""
        last = self.forms[-1].formula if self.forms else None
        return last if isinstance(last, Number) else None


def symbolic(rule: Rule, subject: Formula, *formulas: Formula) -> Step:
    """A line without numbers: every form is exactly equal to the one before."""
    return Step(rule, subject, _distinct(formulas))


def numeric(
    rule: Rule,
    subject: Formula,
    formulas: Sequence[Formula],
    worked: Worked,
    *,
    because: tuple[Step, ...] = (),
    equals: bool = False,
) -> Step:
    """A line formula -> numbers -> result; `equals` writes = even where a number is rounded."""
    forms = list(_distinct(formulas, raw=bool(because)))
    about = EQUAL if equals else ABOUT
    last = forms[-1].formula if forms else None
    if worked.substituted is not None and worked.substituted != last:
        forms.append(Form(EQUAL if worked.operands_exact else about, worked.substituted))
    result = Number(worked.result.numeral, subject)
    if not (isinstance(last_form := forms[-1].formula, Number) and last_form.value == result.value):
        exact = worked.result_exact if worked.substituted is not None else worked.result.exact
        forms.append(Form(EQUAL if exact else about, result))
    return Step(rule, subject, tuple(forms), because)


def reason(part: Differentiation, wrt: str) -> Step:
    """The rule behind a derivative as a step, with the steps behind its parts."""
    because = tuple(reason(inner, wrt) for inner in part.because)
    return Step(part.rule, Partial(part.before, Name(wrt)), (Form(EQUAL, part.after),), because)


def _distinct(formulas: Sequence[Formula], *, raw: bool = False) -> tuple[Form, ...]:
    """Forms in order, without one that repeats the form before it; with *raw*, all but the last are raw."""
    kept = [this for this, after in pairwise((*formulas, None)) if this is not None and this != after]
    return tuple(Form(EQUAL, formula, raw and index + 1 < len(kept)) for index, formula in enumerate(kept))
