"""The verdicts on what stands in arrays, and where they count for more than those of the statements."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral, as_ball
from derivation.verify.arrays.placing import entry_verdicts
from derivation.verify.documents.claims import Claims, Remark
from derivation.verify.judging.matching import Matching
from derivation.verify.judging.prose import by_digits
from derivation.verify.judging.settling import settled
from derivation.verify.values.weighing import Verdict, Word
from derivation.verify.values.worlds import StatedWorld, World

_LONG = 5  # digits


def entries(
    claims: Claims, world: StatedWorld | None, found: Sequence[Verdict], printed: Mapping[Formula, Sequence[Numeral]]
) -> list[Verdict]:
    """The verdicts on what stands in arrays, and on the long numbers elsewhere that their network knows.

    *printed* are the results that stand in equations, by the network's names.
    """
    groups = list(entry_verdicts(claims.arrays, world, single=claims.is_single))
    if world is None or not claims.arrays:
        return [verdict for group in groups for verdict in group]
    matching = Matching.of(world, [verdict for group in groups for verdict in group], is_single=claims.is_single)
    for key, numerals in printed.items():
        matching.results.setdefault(key, []).extend(numerals)
    inside = [verdict for group in groups for verdict in _settled_entries(group, matching)]
    long = [Remark(each.literal, each.text, "") for each in found if _is_carried(each) and each.literal is not None]
    return [*inside, *(by_digits(remark, matching) for remark in (*claims.remarks, *long))]


def _is_carried(verdict: Verdict) -> bool:
    """Whether a number is right for what is printed before it, and long enough to be known by its digits."""
    long = verdict.literal is not None and verdict.literal.numeral.digits >= _LONG
    return long and verdict.word is Word.CARRIED


def _settled_entries(group: Sequence[Verdict], matching: Matching) -> list[Verdict]:
    """As for a statement; but the whole of an array says which sign its entries have, so that one may be wrong."""
    off = [each for each in group if each.word is Word.WRONG and each.literal is not None and _is_opposite(each)]
    rest = settled([each for each in group if each not in off], matching)
    for verdict in off:
        matching.note(verdict)
    return [*rest, *off]


def _is_opposite(verdict: Verdict) -> bool:
    """Whether a number has the sign that its value has not."""
    if verdict.literal is None or verdict.value is None:
        return False
    return bool(as_ball(verdict.value) * as_ball(verdict.literal.numeral.value) < 0)


def _is_sure(verdict: Verdict) -> bool:
    """Whether a number of one digit is just what its line comes to: it may stand in the place of many things."""
    return verdict.literal is not None and verdict.literal.numeral.digits < 2 and verdict.word is Word.EXACT


def with_entries(found: Sequence[Verdict], inside: Sequence[Verdict], world: World) -> Iterator[Verdict]:
    """The verdicts, where a number that no network explains is judged by its place in an array.

    A number in an array of which nothing can be said stands nowhere else.
    """
    known = [each for each in inside if each.literal is not None and each.word is not Word.UNREAD]
    by_start = {each.start: each for each in reversed(known)}
    starts, taken = sorted(by_start), set[int]()
    for verdict in found:
        last = verdict.literal.end - 1 if verdict.literal is not None else -1
        index = bisect_right(starts, last) - 1
        entry = by_start[starts[index]] if index >= 0 else None
        covered = entry is not None and entry.literal is not None and last < entry.literal.end
        if entry is None or not covered:
            yield verdict
        elif entry.start not in taken:
            taken.add(entry.start)
            better = entry.subject is not None and not world.trusts(verdict.subject) and not _is_sure(verdict)
            yield entry if better or verdict.word is Word.UNREAD else verdict
    yield from (each for start, each in by_start.items() if start not in taken)
    said = {each.literal.end for each in (*found, *known) if each.literal is not None}
    left = {each.literal.end: each for each in inside if each.literal is not None and each.literal.end not in said}
    yield from left.values()
