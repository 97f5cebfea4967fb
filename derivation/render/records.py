"""The derivation as a record: plain data with a schema, the same numbers as the document and more digits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.numbers import MAX_PRECISION, Refine, fraction_text, terminating
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.rounding import Rounding
from derivation.network.addresses import addresses
from derivation.network.gradients import derivative_id, key_text
from derivation.network.training import History
from derivation.network.updates import update_lines
from derivation.render.derivations import MOST_BITS_OVER_ROUNDS, Derivation
from derivation.render.steps import Step

SCHEMA = "derivation/1"
_DIGITS = Rounding(None, 34)


def record(derivation: Derivation) -> dict[str, Any]:
    """The whole derivation as JSON data; every number is text, so that no digit is lost."""
    return {
        "schema": SCHEMA,
        "spec": derivation.spec.to_json(),
        "quantities": dict(_quantities(derivation)),
        "derivatives": dict(_derivatives(derivation)),
        "updates": dict(_updates(derivation)),
        "training": [_round(derivation.history, rounds) for rounds in derivation.history.reported if rounds],
        "steps": [_step(derivation, name, step) for name, step in derivation.steps.items()],
        "certificate": _certificate(derivation),
    }


def value_text(value_at: Refine, what: str, *, most: int = MAX_PRECISION) -> str:
    """A value with at least 30 certified significant digits; one that ends, in full."""
    value = value_at(128)
    whole = terminating(value) if isinstance(value, Fraction) else None
    return whole.text if whole is not None else _DIGITS.show(value_at, what=what, most=most).numeral.text


def _quantities(derivation: Derivation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every given number and every quantity of the forward pass."""
    places = addresses(derivation.network)
    for name, role in derivation.network.roles.items():
        place = {"address": places[name]} if name in places else {}
        spelled = derivation.notation.latex(name)
        yield name, {**_number(derivation, Name(name)), "latex": spelled, "role": role, **place}


def _number(derivation: Derivation, key: Formula, what: str = "") -> dict[str, str]:
    """value, the exact rational where there is one, and what is printed; under sequential updates those of the slip."""
    value = derivation.applied.at(key, 128)
    data = {"value": value_text(derivation.applied.refiner(key), what or key_text(key))}
    if isinstance(value, Fraction):
        data["exact"] = fraction_text(value)
    return {**data, "printed": derivation.shown(key).numeral.text}


def _derivatives(derivation: Derivation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every loss by every parameter and quantity, then every other pair that a step works out."""
    printer = _with_points(derivation)
    network = derivation.network
    known = {
        derivative_id(each.total, name): each.gradient(name)
        for each in {id(each): each for each in (*network.samples, *network.steps)}.values()
        for name in (*each.parameters, *(() if each.parts else (line.id for line in each.equations)))
        if name != each.total
    }
    shown = {name: step.subject for name, step in derivation.steps.items() if _is_derivative(name, step)}
    for name, key in {**known, **shown}.items():
        yield name, {**_number(derivation, key, name), "latex": printer(key)}


def _is_derivative(name: str, step: Step) -> bool:
    """Whether a step works out the derivative of one quantity for another."""
    between_names = isinstance(step.subject, Partial) and isinstance(step.subject.of, Name)
    return between_names and name.startswith("d") and "/d" in name


def _updates(derivation: Derivation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter after every update of a round, and what the optimizer computes for it."""
    steps = ((step, name) for step in derivation.network.steps for name in step.parameters)
    for key in (Name(line) for step, name in steps for line, _ in update_lines(step, name)):
        text = value_text(derivation.applied.refiner(key), key.id)
        printed = derivation.shown(key).numeral.text
        yield key.id, {"value": text, "printed": printed, "latex": derivation.notation.latex(key.id)}


def _round(history: History, rounds: int) -> dict[str, Any]:
    """The state after so many updates; what is not told from 0 is given as 0 to the places that are certain."""
    network = history.gradients.network

    def text(name: str) -> str:
        return value_text(history.refiner(rounds, name), f"{name}+{rounds}", most=MOST_BITS_OVER_ROUNDS)

    outputs = {neuron.out: text(neuron.out) for neuron in network.answers}
    parameters = {name: text(name) for name in network.parameters}
    return {"round": rounds, network.total: text(network.total), **outputs, "parameters": parameters}


def _step(derivation: Derivation, name: str, step: Step) -> dict[str, Any]:
    """One line: its rule, its forms as LaTeX with their relations, its value, and the steps behind it."""
    printer = _with_points(derivation)
    return {
        "id": name,
        "rule": str(step.rule),
        "subject": printer(step.subject),
        "forms": [f"{form.relation} {printer(form.formula)}" for form in step.forms],
        "value": step.value.numeral.text if step.value else None,
        "because": [_step(derivation, f"{name}.{index}", part) for index, part in enumerate(step.because, start=1)],
    }


def _with_points(derivation: Derivation) -> LatexPrinter:
    """The document's own spelling, but for the decimal comma: a record is read by programs."""
    return LatexPrinter(derivation.notation.latex)


def _certificate(derivation: Derivation) -> dict[str, Any]:
    certificate = derivation.certificate
    return {
        "routes": list(certificate.routes),
        "derivatives": certificate.derivatives,
        "agree_to_digits": certificate.agree_to_digits,
        **({"directions": certificate.directions} if certificate.directions else {}),
    }
