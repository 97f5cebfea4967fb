"""Where a statement ends and the next begins: rows, separators, commas, and rows that continue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivation.maths.reading.spellings import ARROWS
from derivation.maths.reading.tokens import Kind, Token, pairs

_OPERATORS = ("+", "*", "/")
_JOINTS = ("+", "-", "*", "/")
_BLANKS = ("quad", "qquad")


def split(tokens: Sequence[Token]) -> list[list[Token]]:
    """The statements in *tokens*, each with its relations; alignment marks and closing full stops are gone."""
    statements: list[list[Token]] = []
    for row in _rows(tokens):
        for piece in _comma_pieces(row):
            kept = _without_marks(piece)
            if kept and statements and _continues(statements[-1], piece, kept):
                statements[-1] += kept
            elif kept:
                statements.append(kept)
    return statements


def cut(statement: Sequence[Token]) -> tuple[list[list[Token]], tuple[str, ...]]:
    """The forms of a statement and the relations between them; `+=` is a relation, `w5+ =` is not."""
    forms: list[list[Token]] = [[]]
    relations: list[str] = []
    for token, outside in _outside_brackets(statement):
        relation = _relation(token) if outside and (forms[-1] or token.kind is Kind.RELATION) else ""
        if not relation:
            forms[-1].append(token)
            continue
        sign = _assignment_sign(forms[-1], token)
        relations.append(f"{sign}{relation}")
        forms[-1] = forms[-1][:-1] if sign else forms[-1]
        forms.append([])
    return forms, tuple(relations)


def _relation(token: Token) -> str:
    """The relation that a token is, an arrow too; nothing for any other token."""
    if token.kind is Kind.COMMAND:
        return ARROWS.get(token.text, "")
    return token.text if token.kind is Kind.RELATION else ""


def _assignment_sign(before: Sequence[Token], relation: Token) -> str:
    """The sign of `w += ...` or `w -= ...`, which belongs to the relation."""
    sign = before[-1] if before else None
    if sign is None or sign.kind is not Kind.SIGN or relation.text != "=" or relation.spaced:
        return ""
    raised = len(before) > 1 and before[-2].text == "^"
    return sign.text if not raised and (sign.text == "-" or (sign.text == "+" and sign.spaced)) else ""


def _outside_brackets(tokens: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """Every token, and whether it stands outside all brackets that are closed."""
    closing = pairs(tokens)
    end = -1
    for index, token in enumerate(tokens):
        end = closing[index] if index > end and index in closing else end
        yield token, index > end


def _rows(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The runs of tokens between breaks and between columns; a blank behind an alignment mark only sets a row in."""
    row: list[Token] = []
    related = False
    for index, (token, outside) in enumerate(_outside_brackets(tokens)):
        column = token.text == "&" and related and _parts_columns(tokens, index)
        if outside and token.text in _BLANKS and row and all(each.text == "&" for each in row):
            continue
        if outside and (token.kind is Kind.BREAK or column):
            yield row
            row, related = [], False
        else:
            row.append(token)
            related = related or (outside and token.kind is Kind.RELATION)
    yield row


def _parts_columns(tokens: Sequence[Token], index: int) -> bool:
    """Whether an alignment mark after a relation begins a new column: nothing beside it joins."""
    beside = [*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2]]
    return not any(token.kind is Kind.RELATION or token.text in (*_JOINTS, "&") for token in beside)


def _comma_pieces(row: Sequence[Token]) -> Iterator[list[Token]]:
    """The row cut at the commas between two statements; the comma of a list stays in its form."""
    pieces: list[list[Token]] = [[]]
    for index, (token, outside) in enumerate(_outside_brackets(row)):
        if outside and token.text == "," and not _in_a_number(row, index):
            pieces.append([])
        pieces[-1].append(token)
    current, states = pieces[0], _states(pieces[0])
    for piece in pieces[1:]:
        if len(piece) == 1 or (states and _states(piece)):
            yield current
            current, states = piece[1:], _states(piece)
        else:
            current += piece
            states = states or _states(piece)
    yield current


def _in_a_number(row: Sequence[Token], index: int) -> bool:
    around = row[max(0, index - 1) : index + 2]
    return len(around) == 3 and around[0].kind is around[2].kind is Kind.NUMBER and not around[2].spaced


def _states(piece: Sequence[Token]) -> bool:
    return any(token.kind is Kind.RELATION for token, outside in _outside_brackets(piece) if outside)


def _without_marks(piece: Sequence[Token]) -> list[Token]:
    kept = [token for token, outside in _outside_brackets(piece) if token.text != "&" or not outside]
    while kept and kept[-1].kind is Kind.SIGN and kept[-1].text in ".,":
        kept.pop()
    return kept


def _continues(before: Sequence[Token], piece: Sequence[Token], kept: Sequence[Token]) -> bool:
    """Whether a row goes on with the statement *before* it."""
    first, last = kept[0], before[-1]
    joint = last.kind is Kind.RELATION or (last.kind is Kind.SIGN and last.text in _JOINTS and last.spaced)
    goes_on = first.kind is Kind.SIGN and (first.text in _OPERATORS or (first.text == "-" and not _states(kept)))
    return piece[0].text == "&" or first.kind is Kind.RELATION or joint or goes_on
