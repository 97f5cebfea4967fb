"""Which number stands for what: a formula in symbols laid beside the same formula with its numbers put in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from derivation.maths.formulas import (
    ONE,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    call,
    children,
    product,
    substitute,
    total,
    with_children,
)
from derivation.maths.numbers import Numeral
from derivation.verify.documents.claims import as_literal

_MOST_FACTORS = 8
_REMEMBERED = 4_096  # formulas; a document has the same ones over and over
Pairs = tuple[tuple[Numeral, Formula], ...]
"""Numbers, each with the part of the formula in whose place it stands, in reading order."""


@lru_cache(_REMEMBERED)
def substituted(symbolic: Formula, numeric: Formula) -> Pairs | None:
    """What the numbers of *numeric* stand for in *symbolic*, or None where the two are not built alike.

    Factors of one are left out of account, a sigmoid may be written out, and a whole part of the formula may have
    become a single number.

    >>> from derivation.maths.reading import read_formula
    >>> found = substituted(read_formula("w_1 x + b"), read_formula("0.5 * 2 + 0.1"))
    >>> [(number.text, part.id) for number, part in found]
    [('0.5', 'w1'), ('2', 'x'), ('0.1', 'b')]
    """
    return next(substitutions(symbolic, numeric), None)


def substitutions(symbolic: Formula, numeric: Formula) -> Iterator[Pairs]:
    """Every way to lay the two side by side.

    A one may be a number put in, or a factor that goes without saying; a sum of two may stand the other way round, and
    so may its products, or the bias before them.
    """
    for left, right in _flattened(symbolic, numeric):
        for turned in _turned(right):
            found = _beside(left, turned)
            if found is not None:
                yield tuple(found)


def _flattened(symbolic: Formula, numeric: Formula) -> Iterator[tuple[Formula, Formula]]:
    """The two with nothing nested, with or without their ones; first with every sign at the number that has it."""
    ways = ((False, True), (True, True), (False, False))
    for ones in ways:
        signed = flat(numeric, ones=ones[1], signed=True)
        if signed != flat(numeric, ones=ones[1]):
            yield flat(symbolic, ones=ones[0]), signed
    for ones in ways:
        yield flat(symbolic, ones=ones[0]), flat(numeric, ones=ones[1])


def regroupings(symbolic: Formula, numeric: Formula) -> Iterator[Pairs]:
    """Every way in which the factors of a product of numbers may be those of *symbolic*, neighbours multiplied.

    >>> from derivation.maths.reading import read_formula
    >>> found = regroupings(read_formula("a b c"), read_formula("0.5 * 0.2"))
    >>> [pairs[1][1] == read_formula("b c") for pairs in found]
    [True, False]
    """
    parts = flat(symbolic)
    numerals = [as_literal(factor) for factor in numeric.factors] if isinstance(numeric, Product) else []
    if not isinstance(parts, Product) or not 1 < len(numerals) < len(parts.factors) <= _MOST_FACTORS:
        return
    for cuts in combinations(range(1, len(parts.factors)), len(numerals) - 1):
        runs = [product(parts.factors[start:end]) for start, end in pairwise((0, *cuts, len(parts.factors)))]
        pairs = zip(numerals, runs, strict=True)
        yield tuple((numeral, run) for numeral, run in pairs if numeral is not None)


def _turned(formula: Formula) -> Iterator[Formula]:
    """The formula as it stands, then in the other orders that are common."""
    yield formula
    yield substitute(formula, _signed_last)
    if not isinstance(formula, Sum):
        return
    terms = formula.terms
    if len(terms) == 2:
        yield Sum(terms[::-1])
    swapped = tuple(map(_swapped, terms))
    for order in (terms, swapped):
        if order is swapped:
            yield Sum(order)
        yield Sum((*order[1:], order[0]))


def _signed_last(term: Formula) -> Formula | None:
    """-0.6 * 1.1 as the product of 0.6 and -1.1: the sign before a product may be that of its last number."""
    match term:
        case Negative(Product((*rest, Number(numeral)))) if not numeral.text.startswith("-"):
            return Product((*rest, Number(numeral.opposite)))
    return None


def _swapped(term: Formula) -> Formula:
    """A product of two with its factors exchanged."""
    match term:
        case Product((first, second)):
            return Product((second, first))
        case Negative(Product((first, second))):
            return Negative(Product((second, first)))
    return term


@lru_cache(_REMEMBERED)
def flat(formula: Formula, *, ones: bool = False, signed: bool = False) -> Formula:
    """*formula* without nested sums and products, every sign before its term; factors of one go unless *ones* stay.

    If *signed*, a factor that is a number keeps its sign.
    """
    match formula:
        case Sum(terms):
            return total(tuple(part for term in terms for part in _terms(flat(term, ones=ones, signed=signed))))
        case Product(factors):
            return _flat_product([flat(factor, ones=ones, signed=signed) for factor in factors], ones, signed)
        case Negative(operand):
            return _negated(flat(operand, ones=ones, signed=signed))
        case Power(base, Number(numeral)) if numeral.value == 1:
            return flat(base, ones=ones, signed=signed)
        case Quotient() | Power() | Call():
            return with_children(formula, tuple(flat(part, ones=ones, signed=signed) for part in children(formula)))
    return formula


def _terms(formula: Formula) -> tuple[Formula, ...]:
    return formula.terms if isinstance(formula, Sum) else (formula,)


def _flat_product(factors: Sequence[Formula], ones: bool, signed: bool) -> Formula:
    """The factors in order; a sign inside goes before the whole product."""
    factors = [_signed_alone(factor) for factor in factors] if signed else factors
    minus = [isinstance(factor, Negative) or (_is(factor, -1) and not ones) for factor in factors]
    negative = sum(minus) % 2 == 1
    bare = [factor.operand if isinstance(factor, Negative) else factor for factor in factors]
    parts = [part for factor in bare for part in (factor.factors if isinstance(factor, Product) else (factor,))]
    kept = product(tuple(part for part in parts if ones or not (_is(part, 1) or _is(part, -1))))
    return _negated(kept) if negative else kept


def _negated(formula: Formula) -> Formula:
    return formula.operand if isinstance(formula, Negative) else Negative(formula)


def _is(formula: Formula, value: int) -> bool:
    return isinstance(formula, Number) and formula.value == value


def _beside(symbolic: Formula, numeric: Formula) -> list[tuple[Numeral, Formula]] | None:
    """The pairs of two flat formulas."""
    if isinstance(symbolic, Number):
        return [] if isinstance(numeric, Number) and numeric.value == symbolic.value else None
    numeral = as_literal(numeric)
    if numeral is not None:
        return [_without_sign(numeral, symbolic)]
    if isinstance(symbolic, Name | Partial):
        return None
    if isinstance(symbolic, Product) and isinstance(numeric, Negative):
        numeric = signed_inside(numeric)
    if type(symbolic) is not type(numeric) or _function(symbolic) != _function(numeric):
        opened = written_out(symbolic)
        return None if opened is symbolic else _beside(opened, numeric)
    if isinstance(symbolic, Sum) and isinstance(numeric, Sum) and len(numeric.terms) < len(symbolic.terms):
        found = (_side_by_side(terms, numeric.terms) for terms in _shortened(symbolic.terms, numeric.terms))
        return next((pairs for pairs in found if pairs is not None), None)
    return _side_by_side(children(symbolic), children(numeric))


def signed_inside(formula: Formula) -> Formula:
    """-0.3 * 0.2 as the product of -0.3 and 0.2: a sign before a product may be that of its first number."""
    match formula:
        case Negative(Product((Number(numeral), *rest))) if not numeral.text.startswith("-"):
            return Product((Number(numeral.opposite), *rest))
    return formula


def signs_inside(formula: Formula) -> Formula:
    """A sum with every sign before a product of numbers taken into the product."""
    return Sum(tuple(map(_signed_alone, formula.terms))) if isinstance(formula, Sum) else signed_inside(formula)


def _signed_alone(term: Formula) -> Formula:
    """A sign before a product or before a number is that of the number."""
    numeral = as_literal(term)
    return signed_inside(term) if numeral is None else Number(numeral)


def _without_sign(numeral: Numeral, symbolic: Formula) -> tuple[Numeral, Formula]:
    """-0.75 in the place of -out is 0.75 in the place of out."""
    if not isinstance(symbolic, Negative):
        return numeral, symbolic
    return numeral.opposite, symbolic.operand


def _function(formula: Formula) -> str:
    return formula.function if isinstance(formula, Call) else ""


def written_out(formula: Formula) -> Formula:
    """A sigmoid as the fraction that it is; anything else unchanged."""
    match formula:
        case Call("sigmoid", (inner,)):
            return Quotient(ONE, ONE + call("exp", flat(Negative(inner))))
    return formula


def _shortened(terms: tuple[Formula, ...], others: Sequence[Formula]) -> Iterator[Sequence[Formula]]:
    """A long sum with several terms as one, in every place where a number may be what they add up to.

    Such a number stands between the first terms and the last ones, so the places in the middle come first.
    """
    left_out = len(terms) - len(others) + 1
    middle = (len(others) - 1) / 2
    for place in sorted(range(1, len(others) - 1), key=lambda place: abs(place - middle)):
        if as_literal(others[place]) is not None:
            yield (*terms[:place], Sum(terms[place : place + left_out]), *terms[place + left_out :])


def _side_by_side(parts: Sequence[Formula], others: Sequence[Formula]) -> list[tuple[Numeral, Formula]] | None:
    if len(parts) != len(others):
        return None
    found: list[tuple[Numeral, Formula]] = []
    for pair in zip(parts, others, strict=True):
        inner = _beside(*pair)
        if inner is None:
            return None
        found += inner
    return found
