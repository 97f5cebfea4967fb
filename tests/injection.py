"""Mistakes put into networks on purpose, so that the search for them can be measured."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from networks import derivation

from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral, Value, as_fraction, read_number
from derivation.maths.rounding import Rounding
from derivation.network.courses import Course, Ground
from derivation.network.mistakes import made_in_computing
from derivation.network.reruns import Rerun
from derivation.network.slips import habits, slips
from derivation.network.trials import RIGHT, Hypothesis, Trials
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.causes import Explanation, explain
from derivation.verify.diagnosing.inquiries import Inquiry

_NOTHING = 1e-12
"""What is smaller is 0 but for the noise of floating point."""


@cache
def inquiry(name: str) -> Inquiry:
    """The hypotheses about the network of a case."""
    return Inquiry(Ground(derivation(name).gradients, derivation(name).spec.training.order))


@dataclass(frozen=True)
class Wrong:
    """A wrong number with the mistake behind it."""

    case: str
    mistake: str
    asked: Asked
    numeral: Numeral

    def explanations(self) -> tuple[Explanation, ...]:
        """What the search finds."""
        return explain(inquiry(self.case), self.asked, self.numeral)


def injected(case: str, digits: int, seed: int) -> Iterator[Wrong]:
    """For every mistake that can be made in the network, one number that it makes wrong, to so many digits."""
    here = inquiry(case)
    choose = random.Random(f"{case} {seed}")
    for row in made_in_computing():
        course = Course(here.ground)
        made = [*habits(row, course), *slips(row, course)]
        if made:
            yield from _one(case, here, row.id, Hypothesis((choose.choice(made),)), digits, choose)


def _one(
    case: str, here: Inquiry, mistake: str, hypothesis: Hypothesis, digits: int, choose: random.Random
) -> Iterator[Wrong]:
    trials = Trials(here.ground, (RIGHT, hypothesis))
    keys: list[Formula] = [key for key in here.ground.lines if key not in here.ground.inner]
    moved = [key for key in keys if _differ(*trials.value(key), digits)]
    if moved:
        asked = Asked(choose.choice(moved))
        value = Rerun(here.ground, hypothesis).value(asked.key, 0)
        yield Wrong(case, mistake, asked, printed(as_fraction(value.mid()), digits))


def printed(value: Value, digits: int) -> Numeral:
    """A value to so many digits, zeros included."""
    text = Rounding(None, digits).show(lambda bits: value).numeral.text
    mantissa, e, power = text.partition("e")
    missing = digits - read_number(text).digits
    point = "" if "." in mantissa or missing <= 0 else "."
    return read_number(mantissa + point + "0" * max(0, missing) + e + power)


def _differ(right: float, wrong: float, digits: int) -> bool:
    """Whether the two are printed differently, and not only in their last digit or two."""
    counts = bool(np.isfinite(wrong)) and abs(wrong) > _NOTHING
    return counts and abs(right - wrong) > 20 * abs(wrong) * 10.0**-digits
