"""The program's tables as a user sees them: `derivation list`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from derivation.errors import DerivationError, printable
from derivation.maths.formulas import Formula, Name
from derivation.maths.printing.text import TextPrinter
from derivation.network.activations import ACTIVATIONS
from derivation.network.arrays import array, inputs
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import partial
from derivation.network.loading import load_spec
from derivation.network.losses import LOSSES
from derivation.network.mistakes import MISTAKES
from derivation.network.notation import NOTATIONS
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.spec import Settings
from derivation.network.spelling import PLAIN, spell
from derivation.render.formats import FORMATS


def listing(topic: str) -> str:
    """One of the program's tables, a row each: name, definition, source.

    Raises: DerivationError: D103, no such table.
    """
    if topic not in LISTINGS:
        raise DerivationError(
            "D103", f"there is no list of {printable(topic)}", note=f"lists are {', '.join(LISTINGS)}"
        )
    rows = LISTINGS[topic]()
    width = max(len(row[0]) for row in rows)
    return "\n".join("  ".join([row[0].ljust(width), *row[1:]]).rstrip() for row in rows)


def _activation_rows() -> list[tuple[str, ...]]:
    printer, x = PLAIN.text_printer, Name("net")
    return [
        (name, f"out = {printer(row.of(x))}", f"slope = {printer(row.slope_of(x, Name('out')))}", f"[{row.source}]")
        for name, row in ACTIVATIONS.items()
    ]


def _loss_rows() -> list[tuple[str, ...]]:
    printer = PLAIN.text_printer
    return [
        (name, f"E_o = {printer(row.of(Name('target_o'), Name('out_o')))}", f"[{row.source}]")
        for name, row in LOSSES.items()
    ]


def _lines(printer: TextPrinter, lines: Iterable[tuple[str, Formula]]) -> list[str]:
    return [f"{printer(Name(line))} = {printer(formula)}" for line, formula in lines]


def _optimizer_rows() -> list[tuple[str, ...]]:
    printer = PLAIN.text_printer
    gradient = partial(LOSS, "w")
    return [
        (name, *_lines(printer, row.update("w", "eta", gradient)), f"[{row.source}]")
        for name, row in OPTIMIZERS.items()
    ]


_SHOWN = (
    ("input", Name("i1")),
    ("net input", Name("net_h1")),
    ("output", Name("out_h1")),
    ("target", Name("target_o1")),
    ("weight", Name("w2")),
    ("bias", Name("b1")),
    ("error", Name("E_o1")),
    ("total error", Name(LOSS)),
    ("derivative", partial(LOSS, "w2")),
    ("delta", Name("delta_o1")),
)
"""What a notation is shown by, in the classic network."""


def _notation_rows() -> list[tuple[str, ...]]:
    network = build(load_spec(None))
    rows = []
    for name, row in NOTATIONS.items():
        printer = spell(network, Settings(notation=name)).text_printer
        layer = array("weight", network.layers[0]) * inputs(network) + array("bias", network.layers[0])
        whole = [f"layer {printer(array('net_input', network.layers[0]))} = {printer(layer)}"] if row.matrices else []
        rows.append((name, *(f"{word} {printer(formula)}" for word, formula in _SHOWN), *whole, f"[{row.source}]"))
    return rows


def _mistake_rows() -> list[tuple[str, ...]]:
    return [(name, f"{row.when};", f"for example {row.example}") for name, row in MISTAKES.items()]


LISTINGS: Mapping[str, Callable[[], list[tuple[str, ...]]]] = {
    "activations": _activation_rows,
    "losses": _loss_rows,
    "optimizers": _optimizer_rows,
    "formats": lambda: [(name, row.summary) for name, row in FORMATS.items()],
    "notations": _notation_rows,
    "mistakes": _mistake_rows,
}
