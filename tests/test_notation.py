"""Notations: in every profile and with every option the pages render, recompute and spell each quantity differently."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache, reduce
from functools import partial as bound
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from networks import case, unproven
from test_recompute import claims, formulas, is_matrix, results, statements, value

from derivation.listings import listing
from derivation.maths.formulas import Number, call
from derivation.maths.numbers import Numeral, as_fraction, read_number
from derivation.maths.reading import Chain, Unread, read_formula
from derivation.network.notation import NOTATIONS, Quantity, by_place, quantity
from derivation.network.spec import Settings
from derivation.render.derivations import Derivation
from derivation.render.markdown import LONGEST_BLOCK
from derivation.stories import derive, rendered, verify

OPTIONS: Mapping[str, dict[str, Any]] = {
    "": {},
    "comma": {"decimal": "comma"},
    "from 0": {"index_base": 0, "learning_rate_symbol": "alpha"},
    "minus": {"delta": True, "delta_sign": "minus"},
    "rounded": {"carry": "rounded"},
    "full": {"detail": "full", "delta": True},
    "brief": {"detail": "brief"},
}
EDITIONS = [
    *((notation, "classic", "") for notation in NOTATIONS),
    ("net-out", "fractions", "comma"),
    ("net-out", "mean-squared-error", "minus"),
    ("net-out", "classic", "full"),
    ("z-a", "classic", "from 0"),
    ("z-a", "classic", "minus"),
    ("z-a", "six-wide", "comma"),
    ("z-a", "batch-mean", "from 0"),
    ("matrix", "online", ""),
    ("z-a", "one-neuron", "rounded"),
    ("z-a", "softmax-of-three", "full"),
    ("z-a", "both-penalties-sequential", "minus"),
    ("matrix", "trained-biases", "comma"),
    ("matrix", "softmax-of-three", "rounded"),
    ("matrix", "six-activations-in-a-row", "brief"),
    ("matrix", "l2-penalty", ""),
    ("matrix", "sequential", ""),
    ("matrix", "all-identity", "from 0"),
    ("matrix", "softmax-with-squared-error", "minus"),
]
each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: " ".join(edition))
Edition = tuple[str, str, str]


@cache
def derivation(edition: Edition) -> Derivation:
    notation, name, option = edition
    spec = case(name)
    document = replace(spec.document, notation=notation, **OPTIONS[option])
    return Derivation(replace(spec, document=document, training=replace(spec.training, rounds=1)), prove=unproven)


@cache
def markdown(edition: Edition) -> str:
    return "\n\n".join(content.decode("utf-8") for content in rendered(derivation(edition), ["md"]).values())


def ids(edition: Edition) -> tuple[str, ...]:
    """Every quantity, and everything else that a line works out."""
    found = derivation(edition)
    worked = [name for name in found.steps if "/" not in name and " " not in name]
    return tuple(dict.fromkeys((*found.network.roles, *worked)))


@cache
def chains(edition: Edition) -> tuple[Chain, ...]:
    """Every statement without matrices."""
    return statements([markdown(edition)], derivation(edition))


# What is written


@each_edition
def test_no_two_quantities_are_spelled_alike(edition: Edition) -> None:
    spelling = derivation(edition).notation
    for spell in (spelling.latex, spelling.text):
        spelled = [spell(name) for name in ids(edition)]
        assert len(set(spelled)) == len(spelled)
    read = [read_formula(spelling.latex(name)) for name in ids(edition)]
    assert len(set(read)) == len(read)


@each_edition
def test_every_number_has_the_decimal_sign_of_the_document(edition: Edition) -> None:
    comma = derivation(edition).notation.decimal_comma
    inside = " ".join(formulas(markdown(edition)))
    assert bool(re.search(r"\d\.\d", inside)) is not comma
    assert bool(re.search(r"\d\{,\}\d", inside)) is comma


@each_edition
def test_nothing_but_matrices_is_left_unread(edition: Edition) -> None:
    assert [form for chain in chains(edition) for form in chain.forms if isinstance(form, Unread)] == []


@each_edition
def test_every_line_recomputes(edition: Edition) -> None:
    found = claims(chains(edition))
    assert len(found) > 5
    assert [claim for claim in found if not claim.holds()] == []


@each_edition
def test_every_result_is_the_exact_value_correctly_rounded(edition: Edition) -> None:
    values = derivation(edition).applied
    if derivation(edition).spec.document.carry == "rounded":
        return
    for key, _, number in results(chains(edition)):
        exact = values.at(key, 1_024)
        distance = abs((exact if isinstance(exact, Fraction) else as_fraction(exact)) - number.value)
        assert distance <= number.numeral.half_unit, key


@each_edition
def test_formulas_keep_the_rules_of_portable_markdown(edition: Edition) -> None:
    plain = re.sub(r"(?m)^> ?", "", markdown(edition))
    for display in re.findall(r"(?ms)^\$\$\n(.*?)\n\$\$$", plain):
        assert len(display) <= LONGEST_BLOCK
        assert not re.search(r"[*<>|]|\\operatorname|\n\s*\n|\\[^A-Za-z\n\\]|\\\\(?!\n)", display)
        assert not re.search(r"(?m)^\s*([-+*#>=]|\d+\.(?!\d))", display)
        assert not re.search(r"[)}\]]_|[)}\]] _(?! )", display)


# Matrices: read by a reader of this test's own and multiplied out by plain loops

Numbers = list[list[Fraction]]
GRID = re.compile(r"\\begin\{bmatrix\}\n(.*?)\n\\end\{bmatrix\}(\^\{\\top\})?", re.DOTALL)


def matrix(body: str, transposed: str) -> Numbers:
    rows = [[read(entry) for entry in row.split(" & ")] for row in body.split(" \\\\\n")]
    return [list(column) for column in zip(*rows, strict=True)] if transposed else rows


def read(entry: str) -> Fraction:
    form = read_formula(entry.strip("{}") if entry.startswith("{-") else entry)
    return value(form)


def matrix_lines(edition: Edition) -> Iterator[list[tuple[str, str]]]:
    """(relation, form) of every line over matrices, from its first form on."""
    for text in formulas(markdown(edition)):
        if is_matrix(text):
            whole = text.replace("\\begin{aligned}\n", "").replace("\n\\end{aligned}", "")
            parts = re.split(r"(?:^|(?:\\\\\n)| )(?:&)?(=|\\approx)(?= |\n)", whole)
            yield list(zip(("", *parts[1::2]), parts[0::2], strict=True))


def multiplied(first: Numbers, second: Numbers) -> Numbers:
    columns = list(zip(*second, strict=True))
    return [[sum((a * b for a, b in zip(row, each, strict=True)), Fraction(0)) for each in columns] for row in first]


def entrywise(operation: Callable[[Fraction, Fraction], Fraction], first: Numbers, second: Numbers) -> Numbers:
    return [[operation(*pair) for pair in zip(*rows, strict=True)] for rows in zip(first, second, strict=True)]


def sigmoid(x: Fraction) -> Fraction:
    """Right to far more digits than any page prints."""
    return value(1 / (1 + call("exp", -Number(Numeral(x, "x")))))


def worked_out(form: str) -> Numbers | None:
    """The value of a form made of matrices, a number before one of them, and signs; None for a function but sigma."""
    if inside := re.fullmatch(r"(\S+?)\\left\((.*)\\right\)", form.strip(), re.DOTALL):
        net = worked_out(inside[2]) if inside[1] == r"\sigma" else None
        return net and [[sigmoid(entry) for entry in row] for row in net]
    found: list[Numbers] = []

    def keep(grid: re.Match[str]) -> str:
        found.append(matrix(grid[1], grid[2] or ""))
        return f"@{len(found) - 1}@"

    text = GRID.sub(keep, form).strip()
    terms = [(sign, _term(term, found)) for sign, term in re.findall(r"(^|[+-]) ?([^+-]+)", text)]
    signed = [[[-each for each in row] for row in part] if sign == "-" else part for sign, part in terms]
    return reduce(bound(entrywise, operator.add), signed)


def _term(text: str, found: list[Numbers]) -> Numbers:
    return reduce(bound(entrywise, operator.mul), (_product(factor, found) for factor in text.split(r"\odot")))


def _product(text: str, found: list[Numbers]) -> Numbers:
    product = reduce(multiplied, (found[int(index)] for index in re.findall(r"@(\d+)@", text)))
    scalar = re.match(r"\s*([^@ ]+) \\cdot", text)
    factor = value(read_formula(scalar[1])) if scalar else Fraction(1)
    return [[factor * entry for entry in row] for row in product]


def entries(form: str) -> list[Numeral]:
    """The printed entries of a result."""
    found = GRID.fullmatch(form.strip())
    assert found, form
    forms = [read_formula(entry.strip("{}")) for row in found[1].split(" \\\\\n") for entry in row.split(" & ")]
    return [form.numeral if isinstance(form, Number) else read_number(str(value(form))) for form in forms]


MATRIX = [edition for edition in EDITIONS if edition[0] == "matrix"]


@pytest.mark.parametrize("edition", MATRIX, ids=lambda edition: " ".join(edition))
def test_every_line_over_matrices_multiplies_out(edition: Edition) -> None:
    checked = 0
    for line in matrix_lines(edition):
        for (_, before), (relation, after) in pairwise(line):
            if not (is_matrix(before) and is_matrix(after)) or (left := worked_out(before)) is None:
                continue
            flat = [entry for row in left for entry in row]
            for entry, printed in zip(flat, entries(after), strict=True):
                distance = abs(entry - printed.value)
                assert distance == 0 if relation == "=" else distance < printed.half_unit or distance == 0
            checked += 1
    assert checked >= 3


def test_this_check_tells_right_matrices_from_wrong_ones() -> None:
    grid = "\\begin{{bmatrix}}\n{} & 2 \\\\\n{{-3}} & 4\n\\end{{bmatrix}}"
    vector = "\\begin{bmatrix}\n1 \\\\\n0.5\n\\end{bmatrix}"
    assert worked_out(f"{grid.format(1)} {vector} - 2 \\cdot {vector}") == [[0], [Fraction(-2)]]
    assert worked_out(f"{grid.format(1)}^{{\\top}} {vector}") == [[Fraction(-1, 2)], [4]]
    assert worked_out(f"{vector} \\odot {vector}") == [[1], [Fraction(1, 4)]]
    assert worked_out(f"{grid.format(2)} {vector}") == [[3], [-1]]
    assert worked_out(f"\\sigma\\left({vector} - {vector}\\right)") == [[Fraction(1, 2)], [Fraction(1, 2)]]


@pytest.mark.parametrize("edition", MATRIX, ids=lambda edition: " ".join(edition))
def test_every_layer_has_its_lines_over_matrices(edition: Edition) -> None:
    subjects = " ".join(line[0][1] for line in matrix_lines(edition))
    found = derivation(edition)
    for number in range(1, len(found.network.layers) + 1):
        for symbol in (r"\mathbf{z}", r"\mathbf{a}", r"\boldsymbol{\delta}"):
            assert f"{symbol}^{{({number})" in subjects


# The profiles


def test_a_place_is_told_by_kind_layer_and_indices() -> None:
    assert by_place(Quantity("w9", "weight", 2, (1, 12))).below == "1,12"
    assert by_place(Quantity("w9", "weight", 2, (1, 2), after="+")).above == "(2)+"
    assert by_place(quantity("out_k")).below == "k"
    assert by_place(quantity("v")).base == "v"


@pytest.mark.parametrize(
    ("notation", "spelled"),
    [
        ("net-out", ["i_1", "w_5", "net_{h1}", "out_{o1}", "target_{o2}", "E_{o2}", "E_{total}", r"\eta", "w_5^{+}"]),
        (
            "z-a",
            ["x_1", "w_{11}^{(2)}", "z_1^{(1)}", "a_1^{(2)}", "y_2", "C_2", "C", r"\eta", "w_{11}^{(2)+}"],
        ),
    ],
)
def test_the_classic_is_spelled(notation: str, spelled: list[str]) -> None:
    spelling = derivation((notation, "classic", "")).notation
    names = ("i1", "w5", "net_h1", "out_o1", "target_o2", "E_o2", "E_total", "eta", "w5+")
    assert [spelling.latex(name) for name in names] == spelled


def test_indices_may_begin_at_0_and_the_learning_rate_may_be_alpha() -> None:
    spelling = derivation(("z-a", "classic", "from 0")).notation
    assert [spelling.latex(name) for name in ("i1", "w6", "net_h2", "eta")] == [
        "x_0",
        "w_{01}^{(2)}",
        "z_1^{(1)}",
        r"\alpha",
    ]


def test_indices_above_nine_are_set_apart() -> None:
    spelling = derivation(("z-a", "six-wide", "")).notation
    assert all(re.fullmatch(r"w_\{\d\d\}\^\{\(\d\)\}", spelling.latex(name)) for name in ("w1", "w36"))


def test_a_document_without_delta_has_none() -> None:
    assert Settings().shown_delta(2) == ""
    assert r"\delta" not in markdown(("net-out", "classic", ""))
    assert r"\delta_{o1}" in markdown(("net-out", "classic", "minus"))


def test_the_sign_of_the_delta_changes_its_numbers_and_the_sign_of_the_step() -> None:
    plus, minus = (markdown(("z-a", "classic", option)) for option in ("", "minus"))
    assert r"\delta_1^{(2)} = \frac{\partial C}{\partial z_1^{(2)}}" in plus
    assert r"\delta_1^{(2)} = -\frac{\partial C}{\partial z_1^{(2)}}" in minus
    assert r"w_{11}^{(2)} - \eta \delta_1^{(2)} a_1^{(1)}" in plus
    assert r"w_{11}^{(2)} + \eta \delta_1^{(2)} a_1^{(1)}" in minus


@pytest.mark.parametrize(
    ("notation", "shown"),
    [
        ("net-out", ["net input net_h1", "output out_h1", "weight w2", "error E_o1", "derivative ∂E_total/∂w2"]),
        ("z-a", ["net input z₁⁽¹⁾", "output a₁⁽¹⁾", "weight w₁₂⁽¹⁾", "error C₁", "derivative ∂C/∂w₁₂⁽¹⁾"]),
        ("matrix", ["layer z⁽¹⁾ = W⁽¹⁾·x + b⁽¹⁾"]),
    ],
)
def test_the_list_shows_what_a_notation_writes(notation: str, shown: list[str]) -> None:
    rows = {row.split()[0]: row for row in re.split(r"\n(?=\S)", listing("notations"))}
    assert [part for part in shown if part not in rows[notation]] == []


def test_symbols_are_explained_where_they_are_no_words() -> None:
    pages = [markdown((notation, "classic", "")) for notation in ("net-out", "z-a")]
    assert ["**How things are written.**" in page for page in pages] == [False, True]


def test_the_other_letters_for_the_learning_rate_are_named() -> None:
    text = markdown(("z-a", "classic", "from 0"))
    assert r"write $\eta$ (eta) or $\epsilon$ (epsilon) for it instead of $\alpha$ (alpha)" in text


@pytest.mark.parametrize(
    ("name", "point"),
    [("md", False), ("html", False), ("live", False), ("tex", False), ("text", False), ("json", True)],
)
def test_pages_have_the_decimal_comma_and_data_have_points(name: str, point: bool) -> None:
    written = rendered(derivation(("matrix", "trained-biases", "comma")), [name])
    text = "\n".join(content.decode("utf-8") for content in written.values())
    assert ("0.593269992" in text) is point
    assert ("593269992" in text) is True


def test_a_comma_never_sets_thousands_apart_where_it_is_the_decimal_sign() -> None:
    spec = case("decimal-comma")
    text = rendered(Derivation(spec, prove=unproven), ["md"])[f"{spec.slug}.md"].decode("utf-8")
    assert "After 10000 rounds" in text
    assert not re.search(r"[1-9]\d*,\d{3}(?!\d)", text)


@pytest.mark.parametrize("decimal", ["point", "comma"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_verify_reads_our_own_pages_in_every_notation_and_finds_nothing_wrong(
    notation: str, decimal: str, tmp_path: Path
) -> None:
    overrides = {"notation": notation, "decimal": decimal, "rounds": "1"}
    page = rendered(derive(None, overrides), ["md"])["backpropagation-by-hand.md"]
    (tmp_path / "page.md").write_bytes(page)
    found = json.loads(verify([str(tmp_path / "page.md")], None, "json")[0])["summary"]
    assert found["wrong"] == found["formulas_wrong"] == 0
    assert found["checked"] > 0.95 * found["numbers"]
