"""The numbers for authors: macros that plain LaTeX takes, and a table that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from networks import edition

from derivation.render.formats import FORMATS
from derivation.render.formats.values import COLUMNS, _harmless

SHOWN = ("classic", "fractions", "leaky-relu", "online-with-adam-and-penalties", "saturating", "softmax-of-three")


@cache
def files(name: str) -> dict[str, str]:
    return {
        file.rpartition("-")[2]: text.decode("utf-8") for file, text in FORMATS["values"].write(edition(name)).items()
    }


def rows(name: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(io.StringIO(files(name)["values.csv"], newline=""))}


@pytest.mark.parametrize("name", SHOWN)
def test_every_number_of_the_record_is_in_the_table(name: str) -> None:
    data = json.loads(next(iter(FORMATS["json"].write(edition(name)).values())))
    expected = {**data["quantities"], **data["derivatives"], **data["updates"]}
    found = rows(name)
    assert {key: (row["printed"], row["value"]) for key, row in expected.items()} == {
        key: (found[key]["printed"], found[key]["value"]) for key in expected
    }


def test_the_numbers_after_the_training_are_there() -> None:
    assert rows("classic")["E_total+10000"]["printed"] == "0.0000351018778"
    assert rows("classic")["w5+1"]["printed"] == "0.358916480"


@pytest.mark.parametrize("name", SHOWN)
def test_the_table_is_as_the_standard_says(name: str) -> None:
    text = files(name)["values.csv"]
    assert text.endswith("\r\n") and not re.search(r"(?<!\r)\n", text)
    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert {line.count(",") for line in text.splitlines()} == {len(COLUMNS) - 1}


@pytest.mark.parametrize("name", SHOWN)
def test_no_cell_is_a_formula(name: str) -> None:
    cells = [cell for row in rows(name).values() for cell in row.values()]
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r" and not re.fullmatch(r"-?[0-9.e/-]*", cell)] == []


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(1)", "-1+cmd|'x'!A0", "\tx"])
def test_a_formula_is_made_harmless(cell: str) -> None:
    assert _harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-0.5", "1/3", "-3.5e-12", "w5+", ""])
def test_a_number_stays_a_number(cell: str) -> None:
    assert _harmless(cell) == cell


@pytest.mark.parametrize("name", SHOWN)
def test_there_are_macros_for_every_row(name: str) -> None:
    defined = re.findall(r"(?m)^\\dv@set\{([^{}]+)\}", files(name)["values.tex"])
    assert defined == list(rows(name))


DOCUMENT = r"""\documentclass{article}
\input{numbers}
\begin{document}
\section{From \dv{w5} to \dv{w5+}}
The gradient $\dvname{dE_total/dw5} = \dv{dE_total/dw5}$, or \dvfull{dE_total/dw5}; \dv{net_h1} and \dv{dE_total/dw7}.
%s
\end{document}
"""


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex on this machine")
@pytest.mark.parametrize(("more", "code"), [("", 0), (r"\dv{w99}", 1)])
def test_latex_takes_the_macros_and_knows_what_is_not_there(tmp_path: Path, more: str, code: int) -> None:
    (tmp_path / "numbers.tex").write_text(files("classic")["values.tex"], "utf-8")
    (tmp_path / "page.tex").write_text(DOCUMENT % more, "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == code, done.stdout[-1500:]
    assert ("There is no number w99" in done.stdout) is bool(code)
