"""Long sums: what stands of them, that nothing of their value is lost, and how the ellipsis is written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivation.maths.abridging import abridged, in_full
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Elision, Formula, Name, Number, Sum, call, formula, leaves, total
from derivation.maths.functions import RATIONALS
from derivation.maths.numbers import Numeral, read_number
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.printing.python import PythonPrinter
from derivation.maths.printing.text import TextPrinter
from derivation.maths.printing.typst import TypstPrinter
from derivation.maths.reading import Unread, read_chains, read_formula
from derivation.network.gradients import partial

TERMS = tuple(Name(f"w{index}") * Name(f"i{index}") for index in range(1, 21))
LONG = total((*TERMS, Name("b1")))
SHORT = abridged(LONG, 12)


def value(node: Formula) -> Fraction:
    """Every name is worth the number in it."""
    return evaluate(node, lambda part: Fraction(part.id[1:]) if isinstance(part, Name) else None, RATIONALS)


def test_two_terms_at_each_end_are_kept() -> None:
    assert Sum((*TERMS[:2], Elision(TERMS[2:-1]), TERMS[-1], Name("b1"))) == SHORT


def test_a_sum_of_as_many_terms_as_are_allowed_stays_the_very_same() -> None:
    assert abridged(LONG, 21) is LONG


def test_fewer_terms_that_are_long_themselves_are_shortened_too() -> None:
    roads = total(tuple(partial("E", f"n{k}") * partial(f"n{k}", "h") for k in range(7)))
    assert isinstance(abridged(roads, 12), Sum) and abridged(roads, 12) != roads
    assert abridged(total(roads.terms[:6] if isinstance(roads, Sum) else ()), 12) == Sum(roads.terms[:6])


def test_the_value_is_unchanged() -> None:
    assert value(SHORT) == value(LONG) == sum(index**2 for index in range(1, 21)) + 1


def test_in_full_gives_back_every_term() -> None:
    assert set(leaves(in_full(SHORT))) == set(leaves(LONG))
    assert value(in_full(SHORT)) == value(LONG)


def test_a_sum_inside_a_formula_is_shortened_where_it_stands() -> None:
    assert abridged(call("exp", LONG) / 2, 12) == call("exp", SHORT) / 2


def test_what_is_not_written_is_one_leaf() -> None:
    assert [part for part in leaves(SHORT) if isinstance(part, Elision)] == [Elision(TERMS[2:-1])]


def test_shortening_twice_is_shortening_once() -> None:
    assert abridged(SHORT, 12) == SHORT


SUMMED = Sum((formula(1), Elision(TERMS[2:-1], Numeral(Fraction(-3, 2), "-1.5")), formula(2)))


def test_a_line_of_numbers_has_what_the_terms_add_up_to() -> None:
    assert leaves(SUMMED) == ()
    assert value(SUMMED) == Fraction(3, 2)


@pytest.mark.parametrize(
    ("printer", "symbols", "numbers"),
    [
        (LatexPrinter, r"w1 \cdot i1 + w2 \cdot i2 + \underbrace{\cdots}_{17}", r"1 + \underbrace{(-1.5)}_{17} + 2"),
        (TextPrinter, "w1·i1 + w2·i2 + …(17 terms)", "1 + (-1.5) + 2"),
        (TypstPrinter, "w1 ⋅ i1 + w2 ⋅ i2 + underbrace(⋯, 17)", "1 + underbrace((−1.5), 17) + 2"),
    ],
)
def test_the_ellipsis_tells_how_many_terms_it_stands_for(printer: type, symbols: str, numbers: str) -> None:
    assert printer(str)(SHORT).startswith(symbols)
    assert printer(str)(SUMMED) == numbers


def test_a_program_gets_every_term() -> None:
    assert PythonPrinter(str)(SHORT).count("*") == 20


def test_a_line_of_numbers_reads_back_and_symbols_are_said_to_leave_something_out() -> None:
    latex = LatexPrinter(str)
    back = read_formula(latex(SUMMED))
    assert value(back) == value(SUMMED) and Number(read_number("-1.5")) in (back.terms if isinstance(back, Sum) else ())
    (chain,) = read_chains(f"net = {latex(SHORT)} = {latex(SUMMED)}")
    assert [form.reason for form in chain.forms if isinstance(form, Unread)] == ["something is left out"]
