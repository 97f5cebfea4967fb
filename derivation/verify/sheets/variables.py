"""What a column of a sheet may be worked out from: the columns, in the same row or the row before, and constants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, Name, Number, names, substitute
from derivation.maths.lanes import lanes
from derivation.maths.numbers import Numeral
from derivation.verify.sheets.grids import Sheet

Lane = Any
"""An array with a number for every row."""
_OWN = (Fraction(1), Fraction(2), Fraction(1, 2))
_NUMBER = re.compile(r"\d+")
_DIGITS = re.compile(r"[\d_{}^$\\\s₀-₉]+")


@dataclass(frozen=True)
class Variable:
    """A column, the same one a row *before*, or a constant: its values, and half a unit of their last places."""

    name: Name
    head: str
    column: int | None
    before: bool
    constant: Numeral | None
    values: Lane
    halves: Lane

    @property
    def number(self) -> str:
        """What tells it from its siblings."""
        return "".join(_NUMBER.findall(self.head))

    @cached_property
    def is_share(self) -> bool:
        """Whether all its values lie between 0 and 1."""
        known = self.values[self.values == self.values]
        return bool(len(known) and (known > 0).all() and (known < 1).all())

    @property
    def family(self) -> tuple[str, bool, bool]:
        """What it shares with its siblings, as w2 with w1."""
        return _DIGITS.sub("", self.head), self.before, self.column is None


@dataclass(frozen=True)
class Variables:
    """The columns of a sheet and the constants beside them, with the arithmetic of their formulas."""

    sheet: Sheet
    constants: Mapping[str, Numeral]

    @cached_property
    def columns(self) -> tuple[Variable, ...]:
        """The columns, each in its own row."""
        return tuple(self._column(at, head) for at, head in enumerate(self.sheet.heads))

    @cached_property
    def every(self) -> tuple[Variable, ...]:
        """The columns, the same a row before, and the constants; what only counts the rows is nothing to work with."""
        columns = [each for each in self.columns if not _counts(each)]
        return (*columns, *map(_a_row_before, columns), *self._constants())

    @cached_property
    def data(self) -> frozenset[int]:
        """The columns of whole numbers: nothing in them is rounded."""
        return frozenset(at for at, each in enumerate(self.columns) if not each.halves.any())

    @cached_property
    def by_name(self) -> Mapping[str, Variable]:
        """The variables by their names."""
        return {each.name.id: each for each in self.every}

    @cached_property
    def stated(self) -> tuple[Fraction, ...]:
        """The constants, the products of two, and those that formulas have by themselves, with either sign."""
        own = [each.value for each in self.constants.values()]
        found = [*own, *(first * second for first, second in combinations(own, 2)), *_OWN]
        return tuple(dict.fromkeys(sign * each for each in found for sign in (1, -1)))

    def families(self) -> Iterator[tuple[Variable, ...]]:
        """Variables that are called alike, as w1 and w2, in order."""
        found: dict[tuple[str, bool, bool], list[Variable]] = {}
        for each in self.every:
            found.setdefault(each.family, []).append(each)
        yield from (tuple(family) for (letters, *_), family in found.items() if letters and len(family) > 1)

    def of(self, form: Formula, moved: Mapping[str, float] | None = None) -> Lane:
        """The values of a formula, where some variables are *moved* by so many halves of their last places."""
        return self.at(form, self._lanes, moved)

    @cached_property
    def _lanes(self) -> Mapping[str, Lane]:
        return {name: each.values for name, each in self.by_name.items()}

    def at(self, form: Formula, values: Mapping[str, Lane], moved: Mapping[str, float] | None = None) -> Lane:
        """The same over other *values*."""
        import numpy as np

        def known(part: Formula) -> Lane | None:
            if not isinstance(part, Name):
                return None
            shift = (moved or {}).get(part.id, 0)
            return values[part.id] + shift * self.by_name[part.id].halves if shift else values[part.id]

        with np.errstate(all="ignore"):
            found = evaluate(form, known, lanes())
            for name in names(form):
                found = np.where(np.isfinite(values[name]), found, np.nan)  # a step is defined for no number too
        return found

    def put_in(self, form: Formula, row: int) -> Formula | None:
        """The formula with the numbers of a *row* in place of its columns; None where one is missing."""
        numerals = {name: self._numeral(self.by_name[name], row) for name in names(form)}
        if None in numerals.values():
            return None

        def number(part: Formula) -> Formula | None:
            numeral = numerals.get(part.id) if isinstance(part, Name) else None
            return None if numeral is None else Number(numeral)

        return substitute(form, number)

    def _numeral(self, variable: Variable, row: int) -> Numeral | None:
        if variable.column is None:
            return variable.constant
        at = row - variable.before
        literal = self.sheet.rows[at][variable.column] if at >= 0 else None
        return None if literal is None else literal.numeral

    def _column(self, at: int, head: str) -> Variable:
        import numpy as np

        literals = [row[at] for row in self.sheet.rows]
        values = np.array([np.nan if each is None else float(each.numeral.value) for each in literals])
        halves = [
            0.0 if each is None or not each.numeral.places else float(each.numeral.half_unit) for each in literals
        ]
        return Variable(Name(f"c{at}"), head, at, False, None, values, np.array(halves))

    def _constants(self) -> Iterator[Variable]:
        import numpy as np

        rows, heads = len(self.sheet.rows), {_bare(head) for head in self.sheet.heads}
        others = ((name, numeral) for name, numeral in self.constants.items() if _bare(name) not in heads)
        for at, (name, numeral) in enumerate(others):
            values = np.full(rows, float(numeral.value))
            yield Variable(Name(f"k{at}"), name, None, False, numeral, values, np.zeros(rows))


def _counts(variable: Variable) -> bool:
    """Whether a column goes up by one from row to row, or now and then."""
    import numpy as np

    steps = np.diff(variable.values)
    return not variable.halves.any() and bool(np.isin(steps, (0.0, 1.0)).all() and steps.any())


def _bare(head: str) -> str:
    """A head without what only typography puts into it."""
    return re.sub(r"[\W_]", "", head).lower()


def _a_row_before(variable: Variable) -> Variable:
    import numpy as np

    values = np.concatenate([[np.nan], variable.values[:-1]])
    halves = np.concatenate([[0.0], variable.halves[:-1]])
    return Variable(Name(f"p{variable.column}"), variable.head, variable.column, True, None, values, halves)
