"""The benchmarks' arithmetic on made-up times, and every row function once on something tiny. No time is asserted."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import interleave, report
from benchmarks.growth import JOBS, growth_rows
from benchmarks.interleave import Contender, Row, exponent, in_process, interleaved, ratio, row, shares, spread
from benchmarks.processes import Workshop, workshop
from benchmarks.startup import help_rows, render_rows
from benchmarks.symbolic import symbolic_rows
from benchmarks.training import training_rows
from benchmarks.typesetting import typesetting_rows

TIMES = {"ours": (2.0, 9.0, 1.0, 2.0), "theirs": (4.0, 4.0, 5.0, 4.0)}


def contender(name: str, seconds: list[float], log: list[str], *, once: bool = False) -> Contender:
    """One whose times are made up, and which notes that its turn has come."""
    left = iter(seconds)

    def measure() -> float:
        log.append(name)
        return next(left)

    return Contender(name, measure, once)


def test_contenders_take_turns() -> None:
    log: list[str] = []
    times = interleaved([contender("A", [1, 2, 3], log), contender("B", [4, 5, 6], log)], 3)
    assert "".join(log) == "ABABAB"
    assert times == {"A": (1, 2, 3), "B": (4, 5, 6)}


def test_a_slow_contender_is_measured_once() -> None:
    log: list[str] = []
    times = interleaved([contender("A", [1, 2, 3], log), contender("B", [4], log, once=True)], 3)
    assert "".join(log) == "ABAA"
    assert times["B"] == (4,)


def test_a_ratio_is_of_medians_so_that_one_disturbed_round_does_not_count() -> None:
    assert ratio(TIMES, "ours", "theirs") == 0.5
    assert ratio(TIMES, "theirs", "ours") == 2.0


def test_the_spread_is_the_middle_half_of_the_rounds() -> None:
    low, high = spread({"ours": (1.0, 2.0, 3.0, 4.0, 5.0), "theirs": (1.0,) * 5}, "ours", "theirs") or (0, 0)
    assert (low, high) == (2.0, 4.0)


def test_few_rounds_have_no_spread() -> None:
    assert spread({"ours": (1.0, 2.0, 3.0), "theirs": (1.0,) * 3}, "ours", "theirs") is None


@pytest.mark.parametrize(("goal", "verdict"), [(0.5, "met"), (0.49, "missed"), (None, "reported")])
def test_a_goal_is_the_largest_ratio_that_meets_it(goal: float | None, verdict: str) -> None:
    assert row("name", TIMES, "ours", "theirs", goal).verdict == verdict


@pytest.mark.parametrize(("goal", "cause"), [(0.4, "in the loop"), (0.6, ""), (None, "")])
def test_only_a_missed_goal_is_explained(goal: float | None, cause: str) -> None:
    assert row("name", TIMES, "ours", "theirs", goal, lambda: "in the loop").cause == cause


def test_work_is_timed_without_what_comes_before_it() -> None:
    ticks = count(step=1.5)
    log: list[str] = []
    measure = in_process(lambda: log.append("work"), lambda: log.append("before"), lambda: next(ticks))
    assert measure() == 1.5
    assert log == ["before", "work"]


def test_the_collector_is_switched_on_again_when_work_fails() -> None:
    def fail() -> None:
        assert not interleave.gc.isenabled()
        raise ValueError

    with pytest.raises(ValueError):
        in_process(fail)()
    assert interleave.gc.isenabled()


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_law_is_found(power: float) -> None:
    sizes = [4, 8, 32, 100]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_shares_are_of_the_whole_and_largest_first() -> None:
    assert shares({"a": 1.0, "b": 6.0, "c": 3.0}, most=2) == "b 60 %, c 30 %"


def test_a_profile_names_the_function_that_works() -> None:
    assert "`test_benchmarks._busy`" in interleave.profile(_busy, most=3)


def _busy() -> int:
    return sum(number * number for number in range(100)) + sum([each for each in range(20_000) if each % 3])


@pytest.mark.parametrize(
    ("value", "text"), [(2.0541, "2.05"), (1.2, "1.2"), (1 / 7, "1/7"), (0.00075, "1/1,330"), (0.5, "0.5")]
)
def test_ratios_are_short(value: float, text: str) -> None:
    assert report.number(value) == text


def test_the_page_says_what_was_met_and_why_something_was_missed() -> None:
    rows = [
        row("met one", TIMES, "ours", "theirs", 0.85),
        row("missed one", TIMES, "theirs", "ours", 1, lambda: "Why."),
    ]
    text = report.page([report.Group("Title", "Note.", rows)], {"command": {"work": 3.0, "rest": 1.0}}, ["A remark."])
    assert "| met one | ours | theirs | **0.5** | 0.425 .. 0.938 | <= 0.85 | met |" in text
    assert "- missed one, missed: Why." in text
    assert "| work | 75.0 % |" in text
    assert "- A remark." in text


# Every row function, once.


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(tmp_path_factory.mktemp("workshop"))


def check(rows: list[Row]) -> None:
    assert rows
    assert all(each.ratio > 0 for each in rows)
    assert all(bool(each.cause) == (each.verdict == "missed") for each in rows)


def test_help_is_measured(shop: Workshop) -> None:
    check(help_rows(shop, 1))


def test_render_is_measured_and_its_phases_are_told_apart(shop: Workshop) -> None:
    rows, phases = render_rows(shop, 1)
    check(rows)
    cold, cached = phases.values()
    assert {"training", "steps", "composing", "printing", "certificate"} <= set(cold)
    assert set(cold) - set(cached) == {"imports of SymPy and mpmath"}


def test_typesetting_is_measured(shop: Workshop) -> None:
    check(typesetting_rows(shop, 1))


def test_training_is_measured() -> None:
    rows, remarks = training_rows(1, rounds=3)
    check(rows)
    assert len(rows) + len(remarks) == 5


def test_without_pytorch_its_row_is_left_out_with_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    rows, remarks = training_rows(1, rounds=3)
    assert len(rows) == 4
    assert remarks == ["PyTorch is not installed here: its row is left out."]


def test_symbolic_gradients_are_measured() -> None:
    check(symbolic_rows([((2, 2, 2), 1.0, False), ((2, 1), None, True)], 1))


@pytest.mark.parametrize("job", JOBS)
def test_growth_is_measured(job: str) -> None:
    check(growth_rows([(job, "n-n", ((2, 2), (4, 4)))], 1))


def test_a_command_that_fails_is_no_measurement(shop: Workshop) -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        shop.python("-c", "raise SystemExit(3)")()
