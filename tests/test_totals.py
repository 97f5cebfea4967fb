"""Sums whose terms stand above them."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import judged

SHARES = """The scores become shares:

```
exp(0.2) = 1.221,  exp(0.7) = 2.014
exp(-0.4) = 0.670

{head} = {number}
```
"""


@pytest.mark.parametrize("head", ["sum", "total", "Sum"])
def test_a_sum_of_the_results_above_it_is_read(head: str, tmp_path: Path) -> None:
    assert ("3.905", "exact") in list(judged(tmp_path, SHARES.format(head=head, number="3.905")))


def test_a_sum_sign_over_an_index_is_the_same(tmp_path: Path) -> None:
    text = "$$e^{0.2} = 1.221 \\qquad e^{0.7} = 2.014$$\n\n$$\\sum_j e^{z_j} = 3.235$$\n"
    assert ("3.235", "exact") in list(judged(tmp_path, text))


@pytest.mark.parametrize(("head", "number"), [("sum", "3.950"), ("width", "3.905"), ("sum", "2.684")])
def test_what_the_results_do_not_add_up_to_is_not_explained_by_them(head: str, number: str, tmp_path: Path) -> None:
    assert (number, "unread") in list(judged(tmp_path, SHARES.format(head=head, number=number)))
