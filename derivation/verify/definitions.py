"""What a document says of every quantity: its formulas, its worked lines, the numbers printed for it.

A name that no formula defines and that numbers are put in for is given; its number is the one that stands for it most
often. In a worked line the numbers that were results before are put back as what they are results of, so that the line
can be worked out again without rounding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derivation.maths.formulas import Formula, Name, Number, Partial, names, substitute
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.verify.claims import Kind, Literal, Statement, as_literal
from derivation.verify.shapes import update_of
from derivation.verify.substitution import substituted

EQUALITIES = ("=", "≈", ":=", "≡", "←")
_AFTER = re.compile(r"(?P<name>.+?)(?:\+|[\^,_(]*(?:new|neu|updated|nuevo|[tkn]\+1)\)*)")
_BEFORE = re.compile(r"(?P<name>.+?)[\^,_(]*(?:old|alt|\^\((?:t|k|n)\))\)*")
_COMPUTED = re.compile(r"(?:net|out|[EeLJC]|delta|error|loss|cost|hat)(?![a-z])")
_TELLING_DIGITS = 3


@dataclass(frozen=True)
class Definitions:
    """What is said of every name and every derivative, in reading order."""

    formulas: Mapping[Formula, tuple[Formula, ...]]
    worked: Mapping[Formula, tuple[Formula, ...]]
    printed: Mapping[Formula, tuple[Literal, ...]]
    given: Mapping[str, Numeral]
    mentioned: tuple[str, ...]

    def of(self, key: Formula) -> tuple[Formula, ...]:
        """All formulas that *key* is worked out by, those in symbols first."""
        return (*self.formulas.get(key, ()), *self.worked.get(key, ()))


def canonical(name: str) -> str:
    """One spelling for a parameter after an update, `w5+`, and for one before it, `w5`.

    >>> canonical("w5^new"), canonical("w1^(t+1)"), canonical("w1^old"), canonical("net_h1")
    ('w5+', 'w1+', 'w1', 'net_h1')
    """
    after = _AFTER.fullmatch(name)
    if after:
        return f"{after['name']}+"
    before = _BEFORE.fullmatch(name)
    return before["name"] if before else name


def normalised(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with one spelling for every name; `w = w - ...` says what w is after the update."""
    return tuple(_assigned(replace(each, forms=tuple(_respelled(form) for form in each.forms))) for each in statements)


def _respelled(form: Formula | Unread) -> Formula | Unread:
    def respell(part: Formula) -> Formula | None:
        return Name(canonical(part.id)) if isinstance(part, Name) else None

    return form if isinstance(form, Unread) else substitute(form, respell)


def _assigned(statement: Statement) -> Statement:
    head = statement.forms[0]
    if not isinstance(head, Name) or len(statement.forms) < 2:
        return statement
    changed = any(not isinstance(form, Unread) and _updates(form, head) for form in statement.forms[1:])
    return replace(statement, forms=(Name(f"{head.id}+"), *statement.forms[1:])) if changed else statement


def _updates(form: Formula, head: Name) -> bool:
    update = update_of(form)
    return update is not None and update.old == head


def define(statements: Sequence[Statement]) -> Definitions:
    """What normalised *statements* define."""
    notes = _Notes()
    for statement in statements:
        notes.formulas_of(statement)
    for statement in statements:
        notes.numbers_of(statement)
    computed = {key.id for key in notes.formulas if isinstance(key, Name)}
    given = {name: _commonest(counts) for name, counts in notes.stands_for.items() if name not in computed}
    families = {_family(name) for name in computed if not name.endswith("+")}
    return Definitions(
        formulas={key: tuple(dict.fromkeys(found)) for key, found in notes.formulas.items()},
        worked={key: tuple(dict.fromkeys(found)) for key, found in notes.worked.items()},
        printed={key: tuple(found) for key, found in notes.printed.items()},
        given={name: number for name, number in given.items() if not _is_computed(name, families)},
        mentioned=tuple(dict.fromkeys(notes.mentioned)),
    )


def _commonest(counts: Counter[Numeral]) -> Numeral:
    return max(counts, key=lambda number: counts[number])


