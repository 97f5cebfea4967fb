"""Gradients: the chain rule over the equations is SymPy's derivative of one closed expression."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from networks import CASES, Arithmetic, Table, case, forward, parameters, random_spec, start, trained

from derivation.maths.formulas import ONE, ZERO, Formula, Name, Partial, walk
from derivation.network.activations import ACTIVATIONS, Activation
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients, derivative_id, partial
from derivation.network.spec import Spec
from derivation.network.values import Values

SMALL = ["classic", "one-layer", "one-neuron", "one-wide", "fractions", "own-biases", "identity-output", "all-identity"]
IN_SYMPY = Arithmetic(lambda value: sp.Rational(value.numerator, value.denominator), sp.exp)
PROBED = 40
"""Significant digits to which SymPy and the chain rule must agree."""


def gradients_of(spec: Spec) -> Gradients:
    return Gradients(build(spec))


def spec_of(name: str | int) -> Spec:
    return case(name) if isinstance(name, str) else random_spec(name, layers=2, width=3, reach=2)


def closed_forms(spec: Spec) -> tuple[Table, dict[str, Any]]:
    """Every quantity as one SymPy expression in the parameters, built by this test's own loops; and the symbols."""
    symbols = {name: sp.Symbol(name, real=True) for name, _ in parameters(spec)}
    return forward(spec, symbols, IN_SYMPY), symbols


def by_sympy(spec: Spec, of: str, wrt: str) -> Any:
    """SymPy's derivative of the closed form of *of*, at the numbers of the spec."""
    table, symbols = closed_forms(spec)
    point = {symbols[name]: number for name, number in start(spec, IN_SYMPY).items()}
    return sp.diff(table[of], symbols[wrt]).subs(point).evalf(PROBED + 10)


def close(value: Any, number: Any) -> bool:
    exact = sp.Rational(*(int(part) for part in _ratio(value)))
    return bool(abs(exact - number) <= abs(number) * sp.Rational(1, 10**PROBED))


def _ratio(value: Any) -> tuple[int, int]:
    middle = value if isinstance(value, Fraction) else _middle(value)
    return middle.numerator, middle.denominator


def _middle(ball: Any) -> Fraction:
    mantissa, exponent = ball.mid().man_exp()
    return int(mantissa) * Fraction(2) ** int(exponent)


@pytest.mark.parametrize("name", [*SMALL, *range(25)])
def test_the_gradient_of_every_parameter_is_sympys_derivative_of_the_closed_form(name: str | int) -> None:
    spec = spec_of(name)
    values = Values(gradients_of(spec))
    pairs = {key: (values.at(partial(LOSS, key), 600), by_sympy(spec, LOSS, key)) for key in trained(spec)}
    assert [key for key, (value, number) in pairs.items() if not close(value, number)] == []


@pytest.mark.parametrize("of", ["net_h1", "out_h1", "net_o2", "out_o2", "E_o1", "E_o2"])
@pytest.mark.parametrize("wrt", ["w1", "w4", "w5", "w8", "b1", "b2"])
def test_the_terms_of_any_chain_add_up_to_sympys_derivative(of: str, wrt: str) -> None:
    spec = case("classic")
    assert close(Values(gradients_of(spec)).at(partial(of, wrt), 600), by_sympy(spec, of, wrt))


ALONE = [row for row in ACTIVATIONS.values() if not row.options and not row.joint]


@pytest.mark.parametrize("row", ALONE, ids=lambda row: row.name)
def test_the_textbook_slope_of_an_activation_is_sympys_derivative(row: Activation) -> None:
    net = sp.Symbol("net", real=True)
    function = in_sympy(row.function(Name("net")), {"net": net})
    slope = in_sympy(row.slope(Name("net"), Name("out")), {"net": net, "out": function})
    assert sp.simplify(sp.diff(function, net) - slope) == 0


def in_sympy(formula: Formula, table: dict[str, Any]) -> Any:
    from derivation.maths.evaluation import evaluate
    from derivation.maths.functions import symbols

    return evaluate(formula, lambda part: table[part.id] if isinstance(part, Name) else None, symbols())


@pytest.mark.parametrize("name", CASES)
def test_the_backward_pass_uses_only_what_it_has_computed_before(name: str) -> None:
    lines = [(partial(*pair), formula) for pair, formula in gradients_of(case(name)).backward()]
    keys = [key for key, _ in lines]
    used = {key: {part for part in walk(formula) if isinstance(part, Partial)} for key, formula in lines}
    assert [key for place, key in enumerate(keys) if not used[key] <= set(keys[:place])] == []


@pytest.mark.parametrize("name", CASES)
def test_the_backward_pass_reaches_every_parameter_and_every_quantity(name: str) -> None:
    gradients = gradients_of(case(name))
    reached = {wrt for (_, wrt), _ in gradients.backward()}
    parameters = {key for step in gradients.network.steps for key in step.parameters}
    assert reached == {*parameters, *gradients.network.by_id}


def test_the_backward_pass_grows_with_the_number_of_weights_and_no_faster() -> None:
    specs = [random_spec(seed, layers=3) for seed in range(60)]
    sizes = [(sum(1 for _ in parameters(spec)), size(gradients_of(spec))) for spec in specs]
    assert max(nodes / count for count, nodes in sizes) < 60


def size(gradients: Gradients) -> int:
    """Nodes of all formulas of the backward pass together."""
    return sum(len(list(walk(formula))) for _, formula in gradients.backward())


def test_a_quantity_changes_as_itself() -> None:
    assert dict(gradients_of(case("classic")).backward())[LOSS, LOSS] == ONE


def test_a_chain_has_one_term_for_every_quantity_that_it_enters() -> None:
    assert gradients_of(case("classic")).chain(LOSS, "out_h1") == (
        ((LOSS, "net_o1"), ("net_o1", "out_h1")),
        ((LOSS, "net_o2"), ("net_o2", "out_h1")),
    )


def test_there_is_no_chain_to_what_a_quantity_does_not_depend_on() -> None:
    assert gradients_of(case("classic")).chain("E_o1", "w7") == ()


def test_the_slope_inside_one_equation_is_zero_for_what_does_not_stand_in_it() -> None:
    assert gradients_of(case("classic")).local("net_h1", "w3") == ZERO


def test_a_derivative_is_known_by_the_pair() -> None:
    assert derivative_id(LOSS, "w5") == "dE_total/dw5"
