"""Markdown: the rules by which mathematics survives GitHub, GitLab, Jupyter, Quarto, Obsidian, MkDocs and pandoc.

The rules are those of the design notes on documents; every one is checked on every document of every network.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from networks import SOME, case, markdown, unproven

from derivation.network.loading import read_spec
from derivation.network.spelling import PLAIN
from derivation.render.derivations import Derivation
from derivation.render.documents import Document
from derivation.render.markdown import LONGEST_BLOCK, page
from derivation.render.markup import Heading, Paragraph, Text
from derivation.stories import rendered

DISPLAY = re.compile(r"(?ms)^\$\$\n(.*?)\n\$\$$")
INLINE = re.compile(r"(?<!\\)\$([^$\n]+)(?<!\\)\$")
every_document = pytest.mark.parametrize("name", SOME)


def plain(name: str | int) -> str:
    """All documents of a network, the marks of asides taken away."""
    return "\n\n".join(re.sub(r"(?m)^> ?", "", text) for text in markdown(name))


def displays(name: str | int) -> list[str]:
    return DISPLAY.findall(plain(name))


def alignments(name: str | int) -> list[list[str]]:
    """The lines of every alignment, a matrix in it counted as one sign."""
    grid = re.compile(r"\\begin\{bmatrix\}\n.*?\n\\end\{bmatrix\}", re.DOTALL)
    return [grid.sub("A", block).split("\n") for block in displays(name) if "aligned" in block]


def inlines(name: str | int) -> list[str]:
    return INLINE.findall(DISPLAY.sub("", plain(name)))


def mathematics(name: str | int) -> list[str]:
    """The LaTeX of every formula, set apart or in running text."""
    return [*displays(name), *inlines(name)]


def prose(name: str | int) -> list[str]:
    """The lines that are not in a display."""
    return DISPLAY.sub("", plain(name)).split("\n")


def found(pattern: str, texts: list[str]) -> list[str]:
    return [text for text in texts if re.search(pattern, text)]


@every_document
def test_the_delimiters_of_a_display_stand_alone_with_blank_lines_around(name: str | int) -> None:
    lines = ["", *plain(name).split("\n"), ""]
    places = [place for place, line in enumerate(lines) if "$$" in line]
    outside = [lines[place - 1] for place in places[::2]] + [lines[place + 1] for place in places[1::2]]
    assert {lines[place] for place in places} == {"$$"}
    assert set(outside) == {""}
    assert len(places) == 2 * len(displays(name))


@every_document
def test_a_display_in_the_text_begins_at_the_margin(name: str | int) -> None:
    assert found(r"(?m)^[> \t]+\$\$", markdown(name)) == []


@every_document
@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no star, angle bracket or bar", r"[*<>|]"),
        ("no operatorname", r"\\operatorname|\\mbox|\\phantom|\\newcommand|\\def\b"),
        ("no link", r"\]\("),
        ("no macro that some engine lacks", r"\\(htmlClass|class|href|require|bm|substack|tag|textcolor|split)\b"),
        ("no blank line", r"\n\s*\n"),
        ("an underscore behind a bracket is set off", r"[)}\]]_|[)}\]] _(?! )"),
        ("no backslash with punctuation but at a line's end", r"\\[^A-Za-z\n\\]|\\\\(?!\n)"),
        ("no dollar inside", r"\$"),
        ("no line that Markdown would read as a list, heading or quotation", r"(?m)^\s*([-+*#>=]|\d+\.(?!\d))"),
    ],
)
def test_a_formula_keeps_the_rule(name: str | int, rule: str, pattern: str) -> None:
    assert found(pattern, displays(name)) == [], rule


@every_document
@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no star, angle bracket or bar", r"[*<>|]"),
        ("no blank at its ends", r"^\s|\s$"),
        ("no backslash with punctuation", r"\\[^A-Za-z]"),
        ("no operatorname", r"\\operatorname|\\mbox"),
        ("no link", r"\]\("),
        ("an underscore behind a bracket is set off", r"[)}\]]_|[)}\]] _(?! )"),
    ],
)
def test_a_formula_in_running_text_keeps_the_rule(name: str | int, rule: str, pattern: str) -> None:
    assert found(pattern, inlines(name)) == [], rule


@every_document
def test_a_formula_in_running_text_touches_no_letter_digit_or_dash(name: str | int) -> None:
    text = DISPLAY.sub("", plain(name))
    touching = [match[0] for match in INLINE.finditer(text) if touches(text, match)]
    assert touching == []


def touches(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return any(char.isalnum() or char in "-\\" for char in before + after)


@every_document
def test_a_block_is_short_enough_to_be_shown_everywhere(name: str | int) -> None:
    assert [len(block) for block in displays(name) if len(block) > LONGEST_BLOCK] == []


@every_document
def test_rows_of_an_alignment_stand_one_to_a_line(name: str | int) -> None:
    aligned = alignments(name)
    assert {(lines[0], lines[-1]) for lines in aligned} <= {(r"\begin{aligned}", r"\end{aligned}")}
    assert [line for lines in aligned for line in lines[1:-2] if not line.endswith(r" \\")] == []
    assert [lines[-2] for lines in aligned if lines[-2].endswith("\\")] == []


@every_document
def test_every_row_of_an_alignment_has_one_mark(name: str | int) -> None:
    rows = [line for lines in alignments(name) for line in lines[1:-1]]
    assert [row for row in rows if row.count("&") != 1] == []


@every_document
def test_braces_are_balanced(name: str | int) -> None:
    assert [text for text in mathematics(name) if text.count("{") != text.count("}")] == []


@every_document
def test_no_private_or_control_character_is_left(name: str | int) -> None:
    kinds = {unicodedata.category(char) for text in markdown(name) for char in text if char != "\n"}
    assert kinds.isdisjoint({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


@every_document
def test_no_line_ends_with_a_blank(name: str | int) -> None:
    assert found(r"(?m)[ \t]$", markdown(name)) == []


@every_document
def test_a_file_ends_with_one_line_end_and_has_single_blank_lines(name: str | int) -> None:
    assert [text[-20:] for text in markdown(name) if not re.search(r"[^\n]\n\Z", text) or "\n\n\n" in text] == []


@every_document
def test_there_is_one_title_and_levels_are_not_skipped(name: str | int) -> None:
    levels = [[len(mark) for mark in re.findall(r"(?m)^(#+) \S", text)] for text in markdown(name)]
    assert [found for found in levels if found[0] != 1 or found.count(1) != 1] == []
    assert [found for found in levels if any(low - high > 1 for high, low in pairwise(found))] == []


@every_document
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name: str | int) -> None:
    tables = re.findall(r"(?m)(?:^\|.*\n)+", DISPLAY.sub("", plain(name)))
    widths = [{len(re.findall(r"(?<!\\)\|", row)) for row in table.strip().split("\n")} for table in tables]
    assert len(tables) > 0
    assert [width for width in widths if len(width) != 1] == []


@every_document
def test_the_second_row_of_a_table_is_its_rule(name: str | int) -> None:
    tables = re.findall(r"(?m)(?:^\|.*\n)+", DISPLAY.sub("", plain(name)))
    assert [table for table in tables if not re.fullmatch(r"\|(---\|)+", table.split("\n")[1])] == []


HOSTILE = {
    "<script>": r"# \<script\>",
    "$x$": r"# \$x\$",
    "**bold**": r"# \*\*bold\*\*",
    "[a](javascript:b)": r"# \[a\](javascript:b)",
    "# h": r"# \# h",
    "a|b": r"# a\|b",
    "`code`": r"# \`code\`",
    "a_b_c": r"# a\_b\_c",
    "~~gone~~": r"# \~\~gone\~\~",
    "back\\slash": r"# back\\slash",
    "<< loss >>": r"# \<\< loss \>\>",
    "<% raise %>": r"# \<% raise %\>",
}


def titled(title: str) -> dict[str, str]:
    """The documents of the classic under another title."""
    text = case("one-neuron").to_toml().replace('"One neuron"', f"'{title}'")
    found = rendered(Derivation(read_spec(text), prove=unproven), ["md"])
    return {name: file.decode("utf-8") for name, file in found.items() if name.endswith(".md")}


@pytest.mark.parametrize(("title", "line"), HOSTILE.items())
def test_a_title_is_never_read_as_markup(title: str, line: str) -> None:
    assert [text.split("\n")[0].removesuffix(": the closed form") for text in titled(title).values()] == [line, line]


@pytest.mark.parametrize("title", ["a &amp; b", "&lt;script&gt;", "&#36;"])
def test_an_entity_in_a_title_stays_as_it_was_written(title: str) -> None:
    assert re.search(r"\\&|&amp;(amp|lt|#36);", next(iter(titled(title).values())).split("\n")[0])


@pytest.mark.parametrize("title", ["ends in a hash #", "ends in hashes ###"])
def test_hashes_at_the_end_of_a_title_do_not_close_the_heading(title: str) -> None:
    assert next(iter(titled(title).values())).split("\n")[0].endswith(r"\#")


def test_words_in_a_style_are_escaped_inside_it() -> None:
    block = Paragraph((Text("a*b", "strong"),))
    assert page(Document("x", (Heading(1, (Text("T"),)), block), PLAIN)) == "# T\n\n**a\\*b**\n"
