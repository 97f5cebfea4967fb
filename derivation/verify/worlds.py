"""What the names of a document stand for: the quantities of a known network, or what the document itself defines.

A world answers one question: the ball (or the rational) that a formula over the document's names must lie in.
Where the document prints a quantity and nothing defines it, the printed digits are all that is known of it, and the
ball is the interval of those digits; so nothing that follows from rounded numbers is ever called wrong for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from flint import arb, ctx

from derivation.errors import DerivationError
from derivation.maths.calculus import differentiate
from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import Formula, Name, Partial, leaves, names
from derivation.maths.functions import BALLS, RATIONALS
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.reading import Unread
from derivation.network.equations import LOSS
from derivation.network.gradients import partial
from derivation.network.training import History, train
from derivation.network.updates import SEQUENTIAL, schedule
from derivation.network.values import Values
from derivation.verify.claims import Kind, Statement, as_literal

BITS = 256
EQUALITIES = ("=", "≈", ":=", "≡", "←")
_SHORT = 4
_DEEP = 64


Known = tuple[Formula, Value]
"""A quantity and its value."""


class World(Protocol):
    """Names -> values."""

    @property
    def certain(self) -> bool:
        """Whether the values come from a stated network and not from the document itself."""
        ...

    def value(self, formula: Formula) -> Value | None:
        """What *formula* is, or None where something in it is not known."""
        ...

    def only_states(self, formula: Formula) -> bool:
        """Whether all that is known of *formula* is a number printed for it, which proves nothing about itself."""
        ...

    def definitions(self, subject: Formula) -> Iterator[Formula]:
        """The formulas that *subject* is worked out by."""
        ...

    def quantities(self) -> Iterator[Known]:
        """Every quantity with its value, in the order of computation."""
        ...

    def after(self, rounds: int, *, slip: bool = False) -> Iterator[Known]:
        """The error and the outputs after so many rounds, as `E_total+10`; nothing where they are not known."""
        ...


@dataclass(frozen=True)
class StatedWorld:
    """The network that a spec states, and its training."""

    values: Values
    history: History

    @property
    def certain(self) -> bool:
        """A spec states its numbers exactly."""
        return True

    def value(self, formula: Formula) -> Value | None:
        """The certified value, or None for a name that is none of the network's."""
        if not all(_is_named(part) for part in leaves(formula)):
            return None
        try:
            return self.values.at(formula, BITS)
        except (DerivationError, NotInThisArithmetic, ZeroDivisionError, KeyError):
            return None

    def only_states(self, formula: Formula) -> bool:
        """Never: a spec is another witness than the document."""
        return False

    def definitions(self, subject: Formula) -> Iterator[Formula]:
        """The network's own equation, chain rule or update."""
        yield from (formula for key, formula in self._lines if key == subject)

    def quantities(self) -> Iterator[Known]:
        """The given numbers, then every line of one round."""
        for key in (*map(Name, self.values.gradients.network.given), *(key for key, _ in self._lines)):
            value = self.value(key)
            if value is not None:
                yield key, value

    def after(self, rounds: int, *, slip: bool = False) -> Iterator[Known]:
        """Training is followed when this is first asked for, and never twice."""
        history = self._slip if slip else self.history
        if rounds not in history.reported:
            return
        network = self.values.gradients.network
        for name in (LOSS, *(neuron.out for neuron in network.outputs)):
            suffix = "+" if rounds == 1 else f"+{rounds}"
            yield Name(name + suffix), history.refiner(rounds, name)(BITS)

    @cached_property
    def _slip(self) -> History:
        return train(self.values.gradients, self.history.reported[-1], SEQUENTIAL)

    @cached_property
    def _lines(self) -> tuple[tuple[Formula, Formula], ...]:
        gradients = self.values.gradients
        backward = [(partial(*pair), formula) for pair, formula in gradients.backward()]
        equations = [(Name(line.id), line.formula) for line in gradients.network.equations]
        return (*equations, *backward, *schedule(gradients, self.values.order))


