"""What only changes the look goes: fonts, boxes, colours, braces around one sign; the order of the rest stays.

Bars get their sides here, since dressing may stand between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from derivation.maths.reading.bars import with_sides
from derivation.maths.reading.spellings import TRANSPARENT
from derivation.maths.reading.tokens import CLOSERS, MATRIX, Kind, Token, pairs

_SCRIPTS = ("_", "^")
_ROW_ENDS = ("\\\\", " ", "quad", "qquad")
_TAKES_GROUPS = frozenset(("frac", "tfrac", "dfrac", "cfrac", "sqrt"))


def arrange(tokens: Sequence[Token]) -> list[Token]:
    """The tokens that carry the formula."""
    bare = _without_needless_braces(with_sides(_without_dressing(tokens)))
    return _letter_times(_without_breaks_in_brackets(bare))


def _without_dressing(tokens: Sequence[Token]) -> list[Token]:
    """Transparent commands gone, and with them the arguments that are not part of the formula."""
    closing = pairs(tokens)
    stating = _groups_with_a_relation(tokens, closing)
    dropped: set[int] = set()
    index = 0
    while index < len(tokens):
        command = tokens[index]
        if index in dropped or command.kind is not Kind.COMMAND or command.text not in TRANSPARENT:
            index += 1
            continue
        dropped.add(index)
        arguments, keeps = TRANSPARENT[command.text]
        index = _drop_groups(tokens, closing, index + 1, arguments, dropped)
        if keeps and index in closing:
            dropped.update((index, closing[index]) if index in stating else ())
            if command.text.endswith("brace"):
                _drop_caption(tokens, closing, closing[index] + 1, dropped)
    return _without(tokens, dropped)


def _without(tokens: Sequence[Token], dropped: set[int]) -> list[Token]:
    """The other tokens; a blank before a dropped one stands before the next."""
    kept: list[Token] = []
    blank = False
    for index, token in enumerate(tokens):
        blank = blank or token.spaced
        if index not in dropped:
            kept.append(replace(token, spaced=True) if blank and not token.spaced else token)
            blank = False
    return kept


def _drop_groups(tokens: Sequence[Token], closing: Mapping[int, int], index: int, count: int, dropped: set[int]) -> int:
    """Mark *count* groups from *index* on; the index after them."""
    for _ in range(count):
        if index not in closing or tokens[index].text not in "{[":
            break
        dropped.update(range(index, closing[index] + 1))
        index = closing[index] + 1
    return index


def _drop_caption(tokens: Sequence[Token], closing: Mapping[int, int], index: int, dropped: set[int]) -> None:
    """Mark the remark under or over a brace."""
    if index < len(tokens) and tokens[index].text in _SCRIPTS:
        dropped.add(index)
        end = _drop_groups(tokens, closing, index + 1, 1, dropped)
        dropped.update((index + 1,) if end == index + 1 else ())


def _groups_with_a_relation(tokens: Sequence[Token], closing: Mapping[int, int]) -> set[int]:
    """The indices of the brackets that hold a relation directly: what they hold is a chain, not an operand."""
    found: set[int] = set()
    inside: list[int] = []
    for index, token in enumerate(tokens):
        if index in closing:
            inside.append(index)
        elif inside and index == closing[inside[-1]]:
            inside.pop()
        elif token.kind is Kind.RELATION and inside:
            found.add(inside[-1])
    return found


def _without_needless_braces(tokens: Sequence[Token]) -> list[Token]:
    """`{w}_5` is `w_5`, `w{_5}` is `w_5`, `{}` is nothing; braces that are an argument stay."""
    closing = pairs(tokens)
    arguments = _arguments(tokens, closing)
    dropped: set[int] = set()
    for opening, close in closing.items():
        if tokens[opening].text == "{" and opening not in arguments:
            inside = tokens[opening + 1]
            single = close == opening + 2 and inside.kind is not Kind.NUMBER
            if close == opening + 1 or single or inside.text in _SCRIPTS:
                dropped.update((opening, close))
    return _without(tokens, dropped)


def _arguments(tokens: Sequence[Token], closing: Mapping[int, int]) -> set[int]:
    """The indices of the braces that belong to the script sign or the fraction before them."""
    found: set[int] = set()
    for index, token in enumerate(tokens[:-1]):
        if token.text in (*_SCRIPTS, "**"):
            found.add(index + 1)
        elif token.kind is Kind.COMMAND and token.text in _TAKES_GROUPS:
            found.update((index + 1, closing.get(index + 1, index + 1) + 1))
    return found


def _without_breaks_in_brackets(tokens: Sequence[Token]) -> list[Token]:
    """A row may end inside a bracket; there the break and the alignment mean nothing, unless it is a matrix."""
    closing = pairs(tokens)
    kept: list[Token] = []
    inside: list[int] = []
    for index, token in enumerate(tokens):
        if inside and index == closing[inside[-1]]:
            inside.pop()
        layout = token.text == "&" or (token.kind is Kind.BREAK and token.text.startswith(_ROW_ENDS))
        if not layout or not inside or _is_cell_end(token, tokens[inside[-1]]):
            kept.append(token)
        if index in closing:
            inside.append(index)
    return kept


def _is_cell_end(token: Token, bracket: Token) -> bool:
    return bracket.text == MATRIX and (token.text == "&" or token.text.startswith("\\\\"))


def _letter_times(tokens: Sequence[Token]) -> list[Token]:
    """`0.5 x 0.2`: the letter between two numbers is a times sign, and then it is one wherever it stands apart."""
    closing = pairs(tokens)
    letters = [index for index, token in enumerate(tokens[:-1]) if index and token.text in ("x", "X")]
    between = [index for index in letters if _multiplies_numbers(tokens, index, closing)]
    apart = [index for index in letters if _stands_apart(tokens, index)] if between else []
    result = list(tokens)
    for index in {*between, *apart}:
        result[index] = replace(tokens[index], kind=Kind.SIGN, text="*")
    return result


def _multiplies_numbers(tokens: Sequence[Token], index: int, closing: Mapping[int, int]) -> bool:
    """Whether the letter has a number or a bracket before it, and behind it a number or a bracket without names."""
    before, after = tokens[index - 1], tokens[index + 1]
    inside = tokens[index + 1 : closing.get(index + 1, index + 1)]
    numeric = bool(inside) and all(token.kind in (Kind.NUMBER, Kind.SIGN) for token in inside)
    return _ends_operand(before, Kind.NUMBER) and (after.kind is Kind.NUMBER or numeric)


def _stands_apart(tokens: Sequence[Token], index: int) -> bool:
    """Whether the letter has a blank on either side, and operands beyond."""
    before, token, after = tokens[index - 1 : index + 2]
    operand = after.kind in (Kind.NUMBER, Kind.WORD, Kind.COMMAND) or after.text in CLOSERS
    return token.spaced and after.spaced and operand and _ends_operand(before, Kind.NUMBER, Kind.WORD, Kind.COMMAND)


def _ends_operand(token: Token, *kinds: Kind) -> bool:
    return token.kind in kinds or (token.kind is Kind.SIGN and token.text in CLOSERS.values())
