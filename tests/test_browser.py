"""Web pages in a browser: quiet, complete, inside the window at every width, formulas and figures drawn as meant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import needs_browser
from networks import FOLDER, unproven

from derivation.network.loading import load_spec
from derivation.render.derivations import Derivation
from derivation.stories import rendered

pytestmark = needs_browser
SHOWN: Mapping[str, dict[str, str]] = {
    "classic": {},
    "six-wide": {},
    "softmax-of-three": {"detail": "full"},
    "four-layers": {"notation": "z-a", "decimal": "comma"},
    "relu-at-its-corner": {"places": "15"},
}
WIDTHS = (1200, 760, 400)
OUTSIDE = """
return [...document.querySelectorAll('body *')]
    .filter(each => !each.closest('.form, .subject, .table, .drawing-box, .skip, annotation'))
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .map(each => each.outerHTML.slice(0, 120))
"""
BOXES = """
return [...document.querySelectorAll('figure')].map(figure =>
    [...figure.querySelectorAll('text')].map(each => each.getBoundingClientRect())
        .map(box => [box.left, box.top, box.right, box.bottom]))
"""


@dataclass(frozen=True)
class Window:
    """A page in a window of any size and colour scheme, with what it says and asks for."""

    driver: Any

    def open(self, page: Path, width: int = 1200, scheme: str = "light", media: str = "") -> None:
        """Show a file in a window of that width, in that colour scheme, or as it would be printed."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        self.driver.get(page.as_uri())

    def ask(self, script: str) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script)

    def complaints(self) -> list[str]:
        """What the console has been told since the last question."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last question, data inside the page left out."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [each["params"] for each in messages if each["method"] == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in sent if not each["request"]["url"].startswith("data:")]


@pytest.fixture(scope="module")
def window(driver: Any) -> Iterator[Window]:
    """The browser, which is as it was when the tests of this file are over."""
    yield Window(driver)
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Path]]:
    """The pages of every network that is looked at."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, settings in SHOWN.items():
        spec = load_spec(str(FOLDER / f"{name}.toml"), settings)
        files = rendered(Derivation(spec, prove=unproven), ["html"])
        found[name] = [folder / f"{name}-{file}" for file in files]
        for path, content in zip(found[name], files.values(), strict=True):
            path.write_bytes(content)
    return found


each_page = pytest.mark.parametrize("name", SHOWN)


@each_page
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_out_of_the_page(name: str, width: int, pages: Mapping[str, list[Path]], window: Window) -> None:
    for page in pages[name]:
        window.open(page, width)
        assert window.ask("return document.documentElement.scrollWidth") <= width
        assert window.ask(OUTSIDE) == []


@each_page
def test_the_page_is_quiet_and_asks_for_nothing(name: str, pages: Mapping[str, list[Path]], window: Window) -> None:
    window.complaints(), window.requests()
    for page in pages[name]:
        window.open(page)
        assert (window.complaints(), window.requests()) == ([], [page.as_uri()])


@each_page
def test_formulas_are_laid_out_as_formulas(name: str, pages: Mapping[str, list[Path]], window: Window) -> None:
    window.open(pages[name][0])
    assert window.ask("return document.fonts.check('16px Formulas')")
    flat = "return [...document.querySelectorAll('math')].filter(each => !each.getBoundingClientRect().height).length"
    assert window.ask(flat) == 0
    above = """
    return [...document.querySelectorAll('mfrac')]
        .map(each => [...each.children].map(part => part.getBoundingClientRect()))
        .filter(([top, below]) => top.bottom > below.top + 1).length
    """
    assert window.ask(above) == 0
    assert window.ask("return getComputedStyle(document.querySelector('annotation')).display") == "none"


@each_page
def test_no_two_labels_of_a_figure_overlap_as_they_are_drawn(
    name: str, pages: Mapping[str, list[Path]], window: Window
) -> None:
    window.open(pages[name][0])
    for boxes in window.ask(BOXES):
        assert [(one, other) for one in boxes for other in boxes if one < other and overlap(one, other)] == []


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two boxes share more than the room between lines that belongs to both."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0.5 and down > 6


def test_every_chain_begins_at_its_relation_when_the_page_is_narrow(
    pages: Mapping[str, list[Path]], window: Window
) -> None:
    starts = """
    return [...document.querySelectorAll('.forms')].map(row =>
        [...row.querySelectorAll('.form:not(.more)')]
            .map(each => [each.getBoundingClientRect().left, each.textContent.trim()[0]]))
    """
    window.open(pages["classic"][0], 400)
    rows = window.ask(starts)
    assert len({left for row in rows for left, _ in row[:1]}) == 1
    assert {sign for row in rows for _, sign in row} <= {"=", "≈"}


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_follows_the_scheme_of_the_reader(
    scheme: str, dark: bool, pages: Mapping[str, list[Path]], window: Window
) -> None:
    window.open(pages["classic"][0], scheme=scheme)
    for part, property_name in (("body", "backgroundColor"), (".drawing .neuron", "fill")):
        colour = window.ask(f"return getComputedStyle(document.querySelector('{part}')).{property_name}")
        assert (sum(map(int, colour.strip("rgb()").split(","))) < 200) is dark


def test_on_paper_there_is_no_navigation_and_ink_is_black(pages: Mapping[str, list[Path]], window: Window) -> None:
    window.open(pages["classic"][0], scheme="dark", media="print")
    assert window.ask("return getComputedStyle(document.querySelector('nav')).display") == "none"
    assert window.ask("return getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
