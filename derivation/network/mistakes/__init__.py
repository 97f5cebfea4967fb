"""The table of named mistakes, shared by training, tutorial and diagnosis; one row each, a file per kind."""

from __future__ import annotations

from derivation.network.mistakes import backward, chain, errors, forward, indices, reading_off, updating
from derivation.network.slips import Mistake

_COMPUTING = (
    *backward.ROWS[:1],
    *updating.ROWS,
    *backward.ROWS[1:],
    *chain.ROWS,
    *forward.ROWS,
    *errors.ROWS,
    *indices.ROWS,
)

_CLASSIC = 1

MISTAKES = {row.id: row for row in (*_COMPUTING, *reading_off.ROWS)}


def classic() -> tuple[Mistake, ...]:
    """Those of them that published texts and learners are known for."""
    return tuple(row for row in _COMPUTING if row.tier <= _CLASSIC)


def made_in_computing() -> tuple[Mistake, ...]:
    """The mistakes that change a computation, the commonest first."""
    return _COMPUTING
