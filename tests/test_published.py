"""Worked examples that others have published: their networks, and the true values of the numbers they print.

`figures.json` holds figures only: the true value (recomputed to 50 digits, then shortened) of what a text works out,
under our id for it and with our sign. `after n:` stands before a quantity after n rounds.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from networks import FOLDER

from derivation.maths.formulas import Name
from derivation.maths.numbers import Value, as_fraction, read_number
from derivation.network.gradients import partial
from derivation.network.loading import load_spec
from derivation.render.derivations import Derivation

PUBLISHED = Path(__file__).parent / "cases" / "published"
EXAMPLES: dict[str, Any] = json.loads((PUBLISHED / "figures.json").read_text(encoding="utf-8"))
FIGURES = [(example, name) for example, entry in EXAMPLES.items() for name in entry["figures"]]


@cache
def derivation(example: str) -> Derivation:
    network = EXAMPLES[example].get("network")
    path = FOLDER / f"{network}.toml" if network else PUBLISHED / f"{example}.toml"
    return Derivation(load_spec(str(path)))


def value(found: Derivation, name: str) -> Value:
    """What we find for a figure."""
    after, colon, quantity = name.rpartition(": ")
    if colon:
        return found.history.refiner(int(after.removeprefix("after ")), quantity)(256)
    key = partial(*name[1:].split("/d")) if "/d" in name else Name(name)
    return found.values.at(key, 256)


@pytest.mark.parametrize(("example", "name"), FIGURES, ids=[f"{example}-{name}" for example, name in FIGURES])
def test_a_published_number_has_the_true_value_that_was_recorded(example: str, name: str) -> None:
    recorded = read_number(EXAMPLES[example]["figures"][name])
    found = value(derivation(example), name)
    distance = abs((found if isinstance(found, Fraction) else as_fraction(found)) - recorded.value)
    assert distance <= recorded.half_unit


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_published_network_is_proven_like_any_other(example: str) -> None:
    assert derivation(example).certificate.holds


def test_every_published_network_has_its_figures_and_its_source() -> None:
    files = {path.stem for path in PUBLISHED.glob("*.toml")}
    assert files == {example for example, entry in EXAMPLES.items() if "network" not in entry}
    assert all(entry["source"] and len(entry["figures"]) >= 5 for entry in EXAMPLES.values())
    assert len(FIGURES) >= 300
