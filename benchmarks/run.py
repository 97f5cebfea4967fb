"""Measure the program against what one would otherwise run, and write docs/benchmarks.md.

python benchmarks/run.py            everything, less than ten minutes
python benchmarks/run.py --quick    a first impression in less than one, only printed
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from benchmarks.growth import growth_rows  # noqa: E402
from benchmarks.interleave import Row  # noqa: E402
from benchmarks.manuscripts import manuscript_rows  # noqa: E402
from benchmarks.processes import workshop  # noqa: E402
from benchmarks.report import Group, page  # noqa: E402
from benchmarks.startup import help_rows, render_rows, verify_rows  # noqa: E402
from benchmarks.symbolic import Sizes, symbolic_rows  # noqa: E402
from benchmarks.training import training_rows  # noqa: E402
from benchmarks.typesetting import typesetting_rows  # noqa: E402

SIZES = (60_000, 250_000, 1_000_000)
"""Of manuscripts, in bytes."""
Families = tuple[tuple[str, str, tuple[Sizes, ...]], ...]


def families(square: Sequence[int], deep: Sequence[int], small: Sequence[int]) -> Families:
    """Networks that grow in one way each, with the job that is done on them."""
    two, three = "n-n-n", "n-n-n-n"
    return (
        ("build and backward", two, tuple((n,) * 3 for n in square)),
        ("build and backward", three, tuple((n,) * 4 for n in square)),
        ("build and backward", "16n-n-n", tuple((16 * n, n, n) for n in square[: len(square) // 2 + 1])),
        ("build and backward", "8-8-...-8, ever deeper", tuple((8,) * (layers + 1) for layers in deep)),
        ("values at 128 bits", two, tuple((n,) * 3 for n in square)),
        ("values at 128 bits", "8-8-...-8, ever deeper", tuple((8,) * (layers + 1) for layers in deep)),
        ("the document's steps", two, tuple((n,) * 3 for n in small)),
        ("the document's steps", "16n-n-n", tuple((16 * n, n, n) for n in small)),
        ("a brief page", "16n-n-n", tuple((16 * n, n, n) for n in small)),
    )


@dataclass(frozen=True)
class Effort:
    """How often and how far everything is measured."""

    processes: int
    training: int
    symbolic: int
    growth: int
    families: Families
    manuscripts: tuple[int, ...]


FULL = Effort(21, 11, 9, 7, families((4, 8, 16, 32, 64), (2, 4, 8, 16, 32), (4, 6, 8, 12, 16)), SIZES)
QUICK = Effort(3, 1, 1, 1, families((4, 8, 16, 32), (2, 4, 8, 16), (4, 6, 8)), SIZES[:2])


def measured(effort: Effort) -> str:
    """The page with everything measured."""
    with tempfile.TemporaryDirectory() as folder:
        shop = workshop(Path(folder))
        helps = help_rows(shop, 3 * effort.processes)
        renders, phases = render_rows(shop, effort.processes)
        checks = verify_rows(shop, effort.processes)
        typesetting = typesetting_rows(shop, effort.processes)
    training, remarks = training_rows(effort.training)
    symbolic = symbolic_rows((((3, 4, 4, 2), 1 / 50, False), ((5, 5, 5, 5), 1 / 200, True)), effort.symbolic)
    growth = growth_rows(effort.families, effort.growth)
    manuscripts = manuscript_rows(effort.manuscripts, 1)
    every = (helps, renders, checks, typesetting, training, symbolic, growth, manuscripts)
    return page(groups(effort, every), phases, remarks)


def groups(effort: Effort, rows: Sequence[Sequence[Row]]) -> list[Group]:
    """The rows with how they were measured."""
    processes = "Whole processes with compiled byte-code, {} rounds."
    clocked = "Fresh processes, {} rounds; only the work itself is on the clock."
    training = "Inside one process, {} rounds; every contender was first checked to compute the same weights."
    symbolic = (
        "Inside one process, {} rounds, SymPy's cache emptied before each; a naive side of many seconds only once.\n"
        "Ours are formulas over named quantities, as the chain rule gives them; SymPy's are in the weights alone."
    )
    growth = (
        "Inside one process, {} rounds. The ratio is the p of W^p, by least squares on logarithms; at the end: over\n"
        "the last two sizes. A first layer is cheaper than others, since nothing is derived for inputs, so that\n"
        "p of ever deeper networks is a little above 1 even where every further layer costs the same."
    )
    titles = (
        "Start",
        "Render",
        "Verify",
        "Typesetting",
        "Training",
        "Gradients as formulas",
        "Growth with the number of weights W",
        "Growth of a check with the length of a manuscript",
    )
    manuscripts = (
        "Inside one process, {} round. The ratio is the p of bytes^p, by least squares on logarithms; at the end:\n"
        "over the last two sizes. Without a spec and without causes: every network is recovered from what is printed."
    )
    notes = (processes, processes, processes, clocked, training, symbolic, growth, manuscripts)
    whole = (3 * effort.processes, *(effort.processes,) * 3)
    rounds = (*whole, effort.training, effort.symbolic, effort.growth, 1)
    return [
        Group(title, note.format(count), found)
        for title, note, count, found in zip(titles, notes, rounds, rows, strict=True)
    ]


def main() -> None:
    """Measure, print, and write unless it was only a quick look."""
    parser = argparse.ArgumentParser(description="Measure against the alternatives; ratios only.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller networks, nothing written")
    text = measured(QUICK if (quick := parser.parse_args().quick) else FULL)
    print(text)
    if not quick:
        (REPOSITORY / "docs" / "benchmarks.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
