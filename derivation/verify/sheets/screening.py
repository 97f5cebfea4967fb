"""Screening: a first look at all formulas that a column of a sheet may have, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice, permutations

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, names, total
from derivation.maths.numbers import Numeral
from derivation.verify.sheets.kinds import KINDS, TERMS, Kind
from derivation.verify.sheets.variables import Lane, Variable, Variables

ROUNDED = 1.02
"""What a number may be off by that is rounded, in halves of its last place."""
FEWEST = 3
"""Rows from which on a formula is looked for."""
_MISSED = 0.25
_ROUGH = 0.1
_MOST_SCALED, _MOST_TRIED, _MOST_CONSTANTS = 12, 200, 6
_X, _Y = Name("x"), Name("y")
Pair = tuple[Variable, Variable]
Family = tuple[Variable, ...]


def allowed(count: int) -> float:
    """How many of so many rows a formula may miss."""
    return max(1.0, _MISSED * count)


def own_halves(target: Variable) -> Lane:
    """Half a unit of the last places of a column; a whole number among decimals is as good as the others."""
    import numpy as np

    smallest = min((half for half in target.halves if half), default=0.0)
    return np.where(target.halves > 0, target.halves, smallest)


def reach(known: Variables, form: Formula, values: Lane) -> Lane:
    """How far the rounding of the numbers in it may move a formula."""
    import numpy as np

    found = np.zeros(len(values))
    for name in names(form):
        if known.by_name[name].halves.any():
            with np.errstate(invalid="ignore"):
                moves = [np.abs(known.of(form, {name: shift}) - values) for shift in (1.0, -1.0)]
            found = found + np.nan_to_num(np.maximum(*moves), posinf=0.0)
    return found


@dataclass(frozen=True)
class _Batch:
    """A kind of formula over many pairs: the values, and how far rounding may move them, a row for each pair."""

    kind: Kind
    pairs: tuple[Pair, ...]
    values: Lane
    reach: Lane

    @classmethod
    def of(cls, known: Variables, kind: Kind, variables: Sequence[Variable]) -> _Batch:
        """The pairs of *variables* of which at least one is a column."""
        import numpy as np

        pairs = _pairs(variables, kind)
        rows = len(known.sheet.rows)
        if not pairs:
            return cls(kind, (), np.zeros((0, rows)), np.zeros((0, rows)))
        sides = {_X.id: [pair[0] for pair in pairs], _Y.id: [pair[1] for pair in pairs]}
        lanes = {name: np.array([each.values for each in side]) for name, side in sides.items()}
        form = kind.form(_X, _Y)
        values = known.at(form, lanes)
        moved = np.zeros(values.shape)
        for name in names(form):
            there = {**lanes, name: lanes[name] + np.array([each.halves for each in sides[name]])}
            with np.errstate(invalid="ignore"):
                moved = moved + np.nan_to_num(np.abs(known.at(form, there) - values), posinf=0.0)
        return cls(kind, pairs, values, moved)

    def near(self, target: Variable, base: Variable | None = None, sign: int = 1) -> Iterator[Pair]:
        """The pairs whose values, added to a *base*, come near a column in nearly all rows."""
        import numpy as np

        whole = self.values if base is None else base.values + sign * self.values
        wide = 2 * ROUNDED * (own_halves(target) + self.reach + (0.0 if base is None else base.halves)) + 1e-9
        gaps = np.abs(whole - target.values)
        rows = np.isfinite(gaps)
        count, misses = rows.sum(axis=1), (rows & (gaps > wide)).sum(axis=1)
        most = np.maximum(1.0, _MISSED * count) + (base is not None and base.column == target.column)
        places = np.flatnonzero((count >= FEWEST) & (misses <= most))
        yield from (self.pairs[at] for at in places if not _is_over(self.pairs[at], target))

    def over(self, pair: Pair) -> Formula:
        """The formula for a pair."""
        return self.kind.form(pair[0].name, pair[1].name)


@dataclass(frozen=True)
class Screen:
    """The formulas of every kind over the variables of a sheet, worked out once for all columns."""

    known: Variables

    @cached_property
    def plain(self) -> tuple[_Batch, ...]:
        """Of every kind."""
        return tuple(_Batch.of(self.known, kind, self.known.every) for kind in KINDS.values())

    @cached_property
    def terms(self) -> tuple[_Batch, ...]:
        """Of every kind of term, over columns alone."""
        columns = [each for each in self.known.every if each.column is not None]
        return tuple(_Batch.of(self.known, kind, columns) for kind in TERMS.values())

    @cached_property
    def products(self) -> _Batch:
        """Products of two."""
        return _Batch.of(self.known, TERMS["product"], self.known.every)


def likely(screen: Screen, target: Variable) -> Iterator[Formula]:
    """The formulas that come close to a column in nearly all rows."""
    others = [each for each in screen.known.every if not _is_over((each,), target)]
    for way in (_sums, _plain, _added, _scaled):
        yield from islice(way(screen, target, others), _MOST_TRIED)


def _plain(screen: Screen, target: Variable, _: Sequence[Variable]) -> Iterator[Formula]:
    for batch in screen.plain:
        yield from (batch.over(pair) for pair in batch.near(target))


def _added(screen: Screen, target: Variable, others: Sequence[Variable]) -> Iterator[Formula]:
    """A variable and a product: w x + b, or a weight and its step."""
    for base in others:
        for sign in (1, -1):
            for pair in screen.products.near(target, base, sign):
                term = screen.products.over(pair)
                yield base.name + term if sign > 0 else base.name - term


def _sums(screen: Screen, target: Variable, others: Sequence[Variable]) -> Iterator[Formula]:
    """Weighted sums over columns that are called alike, with a bias, a threshold or neither."""
    known = screen.known
    for one, two in _matched([each for each in known.families() if target not in each]):
        form = total(tuple(first.name * second.name for first, second in zip(one, two, strict=True)))
        values = known.of(form)
        left = target.values - values
        wide = 2 * ROUNDED * (own_halves(target) + reach(known, form, values)) + 1e-9
        if _mostly(left, wide):
            yield form
        for bias in (each for each in others if each not in (*one, *two)):
            for sign in (1, -1):
                if _mostly(left - sign * bias.values, wide + bias.halves):
                    yield form + bias.name if sign > 0 else form - bias.name


def _scaled(screen: Screen, target: Variable, others: Sequence[Variable]) -> Iterator[Formula]:
    """A constant times a term, alone or added to a column that is called alike."""
    bases = [None, *(each for each in others if each.column is not None and are_alike(each, target))]
    for batch in screen.terms:
        for base in bases:
            for pair, constant in _factors(screen, target, base, batch):
                term = Number(constant) * batch.over(pair)
                yield term if base is None else base.name + term


def _factors(screen: Screen, target: Variable, base: Variable | None, batch: _Batch) -> Iterator[tuple[Pair, Numeral]]:
    """The pairs to whose terms a column is in proportion, the best first, and the constant between them."""
    import numpy as np

    left = target.values - (0.0 if base is None else base.values)
    with np.errstate(all="ignore"):
        sizes = np.where(np.isfinite(batch.values) & np.isfinite(left), np.abs(batch.values), 0.0)
        large = (sizes >= 0.3 * sizes.max(axis=1, keepdims=True)) & (sizes > 0)
        ratios = np.where(large, left / batch.values, np.nan)
    usable = np.flatnonzero(np.isfinite(ratios).sum(axis=1) > 1)
    if not len(usable):
        return
    factors = np.nanmedian(ratios[usable], axis=1)
    gaps = np.nan_to_num(np.abs(left - factors[:, None] * batch.values[usable]))
    slack = float(np.max(own_halves(target))) + (0.0 if base is None else float(np.max(base.halves)))
    off = (gaps > ROUNDED * slack).sum(axis=1)
    for place in np.lexsort((gaps.sum(axis=1), off))[:_MOST_SCALED]:
        at = usable[place]
        constant = _snapped(float(factors[place]), 2 * slack / float(sizes[at].max()), screen.known)
        if constant is not None and not _is_over(batch.pairs[at], target):
            yield batch.pairs[at], constant


def are_alike(one: Variable, two: Variable) -> bool:
    """Whether two columns are called alike, as w1, w2 and the new w1."""
    short, long = sorted((one.family[0], two.family[0]), key=len)
    return bool(short) and (long.startswith(short) or long.endswith(short))


def _is_over(variables: Family, target: Variable) -> bool:
    """Whether a column itself is among the variables, in the same row."""
    return any(each.column == target.column and not each.before for each in variables)


def _matched(families: Sequence[Family]) -> Iterator[tuple[Family, Family]]:
    """Two families of the same size, or one and as many of another's constants, at least one of them columns."""
    for one, two in permutations(families, 2):
        if one[0].column is None:
            continue
        if len(one) == len(two):
            yield one, two
        elif two[0].column is None and len(one) < len(two) <= _MOST_CONSTANTS:
            yield from ((one, some) for some in permutations(two, len(one)))


