"""What a brief page picks out of a long list: the first items and the last one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_LISTED = 8
"""So many items are listed one by one on a brief page."""
_FIRST = 3


def picked(items: Sequence[T]) -> tuple[T, ...]:
    """All items, or of more than `MOST_LISTED` the first three and the last."""
    return tuple(items) if len(items) <= MOST_LISTED else (*items[:_FIRST], items[-1])
