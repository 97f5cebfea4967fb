"""Hostile documents: `verify` answers each within ten seconds and a gibibyte, and takes every one for text only."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from derivation import cli

LIMIT = 10
"""Seconds that a document may take; the tests give each far less to do than would bring it near them."""


def notebook(output: str) -> str:
    cell = {"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "text": output}]}
    return json.dumps({"nbformat": 4, "cells": [cell, {"cell_type": "markdown", "source": "$0.5 + 0.5 = 1$"}]})


def chain(count: int) -> str:
    steps = ((number, number / 2) for number in range(count))
    return "".join(f"$$a_{{{k + 1}}} = a_{{{k}}} + 0.5 = {value} + 0.5 = {value + 0.5}$$\n\n" for k, value in steps)


def circle(count: int) -> str:
    return "".join(f"$$a_{{{k}}} = a_{{{(k + 1) % count}}} + 0.25 = 0.123456$$\n\n" for k in range(count))


def doubling(count: int) -> str:
    """What grows twofold with every line when it is written out."""
    lines = "".join(f"$$a_{{{k + 1}}} = a_{{{k}}} a_{{{k}}} + a_{{{k}}}$$\n\n" for k in range(count))
    return f"$$a_0 = 0.5$$\n\n{lines}$$\\frac{{\\partial a_{{{count}}}}}{{\\partial a_0}} = 0.123456$$"


DOCUMENTS: dict[str, tuple[Callable[[], str], int]] = {
    "dollars.md": (lambda: "$x " * 100_000, 3),
    "braces.md": (lambda: "$" + "{" * 100_000 + "$", 3),
    "fractions.md": (lambda: "$" + r"\frac{1}{1+" * 500 + "1" + "}" * 500 + " = 0.618$", 3),
    "tower.md": (lambda: "$9^{9^{9^{9}}} = 1$", 3),
    "factorials.md": (lambda: r"$24! \times (20!)!! = 1$", 3),
    "exponent.md": (lambda: "$1e999999999 = 1$", 3),
    "digits.md": (lambda: "$" + "1" * 1_000_000 + " = 1$", 3),
    "nothing.md": (lambda: r"$1/0 = \infty$ and $\ln(0) = 1$ and $\sqrt{-1} = 1$", 3),
    "endless-sum.md": (lambda: r"$\sum_{n=1}^{10^{12}} n = 5$", 3),
    "links.md": (lambda: "[a]: " + "x" * 100_000 + "\n\n" + "[a] " * 20_000, 3),
    "brackets.md": (lambda: "[" * 50_000, 3),
    "sections.md": (lambda: "a <![CDATA[" * 20_000, 3),
    "environments.md": (lambda: "\\begin{align}\n" * 20_000, 3),
    "chain.md": (lambda: chain(300), 0),
    "circle.md": (lambda: circle(200), 1),
    "doubling.md": (lambda: doubling(60), 3),
    "wrong.md": (lambda: "$0.5 + 0.5 = 2$\n\n" * 1_000, 1),
    "itself.tex": (lambda: r"\input{itself.tex} $0.5 + 0.5 = 1$", 0),
    "macro.tex": (lambda: r"\def\a{\a\a} $\a = 1$", 3),
    "tags.html": (lambda: "<a " * 100_000, 3),
    "comments.html": (lambda: "<!--" * 50_000, 3),
    "entity.html": (lambda: r"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x; \(0.5+0.5=1\) &#xD800;", 0),
    "output.ipynb": (lambda: notebook("0.5 " * 4_000_000), 0),
    "nested.ipynb": (lambda: '{"nbformat": 4, "cells": ' + "[" * 100_000, 2),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_gets_its_answer_in_time(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build, code = DOCUMENTS[name]
    path = tmp_path / name
    path.write_text(build(), encoding="utf-8")
    begin = time.process_time()
    assert cli.run(["verify", str(path)]) == code
    assert time.process_time() - begin < LIMIT
    said = capsys.readouterr()
    assert "root:" not in said.out + said.err
    assert len(said.out) < 100_000
