"""Differentiation as a person does it: every step has a before, an after and a named reason.

`differentiate` writes the textbook line with nothing carried out (`2 * 1/2 (t - o)^(2-1) * (-1) + 0`), in the order
in which the terms were written; `maths.tidying` then does the arithmetic (`-(t - o)`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derivation.frozen import dataclass
from derivation.maths.formulas import (
    ONE,
    ZERO,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    formula,
    total,
    walk,
)
from derivation.maths.functions import FUNCTIONS
from derivation.maths.rules import Rule


@dataclass(frozen=True)
class Differentiation:
    """d(before)/d(wrt) = after, by *rule*; *because* differentiates the parts that the rule needed."""

    rule: Rule
    before: Formula
    after: Formula
    because: tuple[Differentiation, ...] = ()

    def rules(self) -> tuple[Rule, ...]:
        """Every rule that was used, each once, outermost first."""
        inner = [rule for part in self.because for rule in part.rules()]
        return tuple(dict.fromkeys([self.rule, *inner]))


class NoRule(TypeError):
    """What is to be differentiated is of a kind that has no rule."""


def depends(node: Formula, wrt: str) -> bool:
    """Whether the name *wrt* occurs in *node*."""
    return any(isinstance(part, Name) and part.id == wrt for part in walk(node))


def differentiate(node: Formula, wrt: str) -> Differentiation:
    """The derivative of *node* for the name *wrt*, with nothing carried out yet.

    Formula: the sum, constant multiple, product, quotient, power, exponential and chain rules.
    Source:  any first calculus course; Stewart, Calculus (8th ed., 2015), ch. 3.
    Raises: NoRule: the name stands in a matrix, or in a derivative that is not carried out.
    """
    if not depends(node, wrt):
        return Differentiation(Rule.CONSTANT_RULE, node, ZERO)
    if type(node) not in _RULES:
        raise NoRule(f"no rule for {node!r}")
    return _RULES[type(node)](node, wrt)


def _identity_rule(node: Name, wrt: str) -> Differentiation:
    """d(x) = 1."""
    return Differentiation(Rule.IDENTITY_RULE, node, ONE)


def _minus_rule(node: Negative, wrt: str) -> Differentiation:
    """d(-u) = -du."""
    inner = differentiate(node.operand, wrt)
    return Differentiation(Rule.CONSTANT_MULTIPLE, node, _negated(inner.after), (inner,))


def _negated(node: Formula) -> Formula:
    return formula(-int(node.value)) if isinstance(node, Number) and node in (ZERO, ONE) else Negative(node)


def _sum_rule(node: Sum, wrt: str) -> Differentiation:
    """d(u + v) = du + dv."""
    parts = tuple(differentiate(term, wrt) for term in node.terms)
    return Differentiation(Rule.SUM_RULE, node, Sum(tuple(part.after for part in parts)), parts)


def _product_rule(node: Product, wrt: str) -> Differentiation:
    """d(c u) = c du with one moving factor, d(u v) = du v + u dv with several."""
    factors = node.factors
    moving = [index for index, factor in enumerate(factors) if depends(factor, wrt)]
    parts = tuple(differentiate(factors[index], wrt) for index in moving)
    if len(moving) == 1:
        after = _constant_multiple(factors, moving[0], parts[0], wrt)
        return Differentiation(Rule.CONSTANT_MULTIPLE, node, after, parts)
    terms = (
        Product((*factors[:index], part.after, *factors[index + 1 :]))
        for index, part in zip(moving, parts, strict=True)
    )
    return Differentiation(Rule.PRODUCT_RULE, node, Sum(tuple(terms)), parts)


def _constant_multiple(factors: tuple[Formula, ...], index: int, part: Differentiation, wrt: str) -> Formula:
    """c u -> c du, with the power that comes down written before the constants: 2 * 1/2 * u^(2-1) * du."""
    before, after = factors[:index], factors[index + 1 :]
    moving = factors[index]
    if isinstance(moving, Name):
        return Product((ONE, *before, *after, Power(moving, _one_less(ONE))))
    if isinstance(moving, Power) and isinstance(part.after, Product) and isinstance(moving.exponent, Number):
        exponent, *rest = part.after.factors
        return Product((exponent, *before, *rest, *after))
    inner = part.after.factors if isinstance(part.after, Product) else (part.after,)
    return Product((*before, *inner, *after))


def _quotient_rule(node: Quotient, wrt: str) -> Differentiation:
    """A constant below is a factor; a constant above is a power -1; else (du v - u dv) / v^2."""
    numerator, denominator = node.numerator, node.denominator
    if not depends(denominator, wrt):
        inner = differentiate(numerator, wrt)
        return Differentiation(Rule.CONSTANT_MULTIPLE, node, Quotient(inner.after, denominator), (inner,))
    if not depends(numerator, wrt):
        rewritten = Power(denominator, formula(-1))
        whole: Formula = rewritten if numerator == ONE else Product((numerator, rewritten))
        inner = differentiate(whole, wrt)
        return Differentiation(inner.rule, whole, inner.after, inner.because)
    above, below = differentiate(numerator, wrt), differentiate(denominator, wrt)
    change = Sum((Product((above.after, denominator)), Negative(Product((numerator, below.after)))))
    return Differentiation(Rule.QUOTIENT_RULE, node, Quotient(change, Power(denominator, formula(2))), (above, below))


def _power_rule(node: Power, wrt: str) -> Differentiation:
    """d(u^n) = n u^(n-1) du; the inner du is written only where u is more than the name itself."""
    base, exponent = node.base, node.exponent
    if depends(exponent, wrt):
        raise TypeError("a power with a moving exponent is written with exp and ln")
    inner = differentiate(base, wrt)
    factors = (exponent, Power(base, _one_less(exponent)))
    if isinstance(base, Name):
        return Differentiation(Rule.POWER_RULE, node, Product(factors), (inner,))
    return Differentiation(Rule.POWER_RULE, node, Product((*factors, _without_zeros(inner.after))), (inner,))


def _one_less(exponent: Formula) -> Formula:
    return Sum((exponent, formula(-1))) if not isinstance(exponent, Number) else Sum((exponent, Negative(ONE)))


def _without_zeros(node: Formula) -> Formula:
    """The inner derivative of `t - o`, which is written -1 rather than 0 - 1."""
    if not isinstance(node, Sum):
        return node
    kept = tuple(term for term in node.terms if not _vanishes(term))
    return total(kept)


def _vanishes(node: Formula) -> bool:
    """Whether *node* is zero by the look of it."""
    match node:
        case Sum(terms):
            return all(_vanishes(term) for term in terms)
        case Product(factors):
            return any(_vanishes(factor) for factor in factors)
        case Negative(operand) | Quotient(operand, _):
            return _vanishes(operand)
    return node == ZERO


def _function_rule(node: Call, wrt: str) -> Differentiation:
    """d(f(u)) = f'(u) du."""
    (argument,) = node.arguments
    inner = differentiate(argument, wrt)
    outer = FUNCTIONS[node.function].derivative(argument)
    rule = Rule.EXPONENTIAL_RULE if node.function == "exp" else Rule.FUNCTION_RULE
    if isinstance(argument, Name):
        return Differentiation(rule, node, outer, (inner,))
    factors = outer.factors if isinstance(outer, Product) else (outer,)
    return Differentiation(rule, node, Product((*factors, _without_zeros(inner.after))), (inner,))


_RULES: Mapping[type[Formula], Callable[[Any, str], Differentiation]] = {
    Name: _identity_rule,
    Negative: _minus_rule,
    Sum: _sum_rule,
    Product: _product_rule,
    Quotient: _quotient_rule,
    Power: _power_rule,
    Call: _function_rule,
}
