"""The error curve of the live page: in every state it goes through the errors that plain loops find."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import needs_browser
from livepages import (
    OVER_ROUNDS,
    certified_course,
    console,
    drawn_curve,
    expected_curve,
    is_working,
    of_data,
    opened_text,
    rounded,
    set_fields,
    settled,
    with_numbers,
    written,
)
from networks import IN_FLOATS, case, descend, forward, start, unproven

from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.render import liveprograms
from derivation.render.curves import Course
from derivation.render.derivations import Derivation

ROUNDS = 300
STATES = 6
FIGURE = "return document.getElementById('fig:curve-title').closest('figure')"


def derivation(name: str, rounds: int = ROUNDS, **settings: str) -> Derivation:
    spec = read_spec(re.sub(r"(?m)^rounds = \d+", f"rounds = {rounds}", case(name).to_toml()), "case.toml")
    return Derivation(replace(spec, document=replace(spec.document, **settings)), prove=unproven)


def fields_of(found: Derivation, texts: dict[str, str]) -> dict[int, str]:
    given = list(found.network.given)
    return {given.index(name): text for name, text in texts.items()}


def errors_over(spec: Spec, rounds: tuple[int, ...]) -> Iterator[tuple[int, float]]:
    """The error after the rounds, in plain loops over floats."""
    at = start(spec, IN_FLOATS)
    for done in range(1, rounds[-1] + 1):
        at = descend(spec, at, IN_FLOATS)
        if done in rounds:
            yield done, forward(spec, at, IN_FLOATS)["E_total"]


def independent_course(found: Derivation, spec: Spec) -> tuple[Course, dict[int, float]]:
    """What the figure of *found* would show of the numbers of *spec*."""
    rounds = tuple(sorted({*found.history.reported, *found.history.charted}))
    errors, drawn = dict(errors_over(spec, rounds)), certified_course(found)
    assert drawn is not None
    return replace(drawn, points=tuple((done, math.log10(error)) for done, error in errors.items())), errors


def words(driver: Any) -> tuple[str, str]:
    """What is said below the curve, and to those who do not see it."""
    script = f"{FIGURE}.querySelector('figcaption').innerText"
    return driver.execute_script(script), driver.execute_script(
        "return document.getElementById('fig:curve-desc').textContent"
    )


@needs_browser
@pytest.mark.parametrize("state", range(STATES))
def test_the_curve_of_a_random_state_is_that_of_an_independent_computation(
    driver: Any, tmp_path: Path, state: int
) -> None:
    choose = random.Random(f"curve {state}")
    found = derivation("classic", decimal=("point", "comma")[state % 2], places=(9, 4)[state % 3 == 2])
    names = [name for name in found.network.given if not name.startswith("target_")]
    texts = {name: f"{choose.uniform(-2, 2):.3f}" for name in choose.sample(names, choose.randint(1, len(names)))}
    texts |= {"eta": f"{choose.uniform(0.1, 2):.2f}"}
    console(driver)
    opened_text(driver, written(found), tmp_path)
    set_fields(driver, fields_of(found, texts))
    spec = of_data(with_numbers(found, found.spec.to_json(), texts)).spec
    course, errors = independent_course(found, spec)
    assert drawn_curve(settled(driver)).is_near(expected_curve(course, found.notation))
    caption, description = words(driver)
    ends = [rounded(error, spec, OVER_ROUNDS) for error in (errors[1], errors[ROUNDS])]
    first, last = (end.replace(".", ",") if state % 2 else end for end in ends)
    assert f"from {first} after 1 round to {last} after {ROUNDS} rounds." in description
    assert "Live values, worked out by your browser and not proven." in caption
    assert console(driver) == []


@needs_browser
def test_the_curve_of_ten_thousand_rounds_drawn_by_the_page_is_the_certified_one(driver: Any, tmp_path: Path) -> None:
    found = derivation("classic", 10_000)
    course = certified_course(found)
    assert course is not None
    opened_text(driver, written(found), tmp_path)
    certified, before = expected_curve(course, found.notation), words(driver)
    assert drawn_curve(driver).is_near(certified)
    markup = driver.execute_script(f"{FIGURE}.outerHTML")
    set_fields(driver, {2: "0.150"})
    assert drawn_curve(settled(driver)).is_near(certified)
    assert words(driver)[1].startswith(before[1]) and words(driver) != before
    set_fields(driver, {2: "0.15"})
    assert driver.execute_script(f"{FIGURE}.outerHTML") == markup


@needs_browser
def test_a_hundred_updates_move_the_curve_a_hundred_rounds_on(driver: Any, tmp_path: Path) -> None:
    found = derivation("classic")
    opened_text(driver, written(found), tmp_path)
    driver.find_element("id", "live:hundred").click()
    shown = words(settled(driver))[1]
    error = dict(errors_over(found.spec, (101,)))[101]
    assert f"from {rounded(error, found.spec, OVER_ROUNDS)} after 1 round" in shown


@needs_browser
def test_the_page_can_be_used_while_it_works_and_the_last_state_counts(driver: Any, tmp_path: Path) -> None:
    found = derivation("classic", 100)
    opened_text(driver, written(found), tmp_path)
    driver.execute_script("let now = 0; performance.now = () => (now += 5);")  # three rounds are a slice
    set_fields(driver, {2: "1.9"})
    assert is_working(driver)
    assert words(driver)[0].endswith("The rounds are being worked out …")
    assert driver.execute_script(f"{FIGURE}.getAttribute('aria-busy')") == "true"
    set_fields(driver, {2: "-0.7"})
    spec = of_data(with_numbers(found, found.spec.to_json(), {"w1": "-0.7"})).spec
    course, _ = independent_course(found, spec)
    assert drawn_curve(settled(driver)).is_near(expected_curve(course, found.notation))
    set_fields(driver, {2: "1.9"})
    driver.find_element("id", "live:reset").click()
    assert not is_working(driver)
    assert "Live values" not in words(driver)[0]


def plain(weight: str, target: str, rate: str, rounds: int = 100) -> Derivation:
    """One neuron that passes on what it gets."""
    data = {
        "network": {"inputs": ["1"], "targets": [target]},
        "layer": [{"activation": "identity", "weights": [[weight]]}],
        "training": {"learning_rate": rate, "rounds": rounds},
    }
    return Derivation(read_spec(json.dumps(data), "plain.json"), prove=unproven)


@needs_browser
def test_a_curve_that_grows_beyond_all_bounds_ends_before(driver: Any, tmp_path: Path) -> None:
    found = plain("2", "1", "0.5", 1000)
    console(driver)
    opened_text(driver, written(found), tmp_path)
    set_fields(driver, fields_of(found, {"eta": "9"}))
    told = words(settled(driver))[0]
    # The distance to the target grows to the eightfold in a round: 8^(2n) / 2 is a double for n <= 170.
    assert "Within the first 200 rounds something grows beyond all bounds" in told
    points, course = drawn_curve(driver).points, certified_course(found)
    beside = [text for text, x, _ in drawn_curve(driver).marks if x == 74]
    assert set(beside) == {"1", "10⁵⁰", "10¹⁰⁰", "10¹⁵⁰", "10²⁰⁰", "10²⁵⁰", "10³⁰⁰"}
    assert course is not None
    assert abs(max(x for x, _ in points) - 84 - 528 * math.log10(160) / math.log10(course.points[-1][0])) < 0.1
    assert min(y for _, y in points) >= 38 and max(y for _, y in points) <= 284
    assert driver.execute_script(f"return ({FIGURE.removeprefix('return ')}).outerHTML.match(/NaN|Infinity/)") is None
    assert console(driver) == []


@needs_browser
def test_an_error_of_nothing_has_no_curve_and_the_figure_says_so(driver: Any, tmp_path: Path) -> None:
    found = plain("2", "1", "0.5")
    opened_text(driver, written(found), tmp_path)
    set_fields(driver, fields_of(found, {"w1": "1"}))
    caption, description = words(settled(driver))
    assert caption.endswith("there is no curve.") and description.endswith("there is no curve.")
    assert drawn_curve(driver).points == () and drawn_curve(driver).dots == ()
    set_fields(driver, fields_of(found, {"w1": "2.5"}))
    assert len(drawn_curve(settled(driver)).points) > 10


@needs_browser
def test_an_error_that_becomes_nothing_leaves_gaps_and_is_told_from_rounding(driver: Any, tmp_path: Path) -> None:
    found = plain("2", "1", "0.5")
    opened_text(driver, written(found), tmp_path)
    set_fields(driver, fields_of(found, {"w1": "2.25"}))
    told = words(settled(driver))[0]
    assert "Where the error is not above 0" in told and "far below 10⁻¹⁴" in told


def test_a_network_with_too_much_work_keeps_its_curve_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveprograms, "MOST_OPERATIONS", 1000)
    text = written(derivation("classic"))
    data = json.loads(re.findall(r"data: (\{.*\}),\n", text)[0])
    assert data["curve"] is None and max(data["rounds"]) < 100
    assert re.search(r'<div class="as-given">\s*<figure>(?:(?!</figure>).)*fig:curve-title', text, re.DOTALL)


@needs_browser
def test_a_curve_that_is_not_followed_is_marked(driver: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveprograms, "MOST_OPERATIONS", 1000)
    opened_text(driver, written(derivation("classic")), tmp_path)
    before = drawn_curve(driver)
    set_fields(driver, {2: "0.9"})
    note = driver.execute_script(f"{FIGURE}.closest('.as-given').dataset.note")
    assert note.startswith("So many rounds of this network are more than this page repeats")
    assert drawn_curve(settled(driver)) == before


@needs_browser
def test_the_words_about_the_curve_are_german_on_a_german_page(driver: Any, tmp_path: Path) -> None:
    opened_text(driver, written(derivation("classic"), "de"), tmp_path)
    set_fields(driver, {2: "0.9"})
    caption, description = words(settled(driver))
    assert "Lebendige Werte" in caption and "nach 1 Runde bis" in description
