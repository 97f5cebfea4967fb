"""Formulas without delimiters: which stretch of a line of words or of plain text is a formula.

A line is cut into tokens. Tokens that can stand beside each other in a formula make a run; two words side by side, or a
word beside a number, part two runs. A run counts if it holds a relation with something on either side of it (or
begins with one, as a line does that goes on from the line before). What may be only half a formula does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from derivation.frozen import dataclass
from derivation.maths.reading.spellings import AFTER_AN_UPDATE
from derivation.verify.readers.line_tokens import KNOWN, Token, tokens_of
from derivation.verify.readers.sides import PARTING

BULLET = re.compile(
    r"[ \t]*(?:(?:[-*+•◦▪‣●–]|[0-9]{1,3}[.)](?![0-9])|\(?[a-zA-Z0-9][.)]|[①-⑳➀-➓☐☑✓✔→►▶]+)[ \t]+"
    r"|\*(?=[^\W\d]\w*[ \t]*=))+"
)
_ENDS = ("number", "name", "formula", "close", "left_out")
_BEGINS = ("number", "name", "formula", "open", "left_out")
_MOST_BRACKETS = 8
_LONG_WORD = 4
_SHORT_BRACKET = 40
_TAKES_MORE_IN = frozenset("of times plus minus by over per squared or than from between within sum product".split())
_OF_PROGRAMS = ("grad_fn", "dtype", "requires_grad")
_VALUED = frozenset("value values weight weights bias target input output rate error loss".split())
_MAY_STATE = frozenset(
    "is are gives give get gets we have so thus hence therefore equals as compute computes calculate becomes and with "
    "then now that for where here since because namely check result total this output es da ist und also".split()
)


@dataclass(frozen=True)
class Run:
    """A formula in a line, from *start* to *end*: whether it fills the line up to its *head* and to its *tail*.

    `begins` says that it starts with a relation or an operator, and so goes on from the line before; `goes_on` that it
    ends with one.
    """

    start: int
    end: int
    head: bool
    tail: bool
    begins: bool
    goes_on: bool


def formulas(text: str) -> list[tuple[int, int]]:
    """The formulas in a paragraph, each from start to end; one that is broken over several lines is one."""
    found: list[tuple[int, int]] = []
    before: Run | None = None
    start = 0
    for line in text.split("\n"):
        runs = list(line_runs(line, start))
        if before is not None and runs and runs[0].head and (runs[0].begins or before.goes_on):
            found[-1] = (found[-1][0], runs[0].end)
            found += [(run.start, run.end) for run in runs[1:]]
        else:
            found += [(run.start, run.end) for run in runs]
        before = runs[-1] if runs and runs[-1].tail and _is_more_than_words(line[runs[-1].start - start :]) else None
        start += len(line) + 1
    return [(begin, end) for begin, end in found if _says_something(text[begin:end])]


def _says_something(text: str) -> bool:
    """A relation, and more around it than a word on either side."""
    tokens = list(tokens_of(text))
    related = any(token.kind == "relation" for token in tokens)
    return related and _is_more_than_words(text) and not tokens[-1].joins


def _is_more_than_words(text: str) -> bool:
    return any(
        token.kind in ("number", "operator", "formula", "times") or (token.kind == "name" and not token.text.isalpha())
        for token in tokens_of(text)
    )


def is_expression(text: str) -> bool:
    """Whether a text is nothing but one side of an equation: a name, or a formula with an operator."""
    tokens = list(tokens_of(text.strip()))
    whole = all(token.kind not in (*PARTING, "relation", "lost", "comma") for token in tokens)
    return (
        whole
        and any(token.kind in ("name", "operator", "times") for token in tokens)
        and not any(_parts(tokens, index) for index in range(1, len(tokens)))
    )


def line_runs(line: str, offset: int = 0) -> Iterator[Run]:
    """The runs of one line that may be formulas, with places counted from *offset*."""
    bullet = BULLET.match(line)
    begin = bullet.end() if bullet and _is_bullet(line, bullet) else 0
    tokens = list(tokens_of(line, begin))
    for first, last in _stretches(tokens):
        first, last = _trimmed(tokens, first, last)
        first -= first == 1 and _names_a_row(tokens)
        if first < last and _is_sound(tokens, first, last):
            yield Run(
                offset + tokens[first].start,
                offset + tokens[last - 1].end,
                head=first == 0,
                tail=all(token.text in ".,;" for token in tokens[last : last + 2]),
                begins=tokens[first].joins,
                goes_on=tokens[last - 1].joins,
            )


def _names_a_row(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with a name that stands apart from what it comes to, as in `w5    0.4 - 0.1 = 0.3`."""
    return tokens[0].kind == "name" and not tokens[0].is_word and tokens[1].apart and tokens[1].kind in _BEGINS


