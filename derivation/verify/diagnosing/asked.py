"""What is asked: a quantity of a round. What is tried for it: values, and what gives each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial
from derivation.network.courses import Ground
from derivation.network.optimizers import updated, updates_of
from derivation.network.trials import Hypothesis

_AFTER = re.compile(r"(?P<name>.+)\+(?P<rounds>\d*)")


@dataclass(frozen=True)
class Asked:
    """A quantity: a line of the round that comes after so many rounds."""

    key: Formula
    rounds: int = 0

    @classmethod
    def about(cls, subject: Formula, ground: Ground) -> Asked | None:
        """What a subject like `w5+` or `E_total+10000` asks for; None for what is none of the network's."""
        if subject in ground.lines:
            return None if subject in ground.inner else cls(subject)
        match subject:
            case Partial(Name(of), Name()) if Name(of) in ground.lines and subject in ground.derivatives(of):
                return cls(subject)
            case Name(name) if (found := _AFTER.fullmatch(name)) and len(ground.network.steps) == 1:
                return cls._after(found["name"], int(found["rounds"] or 1), ground)
        return None

    @classmethod
    def _after(cls, name: str, rounds: int, ground: Ground) -> Asked | None:
        """A quantity after so many rounds; a parameter is what the last of them has made of it."""
        if name in ground.learnable:
            return cls(Name(updated(name)), rounds - 1) if rounds else cls(Name(name))
        return cls(Name(name), rounds) if Name(name) in ground.lines else None

    @property
    def of(self) -> str:
        """What the derivative is of; nothing where it is no derivative."""
        match self.key:
            case Partial(Name(of), _):
                return of
        return ""

    @property
    def is_update(self) -> bool:
        """Whether it is a parameter after one more update."""
        return isinstance(self.key, Name) and updates_of(self.key.id) > 0


@dataclass(frozen=True)
class Found:
    """A tried value and what gives it: a hypothesis after so many rounds, a slip of the pen, or another quantity."""

    value: float
    hypothesis: Hypothesis
    asked: Asked
    mistakes: tuple[str, ...]
    typo: str = ""

    @property
    def entries(self) -> int:
        """How many mistakes it takes."""
        return len(self.mistakes)


@dataclass(frozen=True)
class Batch:
    """Many tried values at once; `found(at, value)` tells what gives one of them. Lower tiers are tried before."""

    tier: int
    values: Any
    found: Callable[[int, float], Found]
