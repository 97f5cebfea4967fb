"""Judging: every printed number and every printed formula of a document gets one word of a closed list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flint import ctx

from derivation.maths.formulas import Formula, leaves
from derivation.maths.numbers import Numeral, Value
from derivation.maths.reading import Unread
from derivation.network.gradients import key_text
from derivation.verify.documents.claims import Claims, Kind, Literal, Statement, as_literal
from derivation.verify.judging.holding import is_certain, with_lines
from derivation.verify.judging.links import compare, links, overlap
from derivation.verify.judging.partners import partners_of, subject_of
from derivation.verify.judging.prose import in_prose
from derivation.verify.judging.refuting import Worked, is_before_an_update
from derivation.verify.judging.settling import all_settled, wrongs
from derivation.verify.values.restoring import EQUALITIES
from derivation.verify.values.weighing import (
    LATER,
    Line,
    Verdict,
    Word,
    fits,
    in_order,
    is_near,
    is_strange,
    may_be,
    weigh,
)
from derivation.verify.values.worlds import BITS, StatedWorld, World

_MAYBE_LATER = (Word.WRONG, Word.CARRIED, Word.LAST_DIGIT)


def judge(claims: Claims, world: World, arrays: StatedWorld | None = None) -> tuple[Verdict, ...]:
    """A verdict on every number and every formula, in the order in which they stand.

    *arrays* is the network that the arrays of the document are about, where it is known.
    """
    with ctx.workprec(BITS):
        groups = [_judge_statement(statement, world) for statement in claims.statements]
        found, matching = all_settled(groups, claims, world)
        found += [in_prose(remark, matching) for remark in claims.remarks]
        found += [_unread(leftover.literal, leftover.reason) for leftover in claims.leftovers]
        printed = {own: numerals for key, numerals in matching.results.items() if (own := world.bound(key)) is not None}
        found = _with_arrays(found, claims, printed, world, arrays) if claims.arrays else found
        found = list(with_lines(found, claims.statements, alone=arrays is None))
    return tuple(sorted(found, key=in_order))


def _with_arrays(
    found: Sequence[Verdict],
    claims: Claims,
    printed: Mapping[Formula, Sequence[Numeral]],
    world: World,
    arrays: StatedWorld | None,
) -> list[Verdict]:
    from derivation.verify.judging.array_verdicts import entries, with_entries

    return list(with_entries(found, entries(claims, arrays, found, printed), world))


def _judge_statement(statement: Statement, world: World) -> tuple[Verdict, ...]:
    """The verdicts on one statement, by the account of the world that finds less wrong."""
    found = tuple(_by(statement, world))
    if world.twin is not None and wrongs(found):
        found = min(found, tuple(_by(statement, world.twin)), key=wrongs)
    return tuple(map(_supposed, found)) if statement.supposed else found


def _supposed(verdict: Verdict) -> Verdict:
    """What is only supposed cannot be wrong."""
    return replace(verdict, word=Word.UNREAD, reason="it is only supposed") if verdict.word is Word.WRONG else verdict


def _by(statement: Statement, world: World) -> Iterator[Verdict]:
    yield from links(statement, world)
    waiting: list[Worked] = []
    line: Line | None = None
    for index in range(len(statement.forms)):
        match statement.kind(index):
            case Kind.RESULT:
                found = [_result(statement, index, literal, line, world) for literal in _claimed(statement, index)]
                for worked in waiting:
                    yield from worked.beside(found, statement, index, world)
                yield from found
                waiting = []
            case Kind.NUMERIC:
                operands = tuple(_operands(statement, index, world))
                line = _line(statement.forms[index], operands, world)
                waiting.append(Worked(index, operands, line))
            case Kind.SYMBOLIC:
                yield from _inside(statement, index, world)
    yield from (operand for worked in waiting for operand in worked.operands)


def _inside(statement: Statement, index: int, world: World) -> Iterator[Verdict]:
    """Numbers among names: right if the formula with them has the value of its subject."""
    form, subject = statement.forms[index], subject_of(statement, index)
    value = None if isinstance(form, Unread) else world.value(form)
    wanted = None if subject is None else world.value(subject)
    holds = value is not None and wanted is not None and compare(value, wanted, False)[0] is Word.HOLDS
    for literal in _decimals(statement, index):
        if holds:
            yield Verdict(
                Word.EXACT, literal.start, statement.text, literal, subject, value, "its formula holds with it"
            )
        else:
            yield _unread(literal, "a number inside a formula")


def _decimals(statement: Statement, index: int) -> tuple[Literal, ...]:
    return tuple(literal for literal in statement.literals[index] if "." in literal.numeral.text)


def _unread(literal: Literal, reason: str) -> Verdict:
    return Verdict(Word.UNREAD, literal.start, literal.text, literal, None, None, reason)


def _exact_values(statement: Statement, index: int, world: World) -> tuple[list[Value], bool]:
    """The values of the symbolic forms before *index* that the world knows, and whether one is from the network.

    Where the network knows the subject, a form with another value is a slip and explains no number.
    """
    forms = [form for at, form in enumerate(statement.forms[:index]) if statement.kind(at) is Kind.SYMBOLIC]
    stated = [form for form in forms if not isinstance(form, Unread) and not world.only_states(form)]
    known = [(form, value) for form in stated if (value := world.value(form)) is not None]
    subject = subject_of(statement, index)
    own = next((value for form, value in known if form == subject and world.trusts(form)), None)
    if own is not None and subject is not None:
        known = [(form, value) for form, value in known if subject in leaves(form) or overlap(value, own)]
    known.sort(key=lambda pair: not world.trusts(pair[0]))
    return [value for _, value in known], any(world.trusts(form) for form, _ in known)


def _line(form: Formula | Unread, operands: Sequence[Verdict], world: World) -> Line | None:
    """The numbers that a result behind them is said to follow from; what stands for an equal quantity is exact."""
    exact = {each.literal.numeral.value for each in operands if each.literal and each.word is Word.EXACT}
    return None if isinstance(form, Unread) else Line(form, world.given | exact)


def _claimed(statement: Statement, index: int) -> tuple[Literal, ...]:
    """The number that a result is; a whole number is a claim only if something is said to be equal to it."""
    equated = index > 0 and statement.relations[index - 1] in EQUALITIES
    return statement.literals[index] if equated else _decimals(statement, index)


def _result(statement: Statement, index: int, literal: Literal, line: Line | None, world: World) -> Verdict:
    """A printed result against the exact value, else against the operands before it."""
    form = statement.forms[index]
    printed = as_literal(form)
    subject = subject_of(statement, index)
    if printed is None or index == 0 or statement.relations[index - 1] not in EQUALITIES:
        return _unread(literal, "nothing is said to be equal to it")
    exact, trusted = _exact_values(statement, index, world)
    word, value, reason = weigh(printed, exact, line, trusted)
    own = exact[0] if exact and line is None and is_certain(statement.forms[index - 1], world) else None
    if word is Word.UNREAD and own is not None and printed.value and is_strange(printed, own):
        word, value, reason = Word.WRONG, own, "its own formula gives another number"
    if word in _MAYBE_LATER and subject is not None and trusted and not statement.dated:
        word, value, reason = _later(printed, subject, world) or (word, value, reason)
    return Verdict(word, literal.start, statement.text, literal, subject, value, reason)


def _later(printed: Numeral, subject: Formula, world: World) -> tuple[Word, Value, str] | None:
    """The verdict on a number that a quantity has after some updates."""
    found = ((fits(printed, value), value) for value in world.later(subject, printed.places))
    return next(((word, value, LATER) for word, value in found if word is not None), None)


def _operands(statement: Statement, index: int, world: World) -> Iterator[Verdict]:
    """The numbers of a worked line, each against the name that stands in its place in the formula before it."""
    pairs = list(zip(statement.literals[index], partners_of(statement, index, world), strict=True))
    is_first = world.twin is None and any(is_before_an_update(literal.numeral, name, world) for literal, name in pairs)
    for literal, name in pairs:
        value = world.value(name) if name is not None else None
        if value is None or name is None:
            if "." in literal.text or "," in literal.text:
                yield replace(_unread(literal, "an operand that stands for no known quantity"), operand=True)
            continue
        word = fits(literal.numeral, value) or _off(literal.numeral, value, world.confirms(name))
        reason = f"it stands for {key_text(name)}"
        if word is Word.WRONG and not is_first and (later := _later(literal.numeral, name, world)):
            word, value, reason = later[0], later[1], f"{reason} {LATER}"
        yield Verdict(word, literal.start, statement.text, literal, name, value, reason, operand=True)


def _off(printed: Numeral, value: Value, trusted: bool) -> Word:
    if may_be(printed, value):
        return Word.CARRIED
    if is_near(printed, value):
        return Word.LAST_DIGIT
    return Word.WRONG if trusted else Word.UNREAD
