"""Plain text: as wide as a terminal, every number unbroken, no escapes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from networks import SOME, derivation, edition
from test_pdf import formulas_of

from derivation.maths.formulas import HALF, Number, walk
from derivation.render.formats.text import page
from derivation.render.wrapping import WIDTH, table, width_of, wrapped
from derivation.stories import explain, rendered


@cache
def texts(name: str | int) -> list[str]:
    return [page(document) for document in edition(name).documents]


@pytest.mark.parametrize("name", SOME)
def test_no_line_is_wider_than_the_terminal(name: str | int) -> None:
    assert [line for text in texts(name) for line in text.split("\n") if width_of(line) > WIDTH] == []


@pytest.mark.parametrize("name", SOME)
def test_every_number_stands_unbroken_in_the_text(name: str | int) -> None:
    for document, text in zip(edition(name).documents, texts(name), strict=True):
        formulas = [formula for block in document.blocks for formula in formulas_of(block)]
        numbers = {part for formula in formulas for part in walk(formula) if isinstance(part, Number)}
        printed = {document.notation.text_printer(number) for number in numbers - {HALF}}  # a root does not show it
        assert [number for number in sorted(printed) if number not in text] == []


@pytest.mark.parametrize("name", ["classic", "softmax-of-three", "own-mish"])
@pytest.mark.parametrize("width", [40, 60, 120])
def test_another_width_breaks_other_lines_and_loses_nothing(name: str, width: int) -> None:
    document = edition(name).documents[0]
    plain = [re.sub(r"[\s│═─]", "", page(document, each)) for each in (WIDTH, width)]
    assert sorted(plain[0]) == sorted(plain[1])


def test_a_chain_is_broken_before_a_relation() -> None:
    lines = texts("classic")[0].split("\n")
    assert "    net_o1 = w5·out_h1 + w6·out_h2 + b2" in lines
    assert "           ≈ 0.40·0.593269992 + 0.45·0.596884378 + 0.60 ≈ 1.105905967" in lines


def test_a_long_form_is_broken_outside_its_brackets_and_further_in_inside_them() -> None:
    lines = page(edition("huber").documents[1]).split("\n")
    at = next(index for index, line in enumerate(lines) if "∂E_total/∂w1 = " in line)
    assert lines[at : at + 4] == [
        "    ∂E_total/∂w1 = -(0.5 - (w5·max(0, w1 + 2·w2) + w6·max(0, w3 + 2·w4)))·w5",
        "                   ·[w1 + 2·w2 > 0]",
        "                   + max(0, |0.5 - (w5·max(0, w1 + 2·w2)",
        "                           + w6·max(0, w3 + 2·w4))| - 1)",
    ]


def test_the_columns_of_a_table_line_up() -> None:
    lines = texts("classic")[0].split("\n")
    at = lines.index("parameter  before  gradient      after")
    assert lines[at + 2] == "w1         0.15    0.000438568   0.149780716"


def test_wide_and_combining_characters_are_counted_as_they_are_shown() -> None:
    assert (width_of("日本"), width_of("e\u0301"), width_of("abc")) == (4, 1, 3)
    assert list(wrapped(["日本語", "日本語"], 8)) == ["日本語", "日本語"]
    assert list(table([["日本", "x"], ["a", "y"]], 40)) == ["日本  x", "────  ─", "a     y"]


def test_no_escape_of_a_template_reaches_the_terminal(tmp_path: Path) -> None:
    own = tmp_path / "prose" / "en" / "precision.j2"
    own.parent.mkdir(parents=True)
    own.write_text("nine\x1b[31m places\u202e\x07", "utf-8")
    text = b"".join(rendered(derivation("one-neuron"), ["text"], str(tmp_path)).values()).decode("utf-8")
    assert "nine[31m places" in " ".join(text.split())
    assert [char for char in text if not char.isprintable() and char != "\n"] == []


def test_an_explanation_is_as_wide_as_a_terminal() -> None:
    lines = explain(None, "dE_total/dw1").split("\n")
    assert max(map(width_of, lines)) <= WIDTH
    assert "  ≈ 0.000438568" in lines
