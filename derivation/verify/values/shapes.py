"""What a formula is by its shape, whatever its names: a weighted sum, an activation, an error, an update.

Two formulas are the same function if they have the same values at several points, so every way of writing a sigmoid
is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache

from flint import ctx

from derivation.frozen import dataclass
from derivation.maths.formulas import (
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Product,
    Quotient,
    Sum,
    names,
    substitute,
    walk,
)
from derivation.maths.numbers import Value, as_ball
from derivation.maths.printing.text import BY_ID
from derivation.network.activations import ACTIVATIONS
from derivation.network.losses import LOSSES
from derivation.verify.values.arithmetic import arithmetic
from derivation.verify.values.substitution import flat

_BITS = 96
_POINTS = tuple(Fraction(text) for text in ("-1.375", "0.4375", "2.125"))
_PLACES = tuple((Fraction(*first), Fraction(*second)) for first, second in (((1, 3), (3, 5)), ((7, 8), (1, 5))))
_X = Name("x")
_REMEMBERED = 4_096  # formulas; a document has the same ones over and over
Leaf = Name | Number


@dataclass(frozen=True)
class WeightedSum:
    """`pairs` are the two factors of every product; the bias is added, or as a threshold subtracted."""

    pairs: tuple[tuple[Leaf, Leaf], ...]
    bias: Leaf | None = None
    is_threshold: bool = False


@dataclass(frozen=True)
class Update:
    """old - rate * gradient, the rate being left out where it is one."""

    old: Leaf
    rate: Leaf | None
    gradient: Formula


@lru_cache(_REMEMBERED)
def weighted_sum(formula: Formula) -> WeightedSum | None:
    """The products of two and the bias that *formula* adds up; None for any other shape."""
    pairs: list[tuple[Leaf, Leaf]] = []
    rest: list[Formula] = []
    terms = _added(formula)
    for term in terms:
        match flat(term, ones=True):
            case Product((Name() | Number() as first, Name() | Number() as second)):
                pairs.append((first, second))
            case Negative(Product((Name() | Number() as first, Name() | Number() as second))) if signed := _signed(
                first, second
            ):
                pairs.append(signed)
            case single:
                rest.append(single)
    for place in (-1, 0):
        if not rest and _is_bias(pairs, place):
            rest = [next(leaf for leaf in pairs.pop(place) if not _is_one(leaf))]
    return _with_bias(tuple(pairs), rest) if pairs else None


def _with_bias(pairs: tuple[tuple[Leaf, Leaf], ...], rest: Sequence[Formula]) -> WeightedSum | None:
    match rest:
        case []:
            return WeightedSum(pairs)
        case [Name() | Number() as bias]:
            return WeightedSum(pairs, bias)
        case [Negative(Number() as bias)]:
            return WeightedSum(pairs, opposite(bias))
        case [Negative(Name() as bias)]:
            return WeightedSum(pairs, bias, is_threshold=True)
    return None


def _signed(first: Leaf, second: Leaf) -> tuple[Leaf, Leaf] | None:
    """The factors of a product that is subtracted, the sign taken into a number among them."""
    if isinstance(first, Number):
        return opposite(first), second
    return (first, opposite(second)) if isinstance(second, Number) else None


def opposite(number: Number) -> Number:
    """The number with the other sign."""
    return Number(number.numeral.opposite)


def _is_bias(pairs: Sequence[tuple[Leaf, Leaf]], place: int) -> bool:
    """Whether the product there is a bias times 1: called unlike the rest, or a number beside two products."""
    first, second = pairs[place] if pairs else (None, None)
    if len(pairs) < 2 or _is_one(first) == _is_one(second):
        return False
    other = second if _is_one(first) else first
    if isinstance(other, Number):
        return len(pairs) > 2
    letters = {_letters(leaf) for pair in pairs for leaf in pair if leaf not in (first, second)}
    return _letters(other) not in letters


def _letters(leaf: Leaf | None) -> str:
    """What a name is called without its index."""
    return leaf.id.rstrip("0123456789") if isinstance(leaf, Name) else ""


def _is_one(leaf: Leaf | None) -> bool:
    return isinstance(leaf, Number) and leaf.value == 1


def _added(formula: Formula) -> tuple[Formula, ...]:
    """The terms of a sum, of sums inside it too."""
    match formula:
        case Sum(terms):
            return tuple(part for term in terms for part in _added(term))
    return (formula,)


@lru_cache(_REMEMBERED)
def activation_of(formula: Formula, *, own: bool = True) -> tuple[str, Formula] | None:
    """The activation that *formula* applies, by name or else (if *own*) as a formula in x, and what it is applied to.

    That is a name or a weighted sum.
    """
    whole = flat(formula, ones=True)
    softmax = _softmax_of(whole)
    if softmax is not None:
        return "softmax", softmax
    for argument in _arguments(whole):
        inner = substitute(whole, lambda part, argument=argument: _X if part == argument else None)  # type: ignore[misc]
        name = _activation_named(inner) if names(inner) == (_X.id,) else None
        if name is not None or (own and isinstance(argument, Name) and names(inner) == (_X.id,)):
            return name or BY_ID(inner), argument
    return None


def _arguments(formula: Formula) -> Iterator[Formula]:
    """What a function may be applied to: its one name, or a sum that holds all its names."""
    found = frozenset(names(formula))
    if len(found) == 1:
        yield from map(Name, found)
    holding = (part for part in walk(formula) if found.issubset(names(part)) and part != formula)
    yield from (part for part in holding if weighted_sum(part) is not None)


def _activation_named(formula: Formula) -> str | None:
    """The row of the table that has the values of *formula*, a function of x."""
    values = [_at(formula, {_X: point}) for point in _POINTS]
    if None in values:
        return None
    return next((name for name, known in _activations() if _same(values, known)), None)


@cache
def _activations() -> tuple[tuple[str, tuple[Value | None, ...]], ...]:
    """The values of every activation of one net input."""
    rows = [(name, row.of(_X)) for name, row in ACTIVATIONS.items() if not row.joint]
    return tuple((name, tuple(_at(formula, {_X: point}) for point in _POINTS)) for name, formula in rows)


def _softmax_of(formula: Formula) -> Formula | None:
    """The net input whose share of the exponentials *formula* is."""
    match formula:
        case Quotient(Call("exp", (argument,)) as own, Sum(terms)) if own in terms and all(map(_is_exponential, terms)):
            return argument
    return None


def _is_exponential(formula: Formula) -> bool:
    return isinstance(formula, Call) and formula.function == "exp"


@lru_cache(_REMEMBERED)
def loss_of(formula: Formula) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The loss that *formula* is, and the pairs (target, out) of names it compares; both orders are tried.

    >>> from derivation.maths.reading import read_formula
    >>> loss_of(read_formula("1/2 (t - o)^2"))
    ('half-squared-error', (('t', 'o'),))
    """
    pairs = tuple(dict.fromkeys(_compared(flat(formula))))
    if not pairs or len(set(names(formula))) != 2 * len(pairs):
        return None
    for name, row in LOSSES.items():
        for ordered in (pairs, tuple((second, first) for first, second in pairs)):
            errors = tuple(row.of(Name(target), Name(out)) for target, out in ordered)
            if _agree(formula, row.over(errors), ordered):
                return name, ordered
    return None


