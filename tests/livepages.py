"""Live pages for the tests: written from a case, opened in a browser, changed as a reader would change them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
from networks import case, unproven
from selenium.webdriver.support.ui import WebDriverWait

from derivation.drawings.lettering import pieces
from derivation.drawings.shapes import Circle, Label, Line
from derivation.network.loading import read_spec
from derivation.network.spec import Spec
from derivation.network.spelling import Spelling
from derivation.render.author import Author
from derivation.render.curves import Course, curve
from derivation.render.derivations import Derivation
from derivation.render.documents import compose
from derivation.render.editions import Edition, Options
from derivation.render.figures import course_of
from derivation.render.formats.live import LiveWriter, write
from derivation.render.livenumbers import LiveNumbers
from derivation.render.markup import Tokens
from derivation.render.templating import Templates


def spec_of(name: str) -> Spec:
    """A case that trains for ten rounds."""
    return read_spec(re.sub(r"(?m)^rounds = \d+", "rounds = 10", case(name).to_toml()), f"{name}.toml")


@cache
def derived(name: str) -> Derivation:
    return Derivation(spec_of(name), prove=unproven)


def written(found: Derivation, language: str = "en") -> str:
    """The page of a derivation."""
    return next(iter(write(Edition(found, Templates(), Options(language))).values())).decode("utf-8")


@cache
def page(name: str) -> str:
    return written(derived(name))


@cache
def numbers(name: str) -> LiveNumbers:
    """What the page shows, in the order of its marks."""
    document = compose(derived(name), Templates())[0]
    writer = LiveWriter(document.notation)
    writer.numbers = LiveNumbers(tuple(derived(name).network.given))
    for block in document.blocks:
        list(writer.block(block))
    return writer.numbers


def opened(driver: Any, name: str, folder: Path) -> None:
    opened_text(driver, page(name), folder)


def opened_text(driver: Any, text: str, folder: Path) -> None:
    file = folder / "page.html"
    file.write_text(text, "utf-8")
    driver.get(file.as_uri())


def settled(driver: Any) -> Any:
    """The browser, once the page has done all rounds."""
    WebDriverWait(driver, 60, 0.02).until(lambda _: not is_working(driver))
    return driver


def is_working(driver: Any) -> bool:
    return bool(driver.execute_script("return document.body.classList.contains('working')"))


def set_fields(driver: Any, values: dict[int, str]) -> None:
    driver.execute_script(
        "for (const [index, value] of Object.entries(arguments[0])) {"
        " const field = document.querySelector(`[data-field='${index}']`);"
        " field.value = value; field.dispatchEvent(new Event('input')); }",
        values,
    )


def shown(driver: Any, kind: str) -> dict[str, set[str]]:
    """The texts of all marked numbers of a kind in the text, by what they are the values of, without brackets."""
    found = driver.execute_script(
        "return [...document.querySelectorAll(`:not(svg *)[data-${arguments[0]}]`)].map((node) =>"
        " [node.dataset[arguments[0]], node.innerHTML]);",
        kind,
    )
    texts: dict[str, set[str]] = {}
    for key, markup in found:
        texts.setdefault(key, set()).add(plain(markup))
    return texts


def plain(markup: str) -> str:
    """A marked number as text: `-0.5`, `3.5e-12`."""
    powered = re.sub(r"<mo[^>]*>⋅</mo><msup><mn>10</mn><mrow>(.*?)</mrow></msup>", r"e\1", markup)
    return re.sub(r"<[^>]+>|[()]", "", powered).replace("−", "-")


def console(driver: Any) -> list[Any]:
    return [entry for entry in driver.get_log("browser") if "favicon" not in entry["message"]]


def requests(driver: Any) -> list[str]:
    """Everything that was asked of a network or a file, but for the page itself."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [url for url in asked if not re.match(r"data:|chrome:|file:.*\.html$", url)]


def of_data(data: dict[str, Any]) -> Derivation:
    return Derivation(read_spec(json.dumps(data), "changed.json"), prove=unproven)


