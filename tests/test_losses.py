"""The table of losses, row by row: textbook slopes, means, and which outputs and targets a loss can stand behind."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import ctx

from derivation.errors import DerivationError
from derivation.maths.calculus import differentiate
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, Name
from derivation.maths.functions import BALLS, multiprecision
from derivation.maths.numbers import Numeral, as_ball
from derivation.maths.tidying import tidy
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.losses import LOSSES, Loss
from derivation.network.values import Values
from derivation.render.derivations import Derivation
from derivation.stories import rendered

TARGET, OUT = Name("target"), Name("out")
each_loss = pytest.mark.parametrize("row", LOSSES.values(), ids=LOSSES)


def points(row: Loss) -> list[dict[Formula, Fraction]]:
    """Pairs of a target and an output, inside (0, 1) where the loss needs that, never equal."""
    choose = random.Random(f"losses {row.name}")
    reach = 1 if row.between_0_and_1 else 4
    pairs = [(Fraction(choose.randint(1, 96), 97), Fraction(choose.randint(1, 88), 89)) for _ in range(12)]
    return [{TARGET: reach * target, OUT: reach * out} for target, out in pairs]


def worked(row: Loss) -> Formula:
    return differentiate(row.of(TARGET, OUT), "out").after


def balls(at: dict[Formula, Fraction]) -> Any:
    return {name: as_ball(value) for name, value in at.items()}.get


@each_loss
def test_a_row_names_its_source_with_a_year(row: Loss) -> None:
    assert LOSSES[row.name] is row
    assert re.search(r"\b(1[89]|20)\d\d\b", row.source)


@each_loss
def test_the_derivative_by_rules_is_the_numerical_one(row: Loss) -> None:
    with mpmath.workdps(60):
        for at in points(row):
            known = {name: multiprecision().number(value) for name, value in at.items()}
            error = lambda out, known=known: evaluate(row.of(TARGET, OUT), {**known, OUT: out}.get, multiprecision())  # noqa: E731
            ruled = evaluate(worked(row), known.get, multiprecision())
            assert abs(mpmath.diff(error, known[OUT]) - ruled) < mpmath.mpf(10) ** -25


@each_loss
def test_the_printed_slopes_equal_the_derivative_of_the_error(row: Loss) -> None:
    printed = [tidy(worked(row)), *([row.slope(TARGET, OUT)] if row.slope else [])]
    with ctx.workprec(200):
        for at in points(row):
            slopes = [evaluate(form, balls(at), BALLS) for form in (worked(row), *printed)]
            assert all(abs(slope - slopes[0]) < as_ball(Fraction(1, 10**40)) for slope in slopes)


@each_loss
def test_the_error_of_a_hit_is_no_larger_than_that_of_a_miss(row: Loss) -> None:
    for at in points(row):
        hit = evaluate(row.of(TARGET, OUT), balls({**at, OUT: at[TARGET]}), BALLS)
        miss = evaluate(row.of(TARGET, OUT), balls(at), BALLS)
        assert row.joint or hit < miss


WITH_OPTIONS = [(row, option) for row in LOSSES.values() for option, _ in row.options]


@pytest.mark.parametrize(("row", "option"), WITH_OPTIONS, ids=[f"{row.name}-{option}" for row, option in WITH_OPTIONS])
def test_an_option_changes_the_error(row: Loss, option: str) -> None:
    changed = row.with_options(((option, Numeral(Fraction(1, 3), "1/3")),))
    at = balls({TARGET: Fraction(0), OUT: Fraction(2)})
    assert not evaluate(changed.of(TARGET, OUT), at, BALLS).overlaps(evaluate(row.of(TARGET, OUT), at, BALLS))


@pytest.mark.parametrize(("target", "expected"), [("0.25", "0.03125"), ("1", "0.5"), ("3", "2.5"), ("-3", "2.5")])
def test_huber_is_a_parabola_near_its_target_and_a_line_beyond_delta(target: str, expected: str) -> None:
    at = balls({TARGET: Fraction(target), OUT: Fraction(0)})
    assert evaluate(LOSSES["huber"].of(TARGET, OUT), at, BALLS).overlaps(as_ball(Fraction(expected)))


# Whole networks


def data(loss: str, activation: str, targets: list[str], **network: str) -> dict[str, Any]:
    weights = [["0.5", "-0.2"], ["0.3", "0.4"], ["-0.1", "0.8"]][: len(targets)]
    return {
        "network": {"inputs": ["0.7", "0.2"], "targets": targets, "loss": loss, **network},
        "layer": [{"activation": activation, "weights": weights}],
        "training": {"rounds": 1},
    }


def values(loss: str, activation: str, targets: list[str], **network: str) -> Values:
    return Values(Gradients(build(read_spec(json.dumps(data(loss, activation, targets, **network)), "spec.json"))))


def refusal(loss: str, activation: str, targets: list[str], **network: str) -> DerivationError:
    with pytest.raises(DerivationError) as caught:
        read_spec(json.dumps(data(loss, activation, targets, **network)), "spec.json")
    return caught.value


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_mean_squared_error_is_the_mean_over_the_outputs(count: int) -> None:
    targets = ["0.1", "0.9", "-2"][:count]
    mean, whole = (values(loss, "identity", targets) for loss in ("mean-squared-error", "squared-error"))
    for key in (Name(LOSS), partial(LOSS, "w1"), partial(LOSS, "out_o1")):
        assert count * mean.at(key, 64) == whole.at(key, 64)  # type: ignore[operator]


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity", "softmax"])
def test_binary_cross_entropy_needs_sigmoid_outputs(activation: str) -> None:
    error = refusal("binary-cross-entropy", activation, ["0", "1"])
    assert error.code == "D505"
    assert error.message == f"binary-cross-entropy cannot stand behind {activation} outputs"


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity", "sigmoid"])
def test_cross_entropy_needs_softmax_outputs(activation: str) -> None:
    error = refusal("cross-entropy", activation, ["0", "1"])
    assert error.code == "D505"
    assert error.message == f"cross-entropy cannot stand behind {activation} outputs"


@pytest.mark.parametrize(("loss", "activation"), [("binary-cross-entropy", "sigmoid"), ("cross-entropy", "softmax")])
@pytest.mark.parametrize("target", ["-0.1", "1.1", "2", "-1/3"])
def test_a_target_of_a_cross_entropy_lies_between_0_and_1(loss: str, activation: str, target: str) -> None:
    error = refusal(loss, activation, ["0", target])
    assert error.code == "D505"
    assert error.message == f"{loss}: the target {target} is not between 0 and 1"


@pytest.mark.parametrize(("loss", "activation"), [("binary-cross-entropy", "sigmoid"), ("cross-entropy", "softmax")])
@pytest.mark.parametrize("targets", [["0", "1"], ["1", "0"], ["1", "1"], ["0", "0"]])
def test_a_target_of_0_or_1_meets_no_logarithm_of_0(loss: str, activation: str, targets: list[str]) -> None:
    assert values(loss, activation, targets).at(Name(LOSS), 128) > -1
    page = rendered(Derivation(read_spec(json.dumps(data(loss, activation, targets)), "spec.json")), ["md"])
    text = b"".join(page.values()).decode("utf-8")
    assert r"\ln(0)" not in text and not re.search(r"\b(nan|inf)\b", text)


def test_an_output_of_ones_own_at_0_is_refused_before_its_logarithm_is_taken() -> None:
    spec = read_spec(json.dumps(data("binary-cross-entropy", "max(0, x) - x", ["0.5"])), "spec.json")
    with pytest.raises(DerivationError):
        rendered(Derivation(spec), ["md"])


def test_an_option_of_another_loss_is_an_unknown_key() -> None:
    assert refusal("squared-error", "identity", ["1"], delta="2").code == "D203"


def test_an_unknown_loss_gets_a_suggestion() -> None:
    error = refusal("cross-entropi", "softmax", ["1", "0"])
    assert (error.code, error.help) == ("D504", "did you mean 'cross-entropy'?")
