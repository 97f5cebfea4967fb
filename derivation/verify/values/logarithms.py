"""The base of the logarithms that show none: natural, unless the numbers printed for them come out in bits only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from derivation.maths.formulas import Call, Formula, Name, call, formula, leaves, substitute, walk
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.reading import Unread
from derivation.verify.documents.claims import Kind, Statement, as_literal, stated_numbers
from derivation.verify.values.arithmetic import arithmetic
from derivation.verify.values.restoring import EQUALITIES
from derivation.verify.values.weighing import Word, fits

_BITS = 2
_FEWEST = 2
_BARE_LOG = re.compile(r"log(?![a-z0-9_])", re.IGNORECASE)
_NATURAL_LOG = re.compile(r"\bln|\\ln", re.IGNORECASE)
_AS_WHOLE = Fraction(1, 10**9)


def log_base(statements: Sequence[Statement]) -> int | None:
    """2 where several printed results of a bare `log` come out to the base 2 and none comes out naturally, else None.

    The base 10 is no candidate: what is learned by slopes takes its logarithms to a base whose slope is at hand.
    """
    stated: dict[Formula, Value] = {Name(name): numeral.value for name, numeral in stated_numbers(statements)}
    found = [pair for statement in statements if _is_bare(statement) for pair in _results(statement)]
    natural = sum(_comes_out(form, numeral, stated) for form, numeral in found)
    in_bits = sum(_comes_out(_in_bits(form), numeral, stated) for form, numeral in found)
    return _BITS if in_bits >= _FEWEST and not natural else None


def _is_bare(statement: Statement) -> bool:
    return bool(_BARE_LOG.search(statement.text)) and not _NATURAL_LOG.search(statement.text)


def _results(statement: Statement) -> Iterator[tuple[Formula, Numeral]]:
    """Every form with a logarithm in it, and the number right behind it that it is said to be."""
    for index, form in enumerate(statement.forms[:-1]):
        behind = statement.forms[index + 1]
        if isinstance(form, Unread) or isinstance(behind, Unread) or statement.kind(index + 1) is not Kind.RESULT:
            continue
        numeral = as_literal(behind)
        if numeral is not None and has_logarithm(form) and statement.relations[index] in EQUALITIES:
            yield form, numeral


def has_logarithm(form: Formula) -> bool:
    """Whether a logarithm stands in a formula."""
    return any(map(_is_logarithm, walk(form)))


def _is_logarithm(part: Formula) -> bool:
    return isinstance(part, Call) and part.function == "ln"


def _comes_out(form: Formula, numeral: Numeral, stated: Mapping[Formula, Value]) -> bool:
    """Whether a form has the printed value; a whole number is no rounded one."""
    parts = {part: stated.get(part) for part in leaves(form)}
    value = None if None in parts.values() else arithmetic(form, parts)
    if value is None:
        return False
    if not numeral.places:
        return bool(abs(as_ball(value) - as_ball(numeral.value)) < as_ball(_AS_WHOLE))
    return fits(numeral, value) in (Word.EXACT, Word.ROUNDED)


def _in_bits(form: Formula) -> Formula:
    def turned(part: Formula) -> Formula | None:
        return part / call("ln", formula(_BITS)) if _is_logarithm(part) else None

    return substitute(form, turned)
