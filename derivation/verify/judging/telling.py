"""Numbers whose place tells what they are: in a table by row and column, in `this is 0.5` by the formula before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from derivation.maths.formulas import Formula, Name, Number, Partial, leaves
from derivation.maths.reading import ReadingError, Unread, read_formula
from derivation.verify.documents.cells import SLOPE_OF
from derivation.verify.documents.claims import Claims, Remark, Statement
from derivation.verify.documents.languages import words
from derivation.verify.documents.phrases import is_usual
from derivation.verify.manuscripts import FORMULA
from derivation.verify.networks.definitions import ASKED

_ANSWERS = re.compile(rf"[^.!?:\ufffc]{{0,60}}\b{words('answers')}")
_IS = rf"[^.!?\w]{{0,5}}(?:\b{words('stated')}\b\W{{0,3}}){{0,3}}\Z"
_RATE = re.compile(rf"\b{words('rate')}\b{_IS}", re.IGNORECASE)
_WANTED = re.compile(rf"\b{words('wanted')}{_IS}", re.IGNORECASE)
_ANOTHER = re.compile(r"\s*(?:,|and\b|und\b|&|/)\s*[-\d.]")
_COMMENT = re.compile(rf"{FORMULA}[ \t]*(?:#|//|%)[ \t]*(?:=|==|≈|~|->|→)?[ \t]*")
_KEY = re.compile(r"[{,\n][ \t]*(?P<quote>['\"])(?P<name>[^'\"\s]{1,40})(?P=quote)[ \t]*:[ \t]*\Z")
_LOSS = re.compile(r"(?:E|L|J|C)(?:_(?:total|tot|T))?|loss|cost|error|MSE|SSE")
_GIVEN = re.compile(rf"\b{words('giving')}\Z", re.IGNORECASE)
_FOR = re.compile(rf"\s*{words('of_name')}\s+(?:{FORMULA}|([^\s,.;:!?]{{1,20}}))(?=[\s,.;:!?]|\Z)")
_NEAR = 40  # characters of the source
_PARAMETER = re.compile(r"(?:[wWbBvVuUkK]|theta|Theta|beta|weight|bias)(?![a-zA-Z])")
_BEHIND = re.compile(r"([^\s,]{1,60}),?\s(?:[^\W\d]+\s){0,1}\Z")


def told(claims: Claims) -> Claims:
    """The same claims, with what a number's place tells said as an equation, and what a formula beside it is noted."""
    places = [statement.starts[-1] for statement in claims.statements]
    slopes = _slopes(claims.statements)
    remarks: list[Remark] = []
    found: list[Statement] = []
    for remark in claims.remarks:
        index = bisect_left(places, remark.literal.start) - 1
        before = claims.statements[index] if index >= 0 else None
        behind = claims.statements[index + 1] if index + 1 < len(places) else None
        statement = _stated(remark, before, slopes) or _given_for(remark, behind)
        if statement is not None and not is_usual(remark):
            found.append(statement)
        else:
            remarks.append(_noted(remark, before))
            found += _aims(remark)
    statements = sorted((*claims.statements, *found), key=lambda statement: statement.starts[-1])
    return replace(claims, statements=tuple(statements), remarks=tuple(remarks))


def _aims(remark: Remark) -> Iterator[Statement]:
    """The equation that `the target is 0.9` is worth; the number is still judged as one in prose."""
    if remark.cell is None and _WANTED.search(remark.before) and not _ANOTHER.match(remark.after):
        yield replace(_equation(remark, Name(ASKED), 0), literals=((), ()))


