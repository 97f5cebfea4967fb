"""Long sums made short: a few terms at both ends, and between them an ellipsis that tells how many were left out."""

from __future__ import annotations

from derivation.maths.formulas import Elision, Formula, Name, Sum, children, substitute, total, walk, with_children

_FIRST, _LAST = 2, 2
"""How many terms stand before and behind the ellipsis."""


def abridged(node: Formula, most: int) -> Formula:
    """*node* with every sum of more than *most* terms shortened, or of fewer terms that are long themselves.

    Guarantee: the value is unchanged: the ellipsis holds the terms that it stands for.
    """
    if isinstance(node, Sum) and _is_long(node, most):
        kept = [abridged(term, most) for term in (*node.terms[:_FIRST], *node.terms[-_LAST:])]
        return Sum((*kept[:_FIRST], Elision(node.terms[_FIRST:-_LAST]), *kept[_FIRST:]))
    parts = children(node)
    shorter = tuple(abridged(part, most) for part in parts)
    return with_children(node, shorter) if any(a is not b for a, b in zip(shorter, parts, strict=True)) else node


def _is_long(node: Sum, most: int) -> bool:
    """Whether there are more than *most* terms, or more names than so many products of two and a little have."""
    if not _FIRST + _LAST + 1 < len(node.terms) <= most:
        return len(node.terms) > most
    return sum(isinstance(part, Name) for part in walk(node)) > 2 * most + 2


def in_full(node: Formula) -> Formula:
    """*node* with what every ellipsis stands for in its place."""
    return substitute(node, lambda part: total(part.terms) if isinstance(part, Elision) else None)
