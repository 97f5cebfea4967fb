"""Programs: a compiled loop does what its lines say, once where once is enough, and never from source text."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from test_formulas import contains, numbers

from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, Name, Negative, Partial, Power, Product, Sum, call, formula, fraction
from derivation.maths.functions import BALLS, FUNCTIONS, RATIONALS
from derivation.maths.numbers import as_ball, as_fraction
from derivation.maths.programs import Line, Program, compile_loop

S, T, A, B, P, Q = (Name(name) for name in "stabpq")
PARTIAL = Partial(Q, S)
State = Mapping[Formula, Any]


def interpreted(lines: list[Line], successors: dict[Formula, Formula], state: State, rounds: int) -> State:
    """The same loop, formula by formula, in rationals."""
    for _ in range(rounds):
        table = dict(state)
        for target, node in lines:
            table[target] = evaluate(node, table.get, RATIONALS)
        state = {**state, **{name: table[after] for name, after in successors.items()}}
    return state


def _combined(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    squares = st.builds(Power, parts, st.sampled_from((formula(2), formula(1))))
    divided = st.builds(lambda part, number: part / number, parts, st.sampled_from((formula(3), fraction(-1, 2))))
    return st.one_of(several.map(Sum), several.map(Product), parts.map(Negative), squares, divided)


def formulas_over(*known: Formula) -> st.SearchStrategy[Formula]:
    return st.recursive(st.sampled_from(known) | numbers, _combined, max_leaves=4)


systems = st.tuples(formulas_over(S, T, A, B), formulas_over(S, A, P), formulas_over(T, P, PARTIAL)).map(
    lambda nodes: list(zip((P, PARTIAL, Q), nodes, strict=True))
)
values = st.fractions(-2, 2, max_denominator=4)


@given(systems, st.sampled_from((P, Q, PARTIAL, S)), st.tuples(values, values, values, values), st.integers(0, 3))
def test_a_compiled_loop_equals_its_lines_round_by_round(
    lines: list[Line], last: Formula, start: tuple[Fraction, ...], rounds: int
) -> None:
    successors = {S: Q, T: last}
    state = dict(zip((S, T, A, B), start, strict=True))
    expected = interpreted(lines, successors, state, rounds)
    with ctx.workprec(400):
        program = compile_loop(lines, successors, (A, B))
        ball_s, ball_t = program.run(rounds, [as_ball(state[S]), as_ball(state[T])], {A: start[2], B: start[3]})
    assert contains(ball_s, expected[S])
    assert contains(ball_t, expected[T])


def run(program: Program, rounds: int, *state: str, **given: str) -> list[Fraction]:
    """The state after so many rounds, where its balls are exact."""
    balls = program.run(
        rounds,
        [as_ball(Fraction(text)) for text in state],
        {Name(name): Fraction(text) for name, text in given.items()},
    )
    assert all(ball.is_exact() for ball in balls)
    return [as_fraction(ball) for ball in balls]


def test_no_round_leaves_the_state_alone() -> None:
    assert run(compile_loop([(P, S + A)], {S: P}, [A]), 0, "5", a="1") == [5]


def test_all_successors_are_taken_at_once() -> None:
    assert run(compile_loop([], {S: T, T: S}, []), 3, "1", "2") == [2, 1]


def test_a_subtraction_keeps_its_direction() -> None:
    assert run(compile_loop([(P, S - A - 2)], {S: P}, [A]), 1, "5", a="1") == [2]


def test_a_leading_minus_sign_is_kept() -> None:
    assert run(compile_loop([(P, Sum((Negative(S), A)))], {S: P}, [A]), 1, "5", a="1") == [-4]


def test_a_quotient_and_a_power_are_kept() -> None:
    assert run(compile_loop([(P, S**3 / A + S**-1)], {S: P}, [A]), 1, "2", a="4") == [Fraction(5, 2)]


def test_a_line_may_compute_a_partial() -> None:
    assert run(compile_loop([(PARTIAL, 2 * S), (P, S - PARTIAL)], {S: P}, []), 2, "3") == [3]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_known_function_can_be_called(function: str) -> None:
    (ball,) = compile_loop([(P, call(function, S))], {S: P}, []).run(1, [arb(1.5)], {})
    assert ball.overlaps(BALLS.functions[function](arb(1.5)))


def test_numbers_are_as_precise_as_the_run_asks() -> None:
    program = compile_loop([(P, S + fraction(1, 3))], {S: P}, [])
    with ctx.workprec(1000):
        (ball,) = program.run(1, [arb(0)], {})
    assert contains(ball, Fraction(1, 3)) and ball.rad() < arb(2) ** -990


def counted(program: Program, function: str, rounds: int, *state: float) -> int:
    """How often a function is called in a run."""
    calls: list[arb] = []
    known: dict[str, Any] = program.function.__globals__
    original: Callable[[arb], arb] = known[f"f_{function}"]
    known[f"f_{function}"] = lambda x: calls.append(x) or original(x)
    program.run(rounds, [arb(value) for value in state], {A: Fraction(1, 2), B: Fraction(1, 3)})
    return len(calls)


@pytest.mark.parametrize(
    ("node", "calls"),
    [
        (S * call("exp", A), 1),
        (S * call("exp", A * B + 2), 1),
        (S * call("exp", Q), 1),
        (call("exp", S), 10),
        (A * call("exp", A * S), 10),
        (call("exp", A) + call("exp", S), 11),
        (call("exp", S) + call("exp", S) * A, 10),
        (call("exp", A) - call("exp", A) + S, 1),
    ],
    ids=repr,
)
def test_constants_are_computed_before_the_loop_and_equal_parts_once(node: Formula, calls: int) -> None:
    program = compile_loop([(Q, A + B), (P, node / 100)], {S: P}, [A, B])
    assert counted(program, "exp", 10, 0.5) == calls


def test_a_line_that_no_successor_needs_is_left_out() -> None:
    program = compile_loop([(Q, call("tanh", S)), (P, call("exp", -S))], {S: P}, [A])
    assert "f_tanh" not in program.function.__globals__


def test_a_line_that_a_needed_line_uses_is_kept() -> None:
    program = compile_loop([(Q, call("tanh", S)), (P, call("exp", -Q))], {S: P}, [A, B])
    assert counted(program, "tanh", 7, 0.5) == 7


def test_there_is_no_source_text() -> None:
    function = compile_loop([(P, S * A)], {S: P}, [A]).function
    assert not Path(function.__code__.co_filename).exists()
    with pytest.raises(OSError):
        inspect.getsource(function)


def test_names_do_not_get_into_the_code() -> None:
    hostile = Name("__import__('os').abort()")
    code = compile_loop([(P, hostile * call("exp", hostile) + 1)], {S: P}, [hostile]).function.__code__
    assert [name for name in code.co_varnames if not re.fullmatch(r"rounds|_|[vc]\d+", name)] == []
    assert set(code.co_names) == {"range", "f_exp"}


def test_the_function_reaches_nothing_but_what_it_needs() -> None:
    known = compile_loop([(P, call("exp", S))], {S: P}, []).function.__globals__
    assert set(known) - {"__builtins__"} == {"range", "f_exp", "f_power"}


@pytest.mark.parametrize("node", [Name("unknown"), S + Name("unknown"), Partial(A, S)], ids=repr)
def test_what_nobody_gave_a_value_for_is_refused(node: Formula) -> None:
    with pytest.raises(TypeError, match="no value for"):
        compile_loop([(P, node)], {S: P}, [A])


@pytest.mark.parametrize("count", [10, 300, 1000])
def test_a_sum_may_be_as_long_as_a_layer_is_wide(count: int) -> None:
    weights = [Name(f"w{index}") for index in range(count)]
    program = compile_loop([(P, Sum(tuple(S * weight for weight in weights)))], {S: P}, weights)
    (ball,) = program.run(1, [arb(2)], dict.fromkeys(weights, Fraction(3)))
    assert ball == 6 * count


@pytest.mark.parametrize("count", [10, 300, 1000])
def test_there_may_be_many_lines_one_over_the_other(count: int) -> None:
    chain = [S, *(Name(f"p{index}") for index in range(count))]
    lines = [(after, before + A) for before, after in pairwise(chain)]
    assert run(compile_loop(lines, {S: chain[-1]}, [A]), 2, "0", a="1") == [2 * count]
