"""Every displayed line recomputes from its own printed numbers: the generated Markdown is read back and done again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from itertools import pairwise
from operator import add, mul
from typing import Any

import mpmath
import pytest
from networks import CASES, IN_FRACTIONS, IN_MPMATH, Arithmetic, case, page_spec, unproven

from derivation.maths.formulas import (
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
    walk,
)
from derivation.maths.numbers import as_fraction
from derivation.maths.reading import Chain, Unread, read_chains
from derivation.network.spec import Spec
from derivation.render.derivations import Derivation
from derivation.stories import rendered

SIGNS_TALKED_ABOUT = ("=", r"\approx")
"""The two formulas that are not formulas: the legend that says what the signs mean."""
DIGITS = 150
"""Decimal digits in which exponentials are worked out."""
RANDOM = [pytest.param(seed, carry, id=f"{seed}-{carry}") for seed in range(100) for carry in ("exact", "rounded")]


def formulas(markdown: str) -> Iterator[str]:
    """The LaTeX of every display and of every inline formula."""
    plain = re.sub(r"(?m)^> ?", "", markdown)
    displays = re.compile(r"(?ms)^\$\$\n(.*?)\n\$\$$")
    yield from displays.findall(plain)
    yield from re.findall(r"(?<!\\)\$([^$\n]+)\$", displays.sub("", plain))


@cache
def chains(spec: Spec) -> tuple[Chain, ...]:
    """Every statement in the documents of *spec*, as the formula reader understands it."""
    documents = rendered(Derivation(spec, prove=unproven), ["md"]).values()
    texts = [text for document in documents for text in formulas(document.decode("utf-8"))]
    return tuple(chain for text in texts if text not in SIGNS_TALKED_ABOUT for chain in read_chains(text))


def is_numeric(form: Formula | Unread) -> bool:
    """Whether no name is left in a form, so that a calculator can work it out."""
    return not isinstance(form, Unread) and not any(isinstance(part, Name | Partial) for part in walk(form))


def worked_out(form: Formula, system: Arithmetic) -> Any:
    """The value of a numeric form: arithmetic of its own, not the package's."""
    match form:
        case Number(numeral):
            return system.number(numeral.value)
        case Negative(operand):
            return -worked_out(operand, system)
        case Power(base, Number(exponent)):
            return worked_out(base, system) ** int(exponent.value)
        case Call("exp", (argument,)):
            return system.exp(worked_out(argument, system))
    return _joined(form, system)


def _joined(form: Formula, system: Arithmetic) -> Any:
    match form:
        case Sum(terms):
            return reduce(add, (worked_out(term, system) for term in terms))
        case Product(factors):
            return reduce(mul, (worked_out(factor, system) for factor in factors))
        case Quotient(numerator, denominator):
            return worked_out(numerator, system) / worked_out(denominator, system)
    raise AssertionError(f"no calculator has a key for {form!r}")


def has_exponential(form: Formula) -> bool:
    """Whether a form is worked out to DIGITS digits only."""
    return any(isinstance(part, Call) for part in walk(form))


def value(form: Formula) -> Fraction:
    """The value of a numeric form as a rational; an exponential is right to DIGITS digits."""
    if not has_exponential(form):
        return Fraction(worked_out(form, IN_FRACTIONS))
    with mpmath.workdps(DIGITS):
        return rational(worked_out(form, IN_MPMATH))


def rational(number: Any) -> Fraction:
    """The exact value of an mpmath number."""
    sign, mantissa, exponent, _ = number._mpf_
    return (-1) ** int(sign) * int(mantissa) * Fraction(2) ** int(exponent)


def literal(form: Formula) -> Number:
    """A printed result, which must be a single number; `-1/3` is read as minus a fraction."""
    inner = form.operand if isinstance(form, Negative) else form
    assert isinstance(inner, Number), form
    return inner


@dataclass(frozen=True)
class Claimed:
    """Two numeric forms next to each other: `left relation right`."""

    left: Formula
    relation: str
    right: Formula

    def holds(self, *, equals_throughout: bool = False) -> bool:
        """`=`: exactly equal. `≈`: *left* rounds to *right*; a tie would not, since people round halves differently."""
        distance = abs(value(self.left) - value(self.right))
        if self.relation == "=" and not equals_throughout:
            return distance == 0 and not has_exponential(self.left)
        return distance < literal(self.right).numeral.half_unit or distance == 0


