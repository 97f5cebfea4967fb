"""The one further number that tells several explanations apart best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.numbers import as_ball, decimal_text, nearest
from derivation.network.gradients import key_text
from derivation.network.trials import Hypothesis
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.causes import certified
from derivation.verify.diagnosing.inquiries import Inquiry

_MOST_QUANTITIES = 400


@dataclass(frozen=True)
class Rival:
    """One of several things that may have happened, in words."""

    mistake: str
    says: str
    hypothesis: Hypothesis


@dataclass(frozen=True)
class Question:
    """A quantity, and what each rival would give for it."""

    quantity: str
    would_be: tuple[tuple[Rival, str], ...]


def tell_apart(inquiry: Inquiry, rivals: Sequence[Rival], known: Collection[Formula], places: int) -> Question | None:
    """The quantity for which the rivals give the most different numbers; None where they give the same for all.

    What is computed earlier is asked for first, as a student is more likely to have it.
    """
    options = [key for key in inquiry.ground.in_teaching_order if key not in known]
    best: tuple[int, Formula, list[str]] | None = None
    for key in options[:_MOST_QUANTITIES]:
        texts = [_shown(inquiry, rival.hypothesis, key, places) for rival in rivals]
        undecided = sum(count * count for count in Counter(texts).values())
        if best is None or undecided < best[0]:
            best = (undecided, key, texts)
    if best is None or best[0] == len(rivals) ** 2:
        return None
    return Question(key_text(best[1]), tuple(zip(rivals, best[2], strict=True)))


def _shown(inquiry: Inquiry, hypothesis: Hypothesis, key: Formula, places: int) -> str:
    ball = as_ball(certified(inquiry, hypothesis, Asked(key)))
    return rounded_text(float(ball.mid()), places) if ball.is_finite() else "nothing"


def rounded_text(value: float, places: int) -> str:
    """A float to so many places."""
    return decimal_text(nearest(Fraction(value), places), places)
