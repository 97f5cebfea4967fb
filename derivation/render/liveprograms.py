"""The program of a live page: every number that it shows as a function of the given ones, as JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name
from derivation.maths.printing.javascript import JavaScriptPrinter, definitions
from derivation.maths.programs import Line
from derivation.network.gradients import key_text
from derivation.network.updates import schedule
from derivation.render.calculations import Identifiers, by_name, needed_by
from derivation.render.derivations import Derivation
from derivation.render.livecurves import LiveCurve
from derivation.render.livenumbers import LiveNumbers

MOST_OPERATIONS = 100_000_000
"""Rounds are repeated by the page as long as they take no more than so many lines: some seconds, in slices."""
_RESERVED = frozenset(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof undefined var void while with yield "
    "g normal Math NaN Infinity LIVE".split()
)
"""Words of the language, and what the programs call their own things."""


@dataclass(frozen=True)
class LiveProgram:
    """Writes the functions of one page."""

    derivation: Derivation
    numbers: LiveNumbers
    curve: LiveCurve

    def write(self, words: dict[str, str]) -> str:
        """The object LIVE: what is given, how it is shown, and three functions of the given numbers.

        Raises: TypeError: something cannot be computed in JavaScript.
        """
        network, settings = self.derivation.network, self.derivation.spec.document
        curve = self.curve.data() if self.follows_curve else None
        error = self.numbers.column(network.total)
        data = {
            "given": [network.given[name].text for name in self.numbers.given],
            "places": settings.places,
            "digits": settings.digits,
            "comma": self.derivation.notation.decimal_comma,
            "rounds": self.rounds,
            "curve": curve and {**curve, "error": error},
            "words": words,
        }
        once = list(self._lines(self.numbers.keys))
        forward: list[Line] = [(Name(line.id), line.formula) for line in network.at_once.equations]
        successors = self.derivation.history.successors
        functions = {
            "derive": self._function(once, self.numbers.keys),
            "round": self._function(
                self._round, (successors.get(Name(name), Name(name)) for name in self.numbers.given)
            ),
            "forward": self._function(forward, map(Name, self.numbers.columns)),
        }
        used = (formula for _, formula in (*once, *self._round, *forward))
        body = ",\n".join(f"  {name}: {code}" for name, code in functions.items())
        return f"{definitions(used)}const LIVE = {{\n  data: {_json(data)},\n{body},\n}};\n"

    @property
    def rounds(self) -> list[int]:
        """The rounds that the page follows."""
        told = {*self.derivation.history.reported, *self.curve.rounds}
        return [done for done in sorted(told) if self._is_followed(done)]

    @property
    def follows_curve(self) -> bool:
        """Whether there is a curve, and the page draws it again for other numbers."""
        return bool(self.curve.rounds) and self._is_followed(self.curve.rounds[-1])

    def _is_followed(self, done: int) -> bool:
        return done * len(self._round) <= MOST_OPERATIONS

    @cached_property
    def _round(self) -> list[Line]:
        """The lines that lead to the numbers after a round, in the order in which a round does them."""
        wanted = {target for target, _ in self._lines(self.derivation.history.successors.values())}
        order = self.derivation.spec.training.order
        return [line for line in schedule(self.derivation.gradients, order) if line[0] in wanted]

    def _lines(self, keys: Iterable[Formula]) -> Iterator[Line]:
        known: set[Formula] = {Name(name) for name in self.numbers.given}
        for key in keys:
            yield from needed_by(self.derivation.applied, key, known)

    def _function(self, lines: Iterable[Line], results: Iterable[Formula]) -> str:
        names = Identifiers(set(_RESERVED))
        printer = JavaScriptPrinter(names)
        given = ", ".join(names(name) for name in self.numbers.given)
        code = [f"    const {names(key_text(key))} = {printer(by_name(formula))};" for key, formula in lines]
        returned = ", ".join(printer(by_name(key)) for key in results)
        return "\n".join(["(g) => {", f"    const [{given}] = g;", *code, f"    return [{returned}];", "  }"])


def _json(data: object) -> str:
    """JSON that cannot end the element of the script it stands in."""
    return json.dumps(data, ensure_ascii=True).replace("<", "\\u003c")
