"""Numbers that no quantity explains, but a worked line stands on: if the line comes out, it comes out with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, Partial, leaves
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Kind, Statement, as_literal
from derivation.verify.values.arithmetic import arithmetic
from derivation.verify.values.restoring import EQUALITIES
from derivation.verify.values.weighing import OTHERWISE, Verdict, Word, fits
from derivation.verify.values.worlds import World

WITH_IT, ELSEWHERE = "its line comes out with it", "a line comes out with it"


def with_lines(found: Sequence[Verdict], statements: Iterable[Statement], *, alone: bool) -> Iterator[Verdict]:
    """The verdicts, where an unread number is right if a line comes out with it as it stands.

    Where the lines stand *alone*, with no network to say what a number is, they speak for it wherever it is given.
    """
    held = _Held.of(statements, alone)
    for verdict in found:
        reason = held.reason(verdict) if verdict.word is Word.UNREAD and verdict.value is None else ""
        yield replace(verdict, word=Word.EXACT, reason=reason) if reason else verdict


@dataclass(frozen=True)
class _Held:
    """The numbers in the lines that come out: where they stand, and what they are."""

    places: frozenset[int]
    values: frozenset[Fraction]

    @classmethod
    def of(cls, statements: Iterable[Statement], alone: bool) -> _Held:
        """Those of several statements; their values count only where they stand *alone*."""
        found = [
            literal
            for statement in statements
            for index in _worked(statement)
            if _comes_out(statement, index)
            for literal in statement.literals[index]
        ]
        values = frozenset(each.numeral.value for each in found if alone)
        return cls(frozenset(each.start for each in found), values)

    def reason(self, verdict: Verdict) -> str:
        """Why a number is right; nothing where no line speaks for it."""
        if verdict.literal is None or verdict.reason == OTHERWISE:
            return ""
        if verdict.literal.start in self.places:
            return WITH_IT
        return ELSEWHERE if verdict.literal.numeral.value in self.values else ""


def is_certain(form: Formula | Unread, world: World) -> bool:
    """Whether a formula has names that the network knows, or that agree with every number printed for them."""
    parts = [] if isinstance(form, Unread | Name | Partial) else list(leaves(form))
    return bool(parts) and all(isinstance(part, Number) or world.confirms(part) or world.gives(part) for part in parts)


def _worked(statement: Statement) -> Iterator[int]:
    """The places of the forms in which numbers are worked out."""
    return (index for index in range(len(statement.forms)) if statement.kind(index) is Kind.NUMERIC)


def _comes_out(statement: Statement, index: int) -> bool:
    """Whether the first result behind a worked form is what a calculator makes of it."""
    form = statement.forms[index]
    value = None if isinstance(form, Unread) else arithmetic(form, {})
    if value is None:
        return False
    for later in range(index + 1, len(statement.forms)):
        other = statement.forms[later]
        if statement.relations[later - 1] not in EQUALITIES or isinstance(other, Unread):
            return False
        if statement.kind(later) is Kind.RESULT and (numeral := as_literal(other)) is not None:
            return fits(numeral, value) is not None
    return False
