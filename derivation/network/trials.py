"""Many courses of one network side by side: every hypothesis about what went wrong is one lane of an array."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.evaluation import Arithmetic, evaluate
from derivation.maths.formulas import Formula, Name, Number, call
from derivation.maths.lanes import choose, floats, lanes, singles
from derivation.maths.programs import Line, Program, compile_loop
from derivation.network.courses import Course, Ground, in_order
from derivation.network.slips import Slip


@dataclass(frozen=True)
class Places:
    """Rounding or cutting of every line to so many places, by the name of the function; of the slopes as well."""

    function: str
    slopes: bool = False

    @property
    def mistake(self) -> str:
        """The id of the mistake."""
        return "rounded-intermediate" if self.function.startswith("rounded") else "truncated-intermediate"

    @property
    def count(self) -> int:
        """How many places."""
        return int(self.function.partition("_")[2])

    def apply_to(self, ground: Ground, key: Formula, form: Formula) -> bool:
        """Whether the result of a line is rounded: not where it only repeats a number."""
        return not isinstance(form, Name | Number) and (self.slopes or key not in ground.inner)


@dataclass(frozen=True)
class Hypothesis:
    """What somebody may have done: no, one or two slips, and perhaps a rounding of every line."""

    slips: tuple[Slip, ...] = ()
    places: Places | None = None

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes."""
        rounds = () if self.places is None else (self.places.mistake,)
        return (*(slip.mistake.id for slip in self.slips), *rounds)

    @property
    def kind(self) -> str:
        """The id of the first mistake; nothing for the right course."""
        return next(iter(self.mistakes), "")

    def course(self, ground: Ground) -> Course:
        """The course with the slips made in it."""
        course = Course(ground)
        for slip in self.slips:
            course = slip.made_in(course)
        return course

    def lines(self, ground: Ground, of: str = "") -> tuple[Line, ...]:
        """Every line with its rounding, in an order in which it can be computed."""
        found = self.course(ground).lines(of)
        if self.places is None:
            return found
        function, rounds = self.places.function, self.places.apply_to
        return tuple((key, call(function, form) if rounds(ground, key, form) else form) for key, form in found)


RIGHT = Hypothesis()

Values = Mapping[Formula, Any]
"""An array, or one number for all lanes, for every quantity."""

Marks = frozenset[int]
"""The numbers of some lanes."""

_FEW = 50
"""So many rounds are made with all lanes side by side; for more, each lane is compiled and run on its own."""


@dataclass(frozen=True)
class Trials:
    """The values that every hypothesis gives to every quantity, after any number of rounds; no run is made twice.

    With *single*, all lanes compute with 32-bit numbers.
    """

    ground: Ground
    hypotheses: tuple[Hypothesis, ...]
    of: str = ""
    single: bool = False
    _tables: dict[int, Values] = field(default_factory=dict, compare=False, repr=False)

    def value(self, key: Formula, rounds: int = 0) -> Any:
        """A line of the round that comes after so many, or a parameter that it starts from: an array over all lanes.

        The line itself is not rounded, so that it can be compared with what is printed to any places.
        """
        import numpy as np

        table = self._table(rounds)
        return np.broadcast_to(table[self._page.unrounded.get(key, key)], len(self.hypotheses))

    def carried(self, key: Formula, taken: Mapping[Formula, float]) -> Any:
        """A line of the first round for those who go on from numbers of their own: an array over all lanes."""
        import numpy as np

        values: dict[Formula, Any] = {**self._given, **self._state(0)}
        with np.errstate(all="ignore"):
            for target, form in self._page.lines:
                values[target] = taken[target] if target in taken else evaluate(form, values.get, self._arithmetic)
        return np.broadcast_to(values[key], len(self.hypotheses))

    def _table(self, rounds: int) -> Values:
        """Everything that is computed in one round."""
        if rounds not in self._tables:
            import numpy as np

            values: dict[Formula, Any] = {**self._given, **self._state(rounds)}
            with np.errstate(all="ignore"):
                for key, form in self._page.lines:
                    values[key] = evaluate(form, values.get, self._arithmetic)
            self._tables[rounds] = values
        return self._tables[rounds]

    def _state(self, rounds: int) -> Values:
        """The parameters in every lane after so many rounds, going on from the latest known round before."""
        number = self._arithmetic.number
        if not rounds:
            return {name: number(self.ground.network.given[name.id].value) for name in self.ground.moving}
        done = max((known + 1 for known in self._tables if known < rounds), default=1)
        state = self._moved(done - 1)
        if rounds - done > _FEW:
            return self._run(rounds - done, state)
        for each in range(done, rounds):
            state = self._moved(each)
        return state

    def _moved(self, rounds: int) -> dict[Formula, Any]:
        """The parameters at the end of the round that comes after so many."""
        import numpy as np

        table, lanes_ = self._table(rounds), len(self.hypotheses)
        return {name: np.broadcast_to(table[self.ground.next(name)], lanes_) for name in self.ground.moving}

    def _run(self, rounds: int, state: Values) -> Values:
        """Every lane on its own."""
        import numpy as np

        ends = [self._ended(hypothesis, lane, rounds, state) for lane, hypothesis in enumerate(self.hypotheses)]
        return {name: np.array([end[at] for end in ends]) for at, name in enumerate(self.ground.moving)}

    def _ended(self, hypothesis: Hypothesis, lane: int, rounds: int, state: Values) -> tuple[Any, ...]:
        """The parameters of one lane after *rounds* more rounds; not numbers where the run breaks down."""
        import numpy as np

        arithmetic = singles() if self.single else floats()
        number = np.float32 if self.single else float
        start = [number(value[lane]) for value in state.values()]
        try:
            with np.errstate(all="ignore"):
                return program(self.ground, hypothesis, arithmetic).run(rounds, start, self.ground.fixed)
        except (OverflowError, ZeroDivisionError, ValueError):
            return (math.nan,) * len(start)

    @property
    def _arithmetic(self) -> Any:
        return singles() if self.single else lanes()

    @cached_property
    def _given(self) -> Mapping[Formula, Any]:
        """The numbers that stay, and for every set of lanes an array that marks it."""
        import numpy as np

        every, number = np.arange(len(self.hypotheses)), self._arithmetic.number
        fixed = {name: number(value) for name, value in self.ground.fixed.items()}
        return {**fixed, **{name: np.isin(every, list(marks)) for marks, name in self._page.marks.items()}}

    @cached_property
    def _page(self) -> _Page:
        right = self.ground.lines_with(self.of)
        return _Page(self.ground, right, _variants(self.ground, right, self.hypotheses), _rounding(self.hypotheses))


