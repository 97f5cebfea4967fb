"""A worked line by its own numbers: what its operands give, and what slip turns that into the printed result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from derivation.maths.evaluation import NotInThisArithmetic, evaluate
from derivation.maths.formulas import Call, Formula, Negative, Number, call, children, formula, with_children
from derivation.maths.lanes import floats
from derivation.maths.numbers import Numeral
from derivation.maths.printing.text import TextPrinter
from derivation.maths.reading import Unread
from derivation.verify.claims import Claims, Kind, Literal, Statement
from derivation.verify.coincidences import chance
from derivation.verify.typos import COMMON, NONE, in_units, typos
from derivation.verify.weighing import RIGHT, Line, Word, weigh

_MOST_OTHERS = 40
_OTHER_FUNCTIONS = {"tanh": ("sigmoid",), "sigmoid": ("tanh",)}
_printed = TextPrinter(lambda name: name)


@dataclass(frozen=True)
class Workline:
    """The numbers that a printed result is said to follow from."""

    form: Formula
    operands: tuple[Literal, ...]

    @property
    def value(self) -> float | None:
        """What the line gives, as its operands are printed."""
        return _value(self.form)

    def gives(self, numeral: Numeral) -> bool:
        """Whether the printed result is right for the printed operands, which may be rounded."""
        return weigh(numeral, (), Line(self.form), False)[0] in (*RIGHT, Word.CARRIED)


def worklines(claims: Claims) -> Mapping[int, Workline]:
    """The line behind every printed result that has one, by the place where the result begins."""
    found: dict[int, Workline] = {}
    for statement in claims.statements:
        for index, literals in enumerate(statement.literals):
            line = _before(statement, index) if statement.kind(index) is Kind.RESULT else None
            found.update({literal.start: line for literal in literals if line is not None})
    return found


def _before(statement: Statement, index: int) -> Workline | None:
    for earlier in range(index - 1, -1, -1):
        form = statement.forms[earlier]
        if statement.kind(earlier) is Kind.NUMERIC and not isinstance(form, Unread):
            return Workline(form, statement.literals[earlier])
    return None


@dataclass(frozen=True)
class Slipped:
    """A slip that turns a line into one that gives the printed result: its mistake, and what it was made of."""

    mistake: str
    shown: str
    tried: int
    chance: float


def slipped(line: Workline, numeral: Numeral, others: Sequence[Numeral]) -> list[Slipped]:
    """Every slip in one line that gives the printed result, or that makes it of the line's own result."""
    import numpy as np

    right = line.value
    if right is None:
        return []
    unit = float(2 * numeral.half_unit)
    pens = list(typos(np.array([right]), numeral)) if in_units(numeral) else []
    written = [(mistake, float(each[0]) * unit, _of(right, numeral)) for mistake, each in pens if each[0] != NONE]
    signs = [(mistake, value, _printed(form)) for mistake, form in _signs(line.form) if (value := _value(form))]
    operands = [
        (mistake, value, _printed(form)) for mistake, form in _operands(line.form, others) if (value := _value(form))
    ]
    tiers = [[*signs, *(each for each in written if each[0] in COMMON)], operands, written]
    found: list[Slipped] = []
    tried: list[float] = []
    for tier in tiers:
        tried += [value for _, value, _ in tier]
        luck = chance(np.array(tried), float(numeral.value), right, unit)
        hits = (each for each in tier if abs(each[1] - float(numeral.value)) <= unit / 2 * (1 + 1e-6))
        found += [Slipped(mistake, shown, len(tried), luck) for mistake, _, shown in hits]
    return list({(each.mistake, each.shown): each for each in reversed(found)}.values())[::-1]


def _worked(variants: Iterator[tuple[str, Formula]]) -> Iterator[tuple[str, float, str]]:
    """What every variant of a line gives, and the variant in words."""
    for mistake, form in variants:
        value = _value(form)
        if value is not None:
            yield mistake, value, _printed(form)


def _of(right: float, numeral: Numeral) -> str:
    return f"of {right:.{max(numeral.places, 1)}f}"


def _value(form: Formula) -> float | None:
    try:
        return float(evaluate(form, lambda part: None, floats()))
    except (NotInThisArithmetic, ArithmeticError, ValueError, TypeError):
        return None


def _signs(form: Formula) -> Iterator[tuple[str, Formula]]:
    """The line with one sign turned, or one function exchanged."""
    yield from (("sign-in-the-line", each) for each in _rewritten(form, _turned))
    yield from (("function-exchanged", each) for each in _rewritten(form, _other_function))


def _operands(form: Formula, others: Sequence[Numeral]) -> Iterator[tuple[str, Formula]]:
    """The line with one decimal exchanged for another that the document prints before."""
    decimals = list(dict.fromkeys(others))[-_MOST_OTHERS:]

    def exchanged(part: Formula) -> Iterator[Formula]:
        if isinstance(part, Number) and part.numeral.places:
            yield from (Number(each) for each in decimals if each.value != part.value)

    yield from (("operand-exchanged", each) for each in _rewritten(form, exchanged))


def _turned(part: Formula) -> Iterator[Formula]:
    match part:
        case Negative(inner):
            yield inner
        case Number(numeral) if numeral.value:
            yield Negative(part)


def _other_function(part: Formula) -> Iterator[Formula]:
    match part:
        case Call("exp", (Negative(inner),)):
            yield call("exp", inner)
        case Call("exp", (inner,)):
            yield call("exp", -inner)
        case Call("ln", (inner,)):
            yield part / call("ln", formula(10))
            yield part / call("ln", formula(2))
        case Call(name, arguments) if name in _OTHER_FUNCTIONS:
            yield from (Call(other, arguments) for other in _OTHER_FUNCTIONS[name])


def _rewritten(form: Formula, change: Callable[[Formula], Iterator[Formula]]) -> Iterator[Formula]:
    """*form* with one of its parts changed, once for every part and every change."""
    yield from change(form)
    parts = children(form)
    for at, part in enumerate(parts):
        for other in _rewritten(part, change):
            yield with_children(form, (*parts[:at], other, *parts[at + 1 :]))


def decimals_before(statements: Iterable[Statement], start: int) -> list[Numeral]:
    """The decimals that the document prints before a place, in reading order."""
    literals = (literal for statement in statements for each in statement.literals for literal in each)
    return [literal.numeral for literal in literals if literal.start < start and literal.numeral.places]