def _is_bullet(line: str, bullet: re.Match[str]) -> bool:
    """`- x = 1` is an item of a list, `- 0.5` alone may be the rest of a sum."""
    return bullet[0].strip() not in ("-", "–", "+", "*") or any(
        token.kind == "relation" and token.text not in "<>" for token in tokens_of(line, bullet.end())
    )


def _stretches(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The longest stretches that no boundary parts. Where a boundary tears a bracket, the line has no more of them.

    A bracket with words in it behind a statement is a remark, and tears nothing.
    """
    start = index = depth = 0
    while index < len(tokens):
        token = tokens[index]
        parting = token.kind in PARTING or (token.kind == "close" and not depth) or _ends_at_comma(tokens, index, depth)
        if parting or (index > start and _parts(tokens, index)):
            if depth > _opened_first(tokens, start, index):
                opening, close = _remark(tokens, start, index)
                if close <= index:
                    return
                yield start, opening
                index = close
            else:
                yield start, index
            start, depth = index + parting, 0
            index = start
            continue
        depth += (token.kind == "open") - (token.kind == "close")
        index += 1
    if depth <= _opened_first(tokens, start, len(tokens)):
        yield start, len(tokens)


def _remark(tokens: Sequence[Token], start: int, torn: int) -> tuple[int, int]:
    """The places of the brackets around a remark such as `(rounded up)` that is torn there; twice 0 if it is none."""
    opening = next((at for at in range(torn - 1, start, -1) if tokens[at].kind == "open"), start)
    for at in range(opening + 1, len(tokens)):
        if tokens[at].kind in ("operator", "relation", "open") or not tokens[opening].spaced:
            break
        if tokens[at].kind == "close":
            after = tokens[at + 1 : at + 2]
            ends = not after or after[0].kind in (*PARTING, "comma") or after[0].is_word
            return (opening, at) if ends and len(tokens[at].text) == 1 else (0, 0)
    return 0, 0


def _opened_first(tokens: Sequence[Token], start: int, end: int) -> int:
    return sum(1 for _ in takewhile(lambda token: token.kind == "open", tokens[start:end]))


def _ends_at_comma(tokens: Sequence[Token], index: int, depth: int) -> bool:
    """Whether a comma outside brackets belongs to the sentence: a word stands beside it, or nothing."""
    if tokens[index].kind != "comma" or depth:
        return False
    if index and tokens[index - 1].kind == "close" and _states_in_brackets(tokens, index - 1):
        return True
    beside = [*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2]]
    return len(beside) < 2 or any(token.is_word or token.kind in PARTING for token in beside)


def _states_in_brackets(tokens: Sequence[Token], close: int) -> bool:
    """Whether the bracket that closes there holds a statement, as in `inputs (a = 0.5, b = 0.2), ...`."""
    return any(token.kind == "relation" for token in tokens[_opening(tokens, close) : close])


def _parts(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token and the one before it, side by side, are not factors of one formula."""
    before, token = tokens[index - 1], tokens[index]
    if before.kind not in _ENDS or token.kind not in _BEGINS or not token.spaced:
        return False
    related = index + 1 < len(tokens) and tokens[index + 1].kind == "relation"
    if related and AFTER_AN_UPDATE & {token.text, before.text.lower()}:
        return False
    states = token.kind == "name" and related and not _closes_a_factor(tokens, index)
    words = before.is_word or token.is_word
    return token.apart or words or states or token.kind == "number" or (before.kind, token.kind) == ("close", "formula")


def _closes_a_factor(tokens: Sequence[Token], index: int) -> bool:
    """Whether a bracket with names in it, no function's, ends before *index*: `y(1 - y) e = ...` is one product."""
    opening = _opening(tokens, index - 1)
    called = opening > 0 and tokens[opening - 1].text.lower() in KNOWN
    return not called and any(token.kind == "name" for token in tokens[opening + 1 : index - 1])


def _opening(tokens: Sequence[Token], close: int) -> int:
    """Where the bracket opens that closes there, if it is a short one; else the same place."""
    if tokens[close].kind != "close":
        return close
    nearby = range(close - 1, max(-1, close - _SHORT_BRACKET), -1)
    return next((at for at in nearby if tokens[at].kind == "open"), close)


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Without commas at the ends, without a bracket around the whole, or one that never closes."""
    while last > first and tokens[last - 1].kind == "comma":
        last -= 1
    if last - first > 3 and _is_remark(tokens[last - 4 : last]):
        last -= 3
    for _ in range(_MOST_BRACKETS):
        if first >= last or tokens[first].kind not in ("comma", "open"):
            return first, last
        close, related = _partner(tokens, first, last)
        if close is not None and (close < last - 1 or not related):
            return first, last
        first, last = first + 1, last - (close is not None)
    return last, last


def _is_remark(end: Sequence[Token]) -> bool:
    """Whether a line ends with a number and a word in brackets, `-0.1 (output)`."""
    kinds = [token.kind for token in end] == ["number", "open", "name", "close"]
    return kinds and end[1].spaced and end[2].is_word and len(end[2].text) >= _LONG_WORD


def _partner(tokens: Sequence[Token], first: int, last: int) -> tuple[int | None, bool]:
    """Where the bracket that opens at *first* closes, and whether there is a relation before that."""
    depth, related = 0, False
    for index in range(first, last):
        depth += (tokens[index].kind == "open") - (tokens[index].kind == "close")
        related = related or tokens[index].kind == "relation"
        if depth <= 0:
            return (index if tokens[first].kind == "open" else None), related
    return None, related


def _is_sound(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the stretch is a whole statement, or the rest of one at the head of a line."""
    run = tokens[first:last]
    relation = next((index for index, token in enumerate(run) if token.kind == "relation"), None)
    quoted = first > 0 and tokens[first - 1].text == "$" and not run[0].spaced
    if (
        quoted
        or any(token.kind == "lost" or token.text in _OF_PROGRAMS for token in run)
        or (relation is None and first)
    ):
        return False
    at_end, at_head = last == len(tokens), first == 0
    if run[-1].joins and not at_end:
        return False
    if run[-1].is_word and relation is not None and not at_end and tokens[last].is_word and len(run) > relation + 2:
        return False  # the name goes on with the next word
    if run[0].joins and not (at_head or (relation and run[0].text in "-+−–")):
        return False
    return at_head or _may_follow(tokens[max(0, first - 2) : first], run[:relation])


def _may_follow(before: Sequence[Token], left: Sequence[Token]) -> bool:
    """Whether the words before a statement do not belong to its left side, as in `half of 0.5 = 0.25`."""
    word = before[-1]
    if word.kind != "name" or not left or not left[0].spaced:
        return True
    said = word.text.lower()
    if said in _TAKES_MORE_IN:
        return said == "of" and len(before) > 1 and before[-2].text.lower() in _VALUED
    numeric = all(token.kind != "name" for token in left)
    worked = sum(token.kind in ("operator", "times") for token in left) > 1
    return said in _MAY_STATE or worked or not numeric