def _mostly(gaps: Lane, wide: Lane) -> bool:
    import numpy as np

    rows = np.isfinite(gaps)
    return bool(rows.sum() >= FEWEST and (rows & (np.abs(gaps) > wide)).sum() <= allowed(int(rows.sum())))


def _pairs(variables: Sequence[Variable], kind: Kind) -> tuple[Pair, ...]:
    """The variables that a formula may be over, at least one of them a column."""
    twos = combinations(variables, 2) if kind.mutual else permutations(variables, 2)
    found = twos if kind.of_two else ((each, each) for each in variables)
    found = ((one, two) for one, two in found if one.is_share) if kind.share else found
    return tuple((one, two) for one, two in found if one.column is not None or two.column is not None)


def _snapped(factor: float, doubt: float, known: Variables) -> Numeral | None:
    """The constant that a factor is: one that the document has, a product of two, or the shortest decimal."""
    near = min(known.stated, key=lambda value: abs(float(value) - factor))
    if not factor:
        return None
    if abs(float(near) - factor) <= min(doubt, abs(factor) / 2):
        return Numeral(near, str(near))
    for places in range(7 if doubt <= _ROUGH * abs(factor) else 0):
        short = round(factor, places)
        if short and abs(short - factor) <= doubt:
            text = f"{short:.{places}f}"
            return Numeral(Fraction(text), text)
    return None
