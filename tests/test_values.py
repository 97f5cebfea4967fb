"""Values: every ball contains what plain loops over the numbers of the spec give."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb, ctx
from networks import IN_FRACTIONS, IN_MPMATH, PLAIN, Table, backward, case, forward, random_spec, start, trained

from derivation.errors import UnknownNameError
from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Value, as_fraction
from derivation.maths.rounding import Rounding
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.network.updates import SEQUENTIAL, updated
from derivation.network.values import Values

DIGITS = 60
"""Significant digits that two programs must agree to."""
BITS = 1_024
NETWORKS = [*PLAIN, *range(200)]


def spec_of(name: str | int) -> Spec:
    return case(name) if isinstance(name, str) else random_spec(name)


def values_of(spec: Spec, order: str = "simultaneous") -> Values:
    return Values(Gradients(build(spec)), order)


def plainly(spec: Spec, digits: int = 400) -> tuple[Table, Table]:
    """Every quantity and every derivative of the error, by loops of this test's own."""
    with mpmath.workdps(digits):
        table = forward(spec, start(spec, IN_MPMATH), IN_MPMATH)
        rate = IN_MPMATH.number(spec.training.learning_rate.value) if spec.training.order == SEQUENTIAL else None
        return table, backward(spec, table, IN_MPMATH, rate)


def agrees(value: Value, number: Any) -> bool:
    """Whether an exact rational or the middle of a ball is *number* to DIGITS significant digits."""
    exact = as_fraction(value) if isinstance(value, arb) else value
    with mpmath.workdps(4 * DIGITS):
        mine = mpmath.mpf(exact.numerator) / exact.denominator
        return bool(abs(mine - number) <= abs(number) * mpmath.mpf(10) ** -DIGITS + mpmath.mpf(10) ** -300)


def disagreeing(values: Values, expected: dict[Formula, Any]) -> list[Formula]:
    return [key for key, number in expected.items() if not agrees(values.at(key, 4 * BITS), number)]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_quantity_is_what_plain_loops_give(name: str | int) -> None:
    table, _ = plainly(spec_of(name))
    assert disagreeing(values_of(spec_of(name)), {Name(key): number for key, number in table.items()}) == []


@pytest.mark.parametrize("name", NETWORKS)
def test_every_derivative_of_the_error_is_what_plain_loops_give(name: str | int) -> None:
    spec = spec_of(name)
    true = replace(spec, training=replace(spec.training, order="simultaneous"))
    _, slopes = plainly(true)
    inner = {key: number for key, number in slopes.items() if key not in spec.inputs}
    assert disagreeing(values_of(true), {partial(LOSS, key): number for key, number in inner.items()}) == []


@pytest.mark.parametrize("name", NETWORKS)
def test_every_updated_parameter_is_what_plain_loops_give(name: str | int) -> None:
    spec = spec_of(name)
    table, slopes = plainly(spec)
    with mpmath.workdps(400):
        rate = IN_MPMATH.number(spec.training.learning_rate.value)
        expected = {Name(updated(key)): table[key] - rate * slopes[key] for key in trained(spec)}
    assert disagreeing(values_of(spec, spec.training.order), expected) == []


@pytest.mark.parametrize("seed", range(40))
def test_a_coarse_ball_contains_what_a_fine_one_has_in_its_middle(seed: int) -> None:
    values = values_of(random_spec(seed))
    keys = [partial(LOSS, name) for name in values.gradients.network.parameters]
    assert [key for key in keys if not contains(values.at(key, 64), values.at(key, 4 * BITS))] == []


def contains(coarse: Value, fine: Value) -> bool:
    with ctx.workprec(8 * BITS):
        middle = fine if isinstance(fine, Fraction) else as_fraction(fine)
        return coarse == middle if isinstance(coarse, Fraction) else abs(as_fraction(coarse) - middle) <= radius(coarse)


def radius(ball: arb) -> Fraction:
    return as_fraction(ball.rad())


@pytest.mark.parametrize("name", NETWORKS)
def test_a_coarse_ball_is_never_without_a_number(name: str | int) -> None:
    values = values_of(spec_of(name))
    quantities = {key: values.at(Name(key), 64) for key in values.gradients.network.by_id}
    assert [key for key, ball in quantities.items() if isinstance(ball, arb) and not ball.is_finite()] == []


@pytest.mark.parametrize("seed", range(20))
def test_the_derivative_of_any_quantity_by_any_other_is_a_central_difference(seed: int) -> None:
    spec = random_spec(seed, layers=3, width=3, reach=2)
    values = values_of(spec)
    wrt = trained(spec)[0]
    with mpmath.workdps(120):
        step, point = mpmath.mpf(10) ** -40, start(spec, IN_MPMATH)
        above, below = (forward(spec, point | {wrt: point[wrt] + sign * step}, IN_MPMATH) for sign in (1, -1))
        slopes = {key: (above[key] - below[key]) / (2 * step) for key in values.gradients.network.by_id}
    off = {key: abs(middle(values, partial(key, wrt)) - rational(slope)) for key, slope in slopes.items()}
    assert [key for key, distance in off.items() if distance > Fraction(1, 10**60)] == []


def middle(values: Values, key: Formula) -> Fraction:
    value = values.at(key, BITS)
    return value if isinstance(value, Fraction) else as_fraction(value)


def rational(number: Any) -> Fraction:
    sign, mantissa, exponent, _ = number._mpf_
    return (-1) ** int(sign) * int(mantissa) * Fraction(2) ** int(exponent)


def test_a_network_of_identities_has_exact_rationals_throughout() -> None:
    spec = case("all-identity")
    table = forward(spec, start(spec, IN_FRACTIONS), IN_FRACTIONS)
    values = values_of(spec)
    assert {key: values.at(Name(key), 64) for key in table} == table


def test_the_derivative_of_what_does_not_depend_is_the_exact_zero() -> None:
    zero = values_of(case("classic")).at(partial("E_o1", "w7"), 64)
    assert (type(zero), zero) == (Fraction, 0)


def test_a_rational_quantity_is_exact_and_an_irrational_one_a_ball() -> None:
    values = values_of(case("classic"))
    assert values.at(Name("net_h1"), 64) == Fraction(151, 400)
    assert isinstance(values.at(Name("out_h1"), 64), arb)


def test_a_weight_of_zero_makes_a_rational_of_what_it_multiplies() -> None:
    spec = case("classic").to_toml().replace('["0.40", "0.45"]', '["0", "0"]')
    assert values_of(read_spec(spec)).at(Name("net_o1"), 64) == Fraction(3, 5)


def test_a_name_that_the_network_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"error\[D402\]: w9 is not a quantity of this network"):
        values_of(case("classic")).at(Name("w9"), 64)


@pytest.mark.parametrize("key", [Name("out_h1"), Name("out_o1"), partial(LOSS, "w1"), partial(LOSS, "w5")])
def test_a_saturated_network_shows_nine_certified_digits(key: Formula) -> None:
    spec = case("saturating")
    shown = values_of(spec).show(key, Rounding(9)).numeral
    table, slopes = plainly(spec, 800)
    number = table[key.id] if isinstance(key, Name) else slopes[key.wrt.id]  # type: ignore[attr-defined]
    assert abs(rational(number) - shown.value) <= shown.half_unit


def test_the_same_precision_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = values_of(case("classic"))
    values.at(Name(LOSS), 99)
    monkeypatch.setattr("derivation.network.values.schedule", lambda *_: pytest.fail("the table was computed again"))
    assert isinstance(values.at(partial(LOSS, "w5"), 99), arb)
