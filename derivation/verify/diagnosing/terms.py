"""Terms that stand by themselves, as w2·i2: a number that is wrong for one is that of a term with another index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from derivation.maths.formulas import Formula, Name, names, substitute
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.printing.text import BY_ID
from derivation.network.courses import BIASES, Ground
from derivation.network.mistakes.indices import alike
from derivation.verify.diagnosing.coincidences import chance
from derivation.verify.diagnosing.line_slips import Slipped
from derivation.verify.values.weighing import may_be

_KINDS = ("weight", "input", "activation", "target", *BIASES)


def exchanged(
    term: Formula, ground: Ground, value_of: Callable[[Formula], Value | None], numeral: Numeral
) -> Sequence[Slipped]:
    """Every term that differs in one index and has the printed value."""
    import numpy as np

    right = value_of(term)
    known = [(other, value) for other in _others(term, ground) if (value := value_of(other)) is not None]
    if right is None or not known:
        return ()
    values = np.array([float(as_ball(value).mid()) for _, value in known])
    luck = chance(values, float(numeral.value), float(as_ball(right).mid()), float(2 * numeral.half_unit))
    hits = [other for other, value in known if may_be(numeral, value)]
    return [Slipped(("wrong-index",), BY_ID(other), len(known), luck) for other in hits]


def _others(term: Formula, ground: Ground) -> Iterator[Formula]:
    """The term with one name exchanged for another of its kind in the same layer."""
    for name in names(term):
        if ground.roles.get(name) in _KINDS:
            for other in alike(ground, name, ground.peers(name)):
                yield substitute(term, partial(_renamed, Name(name), Name(other)))


def _renamed(old: Formula, new: Formula, part: Formula) -> Formula | None:
    return new if part == old else None
