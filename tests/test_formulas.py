"""The formula tree: order is kept, parts are found and replaced, nothing changes in place.

The random formulas and the points for them, which other tests of `derivation.maths` use, are here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, reject
from hypothesis import strategies as st

from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import (
    ONE,
    ZERO,
    Call,
    Elision,
    Entrywise,
    Formula,
    Hadamard,
    Matrix,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Transposed,
    call,
    children,
    formula,
    fraction,
    leaves,
    names,
    product,
    substitute,
    total,
    walk,
    with_children,
)
from derivation.maths.functions import BALLS, RATIONALS
from derivation.maths.numbers import as_ball, as_fraction, read_number

Point = Mapping[str, Fraction]
IDS = ("x", "y", "z")
TAME = 1000

names_only = st.sampled_from(IDS).map(Name)
numbers = st.sampled_from(("0", "1", "2", "-1", "-3", "0.40", "1/2", "-2/3", "1.5e-3")).map(
    lambda text: Number(read_number(text))
)
exponents = st.sampled_from((-2, -1, 1, 2, 3)).map(formula)
points = st.fixed_dictionaries({name: st.fractions(-3, 3, max_denominator=6) for name in IDS})


def _rational_operators(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(Sum),
        several.map(Product),
        parts.map(Negative),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, exponents),
    )


def _operators_and_calls(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    calls = st.builds(call, st.sampled_from(("exp", "ln", "tanh", "sigmoid")), parts)
    return st.one_of(_rational_operators(parts), calls)


rational_formulas = st.recursive(names_only | numbers, _rational_operators, max_leaves=8)
formulas = st.recursive(names_only | numbers, _operators_and_calls, max_leaves=6)


def rational_value(node: Formula, point: Point) -> Fraction:
    """The value of *node* at *point* in rationals."""
    return evaluate(node, lambda part: point[part.id] if isinstance(part, Name) else None, RATIONALS)


def exact_value(node: Formula, point: Point) -> Fraction:
    """The same; an example that has no value is not an example."""
    try:
        return rational_value(node, point)
    except (ZeroDivisionError, NotInThisArithmetic):
        reject()


def ball_value(node: Formula, point: Point) -> arb:
    """The value of *node* at *point* as a ball, at the current working precision."""
    return evaluate(node, lambda part: as_ball(point[part.id]) if isinstance(part, Name) else None, BALLS)


def contains(ball: arb, value: Fraction) -> bool:
    """Whether *ball* contains *value*, decided in rationals."""
    return ball.is_finite() and abs(as_fraction(ball.mid()) - value) <= as_fraction(ball.rad())


def is_tame(node: Formula, point: Point) -> bool:
    """Whether every part of *node* has a value at *point* that is not huge."""
    return all(abs(ball_value(part, point)) < TAME for part in walk(node))


X, Y, Z = (Name(name) for name in IDS)
TWO = formula(2)


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (X + Y + Z, Sum((X, Y, Z))),
        (X + (Y + Z), Sum((X, Y, Z))),
        (Z + Y + X, Sum((Z, Y, X))),
        (X - Y, Sum((X, Negative(Y)))),
        (X - (Y + Z), Sum((X, Negative(Sum((Y, Z)))))),
        (X * Y * Z, Product((X, Y, Z))),
        (Z * (Y * X), Product((Z, Y, X))),
        (X * (Y + Z), Product((X, Sum((Y, Z))))),
        (X / Y, Quotient(X, Y)),
        (X**Y, Power(X, Y)),
        (-X, Negative(X)),
        (X + 2, Sum((X, TWO))),
        (2 + X, Sum((TWO, X))),
        (2 - X, Sum((TWO, Negative(X)))),
        (2 * X, Product((TWO, X))),
        (X * 2, Product((X, TWO))),
        (2 / X, Quotient(TWO, X)),
        (X / 2, Quotient(X, TWO)),
        (X**2, Power(X, TWO)),
    ],
    ids=repr,
)
def test_operators_keep_the_order_in_which_they_are_written(built: Formula, expected: Formula) -> None:
    assert built == expected


def test_operators_do_no_arithmetic() -> None:
    built = 1 * X + 0
    assert built == Sum((Product((ONE, X)), ZERO))


def test_a_fraction_is_one_number_and_keeps_its_text() -> None:
    assert (fraction(2, 4).value, fraction(2, 4).numeral.text) == (Fraction(1, 2), "2/4")


@pytest.mark.parametrize(("parts", "expected"), [((), ZERO), ((X,), X), ((X, Y), Sum((X, Y)))], ids=repr)
def test_total_is_the_sum_of_any_number_of_terms(parts: tuple[Formula, ...], expected: Formula) -> None:
    assert total(parts) == expected


@pytest.mark.parametrize(("parts", "expected"), [((), ONE), ((X,), X), ((X, Y), Product((X, Y)))], ids=repr)
def test_product_is_the_product_of_any_number_of_factors(parts: tuple[Formula, ...], expected: Formula) -> None:
    assert product(parts) == expected


ARRAYS = (Matrix(((X, Y), (Y, X))), Transposed(X), Hadamard((X, Y)), Entrywise("f", X))
SHORT = Elision((X, Y))
ONE_OF_EACH = (X, ONE, Sum((Y, X)), Product((Y, X)), Y / X, Y**X, -X, call("exp", X), Partial(Y, X), *ARRAYS, SHORT)
each_kind = pytest.mark.parametrize("node", ONE_OF_EACH, ids=lambda node: type(node).__name__)


def test_there_is_an_example_of_every_kind_of_formula() -> None:
    assert {type(node).__name__ for node in ONE_OF_EACH} == {kind.__name__ for kind in Formula.__subclasses__()}


@each_kind
def test_a_formula_never_changes(node: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(node, fields(node)[0].name, None)


@each_kind
def test_a_formula_can_be_the_key_of_a_table(node: Formula) -> None:
    assert {node: "found"}[with_children(node, children(node))] == "found"


@given(formulas)
def test_a_formula_is_made_of_its_parts(node: Formula) -> None:
    assert with_children(node, children(node)) == node


def test_walk_meets_a_parent_before_its_parts_and_these_in_reading_order() -> None:
    difference = Y - X
    assert list(walk(Z * difference)) == [Z * difference, Z, difference, Y, Negative(X), X]


def test_names_come_once_each_in_reading_order() -> None:
    assert names(Z * X + X / Y - Z) == ("z", "x", "y")


def test_names_look_into_partials_and_calls() -> None:
    assert names(Partial(Y, X) * call("tanh", Z)) == ("y", "x", "z")


def test_leaves_are_names_and_whole_partials_each_once() -> None:
    assert leaves(Z * Partial(Y, X) + Z - 2 * Partial(Y, X)) == (Z, Partial(Y, X))


def test_substitute_replaces_in_place() -> None:
    assert substitute(Y * X + X, lambda part: Z if part == X else None) == Sum((Product((Y, Z)), Z))


def test_substitute_replaces_whole_parts_before_it_looks_into_them() -> None:
    assert substitute(X**2 + X, {X**2: Y, X: Z}.get) == Sum((Y, Z))


def test_substitute_does_not_look_into_its_own_answers() -> None:
    assert substitute(X + Y, {X: Y, Y: X}.get) == Sum((Y, X))


def test_substitute_keeps_the_grouping_of_what_it_puts_in() -> None:
    assert substitute(X + Y, {Y: Y + Z}.get) == Sum((X, Sum((Y, Z))))


@given(formulas)
def test_substitute_without_answers_changes_nothing(node: Formula) -> None:
    assert substitute(node, lambda part: None) == node


@given(rational_formulas, points, st.fractions(-2, 2, max_denominator=4))
def test_a_name_replaced_by_a_number_has_the_value_of_the_number(
    node: Formula, point: dict[str, Fraction], value: Fraction
) -> None:
    replaced = substitute(node, {X: fraction(value.numerator, value.denominator)}.get)
    assert exact_value(replaced, point) == exact_value(node, point | {"x": value})


def test_a_call_takes_its_arguments_in_order() -> None:
    assert children(Call("f", (Y, X))) == (Y, X)
