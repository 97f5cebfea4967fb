"""Explanations of worked lines in words: what a line takes over, and what slips turn it into what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivation.maths.formulas import Formula
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.printing.text import BY_ID
from derivation.network.gradients import key_text
from derivation.network.mistakes import MISTAKES
from derivation.verify.diagnosing.causes import SILENT
from derivation.verify.diagnosing.coincidences import SURE
from derivation.verify.diagnosing.line_slips import Slipped
from derivation.verify.diagnosing.sayings import MOST_RIVALS, caution, shown
from derivation.verify.diagnosing.worklines import Workline
from derivation.verify.values.evidence import CERTAIN, POSSIBLE, Cause
from derivation.verify.values.weighing import Verdict

_TELLING = 4  # digits from which a right sum of a wrong number is no luck


def carried_forward(verdict: Verdict, earlier: Verdict, line: int) -> Cause | None:
    """A number that is right for an earlier wrong one."""
    if verdict.literal is None or earlier.literal is None:
        return None
    numeral, source = verdict.literal.numeral, earlier.literal.text
    same = abs(numeral.value) == abs(earlier.literal.numeral.value)
    what = "repeats" if same else "is right for"
    return Cause(
        mistake="propagated",
        confidence=CERTAIN if same or numeral.digits >= _TELLING else POSSIBLE,
        reproduces=numeral.text,
        digits=numeral.digits,
        tried=1,
        chance=0.0 if same else 10.0**-numeral.digits,
        says=f"{numeral.text} {what} {source} of line {line}, which is wrong: the mistake is carried forward",
        follows_from=earlier.start,
    )


def from_operand(verdict: Verdict, operand: Verdict) -> Cause | None:
    """A number that is right for a wrong operand of its own line."""
    if verdict.literal is None or operand.literal is None or operand.cause is None:
        return None
    text = verdict.literal.text
    told = f"{text} is right for {operand.literal.text} in its line; {operand.cause.says}"
    digits = verdict.literal.numeral.digits
    return replace(operand.cause, reproduces=text, digits=digits, says=told, follows_from=operand.start)


def another_result(verdict: Verdict, source: Verdict, line: int, results: int, *, alike: bool) -> Cause | None:
    """An operand that was printed for another quantity, among so many results; two of a kind differ in their index."""
    if verdict.literal is None or verdict.subject is None or source.subject is None:
        return None
    numeral, digits = verdict.literal.numeral, verdict.literal.numeral.digits
    luck = min(1.0, results * 10.0**-digits)
    value = shown(float(as_ball(verdict.value).mid()), numeral) if verdict.value is not None else ""
    return Cause(
        mistake="wrong-index" if alike else "wrong-operand",
        confidence=CERTAIN if luck < SURE else POSSIBLE,
        reproduces=numeral.text,
        digits=digits,
        tried=results,
        chance=luck,
        says=f"{numeral.text} is not {key_text(verdict.subject)} ({value}); "
        f"it is what line {line} prints for {key_text(source.subject)}",
    )


def slip_in_line(numeral: Numeral, line: Workline, found: Sequence[Slipped]) -> Cause | None:
    """A slip in the line that a number ends."""
    likely = [each for each in found if each.chance < SILENT]
    if not likely or line.value is None:
        return None
    first = likely[0]
    told = f"{numeral.text} is not what its line gives ({shown(line.value, numeral)})"
    return _cause(numeral, likely, f"{told}; it {_is(first)} what comes out when")


def other_term(numeral: Numeral, term: Formula, right: Value, found: Sequence[Slipped]) -> Cause | None:
    """The number of another term."""
    likely = [each for each in found if each.chance < SILENT]
    if not likely:
        return None
    told = f"{numeral.text} is not {BY_ID(term)} ({shown(float(as_ball(right).mid()), numeral)})"
    return _cause(
        numeral, likely, f"{told}; it {'is exactly' if likely[0].is_certain else 'may be'} what comes out when"
    )


def repair(numeral: Numeral, name: str, right: Value, found: Sequence[Slipped]) -> Cause | None:
    """A line that is right for its numbers, one of which stands in the place of another."""
    likely = [each for each in found if each.chance < SILENT]
    if not likely:
        return None
    value = shown(float(as_ball(right).mid()), numeral)
    told = f"{numeral.text} is right for its line, but is not {name} ({value})"
    return _cause(numeral, likely, f"{told}; {'' if likely[0].is_certain else 'perhaps '}")


def _cause(numeral: Numeral, found: Sequence[Slipped], told: str) -> Cause:
    """The first of several slips with its evidence; the others compete with it."""
    first, *others = found
    return Cause(
        mistake=first.mistakes[0],
        confidence=CERTAIN if first.is_certain else POSSIBLE,
        reproduces=numeral.text,
        digits=numeral.digits,
        tried=first.tried,
        chance=first.chance,
        says=f"{told.rstrip()} {_said(first)}{caution(first.tried, first.chance)}",
        competing=tuple((each.mistakes[0], _said(each)) for each in others)[:MOST_RIVALS],
    )


def _is(slip: Slipped) -> str:
    return "is exactly" if slip.is_certain else "may be"


def _said(slip: Slipped) -> str:
    return f"{' and '.join(MISTAKES[mistake].when for mistake in slip.mistakes)} ({slip.shown})"