def _stated(remark: Remark, before: Statement | None, slopes: Mapping[Formula | None, Name]) -> Statement | None:
    """The equation that a remark is worth, if it is."""
    if remark.cell is not None:
        key = remark.cell.stands_for()
        if isinstance(key, Partial) and key.of == Name(SLOPE_OF):
            of = slopes.get(key.wrt, slopes.get(None))
            key = None if of is None else Partial(of, key.wrt)
        return None if key is None else replace(_equation(remark, key, 0), dated=remark.cell.is_dated)
    if _RATE.search(remark.before):
        return _equation(remark, Name("learning_rate"), 0)
    quoted = _KEY.search(remark.before)
    if quoted is not None and isinstance(named := _symbol(quoted["name"]), Name):
        return _equation(remark, named, 0)
    if before is None or not (_ANSWERS.fullmatch(remark.before) or _is_comment(remark)):
        return None
    head = before.forms[0]
    return _equation(remark, head, before.block) if isinstance(head, Name | Partial) else None


def _given_for(remark: Remark, behind: Statement | None) -> Statement | None:
    """The equation that `which gives 0.593 for h1` is worth, be the name a formula or a word of the text."""
    named = _FOR.match(remark.after)
    if named is None or remark.cell is not None or not _GIVEN.search(remark.before):
        return None
    head = _symbol(named[1]) if named[1] else None
    if named[1] is None and behind is not None and behind.starts[0] - remark.literal.end < _NEAR:
        head = behind.forms[0] if len(behind.forms) == 1 and isinstance(behind.forms[0], Name | Partial) else None
    return None if head is None else _equation(remark, head, 0 if behind is None else behind.block)


def _is_comment(remark: Remark) -> bool:
    """Whether a number is all that a comment behind a formula says: what the formula comes to."""
    line = remark.before[remark.before.rfind("\n") + 1 :].lstrip()
    return bool(_COMMENT.fullmatch(line)) and not remark.after.partition("\n")[0].strip()


def _noted(remark: Remark, before: Statement | None) -> Remark:
    """The remark with what the formula right before it is, or the name in its words, if there is one."""
    behind = _BEHIND.search(remark.before)
    if behind is None:
        return remark
    head = _symbol(behind[1]) if behind[1] != FORMULA else None if before is None else before.forms[0]
    return remark if head is None or isinstance(head, Unread) else replace(remark, about=head)


def _symbol(word: str) -> Formula | None:
    """What a word of plain text stands for if it is a symbol."""
    if word.isalpha() and len(word) > 1:
        return None
    try:
        found = read_formula(word)
    except ReadingError:
        return None
    return found if isinstance(found, Name | Partial) else None


def _equation(remark: Remark, subject: Formula, block: int) -> Statement:
    literal = remark.literal
    return Statement(
        forms=(subject, Number(literal.numeral)),
        relations=("=",),
        literals=((), (literal,)),
        starts=(literal.start, literal.start),
        text=remark.sentence.strip() or literal.text,
        block=block,
        inherited=1,
    )


def _slopes(statements: Sequence[Statement]) -> dict[Formula | None, Name]:
    """What was last said to be differentiated for each quantity; under None what is so for parameters most often.

    It is a result, if one is ever differentiated for a quantity: a table of gradients shows no slopes inside a sum.
    """
    found = [form for statement in statements for form in statement.forms[:1] if isinstance(form, Partial)]
    of = [(slope.wrt, slope.of) for slope in found if isinstance(slope.of, Name)]
    heads = [form for statement in statements for form in statement.forms[:1] if isinstance(form, Name)]
    inner = {wrt for wrt, _ in of} | _needed(statements)
    results = [(wrt, name) for wrt, name in of if name not in inner]
    parameters = [name for wrt, name in results or of if isinstance(wrt, Name) and _PARAMETER.match(wrt.id)]
    likely = parameters or [name for _, name in results or of]
    usual = [name for name, _ in Counter(likely).most_common(1)] + [head for head in heads if _LOSS.fullmatch(head.id)]
    return {None: usual[0], **dict(of), **dict(results)} if usual else {}


def _needed(statements: Sequence[Statement]) -> set[Formula]:
    """The names that the formulas of others are made of."""
    told = [statement.forms for statement in statements if isinstance(statement.forms[0], Name)]
    return {
        leaf
        for head, *forms in told
        for form in forms
        if not isinstance(form, Unread)
        for leaf in leaves(form)
        if leaf != head
    }
