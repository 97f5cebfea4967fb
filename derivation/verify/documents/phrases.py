"""What the words around a number say of it: after how many rounds, by a slip, an error or an output, a deviation."""

from __future__ import annotations

import re

from derivation.verify.documents.cells import Cell
from derivation.verify.documents.languages import COUNT, count_of, words
from derivation.verify.documents.surroundings import Remark

_COUNTED = rf"(?<![\d.,])({COUNT})[\s-]*{words('rounds')}"
_ROUNDS = re.compile(rf"{_COUNTED}|(?P<one>{words('one_round')})", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*{words('after')}\s+{_COUNTED}", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\n)[ \t]*(\d{1,6}):\s*\[[^\]\n]*\Z")
"""The key of the list in a program that the number stands in, as in `10: [0.25, 0.5]`."""
_IN_PLACE = re.compile(r"[1-9]\d{0,2}(?:\D\d{3})+|\d+")
_SENTENCE = 300  # characters
_AGAIN = re.compile(rf"\b{words('again')}", re.IGNORECASE)
_ERROR = re.compile(rf"\b{words('error')}\b", re.IGNORECASE)
_OUTPUT = re.compile(rf"\b{words('output')}\b", re.IGNORECASE)
_SLIP = re.compile(rf"\b{words('slip')}\b", re.IGNORECASE)
_TOTAL = re.compile(rf"\b{words('total')}\Z", re.IGNORECASE)
_AN_ERROR = re.compile(rf"\b{words('an_error')}\Z", re.IGNORECASE)
_LIKELY_TOTAL = 4  # digits from which on a number that is called an error, and looks like the total one, is that
_AS_TOTAL = re.compile(rf"\s*{words('as_total')}\b", re.IGNORECASE)
_USUAL = re.compile(rf"\b{words('usual')}\b(?:[^.,;:!?]|(?<=\d)[.,](?=\d))*\Z", re.IGNORECASE)
_LATER = re.compile(rf"\b{words('later')}\b(?=[^.!?]*\Z)", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?:after|once)\b(?P<since>[^.!?:;]*)\b(?:error|loss|cost)\b(?P<link>[^.!?:;\d]{1,40})\Z", re.IGNORECASE
)
_CHANGES = re.compile(r"\b(?:updat|back-?prop|descent)\w*", re.IGNORECASE)
_STATES = re.compile(r"\b(?:is|be|becomes?|equals?|drops?|falls?|comes?|goes|decreases?)\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:from|before|forward|was|were|had|initial\w*|previous\w*|original\w*|start\w*|old|earlier|compared|than|still|not"
    r"|by|if|would)\b",
    re.IGNORECASE,
)
_LAST_PLACES = re.compile(rf"\s*{words('last_places')}", re.IGNORECASE)


def spoken_rounds(remark: Remark) -> list[int]:
    """After how many rounds the number is said to be: right behind it, by its row, or before it, the last first."""
    behind = _BEHIND.match(remark.after)
    if behind:
        return [count_of(behind[1])]
    if remark.cell is not None and remark.cell.rounds is not None:
        return [remark.cell.rounds]
    listed = _LISTED.search(remark.before)
    if listed:
        return [count_of(listed[1])]
    found = [count for each in reversed(list(_ROUNDS.finditer(remark.before))) for count in _counts(each)]
    return list(dict.fromkeys(found))


def meant_rounds(remark: Remark) -> list[int]:
    """The same; one round where the paragraph only says that something has changed."""
    return spoken_rounds(remark) or ([1] if _AGAIN.search(remark.before) else [])


def is_listed(remark: Remark) -> bool:
    """Whether the number stands in a list of a program under a number of rounds."""
    return bool(_LISTED.search(remark.before))


def speaks_of_slip(remark: Remark) -> bool:
    """Whether the sentence tells what comes of a mistake."""
    return bool(_SLIP.search(remark.sentence))


def is_of_a_mistake(cell: Cell | None) -> bool:
    """Whether a cell stands in a table that tells what comes of mistakes."""
    return cell is not None and bool(_SLIP.search(cell.heads))


def mistaken_rounds(cell: Cell) -> int | None:
    """After how many rounds the number in such a cell is: 0 is the first round itself; None for a right number."""
    counted = _ROUNDS.search(cell.column)
    if counted is not None:
        return _counts(counted)[0]
    return 0 if _SLIP.search(cell.column) else None


def is_about_errors(remark: Remark) -> bool:
    """Whether the paragraph has spoken of the error last, and not of outputs."""
    return _last(_ERROR, remark.before) > _last(_OUTPUT, remark.before)


def rounds_of_total(remark: Remark) -> list[int]:
    """After how many rounds the number may be the total error, if the words right before or behind it are that it is.

    No number where they are not; what is said to be in the first round may be before its update.
    """
    said = remark.before[-_SENTENCE:]
    likely = remark.literal.numeral.digits >= _LIKELY_TOTAL and _AN_ERROR.search(said)
    if not (_TOTAL.search(said) or _AS_TOTAL.match(remark.after) or likely):
        return []
    return [*meant_rounds(remark), *([] if _LATER.search(said) else [0])]


def is_usual(remark: Remark) -> bool:
    """Whether the words before the number say that it is what is usual: then it is not one of this network."""
    return bool(_USUAL.search(remark.before[-_SENTENCE:]))


def states_later_error(remark: Remark) -> bool:
    """Whether the sentence says that after some updates the error is the number, which follows right behind.

    What is called an iteration or an epoch may end before its update.
    """
    found = _SINCE.search(remark.before[-_SENTENCE:])
    if found is None or _EARLIER.search(found["since"] + found["link"]) or speaks_of_slip(remark):
        return False
    return all(each.search(found[0]) for each in (_ROUNDS, _CHANGES)) and bool(_STATES.search(found["link"]))


def counts_last_places(remark: Remark) -> bool:
    """Whether the number says by how many units in its last place another one is off."""
    return bool(_LAST_PLACES.match(remark.after))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _counts(found: re.Match[str]) -> list[int]:
    """The number of rounds that a phrase speaks of; commas out of place, 10,0000, may be a zero too many."""
    if found["one"]:
        return [1]
    number = count_of(found[1])
    return [number] if _IN_PLACE.fullmatch(found[1]) else [number, number // 10]
