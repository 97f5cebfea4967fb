"""Other languages than English: complete, filled with the same things, and with no English left in them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes
from networks import CASES, derivation, edition

from derivation.maths.rules import Rule
from derivation.render.documents import compose
from derivation.render.markdown import page
from derivation.render.templating import Templates, rule_words, template_folder, word_list

PROSE = template_folder() / "prose"
LANGUAGES = sorted(path.name for path in PROSE.iterdir() if path.name != "en")
FILES = sorted(path.relative_to(PROSE / "en").as_posix() for path in (PROSE / "en").rglob("*.j2"))
LISTS = tuple(
    name for name in FILES if re.fullmatch(r"([\w-]+: .*\n)+", (PROSE / "en" / name).read_text("utf-8"), re.ASCII)
)
_ENVIRONMENT = Environment(
    block_start_string="<%", block_end_string="%>", variable_start_string="<<", variable_end_string=">>",
    comment_start_string="<#", comment_end_string="#>",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(the|and|of|to|is|are|with|which|that|this|for|from|by|its|it|has|have|not|one|each|every|above|below|weight|"
    r"weights|output|input|inputs|error|layer|neuron of|because|how|much|does|would|mean|larger|smaller)\b"
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def parsed(language: str, name: str) -> nodes.Template:
    return _ENVIRONMENT.parse((PROSE / language / name).read_text("utf-8"))


def used(language: str, name: str) -> tuple[set[str], set[str]]:
    """The variables of a template, and the templates that it includes."""
    tree = parsed(language, name)
    included = {str(each).replace(f"prose/{language}/", "") for each in meta.find_referenced_templates(tree)}
    return meta.find_undeclared_variables(tree), included


def test_there_is_another_language() -> None:
    assert "de" in LANGUAGES


@each_language
def test_every_file_is_there_and_no_other(language: str) -> None:
    found = sorted(path.relative_to(PROSE / language).as_posix() for path in (PROSE / language).rglob("*.j2"))
    assert found == FILES


@each_language
@pytest.mark.parametrize("name", FILES)
def test_a_template_is_filled_with_the_same_things(language: str, name: str) -> None:
    assert used(language, name) == used("en", name)


@each_language
@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_words_has_the_same_keys(language: str, name: str) -> None:
    lists = [(PROSE / each / name).read_text("utf-8").strip().split("\n") for each in (language, "en")]
    keys = [[line.partition(": ")[0] for line in lines] for lines in lists]
    assert keys[0] == keys[1]
    places = [[line.count("{}") for line in lines] for lines in lists]
    assert places[0] == places[1]


@each_language
@pytest.mark.parametrize("name", FILES)
def test_no_template_is_a_copy(language: str, name: str) -> None:
    shared = {"optimizer_names.j2", "computation/skipped.j2"}
    texts = [(PROSE / each / name).read_text("utf-8") for each in (language, "en")]
    assert name in shared or texts[0] != texts[1]


@cache
def pages(language: str, name: str) -> list[str]:
    found = edition(name).documents if language == "en" else compose(derivation(name), Templates(), language)
    return [page(document) for document in found]


@each_language
@pytest.mark.parametrize("name", CASES)
def test_every_network_is_told_without_a_word_of_english(language: str, name: str) -> None:
    for text in pages(language, name):
        titled = text.partition("\n")[2]
        words = re.sub(
            r"(?ms)^(> ?)?\$\$\n.*?\$\$$|(?<!\\)\$[^$\n]+\$|`[^`]*`|\]\([^)]*\)|\*(net|out|in|t|h|o|d)\*", " ", titled
        )
        assert [line for line in words.split("\n") if ENGLISH.search(line)] == []


@each_language
@pytest.mark.parametrize("name", CASES)
def test_every_network_is_told_with_the_same_mathematics(language: str, name: str) -> None:
    displays = re.compile(r"(?ms)^\$\$\n(.*?)\n\$\$$")
    texts = [
        [displays.findall(re.sub(r"(?m)^> ?", "", text)) for text in pages(each, name)] for each in (language, "en")
    ]
    assert texts[0] == texts[1]


@each_language
@pytest.mark.parametrize("name", CASES)
def test_no_template_shows_through(language: str, name: str) -> None:
    slips = re.compile(
        r"<<|>>|<%|%>|\bNone\b|Undefined|\S  +\S|\(\s*\)| [,.;:!?](\s|$)|\b(?!die |der |das )(\w{3,}) \2\b"
    )
    for text in pages(language, name):
        words = re.sub(r"(?ms)^(> ?)?\$\$\n.*?\$\$$", "", text)
        assert [line for line in words.split("\n") if slips.search(line) and not line.startswith("|")] == []


@each_language
def test_every_rule_has_its_own_name(language: str) -> None:
    words = rule_words(Templates(), language)
    assert set(words) == set(Rule) and len({each["name"] for each in words.values()}) == len(words)
    assert all(each["says"].endswith(".") for each in words.values())


@each_language
def test_formulas_are_read_aloud_in_the_language(language: str) -> None:
    own, english = (word_list(Templates(), "spoken", each) for each in (language, "en"))
    assert sum(own[key] == english[key] for key in own) <= 4  # plus and minus are the same in many languages


def test_the_german_page_is_german() -> None:
    text = pages("de", "classic")[0]
    assert "## Der Vorwärtslauf" in text and "**Kettenregel**" in text and "Also geht $w_5$ nach unten" in text


def test_a_language_of_ones_own_is_a_folder(tmp_path: Path) -> None:
    for name in FILES:
        target = tmp_path / "prose" / "xx" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((PROSE / "de" / name).read_text("utf-8").replace("prose/de/", "prose/xx/"), "utf-8")
    documents = compose(derivation("one-neuron"), Templates(str(tmp_path)), "xx")
    assert "Rückwärtslauf" in page(documents[0])
