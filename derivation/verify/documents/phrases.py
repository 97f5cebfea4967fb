"""What the words around a number say of it: after how many rounds, by a slip, an error or an output, a deviation."""

from __future__ import annotations

import re

from derivation.verify.documents.surroundings import Remark

_COUNTED = r"(\d[\d,\u202f]*)\s*(?:times|rounds?|iterations?|epochs?|steps?|updates?)"
_ROUNDS = re.compile(
    _COUNTED + r"|(?P<one>(?:first|one|single)\s+(?:\w+\s+)?(?:round|update|step|iteration|epoch|pass)"
    r"|after (?:the|this|one)\s+(?:\w+\s+)?(?:round|update|step))",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\s*after\s+{_COUNTED}", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\n)[ \t]*(\d{1,6}):\s*\[[^\]\n]*\Z")
"""The key of the list in a program that the number stands in, as in `10: [0.25, 0.5]`."""
_SENTENCE = 300  # characters
_AGAIN = re.compile(r"\b(?:again|now|new|drop|decreas|reduc|fall|fell|go(?:es)? down|went down|improv)", re.IGNORECASE)
_ERROR = re.compile(r"\b(?:error|loss|cost)\b", re.IGNORECASE)
_OUTPUT = re.compile(r"\boutputs?\b", re.IGNORECASE)
_SLIP = re.compile(r"\b(?:slip|mistake|wrong|wrongly|instead|in place of)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:total|overall|whole|combined)\s+(?:error|loss|cost)\W{0,3}(?:is|was|of|equals|comes to|amounts to)?\W{0,3}"
    r"(?:(?:about|approximately|roughly|then|thus|only)\W{1,3})?\Z",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:after|later|once|when|until|rounds|epochs?|iterations?|steps|trained|training|updat\w+|finally|eventually"
    r"|samples?|examples?|batch|if|would)\b(?=[^.!?]*\Z)",
    re.IGNORECASE,
)
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
_LAST_PLACES = re.compile(r"\s*units? (?:in|of) (?:its|the|their) last (?:place|digit|decimal)", re.IGNORECASE)


def spoken_rounds(remark: Remark) -> list[int]:
    """After how many rounds the number is said to be: right behind it, by its row, or before it, the last first."""
    behind = _BEHIND.match(remark.after)
    if behind:
        return [_count(behind[1])]
    if remark.cell is not None and remark.cell.rounds is not None:
        return [remark.cell.rounds]
    listed = _LISTED.search(remark.before)
    if listed:
        return [_count(listed[1])]
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


def is_about_errors(remark: Remark) -> bool:
    """Whether the paragraph has spoken of the error last, and not of outputs."""
    return _last(_ERROR, remark.before) > _last(_OUTPUT, remark.before)


def states_total(remark: Remark) -> bool:
    """Whether the words right before the number are that the total error is what follows, at no later time."""
    said = remark.before[-_SENTENCE:]
    return bool(_TOTAL.search(said)) and not (_LATER.search(said) or meant_rounds(remark))


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
    number = _count(found[1])
    in_place = re.fullmatch(r"\d{1,3}(?:[,\u202f]\d{3})*|\d+", found[1])
    return [number] if in_place else [number, number // 10]


def _count(text: str) -> int:
    """A whole number whose thousands may be set apart, by commas or by narrow blanks."""
    return int(text.replace(",", "").replace("\u202f", ""))
