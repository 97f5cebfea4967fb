"""Values from the command line in place of the spec's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from derivation.errors import DerivationError, Place, SpecError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.choices import checked_choice, checked_whole, option_name
from derivation.network.document_reading import conflict
from derivation.network.sample_reading import SEQUENTIAL_IS_FOR, batch_conflict
from derivation.network.spec import Layer, Sample, Spec


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
    found = conflict(spec.document, spec.training.optimizer)
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


def _inputs(spec: Spec, text: str) -> Spec:
    values = _numbers(text, len(spec.inputs), "input")
    return replace(spec, samples=(replace(_only_sample(spec), inputs=values),))


def _targets(spec: Spec, text: str) -> Spec:
    values = _numbers(text, len(spec.layers[-1].neurons), "target")
    return replace(spec, samples=(replace(_only_sample(spec), targets=values),))


def _only_sample(spec: Spec) -> Sample:
    if len(spec.samples) > 1:
        raise SpecError("D102", f"the spec has {len(spec.samples)} samples", note="change them in the spec")
    return spec.samples[0]


def _weights(spec: Spec, text: str) -> Spec:
    """All weights through the layers, in reading order."""
    total = sum(len(row) for layer in spec.layers for row in layer.weights)
    values = iter(_numbers(text, total, "weight"))
    return replace(spec, layers=tuple(_with_weights(layer, values) for layer in spec.layers))


def _with_weights(layer: Layer, values: Any) -> Layer:
    return replace(layer, weights=tuple(tuple(next(values) for _ in row) for row in layer.weights))


def _learning_rate(spec: Spec, text: str) -> Spec:
    return replace(spec, training=replace(spec.training, learning_rate=read_number(text, name="the learning rate")))


def _rounds(spec: Spec, text: str) -> Spec:
    return replace(spec, training=replace(spec.training, rounds=checked_whole("rounds", text)))


def _order(spec: Spec, text: str) -> Spec:
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
