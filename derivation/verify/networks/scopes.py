"""Several worked examples in one document: where one ends and the next begins.

A new example begins at a heading behind which names stand for other numbers than before, as where the steps are taken
again with the next sample. What was said in general, before any numbers, holds for every example, and so do the
formulas of steps that are taken again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import TypeVar

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Numeral
from derivation.verify.documents.claims import Claims, Kind, Statement, as_literal
from derivation.verify.networks.definitions import Definitions, define
from derivation.verify.values.arithmetic import interval
from derivation.verify.values.weighing import may_be

T = TypeVar("T")
_FEWEST_CONFLICTS = 2
_ANNOUNCED = re.compile(
    r"\b(?:example|exercise|problem|question|case|task|sample|q|beispiel|aufgabe|ejemplo|ejercicio|exemple|contoh|soal)"
    r"\s*[#:.]?\s*[0-9]|[0-9]\s*[.):]\s*(?:example|exercise|beispiel|aufgabe|ejemplo|exemple|contoh)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mark:
    """A place where a section begins: a heading, or a comment that names the spec of the example behind it."""

    start: int
    title: str
    spec: str = ""


@dataclass(frozen=True)
class Scope:
    """One worked example: what it claims, the statements before it that it may lean on, the spec named for it."""

    claims: Claims
    earlier: tuple[Statement, ...] = ()
    spec: str = ""

    @property
    def start(self) -> int:
        """Where its first claim stands."""
        claims = self.claims
        places = [each.starts[0] for each in claims.statements]
        places += [remark.literal.start for remark in claims.remarks]
        places += [leftover.literal.start for leftover in claims.leftovers]
        return min(places, default=0)


def scopes(claims: Claims, marks: Sequence[Mark]) -> tuple[Scope, ...]:
    """The examples of a document in which sections begin at these *marks*, in reading order.

    The statements of the *claims* are normalised.
    """
    sections = _looking_ahead(list(_sections(claims, marks)))
    grouped: list[_Group] = []
    for section in sections:
        last = grouped[-1] if grouped else None
        again = last is not None and last.is_repeated_by(section)
        if last is None or section.spec or again or last.contradicts(section):
            grouped.append(_Group(section.spec, repeats=again or (last is not None and last.reworks(section))))
        grouped[-1].add(section)
    general = tuple(each for section in sections[: _first_with_numbers(sections)] for each in section.claims.statements)
    stock = _Stock(tuple(each for section in sections for each in section.claims.statements))
    return tuple(group.scope(group.lent(stock, general) if group.repeats else general) for group in grouped)


@dataclass(frozen=True)
class _Stock:
    """What all sections of a document have said, sorted once for all steps that are taken again."""

    said: tuple[Statement, ...]

    @cached_property
    def formulas(self) -> tuple[Statement, ...]:
        """The statements in symbols, of those that say the same the first."""
        found: dict[object, Statement] = {}
        for each in filter(_is_symbolic, self.said):
            found.setdefault(each.forms, each)
        return tuple(found.values())

    @cached_property
    def given(self) -> Mapping[frozenset[str], Sequence[int]]:
        """The places of the statements that give numbers, by the names that they are given to."""
        found: dict[frozenset[str], list[int]] = {}
        for at, each in enumerate(self.said):
            if _gives_number(each):
                found.setdefault(frozenset(_heads(each)), []).append(at)
        return found


@dataclass(frozen=True)
class _Section:
    """The claims below one heading; `ahead` are the numbers given below the next ones, up to the next announcement."""

    claims: Claims
    said: Definitions
    is_announced: bool
    spec: str
    ahead: Mapping[Formula, tuple[Numeral, ...]] = field(default_factory=dict)

    @cached_property
    def given(self) -> Mapping[Formula, tuple[Numeral, ...]]:
        """The numbers that names are given here."""
        return {Name(name): (numeral,) for name, numeral in self.said.given.items()}

    @cached_property
    def numbers(self) -> Mapping[Formula, tuple[Numeral, ...]]:
        """The numbers that stand for each name here, given or worked out."""
        found = {key: tuple(literal.numeral for literal in printed) for key, printed in self.said.printed.items()}
        return {**found, **self.given}

    @property
    def results(self) -> Iterator[Formula]:
        """What is worked out here, updates apart."""
        yield from (key for key in self.said.printed if not _is_updated(key))

    @cached_property
    def told(self) -> Mapping[Formula, tuple[Numeral, ...]]:
        """The numbers by which one sees that it is about something else than what stands before it."""
        return {**self.ahead, **self.numbers} if self.is_announced else self.given


def _is_symbolic(statement: Statement) -> bool:
    """Whether a statement is nothing but formulas in symbols."""
    return len(statement.forms) > 1 and all(statement.kind(at) is Kind.SYMBOLIC for at in range(len(statement.forms)))


def _heads(statement: Statement) -> set[str]:
    """The names at the head of a statement, before any update."""
    return {form.id.rstrip("+") for form in statement.forms if isinstance(form, Name)}


def _gives_number(statement: Statement) -> bool:
    """Whether a statement says no more than which number some names are."""
    return all(isinstance(form, Name) for form in statement.forms[:-1]) and as_literal(statement.forms[-1]) is not None


def _looking_ahead(sections: Sequence[_Section]) -> tuple[_Section, ...]:
    """The sections, those that announce an example with what it gives further below, behind its answer maybe."""
    found: list[_Section] = []
    ahead: dict[Formula, tuple[Numeral, ...]] = {}
    for section in reversed(sections):
        found.append(replace(section, ahead=ahead))
        ahead = {} if section.is_announced else {**ahead, **section.given}
    return tuple(reversed(found))


def _sections(claims: Claims, marks: Sequence[Mark]) -> Iterator[_Section]:
    """The claims between one mark and the next; a section below an announced example belongs to it."""
    announced, spec = False, ""
    marks = (Mark(-1, ""), *marks)
    for mark, part in zip(marks, _parts(claims, [mark.start for mark in marks]), strict=True):
        announced, spec = announced or bool(_ANNOUNCED.search(mark.title)), mark.spec or spec
        if part.statements or part.remarks or part.leftovers or part.arrays:
            yield _Section(part, define(part.statements), announced, spec)
            announced, spec = False, ""


def _parts(claims: Claims, begins: Sequence[int]) -> list[Claims]:
    """The claims of every stretch of the document, of which each begins where the last one ends."""
    statements = _parted(claims.statements, lambda each: each.starts[-1], begins)
    remarks = _parted(claims.remarks, lambda each: each.literal.start, begins)
    leftovers = _parted(claims.leftovers, lambda each: each.literal.start, begins)
    arrays = _parted(claims.arrays, lambda each: each.start, begins)
    every = zip(statements, remarks, leftovers, arrays, strict=True)
    return [Claims(said, told, left, lines, claims.is_single) for said, told, left, lines in every]


def _parted(found: Iterable[T], place: Callable[[T], int], begins: Sequence[int]) -> list[tuple[T, ...]]:
    """What was found, by the stretch that it stands in."""
    parts: list[list[T]] = [[] for _ in begins]
    for each in found:
        parts[bisect_right(begins, place(each)) - 1].append(each)
    return [tuple(part) for part in parts]


def _first_with_numbers(sections: Sequence[_Section]) -> int:
    return next((index for index, section in enumerate(sections) if section.numbers), len(sections))


@dataclass
class _Group:
    """The sections of one example so far, and what their names stand for."""

    spec: str
    repeats: bool = False
    sections: list[_Section] = field(default_factory=list)
    numbers: dict[Formula, tuple[Numeral, ...]] = field(default_factory=dict)
    given: set[Formula] = field(default_factory=set)
    computed: set[Formula] = field(default_factory=set)
    results: set[Formula] = field(default_factory=set)

    def add(self, section: _Section) -> None:
        """One more section of this example."""
        self.sections.append(section)
        self.given.update(section.given)
        self.computed.update(section.said.formulas, section.said.worked)
        self.results.update(section.results)
        for key, numerals in section.numbers.items():
            self.numbers[key] = (*self.numbers.get(key, ()), *numerals)

    def contradicts(self, section: _Section) -> bool:
        """Whether names stand for other numbers in *section* than they were given: two of them, and half of those told.

        Results may change from round to round; but behind a heading that announces an example, one of them is enough.
        """
        told = section.told
        shared = [key for key in told if key in self.numbers and (section.is_announced or self._gives(key))]
        conflicts = sum(not _alike(told[key], self.numbers[key]) for key in shared)
        return (
            conflicts > 0 if section.is_announced else conflicts >= _FEWEST_CONFLICTS and 2 * conflicts >= len(shared)
        )

    def is_repeated_by(self, section: _Section) -> bool:
        """Whether *section* works results out again, and not for what one update changes.

        That is so where a given number changed that is never updated, or where the steps are repeated already.
        """
        return (self.repeats or self._has_other_data(section)) and self.reworks(section)

    def reworks(self, section: _Section) -> bool:
        """Whether *section* works results out again and comes to other numbers: two of them, and half of all."""
        shared = [key for key in section.results if key in self.results]
        conflicts = sum(not _alike(section.numbers[key], self.numbers[key]) for key in shared)
        return conflicts >= _FEWEST_CONFLICTS and 2 * conflicts >= len(shared)

    def _has_other_data(self, section: _Section) -> bool:
        """Whether a name that no update changes is given another number in *section*."""
        keys = (key for key in (*self.numbers, *section.numbers) if isinstance(key, Name))
        updated = {key.id.rstrip("+") for key in keys if _is_updated(key)}
        fixed = (key for key in section.given if isinstance(key, Name) and key.id not in updated)
        return any(self._gives(key) and not _alike(section.given[key], self.numbers[key]) for key in fixed)

    def _gives(self, key: Formula) -> bool:
        return key in self.given and key not in self.computed

    def lent(self, stock: _Stock, general: Sequence[Statement]) -> tuple[Statement, ...]:
        """What the steps that are taken again may lean on: formulas, and numbers for names that have none here."""
        own = {key.id.rstrip("+") for key in (*self.numbers, *self.computed) if isinstance(key, Name)}
        given = (each for heads, found in stock.given.items() if own.isdisjoint(heads) for each in found)
        in_order = (stock.said[at] for at in sorted(given))
        return tuple({id(each): each for each in (*general, *stock.formulas, *in_order)}.values())

    def scope(self, general: tuple[Statement, ...]) -> Scope:
        """The whole example."""
        parts = [section.claims for section in self.sections]
        own = tuple(each for part in parts for each in part.statements)
        remarks = tuple(each for part in parts for each in part.remarks)
        leftovers = tuple(each for part in parts for each in part.leftovers)
        arrays = tuple(each for part in parts for each in part.arrays)
        is_single = any(part.is_single for part in parts)
        mine = set(map(id, own))  # the very same ones: comparing all with all would take its time in a long document
        return Scope(
            Claims(own, remarks, leftovers, arrays, is_single),
            tuple(each for each in general if id(each) not in mine),
            self.spec,
        )


def _is_updated(key: Formula) -> bool:
    return isinstance(key, Name) and key.id.endswith("+")


def _alike(first: Sequence[Numeral], second: Sequence[Numeral]) -> bool:
    """Whether some number of the first is some number of the second, rounded to fewer places or not."""
    return any(may_be(one, interval(other)) for one in first for other in second)
