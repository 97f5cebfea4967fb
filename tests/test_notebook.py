"""Notebooks: valid, the same bytes every time, and plain Python comes to every printed number."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

import nbformat
import pytest
from networks import CASES, SOME, case, derivation, edition
from test_printing import W5, A, B, X, numeral

from derivation.maths.formulas import Formula, Name, call, fraction
from derivation.maths.functions import FUNCTIONS
from derivation.maths.printing.python import PythonPrinter, preamble
from derivation.render.calculations import Identifiers
from derivation.render.editions import Edition
from derivation.render.formats.ipynb import write
from derivation.render.templating import Templates


@cache
def notebooks(name: str | int) -> dict[str, Any]:
    return {file: json.loads(content) for file, content in write(edition(name)).items()}


def program(notebook: dict[str, Any]) -> str:
    """All code cells as one program."""
    return "\n\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")


def run(*programs: str) -> subprocess.CompletedProcess[str]:
    """All programs in one fresh interpreter, none of which sees the others."""
    runner = "import json, sys\nfor code in json.load(sys.stdin): exec(compile(code, 'cell', 'exec'), {})"
    command = [sys.executable, "-W", "error", "-c", runner]
    return subprocess.run(command, input=json.dumps(programs), capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", SOME)
def test_a_notebook_is_valid(name: str | int) -> None:
    for notebook in notebooks(name).values():
        nbformat.validate(nbformat.from_dict(notebook))


def test_plain_python_comes_to_every_number_of_every_network() -> None:
    programs = [program(notebook) for name in SOME for notebook in notebooks(name).values()]
    done = run(*programs)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", ["classic", "rounded", "softmax-of-three"])
def test_a_wrong_digit_is_noticed(name: str) -> None:
    whole = program(next(iter(notebooks(name).values())))
    numbers = [match for match in re.finditer(r'check\(.+, "(-?[0-9.]*[0-9])"\)', whole)]
    for match in numbers[:: len(numbers) // 6]:
        at = match.end(1) - 1
        wrong = str((int(whole[at]) + 5) % 10)
        done = run(whole[:at] + wrong + whole[at + 1 :])
        assert "AssertionError" in done.stderr and match[1][:-1] + wrong in done.stderr


@pytest.mark.parametrize("name", CASES)
def test_every_line_with_a_result_is_worked_out(name: str) -> None:
    tutorial = next(iter(notebooks(name).values()))
    text = "".join("".join(cell["source"]) for cell in tutorial["cells"] if cell["cell_type"] == "markdown")
    updates = set(re.findall(r"(?m)^(w_\{?\d+\}?\^\{\+\})", text))
    assert len(re.findall(r"(?m)^w\d+_new = check", program(tutorial))) >= len(updates)
    assert updates or case(name).document.notation != "net-out"


def test_the_training_is_repeated_to_its_end() -> None:
    whole = program(next(iter(notebooks("classic").values())))
    assert '10000: ["0.0000351018778", "0.015913620", "0.984064274"]' in whole and "range(1, 10001)" in whole


def test_a_kernel_runs_the_notebook_from_top_to_bottom() -> None:
    from nbclient import NotebookClient

    written = write(edition("tanh"))
    notebook = nbformat.reads(next(iter(written.values())).decode("utf-8"), as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert len(outputs) > 5 and {output.output_type for output in outputs} == {"execute_result"}


def test_the_same_bytes_come_out_twice() -> None:
    assert write(edition("classic")) == write(Edition(derivation("classic"), Templates()))
    cells = next(iter(notebooks("classic").values()))["cells"]
    assert [cell["id"] for cell in cells[:2]] == ["cell-0001", "cell-0002"]


def test_a_notebook_needs_nothing_from_elsewhere() -> None:
    for name in CASES:
        for notebook in notebooks(name).values():
            imports = re.findall(r"(?m)^\s*(?:from (\w+) )?import (.+)$", program(notebook))
            assert {module for module, _ in imports} <= {"math", "fractions"}


@pytest.mark.parametrize(
    ("node", "printed"),
    [
        (W5 * X + B, "w5 * x + b"),
        (A / (B * X), "a / (b * x)"),
        (A * (B / X), "a * (b / x)"),
        (-(X**2), "-x**2"),
        ((-X) ** 2, "(-x)**2"),
        (numeral("-0.5") ** 2, "(-0.5)**2"),
        (numeral("007") * A, "7 * a"),
        (numeral("0.40"), "0.40"),
        (fraction(1, 3) * A, "1/3 * a"),
        (A**-1, "a**(-1)"),
        (call("ln", A), "log(a)"),
        (X ** fraction(1, 2), "sqrt(x)"),
    ],
    ids=str,
)
def test_a_formula_is_printed_as_python(node: Formula, printed: str) -> None:
    assert PythonPrinter(str)(node) == printed


def test_exact_numbers_are_fractions() -> None:
    assert PythonPrinter(str, exact=True)(numeral("-0.5") ** 2 + 1) == 'Fraction("-0.5")**2 + 1'


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_known_function_has_its_value_in_python(function: str) -> None:
    import mpmath

    formula = call(function, Name("a"))
    for a in (0.75, 2.0) if function == "ln" else (-1.5, 0.0, 0.75):
        expected = float(FUNCTIONS[function].mpmath(mpmath)(mpmath.mpf(a)))
        code = f"{preamble([formula])}\n\na = {a}\nassert abs({PythonPrinter(str)(formula)} - {expected!r}) < 1e-12"
        assert run(code).stderr == ""


def test_no_two_ids_have_the_same_name() -> None:
    names = Identifiers({"exp"})
    ids = ["w5", "w5+", "w5_new", "dE/dw5", "dE_dw5", "lambda", "exp", "größe", "gr__e", "2x", "match", "a@1", "a_at_1"]
    given = [names(each) for each in ids]
    assert len(set(given)) == len(ids) and all(name.isidentifier() and name.isascii() for name in given)
    assert [names(each) for each in ids] == given and {"lambda", "exp", "match"}.isdisjoint(given)


def test_a_name_is_never_code() -> None:
    assert re.fullmatch(r"\w+", Identifiers(set())('x"); import os; ("'), re.ASCII)
