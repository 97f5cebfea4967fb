"""Commas: whether a document writes `0,5` for a half."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derivation.verify.manuscripts import Region

_COMMA = re.compile(r"(?<![\d.,])\d+(?:\{,\}\d+|,\d+)(?![\d.]|,\d)")
_POINT = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_PAIR = re.compile(r"[(\[{]\s*-?\d+(?:,\s*-?\d+)+\s*[)\]}]")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+")
_MANY = 3


def has_decimal_commas(regions: Iterable[Region]) -> bool:
    """Whether far more numbers of a document have a comma where others have a point.

    A pair in brackets, `(0,1)`, and the thousands of `10,000` or `10.000` say nothing.
    """
    commas = points = 0
    for region in regions:
        if region.kind == "code":
            continue
        text = _PAIR.sub(" ", region.text)
        commas += sum(not _THOUSANDS.fullmatch(found[0]) for found in _COMMA.finditer(text))
        points += sum(not _THOUSANDS.fullmatch(found[0]) for found in _POINT.finditer(text))
    return commas > _MANY * points
