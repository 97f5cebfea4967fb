"""Links of a chain of formulas: whether two forms that are said to be equal can be the same quantity."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.numbers import Value, as_ball
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Kind, Statement
from derivation.verify.values.logarithms import has_logarithm
from derivation.verify.values.restoring import EQUALITIES
from derivation.verify.values.shapes import loss_of
from derivation.verify.values.weighing import Verdict, Word
from derivation.verify.values.worlds import World


def links(statement: Statement, world: World) -> Iterator[Verdict]:
    """Every link between two symbolic forms that is the statement's own."""
    for index in range(max(1, statement.inherited), len(statement.forms)):
        form = statement.forms[index]
        symbolic = statement.kind(index - 1) is statement.kind(index) is Kind.SYMBOLIC
        if symbolic and statement.relations[index - 1] in EQUALITIES and not isinstance(form, Unread):
            before = _known_before(statement, index, world)
            left = None if before is None else world.value(before)
            trusted = world.trusts(before) and world.trusts(form) and not _is_another_loss(form, before, world)
            word, reason = compare(left, world.value(form), trusted)
            nearest = statement.forms[index - 1]
            subject = nearest if isinstance(nearest, Name | Partial) else None
            yield Verdict(word, statement.starts[index - 1], statement.text, None, subject, left, reason)


def _is_another_loss(form: Formula, before: Formula | None, world: World) -> bool:
    """Whether a loss with logarithms stands where there was one without, or the other way round: it is a new choice."""
    if not isinstance(before, Name) or loss_of(form) is None:
        return False
    others = [other for other in world.definitions(before) if loss_of(other) is not None]
    return any(has_logarithm(other) != has_logarithm(form) for other in others)


def _known_before(statement: Statement, index: int, world: World) -> Formula | None:
    """The nearest form that form *index* is said to be equal to and whose value is known."""
    for earlier in range(index - 1, -1, -1):
        form = statement.forms[earlier]
        if statement.kind(earlier) is not Kind.SYMBOLIC or statement.relations[earlier] not in EQUALITIES:
            return None
        if not isinstance(form, Unread) and world.value(form) is not None:
            return form
    return None


def compare(left: Value | None, right: Value | None, trusted: bool) -> tuple[Word, str]:
    """Whether two forms can be the same quantity."""
    if left is None or right is None:
        return Word.UNREAD, "a name in it is not known"
    if overlap(left, right):
        return Word.HOLDS, "both sides have the same value"
    return (Word.WRONG, "its two sides differ") if trusted else (Word.UNREAD, "its two sides differ")


def overlap(first: Value, second: Value) -> bool:
    """Whether two values can be the same number."""
    return bool(as_ball(first).overlaps(as_ball(second)))
