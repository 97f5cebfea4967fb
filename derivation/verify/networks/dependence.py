"""Which names need which, by the formulas of a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, names


@dataclass(frozen=True)
class Dependence:
    """The names in the first formula of every name, and the names that are *given*."""

    formulas: Mapping[Formula, Sequence[Formula]]
    given: Collection[str]

    def needs(self, name: str) -> tuple[str, ...]:
        """The names in the formula of a name."""
        return self._needs.get(name, ())

    def between(self, name: str, result: str) -> set[str]:
        """The names that depend on *name*, near or far, and that *result* may depend on; *result* is one of them."""
        last = self.complete.get(result, len(self.complete))
        found: set[str] = set()
        waiting = [name]
        while waiting:
            users = self._users.get(waiting.pop(), ())
            new = [user for user in users if user not in found and self.complete.get(user, last) <= last]
            found.update(new)
            waiting += new
        return found

    @cached_property
    def complete(self) -> Mapping[str, int]:
        """The names of which everything is known that they need, numbered so that each comes after what it needs.

        In the end that is what is given, and nothing in a circle.
        """
        missing = {name: len(needed) for name, needed in self._needs.items()}
        waiting = [name for name in {*self.given, *missing} if not missing.get(name)]
        found: dict[str, int] = {}
        while waiting:
            name = waiting.pop()
            found[name] = len(found)
            for user in self._users.get(name, ()):
                missing[user] -= 1
                waiting += [] if missing[user] else [user]
        return found

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
