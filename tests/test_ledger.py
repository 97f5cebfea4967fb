"""The ledger: which numbers stand on the page so that a line recomputes, under both carry policies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from networks import case, derivation, page_spec

from derivation.maths.formulas import Formula, Name, Number, leaves, walk
from derivation.maths.rounding import Rounding
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import Gradients, partial
from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.network.updates import update_lines
from derivation.network.values import Values
from derivation.render.ledger import EXACT, ROUNDED, Ledger, Worked


def ledger_of(spec: Spec, carry: str = EXACT, places: int = 9) -> Ledger:
    return Ledger(Values(Gradients(build(spec))), Rounding(places), carry)


def texts(formula: Formula | None) -> list[str]:
    """The numbers of a line as they are printed."""
    assert formula is not None
    return [part.numeral.text for part in walk(formula) if isinstance(part, Number)]


def line(ledger: Ledger, name: str) -> Worked:
    """The line of a quantity by its equation."""
    return ledger.work(Name(name), ledger.values.gradients.network.by_id[name].formula)


def update(ledger: Ledger, name: str) -> Worked:
    line, formula = update_lines(ledger.values.gradients.network, name)[-1]
    return ledger.work(Name(line), formula)


def test_given_numbers_stand_as_they_were_given() -> None:
    assert texts(line(ledger_of(case("classic")), "net_h1").substituted) == "0.15 0.05 0.20 0.10 0.35".split()


def test_a_line_of_exact_numbers_is_exact() -> None:
    worked = line(ledger_of(case("classic")), "net_h1")
    assert (worked.result.numeral.text, worked.operands_exact, worked.result_exact) == ("0.3775", True, True)


def test_a_line_that_would_be_a_tie_shows_more_digits() -> None:
    assert texts(update(ledger_of(case("classic")), "w5").substituted) == ["0.40", "0.5", "0.0821670406"]


def test_a_line_that_would_round_to_something_else_shows_more_digits() -> None:
    worked = line(ledger_of(case("classic")), "E_o1")
    assert "0.7513650696" in texts(worked.substituted)
    assert worked.result.numeral.text == "0.274811083"


def test_a_line_that_recomputes_shows_no_more_digits_than_asked_for() -> None:
    assert texts(update(ledger_of(case("classic")), "w6").substituted)[-1] == "0.082667628"


def test_a_result_of_rounded_numbers_may_still_be_exactly_what_they_give() -> None:
    worked = update(ledger_of(case("classic")), "w6")
    assert (worked.operands_exact, worked.result_exact) == (False, True)


def test_a_line_that_needs_too_many_digits_is_left_out() -> None:
    ledger = ledger_of(case("saturating"))
    slope = ledger.values.gradients.local("out_h1", "net_h1")
    assert ledger.work(partial("out_h1", "net_h1"), slope).substituted is None


@pytest.mark.parametrize("places", [3, 4, 5, 6])
def test_an_exact_tie_of_a_result_is_shown_in_full(places: int) -> None:
    tie = f"0.{'1' * places}5"
    spec = read_spec(f'[network]\ninputs = ["1"]\ntargets = ["0"]\n[[layer]]\nweights = [["{tie}"]]\n')
    assert line(ledger_of(spec, places=places), "net_o1").result.numeral.text == tie


def test_under_rounded_a_line_starts_from_what_was_printed() -> None:
    ledger = ledger_of(case("classic"), ROUNDED, places=3)
    results = [line(ledger, name).result.numeral.text for name in ("net_h1", "out_h1", "net_h2", "out_h2", "net_o1")]
    assert results == ["0.3775", "0.593", "0.3925", "0.597", "1.106"]
    assert texts(line(ledger, "net_o1").substituted) == ["0.40", "0.593", "0.45", "0.597", "0.60"]


def test_under_rounded_the_deviation_is_that_of_the_worst_number() -> None:
    ledger = ledger_of(case("classic"), ROUNDED)
    ledger.carried[Name("out_h1")] = replace(ledger.shown(Name("out_h1")))
    ledger.carried[Name("out_h2")] = ledger.shown(Name("out_h2"))
    found = ledger.deviation([Name("out_h1"), Name("out_h2")])
    assert found is not None and Fraction(0) < found[1] <= Fraction(1, 2)


def test_the_deviation_is_that_of_a_number_on_the_page() -> None:
    ledger = ledger_of(case("classic"), ROUNDED)
    ledger.carried.update({Name(name): ledger.shown(Name("out_h1")) for name in ("out_h1", "out_h2")})
    found = ledger.deviation([Name("out_h1")])
    assert found is not None and found[0] == Name("out_h1")
    assert ledger.deviation([]) is None


def test_under_exact_there_is_no_deviation() -> None:
    assert derivation("classic").ledger.deviation([Name("out_h1")]) is None


def test_a_slope_that_is_another_quantity_stands_as_that_quantity_does() -> None:
    found = derivation("classic")
    assert found.shown(partial("net_o1", "out_h1")).numeral.text == "0.40"
    assert found.shown(partial("net_h1", "w2")).numeral.text == "0.10"


@pytest.mark.parametrize("seed", range(30))
def test_both_policies_print_the_same_given_numbers(seed: int) -> None:
    exact, rounded = (ledger_of(page_spec(seed), carry) for carry in (EXACT, ROUNDED))
    given = exact.values.gradients.network.given
    assert [exact.shown(Name(name)) for name in given] == [rounded.shown(Name(name)) for name in given]


@pytest.mark.parametrize("seed", range(30))
def test_every_number_of_a_line_stands_for_one_name(seed: int) -> None:
    ledger = ledger_of(page_spec(seed))
    network = ledger.values.gradients.network
    formula = network.by_id[network.neurons[0].net].formula
    worked = ledger.work(Name(network.neurons[0].net), formula)
    assert worked.substituted is None or leaves(worked.substituted) == ()


def test_the_last_line_of_the_forward_pass_adds_what_is_printed() -> None:
    assert texts(line(ledger_of(case("classic")), LOSS).substituted) == ["0.274811083", "0.023560026"]
