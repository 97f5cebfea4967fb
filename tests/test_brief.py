"""Brief pages: what they promise they keep, long lists are cut and what is left out is counted, and large is fine."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from networks import CASES, COMPUTATIONS, case, unproven

from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.render.derivations import Derivation
from derivation.render.selections import MOST_LISTED, picked
from derivation.starting import new
from derivation.stories import explain, rendered


def page_of(spec: Spec, detail: str) -> str:
    training = replace(spec.training, rounds=min(1, spec.training.rounds))
    brief = replace(spec, training=training, document=replace(spec.document, detail=detail))
    files = rendered(Derivation(brief, prove=unproven), ["md"])
    return files[f"{spec.slug}.md"].decode("utf-8")


@cache
def page(name: str, detail: str = "brief") -> str:
    return page_of(case(name), detail)


@pytest.mark.parametrize("count", range(30))
def test_a_list_is_picked_from_only_where_that_makes_it_shorter(count: int) -> None:
    found = picked(range(count))
    assert len(found) == (count if count <= MOST_LISTED else 4)
    assert count == 0 or (found[0], found[-1]) == (0, count - 1)


@pytest.mark.parametrize("name", [*CASES[::4], "mid-size"])
def test_only_a_page_that_shows_every_line_says_so(name: str) -> None:
    assert "shows the main lines of the calculation" in page(name)
    assert "shows every line of the calculation" not in page(name)
    assert "shows every line of the calculation" in page(name, "standard")


@pytest.mark.parametrize("name", [*CASES[::4], *COMPUTATIONS, "mid-size"])
def test_a_brief_page_is_the_shortest_and_a_full_one_the_longest(name: str) -> None:
    brief, standard, full = (len(page(name, detail)) for detail in ("brief", "standard", "full"))
    assert brief <= standard <= full


def test_what_is_left_out_is_counted() -> None:
    said = page("mid-size")
    rows = said.split("## The new parameters")[1].split("\n\n")
    assert [row.split(" |")[0] for row in rows[2].split("\n")[2:]] == [
        f"| $w_{number}$" for number in ("1", "2", "3", "{264}")
    ]
    assert rows[3] == "(And 260 more, worked out in the same way.)"
    assert "$i_3 = -0.11$, … 16 more …, $i_{20} = 0.84$" in said


def test_a_brief_page_of_a_small_network_leaves_no_parameter_out() -> None:
    said = page("brief")
    assert "more, worked out in the same way" not in said
    assert len(re.findall(r"(?m)^\| \$w_", said.split("## The new parameters")[1])) == 8


def test_the_ellipsis_is_explained_where_there_is_one_and_only_there() -> None:
    assert "An ellipsis in a long sum" in page("mid-size")
    assert "An ellipsis in a long sum" not in page("classic")


@pytest.mark.torture
@pytest.mark.parametrize("hidden", ["sigmoid", "relu"])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_network_for_digits_is_told_briefly_and_proven(hidden: str, output: str, tmp_path: Path) -> None:
    text = new("784,16,16,10", 1, hidden, output)
    spec = read_spec(text.replace('detail = "standard"', 'detail = "brief"'))
    derivation = Derivation(replace(spec, training=replace(spec.training, rounds=10)))
    said = rendered(derivation, ["md"])["my-network.md"].decode("utf-8")
    assert len(said) < 60_000
    assert derivation.certificate.holds and derivation.certificate.derivatives == 12_960
    assert "The gradients of all 12,960 parameters" in said and "along four directions" in said
    assert r"\underbrace{\cdots}" in said and "(And 12,956 more" in said
    path = tmp_path / "large.toml"
    path.write_text(text, encoding="utf-8")
    assert explain(str(path), "dE_total/dw[2][3][5]") == explain(str(path), "dE_total/dw12581")
