"""Normalising: the statements of a document with one spelling for every name, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from fractions import Fraction

from derivation.maths.formulas import Formula, Name, Negative, Number, Product, Sum, names, substitute
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.maths.reading.spellings import AFTER_AN_UPDATE, GREEK
from derivation.verify.documents.claims import Kind, Statement, as_literal, stated_numbers
from derivation.verify.networks.definitions import put_in
from derivation.verify.values.shapes import update_of

_NEW = "|".join(sorted(AFTER_AN_UPDATE))
_AFTER = re.compile(rf"(?P<name>.+?)(?:\+|[\^,_(]*(?:{_NEW}|[tkn]\+1)\)*)")
_NEW_INSIDE = re.compile(rf"(.+?)[_,]*(?:{_NEW})(\^.+)")
_BEFORE = re.compile(r"(?P<name>.+?)[\^,_(]*(?:old|alt|\^\((?:t|k|n)\))\)*")
_ENTRY = re.compile(r"([A-Za-z]\w*)\[(\d+)\]")
_GREEK_NAMES = frozenset(GREEK.values())


def canonical(name: str) -> str:
    """One spelling for a parameter after an update, `w5+`, and for one before it, `w5`; words begin small.

    >>> canonical("w5^new"), canonical("w1^(t+1)"), canonical("w1^old"), canonical("net_h1")
    ('w5+', 'w1+', 'w1', 'net_h1')
    >>> canonical("Net_h1"), canonical("Delta_w1")
    ('net_h1', 'Delta_w1')
    """
    inside = _NEW_INSIDE.fullmatch(name)
    after = _AFTER.fullmatch(name)
    if inside or after:
        return f"{canonical(inside[1] + inside[2] if inside else after['name'] if after else name)}+"
    before = _BEFORE.fullmatch(name)
    bare = before["name"] if before else name
    word = re.match(r"[A-Z][a-z]{2,}", bare)
    return bare[0].lower() + bare[1:] if word and word[0].lower() not in _GREEK_NAMES else bare


def normalised(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with one spelling for every name; `w = w - ...` says what w is after the update."""
    respelled = _all_respelled(statements, canonical)
    mentioned = {
        name for each in respelled for form in each.forms if not isinstance(form, Unread) for name in names(form)
    }
    vectors = {entry[1] for name in mentioned if (entry := _ENTRY.fullmatch(name)) and _is_numbered(entry, mentioned)}
    if vectors:
        respelled = _all_respelled(respelled, lambda name: _as_numbered(name, vectors))
    respelled = _with_products(respelled)
    stated: dict[str, set[Fraction]] = {}
    for name, numeral in (*stated_numbers(respelled), *_substituted(respelled)):
        stated.setdefault(name, set()).add(numeral.value)
    assigned = list(_all_assigned(respelled, stated))
    primed = {each.forms[0].id for each in assigned if isinstance(each.forms[0], Name) and _sets_primed(each, stated)}
    return tuple(
        _all_respelled(assigned, lambda name: f"{name[:-2]}+" if name in primed else name) if primed else assigned
    )


def _sets_primed(statement: Statement, stated: Mapping[str, set[Fraction]]) -> bool:
    """Whether a statement says what a parameter is after an update, and writes that with a prime: w' = w - ..."""
    head = statement.forms[0]
    if not isinstance(head, Name) or not head.id.endswith("^'"):
        return False
    old = (Name(head.id[:-2]), stated.get(head.id[:-2], set()))
    return any(not isinstance(form, Unread) and _updates(form, *old) for form in statement.forms[1:])


def _all_respelled(statements: Sequence[Statement], spelling: Callable[[str], str]) -> list[Statement]:
    return _all_changed(statements, lambda part: Name(spelling(part.id)) if isinstance(part, Name) else None)


def _all_changed(statements: Sequence[Statement], change: Callable[[Formula], Formula | None]) -> list[Statement]:
    def changed(form: Formula | Unread) -> Formula | Unread:
        return form if isinstance(form, Unread) else substitute(form, change)

    return [replace(each, forms=tuple(map(changed, each.forms))) for each in statements]


def _with_products(statements: Sequence[Statement]) -> list[Statement]:
    """Names such as `wx` as products, where both letters are names that something is said of and `wx` is none."""
    heads = {form.id for each in statements for form in each.forms[:1] if isinstance(form, Name)}

    def opened(part: Formula) -> Formula | None:
        run = part.id if isinstance(part, Name) else ""
        together = len(run) == 2 and run.isalpha() and run[0] != "d" and run not in heads and set(run) <= heads
        return Product(tuple(map(Name, run))) if together else None

    return _all_changed(statements, opened)


def _is_numbered(entry: re.Match[str], mentioned: Set[str]) -> bool:
    """Whether an entry of a vector has another name elsewhere, `x1` beside `x[1]`; not where that counts from 0."""
    return entry[1] + entry[2] in mentioned and not {f"{entry[1]}[0]", f"{entry[1]}0"} & mentioned


def _as_numbered(name: str, vectors: Set[str]) -> str:
    """An entry of one of these vectors as the name with its number."""
    entry = _ENTRY.fullmatch(name)
    return name if entry is None or entry[1] not in vectors else entry[1] + entry[2]


def _substituted(statements: Sequence[Statement]) -> Iterator[tuple[str, Numeral]]:
    """The numbers that are put in for names right behind the formula."""
    for statement in statements:
        for index in range(1, len(statement.forms)):
            symbolic, numeric = statement.forms[index - 1], statement.forms[index]
            beside = (statement.kind(index - 1), statement.kind(index)) == (Kind.SYMBOLIC, Kind.NUMERIC)
            if beside and not isinstance(symbolic, Unread) and not isinstance(numeric, Unread):
                yield from put_in(iter((symbolic,)), numeric)


def _all_assigned(statements: Sequence[Statement], stated: Mapping[str, set[Fraction]]) -> Iterator[Statement]:
    """The statements; what an update comes to is the number that the next one of the same name starts from."""
    known = {name: set(values) for name, values in stated.items()}
    for statement in statements:
        assigned = _assigned(statement, known)
        head, result = statement.forms[0], as_literal(statement.forms[-1])
        if assigned is not statement and isinstance(head, Name) and result is not None:
            known.setdefault(head.id, set()).add(result.value)
        yield assigned


def _assigned(statement: Statement, stated: Mapping[str, set[Fraction]]) -> Statement:
    head = statement.forms[0]
    if not isinstance(head, Name) or len(statement.forms) < 2:
        return statement
    old = (head, stated.get(head.id, set()))
    changed = any(not isinstance(form, Unread) and _updates(form, *old) for form in statement.forms[1:])
    if not changed:
        return statement
    relations = tuple("←" if each == "→" else each for each in statement.relations)
    return replace(statement, forms=(Name(f"{head.id}+"), *statement.forms[1:]), relations=relations)


def _updates(form: Formula, head: Name, stated: set[Fraction]) -> bool:
    """Whether *form* takes a step from an old value of *head*: by its name, or by a number stated for it."""
    if isinstance(form, Sum) and head in form.terms:
        return True
    match form:
        case Sum((Number(old), Number() | Negative(Number()))):
            return old.value in stated
    update = update_of(form)
    if update is None:
        return False
    return update.old == head or (isinstance(update.old, Number) and update.old.value in stated)
