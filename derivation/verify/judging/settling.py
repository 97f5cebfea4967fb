"""Settling: the verdicts of a document in the light of one another, until no number stands on one that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Claims, Kind
from derivation.verify.judging.matching import ASTRAY, Matching
from derivation.verify.values.weighing import (
    AGAINST_ITS_LINE,
    ALL_FROM_WRONG,
    FROM_WRONG,
    LATER,
    ROUNDED_OPERANDS,
    Verdict,
    Word,
    differs_in_one_digit,
    is_strange,
    may_be,
)
from derivation.verify.values.worlds import World

_MOST_PASSES = 4
_MISPRINTED = "was printed for it"


def all_settled(groups: Sequence[Sequence[Verdict]], claims: Claims, world: World) -> tuple[list[Verdict], Matching]:
    """The verdicts of all statements; once more while numbers turn out wrong that others were explained by."""
    found = [verdict for group in groups for verdict in group]
    matching = Matching.of(world, (), _lines(claims, world), is_single=claims.is_single)
    for _ in range(_MOST_PASSES):
        before, matching = found, matching.again(found)
        once = [settled(group, matching) for group in groups]
        found = [verdict for group in once for verdict in _settled_later(group, matching)]
        pairs = zip(before, found, strict=True)
        if not any(now.word is Word.WRONG and then.word is Word.CARRIED for then, now in pairs):
            break
    return found, matching


def _lines(claims: Claims, world: World) -> Iterator[Formula]:
    """What the document works out without a name for it, such as a product that it adds up later."""
    heads = (statement.forms[0] for statement in claims.statements if statement.kind(0) is Kind.SYMBOLIC)
    return (head for head in heads if not isinstance(head, Unread | Name | Partial) and world.trusts(head))


def settled(group: Sequence[Verdict], matching: Matching) -> list[Verdict]:
    """The verdicts of one statement in the light of what was printed before, which they then belong to."""
    known = _of_a_later_round([matching.recognise(each) for each in group])
    found = list(_misprinted(_propagated(_strayed(known, matching), matching.world), group, matching))
    for verdict in found:
        matching.note(verdict)
    return found


def _settled_later(group: list[Verdict], matching: Matching) -> list[Verdict]:
    """The same once all is known: what is wrong may follow from numbers that are printed behind it."""
    return settled(group, matching) if wrongs(group) else group


def wrongs(verdicts: Sequence[Verdict]) -> int:
    """How many are wrong."""
    return sum(verdict.word is Word.WRONG for verdict in verdicts)


def _misprinted(group: Iterable[Verdict], before: Sequence[Verdict], matching: Matching) -> Iterator[Verdict]:
    """The verdicts of one statement; where its line does not come out, an operand may be a result but for a digit.

    Of such a number nothing else is known: it is no quantity that the network could tell.
    """
    off = any(each.reason == AGAINST_ITS_LINE and not each.operand for each in before)
    for verdict in group:
        meant = _meant(verdict, matching) if off and verdict.operand and verdict.word is Word.UNREAD else None
        if meant is not None:
            verdict = replace(verdict, word=Word.WRONG, value=meant.value, reason=f"{meant.text} {_MISPRINTED}")
        yield verdict


def _meant(verdict: Verdict, matching: Matching) -> Numeral | None:
    """The printed result for the same quantity that a number is but for one digit."""
    results = [] if verdict.subject is None else matching.results_of(verdict.subject)
    own = verdict.literal
    return next((each for each in results if own and differs_in_one_digit(own.numeral, each.value)), None)


def _of_a_later_round(group: list[Verdict]) -> list[Verdict]:
    """The verdicts of one statement; what follows from numbers after an update is none of the first round's."""
    operands = [each for each in group if each.operand]
    if not any(each.reason.endswith(LATER) for each in operands) or wrongs(operands):
        return group
    return [
        replace(each, word=Word.CARRIED, reason=f"{ROUNDED_OPERANDS}, {LATER}") if each.reason == FROM_WRONG else each
        for each in group
    ]


def _strayed(group: list[Verdict], matching: Matching) -> list[Verdict]:
    """The verdicts of one statement, where an operand that is another quantity's explains a result far from its own.

    A number of few digits may be within a unit of its last place and yet be nothing like what it stands for.
    """
    if not any(_is_off(each) for each in group):
        return group
    return [
        replace(each, word=Word.WRONG, reason=ASTRAY) if each.operand and _is_astray(each, matching) else each
        for each in group
    ]


def _is_off(verdict: Verdict) -> bool:
    """Whether a result that its line explains is nothing like its exact value."""
    explained = (verdict.word is Word.CARRIED or verdict.reason in ALL_FROM_WRONG) and not verdict.operand
    return explained and verdict.literal is not None and is_strange(verdict.literal.numeral, verdict.value)


def _is_astray(verdict: Verdict, matching: Matching) -> bool:
    """Whether an operand is a given number that is nothing like what it stands for, as the network knows it.

    One that was printed as a result may be that, and the line be laid beside its formula in another order.
    """
    if verdict.literal is None or verdict.value is None or not matching.world.trusts(verdict.subject):
        return False
    numeral = verdict.literal.numeral
    known = matching.printed.get(numeral.value)
    if known is None or known.word is not Word.EXACT:
        return False
    if may_be(numeral, verdict.value) or not is_strange(numeral, verdict.value):
        return False
    return all(abs(each.value) != abs(numeral.value) for found in matching.results.values() for each in found)


def _is_source(verdict: Verdict) -> bool:
    """Whether a verdict is that on a wrong number that was worked on with."""
    return verdict.operand and verdict.word is Word.WRONG and not verdict.reason.endswith(_MISPRINTED)


def _propagated(group: Sequence[Verdict], world: World) -> Iterator[Verdict]:
    """The verdicts of one statement; what follows rightly from a wrong number is wrong with it.

    Nothing follows from one that is only misprinted.
    """
    source = next((each for each in group if _is_source(each)), None)
    for verdict in group:
        if source is not None and source.literal is not None and verdict.word is Word.CARRIED and not verdict.operand:
            due = world.value(verdict.subject) if verdict.subject is not None else None
            reason = f"it follows from {source.literal.text}, which is wrong"
            yield replace(verdict, word=Word.WRONG, value=verdict.value if due is None else due, reason=reason)
        else:
            yield verdict
