"""What a document says of every quantity: its formulas, its worked lines, the numbers printed for it.

A name that no formula defines and that numbers are put in for is given; its number is the one that stands for it most
often. In a worked line the numbers that were results before are put back as what they are results of, so that the line
can be worked out again without rounding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from fractions import Fraction
from functools import cached_property

from derivation.maths.formulas import Formula, Name, Negative, Number, Sum, names, substitute
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.maths.reading.spellings import AFTER_AN_UPDATE, GREEK
from derivation.records import dataclass
from derivation.verify.documents.claims import Kind, Literal, Statement, as_literal, stated_numbers
from derivation.verify.networks.dependence import Dependence
from derivation.verify.values.restoring import Lines, equated
from derivation.verify.values.shapes import update_of
from derivation.verify.values.substitution import substituted

_NEW = "|".join(sorted(AFTER_AN_UPDATE))
_AFTER = re.compile(rf"(?P<name>.+?)(?:\+|[\^,_(]*(?:{_NEW}|[tkn]\+1)\)*)")
_NEW_INSIDE = re.compile(rf"(.+?)[_,]*(?:{_NEW})(\^.+)")
_BEFORE = re.compile(r"(?P<name>.+?)[\^,_(]*(?:old|alt|\^\((?:t|k|n)\))\)*")
_ENTRY = re.compile(r"([A-Za-z]\w*)\[(\d+)\]")
_COMPUTED = re.compile(r"(?:net|out|[EeLJC]|delta|error|loss|cost|hat)(?![a-z])")
_GREEK_NAMES = frozenset(GREEK.values())


@dataclass(frozen=True)
class Definitions:
    """What is said of every name and every derivative, in reading order.

    `given` has the number that stands for a name most often, `rivals` the others that stand for it. `meant` are the
    formulas that were meant where there is a slip in the one that is written.
    """

    formulas: Mapping[Formula, tuple[Formula, ...]]
    worked: Mapping[Formula, tuple[Formula, ...]]
    printed: Mapping[Formula, tuple[Literal, ...]]
    given: Mapping[str, Numeral]
    mentioned: tuple[str, ...]
    rivals: Mapping[str, tuple[Numeral, ...]]
    meant: Mapping[Formula, Formula] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name that is mentioned, before or after an update."""
        return frozenset(name.rstrip("+") for name in self.mentioned)

    @cached_property
    def dependence(self) -> Dependence:
        """Which names need which."""
        meant = {key: (formula,) for key, formula in self.meant.items()}
        return Dependence({**self.formulas, **meant}, self.given)

    def of(self, key: Formula) -> tuple[Formula, ...]:
        """All formulas that *key* is worked out by, those in symbols first."""
        return (*self.formulas.get(key, ()), *self.worked.get(key, ()))

    def in_symbols(self, key: Formula) -> tuple[Formula, ...]:
        """The formula that is meant for *key*, or those that are written."""
        return (self.meant[key],) if key in self.meant else self.formulas.get(key, ())


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
    stated: dict[str, set[Fraction]] = {}
    for name, numeral in (*stated_numbers(respelled), *_substituted(respelled)):
        stated.setdefault(name, set()).add(numeral.value)
    assigned = [_assigned(each, stated) for each in respelled]
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
    def respell(part: Formula) -> Formula | None:
        return Name(spelling(part.id)) if isinstance(part, Name) else None

    def respelled(form: Formula | Unread) -> Formula | Unread:
        return form if isinstance(form, Unread) else substitute(form, respell)

    return [replace(each, forms=tuple(map(respelled, each.forms))) for each in statements]


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
                yield from _put_in(iter((symbolic,)), numeric)


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


