"""Overrides: a value from the command line does what the same value in the file would do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivation.errors import DerivationError
from derivation.network.loading import load_spec, read_spec
from derivation.network.overriding import with_overrides
from derivation.network.spec import BUILT_IN

CLASSIC = load_spec(None)
numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.fractions(max_denominator=99).map(str),
    st.builds("{}e{}".format, st.integers(-99, 99), st.integers(-9999, 9999)),
    st.sampled_from([".5", "-.5", "+1", "2.", " 0.25", "1 / 3", "-0"]),
)


def written(inputs: list[str], targets: list[str], weights: list[str], rate: str, rounds: int, order: str) -> str:
    """The classic as TOML with these values in it."""
    first, second = (f'[["{a}", "{b}"], ["{c}", "{d}"]]' for a, b, c, d in (weights[:4], weights[4:]))
    return (
        BUILT_IN.replace('{ i1 = "0.05", i2 = "0.10" }', f'["{inputs[0]}", "{inputs[1]}"]')
        .replace('["0.01", "0.99"]', f'["{targets[0]}", "{targets[1]}"]')
        .replace('[["0.15", "0.20"], ["0.25", "0.30"]]', first)
        .replace('[["0.40", "0.45"], ["0.50", "0.55"]]', second)
        .replace('learning_rate = "0.5"', f'learning_rate = "{rate}"')
        .replace("rounds = 10000", f"rounds = {rounds}")
        .replace('order = "simultaneous"', f'order = "{order}"')
    )


def refusal(option: str, text: str) -> str:
    """The first line of the complaint about one option."""
    with pytest.raises(DerivationError) as caught:
        load_spec(None, {option: text})
    return str(caught.value).split("\n")[0]


@given(
    st.lists(numbers, min_size=2, max_size=2),
    st.lists(numbers, min_size=2, max_size=2),
    st.lists(numbers, min_size=8, max_size=8),
    numbers,
    st.integers(0, 100_000),
    st.sampled_from(["simultaneous", "sequential"]),
)
def test_overrides_equal_a_spec_written_with_these_values(
    inputs: list[str], targets: list[str], weights: list[str], rate: str, rounds: int, order: str
) -> None:
    overrides = {
        "inputs": ",".join(inputs),
        "targets": ",".join(targets),
        "weights": ",".join(weights),
        "learning_rate": rate,
        "rounds": str(rounds),
        "order": order,
    }
    assert load_spec(None, overrides) == read_spec(written(inputs, targets, weights, rate, rounds, order))


@pytest.mark.parametrize(
    ("option", "text", "old", "new"),
    [
        ("places", "4", "places = 9", "places = 4"),
        ("digits", "6", "places = 9", "digits = 6"),
        ("carry", "rounded", 'carry = "exact"', 'carry = "rounded"'),
        ("detail", "full", 'detail = "standard"', 'detail = "full"'),
        ("notation", "net-out", "places = 9", "places = 9"),
        ("notation", "z-a", 'notation = "net-out"', 'notation = "z-a"'),
        ("learning_rate_symbol", "alpha", "places = 9", 'learning_rate_symbol = "alpha"'),
        ("decimal", "comma", "places = 9", 'decimal = "comma"'),
        ("delta", "true", "places = 9", "delta = true"),
        ("rounds", "1e3", "rounds = 10000", "rounds = 1000"),
        ("rounds", "10/2", "rounds = 10000", "rounds = 5"),
    ],
)
def test_a_setting_equals_the_same_one_in_the_file(option: str, text: str, old: str, new: str) -> None:
    assert load_spec(None, {option: text}) == read_spec(BUILT_IN.replace(old, new))


def test_no_override_leaves_the_spec_as_it_is() -> None:
    assert with_overrides(CLASSIC, {}) == CLASSIC


def test_places_on_the_command_line_take_the_place_of_digits_in_the_file() -> None:
    spec = read_spec(BUILT_IN.replace("places = 9", "digits = 6"), overrides={"places": "3"})
    assert spec.document == replace(CLASSIC.document, places=3, digits=None)


def test_weights_are_taken_through_the_layers_in_reading_order() -> None:
    spec = load_spec(None, {"weights": "1,2,3,4,5,6,7,8"})
    rows = [[[number.text for number in row] for row in layer.weights] for layer in spec.layers]
    assert rows == [[["1", "2"], ["3", "4"]], [["5", "6"], ["7", "8"]]]


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("weights", "1,2", "--weights: error[D102]: expected 8 values separated by commas, got 2: 1,2"),
        ("weights", "", "--weights: error[D102]: expected 8 values separated by commas, got 1: "),
        ("inputs", "1,2,3", "--inputs: error[D102]: expected 2 values separated by commas, got 3: 1,2,3"),
        ("inputs", "1;2", "--inputs: error[D102]: expected 2 values separated by commas, got 1: 1;2"),
        ("inputs", "1,", '--inputs: error[D301]: input 2 is not a number: ""'),
        ("targets", "1,nan", "--targets: error[D302]: target 2 is not finite: nan"),
        ("targets", "1,\x1b[31m", '--targets: error[D301]: target 2 is not a number: "\\x1b[31m"'),
        ("learning_rate", "fast", '--learning-rate: error[D301]: the learning rate is not a number: "fast"'),
        ("learning_rate", "1/0", '--learning-rate: error[D305]: the learning rate divides by zero: "1/0"'),
        (
            "learning_rate",
            "1e99999",
            "--learning-rate: error[D304]: the learning rate has an exponent beyond 9999: 1e99999",
        ),
        ("rounds", "-1", "--rounds: error[D507]: rounds must be between 0 and 100000, not -1"),
        ("rounds", "100001", "--rounds: error[D507]: rounds must be between 0 and 100000, not 100001"),
        (
            "rounds",
            "1e9999",
            "--rounds: error[D507]: rounds must be between 0 and 100000, not a number of 33216 bits",
        ),
        ("rounds", "9.5", "--rounds: error[D301]: rounds must be a whole number, not 9.5"),
        ("rounds", "", '--rounds: error[D301]: rounds is not a number: ""'),
        ("places", "0", "--places: error[D903]: places must be between 1 and 1000, not 0"),
        ("digits", "1000000", "--digits: error[D903]: digits must be between 1 and 1000, not 1000000"),
        ("order", "random", "--order: error[D509]: order: 'random' is not known"),
        ("carry", "round", "--carry: error[D509]: carry: 'round' is not known"),
        ("detail", "", "--detail: error[D509]: detail: '' is not known"),
        ("notation", "\u202e", "--notation: error[D509]: notation: 'U+202E' is not known"),
        ("decimal", "dot", "--decimal: error[D509]: decimal: 'dot' is not known"),
        ("delta", "yes", "--delta: error[D509]: delta: 'yes' is not known"),
        ("index_base", "2", "--index-base: error[D509]: index_base must be between 0 and 1, not 2"),
        (
            "index_base",
            "0",
            "--index-base: error[D512]: index_base: net-out writes names as they are given, not indices",
        ),
        ("delta_sign", "minus", "--delta-sign: error[D512]: delta_sign: the document has no delta"),
        ("momentum", "1", "--momentum: error[D102]: unknown option"),
    ],
)
def test_a_bad_override_names_its_option(option: str, text: str, said: str) -> None:
    assert refusal(option, text) == said
