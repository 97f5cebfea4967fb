"""The table of activations, row by row: the slope is the derivative, every line of its derivation holds, sources."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx

from derivation import listings
from derivation.errors import DerivationError
from derivation.listings import listing
from derivation.maths.calculus import differentiate
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, Name, call
from derivation.maths.functions import BALLS, multiprecision, symbols
from derivation.maths.numbers import Numeral, as_ball
from derivation.network import activations, choices
from derivation.network.activations import ACTIVATIONS, SYNONYMS, Activation, resolve, softmax, softmax_slope
from derivation.network.loading import read_spec
from derivation.render import explanations
from derivation.render.derivations import Derivation
from derivation.render.explanations import slope_step
from derivation.stories import rendered

X = Name("x")
OWN = ("x/(1+exp(-x))", "ln(1+exp(x))", "x*tanh(ln(1+e^x))", "max(0,x)^2", "|x|*sgn(x)", r"\frac{x}{1+\lvert x \rvert}")
SINGLE = {name: row for name, row in ACTIVATIONS.items() if not row.joint} | {text: resolve(text) for text in OWN}
SMOOTH = {name: row for name, row in SINGLE.items() if not row.corner and not re.search(r"max|\||vert", name)}
each_row = pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
each_single = pytest.mark.parametrize("row", SINGLE.values(), ids=SINGLE)
each_smooth = pytest.mark.parametrize("row", SMOOTH.values(), ids=SMOOTH)


def points(seed: str, count: int = 12) -> list[Fraction]:
    """Exact points on both sides of 0, never 0 itself."""
    choose = random.Random(f"activations {seed}")
    sizes = [Fraction(choose.randint(1, 6_000), choose.choice((97, 300, 1_000))) for _ in range(count)]
    return [size if index % 2 else -size for index, size in enumerate(sizes)]


def out_of(row: Activation, x: Any, arithmetic: Any) -> Any:
    return evaluate(row.of(X), {X: x}.get, arithmetic)


def slope(row: Activation, x: Any, arithmetic: Any) -> Any:
    known: dict[Formula, Any] = {X: x, Name("out"): out_of(row, x, arithmetic)}
    return evaluate(row.slope_of(X, Name("out")), known.get, arithmetic)


@each_row
def test_a_row_names_its_source_with_a_year(row: Activation) -> None:
    assert re.search(r"\b(1[89]|20)\d\d\b", row.source)


@each_row
def test_the_name_of_a_row_is_its_key(row: Activation) -> None:
    assert ACTIVATIONS[row.name] is row
    assert not row.is_own


@pytest.mark.parametrize("synonym", SYNONYMS)
def test_a_synonym_is_another_word_for_a_row(synonym: str) -> None:
    assert resolve(synonym) is ACTIVATIONS[SYNONYMS[synonym]]
    assert synonym not in ACTIVATIONS


@each_single
def test_the_slope_is_the_derivative_by_a_numerical_difference(row: Activation) -> None:
    with mpmath.workdps(60):
        for point in points(row.name):
            x = multiprecision().number(point)
            numerical = mpmath.diff(lambda at: out_of(row, at, multiprecision()), x)
            assert abs(slope(row, x, multiprecision()) - numerical) < mpmath.mpf(10) ** -25


@each_smooth
def test_the_slope_is_the_derivative_by_sympy(row: Activation) -> None:
    x = sp.Symbol("x", real=True)
    gap = sp.diff(out_of(row, x, symbols()), x) - slope(row, x, symbols())
    at = [sp.Rational(point.numerator, point.denominator) for point in points(row.name, 6)]
    assert all(abs(gap.subs(x, point).evalf(40, chop=True)) < sp.Rational(1, 10**30) for point in at)


@each_single
def test_the_definition_is_the_function(row: Activation) -> None:
    with ctx.workprec(200):
        for point in map(as_ball, points(row.name)):
            defined = evaluate(row.defined(X), {X: point}.get, BALLS)
            assert abs(defined - out_of(row, point, BALLS)) < as_ball(Fraction(1, 10**30))


@each_single
def test_every_line_that_leads_to_the_slope_equals_the_one_before(row: Activation) -> None:
    lines = [differentiate(row.defined(X), "x").after, *(form.formula for form in slope_step(row).forms)]
    with ctx.workprec(300):
        for point in map(as_ball, points(row.name)):
            values = [evaluate(line, {X: point}.get, BALLS) for line in lines]
            assert all(abs(one - other) < as_ball(Fraction(1, 10**25)) for one, other in pairwise(values))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_slopes_of_softmax_are_its_partial_derivatives(count: int) -> None:
    nets = [Name(f"net_{index}") for index in range(count)]
    outs = [softmax(nets, index) for index in range(count)]
    with ctx.workprec(200):
        at = dict(zip(nets, map(as_ball, points("softmax", count)), strict=True)).get
        for of in range(count):
            for wrt in range(count):
                worked = evaluate(differentiate(outs[of], nets[wrt].id).after, at, BALLS)
                printed = evaluate(softmax_slope(outs, of, wrt), at, BALLS)
                assert abs(worked - printed) < as_ball(Fraction(1, 10**40))


@each_row
def test_an_activation_that_says_so_lies_strictly_between_0_and_1(row: Activation) -> None:
    with ctx.workprec(300):
        found = [out_of(replace(row, function=_alone(row)), as_ball(point), BALLS) for point in points(row.name)]
        assert not row.between_0_and_1 or all(0 < value < 1 for value in found)


def _alone(row: Activation) -> Callable[..., Formula]:
    """Softmax with one other neuron, whose net input is 0; any other function as it is."""
    return (lambda x: softmax([x, x - x], 0)) if row.joint else row.function


WITH_OPTIONS = [(row, option) for row in ACTIVATIONS.values() for option, _ in row.options]


@pytest.mark.parametrize(("row", "option"), WITH_OPTIONS, ids=[f"{row.name}-{option}" for row, option in WITH_OPTIONS])
def test_an_option_changes_the_function_and_the_slope(row: Activation, option: str) -> None:
    changed = row.with_options(((option, Numeral(Fraction(5, 3), "5/3")),))
    x = as_ball(Fraction(-7, 5))
    assert changed.key != row.key
    assert not out_of(changed, x, BALLS).overlaps(out_of(row, x, BALLS))
    assert not slope(changed, x, BALLS).overlaps(slope(row, x, BALLS))


@each_single
def test_a_corner_is_where_the_slopes_of_the_two_sides_differ(row: Activation) -> None:
    tiny = Fraction(1, 10**40)
    with ctx.workprec(600):
        below, at, above = (slope(row, as_ball(point), BALLS) for point in (-tiny, Fraction(0), tiny))
    close = as_ball(Fraction(1, 10**30))
    jumps = not abs(above - below) < close
    assert jumps <= (row.corner or row.is_own or row.name == "step")
    assert row.is_own or abs(at - below) < close


# What a spec may say


def spec_text(activation: str, output: str = "identity") -> str:
    """A network of one hidden neuron and one output neuron, as JSON."""
    layers = [{"activation": name, "weights": [["0.5"]]} for name in (activation, output)]
    network = {"inputs": ["0.7"], "targets": ["0.3"]}
    return json.dumps({"network": network, "layer": layers, "training": {"rounds": 1}})


def refusal(activation: str, output: str = "identity") -> DerivationError:
    with pytest.raises(DerivationError) as caught:
        read_spec(spec_text(activation, output), "spec.json")
    return caught.value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x + y", "the only name in it may be x, not y"),
        ("2 + 3", "there is no x in it"),
        ("", "the end is not expected here"),
        ("frobnicate(x)", None),
        ("erf(x)", "erf is not a known function"),
        ("max(x, 1)", "the max of two things, neither of which is 0"),
        ("x +", "the end is not expected here"),
        ("2^x", "a power with a moving exponent is written with exp and ln"),
        ("|x||x|", "'|' is not expected here"),
        ('__import__("os").system("touch pwned")', None),
        ("(lambda: x)()", None),
        ("open('pwned', 'w')", None),
        ("x" * 30_000, None),
        ("(" * 10_000 + "x" + ")" * 10_000, "over a limit: more than 20000 characters in one formula"),
        ("(" * 9_000 + "x" + ")" * 9_000, "over a limit: more than 64 levels deep"),
        ("[" * 10_000, None),
        ("|" * 10_000 + "x", None),
        ("-" * 10_000 + "x", "over a limit: more than 64 levels deep"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_not_an_activation_is_refused_in_a_sentence_and_nothing_runs(
    text: str, reason: str | None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = refusal(text)
    assert error.code == "D503"
    assert error.message.startswith("activation: ")
    assert reason is None or error.message.endswith(reason)
    assert "\n" not in error.message
    assert list(tmp_path.iterdir()) == []


def test_softmax_is_only_for_the_last_layer() -> None:
    error = refusal("softmax")
    assert (error.code, error.message) == ("D503", "softmax can only be the activation of the last layer")


def test_an_option_of_another_activation_is_an_unknown_key() -> None:
    data = json.loads(spec_text("relu"))
    data["layer"][0]["slope"] = "0.1"
    with pytest.raises(DerivationError) as caught:
        read_spec(json.dumps(data), "spec.json")
    assert caught.value.code == "D203"


@pytest.mark.parametrize("text", OWN)
def test_a_formula_of_ones_own_is_trained_like_any_other(text: str) -> None:
    derivation = Derivation(read_spec(spec_text(text), "spec.json"))
    assert derivation.certificate.holds
    assert derivation.network.neurons[0].activation.is_own


# A new activation is one row


def arctangent_like() -> Activation:
    """x / (1 + |x|), the softsign, as a row that is not in the table."""
    return Activation(
        name="softsign",
        function=lambda x: x / (1 + call("abs", x)),
        slope=lambda net, out: (1 - call("abs", out)) ** 2,
        source="Glorot and Bengio, Understanding the difficulty of training deep networks (2010), section 3",
    )


@pytest.fixture
def table_with_one_more(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Activation]:
    table = {**ACTIVATIONS, "softsign": arctangent_like()}
    monkeypatch.setattr(activations, "ACTIVATIONS", table)
    monkeypatch.setattr(listings, "ACTIVATIONS", table)
    monkeypatch.setitem(choices._CHOICES, "activation", ("D503", table))  # type: ignore[index]
    return table


def test_a_new_activation_is_one_row(table_with_one_more: Mapping[str, Activation]) -> None:
    derivation = Derivation(read_spec(spec_text("softsign"), "softsign.json"))
    assert derivation.certificate.holds
    assert explanations.slope_id(table_with_one_more["softsign"]) in derivation.steps
    files = {name: content.decode("utf-8") for name, content in rendered(derivation, ["md", "json"]).items()}
    page, record = next(iter(files.values())), json.loads(files[f"{derivation.spec.slug}.json"])
    assert r"\frac{net_{h1}}{1 + \lvert net_{h1} \rvert}" in page
    assert "differentiate" in page.lower() and r"(1 - \lvert out_{h1} \rvert)^2" in page
    assert record["spec"]["layer"][0]["activation"] == "softsign"
    assert record["derivatives"]["dout_h1/dnet_h1"]["printed"] in page
    assert read_spec(json.dumps(record["spec"]), "again.json").layers == derivation.spec.layers
    assert "softsign       out = net/(1 + |net|)\n               ∂out/∂net = (1 - |out|)^2" in listing("activations")


def test_without_its_row_the_activation_is_not_known() -> None:
    assert refusal("softsign").message == "activation: 'softsign' is not known"


def test_a_ball_around_the_corner_gives_every_slope_that_is_possible_there() -> None:
    around = slope(ACTIVATIONS["relu"], arb(0, 1), BALLS)
    assert around.contains(0) and around.contains(1)
