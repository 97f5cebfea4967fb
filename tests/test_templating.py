"""Templates: plain data only, strict, sandboxed; every rule has its words."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy
from flint import arb
from networks import case, unproven

from derivation.errors import DerivationError
from derivation.maths.formulas import Name
from derivation.maths.rules import Rule
from derivation.render.derivations import Derivation
from derivation.render.templating import Templates, rule_words, template_folder
from derivation.stories import rendered

FILES = sorted(path.relative_to(template_folder()) for path in template_folder().rglob("*.j2"))


def in_folder(folder: Path, text: str, name: str = "own.j2") -> Templates:
    """Templates with one of the user's own."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return Templates(str(folder))


def test_a_variable_is_put_in(tmp_path: Path) -> None:
    assert in_folder(tmp_path, "out of << what >>").render("own.j2", {"what": "net"}) == "out of net"


def test_a_dollar_and_a_brace_are_nothing_special(tmp_path: Path) -> None:
    latex = r"$\frac{{1}}{2}$ {% x %} {{ y }} {# z #}"
    assert in_folder(tmp_path, latex + "<< 1 >>").render("own.j2", {}) == latex + "1"


def test_a_template_of_ones_own_wins(tmp_path: Path) -> None:
    templates = in_folder(tmp_path, "## My forward pass", "prose/en/forward.j2")
    pages = rendered(Derivation(case("classic"), prove=unproven), ["md"], str(tmp_path))
    assert b"\n## My forward pass\n" in pages["backpropagation-by-hand.md"]
    assert templates.render("prose/en/precision.j2", {"digits": 0, "places": 9}) == "9 decimal places"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<< losss >>", r"error\[D603\]: template: 'losss' is undefined"),
        ("<< what.more >>", r"error\[D603\]: template: 'str object' has no attribute 'more'"),
        ("<% if %>", r"own\.j2:1: error\[D603\]: template: Expected an expression"),
        ("line\n<% for %>", r"own\.j2:2: error\[D603\]: template: "),
        ("<< what.__class__ >>", r"error\[D603\]: template: access to attribute '__class__' of 'str' object is unsafe"),
        ("<< 1 // 0 >>", r"error\[D603\]: template: "),
        ("<< what + 1 >>", r"error\[D603\]: template: "),
    ],
)
def test_a_template_that_is_at_fault_says_so(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DerivationError, match=message):
        in_folder(tmp_path, text).render("own.j2", {"what": "net"})


def test_an_unknown_variable_in_an_override_stops_the_document(tmp_path: Path) -> None:
    in_folder(tmp_path, "## << nothing_of_the_kind >>", "prose/en/forward.j2")
    with pytest.raises(DerivationError, match=r"prose/en/forward\.j2.*error\[D603\]: template: 'nothing_of_the_kind'"):
        rendered(Derivation(case("classic"), prove=unproven), ["md"], str(tmp_path))


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(DerivationError, match=r"error\[D602\]: there is no template prose/en/absent\.j2"):
        Templates().render("prose/en/absent.j2", {})


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(DerivationError, match=r"error\[D601\]: nowhere is not a folder of templates"):
        Templates("nowhere")


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "prose/../../pyproject.toml"])
def test_a_template_outside_the_folder_cannot_be_reached(name: str) -> None:
    with pytest.raises(DerivationError, match=r"error\[D602\]"):
        Templates().render(name, {})


@pytest.mark.parametrize(
    "thing",
    [
        sympy.Symbol("x"),
        sympy.Integer(2),
        mpmath.mpf(1),
        arb(1),
        Fraction(1, 2),
        Decimal(1),
        1.5,
        Name("x"),
        len,
        b"bytes",
        {1},
        object(),
    ],
    ids=lambda thing: type(thing).__name__,
)
@pytest.mark.parametrize(
    "wrap", [lambda it: it, lambda it: [it], lambda it: {"key": (1, it)}], ids=["bare", "in", "deep"]
)
def test_an_object_may_not_enter_a_template(thing: Any, wrap: Any) -> None:
    with pytest.raises(TypeError, match=f"{type(thing).__name__} may not enter a template"):
        Templates().render("prose/en/precision.j2", {"digits": 0, "places": 9, "extra": wrap(thing)})


def test_an_object_may_not_enter_as_a_key() -> None:
    with pytest.raises(TypeError, match="may not enter a template"):
        Templates().render("prose/en/precision.j2", {"digits": 0, "places": 9, "extra": {sympy.Symbol("x"): 1}})


class Impostor(str):
    """A text with a method of its own, which would be code in a template."""

    def shout(self) -> str:
        return self.upper()


def test_a_subclass_of_text_may_not_enter() -> None:
    with pytest.raises(TypeError, match="Impostor may not enter a template"):
        Templates().render("prose/en/precision.j2", {"digits": 0, "places": 9, "extra": Impostor("a")})


@pytest.mark.parametrize("call", ["range(9)", "dict()", "lipsum()", "cycler(1)", "namespace()", "joiner()"])
def test_a_template_calls_no_function(tmp_path: Path, call: str) -> None:
    with pytest.raises(DerivationError, match=r"error\[D603\]"):
        in_folder(tmp_path, f"<< {call} >>").render("own.j2", {})


def test_what_a_template_gets_cannot_be_changed_by_it(tmp_path: Path) -> None:
    with pytest.raises(DerivationError, match=r"error\[D603\]"):
        in_folder(tmp_path, "<< words.append('x') >>").render("own.j2", {"words": ["a"]})


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_a_name_and_a_sentence(rule: Rule) -> None:
    words = rule_words(Templates())[rule]
    assert words["name"] and words["name"][-1] not in ".:"
    assert words["says"][0].isupper() and words["says"].endswith(".") and "\n" not in words["says"]


def test_there_are_words_for_no_other_rule() -> None:
    assert {path.stem for path in FILES if path.parent.name == "rules"} == set(Rule)


def test_no_two_rules_have_the_same_name() -> None:
    names = [words["name"] for words in rule_words(Templates()).values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_template_is_used_by_the_package(path: Path, repository: Path) -> None:
    sources = "".join(file.read_text("utf-8") for file in (repository / "derivation" / "render").rglob("*.py"))
    in_registry = path.parent.name in ("rules", "losses", "optimizers", "penalties")
    included = "".join(file.read_text("utf-8") for file in (repository / "templates").rglob("*.j2"))
    named = re.search(rf'"(?:{path.parent.name}/)?{path.stem}(?:"|-\{{)', sources)
    assert in_registry or named or f"/{path.name}" in included
