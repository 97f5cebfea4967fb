"""Specs: the many ways to write one, what is filled in, what stands at the edge, and the way back to TOML."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from derivation.errors import SpecError
from derivation.maths.numbers import Numeral, read_number
from derivation.network.loading import load_spec, read_spec
from derivation.network.spec import BUILT_IN, Layer, Sample, Settings, Spec, Training

SPECS = Path(__file__).parent / "cases" / "specs"
CLASSIC = load_spec(None)
each_good_spec = pytest.mark.parametrize("path", sorted(SPECS.iterdir()), ids=lambda path: path.name)


def values_of(spec: Spec) -> Spec:
    """The spec with every number as its value alone, however it was written."""

    def plain(numbers: tuple[Numeral, ...]) -> tuple[Numeral, ...]:
        return tuple(Numeral(number.value, "") for number in numbers)

    def bias(given: Numeral | tuple[Numeral, ...] | None) -> Numeral | tuple[Numeral, ...] | None:
        return plain(given) if isinstance(given, tuple) else given and plain((given,))[0]

    layers = tuple(
        replace(layer, weights=tuple(map(plain, layer.weights)), bias=bias(layer.bias)) for layer in spec.layers
    )
    samples = tuple(Sample(plain(sample.inputs), plain(sample.targets)) for sample in spec.samples)
    training = replace(spec.training, learning_rate=plain((spec.training.learning_rate,))[0])
    return replace(spec, layers=layers, samples=samples, training=training)


# Reading


@pytest.mark.parametrize("path", sorted(SPECS.glob("classic*")), ids=lambda path: path.name)
def test_the_classic_reads_the_same_however_it_is_written(path: Path) -> None:
    assert values_of(load_spec(str(path))) == values_of(CLASSIC)


def test_a_number_keeps_the_text_of_its_author_as_text_or_as_a_toml_number() -> None:
    spec = load_spec(str(SPECS / "classic-inline.toml"))
    assert [number.text for number in spec.samples[0].inputs] == ["0.05", "0.10"]
    assert [number.text for row in spec.layers[1].weights for number in row] == ["0.40", "0.45", "0.50", "0.55"]


def test_a_toml_number_is_read_exactly_and_not_by_way_of_a_float() -> None:
    text = BUILT_IN.replace('"0.25"', "0.1000000000000000055511151231257827021181583404541015625")
    assert read_spec(text).layers[0].weights[1][0].value == Fraction(0.1)
    assert read_spec(BUILT_IN.replace('"0.25"', "0.1")).layers[0].weights[1][0].value == Fraction(1, 10)


def test_what_is_left_out_is_as_in_the_built_in_network() -> None:
    spec = load_spec(str(SPECS / "one-neuron.toml"))
    assert (spec.loss, spec.layers[0].activation) == (CLASSIC.loss, CLASSIC.layers[0].activation)
    assert (spec.training, spec.document) == (Training(), Settings()) == (CLASSIC.training, CLASSIC.document)
    assert spec.layers[0].bias is None


def test_hidden_neurons_are_counted_through_all_layers_and_outputs_apart() -> None:
    spec = load_spec(str(SPECS / "three-layers.toml"))
    assert spec.inputs == ("i1", "i2", "i3")
    assert [layer.neurons for layer in spec.layers] == [("h1", "h2"), ("h3", "h4", "h5"), ("o1",)]


def test_a_bias_is_shared_or_one_for_each_neuron_or_none() -> None:
    spec = load_spec(str(SPECS / "three-layers.toml"))
    assert [layer.bias for layer in spec.layers] == [read_number("0.1"), None, (read_number("0.05"),)]


@pytest.mark.parametrize(
    "name", ["E", "S", "N", "beta", "pi", "oo", "x", "e", "net", "exp", "lambda", "I", "h_1", "W1"]
)
def test_a_name_may_be_a_word_that_means_something_elsewhere(name: str) -> None:
    spec = read_spec(BUILT_IN.replace('"h1"', f'"{name}"'))
    assert spec.layers[0].neurons == (name, "h2")


@pytest.mark.parametrize(
    ("title", "path", "slug"),
    [
        ("Backpropagation by hand", "net.toml", "backpropagation-by-hand"),
        ("../../evil", "net.toml", "evil"),
        ("a/b\\\\c .. d", "net.toml", "a-b-c-d"),
        ("学习", "some/where/My Net.toml", "my-net"),
        ("学习", "<spec>", "derivation"),
        ("CON: a|b?", "net.toml", "con-a-b"),
        ("x" * 200, "net.toml", "x" * 80),
    ],
)
def test_the_slug_is_a_plain_file_name(title: str, path: str, slug: str) -> None:
    assert read_spec(BUILT_IN.replace("Backpropagation by hand", title), path).slug == slug


def test_without_a_title_the_slug_is_the_name_of_the_file() -> None:
    untitled = BUILT_IN.partition("\n")[2]
    assert read_spec(untitled, "some/where/My Net.toml").slug == "my-net"
    assert read_spec(untitled).slug == "derivation"


# The edge of what is accepted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("places = 9", "places = 1"),
        ("places = 9", "places = 1000"),
        ("places = 9", "digits = 1000"),
        ("rounds = 10000", "rounds = 0"),
        ("rounds = 10000", "rounds = 100_000"),
        ("Backpropagation by hand", "x" * 200),
        ('"0.25"', '"0.' + "1" * 999 + '"'),
        ('"0.25"', '"1e9999"'),
        ('"0.25"', '"-1e-9999"'),
        ('"h1"', '"' + "h" * 200 + '"'),
    ],
)
def test_the_last_value_inside_a_limit_is_accepted(old: str, new: str) -> None:
    assert old in BUILT_IN
    assert read_spec(BUILT_IN.replace(old, new)) != CLASSIC


def test_thirty_two_layers_are_accepted() -> None:
    text = "[network]\ninputs = [1]\ntargets = [1]\n" + "[[layer]]\nweights = [[1]]\n" * 32
    assert len(read_spec(text).layers) == 32


def test_a_hundred_thousand_weights_are_accepted_and_one_more_is_not() -> None:
    row = "[" + ",".join(["1"] * 1_000) + "]"
    network = f"[network]\ninputs = {row}\ntargets = [{','.join(['1'] * 100)}]\n"
    layer = f"[[layer]]\nweights = [{','.join([row] * 100)}]\n"
    assert len(read_spec(network + layer).layers[0].weights) == 100
    with pytest.raises(SpecError, match="the network has more than 100000 weights"):
        read_spec(network.replace("inputs = [1", "inputs = [1,1") + layer.replace("[1", "[1,1"))


# The way back


@each_good_spec
def test_a_spec_from_a_file_survives_the_way_through_toml(path: Path) -> None:
    spec = load_spec(str(path))
    assert read_spec(spec.to_toml()) == spec


@each_good_spec
def test_the_record_of_a_spec_is_its_toml_as_data(path: Path) -> None:
    spec = load_spec(str(path))
    assert tomli.loads(spec.to_toml()) == spec.to_json()
    assert read_spec(json.dumps(spec.to_json()), "record.json") == spec


numerals = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str),
    st.fractions(max_denominator=99).map(lambda value: f"{value.numerator}/{value.denominator}"),
    st.integers(-(10**30), 10**30).map(str),
    st.builds("{}e{}".format, st.integers(-99, 99), st.integers(-9999, 9999)),
).map(read_number)
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True).map(lambda name: f"n{name}")
titles = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" \"'\\"), min_size=1, max_size=200)


@st.composite
def layers_of(draw: st.DrawFn, neurons: list[str], sources: int) -> Layer:
    weights = [tuple(draw(numerals) for _ in range(sources)) for _ in neurons]
    each = st.tuples(*(numerals for _ in neurons))
    bias = draw(st.one_of(st.none(), numerals, each))
    return Layer(tuple(neurons), draw(st.sampled_from(["sigmoid", "identity"])), tuple(weights), bias)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """Any spec of up to three layers."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    all_names = iter(draw(st.lists(names, min_size=sum(sizes), max_size=sum(sizes), unique=True)))
    groups = [[next(all_names) for _ in range(size)] for size in sizes]
    layers = [draw(layers_of(group, before)) for group, before in zip(groups[1:], sizes, strict=False)]
    sample = Sample(
        tuple(draw(numerals) for _ in range(sizes[0])),
        tuple(draw(numerals) for _ in range(sizes[-1])),
    )
    order = draw(st.sampled_from(["simultaneous", "sequential"]))
    training = Training(draw(numerals), draw(st.integers(0, 100_000)), draw(st.booleans()), order)
    shown = draw(st.tuples(st.integers(1, 1000), st.none()) | st.tuples(st.none(), st.integers(1, 1000)))
    carry, detail = draw(st.sampled_from(["exact", "rounded"])), draw(st.sampled_from(["brief", "standard", "full"]))
    settings = Settings(*shown, carry, detail, equals_throughout=draw(st.booleans()))
    title = draw(titles.filter(str.strip))
    return Spec(title, "", tuple(groups[0]), (sample,), tuple(layers), "half-squared-error", training, settings)


@given(specs())
def test_every_spec_survives_the_way_through_toml(spec: Spec) -> None:
    assert replace(read_spec(spec.to_toml()), slug="") == spec
