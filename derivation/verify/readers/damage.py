"""Damage: text whose formulas were broken before it came to us. What is lost is said, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from derivation.verify.manuscripts import Region

_WRONG_CHARSET = re.compile(
    "[\u00c2\u00c3\u00ce\u00cf\u00e2\u0393\u0392\u03b2\u0432\u0412\u0413][\u0080-\u00bf\u2010-\u203a\u20ac\u2122\u02c6\u02dc"
    "\u0152\u0153\u0160\u0161\u017d\u017e\u2020\u2021\u2030\u0402-\u040f]|\u03b2(?:\u20ac|(?=[0-9]))|(?<= )\u0393(?= )"
)
_LOST = re.compile(r"=\s*[0-9]{2}\([^()\n]+\)[0-9](?![0-9.(])|\u200b.*\u200b|\)[2-9](?=\s*[=+\u2212\n]|$)")
_FEWEST = 2
MOJIBAKE = "the text was decoded with a wrong character set, so what its signs mean is lost"
FLATTENED = "fractions and powers were lost when the page was saved as text"


def without_damage(regions: Sequence[Region]) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    """The regions, the damaged ones with the reason why they are not read; and what there is to say about that."""
    marked = tuple(regions)
    notes: list[str] = []
    for reason, signs, is_suspect in _DAMAGES:
        damaged = {index: len(signs.findall(each.text)) for index, each in enumerate(marked) if is_suspect(each)}
        if sum(damaged.values()) >= _FEWEST:
            marked = tuple(
                replace(each, reason=reason) if damaged.get(index) and not each.reason else each
                for index, each in enumerate(marked)
            )
            notes.append(reason)
    return marked, tuple(notes)


def _is_bare_formula(region: Region) -> bool:
    return region.kind in ("display", "inline") and "\\" not in region.text


_DAMAGES: tuple[tuple[str, re.Pattern[str], Callable[[Region], bool]], ...] = (
    (MOJIBAKE, _WRONG_CHARSET, lambda region: True),
    (FLATTENED, _LOST, _is_bare_formula),
)
