"""Rows -> docs/benchmarks.md: ratios, goals and where the time goes. No machine is named and no time is claimed."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from benchmarks.interleave import Row

LIBRARIES = ("sympy", "mpmath", "python-flint", "jinja2", "torch", "gmpy2")

_HEAD = """\
# Benchmarks

Written by `make bench`. A ratio is the contender's median CPU time, user plus system, over its peer's; both were
measured in turn, round after round in one run, so that whatever else the machine did fell on both. Small is good. The
range is the middle half of the ratios round by round, for exponents all of them. A goal is the largest ratio aimed at.
"""
_GROUPS = """\
## {title}

{note}

| row | contender | peer | ratio | range | goal | verdict |
|---|---|---|---|---|---|---|
{rows}
"""


@dataclass(frozen=True)
class Group:
    """Rows that were measured together, and how."""

    title: str
    note: str
    rows: Sequence[Row]


def page(groups: Sequence[Group], breakdown: Mapping[str, Mapping[str, float]], remarks: Sequence[str]) -> str:
    """The whole document."""
    parts = [_HEAD, *(_group(group) for group in groups if group.rows), _breakdown(breakdown), _setting(remarks)]
    return "\n".join(part for part in parts if part)


def _group(group: Group) -> str:
    rows = "\n".join(_line(row) for row in group.rows)
    causes = [f"- {row.name}, missed: {row.cause}\n" for row in group.rows if row.cause]
    text = _GROUPS.format(title=group.title, note=group.note, rows=rows)
    return "\n".join([text, "".join(causes)]) if causes else text


def _line(row: Row) -> str:
    low_high = " .. ".join(number(each) for each in row.spread) if row.spread else ""
    goal = "" if row.goal is None else f"<= {number(row.goal)}"
    cells = (row.name, row.contender, row.peer, f"**{_near(row.ratio, row.goal)}**", low_high, goal, row.verdict)
    return f"| {' | '.join(cells)} |"


def number(value: float, digits: int = 3) -> str:
    """Three significant digits; below one fifth as a fraction 1/n, which says more."""
    if value < 0.2:
        return f"1/{1 / value:.{digits}g}" if 1 / value < 1000 else f"1/{round(1 / value, -1):,.0f}"
    return f"{value:.{digits}g}"


def _near(ratio: float, goal: float | None) -> str:
    """A ratio, with one digit more where it lies so near to the goal that three would hide the verdict."""
    return number(ratio, 4 if goal and abs(ratio / goal - 1) < 0.01 else 3)


def _breakdown(commands: Mapping[str, Mapping[str, float]]) -> str:
    """Where the time of a render goes, each phase in percent of the whole."""
    if not commands:
        return ""
    phases = list(dict.fromkeys(phase for found in commands.values() for phase in found))
    lines = [f"| phase | {' | '.join(commands)} |", f"|---{'|---' * len(commands)}|"]
    lines += [f"| {phase} | {' | '.join(_share(found, phase) for found in commands.values())} |" for phase in phases]
    head = "## Where a render's time goes\n\nIn percent of the whole, measured inside the command with a stopwatch.\n"
    return "\n".join([head, *lines, ""])


def _share(phases: Mapping[str, float], phase: str) -> str:
    return f"{100 * phases[phase] / sum(phases.values()):.1f} %" if phase in phases else ""


def _setting(remarks: Sequence[str]) -> str:
    """What was compared: versions, and what else one should know."""
    lines = [f"- Python {platform.python_version()} ({sys.implementation.name})"]
    lines += [f"- {name} {found}" for name in LIBRARIES if (found := _version(name))]
    return "\n".join(["## Setting\n", *lines, *(f"- {remark}" for remark in remarks), ""])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
