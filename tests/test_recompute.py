"""Every displayed line recomputes from its own printed numbers: the generated Markdown is read back and done again."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import pairwise
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
    children,
    substitute,
    walk,
)
from derivation.maths.numbers import as_fraction
from derivation.maths.reading import Chain, Unread, read_chains, read_formula
from derivation.render.derivations import Derivation
from derivation.render.ledger import CARRIES
from derivation.stories import rendered

SIGNS_TALKED_ABOUT = ("=", r"\approx")
"""The two formulas that are not formulas: the legend that says what the signs mean."""
DIGITS = 150
"""Decimal digits in which exponentials are worked out."""
IRRATIONAL: dict[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "normal_cdf": mpmath.ncdf,
    "normal_density": mpmath.npdf,
}
KEYS: dict[str, Callable[[Any], Any]] = {
    **IRRATIONAL,
    "positive_part": lambda x: x if x > 0 else 0 * x,
    "negative_part": lambda x: x if x < 0 else 0 * x,
    "is_positive": lambda x: x / x if x > 0 else 0 * x,
    "abs": abs,
    "sign": lambda x: x / abs(x) if x else x,
}
"""What a calculator does for every function."""
Page = tuple[str | int, str]
"""A case by its name, or a random network by its seed, and its policy."""
CASE_PAGES: tuple[Page, ...] = tuple((name, case(name).document.carry) for name in CASES)
RANDOM_PAGES: tuple[Page, ...] = tuple((seed, carry) for seed in range(100) for carry in CARRIES)
PAGES = sorted((*CASE_PAGES, *RANDOM_PAGES), key=lambda page: page[1])
EXACT = [page for page in PAGES if page[1] == "exact"]
"""Those whose results are rounded from exact values; they are the first of all, so that their places are the same."""


def formulas(markdown: str) -> Iterator[str]:
    """The LaTeX of every display and of every inline formula."""
    plain = re.sub(r"(?m)^> ?", "", markdown)
    displays = re.compile(r"(?ms)^\$\$\n(.*?)\n\$\$$")
    yield from displays.findall(plain)
    yield from re.findall(r"(?<!\\)\$([^$\n]+)\$", displays.sub("", plain))


def quantities(derivation: Derivation) -> Mapping[Formula, Formula]:
    """What the reader calls a quantity that is not spelled as its id -> the quantity: `z1^(1)` -> net_h1."""
    if not derivation.notation.notation.by_place and derivation.spec.shown_delta != "minus":
        return {}
    worked = [name for name in derivation.steps if "/" not in name and " " not in name]
    names = dict.fromkeys((*derivation.network.roles, *worked))
    return {read_formula(derivation.notation.latex(name)): Name(name) for name in names}


def statements(documents: Iterable[str], derivation: Derivation) -> tuple[Chain, ...]:
    """Every statement, as the reader understands it, with its names as ids; matrices have a test of their own."""
    texts = [text for document in documents for text in formulas(document) if not is_matrix(text)]
    found = [chain for text in texts if text not in SIGNS_TALKED_ABOUT for chain in read_chains(text)]
    ids = quantities(derivation)
    return tuple(replace(chain, forms=tuple(with_ids(form, ids) for form in chain.forms)) for chain in found)


def is_matrix(text: str) -> bool:
    return "bmatrix" in text


def with_ids(form: Formula | Unread, ids: Mapping[Formula, Formula]) -> Formula | Unread:
    return form if isinstance(form, Unread) else substitute(form, ids.get)


@dataclass(frozen=True)
class Told:
    """A network, and every statement in its documents."""

    derivation: Derivation
    chains: tuple[Chain, ...]


@lru_cache(maxsize=1)
def told(page: Page) -> Told:
    """A page as it is read back: once for the tests of one page, which follow each other."""
    name, carry = page
    derivation = Derivation(case(name) if isinstance(name, str) else page_spec(name, carry), prove=unproven)
    documents = rendered(derivation, ["md"]).items()
    texts = [text.decode("utf-8") for name, text in documents if name.endswith(".md")]
    return Told(derivation, statements(texts, derivation))


def unread(statements: tuple[Chain, ...]) -> list[Unread]:
    """What could not be read, but for the long sums that say how many of their terms they leave out."""
    forms = [form for chain in statements for form in chain.forms if isinstance(form, Unread)]
    return [form for form in forms if r"\underbrace{\cdots}" not in form.text]


def is_numeric(form: Formula | Unread) -> bool:
    """Whether no name is left in a form, so that a calculator can work it out."""
    return not isinstance(form, Unread) and not any(isinstance(part, Name | Partial) for part in walk(form))


def worked_out(form: Formula, system: Arithmetic) -> Any:
    """The value of a numeric form: arithmetic of its own, not the package's."""
    if isinstance(form, Number):
        return system.number(form.numeral.value)
    values = [worked_out(part, system) for part in children(form)]
    match form:
        case Negative():
            return -values[0]
        case Sum() | Product():
            return reduce(operator.add if isinstance(form, Sum) else operator.mul, values)
        case Quotient():
            return values[0] / values[1]
        case Power(_, exponent):
            return values[0] ** (int(exponent.value) if is_whole(exponent) else values[1])
        case Call(function, _) if function in KEYS:
            return KEYS[function](values[0])
    raise AssertionError(f"no calculator has a key for {form!r}")


