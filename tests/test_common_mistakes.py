"""The answer key: what the classic mistakes would give for a network, if it is asked for."""

from __future__ import annotations

import re

import pytest
from networks import CASES, derivation

from derivation.network.mistakes import made_in_computing
from derivation.render.editions import Edition, Options
from derivation.render.formats.md import write
from derivation.render.templating import Templates, word_list

SOME = CASES[::6]


def page(name: str, **options: bool) -> str:
    files = write(Edition(derivation(name), Templates(), Options(**options)))
    return next(text.decode() for file, text in files.items() if file.endswith(".md") and "closed-form" not in file)


def rows(text: str) -> list[list[str]]:
    section = text.partition("## Common mistakes")[2].partition("\n## ")[0]
    return [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]


def test_there_is_no_answer_key_unless_it_is_asked_for() -> None:
    assert "## Common mistakes" not in page("classic")


def test_the_sequential_slip_gives_the_number_that_is_in_print() -> None:
    (row,) = [row for row in rows(page("classic", common_mistakes=True)) if "before the layer below" in row[0]]
    assert [re.sub(r"[$ ]", "", cell) for cell in row[2:]] == ["0.036350306", "0.030229739", "0.291027924"]


def test_numbers_that_end_are_not_padded() -> None:
    (row,) = [row for row in rows(page("classic", common_mistakes=True)) if "bias is left out" in row[0]]
    assert [re.sub(r"[$ ]", "", cell) for cell in row[2:4]] == ["0.3775", "0.0275"]


@pytest.mark.parametrize("name", SOME)
def test_every_row_shows_two_different_numbers(name: str) -> None:
    found = rows(page(name, common_mistakes=True))
    assert found
    assert all(row[2] != row[3] for row in found)


def test_every_classic_mistake_has_its_words() -> None:
    words = word_list(Templates(), "mistakes", "en", {"over": "x", "layered": True})
    assert set(words) == {row.id for row in made_in_computing() if row.tier <= 1}


def test_the_answer_key_of_a_computation_speaks_of_no_network() -> None:
    text = page("recurrent-cell", common_mistakes=True).partition("## Common mistakes")[2].partition("\n## ")[0]
    assert "one road to the result is left out" in text
    assert not re.search("network|neuron|hidden|weight|error", text)
