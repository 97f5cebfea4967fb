"""The program's tables as a user sees them: `derivation list`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from derivation.errors import DerivationError, printable
from derivation.maths.calculus import differentiate
from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.printing.text import TextPrinter
from derivation.maths.tidying import tidy
from derivation.network.activations import ACTIVATIONS, Activation
from derivation.network.arrays import array, inputs
from derivation.network.building import build
from derivation.network.equations import LOSS
from derivation.network.gradients import partial
from derivation.network.loading import load_spec
from derivation.network.losses import LOSSES, Loss
from derivation.network.mistakes import MISTAKES
from derivation.network.notation import NOTATIONS
from derivation.network.optimizers import LETTERS, OPTIMIZERS
from derivation.network.spec import Settings
from derivation.network.spelling import PLAIN, spell
from derivation.render.formats import FORMATS

Row = tuple[str, ...]
"""The name, then what there is to say of it, a line each."""


def listing(topic: str) -> str:
    """One of the program's tables: each name with its definition and its source beside it.

    Raises: DerivationError: D103, no such table.
    """
    if topic not in LISTINGS:
        raise DerivationError(
            "D103", f"there is no list of {printable(topic)}", note=f"lists are {', '.join(LISTINGS)}"
        )
    rows = LISTINGS[topic]()
    width = max(len(row[0]) for row in rows) + 2
    gap = "\n\n" if any(len(row) > 2 for row in rows) else "\n"
    return gap.join(row[0].ljust(width) + f"\n{' ' * width}".join(row[1:]) for row in rows)


def _activation_rows() -> list[Row]:
    own = ("a formula", "of your own in x, such as x/(1+exp(-x)): read, never run, and differentiated rule by rule")
    return [*(_activation_row(row) for row in ACTIVATIONS.values()), own]


def _activation_row(row: Activation) -> Row:
    printer, options = PLAIN.text_printer, [Name(name) for name, _ in row.options]
    net, out = (Name("net_k"), Name("out_k")) if row.joint else (Name("net"), Name("out"))
    slope, by = tidy(row.slope(net, out, *options)), net
    if row.joint:
        slope, by = out * (Name("delta_kj") - Name("out_j")), Name("net_j")
    return (
        row.name,
        f"{printer(out)} = {printer(row.function(net, *options))}" + (", S the sum over the layer" * row.joint),
        f"{printer(Partial(out, by))} = {printer(slope)}",
        *(f"{name} = {value.text} unless it is given" for name, value in row.options),
        *(["at net = 0, a corner, the slope just below it is taken"] if row.corner and row.learns else []),
        *([] if row.learns else ["no slope to learn by: for the forward pass, or in front of what is not trained"]),
        f"[{row.source}]",
    )


def _loss_rows() -> list[Row]:
    own = ("a formula", "of your own in target and out, such as (target - out)^4; the outputs' errors are added")
    return [*(_loss_row(row) for row in LOSSES.values()), own]


def _loss_row(row: Loss) -> Row:
    printer, target, out = PLAIN.text_printer, Name("target_o"), Name("out_o")
    options = [Name(name) for name, _ in row.options]
    formula = row.error(target, out, *options)
    slope = row.slope(target, out) if row.slope else tidy(differentiate(formula, out.id).after)
    return (
        row.name,
        f"E_o = {printer(formula)}",
        f"{printer(partial('E_o', out.id))} = {printer(slope)}",
        f"E_total = the {'mean' if row.mean else 'sum'} over the outputs",
        *(f"{name} = {value.text} unless it is given" for name, value in row.options),
        *(["for softmax outputs"] if row.joint else ["for sigmoid outputs"] if row.between_0_and_1 else []),
        f"[{row.source}]",
    )


def _lines(printer: TextPrinter, lines: Iterable[tuple[str, Formula]]) -> list[str]:
    return [f"{printer(Name(line))} = {printer(formula)}" for line, formula in lines]


def _optimizer_rows() -> list[Row]:
    printer = PLAIN.text_printer
    gradient = partial(LOSS, "w")
    return [
        (
            name,
            *_lines(printer, row.update("w", "eta", gradient)),
            *(f"{printer(Name(LETTERS[option]))} = {value.text}, given as {option}" for option, value in row.options),
            f"[{row.source}]",
        )
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


def _notation_rows() -> list[Row]:
    network = build(load_spec(None))
    rows = []
    for name, row in NOTATIONS.items():
        printer = spell(network, Settings(notation=name)).text_printer
        layer = array("weight", network.layers[0]) * inputs(network) + array("bias", network.layers[0])
        whole = [f"layer {printer(array('net_input', network.layers[0]))} = {printer(layer)}"] if row.matrices else []
        rows.append((name, *(f"{word} {printer(formula)}" for word, formula in _SHOWN), *whole, f"[{row.source}]"))
    return rows


def _mistake_rows() -> list[Row]:
    return [(name, f"{row.when};", f"for example {row.example}") for name, row in MISTAKES.items()]


LISTINGS: Mapping[str, Callable[[], list[Row]]] = {
    "activations": _activation_rows,
    "losses": _loss_rows,
    "optimizers": _optimizer_rows,
    "formats": lambda: [(name, row.summary) for name, row in FORMATS.items()],
    "notations": _notation_rows,
    "mistakes": _mistake_rows,
}
