"""The live page: in every state that a reader can set, every number is that of an independent computation.

The expected numbers come from plain loops in high precision (networks.py) with derivatives by central differences, or
from the certified derivation of another spec; never from the page's own program.
"""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mpmath
import pytest
from browser import needs_browser
from livepages import (
    OVER_ROUNDS,
    certified_course,
    console,
    derived,
    drawn_curve,
    expected_curve,
    numbers,
    of_data,
    opened,
    page,
    requests,
    rounded,
    set_fields,
    settled,
    shown,
    spec_of,
    with_numbers,
)
from networks import CASES, IN_MPMATH, backward, case, descend, forward, in_turn, parameters, unproven

from derivation.errors import DerivationError
from derivation.maths.formulas import Formula, Name, Number, Partial
from derivation.maths.numbers import read_number
from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.render.derivations import Derivation
from derivation.render.editions import Edition
from derivation.render.formats.live import write
from derivation.render.livenumbers import LiveNumbers
from derivation.render.templating import Templates
from derivation.stories import rendered

STATES = 50
OTHERS = ("tanh", "relu", "softmax-of-three", "huber", "gelu", "elu", "four-layers", "l2-penalty", "trained-biases")
OTHERS_OF_A_COURSE = tuple(name for name in ("adam", "batch-mean", "online", "z-a") if name in CASES)
FOLLOWED = (*OTHERS, *OTHERS_OF_A_COURSE)


# Plain loops once more, in which any net input or output can be replaced, for derivatives by it.


def evaluated(spec: Spec, at: dict[str, Any], replaced: dict[str, Any]) -> dict[str, Any]:
    """Every quantity of a network of sigmoids with the half squared error, from all given numbers by id."""
    table, sources, first = {**at, **replaced}, list(spec.inputs), 1
    for place, layer in enumerate(spec.layers, start=1):
        for name in layer.neurons:
            net = table.get(f"b{place}", mpmath.mpf(0))
            for index, source in enumerate(sources):
                net += table[f"w{first + index}"] * table[source]
            first += len(sources)
            table[f"net_{name}"] = replaced.get(f"net_{name}", net)
            table[f"out_{name}"] = replaced.get(f"out_{name}", 1 / (1 + mpmath.exp(-table[f"net_{name}"])))
        sources = [f"out_{name}" for name in layer.neurons]
    table["E_total"] = mpmath.mpf(0)
    for name in spec.layers[-1].neurons:
        table[f"E_{name}"] = (table[f"target_{name}"] - table[f"out_{name}"]) ** 2 / 2
        table["E_total"] += table[f"E_{name}"]
    return table


def expected(spec: Spec, at: dict[str, Any], key: Formula) -> Any:
    """The value of a quantity, of an updated weight, or of a derivative by a central difference."""
    match key:
        case Partial(Name(of), Name(wrt)):
            middle, step = evaluated(spec, at, {})[wrt], mpmath.mpf(10) ** -18
            above, below = (evaluated(spec, at, {wrt: middle + sign * step})[of] for sign in (1, -1))
            return (above - below) / (2 * step)
        case Name(name) if name.endswith("+"):
            slope = expected(spec, at, Partial(Name("E_total"), Name(name[:-1])))
            return at[name[:-1]] - at["eta"] * slope
        case Name(name):
            return evaluated(spec, at, {})[name]
    raise TypeError(key)


def random_state(choose: random.Random, names: tuple[str, ...]) -> dict[str, str]:
    """Some of the given numbers changed, to short decimals of both signs."""
    changed = choose.sample(names, choose.randint(1, len(names)))
    return {name: f"{choose.uniform(-2, 2):.{choose.randint(1, 4)}f}" for name in changed}


@needs_browser
def test_every_number_of_fifty_random_states_is_that_of_an_independent_computation(driver: Any, tmp_path: Path) -> None:
    opened(driver, "classic", tmp_path)
    spec, live = spec_of("classic"), numbers("classic")
    given = {name: number.text for name, number in derived("classic").network.given.items()}
    with mpmath.workdps(50):
        for state in range(STATES):
            chosen = random_state(random.Random(f"state {state}"), live.given)
            texts = {**given, **chosen}
            set_fields(driver, {live.given.index(name): text for name, text in texts.items()})
            at = {
                name: mpmath.mpf(Fraction(text).numerator) / Fraction(text).denominator for name, text in texts.items()
            }
            values = {str(index): rounded(expected(spec, at, key), spec) for index, key in enumerate(live.keys)}
            found = shown(driver, "k")
            assert found == {index: {values[index]} for index in found} and len(found) > 50, chosen
            assert shown(driver, "g") == {str(live.given.index(name)): {text} for name, text in texts.items()}
            check_rounds(driver, spec, at, live)
    assert console(driver) == [] and requests(driver) == []


