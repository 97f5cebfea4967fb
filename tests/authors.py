"""Authors: each writes the worked example of a network in their own format, notation, layout and habit of rounding.

The examples are right: every number is the exact one rounded, or cut, or what follows from the rounded numbers before
it. So whatever `verify` calls wrong in them is a false alarm, and a digit that is changed afterwards is to be found.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import mpmath
from asides import AFTER, ASIDES, FIRST, HEADINGS, TITLES, TOTALS
from bookbinding import BINDERS, Block, Display, Inline, Paragraph, Table, Title
from lessons import STYLES, TOTAL, Example, Lesson, Line
from nomenclature import MORE_NOTATIONS, NOTATIONS, UPDATES, Nomenclature
from numerals import Numerals, worth
from paper import DIGITS, Hand, Term, name, slope, worked_out

HABITS = ("rounded", "carried", "truncated")
LAYOUTS = ("one line", "rows", "displays")
_KINDS = {"i": "Inputs:", "w": "Weights:", "b": "Biases:", "t": "Targets:", "e": "Learning rate:"}
ORDERS = ("given first", "formulas first", "given last")
GIVENS = ("list", "table", "displays")
WIDE = 1000
"""Authors from this number on differ in more: phrases, order, asides, numerals, names, how an update is written."""


@dataclass(frozen=True)
class Author:
    """What distinguishes the documents of one author from those of another."""

    format: str
    habit: str
    comma: bool
    notation: str
    layout: str
    givens: str
    style: str
    approx: bool
    hand: Hand
    numerals: Numerals
    update: str = "+"
    words: int = 0
    asides: tuple[str, ...] = ()
    order: str = "given first"
    again: int | None = None

    @classmethod
    def number(cls, index: int) -> Author:
        """Author number *index*: neighbours differ in format, habit and decimal sign; all else is drawn."""
        choose = random.Random(f"author {index}")
        to = tuple(BINDERS)[index % len(BINDERS)]
        comma, latex = index // len(BINDERS) % 4 == 3, BINDERS[to].latex
        times = choose.choice((r"\cdot", r"\times", "*") if latex else ("·", "×", "*"))
        habit = HABITS[index // 2 % len(HABITS)]
        plain = cls(
            format=to,
            habit=habit,
            comma=comma,
            notation=choose.choice(NOTATIONS),
            layout=choose.choice(LAYOUTS),
            givens=choose.choice(GIVENS),
            style=choose.choice(STYLES),
            numerals=Numerals(choose.choice((3, 4, 4, 4, 5, 6, 9)), habit == "truncated"),
            approx=choose.random() < 0.5,
            hand=Hand(latex, times, choose.random() < 0.25, comma),
        )
        return plain if index < WIDE else plain._widened(choose)

    def _widened(self, choose: random.Random) -> Author:
        """The same author with more habits of their own."""
        times = choose.choice((r"\times", r"\cdot")) if self.hand.latex else "e"
        return replace(
            self,
            notation=choose.choice((*NOTATIONS, *MORE_NOTATIONS)),
            numerals=replace(
                self.numerals,
                significant=choose.choice((0, 0, 3, 4, 5)),
                scientific=choose.choice(("", times)),
            ),
            update=choose.choice(UPDATES),
            words=choose.randrange(12),
            asides=tuple(choose.sample(ASIDES, 2)),
            order=choose.choice(ORDERS),
            again=choose.choice((None, 0, 1, 2)),
        )

    def written(self, *examples: Example) -> str:
        """The document; of several examples one behind the other, each with a title of its own."""
        with mpmath.workdps(DIGITS):
            pens = [_Pen(self, Lesson(example, self.style)) for example in examples]
            blocks = [[*pen.blocks()] for pen in pens]
        titles = [[Title(1, f"Example {number}")] for number, _ in enumerate(pens, 1)] if pens[1:] else [[]]
        return BINDERS[self.format].bind(
            [each for pair in zip(titles, blocks, strict=True) for part in pair for each in part]
        )


class _Pen:
    """One author at one example: the exact values, the numbers as they are printed, and the names."""

    def __init__(self, author: Author, lesson: Lesson) -> None:
        self.author, self.lesson = author, lesson
        self.called = Nomenclature(lesson, author.notation, author.hand.latex, author.update)
        self.exact: dict[Term, mpmath.mpf] = {}
        self.shown: dict[Term, str] = {}
        for key, text in lesson.given.items():
            self.exact[name(key)] = mpmath.mpf(text)
            self.shown[name(key)] = text

    def blocks(self) -> Iterator[Block]:
        """The document from its title to the table of new weights."""
        words, asides = self.author.words, [Paragraph((aside,)) for aside in self.author.asides]
        given, forward, error, backward, summary = HEADINGS[words % len(HEADINGS)]
        yield Title(1, TITLES[words % len(TITLES)])
        yield Paragraph((FIRST[words % len(FIRST)].format(count=len(self.lesson.inputs)),))
        yield from asides[:1]
        if self.author.order == "formulas first":
            yield from self._formulas()
        if self.author.order != "given last":
            yield Title(2, given)
            yield from self._givens()
        yield Title(2, forward)
        yield from self._lines(self.lesson.forward)
        yield Title(2, error)
        yield from self._lines(self.lesson.errors)
        yield from self._said(TOTALS[words % len(TOTALS)], self._digits(TOTAL))
        yield from asides[1:]
        yield Title(2, backward)
        yield from self._lines(self.lesson.backward)
        yield Title(2, summary)
        yield Table(tuple(self._summary()))
        if self.author.again is not None:
            yield from self._said(AFTER[self.author.again], self._later())
        if self.author.order == "given last":
            yield Title(2, given)
            yield from self._givens()

    def _said(self, words: tuple[str, str], number: str) -> Iterator[Block]:
        yield Paragraph((words[0], Inline(number), words[1]))

    def _formulas(self) -> Iterator[Block]:
        """The formulas of the forward pass before any number."""
        for line in self.lesson.forward:
            forms = [self.author.hand.write(form, self._name_of) for form in line.forms]
            yield Display((" = ".join((self._name(line.key), forms[0])),))

    def _later(self) -> str:
        """The total error with the new weights, as the author prints it."""
        weights = {weight: self.exact[name(f"{weight.text}+")] for weight in self.lesson.all_weights}
        exact = dict(self.exact)
        known = {term: value for term, value in exact.items() if term.text in self.lesson.given} | weights
        for line in (*self.lesson.forward, *self.lesson.errors):
            known[line.key] = worked_out(line.forms[-1], known.get)
        return self._signed(self.author.numerals(known[TOTAL]))

    def _givens(self) -> Iterator[Block]:
        terms = [name(key) for key in self.lesson.given]
        match self.author.givens:
            case "table":
                rows = [(Inline(self._name(term)), Inline(self._digits(term))) for term in terms]
                yield Table((("name", "value"), *rows))
            case "list":
                yield from (Paragraph(tuple(self._list(kind, terms))) for kind in _KINDS)
            case _:
                yield from (Display((self._equals(term),)) for term in terms)

    def _list(self, kind: str, terms: Sequence[Term]) -> Iterator[str | Inline]:
        """One sentence on the given numbers of one kind."""
        yield _KINDS[kind]
        for index, term in enumerate(term for term in terms if term.text[0] == kind):
            yield ", " if index else " "
            yield Inline(self._equals(term))
        yield "."

    def _lines(self, lines: Iterator[Line]) -> Iterator[Block]:
        for line in lines:
            self._work_out(line)
            yield from self._laid_out(self._chain(line))

    def _work_out(self, line: Line) -> None:
        """The exact value of a line, and what the author prints for it."""
        self.exact[line.key] = worked_out(line.forms[-1], self.exact.get)
        carried = self.author.habit == "carried"
        value = worked_out(line.forms[-1], self._as_printed) if carried else self.exact[line.key]
        self.shown[line.key] = self.author.numerals(value)

    def _as_printed(self, term: Term) -> mpmath.mpf | None:
        return worth(self.shown[term]) if term in self.shown else None

    def _chain(self, line: Line) -> list[str]:
        """The forms of a line with their relations: symbols, the same with numbers, the result; none of them twice."""
        hand, last = self.author.hand, line.forms[-1]
        forms = [] if last.kind in ("step", "number") else [hand.write(form, self._name_of) for form in line.forms]
        numbers = [hand.write(last, self._digits_of)] if forms else []
        result = self._digits(line.key)
        rounded = self.author.approx and abs(worth(self.shown[line.key]) - self.exact[line.key]) > 0
        almost = r"\approx" if hand.latex else "≈"
        told = [f"= {text}" for text in (*forms, *numbers) if text != result]
        return [self._name(line.key), *told, f"{almost if rounded else '='} {result}"]

    def _laid_out(self, chain: list[str]) -> Iterator[Block]:
        """A chain in one line, in rows, or going on in a display of its own."""
        if self.author.layout == "one line" or len(chain) < 3:
            yield Display((" ".join(chain),))
        elif self.author.layout == "rows":
            yield Display((f"{chain[0]} {chain[1]}", *chain[2:]))
        else:
            yield Display((f"{chain[0]} {chain[1]}",))
            yield Display((" ".join(chain[2:]),))

    def _summary(self) -> Iterator[tuple[str | Inline, ...]]:
        yield "weight", "before", "gradient", "after"
        for weight in self.lesson.all_weights:
            numbers = (weight, slope(TOTAL, weight), name(f"{weight.text}+"))
            yield Inline(self._name(weight)), *(Inline(self._digits(term)) for term in numbers)

    def _equals(self, term: Term) -> str:
        return f"{self._name(term)} = {self._digits(term)}"

    def _name(self, term: Term) -> str:
        return self.author.hand.write(term, self._name_of)

    def _name_of(self, term: Term) -> str | None:
        """The author's spelling of a quantity, before or after the update."""
        if term.kind != "name":
            return None
        return self.called(term.text)

    def _digits_of(self, term: Term) -> str | None:
        return self._digits(term) if term in self.shown else None

    def _digits(self, term: Term) -> str:
        """A printed number with the author's decimal sign."""
        return self._signed(self.shown[term])

    def _signed(self, text: str) -> str:
        comma = "{,}" if self.author.hand.latex else ","
        return text.replace(".", comma) if self.author.hand.comma else text
