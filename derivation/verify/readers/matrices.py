"""Rows of numbers in plain text and in what programs print: `a1: [1.0 0.13]`, `0.5<tab>0.6`, ` [0.1, 0.2]]`."""

from __future__ import annotations

import re

_NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_LABEL = r"(?:[^\W\d][^\n:=\[\](){}]{0,60}?[ \t]*+[:=][ \t]*+)?(?:(?:np\.)?(?:array|matrix|tensor)[ \t]*+\()?"
_BETWEEN = r"(?:[ \t]*+[,;][ \t]*+|[ \t]++)"
_ROW = re.compile(
    rf"[ \t]*+{_LABEL}(?P<open>[\[({{]{{0,4}}+)[ \t]*+(?P<numbers>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*+)"
    r"[ \t]*+[,;]?[ \t]*+(?P<close>[\])}]{0,4}+)[ \t]*+[,;.]?[ \t]*+(?:dtype=[\w.]+)?\)?[ \t]*+\n?"
)
_EACH = re.compile(_NUMBER)


def numbers_of_row(line: str) -> list[tuple[int, int]]:
    """The places of the numbers of a line that is a row of numbers, brackets and a label apart; else none."""
    found = _ROW.fullmatch(line)
    if found is None:
        return []
    numbers = [each.span() for each in _EACH.finditer(line, *found.span("numbers"))]
    alone = len(numbers) == 1 and not (found["open"] or found["close"])
    return [] if alone or "." not in found["numbers"] else numbers