@dataclass(frozen=True)
class DocumentWorld:
    """What a document defines: *formulas* by equations, *printed* by numbers alone."""

    formulas: Mapping[str, Formula]
    printed: Mapping[str, Numeral]
    _known: dict[Formula, Value | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def certain(self) -> bool:
        """A document's own definitions may be its mistake."""
        return False

    def value(self, formula: Formula) -> Value | None:
        """The enclosure of *formula*, or None where something in it is not defined."""
        with ctx.workprec(BITS):
            return self._value(formula, _DEEP)

    def only_states(self, formula: Formula) -> bool:
        """True of a name that no formula defines."""
        return isinstance(formula, Name) and formula.id not in self.formulas

    def definitions(self, subject: Formula) -> Iterator[Formula]:
        """The document's own first definition."""
        if isinstance(subject, Name) and subject.id in self.formulas:
            yield self.formulas[subject.id]

    def quantities(self) -> Iterator[Known]:
        """Every name that the document gives a formula."""
        for name in self.formulas:
            value = self.value(Name(name))
            if value is not None:
                yield Name(name), value

    def after(self, rounds: int, *, slip: bool = False) -> Iterator[Known]:
        """Nothing: what a document prints does not say how it was trained."""
        return iter(())

    def _value(self, formula: Formula, depth: int) -> Value | None:
        if formula in self._known:
            return self._known[formula]
        self._known[formula] = None  # what is defined by itself is not known
        if depth:
            self._known[formula] = self._worked_out(formula, depth - 1)
        return self._known[formula]

    def _worked_out(self, formula: Formula, depth: int) -> Value | None:
        match formula:
            case Name(name) if name in self.formulas:
                return self._value(self.formulas[name], depth)
            case Name(name):
                return _as_printed(self.printed[name]) if name in self.printed else None
            case Partial(Name(of), Name(wrt)):
                return self._slope(of, wrt, depth)
            case Partial():
                return None
        parts = {part: self._value(part, depth) for part in leaves(formula)}
        return None if None in parts.values() else arithmetic(formula, parts)

    def _slope(self, of: str, wrt: str, depth: int) -> Value | None:
        """The chain rule over the definitions: the sum over the names in the definition of *of*."""
        if of == wrt:
            return Fraction(1)
        if of not in self.formulas:
            return None
        formula, terms = self.formulas[of], list[Value]()
        for name in names(formula):
            inner: Value | None = Fraction(1) if name == wrt else self._inner(name, wrt, depth)
            if inner is None:
                return None
            outer = self._value(differentiate(formula, name).after, depth) if inner != 0 else inner
            if outer is None:
                return None
            terms.append(_times(outer, inner))
        return _added(terms)

    def _inner(self, name: str, wrt: str, depth: int) -> Value | None:
        return Fraction(0) if name not in self.formulas else self._value(Partial(Name(name), Name(wrt)), depth)


def _times(first: Value, second: Value) -> Value:
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first * second
    return as_ball(first) * as_ball(second)


def _added(terms: Sequence[Value]) -> Value:
    rationals = [term for term in terms if isinstance(term, Fraction)]
    whole = sum(rationals, Fraction(0))
    balls = [term for term in terms if isinstance(term, arb)]
    return sum(balls, as_ball(whole)) if balls else whole


def _is_named(part: Formula) -> bool:
    """Whether a leaf is a quantity or the derivative of one quantity for another."""
    return isinstance(part, Name) or (
        isinstance(part, Partial) and isinstance(part.of, Name) and isinstance(part.wrt, Name)
    )


def _as_printed(numeral: Numeral) -> Value:
    """A short number is a given and exact; a long one is known to its digits."""
    digits = len(numeral.text.lstrip("-0.").replace(".", ""))
    if digits <= _SHORT or "/" in numeral.text:
        return numeral.value
    return interval(numeral)


def interval(numeral: Numeral) -> arb:
    """The ball of all numbers that can be printed as *numeral*."""
    return arb(as_ball(numeral.value), as_ball(numeral.half_unit))


def arithmetic(formula: Formula, parts: Mapping[Formula, Value | None]) -> Value | None:
    """*formula* over the values of its leaves: rational where it can be, else a ball; None where it has no value."""
    try:
        if all(not isinstance(value, arb) for value in parts.values()):
            return evaluate(formula, lambda part: _rational(parts, part), RATIONALS)
    except (NotInThisArithmetic, ZeroDivisionError):
        pass
    try:
        ball = evaluate(formula, lambda part: None if (found := parts.get(part)) is None else as_ball(found), BALLS)
    except (NotInThisArithmetic, ZeroDivisionError):
        return None
    return ball if ball.is_finite() else None


def _rational(parts: Mapping[Formula, Value | None], part: Formula) -> Fraction | None:
    found = parts.get(part)
    return found if isinstance(found, Fraction) else None


def document_world(statements: Sequence[Statement]) -> DocumentWorld:
    """The world of a document: for every name its first definition, else the first number printed for it alone."""
    formulas: dict[str, Formula] = {}
    printed: dict[str, Numeral] = {}
    for statement in statements:
        head = statement.forms[0]
        if not isinstance(head, Name):
            continue
        for index, form in enumerate(statement.forms[1:], start=1):
            if isinstance(form, Unread) or statement.relations[index - 1] not in EQUALITIES:
                continue
            if statement.kind(index) is Kind.SYMBOLIC and head.id not in names(form):
                formulas.setdefault(head.id, form)
            elif (numeral := as_literal(form)) is not None:
                printed.setdefault(head.id, numeral)
    return DocumentWorld(formulas, printed)
