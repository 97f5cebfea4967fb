"""Documents that we write, in every text format and under both policies: all their numbers are read, none is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from networks import CASES, COMPUTATIONS, EQUATIONS_FOLDER, FOLDER, unproven

from derivation.network.loading import load_spec
from derivation.network.spec import Spec
from derivation.render.derivations import Derivation
from derivation.render.editions import Options
from derivation.stories import rendered
from derivation.verify.judging.examples import examine
from derivation.verify.readers import read_manuscript
from derivation.verify.values.weighing import Word
from derivation.verify.values.worlds import StatedWorld

FORMATS: Mapping[str, tuple[str, str, Options]] = {
    "md": ("md", "md", Options()),
    "github": ("md", "md", Options(dialect="github")),
    "tex": ("tex", "tex", Options()),
    "html": ("html", "html", Options()),
    "ipynb": ("ipynb", "ipynb", Options()),
    "text": ("text", "txt", Options()),
}
"""A text format -> what `render` calls it, the suffix of its files, and how it is asked for."""
WAYS = [(form, carry) for form in FORMATS for carry in ("exact", "rounded")]
HARD = (
    ("batch-mean-of-means", "text", "rounded"),
    ("brief", "text", "rounded"),
    ("huber", "text", "exact"),
    ("matrices-of-three-layers", "text", "exact"),
    ("online-sequential", "ipynb", "rounded"),
    ("online-with-adam-and-penalties", "md", "rounded"),
)
"""Documents that were once not read: a quantity of two spellings, a table without bars, brackets over several lines,
slopes inside a formula, penalties of one sample."""
STEP = 5
"""How far the way of one case is from that of the next: after twelve cases every way has had its turn."""

TORTURE = pytest.mark.torture
Overrides = tuple[tuple[str, str], ...]
EDITIONS: Mapping[str, tuple[Overrides, Options]] = {
    "German": ((), Options(language="de")),
    "German, rounded": ((("carry", "rounded"),), Options(language="de")),
    "German, with a comma": ((("decimal", "comma"),), Options(language="de", common_mistakes=True)),
    "with a comma": ((("decimal", "comma"),), Options()),
    "brief": ((("detail", "brief"),), Options()),
    "brief, rounded": ((("detail", "brief"), ("carry", "rounded")), Options()),
    "full": ((("detail", "full"),), Options()),
    "common mistakes": ((), Options(common_mistakes=True)),
}
"""Other editions of the same derivations: what is overridden in the spec, and how they are asked for."""
HARD_EDITIONS = (
    ("batch-mean-full-three-layers", "brief, rounded", "md"),
    ("leaky-relu", "common mistakes", "md"),
    ("online-sequential", "brief, rounded", "md"),
    ("own-logistic-with-logarithms", "brief, rounded", "md"),
)
"""Editions that were once not read: short gradients of one sample, a half that was rounded, results of steps that are
not printed themselves, a slope that is printed as that of one error."""


@cache
def networks(name: str, overrides: Overrides) -> tuple[Spec, Derivation, StatedWorld]:
    """The case with its derivation, and the world that its documents are judged by."""
    folder = EQUATIONS_FOLDER if name in COMPUTATIONS else FOLDER
    spec = load_spec(str(folder / f"{name}.toml"), dict(overrides))
    return spec, Derivation(spec, prove=unproven), StatedWorld.of(spec)


def all_ways() -> list[object]:
    """Every case in one of the ways; in all of them only in a long run."""
    return [
        pytest.param(name, *way, marks=() if due == way or (name, *way) in HARD else TORTURE)
        for place, name in enumerate((*CASES, *COMPUTATIONS))
        for due in [WAYS[STEP * place % len(WAYS)]]
        for way in WAYS
    ]


def all_editions() -> list[object]:
    """Every case in every other edition and format; two of each edition and format but in a long run."""
    cases = (*CASES, *COMPUTATIONS)
    turns = [(edition, form) for edition in EDITIONS for form in FORMATS]
    return [
        pytest.param(name, edition, form, marks=() if due or (name, edition, form) in HARD_EDITIONS else TORTURE)
        for turn, (edition, form) in enumerate(turns)
        for place, name in enumerate(cases)
        for due in [turn % len(cases) == place]
    ]


def unclean(
    name: str, form: str, overrides: Overrides, asked: Options, folder: Path
) -> Iterator[tuple[str, Word, str, str]]:
    """What is wrong or not read in the documents of a case: the file, the word, the number, the reason."""
    spec, derivation, world = networks(name, overrides)
    to, suffix, options = FORMATS[form]
    written = rendered(derivation, [to], None, replace(asked, dialect=options.dialect))
    documents = {file: text for file, text in written.items() if file.endswith(f".{suffix}")}
    assert documents
    for file, content in documents.items():
        (folder / file).write_bytes(content)
        found = examine(read_manuscript(str(folder / file)), spec, lambda name: spec, lambda spec: world)
        for verdict in (verdict for example in found for verdict in example.verdicts):
            number = "" if verdict.literal is None else verdict.literal.text
            if verdict.word is Word.WRONG or (number and verdict.word is Word.UNREAD):
                yield file, verdict.word, number or verdict.text, verdict.reason


@pytest.mark.parametrize(("name", "form", "carry"), all_ways())
def test_every_number_of_our_own_documents_is_read_and_none_is_wrong(
    name: str, form: str, carry: str, tmp_path: Path
) -> None:
    assert list(unclean(name, form, (("carry", carry),), Options(), tmp_path)) == []


@pytest.mark.parametrize(("name", "edition", "form"), all_editions())
def test_so_are_those_of_other_languages_details_and_answer_keys(
    name: str, edition: str, form: str, tmp_path: Path
) -> None:
    overrides, asked = EDITIONS[edition]
    assert list(unclean(name, form, overrides, asked, tmp_path)) == []
