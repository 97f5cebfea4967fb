"""Cells: what a number in a table stands for, by the label of its row and the head of its column."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged
from networks import FOLDER

from derivation.maths.formulas import Formula, Name
from derivation.network.gradients import partial
from derivation.verify.documents.cells import SLOPE_OF, Cell
from derivation.verify.manuscripts import whole
from derivation.verify.readers import html, text

ROW = "| $w_1$ | 0.15 | 0.02 | 0.14 |"


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (Cell("| $w_1$ | 0.15 |", ""), Name("w1")),
        (Cell(ROW, "before"), Name("w1")),
        (Cell(ROW, "after"), Name("w1+")),
        (Cell(ROW, "gradient"), partial(SLOPE_OF, "w1")),
        (Cell(ROW, "share of the total"), None),
        (Cell(ROW, ""), None),
        (Cell("| sum | 0.15 |", ""), None),
        (Cell("| H1 | 0.15 | 0.54 |", "net input"), Name("net_H1")),
        (Cell("| h_2 | 0.15 | 0.54 |", "Output"), Name("out_h2")),
        (Cell("| H1 | 0.15 | 0.54 |", "share"), None),
    ],
)
def test_what_a_cell_is_of(cell: Cell, key: Formula | None) -> None:
    assert cell.stands_for() == key


def test_a_first_row_of_words_is_the_head_of_a_table_though_it_is_not_marked_as_one() -> None:
    page = "<table><tr><td>weight</td><td>after</td></tr><tr><td>w1</td><td>0.15</td></tr></table>"
    assert [region.column for region in html.read(whole(page)).regions if region.text == "0.15"] == ["after"]


UNDER_STROKES = """What changes:

weight  before  after
{ruler}
w1      0.15    0.149780716
w2      0.20    0.199561433 (rounded
                to nine places)
"""


def columns(page: str) -> list[tuple[str, str]]:
    """The cells of a text with the heads above them."""
    return [(region.text, region.column) for region in text.read(whole(page)).regions if region.kind == "cell"]


@pytest.mark.parametrize(
    "ruler", ["──────  ──────  ───────────", "------  ------  -----------", "====== ======= ==========="]
)
def test_a_table_under_a_ruler_has_cells_with_heads_and_rows_that_go_on(ruler: str) -> None:
    assert columns(UNDER_STROKES.format(ruler=ruler)) == [
        ("w1", "weight"),
        ("0.15", "before"),
        ("0.149780716", "after"),
        ("w2", "weight"),
        ("0.20", "before"),
        ("0.199561433 (rounded to nine places)", "after"),
    ]


@pytest.mark.parametrize("ruler", ["─────────────────────────", "---- ------", "---  ---------------------", ""])
def test_lines_that_no_ruler_fits_are_no_table(ruler: str) -> None:
    assert columns(UNDER_STROKES.format(ruler=ruler)) == []


@pytest.mark.parametrize(
    ("page", "headings"),
    [
        ("Example 2\n=========\n\nTake x = 0.5.\n", ["Example 2"]),
        ("=========\nExample 2\n=========\nTake x = 0.5.\n", ["Example 2"]),
        ("2. The backward pass\n--------------------\nwe go back\n", ["2. The backward pass"]),
        ("name   value\n------------\nw1     0.15\nw2     0.20\n", []),
        ("0.2\n---\n0.5\n", []),
        ("net = 0.5\n---------\n", []),
        ("It is over.\n\n---------\n\nThe end.\n", []),
    ],
)
def test_a_line_of_words_that_is_underlined_is_a_heading(page: str, headings: list[str]) -> None:
    assert [region.text for region in text.read(whole(page)).regions if region.kind == "heading"] == headings


@pytest.mark.parametrize(("label", "word"), [("w_5", "rounded"), ("w_6", "unread")])
def test_a_short_number_behind_a_parameter_is_one_of_its_gradients_or_nothing(
    label: str, word: str, tmp_path: Path
) -> None:
    page = f"| parameter | first sample | kept |\n|---|---|---|\n| ${label}$ | $0.082$ | yes |\n"
    assert list(judged(tmp_path, page, str(FOLDER / "classic.toml"))) == [("0.082", word)]
