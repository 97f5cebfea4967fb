"""The numbers of a document worked out again by plain Python: statements that fail where a printed digit is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.abridging import in_full
from derivation.maths.formulas import Call, Formula, Name, Number, leaves, walk
from derivation.maths.numbers import Numeral
from derivation.maths.printing.python import RESERVED, PythonPrinter, preamble
from derivation.maths.programs import Line
from derivation.network.gradients import key_text
from derivation.network.updates import schedule
from derivation.render.calculations import Identifiers, by_name, needed, needed_by
from derivation.render.closed_forms import closed_form, direct_derivative
from derivation.render.derivations import Derivation
from derivation.render.ledger import ROUNDED
from derivation.render.steps import Form

MOST_STATEMENTS = 3_000_000
"""Training is repeated as long as it takes no more than so many statements, a few seconds."""
_CORNERS = {"positive_part", "negative_part", "is_positive", "abs", "sign"}
_OURS = ("Fraction", "check", "places", "one_round", "outputs", "state", "done", "printed", "value", "expected")
_CHECK = """


def check(value, printed):
    \"\"\"{says}\"\"\"
    half = 1 / (2 * 10 ** places(printed))
    assert abs(value - float(printed)) <= half + 1e-12 * max(1, abs(value)), f"{{value}} is not {{printed}}"
    return {gives}


def places(printed):
    \"\"\"How many decimal places a number shows; e-6 behind it stands for six more.\"\"\"
    digits, _, power = printed.partition("e")
    return len(digits.partition(".")[2]) - int(power or 0)
"""
_ROUNDS = """
def one_round({moving}):
{once}
    return {moved}


def outputs({moving}):
{forward}
    return {shown}


expected = {{
{expected}
}}
state = {moving}
for done in range(1, {end}):
    state = [float(value) for value in one_round(*state)]
    for value, printed in zip(outputs(*state), expected.get(done, [])):
        check(value, printed)
