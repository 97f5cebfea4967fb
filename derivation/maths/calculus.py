"""Differentiation as a person does it: every step has a before, an after and a named reason.

`differentiate` writes the textbook line with nothing carried out (`2 * 1/2 (t - o)^(2-1) * (-1) + 0`);
`tidy` then does the arithmetic (`-(t - o)`). Both keep the order in which the terms were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivation.maths.formulas import (
    ONE,
    ZERO,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    formula,
    product,
    total,
    walk,
    with_children,
)
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import Numeral, terminating
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


def depends(node: Formula, wrt: str) -> bool:
    """Whether the name *wrt* occurs in *node*."""
    return any(isinstance(part, Name) and part.id == wrt for part in walk(node))


def differentiate(node: Formula, wrt: str) -> Differentiation:
    """The derivative of *node* for the name *wrt*, with nothing carried out yet.

    Formula: the sum, constant multiple, product, quotient, power, exponential and chain rules.
    Source:  any first calculus course; Stewart, Calculus (8th ed., 2015), ch. 3.
    """
    if not depends(node, wrt):
        return Differentiation(Rule.CONSTANT_RULE, node, ZERO)
    match node:
        case Name():
            return Differentiation(Rule.IDENTITY_RULE, node, ONE)
        case Sum(terms):
            return _sum_rule(node, terms, wrt)
        case Negative(operand):
            inner = differentiate(operand, wrt)
            return Differentiation(Rule.CONSTANT_MULTIPLE, node, _negated(inner.after), (inner,))
        case Product(factors):
            return _product_rule(node, factors, wrt)
        case Quotient(numerator, denominator):
            return _quotient_rule(node, numerator, denominator, wrt)
        case Power(base, exponent):
            return _power_rule(node, base, exponent, wrt)
        case Call(function, (argument,)):
            return _function_rule(node, function, argument, wrt)
    raise TypeError(f"no rule for {node!r}")


def _negated(node: Formula) -> Formula:
    return formula(-int(node.value)) if isinstance(node, Number) and node in (ZERO, ONE) else Negative(node)


def _sum_rule(node: Sum, terms: tuple[Formula, ...], wrt: str) -> Differentiation:
    """d(u + v) = du + dv; a lone surviving inner term is written without the zeros around it."""
    parts = tuple(differentiate(term, wrt) for term in terms)
    return Differentiation(Rule.SUM_RULE, node, Sum(tuple(part.after for part in parts)), parts)


def _product_rule(node: Product, factors: tuple[Formula, ...], wrt: str) -> Differentiation:
    """d(c u) = c du with one moving factor, d(u v) = du v + u dv with several."""
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


def _quotient_rule(node: Quotient, numerator: Formula, denominator: Formula, wrt: str) -> Differentiation:
    """A constant below is a factor; a constant above is a power -1; else (du v - u dv) / v^2."""
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


def _power_rule(node: Power, base: Formula, exponent: Formula, wrt: str) -> Differentiation:
    """d(u^n) = n u^(n-1) du; the inner du is written only where u is more than the name itself."""
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
    kept = tuple(term for term in node.terms if tidy(term) != ZERO)
    return total(kept)


def _function_rule(node: Call, function: str, argument: Formula, wrt: str) -> Differentiation:
    """d(f(u)) = f'(u) du."""
    inner = differentiate(argument, wrt)
    outer = FUNCTIONS[function].derivative(argument)
    rule = Rule.EXPONENTIAL_RULE if function == "exp" else Rule.FUNCTION_RULE
    if isinstance(argument, Name):
        return Differentiation(rule, node, outer, (inner,))
    factors = outer.factors if isinstance(outer, Product) else (outer,)
    return Differentiation(rule, node, Product((*factors, inner.after)), (inner,))


def tidy(node: Formula) -> Formula:
    """*node* with its arithmetic done: zeros and ones gone, plain numbers worked out; terms keep their order.

    Guarantee: the value is unchanged wherever *node* has one.
    """
    match node:
        case Partial() | Name() | Number():
            return node
    parts = tuple(tidy(part) for part in children(node))
    match node:
        case Sum():
            return _tidy_sum(parts)
        case Product():
            return _tidy_product(parts)
        case Negative():
            return _tidy_negative(parts[0])
        case Power():
            return _tidy_power(*parts)
        case Quotient():
            return _tidy_quotient(*parts)
    return with_children(node, parts)


def _plain(value: Fraction) -> Number:
    """A worked-out number: a decimal where it ends, else a fraction."""
    return Number(terminating(value) or Numeral(value, f"{value.numerator}/{value.denominator}"))


def _value(node: Formula) -> Fraction | None:
    match node:
        case Number(numeral):
            return numeral.value
        case Negative(Number(numeral)):
            return -numeral.value
    return None


def _tidy_sum(parts: tuple[Formula, ...]) -> Formula:
    flat = [term for part in parts for term in (part.terms if isinstance(part, Sum) else (part,))]
    kept = tuple(term for term in flat if _value(term) != 0)
    values = [_value(term) for term in kept]
    if kept and all(value is not None for value in values):
        return kept[0] if len(kept) == 1 else _plain(sum((value for value in values if value), Fraction(0)))
    return total(kept)


def _tidy_product(parts: tuple[Formula, ...]) -> Formula:
    coefficient, others = Fraction(1), []
    written = [part for part in parts if isinstance(part, Number)]
    for part in parts:
        sign, core = (-1, part.operand) if isinstance(part, Negative) else (1, part)
        for factor in core.factors if isinstance(core, Product) else (core,):
            value = _value(factor)
            coefficient *= sign if value is None else sign * value
            sign = 1
            others += [] if value is not None else [factor]
    if coefficient == 0:
        return ZERO
    number = written[0] if [part.value for part in written] == [coefficient] else _plain(abs(coefficient))
    front = () if abs(coefficient) == 1 and others else (number,)
    result = product((*front, *others))
    return result if coefficient > 0 or number.value < 0 else _tidy_negative(result)


def _tidy_negative(operand: Formula) -> Formula:
    match operand:
        case Negative(inner):
            return inner
        case Number():
            return _plain(-operand.value)
    return Negative(operand)


def _tidy_power(base: Formula, exponent: Formula) -> Formula:
    number, index = _value(base), _value(exponent)
    if index == 0:
        return ONE
    if index == 1:
        return base
    if number is not None and index is not None and index.denominator == 1 and 0 < index < 64:
        return _plain(number**index.numerator)
    return Power(base, exponent)


def _tidy_quotient(numerator: Formula, denominator: Formula) -> Formula:
    above, below = _value(numerator), _value(denominator)
    if above == 0:
        return ZERO
    if below == 1:
        return numerator
    if isinstance(numerator, Negative):
        return _tidy_negative(Quotient(numerator.operand, denominator))
    return Quotient(numerator, denominator)