def check_rounds(driver: Any, spec: Spec, at: dict[str, Any], live: LiveNumbers) -> None:
    """The table over the rounds, by plain gradient descent."""
    state, found = dict(at), shown(driver, "t")
    for done in range(11):
        table = evaluated(spec, state, {})
        for column, name in enumerate(live.columns):
            text = rounded(table[name], spec, OVER_ROUNDS)
            assert found.get(f"{done},{column}", {text}) == {text}
        weights = [name for name in live.given if name.startswith("w")]
        slopes = {name: gradient(spec, state, name) for name in weights}
        state |= {name: state[name] - state["eta"] * slopes[name] for name in weights}
    assert {f"{done},0" for done in (0, 1, 10)} <= set(found)


def gradient(spec: Spec, at: dict[str, Any], name: str) -> Any:
    return expected(spec, at, Partial(Name("E_total"), Name(name)))


@needs_browser
@pytest.mark.parametrize("name", FOLLOWED)
def test_another_network_is_followed_as_its_certified_derivation_has_it(driver: Any, tmp_path: Path, name: str) -> None:
    opened(driver, name, tmp_path)
    live, data = numbers(name), spec_of(name).to_json()
    fields = driver.execute_script("return [...document.querySelectorAll('[data-field]')].map((f) => f.dataset.field)")
    choose = random.Random(name)
    texts = {live.given[int(index)]: f"{choose.uniform(0.1, 1.4):.3f}" for index in fields}
    set_fields(driver, {live.given.index(each): text for each, text in texts.items()})
    changed = of_data(with_numbers(derived(name), data, texts))
    found = shown(driver, "k")
    assert len(found) > len(live.keys) / 2
    with mpmath.workdps(50):
        for index, key in ((index, live.keys[int(index)]) for index in found):
            value = changed.applied.at(key, 256)
            exact = value if isinstance(value, Fraction) else Fraction(str(value.mid().str(60, radius=False)))
            text = rounded(mpmath.mpf(exact.numerator) / exact.denominator, changed.spec)
            assert found[index] == {text}, key
    course = certified_course(changed)
    assert course is None or drawn_curve(settled(driver)).is_near(expected_curve(course, changed.notation))
    assert console(driver) == []


@needs_browser
def test_one_update_a_hundred_updates_and_back(driver: Any, tmp_path: Path) -> None:
    opened(driver, "classic", tmp_path)
    before = driver.execute_script("return document.querySelector('main').innerHTML")
    spec = spec_of("classic")
    with mpmath.workdps(50):
        at = {name: IN_MPMATH.number(value.value) for name, value in parameters(spec)}
        for button, times in (("one", 1), ("hundred", 100)):
            driver.find_element("id", f"live:{button}").click()
            for _ in range(times):
                at = descend(spec, at, IN_MPMATH)
            weight = driver.find_element("css selector", "[data-field='7']").get_attribute("value")
            assert abs(mpmath.mpf(weight) - at["w5"]) < mpmath.mpf(10) ** -12
            error = live_index("classic", Name("E_total"))
            assert shown(driver, "k")[error] == {rounded(forward(spec, at, IN_MPMATH)["E_total"], spec)}
    assert "Updates made: 101." in driver.find_element("id", "live:status").text
    driver.find_element("id", "live:reset").click()
    assert driver.execute_script("return document.querySelector('main').innerHTML") == before


def live_index(name: str, key: Formula) -> str:
    return str(numbers(name).keys.index(key))


@needs_browser
@pytest.mark.parametrize("typed", ["", "abc", "1e", "0,5", "1/0", "1e999", "--1", "<b>1</b>", "1;alert(1)", "NaN"])
def test_what_is_no_number_is_told_at_its_field_and_changes_nothing(driver: Any, tmp_path: Path, typed: str) -> None:
    opened(driver, "classic", tmp_path)
    set_fields(driver, {2: "0.7"})
    before = shown(driver, "k")
    set_fields(driver, {3: typed})
    told = driver.find_element("id", "live:e3").text
    assert "the page keeps the last" in told
    assert shown(driver, "k") == before
    set_fields(driver, {3: "0.20"})
    assert driver.find_element("id", "live:e3").text == ""


@needs_browser
def test_a_number_that_leads_beyond_all_bounds_changes_nothing(driver: Any, tmp_path: Path) -> None:
    opened(driver, "all-identity", tmp_path)
    before = shown(driver, "k")
    set_fields(driver, {2: "1e200"})
    assert "beyond all bounds" in driver.find_element("id", "live:e2").text
    assert shown(driver, "k") == before


