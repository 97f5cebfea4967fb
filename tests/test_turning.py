"""Numbers before their names: `0.61 = net_h1`, an arrow to a name, `which gives 0.72 for o`."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

TURNED = """A net with inputs $i_1 = 0.3$, $i_2 = 0.8$, weights $w_1 = 0.2$, $w_2 = 0.5$, $w_3 = 0.1$, $w_4 = 0.4$,
$w_5 = 0.6$, $w_6 = 0.35$, biases $b_1 = 0.15$, $b_2 = 0.25$.

$$0.2 \\cdot 0.3 + 0.5 \\cdot 0.8 + 0.15 = 0.61 = net_{{h1}}$$
$$\\frac{{1}}{{1 + e^{{-0.61}}}} = {out} = h_1$$

$$0.1 \\cdot 0.3 + 0.4 \\cdot 0.8 + 0.15 = 0.5 \\rightarrow net_{{h2}}$$
$${arrow} \\rightarrow h_2$$

The output sums them up: $net_o = w_5 h_1 + w_6 h_2 + b_2 = 0.85663$, which gives {told} for $o$.

With the target $t = 0.2$ the error is ${error} = \\frac{{1}}{{2}}(t - o)^2 = E$.
"""
RIGHT = {"out": "0.64794", "arrow": "0.62246", "told": "0.70196", "error": "0.12598"}


def words(folder: Path, **changed: str) -> dict[str, str]:
    return dict(judged(folder, TURNED.format(**{**RIGHT, **changed})))


def test_a_name_behind_its_number_is_its_name(tmp_path: Path) -> None:
    found = words(tmp_path)
    assert [found[each] for each in RIGHT.values()] == ["rounded"] * 4


@pytest.mark.parametrize(("place", "printed"), [("out", "0.64974"), ("told", "0.70915"), ("error", "0.12957")])
def test_a_wrong_number_before_its_name_is_wrong(place: str, printed: str, tmp_path: Path) -> None:
    assert words(tmp_path, **{place: printed})[printed] == "wrong"


@pytest.mark.parametrize(("printed", "word"), [("0.70196", "rounded"), ("0.70915", "wrong")])
def test_a_number_is_given_for_its_name_in_german_too(printed: str, word: str, tmp_path: Path) -> None:
    page = TURNED.format(**RIGHT).replace("which gives 0.70196 for $o$", f"das ergibt etwa {printed} für $o$")
    assert dict(judged(tmp_path, page))[printed] == word


def test_what_an_arrow_leads_to_may_only_be_fed_by_the_number(tmp_path: Path) -> None:
    assert words(tmp_path, arrow="0.72246")["0.72246"] == "unread"


@pytest.mark.parametrize("text", ["$$0 = 0.5 x + 0.3 y - 0.2$$", "$$0.5 < w$$", "The rate goes $0.5 \\to 0.1$."])
def test_a_condition_states_no_number(text: str, tmp_path: Path) -> None:
    given = "$x = 0.7$ and $y = 0.9$ and $w = 0.6$.\n\n"
    assert "wrong" not in [word for _, word in judged(tmp_path, given + text)]
