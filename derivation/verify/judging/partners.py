"""Partners: what every number of a worked line stands for, by the formula that it was most likely filled in from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from derivation.maths.formulas import Formula, Name, Negative, Partial
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Kind, Statement
from derivation.verify.values.substitution import Pairs, regroupings, substitutions
from derivation.verify.values.weighing import distance, is_near, is_strange
from derivation.verify.values.worlds import World

_NOTHING = as_ball(Fraction(1, 10**12))
_UNEQUAL = frozenset("<>≤≥≠")


def subject_of(statement: Statement, index: int) -> Formula | None:
    """The first form that is one name or one derivative, or the negative of one, of those that are said to be equal."""
    compared = [at for at, relation in enumerate(statement.relations[: max(0, index)], start=1) if relation in _UNEQUAL]
    forms = statement.forms[compared[-1] if compared and compared[-1] < index else 0 : index]
    heads = [form for form in forms if isinstance(form, Name | Partial)]
    turned = (form for form in forms if isinstance(form, Negative))
    return next(
        (form for form in (*heads, *turned) if isinstance(getattr(form, "operand", form), Name | Partial)), None
    )


def partners_of(statement: Statement, index: int, world: World) -> list[Formula | None]:
    """For every number of a worked line what it stands for, by the formula it was most likely filled in from."""
    numeric = statement.forms[index]
    if isinstance(numeric, Unread):
        return []
    shapes = tuple(_shapes(statement, index, world))
    pairs = _likeliest((pairs for symbolic in shapes for pairs in substitutions(symbolic, numeric)), world)
    pairs = pairs or _regrouped(shapes, numeric, world)
    strange = sum(_is_unlike(numeral, world.value(name)) for numeral, name in pairs)
    waiting = list(pairs) if strange < 2 or 2 * strange < len(pairs) else []  # filled in from another formula
    found = [_taken(literal.numeral, waiting) for literal in statement.literals[index]]
    left = [each.numeral for each, part in zip(statement.literals[index], found, strict=True) if part is None]
    return [None] * len(found) if _is_misplaced(pairs, left, world) else found


def _is_misplaced(pairs: Pairs, left: Iterable[Numeral], world: World) -> bool:
    """Whether a number is nothing like what it would stand for, and a decimal that stands for nothing is that."""
    unlike = [value for numeral, name in pairs if _is_unlike(numeral, value := world.value(name))]
    decimals = [numeral for numeral in left if "." in numeral.text]
    return any(is_near(each, value) for each in decimals for value in unlike if value is not None)


def _regrouped(shapes: Iterable[Formula], numeric: Formula, world: World) -> Pairs:
    """Products of neighbours that a line goes on with, where every one of its numbers is such a product."""
    for pairs in (pairs for symbolic in shapes for pairs in regroupings(symbolic, numeric)):
        values = [world.value(part) for _, part in pairs]
        known = [
            value is not None and is_near(numeral, value) for (numeral, _), value in zip(pairs, values, strict=True)
        ]
        if all(known):
            return pairs
    return ()


def _likeliest(found: Iterable[Pairs], world: World) -> Pairs:
    """The pairs of which the fewest do not fit, the first if there are several."""
    best: Pairs = ()
    fewest: int | None = None
    for pairs in found:
        misfits = _misfits(pairs, world)
        if fewest is None or misfits < fewest:
            best, fewest = pairs, misfits
        if not fewest:
            break
    return best


def _taken(numeral: Numeral, waiting: list[tuple[Numeral, Formula]]) -> Formula | None:
    """The part whose number this is; each number of the pairs is used once."""
    for pair in waiting:
        if abs(pair[0].value) == abs(numeral.value):
            waiting.remove(pair)
            return pair[1] if pair[0].value == numeral.value else Negative(pair[1])
    return None


def _misfits(pairs: Pairs, world: World) -> int:
    """How many numbers are not near what they would stand for."""
    values = [(numeral, world.value(name)) for numeral, name in pairs]
    return sum(value is not None and not is_near(numeral, value) for numeral, value in values)


def _is_unlike(printed: Numeral, value: Value | None) -> bool:
    """Whether a number is nothing like what it would stand for, and not off by its last digit either.

    What is next to nothing, as slopes of a saturated neuron are, is like everything else that is.
    """
    if value is None or distance(value, printed) < _NOTHING:
        return False
    return not is_near(printed, value) and is_strange(printed, value)


def _shapes(statement: Statement, index: int, world: World) -> Iterator[Formula]:
    """The formulas that a numeric form may be the substitution of, the nearest first."""
    yield from (symbolic for _, symbolic in statement.before(index, Kind.SYMBOLIC))
    subject = subject_of(statement, index)
    if subject is not None:
        yield from world.definitions(subject, linked=True)
