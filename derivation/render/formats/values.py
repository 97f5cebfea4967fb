r"""Every certified number for an author's own sentences: LaTeX macros, `\dv{w5+}`, and a table as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from derivation.errors import LimitError
from derivation.frozen import dataclass
from derivation.maths.formulas import Number
from derivation.maths.numbers import read_number
from derivation.render.derivations import Derivation
from derivation.render.editions import Edition
from derivation.render.records import record

COLUMNS = ("id", "printed", "value", "exact")
_NUMBER = re.compile(r"-?[0-9][0-9./e-]*")
_MACROS = r"""% Numbers of a derivation: \input this file, then write \dv{w5+} for a number as it is printed,
% \dvfull{w5+} for at least 30 digits of it, and \dvname{w5+} for its symbol, in mathematics or in text.
\makeatletter
\newcommand*\dv@set[4]{%
  \@namedef{dv@printed@\detokenize{#1}}{#2}%
  \@namedef{dv@full@\detokenize{#1}}{#3}%
  \@namedef{dv@name@\detokenize{#1}}{#4}}
\newcommand*\dv@get[2]{%
  \@ifundefined{dv@#1@\detokenize{#2}}%
    {\@latex@error{There is no number \detokenize{#2} in this derivation}\@ehc}%
    {\ensuremath{\@nameuse{dv@#1@\detokenize{#2}}}}}
\DeclareRobustCommand*\dv[1]{\dv@get{printed}{#1}}
\DeclareRobustCommand*\dvfull[1]{\dv@get{full}{#1}}
\DeclareRobustCommand*\dvname[1]{\dv@get{name}{#1}}
"""


@dataclass(frozen=True)
class Certified:
    """A number by its id: as printed, with at least 30 digits, as a fraction where it is one, and its symbol."""

    id: str
    printed: str
    value: str
    exact: str
    symbol: str


def write(edition: Edition) -> dict[str, bytes]:
    """The macros and the table."""
    numbers = tuple(_certified(edition.derivation))
    files = {"tex": _macros(edition.derivation, numbers), "csv": _table(numbers)}
    return {f"{edition.slug}-values.{ending}": text.encode("utf-8") for ending, text in files.items()}


def _certified(derivation: Derivation) -> Iterator[Certified]:
    """Quantities, derivatives and updates of one round, then what the training comes to."""
    data = record(derivation)
    known: set[str] = set()
    for group in ("quantities", "derivatives", "updates"):
        for name, row in data[group].items():
            known.add(name)
            yield Certified(name, row["printed"], row["value"], row.get("exact", ""), row["latex"])
    for row in data["training"]:
        numbers = {key: text for key, text in row.items() if key not in ("round", "parameters")} | row["parameters"]
        found = (_after(derivation, row["round"], name, text) for name, text in numbers.items())
        yield from (each for each in found if each.id not in known)


def _after(derivation: Derivation, rounds: int, name: str, value: str) -> Certified:
    """A number after so many rounds, by the number of updates that these are; a tie of the last digit is not cut."""
    identifier = f"{name}+{rounds * len(derivation.network.steps)}"
    try:
        printed = derivation.shown_after(rounds, name).numeral.text
    except LimitError:
        printed = value
    return Certified(identifier, printed, value, "", derivation.notation.latex(identifier))


def _macros(derivation: Derivation, numbers: tuple[Certified, ...]) -> str:
    def latex(text: str) -> str:
        return derivation.notation.latex_printer(Number(read_number(text)))

    lines = [f"\\dv@set{{{row.id}}}{{{latex(row.printed)}}}{{{latex(row.value)}}}{{{row.symbol}}}" for row in numbers]
    return "\n".join([_MACROS.rstrip(), *lines, "\\makeatother", ""])


def _table(numbers: tuple[Certified, ...]) -> str:
    """RFC 4180, with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in (row.id, row.printed, row.value, row.exact)] for row in numbers)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number may begin with its sign."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(cell) else cell
