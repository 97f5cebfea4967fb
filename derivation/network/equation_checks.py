"""Whether a computation can be worked out: every name is known in time, every equation has a value and slopes."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb, ctx

from derivation.errors import SpecError, nearest
from derivation.maths.calculus import differentiate
from derivation.maths.evaluation import evaluate
from derivation.maths.formulas import Formula, Name, names
from derivation.maths.functions import BALLS
from derivation.maths.numbers import as_ball
from derivation.maths.tidying import tidy
from derivation.network.spec import Computation, Definition
from derivation.network.toml_tables import Table

_BITS = (256, 8_192)
_NO_VALUE = "a division by 0, a logarithm or root of what is not positive, or a number beyond all bounds"

Balls = Mapping[str, arb]


def check_order(root: Table, computation: Computation) -> None:
    """Every name has its meaning before it is used, only one, and is of some use.

    Raises: SpecError: D404 a second meaning, D521 used before it is defined, D523 given or a parameter for nothing.
    """
    given = dict(computation.given)
    lines = {line.name: index for index, line in reversed(list(enumerate(computation.definitions)))}
    known = set(given)
    for index, line in enumerate(computation.definitions):
        if line.name in known:
            first = "it is given" if line.name in given else f"equation {lines[line.name] + 1} defines it"
            raise _fail(root, "D404", index, f"{line.name} is defined a second time: {first}")
        missing = next((name for name in names(line.formula) if name not in known), None)
        if missing is not None:
            raise _too_early(root, computation, index, missing, lines)
        known.add(line.name)
    _check_use(root, computation)


def _too_early(root: Table, computation: Computation, index: int, name: str, lines: Mapping[str, int]) -> SpecError:
    """A name that is not known yet: because of the order, because of a circle, or because it is nowhere."""
    line = computation.definitions[index]
    if name not in lines:
        near = nearest(name, [*dict(computation.given), *lines])
        help = f"did you mean {near}?" if near else f'add it to given, for example {name} = "0.5"'
        return _fail(root, "D521", index, f"{name} is neither given nor defined", help=help)
    if name == line.name:
        return _fail(root, "D521", index, f"{name} is defined by itself")
    if line.name in _needs(computation, name, lines):
        return _fail(root, "D521", index, f"{line.name} and {name} are defined by each other, in a circle")
    help = f"move equation {lines[name] + 1} above equation {index + 1}"
    return _fail(root, "D521", index, f"{name} is used before it is defined", help=help)


def _needs(computation: Computation, name: str, lines: Mapping[str, int]) -> frozenset[str]:
    """Every name that *name* is computed from, by way of any equation."""
    found, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        waiting += names(computation.definitions[lines[current]].formula) if current in lines else ()
    return frozenset(found)


def _check_use(root: Table, computation: Computation) -> None:
    used = {name for line in computation.definitions for name in names(line.formula)}
    for name, _ in computation.given:
        if name not in used:
            raise root.fail("D523", f"{name} is given, but no equation uses it", "given", name, help="leave it out")
    last = computation.definitions[-1]
    lines = {line.name: index for index, line in enumerate(computation.definitions)}
    if not _needs(computation, last.name, lines) & set(computation.parameters):
        message = f"{last.name}, the last one, does not depend on any parameter"
        raise _fail(root, "D523", len(computation.definitions) - 1, message)


def check_values(root: Table, computation: Computation) -> None:
    """Every equation has a value and the slopes that are asked for, as far as certain intervals tell.

    Raises: SpecError: D520 there is no rule of differentiation, D524 no value or no slope.
    """
    moving = {*computation.parameters, *(line.name for line in computation.definitions)}
    for bits in _BITS:
        with ctx.workprec(bits):
            failure = _first_failure(root, computation, moving)
        if failure is None:
            return
    assert failure is not None
    raise failure


def _first_failure(root: Table, computation: Computation, moving: set[str]) -> SpecError | None:
    """The first equation without a value or a slope at the current working precision."""
    table = {name: as_ball(number.value) for name, number in computation.given}
    for index, line in enumerate(computation.definitions):
        table[line.name] = _ball(line.formula, table)
        if not table[line.name].is_finite():
            return _fail(root, "D524", index, f"{line.name} has no value here", note=_NO_VALUE)
        for name in (name for name in names(line.formula) if name in moving):
            if not _ball(_slope(root, index, line, name), table).is_finite():
                return _fail(root, "D524", index, f"{line.name} has no slope here for {name}", note=_NO_VALUE)
    return None


def _slope(root: Table, index: int, line: Definition, name: str) -> Formula:
    try:
        return tidy(differentiate(line.formula, name).after)
    except TypeError as error:
        raise _fail(root, "D520", index, f"there is no rule to differentiate it for {name}: {error}") from None


def _ball(formula: Formula, table: Balls) -> arb:
    return evaluate(formula, lambda part: table[part.id] if isinstance(part, Name) else None, BALLS)


def _fail(root: Table, code: str, index: int, message: str, note: str = "", help: str = "") -> SpecError:
    return root.fail(code, f"equation {index + 1}: {message}", "equations", index, note=note, help=help)