@needs_browser
def test_words_about_the_given_numbers_are_marked_once_they_have_changed(driver: Any, tmp_path: Path) -> None:
    opened(driver, "classic", tmp_path)
    set_fields(driver, {12: "0.9"})
    said = driver.execute_script(
        "return [...document.querySelectorAll('main p, main .aside')].filter((node) => !node.closest('.as-given'))"
        ".map((node) => node.textContent)"
    )
    assert [
        text for text in said if re.search("Positive|Negative|roads disagree|goes down|slip|shows more", text)
    ] == []
    notes = driver.execute_script("return [...document.querySelectorAll('.as-given')].map((node) => node.dataset.note)")
    assert len(notes) > 5 and set(notes) == {"About the numbers as they were given:"}


@needs_browser
def test_the_figure_follows(driver: Any, tmp_path: Path) -> None:
    opened(driver, "classic", tmp_path)
    set_fields(driver, {2: "-0.77"})
    driver.find_element("id", "live:one").click()
    labels = driver.execute_script("return [...document.querySelectorAll('svg text')].map((node) => node.textContent)")
    spec = spec_of("classic")
    with mpmath.workdps(50):
        given = {name: IN_MPMATH.number(number.value) for name, number in derived("classic").network.given.items()}
        at = {**given, "w1": mpmath.mpf("-0.77")}
        at |= {name: at[name] - at["eta"] * gradient(spec, at, name) for name in at if name.startswith("w")}
        out = rounded(evaluated(spec, at, {})["out_h1"], spec)
    assert f"outh1 ≈ {out}" in labels
    assert f"w1 ≈ {mpmath.nstr(at['w1'], 4)}".replace("-", "−") in labels


class Unmarked(HTMLParser):
    """Collects the numbers that nothing follows, outside of what is marked as being about the given numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        hidden = known.get("class") in ("n", "as-given", "controls") or tag in ("svg", "annotation", "script", "nav")
        if tag not in ("meta", "input", "br"):
            self.open.append(f"{tag} hidden" if hidden else tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().split()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if "mn" in self.open and not any(part.endswith("hidden") for part in self.open):
            self.found.append(text)


def unmarked(text: str) -> set[str]:
    reader = Unmarked()
    reader.feed(text)
    return set(reader.found)


def test_no_number_that_would_change_stays_behind() -> None:
    texts = {name: f"0.{index}{index}9" for index, name in enumerate(derived("classic").network.given, start=11)}
    other = of_data(with_numbers(derived("classic"), spec_of("classic").to_json(), texts))
    page_of_other = next(iter(write(Edition(other, Templates())).values())).decode("utf-8")
    assert unmarked(page("classic")) == unmarked(page_of_other) == set("012345678")  # the indices of names


@pytest.mark.parametrize("name", in_turn([name for name in CASES if case(name).document.carry == "exact"], 3))
def test_there_is_a_live_page_of_every_network(name: str) -> None:
    files = rendered(Derivation(case(name), prove=unproven), ["live"])
    text = next(iter(files.values())).decode("utf-8")
    assert list(files) == [f"{case(name).slug}-live.html"]
    assert "7770001" not in text and "undefined" not in text and "script-src 'sha256-" in text


def test_a_page_that_rounds_on_the_way_is_refused() -> None:
    with pytest.raises(DerivationError, match=r"error\[D711\]: a live page does not round on the way"):
        rendered(Derivation(case("rounded"), prove=unproven), ["live"])


def test_a_page_with_too_many_numbers_is_refused() -> None:
    data = spec_of("classic").to_json()
    data["layer"] = [{"neurons": 200, "activation": "sigmoid", "weights": [["1", "1"]] * 200}, data["layer"][1]]
    data["layer"][1]["weights"] = [["1"] * 200] * 2
    with pytest.raises(DerivationError, match=r"error\[D907\]: a live page has at most 400 numbers"):
        rendered(Derivation(read_spec(json.dumps(data), "wide.json"), prove=unproven), ["live"])


def test_a_number_of_another_origin_is_the_same_number() -> None:
    one, other = Number(read_number("0.5"), Name("w1")), Number(read_number("0.5"))
    assert one == other and hash(one) == hash(other)


def test_the_loops_of_this_file_agree_with_those_of_the_others() -> None:
    spec = spec_of("classic")
    with mpmath.workdps(50):
        at = {name: IN_MPMATH.number(value.value) for name, value in parameters(spec)}
        given = {name: IN_MPMATH.number(number.value) for name, number in derived("classic").network.given.items()}
        slopes = backward(spec, forward(spec, at, IN_MPMATH), IN_MPMATH)
        assert abs(gradient(spec, given, "w3") - slopes["w3"]) < mpmath.mpf(10) ** -25
