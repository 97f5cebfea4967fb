"""Tables in which every row is worked out alike: their numbers are read by the other rows, and a slip stands out."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

from derivation.verify.sheets.kinds import KINDS, TERMS

REGRESSION = """
Some points on a line, and how far the guess is off:

| x | y | guess | off | off squared | off times x |
|---|---|---|---|---|---|
| 1.5 | 2.1 | 1.95 | 0.15 | 0.0225 | 0.225 |
| 2.0 | 2.4 | 2.60 | -0.20 | {square} | -0.400 |
| 2.5 | 3.6 | 3.25 | 0.35 | 0.1225 | 0.875 |
| 3.5 | 4.3 | 4.55 | -0.25 | 0.0625 | -0.875 |
| 4.5 | 6.1 | 5.85 | 0.25 | 0.0625 | 1.125 |
| 5.5 | 7.0 | 7.15 | -0.15 | 0.0225 | -0.825 |

On average the square is 0.0554.
"""
EPOCHS = """
A neuron learns $x = 0.6$ with the target 1 and the rate $\\eta = 0.5$, starting at w = 0.4 and b = 0.1.

| epoch | w | b | z | a | slope |
|---|---|---|---|---|---|
| 0 | 0.4000 | 0.1000 | 0.3400 | 0.5842 | -0.1010 |
| 1 | 0.4303 | 0.1505 | 0.4087 | 0.6008 | -0.0958 |
| 2 | 0.4590 | 0.1984 | 0.4738 | 0.6163 | -0.0907 |
| 3 | 0.4862 | {bias} | 0.5355 | 0.6308 | -0.0860 |
| 4 | 0.5120 | 0.2867 | 0.5940 | 0.6443 | -0.0815 |
| 5 | 0.5365 | 0.3275 | 0.6494 | 0.6569 | -0.0773 |
| 6 | 0.5597 | 0.3662 | 0.7020 | 0.6686 | -0.0734 |
"""
PERCEPTRON = """
The threshold unit learns OR with the learning rate $\\alpha = 0.2$; its error e is the target t minus the output y.

| x1 | x2 | t | y | e | w1 | w2 | new w1 | new w2 |
|---|---|---|---|---|---|---|---|---|
| 0 | 0 | 0 | 0 | 0 | -0.4 | -0.2 | -0.4 | -0.2 |
| 0 | 1 | 1 | 0 | 1 | -0.4 | -0.2 | -0.4 | 0.0 |
| 1 | 0 | 1 | 0 | 1 | -0.4 | 0.0 | -0.2 | 0.0 |
| 1 | 1 | 1 | 0 | 1 | -0.2 | 0.0 | 0.0 | 0.2 |
| 0 | 0 | 0 | 0 | 0 | 0.0 | 0.2 | 0.0 | 0.2 |
| 0 | 1 | 1 | 1 | 0 | 0.0 | 0.2 | 0.0 | 0.2 |
| 1 | 0 | 1 | 0 | 1 | 0.0 | 0.2 | {weight} | 0.2 |
| 1 | 1 | 1 | 1 | 0 | 0.2 | 0.2 | 0.2 | 0.2 |
"""
UNRELATED = """
| library | version | minutes | memory |
|---|---|---|---|
| one | 2.1 | 7.35 | 3.9 |
| two | 0.8 | 12.40 | 8.1 |
| three | 5.0 | 3.17 | 1.2 |
| four | 1.3 | 9.92 | 6.6 |
| five | 7.7 | 4.58 | 2.3 |
"""
RIGHT_AND_WRONG = [
    (REGRESSION, "{square}", "0.0400", "0.4000"),
    (EPOCHS, "{bias}", "0.2437", "0.2734"),
    (PERCEPTRON, "{weight}", "0.2", "-0.3"),
]
each_table = pytest.mark.parametrize(("text", "mark", "right", "wrong"), RIGHT_AND_WRONG)


@each_table
def test_a_table_is_read_by_the_formulas_of_its_columns(
    text: str, mark: str, right: str, wrong: str, tmp_path: Path
) -> None:
    found = list(judged(tmp_path, text.replace(mark, right)))
    assert [each for each in found if each[1] == "wrong"] == []
    assert 10 * sum(word == "unread" for _, word in found) <= len(found)


@each_table
def test_just_the_number_that_differs_from_the_other_rows_is_wrong(
    text: str, mark: str, right: str, wrong: str, tmp_path: Path
) -> None:
    found = list(judged(tmp_path, text.replace(mark, wrong)))
    assert [each for each in found if each[1] == "wrong"] == [(wrong, "wrong")]


def test_numbers_that_have_nothing_to_do_with_each_other_are_not_judged(tmp_path: Path) -> None:
    assert {word for _, word in judged(tmp_path, UNRELATED)} == {"unread"}


@pytest.mark.parametrize("kind", [*KINDS.values(), *TERMS.values()])
def test_every_kind_of_column_has_a_source(kind: object) -> None:
    assert getattr(kind, "source", "")
