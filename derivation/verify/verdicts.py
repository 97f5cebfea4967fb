"""Judging: every printed number and every printed formula of a document gets one word of a closed list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flint import ctx

from derivation.maths.formulas import Formula, Name, Negative, Partial
from derivation.maths.numbers import Numeral, Value, as_ball
from derivation.maths.reading import Unread
from derivation.network.gradients import key_text
from derivation.verify.claims import Claims, Kind, Literal, Statement, as_literal
from derivation.verify.definitions import EQUALITIES
from derivation.verify.matching import Matching
from derivation.verify.placing import entry_verdicts
from derivation.verify.substitution import Pairs, substitutions
from derivation.verify.weighing import Line, Verdict, Word, fits, in_order, is_near, may_be, weigh
from derivation.verify.worlds import BITS, StatedWorld, World


def judge(claims: Claims, world: World, arrays: StatedWorld | None = None) -> tuple[Verdict, ...]:
    """A verdict on every number and every formula, in the order in which they stand.

    *arrays* is the network that the arrays of the document are about, where it is known.
    """
    with ctx.workprec(BITS):
        groups = [_judge_statement(statement, world) for statement in claims.statements]
        judged = [verdict for group in groups for verdict in group]
        matching = Matching.of(world, judged, _lines(claims, world), is_single=claims.is_single)
        settled = [_settled(group, matching) for group in groups]
        found = [verdict for group in settled for verdict in _settled_later(group, matching)]
        found += [matching.remark(remark) for remark in claims.remarks]
        found += [_unread(leftover.literal, leftover.reason) for leftover in claims.leftovers]
        found = list(_with_entries(found, _entries(claims, arrays), world))
    return tuple(sorted(found, key=in_order))


def _entries(claims: Claims, world: StatedWorld | None) -> list[Verdict]:
    """The verdicts on what stands in arrays, and on the long numbers in prose that their network knows."""
    groups = list(entry_verdicts(claims.arrays, world, single=claims.is_single))
    if world is None:
        return [verdict for group in groups for verdict in group]
    matching = Matching.of(world, [verdict for group in groups for verdict in group], is_single=claims.is_single)
    found = [verdict for group in groups for verdict in _settled_entries(group, matching)]
    return [*found, *(matching.recognised(remark) for remark in claims.remarks if claims.arrays)]


def _settled_entries(group: Sequence[Verdict], matching: Matching) -> list[Verdict]:
    """As for a statement; but the whole of an array says which sign its entries have, so that one may be wrong."""
    off = [each for each in group if each.word is Word.WRONG and each.literal is not None and _is_opposite(each)]
    settled = _settled([each for each in group if each not in off], matching)
    for verdict in off:
        matching.note(verdict)
    return [*settled, *off]


def _is_opposite(verdict: Verdict) -> bool:
    """Whether a number has the sign that its value has not."""
    if verdict.literal is None or verdict.value is None:
        return False
    return bool(as_ball(verdict.value) * as_ball(verdict.literal.numeral.value) < 0)


def _with_entries(found: Sequence[Verdict], entries: Sequence[Verdict], world: World) -> Iterator[Verdict]:
    """The verdicts, where a number that no network explains is judged by its place in an array."""
    known = [each for each in entries if each.literal is not None and each.word is not Word.UNREAD]
    by_start = {each.start: each for each in reversed(known)}
    starts, taken = sorted(by_start), set[int]()
    for verdict in found:
        last = verdict.literal.end - 1 if verdict.literal is not None else -1
        index = bisect_right(starts, last) - 1
        entry = by_start[starts[index]] if index >= 0 else None
        inside = entry is not None and entry.literal is not None and last < entry.literal.end
        if entry is None or not inside:
            yield verdict
        elif entry.start not in taken:
            taken.add(entry.start)
            better = entry.subject is not None and not world.trusts(verdict.subject)
            yield entry if better or verdict.word is Word.UNREAD else verdict
    yield from (each for start, each in by_start.items() if start not in taken)


def _settled(group: Sequence[Verdict], matching: Matching) -> list[Verdict]:
    """The verdicts of one statement in the light of what was printed before, which they then belong to."""
    settled = list(_propagated([matching.recognise(each) for each in group]))
    for verdict in settled:
        matching.note(verdict)
    return settled


def _settled_later(group: list[Verdict], matching: Matching) -> list[Verdict]:
    """The same once all is known: what is wrong may follow from numbers that are printed behind it."""
    return _settled(group, matching) if _wrongs(group) else group


def _lines(claims: Claims, world: World) -> Iterator[Formula]:
    """What the document works out without a name for it, such as a product that it adds up later."""
    heads = (statement.forms[0] for statement in claims.statements if statement.kind(0) is Kind.SYMBOLIC)
    return (head for head in heads if not isinstance(head, Unread | Name | Partial) and world.trusts(head))


def _propagated(group: Sequence[Verdict]) -> Iterator[Verdict]:
    """The verdicts of one statement; what follows rightly from a wrong number is wrong with it."""
    source = next((verdict for verdict in group if verdict.operand and verdict.word is Word.WRONG), None)
    for verdict in group:
        if source is not None and source.literal is not None and verdict.word is Word.CARRIED and not verdict.operand:
            yield replace(verdict, word=Word.WRONG, reason=f"it follows from {source.literal.text}, which is wrong")
        else:
            yield verdict


def _judge_statement(statement: Statement, world: World) -> tuple[Verdict, ...]:
    """The verdicts on one statement, by the account of the world that finds less wrong."""
    found = tuple(_by(statement, world))
    if world.twin is None or not _wrongs(found):
        return found
    return min(found, tuple(_by(statement, world.twin)), key=_wrongs)


def _wrongs(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.word is Word.WRONG for verdict in verdicts)


def _by(statement: Statement, world: World) -> Iterator[Verdict]:
    yield from _formulas(statement, world)
    for index in range(len(statement.forms)):
        match statement.kind(index):
            case Kind.RESULT:
                yield from (_result(statement, index, literal, world) for literal in statement.literals[index])
            case Kind.NUMERIC:
                yield from _operands(statement, index, world)
            case Kind.SYMBOLIC:
                yield from _inside(statement, index, world)


def _inside(statement: Statement, index: int, world: World) -> Iterator[Verdict]:
    """Numbers among names: right if the formula with them has the value of its subject."""
    form, subject = statement.forms[index], _subject(statement, index)
    value = None if isinstance(form, Unread) else world.value(form)
    wanted = None if subject is None else world.value(subject)
    holds = value is not None and wanted is not None and _compare(value, wanted, False)[0] is Word.HOLDS
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


def _subject(statement: Statement, index: int) -> Formula | None:
    """The first form of the statement that is one name or one derivative."""
    heads = (form for form in statement.forms[:index] if isinstance(form, Name | Partial))
    return next(heads, None)


def _exact_values(statement: Statement, index: int, world: World) -> tuple[list[Value], bool]:
    """The values of the symbolic forms before *index* that the world knows, and whether one is from the network."""
    forms = [form for at, form in enumerate(statement.forms[:index]) if statement.kind(at) is Kind.SYMBOLIC]
    known = [form for form in forms if not isinstance(form, Unread) and not world.only_states(form)]
    values = [(value, world.trusts(form)) for form in known if (value := world.value(form)) is not None]
    values.sort(key=lambda pair: not pair[1])
    return [value for value, _ in values], any(trusted for _, trusted in values)


def _worked(statement: Statement, index: int) -> Formula | None:
    """The numbers that the result at *index* is said to follow from."""
    for earlier in range(index - 1, -1, -1):
        form = statement.forms[earlier]
        if statement.kind(earlier) is Kind.NUMERIC and not isinstance(form, Unread):
            return form
    return None


def _result(statement: Statement, index: int, literal: Literal, world: World) -> Verdict:
    """A printed result against the exact value, else against the operands before it."""
    form = statement.forms[index]
    printed = as_literal(form) if not isinstance(form, Unread) else None
    subject = _subject(statement, index)
    if printed is None or index == 0 or statement.relations[index - 1] not in EQUALITIES:
        return _unread(literal, "nothing is said to be equal to it")
    exact, trusted = _exact_values(statement, index, world)
    worked = _worked(statement, index)
    line = None if worked is None else Line(worked, world.given)
    word, value, reason = weigh(printed, exact, line, trusted)
    if word in (Word.WRONG, Word.CARRIED, Word.LAST_DIGIT) and subject is not None and trusted:
        later = world.next_round(subject)
        again = None if later is None else fits(printed, later)
        word, value, reason = (again, later, "after one update") if again else (word, value, reason)
    return Verdict(word, literal.start, statement.text, literal, subject, value, reason)


def _formulas(statement: Statement, world: World) -> Iterator[Verdict]:
    """Every link between two symbolic forms that is the statement's own."""
    for index in range(max(1, statement.inherited), len(statement.forms)):
        pair = statement.forms[index - 1], statement.forms[index]
        symbolic = statement.kind(index - 1) is statement.kind(index) is Kind.SYMBOLIC
        if symbolic and statement.relations[index - 1] in EQUALITIES:
            left, right = (None if isinstance(form, Unread) else world.value(form) for form in pair)
            trusted = all(not isinstance(form, Unread) and world.trusts(form) for form in pair)
            word, reason = _compare(left, right, trusted)
            subject = pair[0] if isinstance(pair[0], Name | Partial) else None
            yield Verdict(word, statement.starts[index - 1], statement.text, None, subject, left, reason)


