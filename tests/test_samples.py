"""Several samples: a batch is the mean or the sum of its samples, and online is one run after the other."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from networks import case, unproven

from derivation.errors import SpecError
from derivation.maths.formulas import Name
from derivation.maths.numbers import Numeral, Value, as_fraction
from derivation.network.building import build
from derivation.network.gradients import Gradients
from derivation.network.loading import read_spec
from derivation.network.optimizers import updated
from derivation.network.spec import Spec
from derivation.network.values import Values
from derivation.render.derivations import Derivation
from derivation.stories import rendered

BATCHES = ("batch-mean", "batch-mean-full-three-layers", "batch-mean-of-means", "batch-sum-of-softmax", "own-loss-hit")
ONLINE = ("online", "online-sequential", "online-softmax-in-full", "online-with-adam-and-penalties")
each_batch = pytest.mark.parametrize("name", BATCHES)
each_online = pytest.mark.parametrize("name", ONLINE)
BITS = 300
CLOSE = Fraction(1, 10**60)


def alone(spec: Spec, index: int) -> Spec:
    """One sample of *spec* by itself, without the penalties that a batch counts once."""
    return replace(spec, samples=(spec.samples[index],), training=replace(spec.training, penalties=()))


def at(values: Values, key: Any) -> Fraction:
    return exact(values.at(key, BITS))


def exact(value: Value) -> Fraction:
    return value if isinstance(value, Fraction) else as_fraction(value)


@each_batch
def test_every_sample_of_a_batch_has_the_equations_and_values_of_that_sample_alone(name: str) -> None:
    spec = case(name)
    together = Derivation(spec).values
    for index, part in enumerate(together.gradients.network.parts):
        single = Derivation(alone(spec, index)).values
        ids = [line.id for line in single.gradients.network.equations]
        assert [f"{key}@{index + 1}" for key in ids] == [line.id for line in part.equations]
        assert [at(together, Name(f"{key}@{index + 1}")) for key in ids] == [at(single, Name(key)) for key in ids]
        slopes = [(part.gradient(key), single.gradients.network.gradient(key)) for key in part.parameters]
        assert [at(together, ours) for ours, _ in slopes] == [at(single, theirs) for _, theirs in slopes]


@each_batch
def test_the_loss_and_the_gradient_of_a_batch_are_the_mean_or_the_sum_of_its_samples(name: str) -> None:
    spec = case(name)
    values = Derivation(replace(spec, training=replace(spec.training, penalties=()))).values
    network = values.gradients.network
    share = Fraction(1, len(network.parts) if spec.batch == "mean" else 1)
    keys = [(Name(network.total), [Name(part.total) for part in network.parts])]
    keys += [(network.gradient(w), [part.gradient(w) for part in network.parts]) for w in network.parameters]
    off = [abs(at(values, whole) - share * sum(at(values, part) for part in parts)) for whole, parts in keys]
    assert max(off) < CLOSE


def test_a_penalty_is_counted_once_for_a_batch() -> None:
    spec = case("batch-sum-of-softmax")
    with_penalty, without = (
        Derivation(replace(spec, training=replace(spec.training, penalties=found))).values
        for found in (spec.training.penalties, ())
    )
    difference = at(with_penalty, Name("E_total")) - at(without, Name("E_total"))
    assert abs(difference - at(with_penalty, Name("E_l2"))) < CLOSE


@each_online
def test_online_is_one_run_after_the_other_each_with_the_weights_that_the_last_has_left(name: str) -> None:
    spec = replace(case(name), training=replace(case(name).training, optimizer="gradient-descent", options=()))
    values = Derivation(spec).applied
    moving: dict[str, Fraction] = {}
    for index, step in enumerate(values.gradients.network.steps):
        single = Values(Gradients(build(with_parameters(spec, index, moving))), spec.training.order)
        base = single.gradients.network.parameters
        moving = {key: at(single, Name(updated(key))) for key in base}
        found = {key: at(values, Name(updated(key, index + 1))) for key in base}
        assert max(abs(found[key] - moving[key]) for key in base) < CLOSE
        assert abs(at(values, Name(step.total)) - at(single, Name("E_total"))) < CLOSE


def with_parameters(spec: Spec, index: int, moving: dict[str, Fraction]) -> Spec:
    """One sample alone, with the parameters replaced by what they have become."""
    numbers = {key: Numeral(value, "") for key, value in moving.items()}
    layers, first = [], 1
    for place, layer in enumerate(spec.layers, start=1):
        letter = "theta" if layer.threshold else "b"
        weights = [
            tuple(numbers.get(f"w{first + j * len(row) + i}", old) for i, old in enumerate(row))
            for j, row in enumerate(layer.weights)
        ]
        first += sum(map(len, layer.weights))
        bias: Any = layer.bias
        if isinstance(bias, tuple):
            bias = tuple(numbers.get(f"{letter}_{key}", old) for key, old in zip(layer.neurons, bias, strict=True))
        elif bias is not None:
            bias = numbers.get(f"{letter}{place}", bias)
        layers.append(replace(layer, weights=tuple(weights), bias=bias))
    return replace(spec, samples=(spec.samples[index],), layers=tuple(layers))


@pytest.mark.parametrize("name", [*BATCHES, *ONLINE])
def test_after_one_round_the_error_is_that_of_all_samples_at_the_new_weights(name: str) -> None:
    derivation = Derivation(case(name))
    last = derivation.network.at_once
    parameters = {key: exact(derivation.history.refiner(1, key)(BITS)) for key in derivation.network.parameters}
    moved = [with_parameters(derivation.spec, index, parameters) for index in range(len(last.parts))]
    losses = [at(Derivation(alone(spec, 0)).values, Name("E_total")) for spec in moved]
    found = [exact(derivation.history.refiner(1, part.total)(BITS)) for part in last.parts]
    assert max(abs(ours - theirs) for ours, theirs in zip(found, losses, strict=True)) < CLOSE


def test_one_sample_in_a_list_is_the_network_without_a_list() -> None:
    data = case("classic").to_json()
    network = data["network"]
    network["samples"] = [{"inputs": network.pop("inputs"), "targets": network.pop("targets")}]
    spec = read_spec(json.dumps(data), "classic.json")
    assert spec == case("classic")
    assert spec.to_json()["network"]["targets"] == ["0.01", "0.99"]


def test_inputs_are_matched_by_their_names() -> None:
    spec = case("batch-sum-of-softmax")
    data = spec.to_json()
    data["network"]["samples"][1]["inputs"] = dict(reversed(data["network"]["samples"][1]["inputs"].items()))
    assert read_spec(json.dumps(data), "again.json").samples == spec.samples


def test_the_first_sample_is_told_in_full_and_the_others_by_what_differs() -> None:
    derivation = Derivation(case("batch-mean"), prove=unproven)
    page = rendered(derivation, ["md"])["exclusive-or-four-samples-at-once.md"].decode("utf-8")
    assert page.count("## The forward pass of sample") == 1
    assert [f"### Sample {index}\n" in page for index in (1, 2, 3, 4)] == [False, True, True, True]
    assert "| parameter | sample 1 | sample 2 | sample 3 | sample 4 | mean |" in page


def test_full_detail_tells_every_sample_in_full_and_every_slope_once() -> None:
    derivation = Derivation(case("online-softmax-in-full"), prove=unproven)
    page = rendered(derivation, ["md"])["two-classes-told-in-full.md"].decode("utf-8")
    assert [page.count(f"## The forward pass of sample {index}") for index in (1, 2)] == [1, 1]
    assert page.count("### The slope of") == 1


def test_several_samples_cannot_be_replaced_from_the_command_line() -> None:
    with pytest.raises(SpecError) as caught:
        read_spec(json.dumps(case("online").to_json()), "online.json", {"inputs": "1,2"})
    assert (caught.value.code, caught.value.message) == ("D102", "the spec has 3 samples")


def test_sequential_updates_of_a_batch_are_refused_from_the_command_line_too() -> None:
    with pytest.raises(SpecError) as caught:
        read_spec(json.dumps(case("batch-mean").to_json()), "batch.json", {"order": "sequential"})
    assert (caught.value.code, caught.value.message) == ("D505", "order: sequential updates cannot wait for a batch")


def test_more_samples_than_the_limit_allows_are_refused() -> None:
    data = case("online").to_json()
    data["network"]["samples"] *= 400
    with pytest.raises(SpecError) as caught:
        read_spec(json.dumps(data), "many.json")
    assert caught.value.message == "samples: expected 1 to 1000, got 1200"
