"""Explanations in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from derivation.maths.formulas import Name
from derivation.maths.numbers import Numeral, decimal_text
from derivation.network.gradients import key_text
from derivation.network.mistakes import MISTAKES
from derivation.network.optimizers import updates_of
from derivation.network.slips import Slip
from derivation.verify.asked import Asked, Found
from derivation.verify.causes import FORMULA_DIGITS, SILENT, Explanation
from derivation.verify.coincidences import SURE
from derivation.verify.evidence import CERTAIN, POSSIBLE, Cause
from derivation.verify.inquiries import Inquiry
from derivation.verify.typos import digits_of
from derivation.verify.weighing import Verdict
from derivation.verify.worklines import Slipped, Workline

COMES_OUT = "what comes out when "
_WEAK = 0.01
_TELLING = 4  # digits from which a right sum of a wrong number is no luck
_MOST_RIVALS = 5

RuleLine = Callable[[str], int | None]
"""A pattern -> the line of the document whose sentence it is found in."""


def cause(
    numeral: Numeral, asked: Asked, right: float, explanations: Sequence[Explanation], rule_line: RuleLine
) -> Cause:
    """The first explanation with its evidence; the others compete with it."""
    first = explanations[0]
    rivals = [(other.found.mistakes[0], what_happened(other.found)) for other in explanations[1:]]
    said = what_happened(first.found)
    distinct = [rival for rival in dict.fromkeys(rivals) if rival[1] != said]
    return Cause(
        mistake=first.found.mistakes[0],
        confidence=CERTAIN if first.is_certain else POSSIBLE,
        reproduces=numeral.text,
        digits=digits_of(numeral),
        tried=first.tried,
        chance=first.chance,
        says=_sentence(numeral, asked, right, first, distinct, rule_line),
        competing=tuple(distinct[:_MOST_RIVALS]),
    )


def formula_cause(text: str, asked: Asked, explanations: Sequence[Explanation]) -> Cause:
    """What is wrong with a formula that somebody wrote for a quantity."""
    first = explanations[0]
    said = what_happened(first.found)
    rivals = [(other.found.mistakes[0], what_happened(other.found)) for other in explanations[1:]]
    return Cause(
        mistake=first.found.mistakes[0],
        confidence=CERTAIN if first.is_certain else POSSIBLE,
        reproduces=text,
        digits=FORMULA_DIGITS,
        tried=first.tried,
        chance=first.chance,
        says=f"this is not the formula of {quantity(asked)}; it is exactly {said}",
        competing=tuple(rival for rival in dict.fromkeys(rivals) if rival[1] != said)[:_MOST_RIVALS],
    )


def carried_forward(verdict: Verdict, earlier: Verdict, line: int) -> Cause | None:
    """A number that is right for an earlier wrong one."""
    if verdict.literal is None or earlier.literal is None:
        return None
    numeral, source = verdict.literal.numeral, earlier.literal.text
    same = abs(numeral.value) == abs(earlier.literal.numeral.value)
    what = "repeats" if same else "is right for"
    return Cause(
        mistake="propagated",
        confidence=CERTAIN if same or digits_of(numeral) >= _TELLING else POSSIBLE,
        reproduces=numeral.text,
        digits=digits_of(numeral),
        tried=1,
        chance=0.0 if same else 10.0 ** -digits_of(numeral),
        says=f"{numeral.text} {what} {source} of line {line}, which is wrong: the mistake is carried forward",
        follows_from=earlier.start,
    )


def from_operand(verdict: Verdict, operand: Verdict) -> Cause | None:
    """A number that is right for a wrong operand of its own line."""
    if verdict.literal is None or operand.literal is None or operand.cause is None:
        return None
    text = verdict.literal.text
    told = f"{text} is right for {operand.literal.text} in its line; {operand.cause.says}"
    digits = digits_of(verdict.literal.numeral)
    return replace(operand.cause, reproduces=text, digits=digits, says=told, follows_from=operand.start)


def as_operand(cause: Cause, inquiry: Inquiry, asked: Asked, explanations: Sequence[Explanation]) -> Cause:
    """In a worked line another quantity is a wrong index where it is of the same kind, else a wrong operand."""
    first = explanations[0].found
    if first.mistakes != ("another-quantity",):
        return cause
    roles = inquiry.ground.roles
    kinds = [roles.get(key.id) if isinstance(key, Name) else "" for key in (asked.key, first.asked.key)]
    return replace(cause, mistake="wrong-index" if kinds[0] and kinds[0] == kinds[1] else "wrong-operand")


def another_given(numeral: Numeral, name: str, alike: Sequence[str], roles: Mapping[str, str]) -> Cause:
    """A given number that stands in the place of another, *name*; the one of the same kind is the likeliest."""
    same = [other for other in alike if roles[other] == roles[name]]
    kind = "wrong-operand" if not same else "wrong-target" if roles[name] == "target" else "wrong-index"
    taken = (same or list(alike))[0]
    return Cause(
        mistake=kind,
        confidence=POSSIBLE,
        reproduces=numeral.text,
        digits=digits_of(numeral),
        tried=len(roles),
        chance=min(1.0, len(roles) * 10.0 ** -digits_of(numeral)),
        says=f"{numeral.text} is not {name}; it is {taken}",
    )


def slip_in_line(numeral: Numeral, line: Workline, found: Sequence[Slipped]) -> Cause | None:
    """A slip in the line that a number ends."""
    likely = [each for each in found if each.chance < SILENT]
    if not likely or line.value is None:
        return None
    first, *others = likely
    _, said = _slip_said(first)
    right = shown(line.value, numeral)
    certain = first.chance < SURE
    told = f"{numeral.text} is not what its line gives ({right}); it {'is exactly' if certain else 'may be'}"
    return Cause(
        mistake=first.mistake,
        confidence=CERTAIN if certain else POSSIBLE,
        reproduces=numeral.text,
        digits=digits_of(numeral),
        tried=first.tried,
        chance=first.chance,
        says=f"{told} what comes out when {said}{_evidence(first)}",
        competing=tuple((each.mistake, f"{MISTAKES[each.mistake].when} ({each.shown})") for each in others)[
            :_MOST_RIVALS
        ],
    )


def _slip_said(slip: Slipped) -> tuple[str, str]:
    return slip.mistake, f"{MISTAKES[slip.mistake].when} ({slip.shown})"


def _sentence(
    numeral: Numeral,
    asked: Asked,
    right: float,
    first: Explanation,
    rivals: Sequence[tuple[str, str]],
    rule_line: RuleLine,
) -> str:
    told = f"{numeral.text} is not {quantity(asked)} ({shown(right, numeral)}); it"
    said = f"{told} {'is exactly' if first.is_certain else 'may be'} {what_happened(first.found)}"
    rules = (rule_line(slip.mistake.rule) for slip in first.found.hypothesis.slips if slip.mistake.rule)
    line = next((line for line in rules if line is not None), None)
    said += f", against the rule stated in line {line}" if line is not None else ""
    others = [says for mistake, says in rivals if mistake != first.found.mistakes[0]]
    said += f"; the same digits are {others[0]}" if others else ""
    return f"{said}{_evidence(first)}"


def _evidence(first: Explanation | Slipped) -> str:
    """A word of caution where so few digits prove little."""
    if first.chance < _WEAK:
        return ""
    luck = f"{first.chance:.0%}"
    return f" (weak evidence: one of the {first.tried} values tried fits these digits by luck in {luck} of such cases)"


def what_happened(found: Found) -> str:
    """What gives the number: `what comes out when ...`."""
    extra = found.mistakes[len(found.hypothesis.mistakes) :]
    if extra == ("another-quantity",):
        return quantity(found.asked)
    made = [_slip(slip) for slip in found.hypothesis.slips]
    if found.hypothesis.places is not None:
        places = found.hypothesis.places
        row = MISTAKES[places.mistake]
        made.append(f"{row.when} to {places.count} places")
    made += [MISTAKES[name].when for name in extra if name != "rounds-off-by-one"]
    if "rounds-off-by-one" in extra:
        when = quantity(found.asked)
        return f"{when} when {_listed(made)}" if made else when
    return COMES_OUT + _listed(made)


def _slip(slip: Slip) -> str:
    where = " ".join(part for part in (slip.where, f"throughout {slip.within}" if slip.within else "") if part)
    return f"{slip.mistake.when} ({where})" if where else slip.mistake.when


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(parts)


def quantity(asked: Asked) -> str:
    """A quantity in words: `the error after 9,999 rounds`."""
    if not isinstance(asked.key, Name):
        return key_text(asked.key)
    if asked.is_update:
        plain, count = asked.key.id.partition("+")[0], asked.rounds + updates_of(asked.key.id)
        return f"{plain} after {_counted(count, 'update')}"
    name = "the error" if asked.key.id == "E_total" else asked.key.id
    return f"{name} after {_counted(asked.rounds, 'round')}" if asked.rounds else f"{name}{_before(asked)}"


def _before(asked: Asked) -> str:
    learnable = isinstance(asked.key, Name) and asked.key.id[:1] in "wb" and asked.key.id != "b"
    return " before the update" if learnable or key_text(asked.key) == "E_total" else ""


def _counted(count: int, what: str) -> str:
    return f"one {what}" if count == 1 else f"{count:,} {what}s"


def shown(value: float, numeral: Numeral) -> str:
    """A value to as many places as the printed number has."""
    unit = 2 * numeral.half_unit
    return decimal_text(round(value / unit), numeral.places) if unit else f"{value:g}"
