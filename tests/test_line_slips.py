"""Slips in worked lines: what gives the printed result, what would give the right one, and nothing else."""

from __future__ import annotations

import random

import pytest

from derivation.maths.numbers import read_number
from derivation.maths.reading import read_formula
from derivation.verify.diagnosing.line_slips import Slipped, repaired, slipped
from derivation.verify.diagnosing.worklines import Workline

GIVEN = frozenset(read_number(text).value for text in ("0.3", "0.9"))
PRINTED = [read_number(text) for text in ("0.05", "0.10", "0.3775", "0.593269992", "0.56", "0.751365070")]


def slips(line: str, printed: str) -> list[Slipped]:
    return slipped(Workline(read_formula(line), (), GIVEN), read_number(printed), PRINTED)


@pytest.mark.parametrize(
    ("line", "printed", "mistakes", "shown"),
    [
        ("0.4 - 0.1*(-0.205)", "0.3795", ("sign-in-the-line",), "0.4 + 0.1·(-0.205)"),
        ("1/(1 + exp(-0.3775))", "0.406730008", ("function-exchanged",), "exp(-(-0.3775))"),
        ("0.2*0.3775", "0.118653998", ("operand-exchanged",), "0.2·0.593269992"),
        ("0.8 + (-0.00381)", "-0.08381", ("point-moved", "sign-in-the-line"), "-0.08 + (-0.00381)"),
        ("0.3*0.56 + 0.9*0.58", "0.702", ("rounded-intermediate",), "0.3·0.57 + 0.9·0.59"),
    ],
)
def test_a_slip_in_a_line_is_named(line: str, printed: str, mistakes: tuple[str, ...], shown: str) -> None:
    found = [each for each in slips(line, printed) if each.mistakes == mistakes]
    assert any(shown in each.shown for each in found)


def test_a_right_line_is_repaired_by_the_number_that_belongs_in_it() -> None:
    line, right = Workline(read_formula("(-0.875)*0.235*0.5")), read_number("-0.115194").value
    known = {read_number("0.56"): read_number("0.5621765").value, read_number("0.64"): read_number("0.6353").value}
    found = repaired(line, right, {}, known)
    assert [each.shown for each in found] == ["0.5 in place of 0.56"]


def test_nothing_is_certain_about_a_result_with_no_slip_behind_it() -> None:
    choose = random.Random(5)
    lines = ("0.8 + (-0.00381)", "0.15*0.05 + 0.20*0.10 + 0.35", "0.7391*(1 - 0.7391)", "1/(1 + exp(-0.3775))")
    every = [Workline(read_formula(choose.choice(lines))) for _ in range(100)]
    numbers = [f"{(line.value or 0) * (1 + choose.uniform(-0.1, 0.1)):.{choose.choice((4, 6, 9))}f}" for line in every]
    found = [slipped(line, read_number(text), PRINTED) for line, text in zip(every, numbers, strict=True)]
    assert not any(each.is_certain for several in found for each in several)