def _compared(formula: Formula) -> Iterator[tuple[str, str]]:
    """The pairs of names that are subtracted from each other, or of which one multiplies the other's logarithm."""
    for part in walk(formula):
        match part:
            case Sum((Name(first), Negative(Name(second)))):
                yield first, second
            case Sum((Negative(Name(second)), Name(first))):
                yield first, second
            case Product((Name(first), Call("ln", (Name(second),)))):
                yield first, second


def _agree(formula: Formula, other: Formula, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether two formulas in targets and outputs have the same values."""
    for shift, (target, out) in enumerate(_PLACES):
        at: dict[Formula, Value] = {}
        for index, (first, second) in enumerate(pairs):
            at[Name(first)] = (target + Fraction(index, 17)) % 1
            at[Name(second)] = (out + Fraction(index, 13 + shift)) % 1
        if not _same([_at(formula, at)], [_at(other, at)]):
            return False
    return True


def update_of(formula: Formula) -> Update | None:
    """The old value, the rate and the gradient of an update; with a plus sign the gradient is negative."""
    match flat(formula):
        case Sum((Name() | Number() as old, Negative(step))):
            return _update(old, step)
        case Sum((Name() | Number() as old, step)) if not isinstance(step, Name | Number):
            return _update(old, Negative(step))
    return None


def _update(old: Leaf, step: Formula) -> Update | None:
    match step:
        case Partial() | Name() | Number():
            return Update(old, None, step)
        case Negative(Product((Name() | Number() as rate, *rest))):
            return Update(old, rate, Negative(_product(rest)))
        case Product((Name() | Number() as rate, *rest)):
            return Update(old, rate, _product(rest))
    return None


def _product(factors: Sequence[Formula]) -> Formula:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _at(formula: Formula, values: Mapping[Formula, Value]) -> Value | None:
    with ctx.workprec(_BITS):
        return arithmetic(formula, values)


def _same(first: Sequence[Value | None], second: Sequence[Value | None]) -> bool:
    return all(
        a is not None and b is not None and as_ball(a).overlaps(as_ball(b)) for a, b in zip(first, second, strict=True)
    )
