"""Rows for typesetting: a PDF against an import that most programs of this kind begin with."""

from __future__ import annotations

from benchmarks.interleave import Contender, Measure, Row, interleaved, row
from benchmarks.processes import Workshop

PDF = "PDF of the classic tutorial, compiled in the process"
WHOLE = "the same with writing its source"
SYMPY = "`import sympy`"


def typesetting_rows(shop: Workshop, rounds: int) -> list[Row]:
    """Both in fresh processes, where only the work itself is on the clock."""
    work = {PDF: "pdf", SYMPY: "sympy", WHOLE: "typst and pdf"}
    contenders = [Contender(name, _clocked(shop, what)) for name, what in work.items()]
    for contender in contenders:
        contender.measure()
    times = interleaved(contenders, rounds)
    return [
        row("a PDF without TeX", times, PDF, SYMPY, 0.5, lambda: "Nearly all of it is the compiler's."),
        row("with its source", times, WHOLE, SYMPY, None),
    ]


def _clocked(shop: Workshop, work: str) -> Measure:
    return lambda: float(shop.output_of("-m", "clocked", work)[0])
