"""Which names need which."""

from __future__ import annotations

from derivation.maths.formulas import Name
from derivation.maths.reading import read_formula
from derivation.verify.networks.dependence import Dependence

FORMULAS = {"h": "w * x", "g": "v * x", "o": "u * h + g", "E": "(o - t)^2", "a": "b + x", "b": "a + 1", "one": "1 + 1"}


def among(*given: str) -> Dependence:
    return Dependence({Name(name): (read_formula(text),) for name, text in FORMULAS.items()}, given)


def test_users_are_found_near_and_far() -> None:
    assert among().users("w") == {"h", "o", "E"}
    assert among().users("x") == {"h", "g", "o", "E", "a", "b"}
    assert among().users("E") == set()
    assert among().users("nowhere") == set()


def test_a_name_needs_what_stands_in_its_formula() -> None:
    assert among().needs("o") == ("u", "h", "g")
    assert among().needs("w") == ()


def test_what_rests_on_givens_alone_is_complete() -> None:
    assert among("w", "x").complete == {"w", "x", "h", "one"}
    assert among("w", "x", "v", "u", "t").complete == {"w", "x", "v", "u", "t", "h", "g", "o", "E", "one"}


def test_nothing_in_a_circle_is_complete() -> None:
    assert among("x").complete.isdisjoint({"a", "b"})