def _compare(left: Value | None, right: Value | None, trusted: bool) -> tuple[Word, str]:
    """Whether two forms can be the same quantity."""
    if left is None or right is None:
        return Word.UNREAD, "a name in it is not known"
    if as_ball(left).overlaps(as_ball(right)):
        return Word.HOLDS, "both sides have the same value"
    return (Word.WRONG, "its two sides differ") if trusted else (Word.UNREAD, "its two sides differ")


def _operands(statement: Statement, index: int, world: World) -> Iterator[Verdict]:
    """The numbers of a worked line, each against the name that stands in its place in the formula before it."""
    partners = _partners(statement, index, world)
    for literal, name in zip(statement.literals[index], partners, strict=True):
        value = world.value(name) if name is not None else None
        if value is None or name is None:
            if "." in literal.text or "," in literal.text:
                yield replace(_unread(literal, "an operand that stands for no known quantity"), operand=True)
            continue
        word = fits(literal.numeral, value) or _off(literal.numeral, value, world.trusts(name))
        reason = f"it stands for {key_text(name)}"
        later = world.next_round(name) if word is Word.WRONG else None
        if later is not None and (again := fits(literal.numeral, later)):
            word, value, reason = again, later, f"{reason} after one update"
        yield Verdict(word, literal.start, statement.text, literal, name, value, reason, operand=True)


def _off(printed: Numeral, value: Value, trusted: bool) -> Word:
    if may_be(printed, value):
        return Word.CARRIED
    if is_near(printed, value):
        return Word.LAST_DIGIT
    return Word.WRONG if trusted else Word.UNREAD


def _partners(statement: Statement, index: int, world: World) -> list[Formula | None]:
    """For every number of a worked line what it stands for, by the formula it was most likely filled in from."""
    numeric = statement.forms[index]
    if isinstance(numeric, Unread):
        return []
    found = (pairs for symbolic in _shapes(statement, index, world) for pairs in substitutions(symbolic, numeric))
    pairs = min(found, key=lambda pairs: _misfits(pairs, world), default=())
    waiting = list(pairs)
    return [_taken(literal.numeral, waiting) for literal in statement.literals[index]]


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


def _shapes(statement: Statement, index: int, world: World) -> Iterator[Formula]:
    """The formulas that a numeric form may be the substitution of, the nearest first."""
    for earlier in range(index - 1, -1, -1):
        symbolic = statement.forms[earlier]
        if statement.kind(earlier) is Kind.SYMBOLIC and not isinstance(symbolic, Unread):
            yield symbolic
    subject = _subject(statement, index)
    if subject is not None:
        yield from world.definitions(subject)
