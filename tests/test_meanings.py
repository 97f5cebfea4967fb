"""What bare numbers mean beside those that are worked out: updates, answers given before, products, computer digits."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

STEPS = """Two inputs, one hidden layer of two, all sigmoids, with an error $\\frac{1}{2}(t - o)^2$ and a rate of 1.

$$a_1 = w_{11} x_1 + w_{12} x_2 = 0.2 \\cdot 0.5 + 0.4 \\cdot 0.8 = 0.42$$
$$h_1 = \\frac{1}{1 + e^{-a_1}} = 0.60348$$
$$a_2 = w_{21} x_1 + w_{22} x_2 = 0.3 \\cdot 0.5 + 0.1 \\cdot 0.8 = 0.23$$
$$h_2 = \\frac{1}{1 + e^{-a_2}} = 0.55725$$
$$a_3 = v_1 h_1 + v_2 h_2 = 0.6 \\cdot 0.60348 + 0.7 \\cdot 0.55725 = 0.75216$$
$$o = \\frac{1}{1 + e^{-a_3}} = 0.67964$$

The output should be $t = 0.25$.

$$\\delta_3 = o (1 - o) (t - o) = 0.67964 (1 - 0.67964)(0.25 - 0.67964) = -0.09355$$
$$\\delta_1 = h_1 (1 - h_1) (v_1 \\delta_3) = 0.60348 (1 - 0.60348)(0.6 \\cdot (-0.09355)) = -0.01343$$

$$\\Delta v_1 = 1 \\cdot (-0.09355) \\cdot 0.60348 = -0.05646$$
$$v_1(new) = 0.6 + (-0.05646) = 0.54354$$
$$\\Delta w_{11} = 1 \\cdot (-0.01343) \\cdot 0.5 = -0.00672$$
$$w_{11}(new) = -0.00672 + 0.2 = 0.19328$$

The other weights go the same way:

- $w_{12}(new) = %s$
- $v_2(new) = %s$
"""


def wrong(folder: Path, text: str) -> list[str]:
    return [printed for printed, word in judged(folder, text) if word == "wrong"]


def test_a_bare_update_is_judged_by_what_the_worked_ones_mean(tmp_path: Path) -> None:
    assert wrong(tmp_path, STEPS % ("0.38926", "0.64787")) == []
    assert wrong(tmp_path, STEPS % ("0.31926", "0.59787")) == ["0.31926", "0.59787"]


ANSWERED = """# Question 1

$$y = \\frac{1}{1 + e^{-0.4}} = 0.5987$$

# Question 2

## Answer

$$E = 0.08$$

## Given

$$y = 0.4, \\quad t = 0.8$$

## Work

$$E = \\frac{1}{2}(t - y)^2 = \\frac{1}{2}(0.8 - 0.4)^2$$

$$E = 0.08$$
"""


def test_an_answer_before_its_question_belongs_to_that(tmp_path: Path) -> None:
    assert [word for printed, word in judged(tmp_path, ANSWERED) if printed == "0.08"] == ["exact", "exact"]


GROUPED = """With $h = 0.7109$, $g = -0.1372$ and $w = {weight}$:

$$s = h (1 - h) (g w) = 0.7109 \\cdot 0.2891 \\cdot (-0.1372 \\cdot {weight}) = 0.2055 \\cdot ({part}) = -0.0127$$
"""


def test_neighbours_that_are_multiplied_out_are_read(tmp_path: Path) -> None:
    assert dict(judged(tmp_path, GROUPED.format(weight="0.45", part="-0.0617")))["-0.0617"] in ("rounded", "carried")


def test_what_no_neighbours_come_to_is_not_read(tmp_path: Path) -> None:
    assert dict(judged(tmp_path, GROUPED.format(weight="0.45", part="-0.0717")))["-0.0717"] == "unread"


@pytest.mark.parametrize(("printed", "word"), [("0.598687660112452", "carried"), ("0.598687660112552", "unread")])
def test_the_digits_of_a_computer_may_be_off_in_the_last(printed: str, word: str, tmp_path: Path) -> None:
    text = f"$$y = \\frac{{1}}{{1 + e^{{-0.4}}}} = 0.598688$$\n\nThe program says\n\n    {printed}3\n"
    assert dict(judged(tmp_path, text))[f"{printed}3"] == word


def test_one_number_that_stands_in_a_line_twice_is_the_same_both_times(tmp_path: Path) -> None:
    squares = "$$y = \\frac{{1}}{{1 + e^{{-0.9}}}} = 0.7109$$\n\n$$d = -y \\cdot y (1 - y) = {line} = -0.1462$$\n"
    same = squares.format(line="-0.7109 \\cdot 0.7109 \\cdot (1 - 0.7109)")
    assert dict(judged(tmp_path, same))["-0.1462"] == "last-digit"
    other = squares.format(line="-0.7109 \\cdot 0.7110 \\cdot (1 - 0.7109)")
    assert dict(judged(tmp_path, other))["-0.1462"] == "carried"


NEIGHBOUR = """Given: $i_1 = 0.3$, $i_2 = 0.8$; $w_1 = 0.2$, $w_2 = 0.5$, $w_3 = 0.1$, $w_4 = 0.4$, $w_5 = 0.6$,
$w_6 = 0.3$, $w_7 = 0.25$, $w_8 = 0.45$; the first layer adds $b_1 = 0.15$, the second $b_2 = 0.35$.

$$net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.2 \\cdot 0.3 + 0.5 \\cdot 0.8 + 0.15 = 0.61$$
$$out_{h1} = \\frac{1}{1 + e^{-net_{h1}}} = 0.6479408$$

The other one is $out_{h2} = 0.6224593$.

$$net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 = 0.9255023$$
$$out_{o1} = \\frac{1}{1 + e^{-net_{o1}}} = 0.7161619$$

Wanted are $target_{o1} = 0.2$ and a large second output.

$$E_{o1} = \\frac{1}{2}(target_{o1} - out_{o1})^2 = 0.1332116$$
$$E_{o2} = %s$$
$$E = E_{o1} + E_{o2} = 0.1332116 + %s = %s$$
"""


def test_an_error_in_a_sum_has_an_output_though_the_text_only_tells_of_its_neighbour(tmp_path: Path) -> None:
    words = dict(judged(tmp_path, NEIGHBOUR % ("0.0224126", "0.0224126", "0.1556242")))
    assert [words[each] for each in ("0.6224593", "0.0224126", "0.1556242")] == ["rounded"] * 3


def test_an_error_that_no_short_target_explains_is_taken_as_it_stands(tmp_path: Path) -> None:
    words = dict(judged(tmp_path, NEIGHBOUR % ("0.0219426", "0.0219426", "0.1551542")))
    assert [words[each] for each in ("0.6224593", "0.0219426", "0.1551542")] == ["rounded", "carried", "carried"]
