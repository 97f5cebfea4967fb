"""Formulas -> one straight-line function over balls or another arithmetic, for loops that run thousands of times.

The function is assembled as a syntax tree with numbered variables from a formula tree that has already been
checked: no source text exists at any point, so nothing a user wrote can become code. Equal parts are computed
once, and parts that do not change from round to round are computed before the loop.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from types import CodeType, FunctionType
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.evaluation import Arithmetic
from derivation.maths.formulas import Call, Formula, Negative, Number, Power, Product, Quotient, Sum, leaves
from derivation.maths.functions import BALLS

Write = Callable[..., ast.expr]
Line = tuple[Formula, Formula]
"""(what is computed: a name or a partial, the formula for it over earlier lines)."""

_OPERATORS: dict[type[Formula], ast.operator] = {
    Sum: ast.Add(),
    Product: ast.Mult(),
    Quotient: ast.Div(),
}


@dataclass(frozen=True)
class Program:
    """`run(rounds, state, constants)` repeats the lines and returns the state after so many rounds."""

    state: tuple[Formula, ...]
    constants: tuple[Formula, ...]
    function: Callable[..., tuple[Any, ...]]
    literals: tuple[Fraction, ...]
    number: Callable[[Any], Any]

    def run(self, rounds: int, state: Sequence[Any], given: Mapping[Formula, Any]) -> tuple[Any, ...]:
        """The state after *rounds* rounds, at the current working precision.

        Guarantee: every ball contains the exact value, if the balls of *state* do.
        """
        constants = [self.number(given[name]) for name in self.constants]
        return self.function(rounds, *state, *constants, *map(self.number, self.literals))


def compile_loop(
    lines: Sequence[Line],
    successors: Mapping[Formula, Formula],
    given: Sequence[Formula],
    arithmetic: Arithmetic[Any] = BALLS,
) -> Program:
    """A program whose round computes *lines* and then replaces every state variable by its successor.

    *given* are the names that have a value and never change. Lines that no successor needs are left out.
    """
    writer = _Writer(dict(_needed(lines, successors.values())), frozenset(successors))
    for name in (*successors, *given):
        writer.variable(name)
    for target, formula in writer.lines.items():
        writer.slots[target] = writer.slot(formula)
    results = [writer.slot(after) for after in successors.values()]
    tree = _function(writer, [writer.slots[name] for name in successors], results)
    function = _assemble(tree, writer, arithmetic)
    return Program(tuple(successors), tuple(given), function, tuple(writer.literals), arithmetic.number)


def _needed(lines: Sequence[Line], roots: Any) -> list[Line]:
    """The lines that the roots depend on, in order."""
    wanted, kept = set(roots), []
    for target, formula in reversed(lines):
        if target in wanted:
            kept.append((target, formula))
            wanted.update(leaves(formula))
    return kept[::-1]


@dataclass
class _Writer:
    """Gives every distinct formula a numbered variable, and writes the assignment that fills it."""

    lines: dict[Formula, Formula]
    state: frozenset[Formula]
    slots: dict[Formula, str] = field(default_factory=dict)
    incoming: list[str] = field(default_factory=list)
    operations: dict[object, str] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    literals: dict[Fraction, str] = field(default_factory=dict)
    once: list[ast.stmt] = field(default_factory=list)
    each_round: list[ast.stmt] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)

    def variable(self, name: Formula) -> str:
        """A new variable for a name that comes in from outside."""
        slot = self.slots[name] = f"v{len(self.incoming)}"
        self.incoming.append(slot)
        if name in self.state:
            self.moving.add(slot)
        return slot

    def slot(self, node: Formula) -> str:
        """The variable that holds *node*, computing it first if need be."""
        if node not in self.slots:
            self._compute(node)
        return self.slots[node]

    def _compute(self, node: Formula) -> None:
        match node:
            case Number(numeral):
                self.slots[node] = self._literal(numeral.value)
            case Negative(operand):
                self._negate(node, operand)
            case Sum(parts) | Product(parts):
                self._fold(node, parts)
            case Quotient(above, below):
                self._assign(node, (above, below), lambda parts: ast.BinOp(parts[0], ast.Div(), parts[1]))
            case Power(base, Number(numeral)) if numeral.value == 2:
                self._assign(node, (base,), lambda parts: ast.BinOp(parts[0], ast.Mult(), parts[0]))
            case Power(base, exponent):
                self._called("power", node, (base, exponent))
            case Call(function, arguments):
                self._called(function, node, arguments)
            case _:
                raise TypeError(f"no value for {node!r}")

    def _negate(self, node: Formula, operand: Formula) -> None:
        """-(a - b) is b - a, one operation less."""
        match operand:
            case Sum((first, Negative(second))):
                self.slots[node] = self.slot(Sum((second, Negative(first))))
            case _:
                self._assign(node, (operand,), lambda parts: ast.UnaryOp(ast.USub(), parts[0]))

    def _literal(self, value: Fraction) -> str:
        return self.literals.setdefault(value, f"c{len(self.literals)}")

    def _fold(self, node: Sum | Product, parts: tuple[Formula, ...]) -> None:
        """From left to right, so that equal beginnings of two products are computed once."""
        slot = self.slot(parts[0])
        for part in parts[1:]:
            if isinstance(node, Product) and slot == self.literals.get(Fraction(1)):
                slot = self.slot(part)
                continue
            minus = isinstance(node, Sum) and isinstance(part, Negative)
            operator = ast.Sub() if minus else _OPERATORS[type(node)]
            right = self.slot(part.operand if minus and isinstance(part, Negative) else part)
            slot = self._operation((slot, right), lambda two, sign=operator: ast.BinOp(two[0], sign, two[1]), operator)
        self.slots[node] = slot

    def _called(self, function: str, node: Formula, arguments: tuple[Formula, ...]) -> None:
        self.functions.add(function)
        self._assign(node, arguments, lambda parts: ast.Call(_load(f"f_{function}"), parts, []))

    def _assign(self, node: Formula, parts: tuple[Formula, ...], write: Write) -> None:
        sources = tuple(self.slot(part) for part in parts)
        self.slots[node] = self._operation(sources, write, node)

    def _operation(self, sources: tuple[str, ...], write: Write, kind: object) -> str:
        """The variable of one operation on variables, the same one if it has been computed before."""
        key = (type(kind), sources) if isinstance(kind, ast.operator) else (kind, sources)
        if key not in self.operations:
            slot = self.operations[key] = f"v{len(self.operations) + len(self.incoming)}"
            moves = any(source in self.moving for source in sources)
            if moves:
                self.moving.add(slot)
            statement = ast.Assign([ast.Name(slot, ast.Store())], write([_load(source) for source in sources]))
            (self.each_round if moves else self.once).append(statement)
        return self.operations[key]


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _function(writer: _Writer, state: list[str], results: list[str]) -> ast.FunctionDef:
    """def program(rounds, v0, ..., c0, ...): once; for _ in range(rounds): each round; return state."""
    move = ast.Assign([_tuple(state, ast.Store())], _tuple(results, ast.Load()))
    rounds = ast.Call(_load("range"), [_load("rounds")], [])
    loop = ast.For(ast.Name("_", ast.Store()), rounds, [*writer.each_round, move], [])
    names = ["rounds", *writer.incoming, *writer.literals.values()]
    arguments = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
    body: list[ast.stmt] = [*writer.once, loop, ast.Return(_tuple(state, ast.Load()))]
    return ast.FunctionDef("program", arguments, body, [])


def _tuple(names: list[str], context: ast.expr_context) -> ast.Tuple:
    return ast.Tuple([ast.Name(name, context) for name in names], context)


def _assemble(tree: ast.FunctionDef, writer: _Writer, arithmetic: Arithmetic[Any]) -> Callable[..., tuple[Any, ...]]:
    module = ast.fix_missing_locations(ast.Module([tree], []))
    code = next(part for part in compile(module, "<program>", "exec").co_consts if isinstance(part, CodeType))
    known: dict[str, Any] = {f"f_{name}": arithmetic.functions[name] for name in writer.functions if name != "power"}
    return FunctionType(code, known | {"range": range, "f_power": arithmetic.power})
