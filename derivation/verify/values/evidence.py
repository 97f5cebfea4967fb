"""Cause: the mistake that reproduces a wrong number, and how sure that is."""

from __future__ import annotations

from typing import Any

from derivation.frozen import dataclass

CERTAIN, POSSIBLE = "certain", "possible"


@dataclass(frozen=True)
class Cause:
    """What gives the printed digits; *tried* values were compared, and *chance* is that of a coincidence among them.

    `confidence` is `certain` where that chance is below 1 in 1,000, else `possible`; `competing` says what else would
    give the same digits. `follows_from` is the place of an earlier wrong number that this one rightly follows from.
    """

    mistake: str
    confidence: str
    reproduces: str
    digits: int
    tried: int
    chance: float
    says: str
    competing: tuple[tuple[str, str], ...] = ()
    follows_from: int | None = None

    @property
    def is_certain(self) -> bool:
        """Whether luck is as good as excluded."""
        return self.confidence == CERTAIN

    @property
    def weight(self) -> tuple[bool, float]:
        """What is certain comes before what is possible, then what is less likely luck."""
        return not self.is_certain, 0.0 if self.is_certain else self.chance

    def to_json(self) -> dict[str, Any]:
        """The record of a cause."""
        return {
            "mistake": self.mistake,
            "confidence": self.confidence,
            "reproduces": self.reproduces,
            "digits": self.digits,
            "tried": self.tried,
            "chance": float(f"{self.chance:.2g}"),
            "says": self.says,
            "competing": [{"mistake": mistake, "says": says} for mistake, says in self.competing],
        }
