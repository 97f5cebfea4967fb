"""A worked line by its own numbers: what its operands give, and whether its printed result is right for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from derivation.frozen import dataclass
from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import Formula
from derivation.maths.lanes import floats
from derivation.maths.numbers import Numeral
from derivation.verify.documents.claims import Claims, Kind, Literal, Statement
from derivation.verify.values.weighing import RIGHT, Line, Word, weigh


@dataclass(frozen=True)
class Workline:
    """The numbers that a printed result is said to follow from; what is *given* among them is exact."""

    form: Formula
    operands: tuple[Literal, ...] = ()
    given: frozenset[Fraction] = frozenset()

    @property
    def value(self) -> float | None:
        """What the line gives, as its operands are printed."""
        return line_value(self.form)

    def gives(self, numeral: Numeral) -> bool:
        """Whether the printed result is right for the printed operands, which may be rounded."""
        return weigh(numeral, (), Line(self.form, self.given), False)[0] in (*RIGHT, Word.CARRIED)


def line_value(form: Formula) -> float | None:
    """What the numbers of a line give; None where they give none."""
    try:
        return float(evaluate(form, lambda part: None, floats()))
    except (NotInThisArithmetic, ArithmeticError, ValueError, TypeError):
        return None


def worklines(claims: Claims, given: frozenset[Fraction]) -> Mapping[int, Workline]:
    """The line behind every printed result that has one, by the place where the result begins."""
    found: dict[int, Workline] = {}
    for statement in claims.statements:
        for index, literals in enumerate(statement.literals):
            line = _before(statement, index, given) if statement.kind(index) is Kind.RESULT else None
            found.update({literal.start: line for literal in literals if line is not None})
    return found


def _before(statement: Statement, index: int, given: frozenset[Fraction]) -> Workline | None:
    found = next(statement.before(index, Kind.NUMERIC), None)
    return None if found is None else Workline(found[1], statement.literals[found[0]], given)


def decimals_before(statements: Iterable[Statement], start: int) -> list[Numeral]:
    """The decimals that the document prints before a place, in reading order."""
    literals = (literal for statement in statements for each in statement.literals for literal in each)
    return [literal.numeral for literal in literals if literal.start < start and literal.numeral.places]
