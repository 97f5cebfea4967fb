"""Rows for whole commands: `--help`, the classic render from nothing and with its proof in the cache, and a check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from statistics import median

from benchmarks.interleave import Contender, Row, interleaved, row, shares
from benchmarks.processes import REPOSITORY, Workshop

PASS = "`python -c pass`"
HELP = "`python -m derivation --help`"
ARGPARSE = "`python -c 'import argparse'`"
IMPORTS = "`python -c 'import sympy, jinja2, mpmath'`"
LEAN_IMPORTS = "the same with SYMPY_GROUND_TYPES=python"
COLD = "`python -m derivation render --no-cache`"
CACHED = "`python -m derivation render`, proof in the cache"
CHECK = "`python -m derivation verify --no-causes`, the network recovered"
SYMPY = "`python -c 'import sympy'`"
MODULES = "importing the modules of the check"
PRINTED = REPOSITORY / "tests" / "cases" / "documents" / "classic-without-its-figure.md"
_FINDINGS_ASIDE = "import sys\nfrom derivation.cli import run\nrun(sys.argv[1:])"
"""What the check finds wrong is no failure of the process."""

Phases = Mapping[str, float]


def help_rows(shop: Workshop, rounds: int) -> list[Row]:
    """How long it takes to be told what there is."""
    contenders = [
        Contender(PASS, shop.python("-c", "pass")),
        Contender(HELP, shop.python("-m", "derivation", "--help")),
        Contender(ARGPARSE, shop.python("-c", "import argparse")),
    ]
    times = interleaved(_warmed(contenders), rounds)
    part = median(times[ARGPARSE]) / median(times[HELP])
    cause = f"An interpreter that only imports argparse is {100 * part:.0f} % of it; the rest is our own two modules."
    return [
        row("help", times, HELP, PASS, 3.5, lambda: cause),
        row("what argparse alone costs", times, ARGPARSE, PASS, None),
    ]


def render_rows(shop: Workshop, rounds: int) -> tuple[list[Row], dict[str, Phases]]:
    """The classic render against the bare imports of what it uses; and where its time goes."""
    imports = "import sympy, jinja2, mpmath"
    contenders = [
        Contender(IMPORTS, shop.python("-c", imports)),
        Contender(COLD, shop.python("-m", "derivation", "render", "-o", "cold", "--no-cache")),
        Contender(CACHED, shop.python("-m", "derivation", "render", "-o", "cached")),
        Contender(LEAN_IMPORTS, shop.python("-c", imports, SYMPY_GROUND_TYPES="python")),
    ]
    times = interleaved(_warmed(contenders), rounds)
    phases = {name: _phases(shop, rounds, *more) for name, more in ((COLD, ("--no-cache",)), (CACHED, ()))}
    return [
        row("render, nothing cached", times, COLD, IMPORTS, 0.85, lambda: _where(phases[COLD])),
        row("render, proof cached", times, CACHED, IMPORTS, 0.85, lambda: _where(phases[CACHED])),
        row("render against the leaner imports", times, COLD, LEAN_IMPORTS, None),
    ], phases


def verify_rows(shop: Workshop, rounds: int) -> list[Row]:
    """The check of a printed example without a spec against the bare import of SymPy, which it does without."""
    contenders = [
        Contender(SYMPY, shop.python("-c", "import sympy")),
        Contender(CHECK, shop.python("-c", _FINDINGS_ASIDE, "verify", "--no-causes", str(PRINTED))),
        Contender(MODULES, shop.python("-c", "import derivation.checking")),
    ]
    times = interleaved(_warmed(contenders), rounds)
    part = median(times[MODULES]) / median(times[CHECK])
    cause = f"Starting the interpreter and {MODULES} are {100 * part:.0f} % of it."
    return [row("verify a printed example", times, CHECK, SYMPY, 1, lambda: cause)]


def _warmed(contenders: list[Contender]) -> list[Contender]:
    """The same, after each has run once: byte-code is compiled and caches are primed by then."""
    for contender in contenders:
        contender.measure()
    return contenders


def _phases(shop: Workshop, rounds: int, *more: str) -> Phases:
    """The median of every phase of a render, the interpreter's end included."""
    runs = [_one_run(shop, *more) for _ in range(rounds)]
    return {name: median(run[name] for run in runs) for name in runs[0]}


def _one_run(shop: Workshop, *more: str) -> Phases:
    printed, whole = shop.output_of("-m", "phases", "render", "-o", "phases", *more)
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    found["leaving the interpreter"] = whole - found.pop("at the end")
    return found


def _where(phases: Phases) -> str:
    return f"Phase by phase: {shares(phases, 6)}."
