"""Sides: what a text is that stands by itself, as in the cell of a table: a number, a calculation, half an equation."""

from __future__ import annotations

import re

from derivation.verify.readers.line_tokens import tokens_of

PARTING = ("stop", "implies", "address", "bar")
"""The kinds of tokens that part two formulas."""
_AS_IT_STANDS = re.compile(
    r"[-+\u2212]?\s*(?:\\[dt]?frac\s*\{\d+\}\s*\{\d+\}|\d+\s*/\s*\d+"
    r"|(?:[\d.,]|\{,\})+\s*(?:\\cdot|\\times|[×·⋅*x])\s*10(?:(?:\^|\*\*)\s*[{(]?\s*[-+\u2212]?\s*\d+[})]?|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+))"
)
"""A number that looks as if it were to be worked out: 1/3, 2.5 * 10^-3."""


def is_calculation(text: str) -> bool:
    """Whether a text is a formula with numbers in it that is to be worked out: `0.3 * 0.5 + 0.1`, `tanh(0.25)`.

    A fraction of whole numbers and a number with a power of ten are numbers as they stand.
    """
    tokens = list(tokens_of(text.strip()))
    if _AS_IT_STANDS.fullmatch(text.strip()):
        return False
    whole = all(token.kind not in (*PARTING, "relation", "lost", "comma") and not token.is_word for token in tokens)
    worked = any(token.kind in ("operator", "times", "open") or token.text[0] == "\\" for token in tokens[1:])
    return whole and worked and any(token.kind == "number" for token in tokens)


def is_number(text: str) -> bool:
    """Whether a text is one number, with or without a sign."""
    kinds = [token.kind for token in tokens_of(text.strip())]
    return kinds[-1:] == ["number"] and kinds[:-1] in ([], ["operator"])


def begins_with_relation(text: str) -> bool:
    """Whether a text goes on with an equation that stands before it."""
    return next((token.kind == "relation" and token.text not in "<>" for token in tokens_of(text.strip())), False)
