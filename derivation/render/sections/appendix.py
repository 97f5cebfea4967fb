"""The appendix: the error as one expression in the parameters, and its derivative for every parameter."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import Call, Formula, Name, Negative, Product, Sum
from derivation.maths.functions import FUNCTIONS
from derivation.maths.printing.text import BY_ID
from derivation.maths.rounding import Shown
from derivation.network.gradients import key_text
from derivation.render.author import Author, Section
from derivation.render.closed_forms import closed_form, direct_derivative
from derivation.render.steps import EQUAL, Form

_LONGEST_ROW = 110


def closed_forms(author: Author) -> Iterator[Section]:
    """The closed form, and one chapter for each derivative taken from it directly."""
    network = author.network
    loss = closed_form(network)
    used = next((neuron.activation for neuron in network.neurons if neuron.activation.name in FUNCTIONS), None)
    x = Name("x")
    definition = (Form("", Call(used.name, (x,))), Form(EQUAL, used.defined(x))) if used else ()
    yield (
        "closed_form",
        {
            "title": author.tokens.words(author.derivation.spec.title),
            "with_biases": any(network.roles[name] in ("bias", "threshold") for name in network.parameters),
            "definition": author.tokens.display(definition) if definition else "",
            "error": author.tokens.display(*_rows(Name(author.network.total), loss)),
            "parts": [_part(author, loss, name) for name in network.parameters],
        },
    )


def _part(author: Author, loss: Formula, name: str) -> dict[str, str]:
    key = author.gradient(name)
    slope = direct_derivative(loss, name)
    shown = author.derivation.rounding.show(author.derivation.values.refiner(key), what=key_text(key))
    return {
        "gradient": author.tokens.math(key),
        "display": author.tokens.display(*_rows(key, slope)),
        "value": author.number(Shown(shown.numeral, shown.exact)),
    }


def _rows(subject: Formula, whole: Formula) -> list[tuple[Form, ...]]:
    """A long sum with each term in rows of its own, a long product broken between its factors."""
    rows: list[tuple[Form, ...]] = []
    for term in whole.terms if isinstance(whole, Sum) else (whole,):
        sign, rest = _joined_by(term) if rows else ("+", term)
        first, *others = _pieces(rest)
        rows.append((Form(sign, first),) if rows else (Form("", subject), Form(EQUAL, first)))
        rows += [(Form("·", piece),) for piece in others]
    return rows


def _pieces(term: Formula) -> list[Formula]:
    """The factors of *term* in groups that fit on a line."""
    if isinstance(term, Negative) and isinstance(term.operand, Product):
        first, *others = _pieces(term.operand)
        return [Negative(first), *others]
    if not isinstance(term, Product):
        return [term]
    groups: list[list[Formula]] = [[]]
    for factor in term.factors:
        if groups[-1] and len(BY_ID(Product((*groups[-1], factor)))) > _LONGEST_ROW:
            groups.append([])
        groups[-1].append(factor)
    return [Product(tuple(group)) for group in groups]


def _joined_by(term: Formula) -> tuple[str, Formula]:
    """The sign that joins a row, and what follows it; a subtracted sum keeps its brackets."""
    if not isinstance(term, Negative):
        return "+", term
    return "-", Product((term.operand,)) if isinstance(term.operand, Sum) else term.operand
