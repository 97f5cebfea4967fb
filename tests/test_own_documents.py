"""Documents that we write, in every text format and under both policies: all their numbers are read, none is wrong."""

from __future__ import annotations

from collections.abc import Mapping
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
)
"""Documents that were once not read: a quantity of two spellings, a table without bars, brackets over several lines."""
STEP = 5
"""How far the way of one case is from that of the next: after twelve cases every way has had its turn."""


@cache
def networks(name: str, carry: str) -> tuple[Spec, Derivation, StatedWorld]:
    """The case with its derivation, and the world that its documents are judged by."""
    folder = EQUATIONS_FOLDER if name in COMPUTATIONS else FOLDER
    spec = load_spec(str(folder / f"{name}.toml"), {"carry": carry})
    return spec, Derivation(spec, prove=unproven), StatedWorld.of(spec)


def all_ways() -> list[object]:
    """Every case in one of the ways; in all of them only in a long run."""
    return [
        pytest.param(name, *way, marks=() if due == way or (name, *way) in HARD else pytest.mark.torture)
        for place, name in enumerate((*CASES, *COMPUTATIONS))
        for due in [WAYS[STEP * place % len(WAYS)]]
        for way in WAYS
    ]


@pytest.mark.parametrize(("name", "form", "carry"), all_ways())
def test_every_number_of_our_own_documents_is_read_and_none_is_wrong(
    name: str, form: str, carry: str, tmp_path: Path
) -> None:
    spec, derivation, world = networks(name, carry)
    to, suffix, options = FORMATS[form]
    documents = {
        file: text for file, text in rendered(derivation, [to], None, options).items() if file.endswith(f".{suffix}")
    }
    assert documents
    for file, content in documents.items():
        (tmp_path / file).write_bytes(content)
        found = examine(read_manuscript(str(tmp_path / file)), spec, lambda name: spec, lambda spec: world)
        verdicts = [verdict for example in found for verdict in example.verdicts]
        numbers = [verdict for verdict in verdicts if verdict.literal is not None]
        assert [verdict for verdict in verdicts if verdict.word is Word.WRONG] == []
        assert [verdict for verdict in numbers if verdict.word is Word.UNREAD] == []
