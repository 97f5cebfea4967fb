"""What a document says of every quantity: its formulas, its worked lines, the numbers printed for it.

A name that no formula defines and that numbers are put in for is given; its number is the one that stands for it most
often. In a worked line the numbers that were results before are put back as what they are results of, so that the line
can be worked out again without rounding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial, names
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Kind, Literal, Statement, stated_numbers
from derivation.verify.networks.dependence import Dependence
from derivation.verify.networks.indexed import numbered_forms
from derivation.verify.values.restoring import Lines, equated
from derivation.verify.values.shapes import activation_of, update_of
from derivation.verify.values.substitution import substituted

ASKED = "target"
"""What the one target of a network is called where the text only speaks of it."""
_COMPUTED = re.compile(r"(?:net|out|[EeLJC]|delta|error|loss|cost|hat)(?![a-z])")


@dataclass(frozen=True)
class Definitions:
    """What is said of every name and every derivative, in reading order.

    `given` has the number that stands for a name most often, `rivals` the others that stand for it, and how many times
    less often. `meant` are the formulas that were meant where there is a slip in the one that is written.
    """

    formulas: Mapping[Formula, tuple[Formula, ...]]
    worked: Mapping[Formula, tuple[Formula, ...]]
    printed: Mapping[Formula, tuple[Literal, ...]]
    given: Mapping[str, Numeral]
    mentioned: tuple[str, ...]
    rivals: Mapping[str, Mapping[Numeral, int]]
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

    @cached_property
    def manifold(self) -> frozenset[str]:
        """The names that are worked out by several activations, as an exercise does that asks for each of them."""
        applied = {key: {_applied(form) for form in found} - {""} for key, found in self.worked.items()}
        return frozenset(key.id for key, names in applied.items() if isinstance(key, Name) and len(names) > 1)

    def of(self, key: Formula) -> tuple[Formula, ...]:
        """All formulas that *key* is worked out by, those in symbols first."""
        return (*self.formulas.get(key, ()), *self.worked.get(key, ()))

    def in_symbols(self, key: Formula) -> tuple[Formula, ...]:
        """The formula that is meant for *key*, or those that are written."""
        return (self.meant[key],) if key in self.meant else self.formulas.get(key, ())


def _applied(form: Formula) -> str:
    """The activation that a worked form applies; nothing for any other form."""
    found = activation_of(form, own=False)
    return found[0] if found is not None else ""


def define(statements: Sequence[Statement], earlier: Sequence[Statement] = ()) -> Definitions:
    """What normalised *statements* define; for what they leave undefined, the formulas and givens of *earlier* ones."""
    symbols = _Symbols()
    for statement in (*statements, *earlier):
        symbols.read(statement)
    slopes = dict.fromkeys(head for each in statements if isinstance(head := each.forms[0], Partial))
    for key, form in list(numbered_forms(symbols.formulas, slopes)):
        symbols.formulas.setdefault(key, []).append(form)
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
                found = tuple(put_in(symbols.shapes(statement, index), form))
                yield from (*found, *found)  # what is reckoned with counts for more than what is said
        yield from stated_numbers((statement,))


def put_in(shapes: Iterator[Formula], numeric: Formula) -> Iterator[tuple[str, Numeral]]:
    """The numbers that *numeric* puts in for names of the first of the *shapes* that it is built like."""
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


def _others(found: Counter[Numeral], chosen: Numeral) -> Mapping[Numeral, int]:
    return {numeral: found[chosen] - often for numeral, often in found.items() if numeral.value != chosen.value}


def family(name: str) -> str:
    """What a name shares with its siblings: `out_h#` for out_h1."""
    return re.sub(r"[0-9]+", "#", name)


def _is_computed(name: str, families: set[str]) -> bool:
    """Whether a name without a formula is a result all the same: its siblings have one, or it is called like one."""
    bare = name.partition("[")[0]
    return name.endswith("+") or family(name) in families or bare in families or bool(_COMPUTED.match(name))
