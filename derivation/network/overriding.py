"""Values from the command line in place of the spec's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from derivation.errors import DerivationError, Place, SpecError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.choices import checked_choice, checked_whole, option_name
from derivation.network.document_reading import conflict
from derivation.network.equation_checks import check_values
from derivation.network.sample_reading import SEQUENTIAL_IS_FOR, batch_conflict
from derivation.network.spec import Computation, Layer, Sample, Spec
from derivation.network.toml_tables import Source, Table


def with_overrides(spec: Spec, overrides: Mapping[str, str]) -> Spec:
    """*spec* with each override put in its place; the option is named in every error.

    Raises: SpecError: D102, an option that is not known or a wrong number of values.
    """
    for option, text in overrides.items():
        place = _place(option)
        if option not in _OPTIONS:
            raise SpecError("D102", "unknown option", place=place, note=f"options are {', '.join(_OPTIONS)}")
        try:
            spec = _OPTIONS[option](spec, text)
        except DerivationError as error:
            raise error.at(place) from None
    found = conflict(spec.document, spec.training.optimizer, len(spec.layers))
    if found:
        key, message, note = found
        raise SpecError("D512", message, place=_place(key), note=note)
    return spec


def _place(option: str) -> Place:
    return Place(option_name(option))


def _numbers(text: str, expected: int, name: str) -> tuple[Numeral, ...]:
    """Exactly so many numbers from `a,b,c`."""
    parts = text.split(",")
    if len(parts) != expected:
        raise SpecError("D102", f"expected {expected} values separated by commas, got {len(parts)}: {printable(text)}")
    return tuple(read_number(part, name=f"{name} {index}") for index, part in enumerate(parts, start=1))


def _with_given(spec: Spec, computation: Computation, text: str, name: str, wanted: Callable[[str], bool]) -> Spec:
    """A computation with other values for those of its given numbers that are *wanted*, in their order."""
    values = iter(_numbers(text, sum(wanted(key) for key, _ in computation.given), name))
    changed = tuple((key, next(values) if wanted(key) else value) for key, value in computation.given)
    computation = replace(computation, given=changed)
    check_values(Table(Source("the equations"), {}), computation)
    return replace(spec, computation=computation)


def _only_with_layers(spec: Spec, what: str) -> None:
    """Refuse what a computation does not have."""
    if spec.computation is not None:
        raise SpecError("D102", f"a computation that is given by its equations has no {what}")


def _inputs(spec: Spec, text: str) -> Spec:
    if spec.computation is not None:
        parameters = spec.computation.parameters
        return _with_given(spec, spec.computation, text, "input", lambda name: name not in parameters)
    values = _numbers(text, len(spec.inputs), "input")
    return replace(spec, samples=(replace(_only_sample(spec), inputs=values),))


def _targets(spec: Spec, text: str) -> Spec:
    _only_with_layers(spec, "targets")
    values = _numbers(text, len(spec.layers[-1].neurons), "target")
    return replace(spec, samples=(replace(_only_sample(spec), targets=values),))


def _only_sample(spec: Spec) -> Sample:
    if len(spec.samples) > 1:
        raise SpecError("D102", f"the spec has {len(spec.samples)} samples", note="change them in the spec")
    return spec.samples[0]


def _weights(spec: Spec, text: str) -> Spec:
    """All weights through the layers, in reading order; the parameters of a computation."""
    if spec.computation is not None:
        return _with_given(spec, spec.computation, text, "parameter", spec.computation.parameters.__contains__)
    total = sum(len(row) for layer in spec.layers for row in layer.weights)
    values = iter(_numbers(text, total, "weight"))
    return replace(spec, layers=tuple(_with_weights(layer, values) for layer in spec.layers))


def _with_weights(layer: Layer, values: Any) -> Layer:
    return replace(layer, weights=tuple(tuple(next(values) for _ in row) for row in layer.weights))


def _learning_rate(spec: Spec, text: str) -> Spec:
    rate = read_number(text, name="the learning rate")
    rounds = 1 if spec.training.learning_rate is None else spec.training.rounds
    return replace(spec, training=replace(spec.training, learning_rate=rate, rounds=rounds))


def _rounds(spec: Spec, text: str) -> Spec:
    if spec.training.learning_rate is None:
        raise SpecError("D102", "there is nothing to train without a learning rate", help="add --learning-rate 0.1")
    return replace(spec, training=replace(spec.training, rounds=checked_whole("rounds", text)))


def _order(spec: Spec, text: str) -> Spec:
    _only_with_layers(spec, "order of layers")
    order = checked_choice("order", text)
    if len(spec.samples) > 1 and (message := batch_conflict(spec.batch, order)):
        raise SpecError("D505", message, note=SEQUENTIAL_IS_FOR)
    return replace(spec, training=replace(spec.training, order=order))


def _places(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, places=checked_whole("places", text), digits=None))


def _digits(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, digits=checked_whole("digits", text), places=None))


def _index_base(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, index_base=checked_whole("index_base", text)))


def _delta(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, delta=checked_choice("delta", text) == "true"))


def _chosen(key: str) -> Callable[[Spec, str], Spec]:
    """An override of a choice in [document] that is kept by its name."""

    def override(spec: Spec, text: str) -> Spec:
        changed: dict[str, Any] = {key: checked_choice(key, text)}
        return replace(spec, document=replace(spec.document, **changed))

    return override


_OPTIONS: Mapping[str, Callable[[Spec, str], Spec]] = {
    "inputs": _inputs,
    "targets": _targets,
    "weights": _weights,
    "learning_rate": _learning_rate,
    "rounds": _rounds,
    "order": _order,
    "places": _places,
    "digits": _digits,
    "index_base": _index_base,
    "delta": _delta,
    **{key: _chosen(key) for key in ("carry", "detail", "notation", "learning_rate_symbol", "decimal", "delta_sign")},
}