outputs(*state)
""".strip()
_MOST_OUTPUTS = 4
_EXACT = ("The value, if it is the printed number to all its digits.", "value")
_CARRIED = ("The printed number, with which the next line goes on, if the value rounds to it.", "float(printed)")

Row = tuple[Form, ...]


@dataclass
class Replay:
    """Turns the lines of a page into statements, in order; what a line needs and no line gave comes before it."""

    derivation: Derivation
    known: set[Formula] = field(default_factory=set)
    used: list[Formula] = field(default_factory=list)
    names: Identifiers = field(default_factory=lambda: Identifiers({*RESERVED, *_OURS}))

    def __post_init__(self) -> None:
        self.known.update(Name(name) for name in self.derivation.network.given)
        for name in self.derivation.network.given:
            self.names(name)

    @cached_property
    def exact(self) -> bool:
        """Whether numbers are fractions: a corner that is hit exactly must not be missed by a rounding error."""
        lines = self.derivation.network.equations
        return any(
            isinstance(part, Call) and part.function in _CORNERS for line in lines for part in walk(line.formula)
        )

    @cached_property
    def _python(self) -> PythonPrinter:
        return PythonPrinter(self.names, exact=self.exact)

    def setup(self) -> str:
        """Imports, definitions and the given numbers; asked for last, when it is known what is needed."""
        says, gives = _CARRIED if self._carries else _EXACT
        fractions = "from fractions import Fraction\n" if self.exact else ""
        given = self.derivation.network.given.items()
        values = "\n".join(f"{self.names(name)} = {self._python(Number(numeral))}" for name, numeral in given)
        return f"{fractions}{preamble(self.used)}{_CHECK.format(says=says, gives=gives)}\n\n{values}".strip()

    @property
    def _carries(self) -> bool:
        return self.derivation.spec.document.carry == ROUNDED

    def display(self, rows: Iterable[Row]) -> str:
        """The statements for lines set apart, and the last result for everybody to see; none without numbers."""
        statements = [statement for row in rows for statement in self._row(row)]
        return "\n".join([*statements, statements[-1].partition(" = ")[0]]) if statements else ""

    def _row(self, row: Row) -> Iterator[str]:
        subject, result = row[0].formula, row[-1].formula
        if key_text(subject) not in self.derivation.steps or not isinstance(result, Number):
            return
        formula = self._formula(row)
        yield from (self._assignment(*line) for line in needed_by(self.derivation.applied, formula, self.known))
        yield self._checked(subject, formula, result.numeral)
        self.known.add(subject)

    def _formula(self, row: Row) -> Formula:
        """What a line is worked out from: its last form in symbols, or its numbers where printed ones go on."""
        between = [form.formula for form in row[1:-1]]
        symbols = [in_full(formula) for formula in (*between, row[-1].formula) if leaves(formula)]
        if between and (self._carries or not symbols):
            return between[-1]
        return symbols[-1] if symbols else self.derivation.applied.line(row[0].formula) or row[-1].formula

    def _checked(self, subject: Formula, formula: Formula, numeral: Numeral) -> str:
        """An assignment with the printed number to compare; a fraction is a given one, which there is nothing about."""
        code = self._code(formula)
        return f"{self.names(key_text(subject))} = " + (
            code if "/" in numeral.text else f'check({code}, "{numeral.text}")'
        )

    def _assignment(self, target: Formula, formula: Formula) -> str:
        return f"{self.names(key_text(target))} = {self._code(formula)}"

    def _code(self, formula: Formula) -> str:
        self.used.append(formula)
        return self._python(by_name(formula))

    def appendix(self) -> dict[Formula, str]:
        """The statement for the loss and for each of its derivatives, straight from the parameters."""
        network, values = self.derivation.network, self.derivation.values
        loss = closed_form(network)
        formulas: dict[Formula, Formula] = {Name(network.total): loss}
        formulas |= {network.gradient(name): direct_derivative(loss, name) for name in network.parameters}
        shown = {key: values.show(key, self.derivation.rounding).numeral for key in formulas}
        return {key: self._checked(key, formula, shown[key]) for key, formula in formulas.items()}

    def rounds(self) -> str:
        """A round as a function, repeated, with the numbers that the table over the rounds shows."""
        derivation, network = self.derivation, self.derivation.network
        if not network.learns:
            return ""
        successors = derivation.history.successors
        lines = self._of_a_round(successors.values())
        reported = [done for done in derivation.history.reported if 0 < done * len(lines) <= MOST_STATEMENTS]
        columns = [network.total, *network.followed[:_MOST_OUTPUTS]]
        return (
            ""
            if not reported
            else _ROUNDS.format(
                moving=self._names(successors),
                once=self._body(lines),
                moved=self._names(successors.values()),
                forward=self._body((Name(line.id), line.formula) for line in network.at_once.equations),
                shown=self._names(map(Name, columns)),
                expected="\n".join(f"    {done}: {self._expected(done, columns)}," for done in reported),
                end=reported[-1] + 1,
            )
        )

    def _of_a_round(self, results: Iterable[Formula]) -> list[Line]:
        """The lines that lead to the results, in the order in which a round does them."""
        derivation = self.derivation
        known: set[Formula] = {Name(name) for name in derivation.network.given}
        wanted = {target for each in results for target, _ in needed(derivation.applied, each, known)}
        return [line for line in schedule(derivation.gradients, derivation.spec.training.order) if line[0] in wanted]

    def _body(self, lines: Iterable[Line]) -> str:
        return "\n".join(f"    {self._assignment(*line)}" for line in lines)

    def _names(self, keys: Iterable[Formula]) -> str:
        names = [self.names(key_text(key)) for key in keys]
        return ", ".join(names) + ("," if len(names) == 1 else "")

    def _expected(self, done: int, columns: list[str]) -> str:
        printed = (f'"{self.derivation.shown_after(done, name).numeral.text}"' for name in columns)
        return f"[{', '.join(printed)}]"
