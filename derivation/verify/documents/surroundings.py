"""Surroundings: the words around a number, which say what it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.verify.documents.cells import Cell
from derivation.verify.documents.literals import Literal
from derivation.verify.manuscripts import FORMULAS, Region

_NEIGHBOURHOOD = 2_000  # characters around a number in which its sentence and what it speaks of are looked for


@dataclass(frozen=True)
class Remark:
    """A number in prose, with the sentence that it stands in and its paragraph up to there, or the row of its table.

    `after` is the rest of the sentence; a number in a table has a `cell`. `about` is what the formula right before it,
    in the same sentence, is about.
    """

    literal: Literal
    sentence: str
    before: str
    after: str = ""
    cell: Cell | None = None
    about: Formula | None = None


@dataclass(frozen=True)
class Surroundings:
    """The paragraphs and cells of a document by the place where they begin.

    *Lone* tables have only one row; the *heads* of the columns of every table are kept by its block.
    """

    starts: tuple[int, ...]
    regions: tuple[Region, ...]
    lone: frozenset[int]
    heads: Mapping[int, str]

    @classmethod
    def of(cls, regions: Iterable[Region]) -> Surroundings:
        """The regions that hold words."""
        wordy = sorted((each for each in regions if each.kind not in FORMULAS), key=lambda each: each.offsets[0])
        rows = Counter(block for block, _ in {(each.block, each.row) for each in wordy if each.column})
        lone = frozenset(block for block, number in rows.items() if number == 1)
        heads: dict[int, dict[str, None]] = {}
        for each in wordy:
            if each.column:
                heads.setdefault(each.block, {})[each.column] = None
        told = {block: " | ".join(columns) for block, columns in heads.items()}
        return cls(tuple(each.offsets[0] for each in wordy), tuple(wordy), lone, told)

    def remark(self, literal: Literal) -> Remark:
        """The number with the sentence and the paragraph (or the row of a table) around it."""
        index = bisect_right(self.starts, literal.start) - 1
        if index < 0:
            return Remark(literal, "", "")
        region = self.regions[index]
        at = bisect_right(region.offsets, literal.start) - 1
        start = max(0, at - _NEIGHBOURHOOD)
        near = region.text[start : at + _NEIGHBOURHOOD]
        begin, end = _sentence(near, at - start)
        before = region.row[:_NEIGHBOURHOOD] or region.text[start:at]
        behind = max(at + 1, bisect_left(region.offsets, literal.end)) - start
        return Remark(literal, near[begin:end], before, near[behind:end], self.cell(region))

    def cell(self, region: Region) -> Cell | None:
        """What stands around a cell in its table; None for anything else."""
        if not region.row:
            return None
        return Cell(region.row, region.column, region.block in self.lone, self.heads.get(region.block, ""))


def _sentence(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around *at* begins and ends; a decimal point ends none."""
    begin = max((found.end() for found in re.finditer(r"[.!?]\s", text[:at])), default=0)
    end = re.search(r"[.!?](?=\s|$)", text[at:])
    return begin, at + end.end() if end else len(text)
