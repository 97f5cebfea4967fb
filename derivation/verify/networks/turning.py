"""Statements that stand the other way round, `0.61 = net_h1`, in the order in which a reader takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivation.maths.formulas import Name, Partial
from derivation.maths.reading.spellings import ARROWS
from derivation.verify.documents.claims import Kind, Statement
from derivation.verify.values.restoring import EQUALITIES


def turned(statement: Statement) -> Statement:
    """What is named last comes first, and a result that comes first goes last; `0 = a + b` is a condition and stays.

    The name behind an arrow may be that of what the number goes into: it may be right, and is never wrong.
    """
    last = len(statement.forms) - 1
    leads = last > 0 and statement.relations[-1] in ARROWS.values() and _is_decimal(statement, last - 1)
    if leads and _is_name(statement, last):
        statement = replace(statement, relations=(*statement.relations[:-1], "="), supposed=True)
    if statement.inherited or not set(statement.relations) <= set(EQUALITIES):
        return statement
    order = list(range(len(statement.forms)))
    if _is_name(statement, order[-1]) and not any(_is_name(statement, index) for index in order[:-1]):
        order = [order[-1], *order[:-1]]
    lead = next((index for index in order if not _is_name(statement, index)), None)
    if lead is not None and _is_decimal(statement, lead) and _are_worked(statement, order[order.index(lead) + 1 :]):
        order = [*(index for index in order if index != lead), lead]
    return _in_order(statement, order)


def _is_name(statement: Statement, index: int) -> bool:
    return isinstance(statement.forms[index], Name | Partial)


def _is_decimal(statement: Statement, index: int) -> bool:
    """Whether a form is a number with a decimal point."""
    literals = statement.literals[index]
    return statement.kind(index) is Kind.RESULT and bool(literals) and bool(literals[0].numeral.places)


def _are_worked(statement: Statement, behind: Sequence[int]) -> bool:
    """Whether what follows is to be worked out, all of it."""
    return bool(behind) and all(statement.kind(index) in (Kind.NUMERIC, Kind.SYMBOLIC) for index in behind)


def _in_order(statement: Statement, order: Sequence[int]) -> Statement:
    return replace(
        statement,
        forms=tuple(statement.forms[index] for index in order),
        literals=tuple(statement.literals[index] for index in order),
        starts=tuple(statement.starts[index] for index in order),
    )
