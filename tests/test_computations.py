"""Computations given by their equations: what is read, the chain rule over shared names, and PyTorch as a witness."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from networks import COMPUTATIONS, EQUATIONS_FOLDER, case, derivation, unproven
from test_recompute import SIGNS_TALKED_ABOUT, claims, formulas, results, unread

from derivation.errors import DerivationError
from derivation.maths.evaluation import Arithmetic, evaluate
from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import as_ball, as_fraction
from derivation.maths.reading import Chain, read_chains, read_formula
from derivation.network.building import build
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.spec import BUILT_IN, Spec
from derivation.network.values import Values
from derivation.render.author import DETAILS
from derivation.render.derivations import Derivation
from derivation.render.ledger import CARRIES
from derivation.stories import explain, rendered, train

each_computation = pytest.mark.parametrize("name", COMPUTATIONS)


def spec(*equations: str, parameters: list[str] | None = None, **given: str) -> Spec:
    """A computation with these equations and given numbers."""
    data = {"given": given, "equations": list(equations)} | ({"parameters": parameters} if parameters else {})
    return read_spec(json.dumps(data), "computation.json")


def values_of(found: Spec) -> Values:
    return Values(Gradients(build(found)))


@cache
def page(name: str, carry: str = "exact", detail: str = "standard") -> str:
    found = case(name)
    document = replace(found.document, carry=carry, detail=detail)
    documents = rendered(Derivation(replace(found, document=document), prove=unproven), ["md"])
    return "\n\n".join(content.decode("utf-8") for content in documents.values())


def statements(name: str, carry: str, detail: str) -> tuple[Chain, ...]:
    texts = [text for text in formulas(page(name, carry, detail)) if text not in SIGNS_TALKED_ABOUT]
    return tuple(chain for text in texts for chain in read_chains(text))


# Reading


def test_a_name_is_the_same_however_it_is_spelled() -> None:
    found = spec("y_1 = x_1 + x2", x1="2", x_2="3").computation
    assert found is not None
    assert ([name for name, _ in found.given], found.definitions[0].name) == (["x1", "x2"], "y1")


def test_all_given_numbers_are_parameters_where_nothing_is_said() -> None:
    assert build(spec("f = x y", x="1", y="2")).parameters == ("x", "y")
    assert build(spec("f = x y", x="1", y="2", parameters=["y"])).roles["x"] == "constant"


def test_the_last_equation_is_the_one_that_is_differentiated() -> None:
    network = build(spec("q = x + 1", "f = q^2", x="1"))
    assert (network.total, network.roles["f"], network.roles["q"]) == ("f", "result", "quantity")


@each_computation
def test_a_computation_comes_back_from_its_json_and_its_toml(name: str) -> None:
    found = case(name)
    assert read_spec(json.dumps(found.to_json()), "again.json") == found
    assert read_spec(found.to_toml(), "again.toml") == found


def test_without_a_learning_rate_nothing_is_updated_and_with_one_once() -> None:
    text = 'given = { x = "2" }\nequations = ["f = x^2"]\n'
    assert not build(read_spec(text)).learns
    assert read_spec(text + "[training]\n").training.rounds == 1
    assert build(read_spec(text + "[training]\n")).learns


def test_ten_thousand_equations_are_the_most() -> None:
    lines = ["x0 = x + 1", *(f"x{k} = x{k - 1} + 1" for k in range(1, 10_001))]
    with pytest.raises(DerivationError, match="expected 1 to 10000 equations, got 10001"):
        spec(*lines, x="1")


@pytest.mark.parametrize(("override", "expected"), [({"inputs": "5"}, 10), ({"weights": "7"}, 21), ({}, 6)])
def test_values_from_the_command_line_stand_in_for_those_of_the_file(override: dict[str, str], expected: int) -> None:
    text = 'given = { x = "2", c = "3" }\nparameters = ["x"]\nequations = ["f = x c"]\n'
    assert values_of(read_spec(text, overrides=override)).at(Name("f"), 64) == expected


def test_a_learning_rate_from_the_command_line_asks_for_one_update() -> None:
    text = 'given = { x = "2" }\nequations = ["f = x^2"]\n'
    training = read_spec(text, overrides={"learning_rate": "0.1"}).training
    assert (training.learning_rate.text, training.rounds) == ("0.1", 1)


@pytest.mark.parametrize("option", ["targets", "order", "rounds"])
def test_what_a_computation_does_not_have_cannot_be_asked_for(option: str) -> None:
    text = 'given = { x = "2" }\nequations = ["f = x^2"]\n'
    with pytest.raises(DerivationError) as caught:
        read_spec(text, overrides={option: "1"})
    assert caught.value.code == "D102"


# The chain rule


def test_a_shared_parameter_adds_up_over_its_uses() -> None:
    values = values_of(spec("a = w x", "b = w a", "c = w b", w="3", x="2"))
    assert values.at(partial("c", "w"), 64) == 3 * 3**2 * 2


def test_a_quantity_that_is_used_directly_and_by_a_detour_counts_both() -> None:
    values = values_of(spec("s = 2 q", "r = s + q", "f = r z + q", q="5", z="4"))
    assert values.at(partial("r", "q"), 64) == 3
    assert values.at(partial("f", "q"), 64) == 13
    assert values.at(Partial(read_formula("s + q"), Name("q")), 64) == 1


def test_a_quantity_that_leads_nowhere_has_a_derivative_of_0() -> None:
    values = values_of(spec("r = x y", "f = x^2", x="3", y="2"))
    assert values.at(partial("f", "r"), 64) == values.at(partial("f", "y"), 64) == 0


def test_a_slope_is_written_with_the_quantity_itself_where_its_formula_stands_in_it() -> None:
    gradients = Gradients(build(spec("s = sigmoid(x)", "t = tanh(s)", "f = exp(t)", x="1")))
    found = [gradients.local(of, wrt) for of, wrt in (("s", "x"), ("t", "s"), ("f", "t"))]
    assert found == [read_formula("s(1 - s)"), read_formula("1 - t^2"), Name("f")]


@each_computation
def test_the_independent_routes_agree(name: str) -> None:
    certificate = Derivation(case(name)).certificate
    assert certificate.holds
    assert len(certificate.routes) >= 2


def torch_arithmetic(torch: Any) -> Arithmetic[Any]:
    """PyTorch's own functions on doubles, for every function that the formulas know."""
    return Arithmetic(
        number=lambda value: torch.tensor(float(value), dtype=torch.float64),
        power=torch.pow,
        functions={
            "exp": torch.exp,
            "ln": torch.log,
            "tanh": torch.tanh,
            "sigmoid": torch.sigmoid,
            "positive_part": torch.relu,
            "negative_part": lambda x: -torch.relu(-x),
            "is_positive": lambda x: torch.heaviside(x.detach(), torch.zeros(1, dtype=x.dtype)),
            "abs": torch.abs,
            "sign": torch.sign,
            "normal_cdf": torch.special.ndtr,
            "normal_density": lambda x: torch.exp(-(x**2) / 2) / (2 * torch.pi) ** 0.5,
        },
    )


