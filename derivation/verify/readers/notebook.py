"""Notebooks: Markdown cells, the assignments and comments of code cells, and what the cells printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from derivation.errors import DerivationError, Place
from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, Reading
from derivation.verify.readers import html, markdown, text
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.quoted import JSON, NotJSON, Quoted, parsed, text_of

_LONGEST_OUTPUT = 1024 * 1024
_NEWEST = 5


def read(whole: MappedText) -> Reading:
    """The regions of a notebook.

    Raises: DerivationError: D705, it is not a notebook that can be read.
    """
    try:
        notebook = parsed(whole.text)
    except NotJSON as error:
        line = whole.text.count("\n", 0, error.offset) + 1
        column = error.offset - whole.text.rfind("\n", 0, error.offset)
        raise _refusal(error.reason, Place("notebook", line, column)) from error
    found = _Notebook(whole)
    for number, cell in enumerate(_cells(notebook), start=1):
        found.take(number, cell)
    return Reading(tuple(found.blocks.regions), tuple(found.notes), tuple(found.landmarks))


def _refusal(reason: str, place: Place | None = None) -> DerivationError:
    note = "a notebook is a JSON file with a list of cells (nbformat 3 to 5)"
    return DerivationError("D705", f"the notebook cannot be read: {reason}", place=place, note=note)


def _cells(notebook: JSON) -> Iterator[dict[str, JSON]]:
    """The cells; in notebooks of the third format they stand in worksheets."""
    if not isinstance(notebook, dict):
        raise _refusal("it is not an object")
    version = notebook.get("nbformat", "4")
    if not isinstance(version, str) or not version.isdigit() or int(version[:9]) > _NEWEST:
        raise _refusal("its nbformat is not one that is known")
    sheets = notebook.get("worksheets")
    holders = sheets if isinstance(sheets, list) else [notebook]
    for holder in holders:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        if not isinstance(cells, list):
            raise _refusal("it has no list of cells")
        for number, cell in enumerate(cells, start=1):
            if not isinstance(cell, dict):
                raise _refusal(f"cell {number} is not an object")
            yield cell


@dataclass
class _Notebook:
    """What has been read so far."""

    whole: MappedText
    blocks: Blocks = field(default_factory=Blocks)
    notes: list[str] = field(default_factory=list)
    landmarks: list[tuple[int, str]] = field(default_factory=list)

    def take(self, number: int, cell: dict[str, JSON]) -> None:
        """A cell: its source, then what it printed."""
        source = text_of(self.whole, cell.get("source", cell.get("input", [])))
        if source is None:
            raise _refusal(f"the source of cell {number} is not text")
        self._mark(number, cell)
        kind = self._word(cell.get("cell_type"))
        if kind == "code":
            self.blocks.code(source, program=True)
        elif kind == "heading":
            self.blocks.paragraph(source, "heading")
        else:
            markdown.read_into(self.blocks, source)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else []:
            if isinstance(output, dict):
                self._output(number, output)

    def _mark(self, number: int, cell: dict[str, JSON]) -> None:
        """Where the cell begins: at the first text in it."""
        first = next(_strings(cell), None)
        if first is not None:
            self.landmarks.append((self.whole.offsets[first.start], f"cell {number}"))

    def _word(self, value: JSON | None) -> str:
        return self.whole.text[value.start : value.end] if isinstance(value, Quoted) else ""

    def _output(self, number: int, output: dict[str, JSON]) -> None:
        """What a cell printed: a table of a page, a formula, or plain text."""
        data = output.get("data")
        shown = data if isinstance(data, dict) else output
        for name, put in _SHOWN.items():
            value = shown.get(name)
            if value is None or (name.endswith("html") and not self._has_table(value)):
                continue
            if sum(each.end - each.start for each in _strings(value)) > _LONGEST_OUTPUT:
                self.notes.append(f"the output of cell {number} is longer than 1 MiB and was left out")
                return
            part = text_of(self.whole, value)
            if part is not None:
                put(self.blocks, part)
                return

    def _has_table(self, value: JSON) -> bool:
        return any(self.whole.text.find("<table", each.start, each.end) >= 0 for each in _strings(value))


_SHOWN = {
    "text/html": html.read_into,
    "html": html.read_into,
    "text/latex": markdown.read_into,
    "latex": markdown.read_into,
    "text/markdown": markdown.read_into,
    "text/plain": text.read_into,
    "text": text.read_into,
}
"""How an output shows itself -> how it is read, the richest first."""


def _strings(value: JSON) -> Iterator[Quoted]:
    """Every string in a value, in order."""
    if isinstance(value, Quoted):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
