"""Formulas in plain text that were folded to fit a line: which lines are one."""

from __future__ import annotations

import re
from dataclasses import replace

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined

_RELATION = re.compile(r"[=≈]")
_OPERATOR = re.compile(r"[ \t]*[-+*/·⋅×−]")
_LINE = re.compile(r"^[^\n]*", re.MULTILINE)
_CLOSES = re.compile(r"[ \t]*\)")
_BULLET = re.compile(r"[ \t]*([-+*])(?:[ \t]|(?=[^\W\d]\w*[ \t]*=))")


@dataclass(frozen=True)
class _Fold:
    """Lines so far that belong together: the place of the relation in the first one, and how many brackets are open.

    *bullet* is the sign that the first line begins with as an item of a list does.
    """

    relation: int | None
    depth: int
    bullet: str = ""

    @classmethod
    def of(cls, line: str) -> _Fold:
        """The first line; one that begins with an operator goes on from a relation before it."""
        relation = _RELATION.search(line)
        begins = relation.start() if relation else 0 if _OPERATOR.match(line) else None
        return cls(begins, line.count("(") - line.count(")"), _bullet(line))

    def goes_on_in(self, line: str) -> bool:
        """Whether a line begins with an operator, and either stands behind the relation or closes what is open.

        So a list does not: its signs stand before what is said in it, or an item within an item has the same sign.
        """
        operator = _OPERATOR.match(line)
        if self.relation is None or (operator is None and not _CLOSES.match(line)):
            return False
        listed = self.bullet and self.bullet == _bullet(line)
        return self.depth > 0 or (operator is not None and not listed and operator.end() - 1 > self.relation)

    def with_line(self, line: str) -> _Fold:
        """The lines and one more."""
        return replace(self, depth=self.depth + line.count("(") - line.count(")"))


def _bullet(line: str) -> str:
    found = _BULLET.match(line)
    return found[1] if found else ""


def unfolded(part: MappedText) -> MappedText:
    """*part* with a blank in place of every line break, and the blanks around it, where a formula goes on."""
    pieces: list[MappedText] = []
    fold: _Fold | None = None
    done = 0
    for found in _LINE.finditer(part.text):
        line = found[0]
        if fold is not None and fold.goes_on_in(line):
            begin = found.start() + len(line) - len(line.lstrip())
            pieces += [part[done : found.start() - 1], part[begin - 1 : begin].showing(" ")]
            done, fold = begin, fold.with_line(line)
        else:
            fold = _Fold.of(line)
    return joined([*pieces, part[done:]]) if pieces else part
