"""Fitting: the formula by which a column of a sheet follows from the others in nearly all of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, names, substitute, walk
from derivation.verify.sheets.screening import FEWEST, ROUNDED, Screen, allowed, are_alike, likely, own_halves, reach
from derivation.verify.sheets.variables import Lane, Variable, Variables

_MOST_DIGITS = 3.0
_SOME, _TOLD = 0.5, 3.0  # digits that are told at all, and those from which on a formula is no coincidence
_COARSE = 100  # halves of a last place that a column must range over to be judged by rounded operands
_NOTHING, _ONE_PLACE = 1e-9, 0.05
_COST = 2.0  # in digits, of a row that a formula misses
_UNSTATED, _COMPOSED, _BEFORE = 2.0, 1.0, 0.2  # of a constant not in the document, or not so, and of rows before
_FEWEST_TOLD = 2
_Sort = tuple[str, Formula]


@dataclass(frozen=True)
class Relation:
    """The *form* that a column has in the rows that are *held*, of those that are *tested*.

    It *is_exact* where the printed numbers of a row give the result without rounding; `digits` is how much speaks for
    it, `told` counts the rows in which it says more than that a number is printed twice. It must be better than
    others by its `cost`. Where the column is *coarse*, its few different numbers may agree by chance.
    """

    column: int
    form: Formula
    tested: Lane
    held: Lane
    is_exact: bool
    is_coarse: bool
    digits: float
    told: int
    cost: float

    @property
    def missed(self) -> int:
        """The rows that do not follow it."""
        return int((self.tested & ~self.held).sum())

    @property
    def score(self) -> float:
        """The better, the larger."""
        return self.digits - _COST * self.missed - self.cost


def relations(known: Variables) -> Iterator[Relation]:
    """The best formula of every column of decimals that has one; columns that are called alike speak for each other."""
    screen = Screen(known)
    found: list[list[tuple[_Sort, Relation]]] = []
    for target in known.columns:
        if target.halves.any():
            forms = dict.fromkeys(likely(screen, target))
            tests = (each for form in forms if (each := tested(known, target, form)) is not None)
            found.append([(_sort(known, each), each) for each in tests])
    pools: dict[_Sort, dict[int, Relation]] = {}
    for sort, each in sorted((pair for tried in found for pair in tried), key=lambda pair: pair[1].score):
        pools.setdefault(sort, {})[each.column] = each
    whole = {sort: _Evidence.of(pool.values()) for sort, pool in pools.items()}
    chosen: set[frozenset[str]] = set()
    for tried in reversed(found):  # what stands further right is worked out from what stands before it
        fresh = [(whole[sort], each) for sort, each in tried if _stands_in(each) not in chosen]
        told = [pair for pair in fresh if pair[0].told >= _FEWEST_TOLD]
        shared, best = max(told, key=lambda pair: (pair[0].score, pair[1].score), default=(None, None))
        if shared is not None and best is not None and shared.score >= _TOLD:
            chosen.add(_stands_in(best))
            yield replace(best, told=shared.told, digits=shared.digits)


@dataclass(frozen=True)
class _Evidence:
    """What speaks for all relations of one sort together."""

    score: float
    told: int
    digits: float

    @classmethod
    def of(cls, pool: Collection[Relation]) -> _Evidence:
        """That of one relation for every column."""
        return cls(sum(each.score for each in pool), sum(each.told for each in pool), sum(each.digits for each in pool))


def _stands_in(relation: Relation) -> frozenset[str]:
    """The columns that a relation ties to each other."""
    return frozenset({f"c{relation.column}", *(name for name in names(relation.form) if name[0] != "k")})


def _sort(known: Variables, relation: Relation) -> _Sort:
    """What a relation shares with those of columns that are called alike; updates from a step are all of one sort."""
    target = known.columns[relation.column]
    variables = [known.by_name[name] for name in names(relation.form)]
    own = all(are_alike(each, target) and not _is_crossed(each, target) for each in variables)

    def alike(part: Formula) -> Formula | None:
        variable = known.by_name.get(part.id) if isinstance(part, Name) else None
        return None if variable is None else Name(f"{variable.before if own else variable.family}")

    return "" if own else target.family[0], substitute(relation.form, alike)


def tested(known: Variables, target: Variable, form: Formula) -> Relation | None:
    """How a formula does for a column; None if it misses too many rows, or tells too little."""
    import numpy as np

    values = known.of(form)
    if not np.isfinite(values).any():
        return None
    gaps, own = np.abs(values - target.values), own_halves(target)
    rows = np.isfinite(gaps)
    close = own * ROUNDED + 1e-9 * np.abs(target.values) + 1e-12
    count = int(rows.sum())
    most = allowed(count) + (f"p{target.column}" in names(form))  # one wrong number is then in two rows
    near = rows & (gaps <= close)
    tight = bool(count - near.sum() <= most)
    is_short = bool(np.min(own) >= _ONE_PLACE)  # numbers with one place are not rounded if nearly all of them fit
    is_exact = is_short and bool(count - (rows & (gaps <= _NOTHING)).sum() <= most)
    is_coarse = not count or np.ptp(target.values[rows]) < _COARSE * float(np.max(own))
    if is_coarse and not (is_exact if is_short else tight):
        return None
    held = near if is_exact else rows & (gaps <= close + reach(known, form, values))
    if held.sum() < FEWEST or count - held.sum() > most:
        return None
    wide = close if tight else close + reach(known, form, values)
    digits, told = _told(known, target, form, held, wide)
    found = Relation(
        target.column or 0, form, rows, held, is_exact, bool(is_coarse), digits, told, _cost(known, target, form)
    )
    return found if found.score >= _SOME else None


def _cost(known: Variables, target: Variable, form: Formula) -> float:
    """What a formula must be better by, in digits, because there are so many like it."""
    numbers = [part.value for part in walk(form) if isinstance(part, Number)]
    given = {abs(each.value) for each in known.constants.values()} | {0, 1, 2, Fraction(1, 2)}
    composed = any(abs(value) not in given for value in numbers)
    unstated = any(value not in known.stated for value in numbers)
    return (
        _UNSTATED * unstated + _COMPOSED * composed + _BEFORE * sum(known.by_name[name].before for name in names(form))
    )


def _is_crossed(variable: Variable, target: Variable) -> bool:
    """Whether a column is called as another one but for its number: the step of w1 has nothing to do with w2."""
    numbers = [each.number for each in (variable, target)]
    return are_alike(variable, target) and all(numbers) and numbers[0] != numbers[1]


def _told(known: Variables, target: Variable, form: Formula, held: Lane, wide: Lane) -> tuple[float, int]:
    """How many digits speak for a formula, and in how many rows it tells more than that a number stands twice."""
    import numpy as np

    lanes = np.array([target.values, *(known.by_name[name].values for name in names(form))])
    spread = float(np.ptp(target.values[held]))
    moves = np.diff(target.values, prepend=target.values[:1]) != 0  # a number that is copied tells when it changes
    seen: set[tuple[float, ...]] = set()
    digits, told = 0.0, 0
    for row in np.flatnonzero(held):
        numbers = tuple(lanes[:, row])
        if spread and numbers not in seen:
            digits += min(_MOST_DIGITS, float(np.log10(1 + spread / (2 * float(wide[row])))))
            told += bool(moves[row]) if isinstance(form, Name) else numbers[0] not in numbers[1:]
        seen.add(numbers)
    return digits, told
