"""`derivation list`: every row of a table with its definition, its derivative and its source."""

from __future__ import annotations

import pytest

from derivation.errors import DerivationError
from derivation.listings import LISTINGS, listing
from derivation.network.activations import ACTIVATIONS
from derivation.network.losses import LOSSES
from derivation.network.optimizers import OPTIMIZERS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_listed_with_its_formula_its_derivative_and_its_source(name: str) -> None:
    entry = next(part for part in listing("activations").split("\n\n") if part.startswith(f"{name} "))
    lines = [line.strip() for line in entry.removeprefix(name).split("\n")]
    assert lines[0].startswith(("out = ", "out_k = "))
    assert lines[1].startswith(("∂out/∂net = ", "∂out_k/∂net_j = "))
    assert lines[-1] == f"[{ACTIVATIONS[name].source}]"
    assert [f"{option} = {value.text} unless it is given" in lines for option, value in ACTIVATIONS[name].options] == (
        [True] * len(ACTIVATIONS[name].options)
    )


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_says_how_the_outputs_are_put_together(name: str) -> None:
    entry = next(part for part in listing("losses").split("\n\n") if part.startswith(f"{name} "))
    assert f"E_total = the {'mean' if LOSSES[name].mean else 'sum'} over the outputs" in entry
    assert "∂E_o/∂out_o = " in entry and entry.endswith(f"[{LOSSES[name].source}]")


@pytest.mark.parametrize("topic", ["activations", "losses", "optimizers"])
def test_no_line_of_a_table_ends_in_blanks_or_lacks_a_source(topic: str) -> None:
    assert [line for line in listing(topic).split("\n") if line != line.rstrip()] == []
    rows = {"activations": ACTIVATIONS, "losses": LOSSES, "optimizers": OPTIMIZERS}[topic]
    assert sum(line.strip().startswith("[") and line.endswith("]") for line in listing(topic).split("\n")) == len(rows)


@pytest.mark.parametrize("topic", ["formats"])
def test_a_table_of_short_rows_has_a_line_for_each(topic: str) -> None:
    assert len(listing(topic).split("\n")) == len(LISTINGS[topic]())


def test_an_unknown_table_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DerivationError) as caught:
        listing("planets")
    assert caught.value.message == "there is no list of planets"
    assert caught.value.note.startswith("lists are activations, losses, optimizers")