def claims(statements: tuple[Chain, ...]) -> list[Claimed]:
    """Every pair of adjacent numeric forms."""
    return [
        Claimed(left, relation, right)
        for chain in statements
        for (left, right), relation in zip(pairwise(chain.forms), chain.relations, strict=True)
        if is_numeric(left) and is_numeric(right)
    ]


def wrong(spec: Spec) -> list[Claimed]:
    throughout = spec.document.equals_throughout
    return [claim for claim in claims(chains(spec)) if not claim.holds(equals_throughout=throughout)]


def results(statements: tuple[Chain, ...]) -> list[tuple[Formula, str, Number]]:
    """(quantity, the last relation, the number) of every statement that begins with a quantity and ends in a number."""
    return [
        (chain.forms[0], chain.relations[-1], chain.forms[-1])
        for chain in statements
        if isinstance(chain.forms[0], Name | Partial) and isinstance(chain.forms[-1], Number)
    ]


def misprinted(spec: Spec) -> list[tuple[Formula, Number]]:
    """Results that are not the correct rounding of the exact value."""
    values = Derivation(spec).applied

    def distance(key: Formula, number: Number) -> Fraction:
        exact = values.at(key, 4_096)
        return abs((exact if isinstance(exact, Fraction) else as_fraction(exact)) - number.value)

    found = results(chains(spec))
    return [(key, number) for key, _, number in found if distance(key, number) > number.numeral.half_unit]


@pytest.mark.parametrize("name", CASES)
def test_every_line_of_a_case_recomputes_whichever_way_ties_are_rounded(name: str) -> None:
    assert wrong(case(name)) == []


@pytest.mark.parametrize(("seed", "carry"), RANDOM)
def test_every_line_of_a_random_network_recomputes_whichever_way_ties_are_rounded(seed: int, carry: str) -> None:
    assert wrong(page_spec(seed, carry)) == []


@pytest.mark.torture
@pytest.mark.parametrize("carry", ["exact", "rounded"])
@pytest.mark.parametrize("seed", range(100, 2_000))
def test_every_line_of_thousands_of_networks_recomputes(seed: int, carry: str) -> None:
    assert wrong(page_spec(seed, carry)) == []


@pytest.mark.parametrize("name", CASES)
def test_nothing_on_the_pages_of_a_case_is_unread(name: str) -> None:
    assert [form for chain in chains(case(name)) for form in chain.forms if isinstance(form, Unread)] == []


@pytest.mark.parametrize("seed", range(100))
def test_nothing_on_the_pages_of_a_random_network_is_unread(seed: int) -> None:
    assert [form for chain in chains(page_spec(seed)) for form in chain.forms if isinstance(form, Unread)] == []


@pytest.mark.parametrize("name", [name for name in CASES if case(name).document.carry == "exact"])
def test_every_result_of_a_case_is_the_exact_value_correctly_rounded(name: str) -> None:
    assert misprinted(case(name)) == []


@pytest.mark.parametrize("seed", range(100))
def test_every_result_of_a_random_network_is_the_exact_value_correctly_rounded(seed: int) -> None:
    assert misprinted(page_spec(seed)) == []


def test_the_classic_has_more_than_forty_lines_to_recompute() -> None:
    assert len(claims(chains(case("classic")))) > 40


def test_the_classic_has_more_than_sixty_results_to_compare_with_exact_values() -> None:
    assert len(results(chains(case("classic")))) > 60


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"0.40 - 0.5 \cdot 0.082167041 \approx 0.358916480", False),
        (r"0.40 - 0.5 \cdot 0.0821670406 \approx 0.358916480", True),
        (r"0.40 - 0.5 \cdot 0.082667628 = 0.408666186", False),
        (r"0.45 - 0.5 \cdot 0.082667628 = 0.408666186", True),
        (r"0.1 + 0.2 = 0.3000001", False),
        (r"\frac{1}{1 + e^{-0.3775}} \approx 0.593269992", True),
        (r"\frac{1}{1 + e^{-0.3775}} \approx 0.593269993", False),
        (r"\frac{1}{1 + e^{-0.3775}} = 0.593269992", False),
    ],
)
def test_this_check_tells_right_lines_from_wrong_ones(line: str, verdict: bool) -> None:
    assert [claim.holds() for claim in claims(read_chains(line))] == [verdict]
