"""The committed gallery in output/ is what the program writes now; `make gallery` writes it anew."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from derivation.stories import derive, rendered

REPOSITORY = Path(__file__).resolve().parent.parent
OUTPUT = REPOSITORY / "output"
COMMITTED = sorted(path.relative_to(OUTPUT).as_posix() for path in OUTPUT.rglob("*") if path.is_file())
COMPILED = (".pdf",)
"""Files that depend on the version of a compiler; they must be there."""
TEXTS = [name for name in COMMITTED if not name.endswith(COMPILED)]
SIZE = 4_000_000


def tool() -> ModuleType:
    """tools/gallery.py, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("gallery", REPOSITORY / "tools" / "gallery.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fresh() -> Mapping[str, bytes]:
    """What `make gallery` writes, by name below output/."""
    found = {folder / name: text for folder, files in tool().gallery() for name, text in files.items()}
    return {path.relative_to(OUTPUT).as_posix(): text for path, text in found.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_the_committed_document_is_what_is_written_now(name: str, fresh: Mapping[str, bytes]) -> None:
    committed = (OUTPUT / name).read_bytes().decode("utf-8")
    assert committed.splitlines() == fresh[name].decode("utf-8").splitlines()


def test_nothing_else_is_committed_and_nothing_is_missing(fresh: Mapping[str, bytes]) -> None:
    assert sorted(fresh) == COMMITTED


def test_the_gallery_is_small() -> None:
    assert sum((OUTPUT / name).stat().st_size for name in COMMITTED) < SIZE


def test_rendering_twice_gives_the_same_bytes(fresh: Mapping[str, bytes]) -> None:
    again = rendered(derive(), ("md", "html", "tex", "json"))
    assert {name: fresh[name] for name in again} == again
