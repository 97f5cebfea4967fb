"""given, parameters, equations -> Computation: what its author wrote is read here, and nothing is executed."""

from __future__ import annotations

from derivation.errors import DerivationError, SpecError, nearest, printable
from derivation.maths.formulas import Formula, Name, Partial, names, walk
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import Numeral
from derivation.maths.reading import Chain, ReadingError, Span, Unread, read_chains, read_formula
from derivation.network.equation_checks import check_order, check_values
from derivation.network.naming import check_plain_name, is_plain_name
from derivation.network.notation import Notation
from derivation.network.spec import Computation, Definition
from derivation.network.toml_tables import Table

MAX_EQUATIONS = 10_000
_SHAPE = "an equation gives a name to a formula: q = x + y"
_SPELLINGS = (spelling for row in FUNCTIONS.values() for spelling in row.spellings if spelling.isascii())
_KNOWN_FUNCTIONS = tuple(sorted({*_SPELLINGS, "sqrt", "max(0, x)", "min(0, x)"}, key=str.lower))
_RESERVED = {"eta": "the learning rate", "e": "the base of the exponential function"}


def read_computation(root: Table, notation: Notation) -> Computation:
    """The given numbers, the parameters and the equations of a computation.

    Raises: SpecError: D401-D404 names, D507 limits, D520 an equation cannot be read, and what the checks refuse.
    """
    given = _given(root, notation)
    computation = Computation(given, _parameters(root, dict(given)), _definitions(root, notation))
    check_order(root, computation)
    check_values(root, computation)
    return computation


def _given(root: Table, notation: Notation) -> tuple[tuple[str, Numeral], ...]:
    """Names and values of what is given."""
    data = root.typed(root.require("given"), dict, "given")
    found: dict[str, Numeral] = {}
    for key, value in data.items():
        name = _name(root, key, notation, "given", key)
        if name in found:
            raise root.fail("D404", f"the name {name} is used twice", "given", key)
        found[name] = root.number(value, name, "given", key)
    return tuple(found.items())


def _name(root: Table, text: str, notation: Notation, *path: str | int) -> str:
    """The one id that a name has however it is spelled: `x_1` is `x1`."""
    check_plain_name(root, text, *path)
    name = _read_name(text)
    if name is None or _read_name(notation.latex(name)) != name:
        note = "it stands for something else in a formula"
        raise root.fail("D403", f"the name {printable(text)} cannot be used", *path, note=note)
    if name in _RESERVED:
        raise root.fail("D403", f"the name {name} cannot be used: it is {_RESERVED[name]}", *path)
    return name


def _read_name(text: str) -> str | None:
    try:
        found = read_formula(text)
    except ReadingError:
        return None
    return found.id if isinstance(found, Name) and is_plain_name(found.id) else None


def _parameters(root: Table, given: dict[str, Numeral]) -> tuple[str, ...]:
    """The given numbers by which the last equation is differentiated; all of them where nothing is said."""
    if "parameters" not in root.data:
        return tuple(given)
    listed = root.typed(root.data["parameters"], list, "parameters")
    if not listed:
        raise root.fail("D522", "parameters: expected at least one", "parameters")
    found: list[str] = []
    for index, text in enumerate(listed):
        name = _read_name(root.typed(text, str, "parameters", index)) or text
        if name not in given:
            raise _not_given(root, name, given, index)
        if name in found:
            raise root.fail("D404", f"the parameter {name} is listed twice", "parameters", index)
        found.append(name)
    return tuple(found)


def _not_given(root: Table, name: str, given: dict[str, Numeral], index: int) -> SpecError:
    near = nearest(name, given)
    return root.fail(
        "D522",
        f"the parameter {printable(name)} is not given",
        "parameters",
        index,
        note=f"given are {', '.join(given)}" if len(given) <= 12 else "parameters are names of given numbers",
        help=f"did you mean {near}?" if near else "",
    )


def _definitions(root: Table, notation: Notation) -> tuple[Definition, ...]:
    texts = root.typed(root.require("equations"), list, "equations")
    if not 1 <= len(texts) <= MAX_EQUATIONS:
        raise root.fail("D507", f"expected 1 to {MAX_EQUATIONS} equations, got {len(texts)}", "equations")
    return tuple(_definition(root, notation, index, text) for index, text in enumerate(texts))


def _definition(root: Table, notation: Notation, index: int, text: str) -> Definition:
    """One equation `name = formula`."""
    root.typed(text, str, "equations", index)
    chain = _statement(root, index, text)
    for form, span in zip(chain.forms, chain.spans, strict=True):
        if isinstance(form, Unread):
            raise _unread(root, index, text, form, span)
    left, right = chain.forms
    assert not isinstance(left, Unread) and not isinstance(right, Unread)
    if not isinstance(left, Name):
        raise _fail(root, index, "the left side is not a name", chain.spans[0])
    name = _name(root, left.id, notation, "equations", index) if is_plain_name(left.id) else ""
    _check_parts(root, index, right, chain.spans[1])
    if not name:
        raise _fail(root, index, f"{printable(left.id)} cannot be used as a name", chain.spans[0])
    return Definition(name, right, text)


def _statement(root: Table, index: int, text: str) -> Chain:
    chains = read_chains(text)
    if len(chains) != 1 or len(chains[0].forms) != 2 or chains[0].relations[0] not in ("=", ":="):
        raise _fail(root, index, f"expected one name and one formula, got {printable(text) or 'nothing'}")
    return chains[0]


def _unread(root: Table, index: int, text: str, form: Unread, span: Span) -> SpecError:
    """Why a side was not read, at the very character where the reader stopped."""
    if not form.text:
        return _fail(root, index, "nothing stands on one side of the equals sign")
    place = None
    try:
        read_formula(text[span.start : span.end])
    except DerivationError as error:
        place = error.place
    at = span.start + (place.column or 1) - 1 if place else span.start
    return _fail(root, index, form.reason, Span(at, max(at + 1, span.end)))


def _check_parts(root: Table, index: int, formula: Formula, span: Span) -> None:
    """Refuse what can be read but not computed: derivatives, and functions that are not known."""
    if any(isinstance(part, Partial) for part in walk(formula)):
        reason = "a quotient like dq/dx is read as a derivative, and an equation cannot hold one"
        raise _fail(root, index, reason, span)
    strange = next((name for name in names(formula) if not is_plain_name(name)), None)
    if strange is None:
        return
    function, bracket, _ = strange.partition("^(")
    if bracket:
        raise _fail(root, index, f"{printable(function)} is not a known function", span)
    raise _fail(root, index, f"{printable(strange)} cannot be used as a name", span)


def _fail(root: Table, index: int, reason: str, span: Span | None = None) -> SpecError:
    """An error in an equation, with its place in the file."""
    note = f"known are {', '.join(_KNOWN_FUNCTIONS)}" if reason.endswith("is not a known function") else _SHAPE
    path = (*root.path, "equations", index)
    place = root.source.place_within(path, span.start, span.end - span.start) if span else root.source.place(path)
    return SpecError("D520", f"equation {index + 1}: {reason}", place=place, note=note)
