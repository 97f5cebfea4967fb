"""Numbers that only a worked line speaks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from derivation import stories

BILL = (
    "The rent is r = 612.50 and the discount is d = 0.15, the deposit 300.75.\n\n612.50 * (1 - 0.15) + {fee} = {sum}\n"
)


def words(folder: Path, text: str) -> dict[str, str]:
    """Every printed number with the word that is said of it, and the reason."""
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], None, "json", causes=False)[0])
    return {each["printed"]: each["verdict"] for each in record["claims"] if each["kind"] == "number"}


def test_the_numbers_of_a_line_that_comes_out_are_read_and_so_is_what_it_takes_up(tmp_path: Path) -> None:
    found = words(tmp_path, BILL.format(fee="20.25", sum="540.875"))
    assert [found[each] for each in ("612.50", "0.15", "20.25", "540.875")] == ["exact"] * 4
    assert found["300.75"] == "unread"  # nothing is worked out with it


def test_a_line_that_does_not_come_out_speaks_for_none_of_its_numbers(tmp_path: Path) -> None:
    found = words(tmp_path, BILL.format(fee="20.25", sum="541.875"))
    assert found == {"612.50": "unread", "0.15": "unread", "300.75": "unread", "20.25": "unread", "541.875": "wrong"}
