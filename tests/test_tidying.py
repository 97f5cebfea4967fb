"""Tidying: the arithmetic is done, the value stays, and terms keep their order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from test_formulas import ball_value, exact_value, formulas, is_tame, points, rational_formulas, rational_value

from derivation.maths.formulas import (
    ONE,
    ZERO,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Product,
    Sum,
    call,
    formula,
    fraction,
    names,
    walk,
)
from derivation.maths.numbers import read_number
from derivation.maths.printing.text import TextPrinter
from derivation.maths.tidying import tidy

W, T, O = Name("w"), Name("t"), Name("o")  # noqa: E741 (t - o, as in the books)
HALF, MINUS_ONE = fraction(1, 2), formula(-1)
printed = TextPrinter(str)


def number(text: str) -> Number:
    return Number(read_number(text))


TIDIED = [
    (2 * HALF * (T - O) ** (formula(2) - 1) * MINUS_ONE + 0, "-(t - o)"),
    (1 * O * W ** (formula(1) - 1) + 0 + 0, "o"),
    (O + 0, "o"),
    (0 + O, "o"),
    (Sum((ZERO, ZERO)), "0"),
    (O - 0, "o"),
    (1 * O, "o"),
    (O * 1, "o"),
    (O * 0 * W, "0"),
    (Product((MINUS_ONE, O)), "-o"),
    (Product((O, MINUS_ONE)), "-o"),
    (Product((MINUS_ONE, O, W)), "-o·w"),
    (Product((O, Negative(ONE))), "-o"),
    (Product((formula(-2), O)), "(-2)·o"),
    (Product((formula(-2), O, formula(3))), "-6·o"),
    (Product((MINUS_ONE, MINUS_ONE, O)), "o"),
    (Product((Negative(O), Negative(W))), "o·w"),
    (Product((Negative(O), W)), "-o·w"),
    (Product((MINUS_ONE, Negative(O))), "o"),
    (call("exp", -O) * MINUS_ONE, "-exp(-o)"),
    (-Product((MINUS_ONE, O)), "o"),
    (Negative(-O), "o"),
    (-Sum((T, Negative(O))), "-(t - o)"),
    (T + MINUS_ONE * O, "t - o"),
    (T - MINUS_ONE * O, "t + o"),
    (O**1, "o"),
    (O**0, "1"),
    (O ** (formula(3) - 1), "o^2"),
    (O ** (formula(-1) - 1), "o^(-2)"),
    (number("0.5") ** 2, "0.25"),
    (number("0.40") * number("0.5"), "0.2"),
    (number("0.40") + number("0.5"), "0.9"),
    (fraction(1, 3) * formula(2), "2/3"),
    (2 * O * 3, "6·o"),
    (O / 1, "o"),
    (ZERO / O, "0"),
    (-O / W, "-o/w"),
    (1 - O + 0, "1 - o"),
    (Sum((O, Sum((W, ZERO)))), "o + w"),
    (Product((O, Product((W, ONE)))), "o·w"),
    (W * O + O * W, "w·o + o·w"),
    (call("exp", 0 + O * 1), "exp(o)"),
]


@pytest.mark.parametrize(("before", "after"), TIDIED, ids=[printed(before) for before, _ in TIDIED])
def test_arithmetic_is_done_as_a_person_would(before: Formula, after: str) -> None:
    assert printed(tidy(before)) == after


@pytest.mark.parametrize(
    "node",
    [
        O,
        number("0.40"),
        fraction(2, 4),
        number("0.40") * O,
        number("-0.50") * O,
        T + O,
        O + T,
        O * T + T * O,
        HALF * (T - O) ** 2,
        -(T - O),
        1 - O,
        O * (1 - O),
        O / T,
        call("sigmoid", T),
        Partial(O + 0, W),
        ZERO**-1,
        O / ZERO,
    ],
    ids=printed,
)
def test_what_is_tidy_stays_as_its_author_wrote_it(node: Formula) -> None:
    assert tidy(node) == node


@given(rational_formulas, points)
@settings(max_examples=300)
def test_tidying_never_changes_a_rational_value(node: Formula, point: dict[str, Fraction]) -> None:
    value = exact_value(node, point)
    assert rational_value(tidy(node), point) == value


@given(formulas, points)
@settings(max_examples=200)
def test_tidying_never_changes_the_value_of_a_formula_with_functions(node: Formula, point: dict[str, Fraction]) -> None:
    assume(is_tame(node, point))
    assert ball_value(node, point).overlaps(ball_value(tidy(node), point))


@given(formulas)
@settings(max_examples=100)
def test_a_tidy_formula_is_not_tidied_again(node: Formula) -> None:
    assert tidy(tidy(node)) == tidy(node)


@given(formulas)
@settings(max_examples=100)
def test_no_zero_terms_are_left(node: Formula) -> None:
    assert not [part for part in walk(tidy(node)) if isinstance(part, Sum) and ZERO in part.terms]


@given(formulas)
@settings(max_examples=100)
def test_no_factors_of_one_are_left(node: Formula) -> None:
    assert not [part for part in walk(tidy(node)) if isinstance(part, Product) and ONE in part.factors]


@given(formulas)
@settings(max_examples=100)
def test_no_names_and_no_functions_come_in(node: Formula) -> None:
    assert set(names(tidy(node))) <= set(names(node))
    assert _functions(tidy(node)) <= _functions(node)


def _functions(node: Formula) -> set[str]:
    return {part.function for part in walk(node) if isinstance(part, Call)}
