"""Word and EPUB: the tree that pandoc gets, and what it makes of it where it is there."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest
from networks import CASES, case, derivation, edition, unproven

from derivation.errors import OutputError
from derivation.network.loading import read_spec
from derivation.render.derivations import Derivation
from derivation.render.documents import compose
from derivation.render.office import converted, syntax_tree
from derivation.render.templating import Templates
from derivation.stories import rendered

needs_pandoc = pytest.mark.skipif(find_spec("pypandoc") is None, reason="the extra office is not installed")
HOSTILE = '<script>alert(1)</script> \\input{x} ](javascript:1) $x$ `c` *b* & "q"'


@cache
def trees(name: str) -> list[dict[str, Any]]:
    return [syntax_tree(document) for document in edition(name).documents]


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node below *tree*."""
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


@pytest.mark.parametrize("name", CASES)
def test_nothing_in_the_tree_is_raw(name: str) -> None:
    for tree in trees(name):
        kinds = {node["t"] for node in nodes(tree)}
        assert {"RawInline", "RawBlock"}.isdisjoint(kinds) and {"Header", "Para", "Math"} <= kinds
        json.dumps(tree, allow_nan=False)


@pytest.mark.parametrize("name", CASES)
def test_no_equation_is_an_alignment_of_several(name: str) -> None:
    latex = [node["c"][1] for tree in trees(name) for node in nodes(tree) if node["t"] == "Math"]
    assert [text for text in latex if "&" in text.replace("bmatrix", "") and "matrix" not in text] == []


def test_pictures_and_links_lead_nowhere() -> None:
    addresses = [node["c"][2][0] for tree in trees("classic") for node in nodes(tree) if node["t"] in ("Image", "Link")]
    assert addresses and all(address.startswith("data:image/") for address in addresses)


def hostile() -> Derivation:
    text = re.sub(r"(?m)^title = .*$", lambda _: f"title = '{HOSTILE}'", case("one-neuron").to_toml())
    return Derivation(read_spec(text), prove=unproven)


def test_somebodys_own_words_are_words() -> None:
    tree = syntax_tree(compose(hostile(), Templates())[0])
    title = tree["meta"]["title"]["c"]
    assert "".join(node.get("c", " ") for node in title) == HOSTILE


def test_a_machine_without_pandoc_is_told_what_else_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(OutputError, match=r"error\[D808\]: docx is written by pandoc, which is not there") as caught:
        rendered(derivation("one-neuron"), ["docx"])
    assert caught.value.exit_code == 4 and "derivation[office]" in caught.value.help


@needs_pandoc
@pytest.mark.parametrize(("to", "inside"), [("docx", "word/document.xml"), ("epub", "EPUB/text/ch001.xhtml")])
def test_pandoc_writes_the_same_file_every_time(to: str, inside: str) -> None:
    files = [rendered(derivation("classic"), [to]) for _ in range(2)]
    assert files[0] == files[1]
    archive = zipfile.ZipFile(io.BytesIO(files[0][f"backpropagation-by-hand.{to}"]))
    assert inside in archive.namelist() and archive.testzip() is None


@needs_pandoc
def test_formulas_are_equations_in_word_and_pictures_have_pixels() -> None:
    archive = zipfile.ZipFile(io.BytesIO(rendered(derivation("classic"), ["docx"])["backpropagation-by-hand.docx"]))
    text = archive.read("word/document.xml").decode("utf-8")
    assert text.count("<m:oMath>") > 100 and "0.082167041" in text
    assert [name for name in archive.namelist() if name.endswith(".png")]


@needs_pandoc
@pytest.mark.parametrize("to", ["docx", "epub"])
def test_hostile_words_are_escaped(to: str) -> None:
    (content,) = (text for file, text in rendered(hostile(), [to]).items() if "closed-form" not in file)
    archive = zipfile.ZipFile(io.BytesIO(content))
    texts = [archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(("ml", ".rels"))]
    assert not any("<script" in text or 'href="javascript' in text or 'Target="javascript' in text for text in texts)
    assert any("alert(1)" in text for text in texts)


@needs_pandoc
def test_what_pandoc_refuses_is_told() -> None:
    with pytest.raises(OutputError, match=r"error\[D809\]: pandoc could not write docx"):
        converted({"pandoc-api-version": [1, 23], "meta": {}, "blocks": [{"t": "Nonsense"}]}, "docx")
