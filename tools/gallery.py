"""Writes the gallery into output/: the classic network in every format, and the networks of gallery/ as Markdown.

    make gallery

What is written is what `render` writes; nothing here is a format of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from derivation.files import write_all
from derivation.render.editions import Options
from derivation.render.formats import FORMATS
from derivation.stories import derive, rendered

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "output"
NEED_PANDOC = ("docx", "epub")
"""Formats that another program writes, which need not be there."""


def gallery() -> Iterator[tuple[Path, Mapping[str, bytes]]]:
    """Every folder of the gallery with its files."""
    yield OUTPUT, rendered(derive(), [name for name in FORMATS if name not in NEED_PANDOC])
    others: dict[str, bytes] = {}
    for spec in sorted((ROOT / "gallery").glob("*.toml")):
        others |= rendered(derive(str(spec)), ["md"], options=Options(dialect="github"))
    yield OUTPUT / "gallery", others


def main() -> None:
    """Write all of it."""
    for folder, files in gallery():
        write_all(str(folder), files)


if __name__ == "__main__":
    main()
