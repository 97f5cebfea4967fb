"""What is said to a student, as text and as JSON; one row of `REPLIES` per form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from derivation.maths.numbers import as_ball
from derivation.verify.diagnosing.causes import DIGITS_FOR_PAIRS
from derivation.verify.diagnosing.questions import Question
from derivation.verify.diagnosing.sayings import COMES_OUT, shown
from derivation.verify.diagnosing.students import FORWARD_WORD, RIGHT_WORD, Answer, Work

_DIGITS = 20
_UNKNOWN = "no mistake that is known here gives this number"
_MORE_DIGITS = " (with six digits or more, two mistakes at once are looked for)"


def as_text(work: Work) -> str:
    """Number by number, then what remains open."""
    lines = [line for answer in work.answers for line in _told(answer)]
    if work.first_wrong is None:
        lines.append("every number is right, as far as its digits go")
    for rival in work.undetected:
        lines.append(f"these digits cannot exclude that {rival.says}")
    if work.question is not None:
        lines += list(_asked(work.question))
    return "\n".join(lines)


def _told(answer: Answer) -> Iterator[str]:
    line = f"{answer.given.name} = {answer.given.numeral.text}"
    right = shown(float(as_ball(answer.value).mid()), answer.given.numeral)
    if answer.word == RIGHT_WORD:
        yield f"{line}: right"
    elif answer.word == FORWARD_WORD:
        yield f"{line}: not {right}, but right after {answer.follows} (error carried forward)"
    else:
        yield f"{line}: wrong, it is {right}"
        few = answer.given.numeral.digits < DIGITS_FOR_PAIRS
        yield f"    {answer.cause.says if answer.cause is not None else _UNKNOWN + (_MORE_DIGITS if few else '')}"


def _asked(question: Question) -> Iterator[str]:
    yield f"what did you get for {question.quantity}?"
    yield from (f"    {text} if {_case(rival.says)}" for rival, text in question.would_be)


def _case(says: str) -> str:
    """A rival after "if": what somebody does, or which quantity the number is."""
    if says.startswith(COMES_OUT) or says.startswith("there is") or " is " in says:
        return says.removeprefix(COMES_OUT)
    return f"it is {says}"


def as_json(work: Work) -> str:
    """The record `derivation-diagnose/1`."""
    first = work.first_wrong
    record = {
        "schema": "derivation-diagnose/1",
        "first_wrong": None if first is None else first.name,
        "numbers": [_number(answer) for answer in work.answers],
        "not_excluded": [{"mistake": rival.mistake, "says": rival.says} for rival in work.undetected],
        "ask": None if work.question is None else _question(work.question),
    }
    return json.dumps(record, ensure_ascii=False, indent=1)


def _number(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {
        "quantity": answer.given.name,
        "printed": answer.given.numeral.text,
        "value": str(as_ball(answer.value).str(_DIGITS, radius=False)),
        "verdict": answer.word,
    }
    if answer.follows:
        found["follows_from"] = answer.follows
    if answer.cause is not None:
        found["cause"] = answer.cause.to_json()
    return found


def _question(question: Question) -> dict[str, Any]:
    told = [{"mistake": rival.mistake, "says": rival.says, "value": text} for rival, text in question.would_be]
    return {"quantity": question.quantity, "would_be": told}


REPLIES: Mapping[str, Callable[[Work], str]] = {"text": as_text, "json": as_json}
