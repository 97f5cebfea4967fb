"""Displays: rows and statements, each a chain `a = b ≈ c` whose forms are read one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivation.errors import DerivationError, Place
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula
from derivation.maths.functions import FUNCTIONS, Function
from derivation.maths.reading.cursor import USUAL, Habits, NotReadable, Span
from derivation.maths.reading.grammar import parse
from derivation.maths.reading.layout import arrange
from derivation.maths.reading.scanner import scan
from derivation.maths.reading.statements import cut, split
from derivation.maths.reading.tokens import Kind, Token

MAX_CHARACTERS = 20_000
CONTINUES = "continues an earlier line"
NOTHING = "nothing stands here"
_TOO_LONG = f"over a limit: more than {MAX_CHARACTERS} characters in one formula"
_ACCEPTED = "formulas are LaTeX, Unicode or plain text: w_1 i_1 + b, out(1 - out), 1/(1 + e^{-x}), dE/dw"


class ReadingError(DerivationError):
    """A formula cannot be read (D701), or is over a limit (D702)."""


@dataclass(frozen=True)
class Unread:
    """A part of a chain that was not read: its text, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Link:
    """One step of a chain: a relation and what stands after it."""

    relation: str
    formula: Formula | Unread


@dataclass(frozen=True)
class Chain:
    """A statement `forms[0] relations[0] forms[1] ...` and where it stands in the text.

    `relations` are spelled `=`, `≈`, `:=`, `≡`, `≠`, `<`, `>`, `≤`, `≥`, `∝`, `∈`, `←`, `→`, `+=` or `-=`; there is one
    less than there are forms. `spans[k]` is the place of `forms[k]`; `literals[k]` are the places of its numbers,
    in the order in which `walk` meets them (none for an `Unread`).
    """

    forms: tuple[Formula | Unread, ...]
    relations: tuple[str, ...]
    spans: tuple[Span, ...]
    literals: tuple[tuple[Span, ...], ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """Every form but the first, with the relation before it."""
        return tuple(Link(*pair) for pair in zip(self.relations, self.forms[1:], strict=True))

    @property
    def continues(self) -> bool:
        """Whether the text began with a relation, so that the left side stands somewhere earlier."""
        return self.forms[0] == Unread("", CONTINUES)


def read_formula(text: str, *, functions: Mapping[str, Function] = FUNCTIONS, decimal_comma: bool = False) -> Formula:
    """The one formula that *text* writes, in the author's order.

    Raises: ReadingError: D701 it cannot be read, D702 it is over a limit; the place is relative to *text*.

    >>> from derivation.maths.formulas import Name
    >>> read_formula(r"\\text{out}_{h_1}") == read_formula("out_h1") == Name("out_h1")
    True
    """
    try:
        if len(text) > MAX_CHARACTERS:
            raise NotReadable(_TOO_LONG, 0)
        tokens = arrange(scan(text, decimal_comma=decimal_comma))
        return parse(_trimmed(tokens), functions)[0]
    except NotReadable as error:
        over = error.reason.startswith("over a limit")
        message = f"the formula cannot be read: {error.reason}"
        place = _place(text, error.offset)
        raise ReadingError("D702" if over else "D701", message, place=place, note=_ACCEPTED) from error


def _trimmed(tokens: Sequence[Token]) -> list[Token]:
    """Without the signs of a display around one formula; a line end inside it is a blank."""
    inner = [index for index, token in enumerate(tokens) if token.kind is not Kind.BREAK]
    whole = tokens[inner[0] : inner[-1] + 1] if inner else []
    return [token for token in whole if token.kind is not Kind.BREAK or token.text.strip()]


def _place(text: str, offset: int) -> Place:
    """The line and column of *offset*, for a short text with the line itself."""
    before = text[:offset]
    line = text[before.rfind("\n") + 1 :].partition("\n")[0]
    return Place("formula", before.count("\n") + 1, offset - before.rfind("\n"), line[:MAX_CHARACTERS])


def read_chains(
    text: str,
    *,
    functions: Mapping[str, Function] = FUNCTIONS,
    decimal_comma: bool = False,
    habits: Habits = USUAL,
) -> tuple[Chain, ...]:
    """The statements of a display, in order; what cannot be read is an `Unread` in its chain.

    A row that begins with a relation, with `&`, or with an operator continues the statement before it. The
    author has those *habits*.
    """
    if len(text) > MAX_CHARACTERS:
        return (Chain((Unread(text, _TOO_LONG),), (), (Span(0, len(text)),), ((),)),)
    statements = split(arrange(scan(text, decimal_comma=decimal_comma)))
    return tuple(_chain(text, statement, functions, habits) for statement in statements)


def _chain(text: str, statement: Sequence[Token], functions: Mapping[str, Function], habits: Habits) -> Chain:
    """The chain of one statement."""
    parts, relations = cut(statement)
    here = statement[0].start
    forms: list[Formula | Unread] = []
    spans: list[Span] = []
    literals: list[tuple[Span, ...]] = []
    for part in parts:
        span = Span(part[0].start, part[-1].end) if part else Span(here, here)
        form, places = _form(text[span.start : span.end], part, functions, habits, first=not forms)
        forms.append(form)
        spans.append(span)
        literals.append(places)
        here = span.end
    return Chain(tuple(forms), relations, tuple(spans), tuple(literals))


def _form(
    text: str, tokens: Sequence[Token], functions: Mapping[str, Function], habits: Habits, *, first: bool
) -> tuple[Formula | Unread, tuple[Span, ...]]:
    """One form of a chain and the places of its numbers."""
    if not tokens:
        return Unread("", CONTINUES if first else NOTHING), ()
    try:
        return parse(tokens, functions, habits)
    except NotReadable as error:
        return Unread(text, error.reason), ()
