"""Manuscript -> Claims: every statement `a = b = c` of the document, and every number that stands in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from enum import StrEnum

from derivation.errors import LimitError, printable
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Negative, Number, Partial, walk
from derivation.maths.numbers import Numeral
from derivation.maths.reading import USUAL, Chain, Habits, Unread, read_chains
from derivation.verify.documents.array_lines import array_line, arrays_within
from derivation.verify.documents.arrays import Array, ArrayLine
from derivation.verify.documents.displays import groups, together
from derivation.verify.documents.entries import allotted, cells, matrices_of, named_entry
from derivation.verify.documents.languages import COUNT, words
from derivation.verify.documents.literals import Literal, decimals, read_literal
from derivation.verify.documents.printouts import array_lines
from derivation.verify.documents.surroundings import Remark, Surroundings
from derivation.verify.manuscripts import FORMULAS, Manuscript, Region

__all__ = ["Claims", "Kind", "Leftover", "Literal", "Remark", "Statement", "as_literal", "extract"]

NOT_UNDERSTOOD = "a number in a part of a formula that is not read"
_WHOLE = re.compile(r"\s*([-−]?\d{1,6})\s*")
_SINGLE = re.compile(r"\bfloat32\b|\bimport (?:torch|tensorflow|jax)\b|\btensor\(\[|\btorch\.(?:tensor|nn)\b")
_COUNTING = re.compile(rf"\s*{words('rounds')}\s*", re.IGNORECASE)
_SUPPOSED = re.compile(rf"\b{words('supposed')}\W*(?:[^\s=]{{1,30}}\s*=(?:[^.!?]|\.\d)*)?\Z", re.IGNORECASE)
_IN_CASE = re.compile(rf"[\s,$`)]*(?:\\text *\{{ *)?{words('in_case')}\b", re.IGNORECASE)
_LONGEST_SUPPOSITION = 200
_MOST_NUMBERS = 20_000
_KEPT = 4


class Kind(StrEnum):
    """What one form of a statement is."""

    SYMBOLIC = "symbolic"  # has names
    NUMERIC = "numeric"  # numbers to be worked out
    RESULT = "result"  # one number
    UNREAD = "unread"


@dataclass(frozen=True)
class Statement:
    """A chain of forms that are said to be equal; `literals[k]` are the numbers in `forms[k]`, in reading order.

    `text` is the author's own; a statement that began with a relation has been given the forms that it continues,
    and `inherited` is how many those are. What is *supposed* ("if h = 0.9, then ...") need not hold for the network,
    and what is *dated* stands at a place for what is before an update.
    """

    forms: tuple[Formula | Unread, ...]
    relations: tuple[str, ...]
    literals: tuple[tuple[Literal, ...], ...]
    starts: tuple[int, ...]
    text: str
    block: int
    inherited: int = 0
    supposed: bool = False
    dated: bool = False

    def before(self, index: int, kind: Kind) -> Iterator[tuple[int, Formula]]:
        """The forms of a *kind* before form number *index*, the nearest first, each with its place."""
        for earlier in range(index - 1, -1, -1):
            form = self.forms[earlier]
            if self.kind(earlier) is kind and not isinstance(form, Unread):
                yield earlier, form

    def kind(self, index: int) -> Kind:
        """What form number *index* is."""
        form = self.forms[index]
        if isinstance(form, Unread):
            return Kind.UNREAD
        numeral = as_literal(form)
        if numeral is not None and "/" not in numeral.text:
            return Kind.RESULT
        return Kind.NUMERIC if all(not _has_name(part) for part in walk(form)) else Kind.SYMBOLIC


@dataclass(frozen=True)
class Leftover:
    """A number in a formula that could not be read, or in a part of the document that is left aside, and why."""

    literal: Literal
    reason: str


@dataclass(frozen=True)
class Claims:
    """What a document says, in reading order; *is_single* says that a program with single precision worked it out."""

    statements: tuple[Statement, ...]
    remarks: tuple[Remark, ...]
    leftovers: tuple[Leftover, ...] = ()
    arrays: tuple[ArrayLine, ...] = ()
    is_single: bool = False


def as_literal(form: Formula | Unread) -> Numeral | None:
    """The number that *form* is, with its sign; None for anything to be worked out.

    >>> as_literal(Negative(Number(read_number("0.5")))).text
    '-0.5'
    """
    match form:
        case Number(numeral):
            return numeral
        case Negative(Number(numeral)) if not numeral.text.startswith("-"):
            return numeral.opposite
    return None


def stated_numbers(statements: Iterable[Statement]) -> Iterator[tuple[str, Numeral]]:
    """Names with the numbers that are stated for them alone, or for several of them at once, in reading order."""
    for statement in statements:
        *heads, last = statement.forms
        numeral = as_literal(last)
        if numeral is not None and all(isinstance(head, Name) for head in heads):
            yield from ((head.id, numeral) for head in heads if isinstance(head, Name))


def _has_name(part: Formula) -> bool:
    return isinstance(part, Name | Partial)


def extract(manuscript: Manuscript, habits: Habits = USUAL) -> Claims:
    """Every statement, every number in prose, and every decimal that is in neither, in reading order.

    Its author has those *habits*.

    Raises: LimitError: D905, the document has more than 20,000 numbers.
    """
    found = _Extraction(manuscript, Surroundings.of(manuscript.regions), habits)
    for group in groups(manuscript.regions):
        for region in together(group):
            found.take(region, group[-1].block)
        if found.numbers > _MOST_NUMBERS:
            raise LimitError("D905", f"{printable(manuscript.name, 200)} has more than {_MOST_NUMBERS} numbers")
    is_single = any(_SINGLE.search(region.text) for region in manuscript.regions if region.kind not in FORMULAS)
    said = (tuple(found.statements), tuple(found.remarks), tuple(found.leftovers))
    return Claims(*said, array_lines(manuscript, found.arrays), is_single)


@dataclass
class _Extraction:
    """The claims found so far."""

    manuscript: Manuscript
    surroundings: Surroundings
    habits: Habits = USUAL
    statements: list[Statement] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    arrays: list[ArrayLine] = field(default_factory=list)
    last: Statement | None = None
    ends: int = 0
    numbers: int = 0

    def take(self, region: Region, ends: int) -> None:
        """Add what a region says; the formula that it is ends in the block *ends*."""
        self.ends = ends
        if region.kind in FORMULAS and not region.reason:
            self._formula(region)
            return
        for literal in self._literals(region):
            self.numbers += 1
            if region.reason:
                self.leftovers.append(Leftover(literal, region.reason))
            else:
                self.remarks.append(self.surroundings.remark(literal))

    def _formula(self, region: Region) -> None:
        covered: set[int] = set()  # where the numbers that were read begin, and (below zero) where they end
        reasons: list[tuple[int, str]] = []
        comma = self.manuscript.decimal_comma
        for chain in read_chains(region.text, decimal_comma=comma, habits=self.habits):
            statement = self._statement(chain, region)
            covered.update(
                place for literals in statement.literals for each in literals for place in (each.start, -each.end)
            )
            unread = zip(statement.starts, statement.forms, strict=True)
            reasons += ((start, form.reason) for start, form in unread if isinstance(form, Unread) and form.text)
            if _is_alone(statement, in_table=bool(region.row)):
                self.remarks.extend(self.surroundings.remark(literal) for literal in statement.literals[0])
            else:
                self._state(statement if region.row else _continued(statement, self.last), self._unread(chain, region))
        self.numbers += len(covered) // 2
        for literal in self._literals(region):
            if literal.start not in covered and -literal.end not in covered:
                before = [reason for start, reason in reasons if start <= literal.start]
                self.leftovers.append(Leftover(literal, before[-1] if before else NOT_UNDERSTOOD))
                self.numbers += 1

    def _statement(self, chain: Chain, region: Region) -> Statement:
        literals = tuple(
            tuple(filter(None, (_literal(region, span.start, span.end) for span in spans))) for spans in chain.literals
        )
        text = region.text[chain.spans[0].start : chain.spans[-1].end]
        starts = tuple(region.offsets[min(span.start, len(region.text))] for span in chain.spans)
        behind = region.offsets[min(chain.spans[-1].end, len(region.text))]
        in_case = "." not in text and _IN_CASE.match(self.manuscript.source, behind)
        supposed = bool(in_case) or self._is_supposed(starts[0])
        return Statement(chain.forms, chain.relations, literals, starts, text, region.block, supposed=supposed)

    def _is_supposed(self, start: int) -> bool:
        """Whether the line before a place in the source supposes what stands there, or what it follows from."""
        source = self.manuscript.source
        line = source[max(source.rfind("\n", 0, start) + 1, start - _LONGEST_SUPPOSITION) : start]
        return bool(_SUPPOSED.search(line))

    def _unread(self, chain: Chain, region: Region) -> list[Array]:
        """The arrays in the forms that are not read."""
        spans = [span for span, form in zip(chain.spans, chain.forms, strict=True) if isinstance(form, Unread)]
        comma = self.manuscript.decimal_comma
        return [each for span in spans for each in arrays_within(region, span.start, span.end, comma=comma)]

    def _state(self, statement: Statement, unread: Sequence[Array]) -> None:
        self.last = replace(statement, block=self.ends)
        line = array_line(statement.forms, statement.literals, unread, statement.starts[-1], statement.text)
        self.arrays += [] if line is None else [line]
        self.statements.extend(_by_entries(statement))

    def _literals(self, region: Region) -> Iterator[Literal]:
        """The decimals in a region, and what else is told by its place; what counts rounds is neither."""
        comma, heading = self.manuscript.decimal_comma, region.kind == "heading"
        if _COUNTING.fullmatch(region.column) and re.fullmatch(COUNT, region.text.strip()):
            return
        whole = _WHOLE.fullmatch(region.text) if region.kind == "cell" else None
        cell = self.surroundings.cell(region) if whole else None
        told = [whole.span(1)] if whole and cell is not None and cell.stands_for() is not None else []
        for start, end in (*decimals(region.text, comma=comma, heading=heading), *told):
            literal = _literal(region, start, end)
            if literal is not None:
                yield literal


def _is_alone(statement: Statement, *, in_table: bool) -> bool:
    """Whether a formula is no more than one decimal, or one number of a table, so that words say what it is."""
    alone = len(statement.forms) == 1 and statement.kind(0) is Kind.RESULT
    return alone and bool(statement.literals[0]) and (in_table or "." in statement.literals[0][0].numeral.text)


def _by_entries(statement: Statement) -> Iterator[Statement]:
    """A statement about matrices as one about each entry; any other as it is."""
    matrices = matrices_of(statement.forms)
    if not matrices:
        yield statement
        return
    head = statement.forms[0] if 0 not in matrices and isinstance(statement.forms[0], Name | Partial) else None
    waiting = {index: list(statement.literals[index]) for index in matrices}
    last = matrices[max(matrices)]
    for row, column in cells(last):
        entries = {index: matrix.rows[row][column] for index, matrix in matrices.items()}
        literals = [allotted(entry, waiting[index]) for index, entry in entries.items()]
        forms: list[Formula] = list(entries.values())
        places = list(entries)
        if head is not None:
            is_one = isinstance(statement.forms[max(matrices)], Number | Negative)
            forms.insert(0, head if is_one else named_entry(head, row, column, (len(last.rows), len(last.rows[0]))))
            literals.insert(0, ())
            places.insert(0, 0)
        yield replace(
            statement,
            forms=tuple(forms),
            relations=tuple(statement.relations[place - 1] for place in places[1:]),
            literals=tuple(literals),
            starts=tuple(statement.starts[place] for place in places),
            inherited=sum(place < statement.inherited for place in places),
        )


def _continued(statement: Statement, head: Statement | None) -> Statement:
    """A statement that begins with a relation takes over the last left side before it, if that one stands near."""
    first = statement.forms[0]
    begins = isinstance(first, Unread) and not first.text
    if head is None or not begins or statement.block - head.block > 2:
        return statement
    kept = _ends(len(head.forms))
    return replace(
        statement,
        forms=(*(head.forms[index] for index in kept), *statement.forms[1:]),
        relations=(*(head.relations[index - 1] for index in kept[1:]), *statement.relations),
        literals=(*((),) * len(kept), *statement.literals[1:]),
        starts=(*(head.starts[index] for index in kept), *statement.starts[1:]),
        inherited=len(kept),
    )


def _ends(count: int) -> list[int]:
    """The places of the first and the last forms of a statement: of a very long one, those in the middle fall out."""
    return list(range(count)) if count <= 2 * _KEPT else [*range(_KEPT), *range(count - _KEPT, count)]


def _literal(region: Region, start: int, end: int) -> Literal | None:
    """The number in that part of a region, at its place in the source."""
    return read_literal(region.text[start:end], region.offsets[start], region.offsets[end - 1] + 1)
