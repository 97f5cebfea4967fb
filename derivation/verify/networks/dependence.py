"""Which names need which, by the formulas of a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from derivation.maths.formulas import Formula, Name, names
from derivation.records import dataclass


@dataclass(frozen=True)
class Dependence:
    """The names in the first formula of every name, and the names that are *given*."""

    formulas: Mapping[Formula, Sequence[Formula]]
    given: Collection[str]

    def needs(self, name: str) -> tuple[str, ...]:
        """The names in the formula of a name."""
        return self._needs.get(name, ())

    def users(self, name: str) -> set[str]:
        """Every name that depends on *name*, near or far."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            new = [user for user in self._users.get(waiting.pop(), ()) if user not in found]
            found.update(new)
            waiting += new
        return found

    @cached_property
    def complete(self) -> frozenset[str]:
        """The names of which everything is known that they need: in the end what is given, and nothing in a circle."""
        missing = {name: len(needed) for name, needed in self._needs.items()}
        waiting = [name for name in {*self.given, *missing} if not missing.get(name)]
        found = set(waiting)
        while waiting:
            for user in self._users.get(waiting.pop(), ()):
                missing[user] -= 1
                if not missing[user]:
                    found.add(user)
                    waiting.append(user)
        return frozenset(found)

    @cached_property
    def _needs(self) -> Mapping[str, tuple[str, ...]]:
        return {key.id: names(found[0]) for key, found in self.formulas.items() if isinstance(key, Name) and found}

    @cached_property
    def _users(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for name, needed in self._needs.items():
            for each in needed:
                found.setdefault(each, []).append(name)
        return found