def _family(name: str) -> str:
    """What a name shares with its siblings: `out_h#` for out_h1."""
    return re.sub(r"[0-9]+", "#", name)


def _is_computed(name: str, families: set[str]) -> bool:
    """Whether a name without a formula is a result all the same: its siblings have one, or it is called like one."""
    return name.endswith("+") or _family(name) in families or bool(_COMPUTED.match(name))


@dataclass
class _Notes:
    """What is collected while the statements are read."""

    formulas: dict[Formula, list[Formula]] = field(default_factory=dict)
    worked: dict[Formula, list[Formula]] = field(default_factory=dict)
    printed: dict[Formula, list[Literal]] = field(default_factory=dict)
    stands_for: dict[str, Counter[Numeral]] = field(default_factory=dict)
    mentioned: list[str] = field(default_factory=list)
    results: dict[object, Formula] = field(default_factory=dict)

    def formulas_of(self, statement: Statement) -> None:
        """The forms in symbols behind a name or a derivative."""
        for key, index, form in _equated(statement):
            self.mentioned.extend(names(form))
            if statement.kind(index) is Kind.SYMBOLIC and key not in (form, *_leaves_inside(form)):
                self.formulas.setdefault(key, []).append(form)
        first = statement.forms[0]
        self.mentioned.extend(() if isinstance(first, Unread) else names(first))

    def numbers_of(self, statement: Statement) -> None:
        """The forms in numbers, and what they stand for."""
        for index, form in enumerate(statement.forms):
            if statement.kind(index) is Kind.NUMERIC and not isinstance(form, Unread):
                self._count(statement, index, form)
        for key, index, form in _equated(statement):
            kind = statement.kind(index)
            if kind is Kind.NUMERIC:
                self.worked.setdefault(key, []).append(substitute(form, self._result_again))
            elif kind is Kind.RESULT:
                self._result(statement, index, key)

    def _count(self, statement: Statement, index: int, form: Formula) -> None:
        for symbolic in self.shapes(statement, index):
            pairs = substituted(symbolic, form)
            if pairs is not None:
                for numeral, part in pairs:
                    if isinstance(part, Name):
                        self.stands_for.setdefault(part.id, Counter())[numeral] += 1
                return

    def shapes(self, statement: Statement, index: int) -> Iterator[Formula]:
        """The formulas that a worked line may have been filled in from, the nearest first."""
        for earlier in range(index - 1, -1, -1):
            form = statement.forms[earlier]
            if statement.kind(earlier) is Kind.SYMBOLIC and not isinstance(form, Unread):
                yield form
                yield from self.formulas.get(form, ())

    def _result(self, statement: Statement, index: int, key: Formula) -> None:
        for literal in statement.literals[index]:
            self.printed.setdefault(key, []).append(literal)
            numeral = as_literal(statement.forms[index]) or literal.numeral  # type: ignore[arg-type]
            if isinstance(key, Name) and index == 1 and len(statement.forms) == 2:
                self.stands_for.setdefault(key.id, Counter())[numeral] += 1
            if _digits(numeral) >= _TELLING_DIGITS:
                self.results[numeral.value] = key

    def _result_again(self, part: Formula) -> Formula | None:
        """The quantity that a number in a worked line was the result of."""
        return self.results.get(part.value) if isinstance(part, Number) and part.numeral.places else None


def _equated(statement: Statement) -> Iterator[tuple[Formula, int, Formula]]:
    """A name or derivative, and every later form that the statement says it equals."""
    for at, key in enumerate(statement.forms):
        if not isinstance(key, Name | Partial):
            continue
        for index in range(at + 1, len(statement.forms)):
            form = statement.forms[index]
            if statement.relations[index - 1] not in EQUALITIES:
                break
            if not isinstance(form, Unread):
                yield key, index, form


def _leaves_inside(form: Formula) -> tuple[Formula, ...]:
    return tuple(map(Name, names(form)))


def _digits(numeral: Numeral) -> int:
    return len(numeral.text.lstrip("-0.").replace(".", ""))
