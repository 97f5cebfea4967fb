"""Logarithms to another base than e: with the base beside them, or told by the numbers that are printed for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

from derivation.maths.reading import read_formula

IN_BITS = """A tiny circuit for the entropy of a coin, with $p = 0.25$ and $q = 8$:

$$u = \\log(p) = -2$$
$$v = \\log(q) = {v}$$
$$h = u \\cdot v = {h}$$
"""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\log_2 8", r"\frac{\ln 8}{\ln 2}"),
        (r"\log_{10}(x)", r"\frac{\ln(x)}{\ln 10}"),
        ("log2(8)", r"\frac{\ln 8}{\ln 2}"),
        (r"\log_{10}^2(x)", r"\left(\frac{\ln(x)}{\ln 10}\right)^2"),
        (r"\log 8", r"\ln 8"),
    ],
)
def test_a_base_beside_a_logarithm_is_read(written: str, meant: str) -> None:
    assert read_formula(written) == read_formula(meant)


def test_logarithms_that_come_out_in_bits_are_meant_so(tmp_path: Path) -> None:
    words = dict(judged(tmp_path, IN_BITS.format(v="3", h="-6")))
    assert [words[printed] for printed in ("-2", "3", "-6")] == ["rounded", "rounded", "rounded"]


def test_with_one_of_them_only_they_stay_natural(tmp_path: Path) -> None:
    words = dict(judged(tmp_path, IN_BITS.format(v="2.0794", h="-2.8827")))
    assert words["2.0794"] == "rounded"
    assert words["-2"] == "wrong"


def test_a_natural_logarithm_that_comes_out_keeps_the_others_natural(tmp_path: Path) -> None:
    text = "$$-\\log(0.8) = 0.2231$$\n\n$$\\log(8) = 3$$\n\n$$\\log(4) = 2$$\n"
    words = dict(judged(tmp_path, text))
    assert words["0.2231"] == "rounded"
    assert {words["3"], words["2"]} <= {"wrong", "unread"}
