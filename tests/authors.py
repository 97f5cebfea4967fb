"""Authors: each writes the worked example of a network in their own format, notation, layout and habit of rounding.

The examples are right: every number is the exact one rounded, or cut, or what follows from the rounded numbers before
it. So whatever `verify` calls wrong in them is a false alarm, and a digit that is changed afterwards is to be found.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import mpmath
from bookbinding import BINDERS, Block, Display, Inline, Paragraph, Table, Title
from lessons import STYLES, TOTAL, Example, Lesson, Line
from nomenclature import NOTATIONS, Nomenclature
from paper import DIGITS, Hand, Term, name, slope, worked_out

HABITS = ("rounded", "carried", "truncated")
LAYOUTS = ("one line", "rows", "displays")
_KINDS = {"i": "Inputs:", "w": "Weights:", "b": "Biases:", "t": "Targets:", "e": "Learning rate:"}
GIVENS = ("list", "table", "displays")
_FEWEST_DIGITS = 3
_NOISE = mpmath.mpf("1e-40")


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
    places: int
    approx: bool
    hand: Hand

    @classmethod
    def number(cls, index: int) -> Author:
        """Author number *index*: neighbours differ in format, habit and decimal sign; all else is drawn."""
        choose = random.Random(f"author {index}")
        to = tuple(BINDERS)[index % len(BINDERS)]
        comma, latex = index // len(BINDERS) % 4 == 3, BINDERS[to].latex
        times = choose.choice((r"\cdot", r"\times", "*") if latex else ("·", "×", "*"))
        return cls(
            format=to,
            habit=HABITS[index // 2 % len(HABITS)],
            comma=comma,
            notation=choose.choice(NOTATIONS),
            layout=choose.choice(LAYOUTS),
            givens=choose.choice(GIVENS),
            style=choose.choice(STYLES),
            places=choose.choice((3, 4, 4, 4, 5, 6, 9)),
            approx=choose.random() < 0.5,
            hand=Hand(latex, times, choose.random() < 0.25, comma),
        )

    def written(self, example: Example) -> str:
        """The document."""
        with mpmath.workdps(DIGITS):
            pen = _Pen(self, Lesson(example, self.style))
            return BINDERS[self.format].bind(list(pen.blocks()))


class _Pen:
    """One author at one example: the exact values, the numbers as they are printed, and the names."""

    def __init__(self, author: Author, lesson: Lesson) -> None:
        self.author, self.lesson = author, lesson
        self.called = Nomenclature(lesson, author.notation, author.hand.latex)
        self.exact: dict[Term, mpmath.mpf] = {}
        self.shown: dict[Term, str] = {}
        for key, text in lesson.given.items():
            self.exact[name(key)] = mpmath.mpf(text)
            self.shown[name(key)] = text

    def blocks(self) -> Iterator[Block]:
        """The document from its title to the table of new weights."""
        yield Title(1, "Backpropagation by hand, once through")
        yield Paragraph((f"We follow a small network with {len(self.lesson.inputs)} inputs through one round.",))
        yield Title(2, "The numbers")
        yield from self._givens()
        yield Title(2, "Forward pass")
        yield from self._lines(self.lesson.forward)
        yield Title(2, "The error")
        yield from self._lines(self.lesson.errors)
        yield Paragraph(("So the total error is ", Inline(self._digits(TOTAL)), " before any training."))
        yield Title(2, "Backward pass")
        yield from self._lines(self.lesson.backward)
        yield Title(2, "Summary")
        yield Table(tuple(self._summary()))

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
        self.shown[line.key] = printed(value, self.author.places, cut=self.author.habit == "truncated")

    def _as_printed(self, term: Term) -> mpmath.mpf | None:
        return mpmath.mpf(self.shown[term]) if term in self.shown else None

    def _chain(self, line: Line) -> list[str]:
        """The forms of a line with their relations: symbols, the same with numbers, the result; none of them twice."""
        hand, last = self.author.hand, line.forms[-1]
        forms = [] if last.kind in ("step", "number") else [hand.write(form, self._name_of) for form in line.forms]
        numbers = [hand.write(last, self._digits_of)] if forms else []
        result = self._digits(line.key)
        rounded = self.author.approx and abs(mpmath.mpf(self.shown[line.key]) - self.exact[line.key]) > 0
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
        for weight in (weight for layer in self.lesson.weights for row in layer for weight in row):
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
        comma = "{,}" if self.author.hand.latex else ","
        return self.shown[term].replace(".", comma) if self.author.hand.comma else self.shown[term]


def printed(value: mpmath.mpf, places: int, *, cut: bool) -> str:
    """A value to so many places, to more where it would show fewer than three digits, to fewer where it ends before."""
    while value and abs(value) * 10**places < 10 ** (_FEWEST_DIGITS - 1) and not _ends(value, places):
        places += 1
    while places and _ends(value, places - 1):
        places -= 1
    units = mpmath.floor(abs(value) * 10**places + (_NOISE if cut else mpmath.mpf("0.5")))
    digits = str(int(units)).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 and units else "") + whole + (f".{part}" if places else "")


def _ends(value: mpmath.mpf, places: int) -> bool:
    scaled = value * 10**places
    return bool(abs(scaled - mpmath.nint(scaled)) < _NOISE)
