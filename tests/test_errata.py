"""The errata ledger: written from figures, by the same search that explains wrong numbers in documents."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def errata(repository: Path) -> ModuleType:
    """docs/errata.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("errata", repository / "docs" / "errata.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["errata"] = module
    spec.loader.exec_module(module)
    return module


def claim(quantity: str, printed: str, true: str, verdict: str = "wrong", expression: str = "") -> dict[str, Any]:
    return {
        "quantity": quantity,
        "printed": printed,
        "true": true,
        "verdict": verdict,
        "printed_expression": expression,
    }


CLAIMS = [
    claim("h1", "0.593269992", "0.5932699921071873", "rounded"),
    claim("dE/dout_h1", "0.36350306", "0.03635030639314468"),
    claim("E after one", "0.291027924", "0.2910277736935994"),
    claim("a sum", "0.75", "0.875", expression="0.5+0.375"),
    claim("and what follows", "1.5", "1.75", expression="2*0.75"),
]


def test_the_ledger_names_what_the_search_finds(errata: ModuleType) -> None:
    rows = list(errata.rows({"source": "github", "claims": CLAIMS}))
    assert [row[:2] for row in rows] == [(each["quantity"], each["printed"]) for each in CLAIMS[1:]]
    assert rows[0][3:] == ("decimal point moved", "certain")
    assert rows[1][3:] == ("sequential update", "certain")
    assert rows[3][3] == "carried forward"


def test_the_page_counts_what_is_in_it(errata: ModuleType) -> None:
    text = errata.page([("a book", [("h1", "1", "2", "sign lost", "certain"), ("h2", "1", "2", "", "")])])
    assert "2 numbers in 1 documents" in text
    assert "for 1 of them a mistake is known" in text
    assert "| h1 | 1 | 2 | sign lost | certain |" in text


def test_the_committed_ledger_has_only_known_causes(errata: ModuleType, repository: Path) -> None:
    lines = (repository / "docs" / "errata.md").read_text(encoding="utf-8").splitlines()
    causes = {line.split(" | ")[3].strip() for line in lines if line.startswith("| ") and "quantity" not in line}
    known = {row.name for row in errata.MISTAKES.values()}
    assert causes - {""}
    assert {part for cause in causes - {""} for part in cause.split(" and ")} <= known


def test_a_folder_without_facts_leaves_the_ledger_as_it_was(
    errata: ModuleType, repository: Path, tmp_path: Path
) -> None:
    before = (repository / "docs" / "errata.md").read_bytes()
    with pytest.raises(SystemExit, match="no folder with JSON files of facts"):
        errata.main(str(tmp_path))
    assert (repository / "docs" / "errata.md").read_bytes() == before
