"""Steps: one justified line each, in an order in which a reader can follow."""

from __future__ import annotations

import pytest
from networks import CASES, SOME, derivation

from derivation.maths.abridging import in_full
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, Name, Number, Partial, formula, fraction, walk
from derivation.maths.functions import BALLS
from derivation.maths.numbers import as_ball
from derivation.maths.rules import Rule
from derivation.network.activations import resolve
from derivation.network.equations import LOSS
from derivation.network.gradients import partial
from derivation.network.optimizers import updated
from derivation.render.explanations import by_delta_id, slope_id, step_id
from derivation.render.steps import ABOUT, EQUAL, Form, Step, symbolic

A, B, C = Name("a"), Name("b"), Name("c")
every_derivation = pytest.mark.parametrize("name", SOME)


def relations(step: Step) -> list[str]:
    return [form.relation for form in step.forms]


@every_derivation
def test_a_step_is_found_under_the_id_of_its_subject(name: str | int) -> None:
    steps = derivation(name).steps
    numeric = {key: step.subject for key, step in steps.items() if step.value and is_of_its_subject(key)}
    assert [key for key, subject in numeric.items() if key not in (step_id(subject), by_delta_id(subject))] == []


@every_derivation
def test_every_quantity_every_gradient_and_every_update_has_a_step(name: str | int) -> None:
    network = derivation(name).network
    reached = derivation(name).gradients.roads
    gradients = [f"d{step.total}/d{key}" for step in network.steps for key in step.parameters if reached.get(key)]
    updates = [updated(key) for step in network.steps for key in step.parameters if network.learns]
    wanted = [*network.by_id, *gradients, *updates]
    assert [key for key in wanted if key not in derivation(name).steps] == []


@every_derivation
def test_a_step_uses_only_what_earlier_steps_have_worked_out(name: str | int) -> None:
    found = derivation(name)
    known: set[Formula] = {Name(key) for key in found.network.given}
    early = []
    for key, step in ((key, step) for key, step in found.steps.items() if is_of_its_subject(key)):
        used = set(symbols(step.forms[0].formula)) if step.value is not None else set()
        early += [key] if any(found.ledger.aliases.get(part, part) not in known for part in used - known) else []
        known.add(step.subject)
    assert early == []


def is_of_its_subject(key: str) -> bool:
    """Slopes of functions, the short way through softmax, and single roads are steps under ids of their own."""
    return not key.startswith("slope of ") and not key.endswith((" in short", " all roads")) and ", road " not in key


def symbols(node: Formula) -> list[Formula]:
    """Names and partials that a formula is made of; the names inside a partial are part of it."""
    inside = {id(part) for each in walk(node) if isinstance(each, Partial) for part in (each.of, each.wrt)}
    return [part for part in walk(node) if isinstance(part, Name | Partial) and id(part) not in inside]


@every_derivation
def test_every_symbolic_form_of_a_step_has_the_value_of_its_subject(name: str | int) -> None:
    found = derivation(name)
    numeric = [step for key, step in found.steps.items() if step.value is not None and is_of_its_subject(key)]
    exact = [(step, form) for step in numeric for form in step.forms if symbols(form.formula)]
    assert [step.subject for step, form in exact if not same(found, step.subject, form.formula)] == []


def same(found: object, subject: Formula, form: Formula) -> bool:
    values = found.applied  # type: ignore[attr-defined]
    bits, form = 4_096, in_full(form)
    whole = evaluate(form, lambda part: ball(values, part, bits) if part in symbols(form) else None, BALLS)
    return bool(whole.overlaps(as_ball(values.at(subject, bits)))) or not whole.is_finite()


def ball(values: object, part: Formula, bits: int) -> object:
    return as_ball(values.at(part, bits))  # type: ignore[attr-defined]


@every_derivation
def test_a_form_in_symbols_is_joined_by_equals(name: str | int) -> None:
    steps = derivation(name).steps.values()
    rounded = [(step, form) for step in steps for form in step.forms if form.relation != EQUAL]
    assert [step.subject for step, form in rounded if symbols(form.formula)] == []


@pytest.mark.parametrize("name", CASES)
def test_a_chain_rule_multiplies_and_a_sum_over_roads_adds(name: str) -> None:
    rules = {key: step.rule for key, step in derivation(name).steps.items()}
    samples = derivation(name).network.samples
    last = [(each.total, weight) for each in samples for weight in each.outputs[0].weights]
    assert {rules[f"d{total}/d{weight}"] for total, weight in last} == {Rule.CHAIN_RULE}


def test_the_classic_has_the_steps_of_the_textbook_in_its_order() -> None:
    keys = list(derivation("classic").steps)
    forward = ["net_h1", "out_h1", "E_o1", "E_total", "E_total expanded", slope_id(resolve("sigmoid"))]
    expected = [*forward, "dE_total/dw5", "w5+", "dE_total/dw1", "w1+"]
    assert [key for key in keys if key in expected] == expected


def test_the_power_rule_is_written_out_with_the_rules_behind_it() -> None:
    step = derivation("classic").steps["dE_total/dout_o1"]
    assert [form.raw for form in step.forms] == [True, False, False, False]
    rules = {part.rule for part in behind(step)}
    assert rules >= {Rule.SUM_RULE, Rule.CONSTANT_MULTIPLE, Rule.POWER_RULE, Rule.CONSTANT_RULE}


def behind(step: Step) -> list[Step]:
    return [part for each in step.because for part in (each, *behind(each))]


def test_a_line_without_numbers_leaves_out_a_form_that_repeats_the_one_before() -> None:
    assert [form.formula for form in symbolic(Rule.REWRITE, A, B, B, C).forms] == [B, C]


def test_a_step_without_its_raw_forms_keeps_its_subject_and_value() -> None:
    step = Step(Rule.POWER_RULE, A, (Form(EQUAL, B, raw=True), Form(EQUAL, C), Form(ABOUT, formula(2))))
    assert relations(step.tidied()) == [EQUAL, ABOUT]
    assert (step.tidied().subject, step.tidied().value) == (A, formula(2))


def test_the_result_of_a_step_is_its_last_form() -> None:
    step = Step(Rule.DEFINITION, A, (Form(EQUAL, B), Form(ABOUT, formula(2))))
    assert step.result().forms == (Form(ABOUT, formula(2)),)


def test_a_step_in_symbols_has_no_value() -> None:
    assert symbolic(Rule.DEFINITION, A, B).value is None


def test_a_fraction_is_a_value() -> None:
    assert isinstance(Step(Rule.DEFINITION, A, (Form(EQUAL, fraction(1, 3)),)).value, Number)


def test_the_id_of_a_derivative_is_the_pair() -> None:
    assert step_id(partial(LOSS, "w5")) == "dE_total/dw5"
