"""Training: the state after n updates is what plain loops give, to as many digits as are asked for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from networks import IN_FRACTIONS, IN_MPMATH, Arithmetic, Table, case, descend, forward, random_spec, start, trained

from derivation.errors import LimitError
from derivation.maths.formulas import Name
from derivation.maths.numbers import Value, as_fraction
from derivation.maths.programs import Program
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients
from derivation.network.spec import Spec
from derivation.network.training import History, train
from derivation.network.updates import ORDERS, updated
from derivation.network.values import Values

DIGITS = 40
ROUNDS = 200


def activations(seed: int) -> set[str]:
    return {layer.activation for layer in random_spec(seed).layers}


IDENTITIES = ["all-identity", *[seed for seed in range(60) if activations(seed) == {"identity"}][:8]]
SIGMOIDS = [seed for seed in range(60) if activations(seed) == {"sigmoid"}][:8]


def with_training(name: str | int, **training: Any) -> Spec:
    """A case, or a small random network, trained in another way."""
    spec = case(name) if isinstance(name, str) else random_spec(name, layers=2, width=3, reach=2)
    return replace(spec, training=replace(spec.training, **training))


def history_of(spec: Spec) -> History:
    return train(Gradients(build(spec)), spec.training.rounds, spec.training.order)


def plainly(spec: Spec, system: Arithmetic) -> Table:
    """Parameters and quantities after the rounds of the spec, by a plain loop."""
    at = start(spec, system)
    for _ in range(spec.training.rounds):
        at = descend(spec, at, system)
    return forward(spec, at, system)


def middle(value: Value) -> Fraction:
    return value if isinstance(value, Fraction) else as_fraction(value)


def gap(value: Value, number: Any) -> Any:
    """The relative distance of a certified value from an mpmath number."""
    exact = IN_MPMATH.number(middle(value))
    return abs(exact - number) / max(abs(number), mpmath.mpf(10) ** -DIGITS)


def last_state(spec: Spec, bits: int = 600) -> dict[str, Value]:
    return dict(history_of(spec).run(bits)[spec.training.rounds])


@pytest.mark.parametrize("name", IDENTITIES)
@pytest.mark.parametrize("order", ORDERS)
def test_three_rounds_of_identities_are_what_fractions_give(name: str | int, order: str) -> None:
    spec = small_step(name, order)
    table = plainly(spec, IN_FRACTIONS)
    off = {key: abs(middle(value) - table[key]) for key, value in last_state(spec, 2_000).items()}
    assert [key for key, distance in off.items() if distance > Fraction(1, 10**300)] == []


def small_step(name: str | int, order: str) -> Spec:
    """Three rounds with a learning rate at which identities do not run away."""
    spec = case(name) if isinstance(name, str) else random_spec(name)
    rate = case("all-identity").training.learning_rate
    return replace(spec, training=replace(spec.training, rounds=3, order=order, learning_rate=rate))


@pytest.mark.parametrize("name", ["classic", "trained-biases", "own-biases", "fractions", "four-layers", *SIGMOIDS])
@pytest.mark.parametrize("order", ORDERS)
def test_two_hundred_rounds_are_what_a_loop_in_mpmath_gives(name: str | int, order: str) -> None:
    spec = with_training(name, rounds=ROUNDS, order=order)
    with mpmath.workdps(120):
        table = plainly(spec, IN_MPMATH)
        gaps = {key: gap(value, table[key]) for key, value in last_state(spec).items()}
        assert [key for key, distance in gaps.items() if distance > mpmath.mpf(10) ** -DIGITS] == []


@pytest.mark.parametrize("order", ORDERS)
def test_one_round_is_the_update_that_the_tutorial_derives(order: str) -> None:
    spec = with_training("trained-biases", rounds=1, order=order)
    values = Values(Gradients(build(spec)), order)
    state = last_state(spec)
    off = {key: abs(middle(state[key]) - middle(values.at(Name(updated(key)), 600))) for key in trained(spec)}
    assert max(off.values()) < Fraction(1, 10**100)


def test_no_round_leaves_everything_as_it_is() -> None:
    spec = with_training("classic", rounds=0)
    table = forward(spec, start(spec, IN_MPMATH), IN_MPMATH)
    gaps = {key: gap(value, table[key]) for key, value in last_state(spec).items()}
    assert max(gaps.values()) < 1e-14


@pytest.mark.parametrize(
    ("rounds", "reported"),
    [
        (0, (0,)),
        (1, (1,)),
        (2, (1, 2)),
        (10, (1, 10)),
        (99, (1, 10, 99)),
        (100, (1, 10, 100)),
        (10_000, (1, 10, 100, 1_000, 10_000)),
    ],
)
def test_powers_of_ten_and_the_last_round_are_reported(rounds: int, reported: tuple[int, ...]) -> None:
    assert history_of(with_training("classic", rounds=rounds)).reported == reported


def test_sequential_updates_lead_to_another_state() -> None:
    simultaneous, sequential = (last_state(with_training("classic", rounds=1, order=order)) for order in ORDERS)
    unlike = {key for key in simultaneous if middle(simultaneous[key]) != middle(sequential[key])}
    assert {"w1", "w2", "w3", "w4"} <= unlike


def test_sequential_updates_change_the_last_layer_in_the_same_way_in_the_first_round() -> None:
    simultaneous, sequential = (last_state(with_training("classic", rounds=1, order=order)) for order in ORDERS)
    off = {key: abs(middle(simultaneous[key]) - middle(sequential[key])) for key in ("w5", "w6", "w7", "w8")}
    assert max(off.values()) < Fraction(1, 10**100)


def test_one_layer_knows_no_difference_between_the_orders() -> None:
    simultaneous, sequential = (last_state(with_training("one-layer", rounds=10, order=order)) for order in ORDERS)
    assert max(abs(middle(simultaneous[key]) - middle(sequential[key])) for key in simultaneous) < Fraction(1, 10**100)


def test_a_fine_run_lies_inside_a_coarse_one() -> None:
    spec = with_training("classic", rounds=1_000)
    coarse, fine = last_state(spec, 64), last_state(spec, 600)
    assert [key for key, ball in coarse.items() if not ball.contains(fine[key])] == []  # type: ignore[union-attr]


def test_the_same_run_is_not_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def run(self: Program, rounds: int, *arguments: Any) -> Any:
        done.append(rounds)
        return original(self, rounds, *arguments)

    original = Program.run
    monkeypatch.setattr(Program, "run", run)
    history = history_of(with_training("classic", rounds=100))
    for name in (LOSS, "w5", "out_o1"):
        history.refiner(100, name)(128)
        history.refiner(10, name)(64)
    assert sum(done) == 99


def test_more_precision_than_there_is_is_refused() -> None:
    with pytest.raises(LimitError, match=r"error\[D903\]: 3 rounds cannot be followed with 16384 bits"):
        last_state(case("all-identity"), 300_000)


def test_any_round_is_told_and_the_training_is_run_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    follow = Program.run

    def counted(program: Program, rounds: int, *rest: Any) -> Any:
        done.append(rounds)
        return follow(program, rounds, *rest)

    history = train(Gradients(build(case("classic"))), 1, "simultaneous")
    direct = [history_of(with_training("classic", rounds=rounds)).outcome(rounds, 64) for rounds in (0, 3, 7, 50)]
    monkeypatch.setattr(Program, "run", counted)
    asked = [history.outcome(rounds, 64) for rounds in (0, 3, 7, 50)]
    assert sum(done) - len(asked) == 49  # and one forward pass for each
    assert [
        name for one, other in zip(direct, asked, strict=True) for name in one if not one[name].overlaps(other[name])
    ] == []
    assert {name: middle(value) for name, value in history.outcome(7, 64).items()} == {
        name: middle(value) for name, value in asked[2].items()
    }


def test_states_that_are_given_up_are_reached_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derivation.network.training._MOST_KEPT", 100)
    history = train(Gradients(build(case("classic"))), 1, "simultaneous")
    once = {rounds: history.outcome(rounds, 64) for rounds in range(40)}
    again = {rounds: history.outcome(rounds, 64) for rounds in reversed(range(40))}
    assert once.keys() == again.keys()
    assert [
        rounds for rounds in once for name in once[rounds] if not once[rounds][name].overlaps(again[rounds][name])
    ] == []
