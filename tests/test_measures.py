"""How good the search for mistakes is, measured: injected mistakes, numbers with none behind them, and time."""

from __future__ import annotations

import random
import time
from fractions import Fraction

import pytest
from injection import Wrong, injected, inquiry, printed
from networks import CASES

from derivation.maths.formulas import Name
from derivation.maths.numbers import read_number
from derivation.network.courses import Ground
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.causes import Explanation, explain
from derivation.verify.diagnosing.inquiries import Inquiry

THIRTY = CASES[:: len(CASES) // 30][:30]
FEW = ("classic", "softmax-of-three", "online")
SPREADS = (0.5, 0.05, 0.005, 0.0005)
UNRELATED = ("classic", "tanh", "softmax-of-three", "trained-biases", "relu", "mean-squared-error")


def is_named(wrong: Wrong, found: tuple[Explanation, ...]) -> bool:
    return any(wrong.mistake in each.found.mistakes for each in found)


def is_first(wrong: Wrong, found: tuple[Explanation, ...]) -> bool:
    """Whether the true mistake is named first, or what is first gives the very same number."""
    same = [each for each in found if abs(each.found.value - found[0].found.value) <= 1e-12 * abs(found[0].found.value)]
    return is_named(wrong, tuple(same))


def shares(cases: tuple[str, ...], digits: int) -> tuple[float, float]:
    """The shares of injected mistakes that are named, and that are named first."""
    every = [(wrong, wrong.explanations()) for case in cases for wrong in injected(case, digits, seed=1)]
    named = sum(is_named(*each) for each in every)
    first = sum(bool(each[1]) and is_first(*each) for each in every)
    return named / len(every), first / len(every)


@pytest.mark.parametrize("digits", [6, 9])
def test_injected_mistakes_are_named_in_a_few_networks(digits: int) -> None:
    named, first = shares(FEW, digits)
    assert named >= 0.95
    assert first >= 0.9


@pytest.mark.torture
@pytest.mark.parametrize("digits", [6, 9])
def test_injected_mistakes_are_named_in_thirty_networks(digits: int) -> None:
    named, first = shares(THIRTY, digits)
    assert named >= 0.98
    assert first >= 0.9


def unrelated(choose: random.Random) -> tuple[str, Asked, str]:
    """A wrong number with no mistake behind it: a right value moved at random."""
    case = choose.choice(UNRELATED)
    keys = [key for key in inquiry(case).ground.lines if key not in inquiry(case).ground.inner]
    key = choose.choice(keys)
    asked = Asked(key, choose.choice((0, 0, 1)) if isinstance(key, Name) and "+" not in key.id else 0)
    spread = choose.choice(SPREADS)
    moved = inquiry(case).right(asked) * (1 + choose.uniform(-spread, spread))
    return case, asked, printed(Fraction(moved), choose.choice((6, 7, 8, 9))).text


def certain_causes(count: int, seed: int) -> int:
    """How many of so many unrelated numbers get a certain cause."""
    choose = random.Random(seed)
    certain = 0
    for _ in range(count):
        case, asked, text = unrelated(choose)
        found = explain(inquiry(case), asked, read_number(text)) if read_number(text).value else ()
        certain += bool(found) and found[0].is_certain
    return certain


def test_numbers_with_no_mistake_behind_them_get_no_certain_cause() -> None:
    assert certain_causes(150, seed=3) == 0


@pytest.mark.torture
def test_fewer_than_1_in_1000_of_10000_unrelated_numbers_get_a_certain_cause() -> None:
    assert certain_causes(10_000, seed=4) < 10


def test_a_diagnosis_is_quick_and_no_run_is_made_twice() -> None:
    fresh = Inquiry(Ground(inquiry("classic").ground.gradients, "simultaneous"))
    asked = Asked(Name("E_total"), 10_000)
    start = time.process_time()
    assert explain(fresh, Asked(Name("E_total"), 1), read_number("0.291027924"))[0].is_certain
    one_round = time.process_time() - start
    assert explain(fresh, asked, read_number("0.0000351085"))
    many = time.process_time() - start - one_round
    assert explain(fresh, asked, read_number("0.000035085"))
    again = time.process_time() - start - one_round - many
    assert one_round < 5
    assert many < 10
    assert again < many / 5
