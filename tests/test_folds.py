"""Formulas in plain text that were folded to fit a line, and lists, which were not."""

from __future__ import annotations

import pytest

from derivation.verify.manuscripts import whole
from derivation.verify.readers.folds import unfolded


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("net = w1 x1\n      + w2 x2", "net = w1 x1 + w2 x2"),
        ("net ≈ 0.5 · 0.1\n    ≈ 0.05", "net ≈ 0.5 · 0.1\n    ≈ 0.05"),
        ("f = g(1\n  + 2\n)", "f = g(1 + 2 )"),
        ("- given:\n  - w1 = 0.5, b1 = 0.1\n  - w2 = 0.8", "- given:\n  - w1 = 0.5, b1 = 0.1\n  - w2 = 0.8"),
        ("x = 2\n- y = 4\n- z = 5", "x = 2\n- y = 4\n- z = 5"),
        ("* x = 2\n     * y = 4", "* x = 2\n     * y = 4"),
    ],
)
def test_a_line_that_goes_on_behind_the_relation_belongs_to_it(lines: str, expected: str) -> None:
    assert unfolded(whole(lines)).text == expected
