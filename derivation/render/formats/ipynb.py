"""Document -> Jupyter notebook: the text, and cells in which plain Python works every number out again."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import groupby
from typing import Any

from derivation.render.documents import Document
from derivation.render.editions import Edition
from derivation.render.markdown import page
from derivation.render.markup import Block, Display, Heading
from derivation.render.notebooks import Replay

Cell = dict[str, Any]
Part = Block | str
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def write(edition: Edition) -> dict[str, bytes]:
    """Every document as a notebook of format 4.5; nothing in it depends on when or where it was made."""
    tutorial, *others = edition.documents
    written = {tutorial.name: _tutorial(tutorial, Replay(edition.derivation))}
    written |= {document.name: _appendix(document, Replay(edition.derivation)) for document in others}
    return {f"{name}.ipynb": _notebook(cells) for name, cells in written.items()}


def _tutorial(document: Document, replay: Replay) -> list[Cell]:
    """The lines of every display worked out below it; the training before the last chapter."""
    last = max(index for index, block in enumerate(document.blocks) if isinstance(block, Heading))
    parts: list[Part] = []
    for block in document.blocks[:last]:
        parts += [block, replay.display(block.rows) if isinstance(block, Display) else ""]
    return _cells(document, [*parts, replay.rounds(), *document.blocks[last:]], replay.setup())


def _appendix(document: Document, replay: Replay) -> list[Cell]:
    """Every closed form worked out below it."""
    statements = replay.appendix()
    parts: list[Part] = []
    for block in document.blocks:
        subject = block.rows[0][0].formula if isinstance(block, Display) else None
        parts += [block, statements.get(subject, "") if subject is not None else ""]
    return _cells(document, parts, replay.setup())


def _cells(document: Document, parts: list[Part], setup: str) -> list[Cell]:
    """Blocks gathered between the programs, which are text; the first program stands behind the first blocks."""
    cells: list[tuple[str, str]] = []
    for is_program, run in groupby((part for part in parts if part), lambda part: isinstance(part, str)):
        if is_program:
            cells += [("code", setup)] if not any(kind == "code" for kind, _ in cells) else []
            cells += [("code", "\n".join(str(part) for part in run))]
        else:
            blocks = tuple(part for part in run if not isinstance(part, str))
            cells.append(("markdown", page(replace(document, blocks=blocks), whole=True).rstrip("\n")))
    return [_cell(kind, text, f"cell-{index:04}") for index, (kind, text) in enumerate(cells, start=1)]


def _cell(kind: str, text: str, identifier: str) -> Cell:
    cell: Cell = {"cell_type": kind, "id": identifier, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _notebook(cells: list[Cell]) -> bytes:
    data = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
