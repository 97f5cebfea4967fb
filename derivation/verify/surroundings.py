"""Surroundings: the words around a number, which say what it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from derivation.verify.literals import Literal
from derivation.verify.manuscripts import FORMULAS, Region

_NEIGHBOURHOOD = 2_000  # characters around a number in which its sentence and what it speaks of are looked for


@dataclass(frozen=True)
class Remark:
    """A number in prose, with the sentence that it stands in and its paragraph up to there, or the row of its table."""

    literal: Literal
    sentence: str
    before: str


@dataclass(frozen=True)
class Surroundings:
    """The paragraphs and cells of a document by the place where they begin."""

    starts: tuple[int, ...]
    regions: tuple[Region, ...]

    @classmethod
    def of(cls, regions: Iterable[Region]) -> Surroundings:
        """The regions that hold words."""
        wordy = sorted((each for each in regions if each.kind not in FORMULAS), key=lambda each: each.offsets[0])
        return cls(tuple(each.offsets[0] for each in wordy), tuple(wordy))

    def remark(self, literal: Literal) -> Remark:
        """The number with the sentence and the paragraph (or the row of a table) around it."""
        index = bisect_right(self.starts, literal.start) - 1
        if index < 0:
            return Remark(literal, "", "")
        region = self.regions[index]
        at = bisect_left(region.offsets, literal.start)
        start = max(0, at - _NEIGHBOURHOOD)
        near = region.text[start : at + _NEIGHBOURHOOD]
        return Remark(literal, _sentence(near, at - start), region.row[:_NEIGHBOURHOOD] or region.text[start:at])


def _sentence(text: str, at: int) -> str:
    """The sentence around *at*; a decimal point ends none."""
    begin = max((found.end() for found in re.finditer(r"[.!?]\s", text[:at])), default=0)
    end = re.search(r"[.!?](?=\s|$)", text[at:])
    return text[begin : at + end.end() if end else len(text)]
