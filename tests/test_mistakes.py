"""The table of mistakes: every row can be made somewhere, changes something, and is told in words."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from networks import CASES, COMPUTATIONS, derivation

from derivation.maths.formulas import Name
from derivation.network.courses import Course, Ground, in_order
from derivation.network.mistakes import MISTAKES, made_in_computing
from derivation.network.reruns import Rerun
from derivation.network.slips import Slip, habits, slips
from derivation.network.training import train
from derivation.network.trials import RIGHT, Hypothesis, Trials
from derivation.network.updates import SEQUENTIAL, SIMULTANEOUS
from derivation.network.values import Values

SOME = CASES[::5]
FIXED = (
    "sequential-update",
    "rounds-off-by-one",
    "rounded-intermediate",
    "wrong-index",
    "forgotten-activation-derivative",
    "propagated",
)


@cache
def ground(name: str) -> Ground:
    return Ground(derivation(name).gradients, derivation(name).spec.training.order)


@cache
def every_slip(name: str) -> tuple[Slip, ...]:
    course = Course(ground(name))
    return tuple(slip for row in made_in_computing() for find in (habits, slips) for slip in find(row, course))


def test_the_ids_that_others_rely_on_are_there() -> None:
    assert set(FIXED) <= set(MISTAKES)


@pytest.mark.parametrize("row", MISTAKES.values(), ids=MISTAKES)
def test_every_row_says_what_happens_and_gives_an_example(row) -> None:
    assert row.name
    assert row.example
    assert row.when[0].islower()
    assert not row.when.endswith(".")


def test_every_mistake_of_computing_can_be_made_in_some_case() -> None:
    made = {slip.mistake.id for name in (*CASES, *COMPUTATIONS) for slip in every_slip(name)}
    assert made == {row.id for row in made_in_computing()}


@pytest.mark.parametrize("name", SOME)
def test_every_slip_leaves_lines_that_can_be_computed_in_order(name: str) -> None:
    for slip in every_slip(name)[::11]:
        course = slip.made_in(Course(ground(name)))
        targets = [target for target, _ in course.lines()]
        assert len(targets) == len(set(targets))


@pytest.mark.parametrize("name", SOME)
def test_the_right_lane_has_the_certified_values(name: str) -> None:
    here = ground(name)
    if len(here.network.steps) > 1:
        pytest.skip("one update after the other")
    trials, values = Trials(here, (RIGHT,)), Values(here.gradients, here.order)
    for key in here.lines:
        if key not in here.inner and (isinstance(key, Name) is False or key.id in here.network.by_id):
            expected = values.at(key, 128)
            assert trials.value(key)[0] == pytest.approx(
                float(getattr(expected, "mid", lambda e=expected: e)()), rel=1e-9
            )


def test_a_sequential_course_is_the_sequential_training() -> None:
    here = ground("classic")
    (slip,) = habits(MISTAKES["sequential-update"], Course(here))
    trained = train(here.gradients, 100, SEQUENTIAL).refiner(100, "E_total")(128)
    assert Rerun(here, Hypothesis((slip,))).value(Name("E_total"), 100).overlaps(trained)


def test_a_run_in_lanes_is_the_run_in_balls() -> None:
    here = ground("classic")
    every = tuple(Hypothesis((slip,)) for slip in every_slip("classic")[::9])
    loss = Name("E_total")
    lanes = Trials(here, every).value(loss, 60)
    for lane, hypothesis in zip(lanes, every, strict=True):
        assert lane == pytest.approx(float(Rerun(here, hypothesis).value(loss, 60).mid()), rel=1e-9, nan_ok=True)


def test_what_follows_from_a_mistake_follows_rightly() -> None:
    """A forgotten bias changes the net input, and everything after it as the network goes on."""
    here = ground("classic")
    slip = next(each for each in slips(MISTAKES["bias-forgotten"], Course(here)) if each.sites == (("net_h1",),))
    rerun = Rerun(here, Hypothesis((slip,)))
    assert (
        rerun.value(Name("net_h1"), 0).contains(0.0275) or abs(float(rerun.value(Name("net_h1"), 0)) - 0.0275) < 1e-15
    )
    assert rerun.known(Name("net_h1"), 0) == Fraction("0.0275")
    assert float(rerun.value(Name("out_h1"), 0).mid()) == pytest.approx(0.5068745667645342)


def test_lines_that_need_each_other_are_refused() -> None:
    a, b = Name("a"), Name("b")
    with pytest.raises(ValueError, match="computed from itself"):
        list(in_order({a: (b,), b: (a + 1,)}))


def test_no_sequential_slip_where_updates_are_sequential_by_the_rule() -> None:
    here = Ground(derivation("classic").gradients, SEQUENTIAL)
    assert list(habits(MISTAKES["sequential-update"], Course(here))) == []
    assert here.order != SIMULTANEOUS