def with_numbers(found: Derivation, data: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """The data of a spec with other numbers in it, put where the network has them."""
    given = {name: number.text for name, number in found.network.given.items()} | texts
    numbered = iter(name for name in given if re.fullmatch(r"w\d+", name))
    for place, layer in enumerate(data["layer"], start=1):
        layer["weights"] = [[given[next(numbered)] for _ in row] for row in layer["weights"]]
        if isinstance(layer.get("bias"), str):
            layer["bias"] = given[f"b{place}"]
        elif "bias" in layer:
            layer["bias"] = [given[f"b_{neuron}"] for neuron in found.spec.layers[place - 1].neurons]
    return data | {
        "network": with_samples(found, data["network"], given),
        "training": with_rates(data["training"], given),
    }


def with_samples(found: Derivation, network: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    marks = [f"@{index}" for index in range(1, len(network.get("samples", ())) + 1)] or [""]
    ends = found.spec.layers[-1].neurons
    samples = [
        {
            "inputs": [given[f"{name}{mark}"] for name in found.spec.inputs],
            "targets": [given[f"target_{name}{mark}"] for name in ends],
        }
        for mark in marks
    ]
    return network | ({"samples": samples} if "samples" in network else samples[0])


def with_rates(training: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    same = ("beta1", "beta2", "epsilon", "momentum", "rho", "weight_decay")
    known = {"learning_rate": "eta", "l1": "lambda1", "l2": "lambda2", **{name: name for name in same}}
    return training | {key: given[name] for key, name in known.items() if name in given}


def rounded(value: Any, spec: Spec, least: int = 2) -> str:
    """The rule of the page, written a second time, in decimals: ties away from zero, small values by their digits.

    A value of which fewer than *least* digits would be seen is shown with its digits.
    """
    places, digits = spec.document.places, spec.document.digits
    with localcontext() as context:
        context.prec, context.rounding = 60, ROUND_HALF_UP
        exact = Decimal(mpmath.nstr(mpmath.mpf(value), 45, min_fixed=-500, max_fixed=500))
        if exact == 0:
            return "0"
        if digits is None and places is not None:
            fixed = exact.quantize(Decimal(1).scaleb(-places))
            if abs(exact) < Decimal(10) ** 15 and abs(fixed.scaleb(places)) >= 10 ** max(1, min(places, least) - 1):
                return f"{fixed:f}"
        count = digits or max(places or 0, least)
        mantissa, _, power = f"{exact:.{count - 1}e}".partition("e")
        places = count - 1 - int(power)
        if places >= 0 and int(power) >= -6:
            return f"{exact.quantize(Decimal(1).scaleb(-places)):f}"
        return f"{mantissa}e{int(power)}"


OVER_ROUNDS = 6
"""Digits that are seen at least where a value is followed over many rounds."""


@dataclass(frozen=True)
class Curve:
    """A curve as it is seen: its points and dots, the marks of both axes, and the words for those who do not see it."""

    points: tuple[tuple[float, float], ...]
    dots: tuple[tuple[float, float], ...]
    marks: tuple[tuple[str, float, float], ...]

    def is_near(self, other: Curve) -> bool:
        """Whether both look the same: no two places are more than a tenth of a pixel apart."""
        mine, others = self._places(), other._places()
        texts = [text for text, *_ in self.marks] == [text for text, *_ in other.marks]
        return texts and len(mine) == len(others) and all(abs(a - b) < 0.11 for a, b in zip(mine, others, strict=True))

    def _places(self) -> list[float]:
        corners = [(*at,) for at in (*self.points, *self.dots)] + [(x, y) for _, x, y in self.marks]
        return [place for corner in corners for place in corner] + [len(self.points) * 1e6]


def drawn_curve(driver: Any) -> Curve:
    """The curve that the browser shows."""
    script = """
    const svg = document.getElementById("fig:curve-title").parentNode;
    const numbers = (node, ...names) => names.map((name) => Number(node.getAttribute(name)));
    return [
        [...svg.querySelectorAll(".curve")].flatMap((line) => line.getAttribute("points").split(" "))
            .map((corner) => corner.split(",").map(Number)),
        [...svg.querySelectorAll(".point")].map((dot) => numbers(dot, "cx", "cy")),
        [...svg.querySelectorAll("text")].map((text) => [text.textContent, ...numbers(text, "x", "y")]),
    ];
    """
    points, dots, marks = driver.execute_script(script)
    return Curve(*(tuple(map(tuple, sorted(each))) for each in (points, dots, marks)))


def expected_curve(course: Course, spelling: Spelling) -> Curve:
    """The same figure as the tutorial would have it."""
    shapes = curve(course).shapes
    points = [(at.x, at.y) for line in shapes if isinstance(line, Line) and line.style == "curve" for at in line.points]
    dots = [(dot.centre.x, dot.centre.y) for dot in shapes if isinstance(dot, Circle)]
    labels = [label for label in shapes if isinstance(label, Label)]
    marks = [("".join(each.text for each in pieces(label, spelling)), label.at.x, label.at.y) for label in labels]
    return Curve(*(tuple(sorted(each)) for each in (points, dots, marks)))


def certified_course(found: Derivation, language: str = "en") -> Course | None:
    """What the tutorial of a derivation draws."""
    return course_of(Author(found, Tokens(), Templates(), language))
