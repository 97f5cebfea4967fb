"""What the words around a number say of it, in every language that is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivation.maths.numbers import read_number
from derivation.verify.documents.claims import extract
from derivation.verify.documents.languages import LANGUAGES
from derivation.verify.documents.literals import Literal
from derivation.verify.documents.phrases import (
    counts_last_places,
    is_about_errors,
    is_usual,
    meant_rounds,
    speaks_of_slip,
    spoken_rounds,
)
from derivation.verify.documents.surroundings import Remark
from derivation.verify.readers import read_manuscript


def remark(words: str) -> Remark:
    """The number that stands in place of the # among some words."""
    before, _, after = words.partition("#")
    return Remark(Literal("0.25", read_number("0.25"), len(before), len(before) + 4), words, before, after)


@pytest.mark.parametrize(
    ("words", "rounds"),
    [
        ("After 10,000 rounds the error is #.", [10_000]),
        ("It falls to # after 100 epochs.", [100]),
        ("After this first update the error is #.", [1]),
        ("Nach 10.000 Runden ist der Fehler #.", [10_000]),
        ("Nach 10 000 Durchläufen ist der Fehler #.", [10_000]),
        ("Nach 1\u00a0000 Schritten bleibt #.", [1_000]),
        ("Der Fehler sinkt auf # nach 100 Epochen.", [100]),
        ("Nach dieser Runde beträgt der Fehler #.", [1]),
        ("Wiederholt man das 500-mal, bleibt #.", [500]),
        ("Das ist 2 mal 0.5, also #.", []),
        ("Half of it, 0.5 times the slope, is #.", []),
        ("The error is #.", []),
        ("Der Fehler ist #.", []),
    ],
)
def test_rounds_are_counted_in_every_language(words: str, rounds: list[int]) -> None:
    assert spoken_rounds(remark(words)) == rounds


@pytest.mark.parametrize("words", ["Now the error is #.", "Jetzt ist der Fehler #.", "Der Fehler ist auf # gesunken."])
def test_a_change_is_that_of_one_round(words: str) -> None:
    assert meant_rounds(remark(words)) == ([] if words.endswith("gesunken.") else [1])


@pytest.mark.parametrize(
    ("words", "slip", "error", "places"),
    [
        ("With the old weights instead, the output is #.", True, False, False),
        ("Ein Versehen: der Gesamtfehler käme als # heraus.", True, True, False),
        ("Die Ausgabe ist # und nicht anders.", False, False, False),
        ("It is off by # units in its last place.", False, False, True),
        ("Am weitesten entfernt ist w7, um # Einheiten der letzten Stelle.", False, False, True),
        ("Der Verlust ist um # Einheiten größer.", False, True, False),
    ],
)
def test_slips_errors_and_last_places_are_told_apart(words: str, slip: bool, error: bool, places: bool) -> None:
    found = remark(words)
    assert (speaks_of_slip(found), is_about_errors(found), counts_last_places(found)) == (slip, error, places)


@pytest.mark.parametrize(
    ("words", "usual"),
    [
        ("Weights usually lie between -0.5 and #.", True),
        ("In practice a rate of # is common.", True),
        ("Üblicherweise liegt sie zwischen 0,1 und #.", True),
        ("The rate, usually small, is # here.", False),
        ("It is usually small. Here it is #.", False),
        ("Let the rate be #.", False),
    ],
)
def test_what_is_usual_is_told_from_what_is_so_here(words: str, usual: bool) -> None:
    assert is_usual(remark(words)) is usual


def test_what_counts_rounds_is_no_decimal(tmp_path: Path) -> None:
    text = "Nach 10.000 Runden ist der Fehler 0,25 statt 1,5.\n\n| Runden | Fehler |\n|---|---|\n| 1.000 | 0,75 |\n"
    path = tmp_path / "text.md"
    path.write_text(text, "utf-8")
    assert [each.literal.text for each in extract(read_manuscript(str(path))).remarks] == ["0,25", "1,5", "0,75"]


def test_every_language_has_all_its_words() -> None:
    assert all(vars(language).values() for language in LANGUAGES.values())
