"""Which names need which."""

from __future__ import annotations

from derivation.maths.formulas import Name
from derivation.maths.reading import read_formula
from derivation.verify.networks.dependence import Dependence

FORMULAS = {"h": "w * x", "g": "v * x", "o": "u * h + g", "E": "(o - t)^2", "a": "b + x", "b": "a + 1", "one": "1 + 1"}


def among(*given: str) -> Dependence:
    return Dependence({Name(name): (read_formula(text),) for name, text in FORMULAS.items()}, given)


def test_what_lies_between_two_names_is_found_near_and_far() -> None:
    assert among().between("w", "E") == {"h", "o", "E"}
    assert among().between("x", "E") == {"h", "g", "o", "E", "a", "b"}
    assert among().between("E", "w") == set()
    assert among().between("nowhere", "E") == set()


def test_what_comes_after_the_result_is_not_between() -> None:
    assert among("w", "x", "v", "u", "t").between("x", "o") == {"h", "g", "o", "a", "b"}


def test_a_complete_name_comes_after_what_it_needs() -> None:
    known = among("w", "x", "v", "u", "t")
    late = [
        name for name, number in known.complete.items() for need in known.needs(name) if known.complete[need] > number
    ]
    assert late == []


def test_a_name_needs_what_stands_in_its_formula() -> None:
    assert among().needs("o") == ("u", "h", "g")
    assert among().needs("w") == ()


def test_what_rests_on_givens_alone_is_complete() -> None:
    assert among("w", "x").complete.keys() == {"w", "x", "h", "one"}
    assert among("w", "x", "v", "u", "t").complete.keys() == {"w", "x", "v", "u", "t", "h", "g", "o", "E", "one"}


def test_nothing_in_a_circle_is_complete() -> None:
    assert among("x").complete.keys().isdisjoint({"a", "b"})
