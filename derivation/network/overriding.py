"""Values from the command line in place of the spec's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from derivation.errors import DerivationError, Place, SpecError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.choices import checked_choice, checked_whole
from derivation.network.spec import Layer, Sample, Spec


def with_overrides(spec: Spec, overrides: Mapping[str, str]) -> Spec:
    """*spec* with each override put in its place; the option is named in every error.

    Raises: SpecError: D102, an option that is not known or a wrong number of values.
    """
    for option, text in overrides.items():
        place = Place(f"--{option.replace('_', '-')}")
        if option not in _OPTIONS:
            raise SpecError("D102", "unknown option", place=place, note=f"options are {', '.join(_OPTIONS)}")
        try:
            spec = _OPTIONS[option](spec, text)
        except DerivationError as error:
            raise error.at(place) from None
    return spec


def _numbers(text: str, expected: int, name: str) -> tuple[Numeral, ...]:
    """Exactly so many numbers from `a,b,c`."""
    parts = text.split(",")
    if len(parts) != expected:
        raise SpecError("D102", f"expected {expected} values separated by commas, got {len(parts)}: {printable(text)}")
    return tuple(read_number(part, name=f"{name} {index}") for index, part in enumerate(parts, start=1))


def _inputs(spec: Spec, text: str) -> Spec:
    values = _numbers(text, len(spec.inputs), "input")
    return replace(spec, samples=(Sample(values, spec.samples[0].targets),))


def _targets(spec: Spec, text: str) -> Spec:
    values = _numbers(text, len(spec.layers[-1].neurons), "target")
    return replace(spec, samples=(Sample(spec.samples[0].inputs, values),))


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
    return replace(spec, training=replace(spec.training, order=checked_choice("order", text)))


def _places(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, places=checked_whole("places", text), digits=None))


def _digits(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, digits=checked_whole("digits", text), places=None))


def _carry(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, carry=checked_choice("carry", text)))


def _detail(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, detail=checked_choice("detail", text)))


def _notation(spec: Spec, text: str) -> Spec:
    return replace(spec, document=replace(spec.document, notation=checked_choice("notation", text)))


_OPTIONS: Mapping[str, Callable[[Spec, str], Spec]] = {
    "inputs": _inputs,
    "targets": _targets,
    "weights": _weights,
    "learning_rate": _learning_rate,
    "rounds": _rounds,
    "order": _order,
    "places": _places,
    "digits": _digits,
    "carry": _carry,
    "detail": _detail,
    "notation": _notation,
}
