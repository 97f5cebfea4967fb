"""What a spec may choose from, and between which bounds its whole numbers lie: one row for each key."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from derivation.errors import SpecError, printable
from derivation.maths.numbers import Numeral, read_number
from derivation.network.activations import ACTIVATIONS
from derivation.network.losses import LOSSES
from derivation.network.notation import NOTATIONS, RATE_SYMBOLS
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.spec import BATCHES
from derivation.network.toml_tables import Source, Table

MAX_LAYERS, MAX_WEIGHTS, MAX_ROUNDS, MAX_DIGITS, MAX_SAMPLES = 32, 100_000, 100_000, 1_000, 1_000
_BOUNDS = {
    "rounds": ("D507", 0, MAX_ROUNDS),
    "places": ("D903", 1, MAX_DIGITS),
    "digits": ("D903", 1, MAX_DIGITS),
    "index_base": ("D509", 0, 1),
}
_CHOICES: Mapping[str, tuple[str, Collection[str]]] = {
    "activation": ("D503", ACTIVATIONS),
    "loss": ("D504", LOSSES),
    "optimizer": ("D508", OPTIMIZERS),
    "batch": ("D509", BATCHES),
    "notation": ("D509", NOTATIONS),
    "order": ("D509", ("simultaneous", "sequential")),
    "carry": ("D509", ("exact", "rounded")),
    "detail": ("D509", ("brief", "standard", "full")),
    "learning_rate_symbol": ("D509", RATE_SYMBOLS),
    "decimal": ("D509", ("point", "comma")),
    "delta": ("D509", ("true", "false")),
    "delta_sign": ("D509", ("plus", "minus")),
}


_ROUNDS_TIMES_WEIGHTS = 2_000_000
"""About so many updates of a weight take a few seconds."""


def usual_rounds(weights: int) -> int:
    """How often a network of so many weights is trained where nothing is said: the larger it is, the less often."""
    return next((rounds for rounds in (10_000, 1_000, 100, 10) if rounds * weights <= _ROUNDS_TIMES_WEIGHTS), 1)


def choice(table: Table, key: str, default: str) -> str:
    """One of the names that the registry behind *key* knows."""
    code, known = _CHOICES[key]
    return table.choice(key, default, code, known)


def whole(table: Table, key: str, default: int | None) -> int | None:
    """A whole number within the bounds of *key*."""
    return table.whole(key, default, *_BOUNDS[key])


def given_options(table: Table, known: tuple[str, ...]) -> tuple[tuple[str, Numeral], ...]:
    """The options that are given a value here."""
    return tuple((name, table.number(table.data[name], name, name)) for name in known if name in table.data)


def option_name(key: str) -> str:
    """The option of the command line that stands for a key of the spec."""
    return f"--{key.replace('_', '-')}"


def checked_choice(key: str, text: str) -> str:
    """A choice given on the command line."""
    return choice(Table(Source(option_name(key)), {key: text}), key, text)


def checked_whole(key: str, text: str) -> int:
    """A whole number given on the command line."""
    number = read_number(text, name=key).value
    if number.denominator != 1:
        raise SpecError("D301", f"{key} must be a whole number, not {printable(text)}")
    return whole(Table(Source(option_name(key)), {key: int(number)}), key, None) or 0