def program(ground: Ground, hypothesis: Hypothesis, arithmetic: Arithmetic[Any]) -> Program:
    """One round of one hypothesis as a function from parameters to parameters."""
    successors: dict[Formula, Formula] = {name: ground.next(name) for name in ground.moving}
    return compile_loop(hypothesis.lines(ground), successors, tuple(ground.fixed), arithmetic)


Variants = Mapping[Formula, Mapping[Formula, Marks]]


def _variants(ground: Ground, right: Iterable[Formula], hypotheses: Sequence[Hypothesis]) -> Variants:
    """For every line the formulas that stand in its place, each with the lanes that use it."""
    found: dict[Formula, dict[Formula, set[int]]] = {key: {} for key in right}
    for lane, hypothesis in enumerate(hypotheses):
        for key, form in hypothesis.course(ground).changes.items():
            found.setdefault(key, {}).setdefault(form, set()).add(lane)
    return {key: {form: frozenset(each) for form, each in forms.items()} for key, forms in found.items()}


def _rounding(hypotheses: Sequence[Hypothesis]) -> Mapping[Places, Marks]:
    found: dict[Places, set[int]] = {}
    for lane, hypothesis in enumerate(hypotheses):
        if hypothesis.places is not None:
            found.setdefault(hypothesis.places, set()).add(lane)
    return {places: frozenset(marks) for places, marks in found.items()}


@dataclass(frozen=True)
class _Page:
    """The lines of all lanes together: the right formula, then what stands in its place, then what is rounded."""

    ground: Ground
    right: Mapping[Formula, Formula]
    variants: Variants
    rounding: Mapping[Places, Marks]

    @cached_property
    def marks(self) -> Mapping[Marks, Name]:
        """A name for every set of lanes that some line is different in."""
        every = [marks for forms in self.variants.values() for marks in forms.values()]
        return {marks: Name(f"lanes {at}") for at, marks in enumerate(dict.fromkeys([*every, *self.rounding.values()]))}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line in an order in which it can be computed in every lane."""
        order = in_order({key: (form, *self.variants[key]) for key, form in self.right.items()})
        return tuple(line for key in order for line in self._written(key))

    @cached_property
    def unrounded(self) -> Mapping[Formula, Formula]:
        """Where the result of a line stands before it is rounded, for the lines that are."""
        return {key: Name(f"{label} whole") for key, label in self._labels.items() if self._rounds(key)}

    @cached_property
    def _labels(self) -> Mapping[Formula, str]:
        return {key: f"{number}" for number, key in enumerate(self.right)}

    def _rounds(self, key: Formula) -> list[tuple[Places, Marks]]:
        right = self.right[key]
        return [each for each in self.rounding.items() if each[0].apply_to(self.ground, key, right)]

    def _written(self, key: Formula) -> Iterator[Line]:
        """Step by step, each with a name of its own."""
        form, label = self.right[key], self._labels[key]
        for number, (variant, marks) in enumerate(self.variants[key].items()):
            step = Name(f"{label} for {number}")
            yield step, choose(self.marks[marks], variant, form)
            form = step
        if key in self.unrounded:
            yield self.unrounded[key], form
            form = self.unrounded[key]
        for places, marks in self._rounds(key):
            step = Name(f"{label} to {places.function} {places.slopes}")
            yield step, choose(self.marks[marks], call(places.function, form), form)
            form = step
        yield key, form
