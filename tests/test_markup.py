"""The small markup of the prose templates, and the blocks that it becomes."""

from __future__ import annotations

import pytest

from derivation.maths.formulas import Name
from derivation.maths.rules import Rule
from derivation.render.markup import Aside, Block, Display, Heading, Items, Math, Paragraph, Table, Text, Tokens, seen
from derivation.render.steps import EQUAL, Form, Step

W, X = Name("w5"), Name("out_h1")

BLOCKS: list[tuple[str, tuple[Block, ...]]] = [
    ("words", (Paragraph((Text("words"),)),)),
    ("# A title", (Heading(1, (Text("A title"),)),)),
    ("### A part", (Heading(3, (Text("A part"),)),)),
    ("#hash", (Paragraph((Text("#hash"),)),)),
    ("one\ntwo", (Paragraph((Text("one two"),)),)),
    ("one\n\ntwo", (Paragraph((Text("one"),)), Paragraph((Text("two"),)))),
    ("one\n \n\n\ntwo", (Paragraph((Text("one"),)), Paragraph((Text("two"),)))),
    ("> aside\n> goes on", (Aside((Paragraph((Text("aside goes on"),)),)),)),
    ("- a\n- b", (Items(((Text("a"),), (Text("b"),))),)),
    ("**s** and *e*", (Paragraph((Text("s", "strong"), Text(" and "), Text("e", "emphasis"))),)),
    ("`c` and **s**", (Paragraph((Text("c", "code"), Text(" and "), Text("s", "strong"))),)),
    ("2 * 3", (Paragraph((Text("2 * 3"),)),)),
    ("", ()),
    (" \n\n ", ()),
]


@pytest.mark.parametrize(("text", "blocks"), BLOCKS)
def test_markup_becomes_blocks(text: str, blocks: tuple[Block, ...]) -> None:
    assert Tokens().blocks(text) == blocks


def test_a_formula_in_running_text_is_a_token_until_the_end() -> None:
    tokens = Tokens()
    assert tokens.blocks(f"Here {tokens.math(W)} is.") == (
        Paragraph((Text("Here "), Math((Form("", W),)), Text(" is."))),
    )


def test_several_formulas_are_joined_by_equals_signs() -> None:
    tokens = Tokens()
    assert tokens.spans(tokens.math(W, X)) == (Math((Form("", W), Form(EQUAL, X))),)


def test_a_formula_inside_strong_words_stays_a_formula() -> None:
    tokens = Tokens()
    assert tokens.spans(f"**about {tokens.math(W)}**") == (Text("about ", "strong"), Math((Form("", W),)))


def test_lines_set_apart_begin_with_their_subject() -> None:
    tokens = Tokens()
    step = Step(Rule.DEFINITION, W, (Form(EQUAL, X),))
    assert tokens.blocks(tokens.lines(step)) == (Display(((Form("", W), Form(EQUAL, X)),)),)


def test_lines_set_apart_may_stand_in_an_aside() -> None:
    tokens = Tokens()
    assert tokens.blocks(f"> see\n>\n> {tokens.display((Form('', W),))}") == (
        Aside((Paragraph((Text("see"),)), Display(((Form("", W),),)))),
    )


def test_lines_set_apart_in_the_middle_of_a_sentence_are_refused() -> None:
    tokens = Tokens()
    with pytest.raises(ValueError, match="a line that is set apart must be a paragraph of its own"):
        tokens.blocks(f"see {tokens.display((Form('', W),))}")


def test_a_table_has_cells_of_markup() -> None:
    tokens = Tokens()
    table = tokens.table(["name", "*value*"], [[tokens.math(W), "0.40"]])
    expected = Table(((Text("name"),), (Text("value", "emphasis"),)), (((Math((Form("", W),)),), (Text("0.40"),)),))
    assert tokens.blocks(table) == (expected,)


@pytest.mark.parametrize("words", ["**bold**", "*a*", "`c`", "# h", "> q", "- i", "a\n\nb", "<< x >>"])
def test_somebodys_own_words_are_never_read_as_markup(words: str) -> None:
    tokens = Tokens()
    assert tokens.blocks(tokens.words(words)) == (Paragraph((Text(seen(words)),)),)


@pytest.mark.parametrize("forged", ["\ue0000\ue001", "\ue000", "a\ue0010\ue000b"])
def test_somebodys_own_words_cannot_forge_a_token(forged: str) -> None:
    tokens = Tokens()
    tokens.math(W)
    (paragraph,) = tokens.blocks(tokens.words(forged))
    assert isinstance(paragraph, Paragraph) and [type(span) for span in paragraph.spans] == [Text]
