"""Matrices of formulas: products and sums entry by entry, and how they are printed."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import (
    Entrywise,
    Formula,
    Hadamard,
    Matrix,
    Name,
    Negative,
    Product,
    Sum,
    Transposed,
    children,
    formula,
    with_children,
)
from derivation.maths.functions import RATIONALS
from derivation.maths.matrices import column, multiplied_out
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.printing.text import TextPrinter

Numbers = list[list[Fraction]]
a, b, c, d, x, y = (Name(letter) for letter in "abcdxy")
A, X = Matrix(((a, b), (c, d))), column((x, y))


def numbers(matrix: Matrix) -> Numbers:
    return [[evaluate(entry, lambda part: None, RATIONALS) for entry in row] for row in matrix.rows]


def random_matrix(choose: random.Random, height: int, width: int) -> Matrix:
    return Matrix(tuple(tuple(formula(choose.randint(-9, 9)) for _ in range(width)) for _ in range(height)))


def times(left: Numbers, right: Numbers) -> Numbers:
    """Row by column, in plain loops."""
    width, depth = len(right[0]), len(right)
    return [[sum((row[k] * right[k][j] for k in range(depth)), Fraction(0)) for j in range(width)] for row in left]


@pytest.mark.parametrize("seed", range(20))
def test_a_product_is_that_of_plain_loops(seed: int) -> None:
    choose = random.Random(seed)
    height, depth, width = (choose.randint(1, 4) for _ in range(3))
    left, right = random_matrix(choose, height, depth), random_matrix(choose, depth, width)
    assert numbers(multiplied_out(Product((left, right)))) == times(numbers(left), numbers(right))
    turned = multiplied_out(Product((Transposed(right), Transposed(left))))
    assert numbers(multiplied_out(Transposed(turned))) == times(numbers(left), numbers(right))


@pytest.mark.parametrize("seed", range(10))
def test_sums_and_hadamard_products_go_entry_by_entry(seed: int) -> None:
    choose = random.Random(seed)
    left, right = random_matrix(choose, 3, 2), random_matrix(choose, 3, 2)
    pairs = [list(zip(*rows, strict=True)) for rows in zip(numbers(left), numbers(right), strict=True)]
    assert numbers(multiplied_out(Hadamard((left, right)))) == [[a * b for a, b in row] for row in pairs]
    assert numbers(multiplied_out(Sum((left, Negative(Product((formula(2), right))))))) == [
        [a - 2 * b for a, b in row] for row in pairs
    ]


def test_entries_keep_the_order_of_the_author() -> None:
    expected = column((Sum((a * x + b * y, x)), Sum((c * x + d * y, y))))
    assert multiplied_out(Sum((Product((A, X)), X))) == expected


@pytest.mark.parametrize("whole", [Product((A, column((x, y, x)))), Sum((A, X)), Hadamard((A, X)), x])
def test_shapes_that_do_not_fit_are_refused(whole: Formula) -> None:
    with pytest.raises(ValueError):
        multiplied_out(whole)


@pytest.mark.parametrize("node", [A, Transposed(A), Hadamard((X, X)), Entrywise("sigma", X)])
def test_a_matrix_has_no_value_in_an_arithmetic_of_numbers(node: Formula) -> None:
    assert with_children(node, children(node)) == node
    with pytest.raises(NotInThisArithmetic):
        evaluate(node, lambda part: Fraction(1) if isinstance(part, Name) else None, RATIONALS)


LATEX = LatexPrinter({"W": r"\mathbf{W}^{(1)}", "z": r"\mathbf{z}", "s": r"\sigma'"}.get)  # type: ignore[arg-type]
PRINTED = [
    (Product((Name("W"), Name("z"))), r"\mathbf{W}^{(1)} \mathbf{z}", "W·z"),
    (Transposed(Name("W")), r"(\mathbf{W}^{(1)})^{\top}", "Wᵀ"),
    (Transposed(Name("z")), r"\mathbf{z}^{\top}", "zᵀ"),
    (
        Hadamard((Product((Transposed(Name("W")), Name("z"))), Entrywise("s", Name("z")))),
        r"((\mathbf{W}^{(1)})^{\top} \mathbf{z}) \odot \sigma'(\mathbf{z})",
        "(Wᵀ·z) ⊙ s(z)",
    ),
    (
        Matrix(((formula(1), formula(-2)), (formula(-3), formula(4)))),
        "\\begin{bmatrix}\n1 & -2 \\\\\n{-3} & 4\n\\end{bmatrix}",
        "[1 -2; -3 4]",
    ),
    (
        Product((formula(2), column((formula(1), formula(0))))),
        "2 \\cdot \\begin{bmatrix}\n1 \\\\\n0\n\\end{bmatrix}",
        "2·[1; 0]",
    ),
    (
        Entrywise("s", column((formula(1),))),
        "\\sigma'\\left(\\begin{bmatrix}\n1\n\\end{bmatrix}\\right)",
        "s([1])",
    ),
]


@pytest.mark.parametrize(("node", "latex", "text"), PRINTED, ids=[row[2] for row in PRINTED])
def test_a_matrix_is_printed(node: Formula, latex: str, text: str) -> None:
    assert LATEX(node) == latex
    assert TextPrinter(str)(node) == text
