"""Explanations in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derivation.maths.formulas import Name
from derivation.maths.numbers import Numeral, decimal_text
from derivation.network.gradients import key_text
from derivation.network.mistakes import MISTAKES
from derivation.network.optimizers import updates_of
from derivation.network.slips import Slip
from derivation.verify.diagnosing.asked import Asked, Found
from derivation.verify.diagnosing.causes import FORMULA_DIGITS, Explanation
from derivation.verify.diagnosing.inquiries import Inquiry
from derivation.verify.values.evidence import CERTAIN, POSSIBLE, Cause

COMES_OUT = "what comes out when "
_WEAK = 0.01
MOST_RIVALS = 5

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
        digits=numeral.digits,
        tried=first.tried,
        chance=first.chance,
        says=_sentence(numeral, asked, right, first, distinct, rule_line),
        competing=tuple(distinct[:MOST_RIVALS]),
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
        competing=tuple(rival for rival in dict.fromkeys(rivals) if rival[1] != said)[:MOST_RIVALS],
    )


def as_operand(cause: Cause, inquiry: Inquiry, asked: Asked, explanations: Sequence[Explanation]) -> Cause:
    """In a worked line another quantity is a wrong index where it is of the same kind, else a wrong operand."""
    first = explanations[0].found
    if first.mistakes != ("another-quantity",):
        return cause
    alike = inquiry.ground.of_one_kind(asked.key, first.asked.key)
    return replace(cause, mistake="wrong-index" if alike else "wrong-operand")


def another_given(numeral: Numeral, name: str, alike: Sequence[str], inquiry: Inquiry) -> Cause:
    """A given number that stands in the place of *name*; if that is given too, the one of its kind is the likeliest."""
    roles = inquiry.ground.roles
    same = [other for other in alike if roles[other] == roles.get(name)]
    kind = "wrong-operand" if not same else "wrong-target" if roles.get(name) == "target" else "wrong-index"
    values = {each.value for each in inquiry.ground.network.given.values()}
    return Cause(
        mistake=kind,
        confidence=POSSIBLE,
        reproduces=numeral.text,
        digits=numeral.digits,
        tried=len(values),
        chance=min(1.0, float(len(values) * 2 * numeral.half_unit / (max(values) - min(values) or 1))),
        says=f"{numeral.text} is not {name}; it is {(same or list(alike))[0]}",
    )


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
    said += f"; the same digits {_are(others[0])}" if others else ""
    return f"{said}{caution(first.tried, first.chance)}"


def _are(says: str) -> str:
    """`come out when ...` for what somebody does, `are those of ...` for another quantity."""
    return f"come out when {says.removeprefix(COMES_OUT)}" if says.startswith(COMES_OUT) else f"are those of {says}"


def caution(tried: int, luck: float) -> str:
    """A word of caution where so few digits prove little."""
    if luck < _WEAK:
        return ""
    cases = min(99, max(1, round(100 * luck)))
    return f" (weak evidence: after {tried} tries, luck alone fits these digits in {cases} of 100 cases)"


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
