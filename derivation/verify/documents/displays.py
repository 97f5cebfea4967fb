"""Formulas that were divided to fit a line, as the one that they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derivation.maths.reading import MAX_CHARACTERS
from derivation.verify.manuscripts import FORMULAS, MappedText, Region, joined

_BEGINS = re.compile(r"\s*(?:\\begin\{aligned\})?\s*")
_ENDS = re.compile(r"\\end\{aligned\}\s*\Z")
_GOES_ON = re.compile(r"\s*(?:\\begin\{aligned\})?\s*&?\s*(?:\\q?quad\s*|\{\}\s*)*(?:[-−+]|\\cdot|\\times)")
_NEW_ROW = " \\\\\n"


def groups(regions: Iterable[Region]) -> Iterator[list[Region]]:
    """The regions, each formula with those that go on from it: they begin with an operator."""
    group: list[Region] = []
    for region in regions:
        if group and not _goes_on(group[-1], region):
            yield group
            group = []
        group.append(region)
    if group:
        yield group


def _goes_on(before: Region, region: Region) -> bool:
    """Whether a display begins with an operator; within a line, with one that is said to stand between two parts."""
    if before.kind != region.kind or region.kind not in FORMULAS:
        return False
    begin = _GOES_ON.match(region.text)
    return begin is not None and (region.kind == "display" or begin[0].startswith("{}"))


def together(group: Sequence[Region]) -> Iterator[Region]:
    """Several formulas as one, with a new row where the next begins; more than a formula may hold stays apart."""
    if len(group) < 2 or sum(len(each.text) for each in group) > MAX_CHARACTERS:
        yield from group
        return
    parts: list[MappedText] = []
    for number, each in enumerate(group):
        begin = _BEGINS.match(each.text) if number else None
        end = _ENDS.search(each.text) if number < len(group) - 1 else None
        start, stop = begin.end() if begin else 0, end.start() if end else len(each.text)
        here = MappedText(each.text, each.offsets)[start:stop]
        parts += [MappedText(_NEW_ROW, [each.offsets[start]] * (len(_NEW_ROW) + 1)), here] if number else [here]
    whole = joined(parts)
    yield Region(group[0].kind, whole.text, whole.offsets, group[0].block)
