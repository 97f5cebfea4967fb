"""Sums whose terms are not written again: `sum = 7.1` below the results that add up to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivation.maths.formulas import Call, Formula, Name, Number, total
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Kind, Statement, as_literal
from derivation.verify.networks.definitions import family
from derivation.verify.values.restoring import EQUALITIES
from derivation.verify.values.weighing import Line, fits, may_be

_CALLED = re.compile(r"(?:sum|total|summe|suma|somme|soma|jumlah)(?:_.*)?", re.IGNORECASE)
_WRITTEN = re.compile(r"\s*(?:\\sum|∑|Σ)")
_FEWEST, _MOST = 2, 64


def with_totals(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements; a sum that names no terms gets those of the run of results before it, if they add up to it."""
    found: list[Statement] = []
    for statement in statements:
        found.append(_with_terms(statement, found) if _is_total(statement) else statement)
    return tuple(found)


def _is_total(statement: Statement) -> bool:
    """Whether a statement says no more than that some sum is a number."""
    if len(statement.forms) != 2 or statement.kind(1) is not Kind.RESULT or statement.relations[0] not in EQUALITIES:
        return False
    head = statement.forms[0]
    if isinstance(head, Unread):
        return bool(_WRITTEN.match(head.text))
    return isinstance(head, Name) and bool(_CALLED.fullmatch(head.id))


def _with_terms(statement: Statement, before: Sequence[Statement]) -> Statement:
    """The sum with its terms, as they were printed."""
    head, last = statement.forms
    terms = tuple(_run(before))[::-1]
    numeral = as_literal(last)
    if len(terms) < _FEWEST or numeral is None:
        return statement
    line = Line(total(terms))
    plain, wide = line.plain, line.within(1)
    if plain is None or wide is None or not (fits(numeral, plain) or may_be(numeral, wide)):
        return statement
    return replace(
        statement,
        forms=(head, line.worked, last),
        relations=("=", *statement.relations),
        literals=(statement.literals[0], (), statement.literals[1]),
        starts=(statement.starts[0], *statement.starts),
    )


def _run(before: Sequence[Statement]) -> Iterator[Formula]:
    """The last results of one kind, backwards."""
    kind = None
    for statement in before[: -_MOST - 1 : -1]:
        own, last = _kind(statement.forms[0]), statement.forms[-1]
        numeral = as_literal(last)
        if own is None or kind not in (None, own) or numeral is None or len(statement.forms) < 2:
            return
        kind = own
        yield Number(numeral)


def _kind(head: Formula | Unread) -> str | None:
    """What results must have in common to be added up: the function that they are of, or their name but for indices."""
    match head:
        case Call(function, _):
            return f"{function}()"
        case Name(name):
            return family(name)
    return None
