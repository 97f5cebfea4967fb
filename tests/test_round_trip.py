"""Round trip: what our printers print, our reader reads back as the same tree, or at least as the same value."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formulas import exact_value, points, rational_formulas, rational_value

from derivation.maths.formulas import (
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    call,
    children,
    formula,
    fraction,
    substitute,
    walk,
)
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import read_number
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.printing.text import TextPrinter
from derivation.maths.reading import read_formula
from derivation.network.building import build
from derivation.network.loading import read_spec
from derivation.network.notation import NOTATIONS
from derivation.network.spec import Settings
from derivation.network.spelling import spell

Printer = LatexPrinter | TextPrinter
LAYERS = [{"neurons": 3, "weights": [["1", "2"]] * 3, "bias": "1"}, {"weights": [["1", "2", "3"]] * 2, "bias": "2"}]
NETWORK = build(
    read_spec(json.dumps({"network": {"inputs": ["1", "2"], "targets": ["0", "1"]}, "layer": LAYERS}), "x.json")
)
"""A network that has every id of IDS, so that every notation knows its place."""
SPELLINGS = {name: spell(NETWORK, Settings(notation=name)) for name in NOTATIONS}
PRINTERS = {f"{name} in LaTeX": row.latex_printer for name, row in SPELLINGS.items()} | {
    f"{name} in text": row.text_printer for name, row in SPELLINGS.items()
}
printers = st.sampled_from(sorted(PRINTERS)).map(PRINTERS.__getitem__)
each_printer = pytest.mark.parametrize("printer", PRINTERS.values(), ids=PRINTERS)

IDS = ("i1", "w5", "w12", "b2", "net_h1", "out_o1", "target_o1", "E_total", "E_o1", "delta_o1", "eta", "w5+", "w5+20")
NUMERALS = ("0", "1", "3", "0.40", "12.5", "1.5e-12", "2e5", "1/2", "-0.5", "-3", "-2/3", "-1.5e-12")
NAMES = st.sampled_from(IDS).map(Name)
LITERALS = st.sampled_from(NUMERALS).map(lambda text: Number(read_number(text)))


def _grow(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    """One more level of what a person would write with one meaning only.

    A negated number is a negative number, two numbers above each other are one fraction, a name as an exponent
    may be a label, and 3.5 times a power of ten is one number: the other tests are about these.
    """
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    compound = parts.filter(lambda part: not isinstance(part, Number))
    exponents = parts.filter(lambda part: not isinstance(part, Name))
    return st.one_of(
        several.map(Sum),
        several.map(Product),
        st.builds(Quotient, compound, parts),
        st.builds(Quotient, parts, compound),
        st.builds(Power, parts, exponents),
        compound.map(Negative),
        st.builds(call, st.sampled_from(sorted(FUNCTIONS)), parts),
        st.builds(Partial, NAMES, NAMES),
    )


def called(tree: Formula, printer: Printer) -> Formula:
    """*tree* with every name as the reader calls it when it stands alone: `z1^(1)` for net_h1 in the notation z-a."""
    return substitute(tree, lambda part: read_formula(printer(part)) if isinstance(part, Name) else None)


trees = st.recursive(NAMES | LITERALS, _grow, max_leaves=8)


@pytest.mark.parametrize("name", PRINTERS)
def test_a_random_tree_reads_back_as_itself(name: str) -> None:
    @given(trees)
    @settings(max_examples=400)
    def reads_back(tree: Formula) -> None:
        assert read_formula(PRINTERS[name](tree)) == called(tree, PRINTERS[name])

    reads_back()


def is_written(tree: Formula) -> bool:
    """Whether every sum and product of *tree* has two parts or more."""
    return all(len(children(part)) > 1 for part in walk(tree) if isinstance(part, Sum | Product))


@given(rational_formulas.filter(is_written), points, printers)
@settings(max_examples=300)
def test_a_printed_formula_has_the_value_of_the_formula(
    tree: Formula, point: dict[str, Fraction], printer: Printer
) -> None:
    value = exact_value(tree, point)
    names_read = {key: read_formula(printer(Name(key))) for key in point}
    point_read = {read.id: point[key] for key, read in names_read.items() if isinstance(read, Name)}
    assert rational_value(read_formula(printer(tree)), point_read) == value


W5, ETA, X = Name("w5"), Name("eta"), Name("x")
ERROR = Name("E_total")
SLOPE = Partial(ERROR, W5)
CHOSEN = [
    fraction(1, 2) ** 2,
    fraction(-1, 2) ** 2,
    call("exp", X) ** 2,
    call("exp", call("exp", X)),
    call("tanh", X) ** 2,
    *(call(name, X - 1) ** 2 * call(name, call(name, -X)) for name in sorted(FUNCTIONS)),
    X - call("abs", X) - call("abs", W5) * call("abs", ETA),
    call("abs", Name("w5+")) / call("abs", call("abs", X) - 1),
    X ** call("is_positive", X),
    W5 * call("is_positive", X) * call("positive_part", X / W5),
    call("sigmoid", X) * (1 - call("sigmoid", X)),
    Name("w5+") ** 2,
    SLOPE**2,
    SLOPE * (X + W5),
    X / SLOPE,
    SLOPE / X,
    X**SLOPE,
    ETA * SLOPE,
    W5 - ETA * SLOPE,
    SLOPE * Partial(W5, X) * 2,
    -SLOPE,
    Partial(X**2, X),
    Partial(X**2 + W5, X) * (W5 + 1),
    Partial(X**2, X) ** 2,
    Sum((Sum((X, W5)), ETA)),
    Sum((X, Sum((W5, ETA)))),
    Product((Product((X, W5)), ETA)),
    Product((X, Product((W5, ETA)))),
    Product((X, W5 / ETA)),
    Product((W5 / ETA, X)),
    X / W5 / ETA,
    X / (W5 / ETA),
    (X**2) ** 3,
    X ** (Name("w5") ** 2 + 1),
    Negative(-X),
    X - (-X),
    Product((Negative(X), Negative(W5))),
    2 * fraction(1, 2) * (X - W5) ** (formula(2) - 1) * formula(-1) + 0,
    1 * Name("out_h1") * W5 ** (formula(1) - 1) + 0 + 0,
]


@each_printer
@pytest.mark.parametrize("tree", CHOSEN, ids=[PRINTERS["net-out in text"](tree) for tree in CHOSEN])
def test_a_tree_of_the_textbooks_reads_back_as_itself(tree: Formula, printer: Printer) -> None:
    assert read_formula(printer(tree)) == called(tree, printer)


@each_printer
@pytest.mark.parametrize("text", NUMERALS)
def test_a_number_reads_back_with_all_its_digits(text: str, printer: Printer) -> None:
    assert read_formula(printer(Number(read_number(text)))) == Number(read_number(text))


@each_printer
@pytest.mark.parametrize("name", IDS)
def test_a_name_reads_back_as_a_name_of_its_own(name: str, printer: Printer) -> None:
    assert isinstance(read_formula(printer(Name(name))), Name)
    others = [printer(Name(other)) for other in IDS if other != name]
    assert read_formula(printer(Name(name))) not in map(read_formula, others)


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("printer", ["net-out in LaTeX", "net-out in text"])
def test_a_name_in_words_reads_back_as_its_id(name: str, printer: str) -> None:
    assert read_formula(PRINTERS[printer](Name(name))) == Name(name)


@each_printer
@pytest.mark.parametrize(
    ("tree", "comes_back"),
    [
        (Negative(formula(5)), formula(-5)),
        (Quotient(formula(1), formula(2)), fraction(1, 2)),
        (Sum((X,)), X),
        (Product((X,)), X),
    ],
    ids=repr,
)
def test_two_trees_that_look_alike_on_paper_are_read_as_the_simpler_one(
    tree: Formula, comes_back: Formula, printer: Printer
) -> None:
    assert read_formula(printer(tree)) == called(comes_back, printer)


@given(trees, printers)
def test_printing_what_was_read_prints_the_same_again(tree: Formula, printer: Printer) -> None:
    back = {read_formula(printer(Name(name))): Name(name) for name in (*IDS, "x")}
    assert printer(substitute(read_formula(printer(tree)), back.get)) == printer(tree)
