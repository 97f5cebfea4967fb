"""Certified balls for every quantity, every derivative (of, wrt) and every updated parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from fractions import Fraction
from functools import cached_property
from functools import partial as bound

from flint import ctx

from derivation.errors import SpecError, UnknownNameError
from derivation.frozen import dataclass
from derivation.maths.calculus import differentiate
from derivation.maths.domains import undefined
from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import ZERO, Elision, Formula, Name, Partial, Product, leaves, product, substitute, total
from derivation.maths.functions import BALLS, RATIONALS
from derivation.maths.numbers import Refine, Value, as_ball
from derivation.maths.rounding import Rounding, Shown
from derivation.maths.tidying import tidy
from derivation.network.deltas import MINUS, delta_lines
from derivation.network.gradients import Gradients, key_text, partial
from derivation.network.updates import local_slope, schedule

_LARGEST_RATIONAL_BITS = 4_096
_NO_VALUE = "a logarithm needs a number above 0, a fraction something other than 0 below it"
_LEAVES = (Name, Partial, Elision)
Table = dict[Formula, Value]


@dataclass(frozen=True)
class Values:
    """Every quantity of one round: the forward pass, the derivatives and the updated parameters.

    A value is an exact rational where the quantity is rational, else a ball at the precision asked for.
    With *order* "sequential" the derivatives in lower layers are those of the slip, not the true ones.

    Guarantee: every ball contains the exact value.
    """

    gradients: Gradients
    order: str = "simultaneous"
    _tables: dict[int, Table] = field(default_factory=dict, compare=False, repr=False)

    def at(self, key: Formula, bits: int) -> Value:
        """The value of a quantity, of a derivative, or of any formula over them, with *bits* of precision.

        Raises: UnknownNameError: D402, a name is not a quantity of this network.
        """
        with ctx.workprec(bits):
            return self._value(key, self._table(bits))

    def line(self, key: Formula) -> Formula | None:
        """The formula over other quantities that gives *key* its value; None for what is given.

        Raises: UnknownNameError: D402, a name is not a quantity of this network.
        """
        if key in self._lines:
            return self._lines[key]
        match key:
            case Partial(Name(of), Name(wrt)):
                return self._chained(of, wrt)
            case Partial(formula, Name(wrt)):
                return tidy(differentiate(formula, wrt).after)
            case Elision(terms):
                return total(terms)
            case Name(name) if name not in self.gradients.network.given:
                raise UnknownNameError("D402", f"{name} is not a quantity of this network")
        return None

    @cached_property
    def _lines(self) -> Mapping[Formula, Formula]:
        network = self.gradients.network
        return dict((*schedule(self.gradients, self.order), *delta_lines(network), *delta_lines(network, MINUS)))

    def refiner(self, key: Formula) -> Refine:
        """The value of *key* as a function of the working precision."""
        return bound(self.at, key)

    def show(self, key: Formula, rounding: Rounding) -> Shown:
        """The value of *key* as it is printed, every digit certified."""
        return rounding.show(self.refiner(key), what=key_text(key))

    def _table(self, bits: int) -> Table:
        """All scheduled lines, computed once for each precision."""
        if bits not in self._tables:
            network = self.gradients.network
            table: Table = {Name(name): number.value for name, number in network.given.items()}
            for target, formula in self._lines.items():
                table[target] = defined(target, formula, table.__getitem__)
            self._tables[bits] = table
        return self._tables[bits]

    def _value(self, key: Formula, table: Table) -> Value:
        """From the table, or by the chain rule for a derivative that is not in it; what is found on the way is kept."""
        waiting = [part for part in leaves(key) if part not in table]
        while waiting:
            part = waiting[-1]
            formula = self.line(part) or part
            missing = [inner for inner in leaves(formula) if inner not in table] if part not in table else []
            if missing:
                waiting += missing
            else:
                waiting.pop()
                table.setdefault(part, work_out(formula, table.__getitem__))
        return table[key] if isinstance(key, _LEAVES) else work_out(key, table.__getitem__)

    def _chained(self, of: str, wrt: str) -> Formula:
        """The sum over the roads; the last factor is the slope of one equation, which is not always d(user)/d(wrt)."""
        roads = [
            (*(partial(*pair) for pair in before), self._local(*last))
            for *before, last in self.gradients.chain(of, wrt)
        ]
        return total(tuple(product(factors) for factors in roads))

    def _local(self, of: str, wrt: str) -> Formula:
        """A slope inside one equation; the weight that joins two layers as the update order uses it."""
        slope = self.gradients.local(of, wrt)
        between_layers = self.gradients.network.roles.get(wrt) == "activation"
        return local_slope(slope, self.order) if between_layers else slope


def defined(target: Formula, formula: Formula, value_of: Callable[[Formula], Value]) -> Value:
    """The value of a line.

    Raises: SpecError: D510, the line has no value with these numbers.
    """
    value = work_out(formula, value_of)
    if isinstance(value, Fraction) or value.is_finite():
        return value
    alive = substitute(formula, lambda part: ZERO if _counts_for_nothing(part, value_of) else None)
    if alive != formula:
        return defined(target, alive, value_of)
    reason = undefined(formula, lambda part: work_out(part, value_of))
    if reason is None:
        return value
    raise SpecError("D510", f"{key_text(target)} has no value: it {reason}", note=_NO_VALUE)


def _counts_for_nothing(part: Formula, value_of: Callable[[Formula], Value]) -> bool:
    """Whether a product has a factor that is exactly 0, so that the others need not be known: (1 - 1) ln(1 - out)."""
    return isinstance(part, Product) and any(work_out(factor, value_of) == 0 for factor in part.factors)


def work_out(formula: Formula, value_of: Callable[[Formula], Value]) -> Value:
    """The exact rational where every part that counts is one and it stays small, else a ball."""
    values = {part: value_of(part) for part in leaves(formula)}
    if any(value == 0 for value in values.values()):
        formula = tidy(substitute(formula, {part: ZERO if value == 0 else part for part, value in values.items()}.get))
    rationals = {part: value for part, value in values.items() if isinstance(value, Fraction)}
    try:
        exact = evaluate(formula, rationals.get, RATIONALS)
        if exact.denominator.bit_length() <= _LARGEST_RATIONAL_BITS:
            return exact
    except (NotInThisArithmetic, ZeroDivisionError):
        pass
    return evaluate(formula, {part: as_ball(value) for part, value in values.items()}.get, BALLS)
