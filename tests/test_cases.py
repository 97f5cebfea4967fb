"""Every network of cases/networks: the routes agree, the pages recompute in every policy and detail, PyTorch agrees."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import Any

import pytest
from networks import CASES, FOLDER, PLAIN, case
from test_recompute import claims, results, unread
from test_recompute import statements as read_statements

from derivation.maths.formulas import Name
from derivation.maths.numbers import Numeral, as_fraction
from derivation.maths.reading import Chain
from derivation.network.activations import ACTIVATIONS, resolve
from derivation.network.equations import Network
from derivation.network.gradients import partial
from derivation.network.loading import read_spec
from derivation.network.losses import LOSSES
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.penalties import PENALTIES
from derivation.network.proofs import CHAIN_RULE, DIFFERENCE, Certificate
from derivation.network.spec import BATCHES, MEAN, Spec
from derivation.network.values import Values
from derivation.render.author import DETAILS
from derivation.render.derivations import Derivation
from derivation.render.ledger import CARRIES
from derivation.render.records import record
from derivation.stories import rendered


def one_round(name: str) -> Spec:
    """A case whose training is cut short: these tests are about one round."""
    spec = case(name)
    return replace(spec, training=replace(spec.training, rounds=min(1, spec.training.rounds)))


NEW = tuple(name for name in CASES if name not in PLAIN)
EXACT = tuple(name for name in NEW if case(name).document.carry == "exact")
each_case = pytest.mark.parametrize("name", CASES)
each_new_case = pytest.mark.parametrize("name", NEW)


def unproven(values: Values) -> Certificate:
    return Certificate((CHAIN_RULE, DIFFERENCE), len(values.gradients.network.parameters), 50)


@lru_cache(maxsize=32)
def written(name: str, carry: str, detail: str) -> Derivation:
    spec = one_round(name)
    return Derivation(replace(spec, document=replace(spec.document, carry=carry, detail=detail)), prove=unproven)


@cache
def page(name: str, carry: str = "exact", detail: str = "standard") -> str:
    documents = rendered(written(name, carry, detail), ["md"])
    return "\n\n".join(content.decode("utf-8") for content in documents.values())


def statements(name: str, carry: str = "exact", detail: str = "standard") -> tuple[Chain, ...]:
    return read_statements([page(name, carry, detail)], written(name, carry, detail))


# What the cases cover


def test_every_activation_and_every_loss_has_a_case() -> None:
    specs = [case(name) for name in CASES]
    assert {resolve(layer.activation).name for spec in specs for layer in spec.layers} > set(ACTIVATIONS)
    assert {spec.loss for spec in specs} > set(LOSSES)
    assert len(NEW) >= 25


def test_every_optimizer_penalty_batch_rule_and_detail_has_a_case() -> None:
    specs = [case(name) for name in CASES]
    assert {spec.training.optimizer for spec in specs} == set(OPTIMIZERS)
    assert {name for spec in specs for name, _ in spec.training.penalties} == set(PENALTIES)
    assert {spec.batch for spec in specs if len(spec.samples) > 1} == set(BATCHES)
    assert {spec.document.detail for spec in specs} == set(DETAILS)
    assert {spec.document.carry for spec in specs} == set(CARRIES)


def test_every_kind_of_bias_has_a_case_trained_and_not() -> None:
    kinds = {(kind, spec.training.update_biases) for spec in map(case, CASES) for kind in bias_kinds(spec)}
    plain = ("none", "shared", "own", "shared threshold")
    assert kinds >= {*((kind, trained) for kind in plain for trained in (True, False)), ("own threshold", True)}


def bias_kinds(spec: Spec) -> set[str]:
    """What the layers of a network have for a bias."""
    own = {None: "none", tuple: "own", Numeral: "shared"}
    found = [(own[type(layer.bias) if layer.bias is not None else None], layer.threshold) for layer in spec.layers]
    return {f"{kind} threshold" if threshold else kind for kind, threshold in found}


def test_networks_of_one_to_four_layers_have_a_case() -> None:
    assert {len(case(name).layers) for name in CASES} >= {1, 2, 3, 4}
    assert len(CASES) >= 75


def test_softmax_is_tried_with_two_to_four_classes_and_targets_of_every_sum() -> None:
    specs = [case(name) for name in NEW if case(name).layers[-1].activation == "softmax"]
    sums = [sum(target.value for target in spec.samples[0].targets) for spec in specs]
    assert {len(spec.samples[0].targets) for spec in specs} >= {2, 3, 4}
    assert any(total > 1 for total in sums) and any(total < 1 for total in sums) and 1 in sums


def test_every_option_is_given_somewhere() -> None:
    given = {name for spec in map(case, NEW) for layer in spec.layers for name, _ in layer.options}
    assert given == {name for row in ACTIVATIONS.values() for name, _ in row.options}
    assert {name for spec in map(case, NEW) for name, _ in spec.loss_options} == {"delta"}


# The routes


@each_case
def test_the_independent_routes_agree(name: str) -> None:
    certificate = Derivation(one_round(name)).certificate
    assert certificate.holds
    assert len(certificate.routes) >= 2


def test_dead_neurons_have_gradients_of_exactly_0() -> None:
    derivation = written("dead-relu", "exact", "standard")
    slopes = [derivation.values.at(partial("E_total", name), 64) for name in derivation.network.parameters]
    assert slopes == [Fraction(0)] * len(slopes)


AT_A_CORNER = ("relu-at-its-corner", "leaky-relu-with-slope", "elu-with-alpha", "step", "own-squared-rectifier")


@pytest.mark.parametrize("name", AT_A_CORNER)
@pytest.mark.parametrize("detail", DETAILS)
def test_a_corner_that_is_hit_exactly_is_stated_with_its_convention(name: str, detail: str) -> None:
    said = page(name, detail=detail)
    assert "has a corner and its slope jumps" in said or "hits a corner" in said
    assert "as most programs do" in said


@pytest.mark.parametrize("name", ["relu", "leaky-relu", "elu", "dead-relu", "own-mish", "classic"])
def test_a_corner_that_is_not_hit_is_not_talked_about(name: str) -> None:
    assert "has a corner and its slope jumps" not in page(name) and "hits a corner" not in page(name)


def test_a_bias_that_a_softmax_layer_shares_has_no_gradient() -> None:
    derivation = written("softmax-of-two", "exact", "standard")
    assert derivation.values.at(partial("E_total", "b2"), 64) == 0
    assert "cancel exactly" in page("softmax-of-two")


# The pages


EVERY_LINE = ("exact", "full")
"""The page on which most can be wrong."""
OTHERS = [pair for pair in product(CARRIES, DETAILS) if pair != EVERY_LINE]
PAGES = [
    *((name, *EVERY_LINE) for name in NEW),
    # Each network in another of the other ways: all of them only in a long run.
    *(
        pytest.param(name, *pair, marks=() if OTHERS[place % len(OTHERS)] == pair else pytest.mark.torture)
        for place, name in enumerate(NEW)
        for pair in OTHERS
    ),
]


@pytest.mark.parametrize(("name", "carry", "detail"), PAGES)
def test_every_line_recomputes_and_none_is_unread(name: str, carry: str, detail: str) -> None:
    chains = statements(name, carry, detail)
    throughout = case(name).document.equals_throughout
    assert unread(chains) == []
    assert [claim for claim in claims(chains) if not claim.holds(equals_throughout=throughout)] == []


@pytest.mark.parametrize("name", EXACT)
def test_every_result_is_the_exact_value_correctly_rounded(name: str) -> None:
    values = written(name, "exact", "full").applied
    wrong = []
    for key, _, number in results(statements(name, "exact", "full")):
        exact = values.at(key, 4_096)
        distance = abs((exact if isinstance(exact, Fraction) else as_fraction(exact)) - number.value)
        wrong += [(key, number)] if distance > number.numeral.half_unit else []
    assert wrong == []


@each_new_case
def test_the_record_reads_back_as_the_same_data_and_the_same_network(name: str) -> None:
    derivation = written(name, "exact", "standard")
    data = json.loads(rendered(derivation, ["json"])[f"{derivation.spec.slug}.json"])
    assert data == record(derivation)
    assert read_spec(json.dumps(data["spec"]), "again.json") == replace(derivation.spec, slug=derivation.spec.slug)


@each_new_case
def test_the_record_holds_the_values_that_the_page_prints(name: str) -> None:
    derivation = written(name, "exact", "standard")
    data = json.loads(rendered(derivation, ["json"])[f"{derivation.spec.slug}.json"])
    for step, wrt in ((each, wrt) for each in derivation.network.steps for wrt in each.parameters):
        printed = data["derivatives"][f"d{step.total}/d{wrt}"]["printed"]
        assert printed == derivation.shown(step.gradient(wrt)).numeral.text
        assert printed in page(name)


# A fourth route: PyTorch in double precision


def torch_activations(torch: Any) -> dict[str, Callable[..., Any]]:
    functional = torch.nn.functional
    return {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky-relu": lambda x, slope=0.01: functional.leaky_relu(x, slope),
        "identity": lambda x: x,
        "scaled-linear": lambda x, scale=1.0: scale * x,
        "softplus": functional.softplus,
        "elu": lambda x, alpha=1.0: functional.elu(x, alpha),
        "gelu": functional.gelu,
        "silu": functional.silu,
        "softmax": lambda x: torch.softmax(x, 0),
        "step": lambda x: torch.heaviside(x.detach(), torch.zeros(1, dtype=x.dtype)),
        "x/(1+exp(-x))": functional.silu,
        "ln(1+exp(x))": functional.softplus,
        "x*tanh(ln(1+e^x))": functional.mish,
        "max(0,x)^2": lambda x: torch.relu(x) ** 2,
        "|x|": torch.abs,
        "1/(1+e^(-x))": torch.sigmoid,
    }


def torch_losses(torch: Any) -> dict[str, Callable[..., Any]]:
    functional = torch.nn.functional
    return {
        "half-squared-error": lambda out, target: functional.mse_loss(out, target, reduction="sum") / 2,
        "squared-error": lambda out, target: functional.mse_loss(out, target, reduction="sum"),
        "mean-squared-error": functional.mse_loss,
        "binary-cross-entropy": lambda out, target: functional.binary_cross_entropy(out, target, reduction="sum"),
        "cross-entropy": lambda out, target: -(target * torch.log(out)).sum(),
        "absolute-error": lambda out, target: functional.l1_loss(out, target, reduction="sum"),
        "(target - out)^4": lambda out, target: ((target - out) ** 4).sum(),
        "max(0, out - target)": lambda out, target: torch.relu(out - target).sum(),
        "ln((e^(out - target) + e^(target - out))/2)": lambda out, target: torch.log(torch.cosh(out - target)).sum(),
        "huber": lambda out, target, delta=1.0: functional.huber_loss(out, target, reduction="sum", delta=delta),
    }


def options(given: tuple[tuple[str, Numeral], ...]) -> dict[str, float]:
    return {name: float(number.value) for name, number in given}


@dataclass(frozen=True)
class Doubles:
    """One step of a network as PyTorch sees it: tensors in double precision, one entry for each id."""

    torch: Any
    values: Values

    def tensor(self, names: Any, **given: Any) -> Any:
        return self.torch.tensor(self._numbers(names), dtype=self.torch.float64, **given)

    def _numbers(self, names: Any) -> Any:
        return self.of(names) if isinstance(names, str) else [self._numbers(name) for name in names]

    def of(self, name: str) -> float:
        return float(as_number(self.values.at(Name(name), 512)))

    def loss(self, step: Network, weights: list[Any]) -> Any:
        """The loss over the samples of *step*: the forward pass in matrices, the loss, the penalties."""
        each = self.torch.stack([self._sample_loss(sample, weights) for sample in step.samples])
        penalties = {penalty.name: self.of(penalty.factor) for penalty in step.penalties}
        return (each.mean() if step.batch == MEAN else each.sum()) + torch_penalty(weights, **penalties)

    def _sample_loss(self, sample: Network, weights: list[Any]) -> Any:
        x = self.tensor(sample.of_role("input"))
        for layer, matrix in zip(sample.layers, weights, strict=True):
            bias = self.torch.stack([self.tensor(neuron.bias) if neuron.bias else x.new_zeros(()) for neuron in layer])
            bias = -bias if layer[0].threshold else bias
            activation = layer[0].activation
            x = torch_activations(self.torch)[activation.name](matrix @ x + bias, **options(activation.options))
        target = self.tensor([neuron.target for neuron in sample.outputs])
        return torch_losses(self.torch)[sample.loss.name](x, target, **options(sample.loss.options))


def torch_penalty(weights: list[Any], l1: float = 0.0, l2: float = 0.0) -> Any:
    """l1 times the absolute weights, l2 times half their squares."""
    return sum(l1 * each.abs().sum() + l2 / 2 * (each**2).sum() for each in weights)


@each_case
def test_pytorch_finds_the_same_error_and_the_same_gradients(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the fourth route is left out")
    values = Derivation(one_round(name)).values
    doubles = Doubles(torch, values)
    for step in values.gradients.network.steps:
        names = [[neuron.weights for neuron in layer] for layer in step.layers]
        weights = [doubles.tensor(layer, requires_grad=True) for layer in names]
        error = doubles.loss(step, weights)
        slopes = torch.autograd.grad(error, weights, allow_unused=True, materialize_grads=True)
        ours = [float(as_number(values.at(step.gradient(weight), 512))) for weight in step.of_role("weight")]
        assert [slope for layer in slopes for slope in layer.flatten().tolist()] == pytest.approx(
            ours, rel=1e-9, abs=1e-13
        )
        assert error.item() == pytest.approx(doubles.of(step.total), rel=1e-9, abs=1e-13)


def as_number(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else as_fraction(value)


def test_the_cases_are_in_order_and_no_two_say_the_same() -> None:
    assert all(first < second for first, second in pairwise(CASES))
    assert len({(FOLDER / f"{name}.toml").read_bytes() for name in CASES}) == len(CASES)


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", ["absolute-error-hit", "own-loss-hit"])
def test_a_loss_that_is_hit_at_its_corner_says_which_slope_is_taken(name: str, detail: str) -> None:
    assert "The loss has a corner exactly where" in page(name, detail=detail)


@pytest.mark.parametrize("name", ["absolute-error", "huber-at-its-knee", "own-loss", "huber"])
def test_a_loss_that_is_not_hit_at_a_corner_does_not_speak_of_one(name: str) -> None:
    assert "The loss has a corner" not in page(name)


def test_the_slope_of_huber_at_its_knee_is_that_of_both_sides() -> None:
    values = written("huber-at-its-knee", "exact", "standard").values
    assert values.at(partial("E_total", "out_o1"), 64) == -1
