"""The committed documents in output/ are what the program writes now."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivation.stories import derive, rendered

FIGURES = ("network", "road-w5", "road-w1", "round", "curve")
NAMES = (
    "backpropagation-by-hand.md",
    "backpropagation-by-hand-closed-form.md",
    "backpropagation-by-hand.json",
    *(f"backpropagation-by-hand-{figure}.svg" for figure in FIGURES),
)


@pytest.fixture(scope="module")
def fresh() -> dict[str, bytes]:
    """What `python -m derivation render` writes."""
    return rendered(derive(), ("md", "json"))


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_document_is_what_render_writes(name: str, fresh: dict[str, bytes], repository: Path) -> None:
    committed = (repository / "output" / name).read_text("utf-8").split("\n")
    assert committed == fresh[name].decode("utf-8").split("\n")


def test_nothing_else_is_committed_and_nothing_is_missing(fresh: dict[str, bytes], repository: Path) -> None:
    assert {path.name for path in (repository / "output").iterdir()} == set(fresh) == set(NAMES)


def test_rendering_twice_gives_the_same_bytes(fresh: dict[str, bytes]) -> None:
    assert rendered(derive(), ("md", "json")) == fresh