def define(statements: Sequence[Statement], earlier: Sequence[Statement] = ()) -> Definitions:
    """What normalised *statements* define; for what they leave undefined, the formulas and givens of *earlier* ones."""
    symbols = _Symbols()
    for statement in (*statements, *earlier):
        symbols.read(statement)
    counts = _counted([*_stands_for(statements, symbols), *_stands_for(earlier, symbols)], symbols)
    given = {name: max(found, key=lambda numeral: found[numeral]) for name, found in counts.items()}
    lines = Lines(symbols.formulas, given, symbols.rates)
    for statement in statements:
        lines.read(statement)
    return Definitions(
        formulas={key: tuple(dict.fromkeys(found)) for key, found in symbols.formulas.items()},
        worked={key: tuple(dict.fromkeys(found)) for key, found in lines.worked.items()},
        printed={key: tuple(found) for key, found in lines.printed.items()},
        given=given,
        mentioned=tuple(dict.fromkeys(symbols.mentioned)),
        rivals={name: _others(found, given[name]) for name, found in counts.items() if len(found) > 1},
    )


@dataclass
class _Symbols:
    """The forms in symbols behind every name and derivative, and which names are worked out with numbers."""

    formulas: dict[Formula, list[Formula]] = field(default_factory=dict)
    mentioned: list[str] = field(default_factory=list)
    computed: set[str] = field(default_factory=set)
    rates: set[str] = field(default_factory=set)

    def read(self, statement: Statement) -> None:
        """Note what one statement defines."""
        for key, index, form in equated(statement):
            kind = statement.kind(index)
            self.mentioned.extend(names(form))
            if isinstance(key, Name) and isinstance(form, Name) and family(key.id) == family(form.id):
                continue  # x1 = x2 = 1 defines neither by the other
            if kind is Kind.SYMBOLIC and key not in (form, *map(Name, names(form))):
                self.formulas.setdefault(key, []).append(form)
                update = update_of(form)
                self.rates |= {update.rate.id} if update is not None and isinstance(update.rate, Name) else set()
            if isinstance(key, Name) and (kind is Kind.NUMERIC or key in self.formulas):
                self.computed.add(key.id)
        first = statement.forms[0]
        self.mentioned.extend(() if isinstance(first, Unread) else names(first))

    def shapes(self, statement: Statement, index: int) -> Iterator[Formula]:
        """The formulas that a worked line may have been filled in from, the nearest first."""
        for _, form in statement.before(index, Kind.SYMBOLIC):
            yield form
            yield from self.formulas.get(form, ())


def _stands_for(statements: Sequence[Statement], symbols: _Symbols) -> Iterator[tuple[str, Numeral]]:
    """Every number that is put in for a name, or stated for it alone."""
    for statement in statements:
        for index, form in enumerate(statement.forms):
            if statement.kind(index) is Kind.NUMERIC and not isinstance(form, Unread):
                found = tuple(_put_in(symbols.shapes(statement, index), form))
                yield from (*found, *found)  # what is reckoned with counts for more than what is said
        *heads, last = statement.forms
        numeral = None if isinstance(last, Unread) else as_literal(last)
        if numeral is not None and all(isinstance(head, Name) for head in heads):
            yield from ((head.id, numeral) for head in heads if isinstance(head, Name))


def _put_in(shapes: Iterator[Formula], numeric: Formula) -> Iterator[tuple[str, Numeral]]:
    found = next((pairs for shape in shapes if (pairs := substituted(shape, numeric)) is not None), ())
    yield from ((part.id, numeral) for numeral, part in found if isinstance(part, Name))


def _counted(sightings: Sequence[tuple[str, Numeral]], symbols: _Symbols) -> dict[str, Counter[Numeral]]:
    """How often each number stands for each name; results are not given."""
    families = {family(name) for name in symbols.computed if not name.endswith("+")}
    counts: dict[str, Counter[Numeral]] = {}
    for name, numeral in sightings:
        if name not in symbols.computed and not _is_computed(name, families):
            counts.setdefault(name, Counter())[numeral] += 1
    return counts


def _others(found: Counter[Numeral], chosen: Numeral) -> tuple[Numeral, ...]:
    return tuple(numeral for numeral in found if numeral.value != chosen.value)


def family(name: str) -> str:
    """What a name shares with its siblings: `out_h#` for out_h1."""
    return re.sub(r"[0-9]+", "#", name)


def _is_computed(name: str, families: set[str]) -> bool:
    """Whether a name without a formula is a result all the same: its siblings have one, or it is called like one."""
    bare = name.partition("[")[0]
    return name.endswith("+") or family(name) in families or bare in families or bool(_COMPUTED.match(name))
