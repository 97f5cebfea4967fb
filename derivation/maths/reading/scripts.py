"""Scripts of a name: which subscripts and labels make the id, and when a superscript is a label, not a power.

One quantity has one id, however it is spelled: `net_{h_1}`, `net_h1` and `netₕ₁` are `net_h1`; `w_5` and `w5`
are `w5`; `w_5^{+}` is `w5+`; any other label is appended after `^`, brackets included: `a^{(1)}` is `a^(1)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from derivation.maths.reading.spellings import ACCENTS, GREEK_COMMANDS
from derivation.maths.reading.tokens import Kind, Token

_KEPT_SIGNS = frozenset("+-*/,()[]'|:@.")
_NUMERIC = re.compile("[0-9]+(?:,[0-9]+)*")
_NEVER_LABELLED = ("beta", "lambda", "gamma")

_LABEL = re.compile(
    r"""
      \+[0-9]*  |  -  |  \*  |  '+                 # w^+, w^{+2}, f'
    | [A-Za-z]{2,}[0-9]*                           # new, old, hidden
    | [lLt](?:[+-][0-9]+)?                         # a layer or a time: l, L-1, t+1
    | (?:\[[^\]<>]*\] | <[^>]*>) (?:\+[0-9]*)?     # [l], <t>; but [x > 0] is a power
    | \( (?:[0-9]+ | [^()]*[A-Za-z][^()]*) \) (?:\[[0-9]+\])? (?:\+[0-9]*)?  # (1), (l), (t+1); but (2-1) is a power
    """,
    re.VERBOSE,
)
_SURE_LABEL = re.compile(r"\+[0-9]*|'+|\*|-|new|old")
_SHORT_LABEL = re.compile(r"\((?:new|old|[0-9]+|[A-Za-z]|[klnt][+-][0-9]+)\)")


class Unspellable(Exception):
    """A script that is not part of a name."""


def spelled(tokens: Sequence[Token]) -> str:
    """The text of a script without blanks and braces; whole words apart are joined by `_`. Raises: Unspellable."""
    parts = [_spelled(token) for token in tokens[:1]]
    for before, token in pairwise(tokens):
        apart = token.spaced and before.kind is token.kind is Kind.WORD and max(len(before.text), len(token.text)) > 1
        parts += ["_" if apart else "", _spelled(token)]
    return "".join(parts)


def _spelled(token: Token) -> str:
    if token.kind in (Kind.NUMBER, Kind.WORD, Kind.RELATION) or token.text in _KEPT_SIGNS:
        return token.text
    if token.text in ("{", "}", "_"):
        return ""
    if token.kind is Kind.COMMAND and token.text in ACCENTS:
        return f"{ACCENTS[token.text]}_"
    if token.kind is Kind.COMMAND and token.text in GREEK_COMMANDS:
        return GREEK_COMMANDS[token.text]
    if token.kind is Kind.COMMAND and token.text in ("to", "top"):
        return {"to": "→", "top": "T"}[token.text]
    raise Unspellable


def with_subscript(base: str, subscript: str) -> str:
    """The id of a base with one more subscript.

    >>> with_subscript("w", "5"), with_subscript("net", "h1"), with_subscript("w1", "2"), with_subscript("w", "1,2")
    ('w5', 'net_h1', 'w1_2', 'w1,2')
    """
    joined = _NUMERIC.fullmatch(subscript) and not base[-1:].isdigit()
    return base + subscript if joined else f"{base}_{subscript}"


def with_label(base: str, label: str) -> str:
    """The id of a base with a label: after an update (`+`, `+2`) directly, any other after `^`.

    >>> with_label("w5", "+"), with_label("a", "(1)"), with_label("w5", "new")
    ('w5+', 'a^(1)', 'w5^new')
    """
    return base + label if label.startswith("+") else f"{base}^{label}"


def label_of(inside: Sequence[Token], base: str) -> str | None:
    """The label that a superscript on the name *base* is, or None where it is a power.

    A bare integer is a power, and so is every script of beta, lambda and gamma that could be one.
    """
    try:
        text = spelled(inside)
    except Unspellable:
        return None
    if base.startswith(_NEVER_LABELLED):
        return text if _SURE_LABEL.fullmatch(text) else None
    bracketed = bool(inside) and inside[0].text in ("(", "[", "<")
    one_word = len(inside) == 1 and inside[0].kind is Kind.WORD
    of_letters = text[:1].isalpha() and len(text) > 1 and text.isalnum()
    return text if _LABEL.fullmatch(text) and (bracketed or one_word or not of_letters) else None


def short_label(inside: Sequence[Token]) -> str | None:
    """The label in brackets right behind a name or an unbraced `^`: `(2)`, `(k)`, `(t+1)`, `(new)`; or None.

    With blanks inside, `(t + 1)`, it is a factor.
    """
    if len(inside) > 5 or any(token.spaced for token in inside[1:]):
        return None
    try:
        text = spelled(inside)
    except Unspellable:
        return None
    return text if _SHORT_LABEL.fullmatch(text) else None


def is_transpose(inside: Sequence[Token]) -> bool:
    """Whether a superscript is the T of a transpose."""
    return [token.text for token in inside if token.text not in "{}"] in (["T"], ["top"], ["intercal"])
