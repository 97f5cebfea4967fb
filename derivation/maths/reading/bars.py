r"""Bars: which `|` opens an absolute value and which closes it, where only one reading is possible.

`\lvert`, `\rvert`, `\left|` and `\right|` say it themselves; a plain bar must follow from what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from derivation.maths.reading.tokens import CLOSERS, LEFT_BAR, RIGHT_BAR, Kind, Token, pairs

_BAR = "|"
_AFTER_AN_OPERATOR = ("+", "-", "*", "/", "^", "**", ",", *CLOSERS)
_BEFORE_AN_OPERATOR = ("*", "/", "^", "**", "_", "'", ",", *CLOSERS.values())
_LABELS = ("+", "*", "-")
_MOST_BARS = 16


def with_sides(tokens: Sequence[Token]) -> list[Token]:
    """*tokens* with every plain bar whose side is certain replaced by a left or a right one."""
    result = list(tokens)
    for bars in (run for run in _runs(tokens) if len(run) <= _MOST_BARS):
        for index, side in zip(bars, _sides([_possible(tokens, index) for index in bars]), strict=False):
            result[index] = replace(result[index], text=side)
    return result


def _runs(tokens: Sequence[Token]) -> Iterable[list[int]]:
    """The bars that may belong together: in one bracket, with no relation, comma or break between them."""
    closing = pairs(tokens)
    closers = set(closing.values())
    runs: list[list[int]] = []
    open_runs: list[list[int]] = [[]]
    for index, token in enumerate(tokens):
        if index in closing:
            open_runs.append([])
        elif index in closers:
            runs.append(open_runs.pop())
        elif token.kind in (Kind.RELATION, Kind.BREAK) or token.text in (",", "&"):
            runs.append(open_runs[-1])
            open_runs[-1] = []
        elif token.kind is Kind.SIGN and token.text == _BAR:
            open_runs[-1].append(index)
    return [run for run in (*runs, *open_runs) if run]


def _possible(tokens: Sequence[Token], index: int) -> tuple[str, ...]:
    """The sides that the bar at *index* can be; none at all beside another bar."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if any(beside is not None and beside.text == _BAR for beside in (before, after)):
        return ()
    ends = before is not None and not _is_joint(before, _AFTER_AN_OPERATOR)
    labelled = before is not None and before.text in _LABELS and not (before.spaced or tokens[index].spaced)
    begins = after is not None and not _is_joint(after, _BEFORE_AN_OPERATOR)
    return (*((LEFT_BAR,) if begins else ()), *((RIGHT_BAR,) if ends or (labelled and not begins) else ()))


def _is_joint(token: Token, signs: tuple[str, ...]) -> bool:
    """Whether no operand ends, or begins, with *token*."""
    return token.kind in (Kind.RELATION, Kind.BREAK) or (token.kind is Kind.SIGN and token.text in signs)


def _sides(possible: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The one way to choose the sides so that every bar has a partner; nothing where there is none, or a second."""
    ways: Mapping[int, list[tuple[str, ...]]] = {0: [()]}
    for sides in possible:
        grown: dict[int, list[tuple[str, ...]]] = {}
        for depth, found in ways.items():
            for side in sides:
                deeper = depth + (1 if side == LEFT_BAR else -1)
                longer = [(*way, side) for way in found]
                grown[deeper] = (grown.get(deeper, []) + longer)[:2] if deeper >= 0 else []
        ways = grown
    whole = ways.get(0, [])
    return whole[0] if len(whole) == 1 else ()