def test_pytorch_has_every_function() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the fourth route is left out")
    assert set(torch_arithmetic(torch).functions) == set(FUNCTIONS)


@each_computation
def test_pytorch_finds_the_same_values_and_the_same_gradients(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the fourth route is left out")
    network, arithmetic = build(case(name)), torch_arithmetic(torch)
    table = {key: arithmetic.number(value.value) for key, value in network.given.items()}
    weights = [table[key].requires_grad_() for key in network.parameters]

    def lookup(part: Formula) -> Any:
        return table[part.id] if isinstance(part, Name) else None

    for line in network.equations:
        table[line.id] = evaluate(line.formula, lookup, arithmetic)
    slopes = torch.autograd.grad(table[network.total], weights, allow_unused=True)
    values = Values(Gradients(network))
    theirs = [0.0 if slope is None else slope.item() for slope in slopes]
    ours = [float(as_ball(values.at(partial(network.total, key), 256))) for key in network.parameters]
    assert theirs == pytest.approx(ours, rel=1e-11, abs=1e-13)
    assert table[network.total].item() == pytest.approx(float(as_ball(values.at(Name(network.total), 256))))


# The pages


@each_computation
@pytest.mark.parametrize("carry", CARRIES)
@pytest.mark.parametrize("detail", DETAILS)
def test_every_line_recomputes_and_none_is_unread(name: str, carry: str, detail: str) -> None:
    chains = statements(name, carry, detail)
    throughout = case(name).document.equals_throughout
    assert unread(chains) == []
    assert [claim for claim in claims(chains) if not claim.holds(equals_throughout=throughout)] == []


@each_computation
def test_every_result_is_the_exact_value_correctly_rounded(name: str) -> None:
    values, wrong = derivation(name).values, []
    for key, _, number in results(statements(name, "exact", "full")):
        if isinstance(key, Name) and key.id.startswith("hat_"):
            continue  # Adam's corrected means are written with a hat, which is another id to a reader
        exact = values.at(key, 4_096)
        distance = abs((exact if isinstance(exact, Fraction) else as_fraction(exact)) - number.value)
        wrong += [(key, number)] if distance > number.numeral.half_unit else []
    assert wrong == []


@each_computation
@pytest.mark.parametrize("detail", DETAILS)
def test_the_words_do_not_pretend_that_there_are_neurons(name: str, detail: str) -> None:
    said = page(name, detail=detail)
    assert [word for word in ("neuron ", "hidden", "weights", "target", "total error", "layer") if word in said] == []


@each_computation
def test_every_quantity_and_parameter_has_a_section_that_reads_the_sign(name: str) -> None:
    said = page(name)
    sections = said.split("### How much does ")[1:]
    network = derivation(name).network
    assert len(sections) == len(network.parameters) + len(derivation(name).gradients.reaching(network.total)) - 1
    signs = ("Positive: a larger", "Negative: a larger", "Zero: a small change", "does not depend on it")
    assert [section for section in sections if not any(sign in section for sign in signs)] == []


def test_the_sum_over_the_uses_of_a_shared_weight_is_shown() -> None:
    said = page("recurrent-cell")
    roads = (rf"\frac{{\partial E}}{{\partial n_{step}}} \cdot h_{step - 1}" for step in (1, 2, 3))
    assert rf"\frac{{\partial E}}{{\partial w}} &= {' + '.join(roads)}" in said
    assert "$w$ is used three times, in the equations of $n_1$, $n_2$ and $n_3$" in said


def test_a_quantity_that_leads_nowhere_and_a_corner_are_mentioned() -> None:
    said = page("corner-and-idle")
    assert "so $\\mathit{size}$ does not depend on it" in said
    assert "hits a corner exactly" in said and "as most programs do" in said


def test_explain_works_out_a_derivative_with_everything_behind_it() -> None:
    said = explain(str(EQUATIONS_FOLDER / "circuit.toml"), "df/dx")
    assert "∂f/∂x\n  = ∂f/∂q·∂q/∂x\n  = (-4)·1\n  = -4" in said
    assert said.index("∂q/∂x\n") < said.index("∂f/∂x\n")


def test_explain_writes_every_line_once_however_many_roads_lead_to_it(tmp_path: Path) -> None:
    lines = [f"x{k} = x{k - 1} y + x{k - 1}" for k in range(1, 31)]
    path = tmp_path / "many-roads.json"
    path.write_text(json.dumps({"given": {"x0": "1", "y": "0.5"}, "equations": lines}), encoding="utf-8")
    assert explain(str(path), "dx30/dx0").count("∂x30/∂x15\n") == 1


def test_explain_gives_the_closed_form() -> None:
    assert explain(str(EQUATIONS_FOLDER / "circuit.toml"), "f", closed_form=True) == "f = (x + y)·z"
    assert explain(str(EQUATIONS_FOLDER / "circuit.toml"), "df/dz", closed_form=True) == "∂f/∂z = x + y"


def test_training_a_computation_needs_a_learning_rate() -> None:
    with pytest.raises(DerivationError, match="nothing to train without a learning rate"):
        train(str(EQUATIONS_FOLDER / "circuit.toml"), {})
    table = train(str(EQUATIONS_FOLDER / "recurrent-cell.toml"), {"rounds": "10"}).splitlines()
    assert table[0].split() == ["round", "E", "w", "u", "b"]
    assert [line.split()[0] for line in table[1:]] == ["1", "10"]


def long_computation(steps: int) -> Spec:
    """A recurrent cell over so many steps, far deeper than Python's own stack."""
    lines = [line for t in range(1, steps + 1) for line in (f"n{t} = w h{t - 1} + b", f"h{t} = tanh(n{t})")]
    return spec(*lines, f"E = h{steps}^2", parameters=["w", "b"], w="0.5", b="0.1", h0="0.3")


def test_a_computation_may_be_much_deeper_than_the_stack() -> None:
    found = long_computation(400)
    brief = replace(found, document=replace(found.document, detail="brief"))
    derivation = Derivation(brief)
    said = rendered(derivation, ["md"])[f"{brief.slug}.md"].decode("utf-8")
    assert derivation.certificate.holds and len(derivation.certificate.routes) == 2
    assert r"\underbrace{\cdots} _ {396}" in said and "more, worked out in the same way" in said
    assert len(said) < 20_000


def test_a_derivative_across_the_whole_of_a_deep_computation_has_a_value() -> None:
    values = values_of(long_computation(400))
    assert as_ball(values.at(partial("n400", "b"), 128)).is_finite()


def test_a_layered_spec_is_none_of_this() -> None:
    assert read_spec(BUILT_IN).computation is None
    assert build(read_spec(BUILT_IN)).is_layered