def is_whole(exponent: Formula) -> bool:
    return isinstance(exponent, Number) and exponent.value.denominator == 1


def has_exponential(form: Formula) -> bool:
    """Whether a form has an irrational function in it, or a root."""
    return any(
        (isinstance(part, Call) and part.function in IRRATIONAL)
        or (isinstance(part, Power) and not is_whole(part.exponent))
        for part in walk(form)
    )


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
        """`=`: exactly equal. `≈`: *left* rounds to *right*, and a tie would not, as people round ties differently."""
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


def wrong(page: Told) -> list[Claimed]:
    throughout = page.derivation.spec.document.equals_throughout
    return [claim for claim in claims(page.chains) if not claim.holds(equals_throughout=throughout)]


def is_quantity(form: Formula | Unread) -> bool:
    """Whether a form is a quantity of the network or a derivative of one by another, and not d/dx of a formula."""
    return isinstance(form, Name) or (isinstance(form, Partial) and isinstance(form.of, Name))


def by_id(form: Formula) -> Formula:
    """A quantity by its id: the reader calls it `net_h1^(2)` or `hat_m_w5`, as other people's texts may mean by it."""

    def renamed(part: Formula) -> Formula | None:
        if not isinstance(part, Name):
            return None
        return Name(re.sub(r"\^\(([0-9]+)\)", r"@\1", re.sub("^hat_(.)", r"\1hat", part.id)))

    return substitute(form, renamed)


def results(statements: tuple[Chain, ...]) -> list[tuple[Formula, str, Number]]:
    """(quantity, the last relation, the number) of every statement that begins with a quantity and ends in a number."""
    return [
        (by_id(chain.forms[0]), chain.relations[-1], chain.forms[-1])
        for chain in statements
        if is_quantity(chain.forms[0]) and isinstance(chain.forms[-1], Number)
    ]


def misprinted(page: Told) -> list[tuple[Formula, Number]]:
    """Results that are not the correct rounding of the exact value."""
    values = page.derivation.applied

    def distance(key: Formula, number: Number) -> Fraction:
        exact = values.at(key, 4_096)
        return abs((exact if isinstance(exact, Fraction) else as_fraction(exact)) - number.value)

    found = results(page.chains)
    return [(key, number) for key, _, number in found if distance(key, number) > number.numeral.half_unit]


each_page = pytest.mark.parametrize("page", PAGES, scope="module", ids=lambda page: f"{page[0]}-{page[1]}")
each_exact_page = pytest.mark.parametrize("page", EXACT, scope="module", ids=lambda page: f"{page[0]}-{page[1]}")


@each_page
def test_every_line_recomputes_whichever_way_ties_are_rounded(page: Page) -> None:
    assert wrong(told(page)) == []


@each_page
def test_nothing_on_the_pages_is_unread(page: Page) -> None:
    assert unread(told(page).chains) == []


@each_exact_page
def test_every_result_is_the_exact_value_correctly_rounded(page: Page) -> None:
    assert misprinted(told(page)) == []


def test_the_classic_has_more_than_forty_lines_to_recompute() -> None:
    assert len(claims(told(("classic", "exact")).chains)) > 40


def test_the_classic_has_more_than_sixty_results_to_compare_with_exact_values() -> None:
    assert len(results(told(("classic", "exact")).chains)) > 60


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
