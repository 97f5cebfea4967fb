"""The chapters about a computation that was given by its equations: no neurons, only quantities and roads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivation.maths.formulas import ONE, Name, Partial
from derivation.maths.rules import Rule
from derivation.network.equations import LEARNING_RATE
from derivation.network.gradients import partial
from derivation.network.pieces import hits_a_corner
from derivation.render.author import BRIEF, FULL, Author, Context, Section, applied_rules
from derivation.render.explaining_equations import slope_key
from derivation.render.passages import update_words
from derivation.render.steps import EQUAL, Form, Step

_PLAIN_RULES = {Rule.SUM_RULE, Rule.CONSTANT_RULE, Rule.CONSTANT_MULTIPLE, Rule.IDENTITY_RULE}
"""Where only these are used, the slope can be seen without writing the rules out."""

_GIVEN = (("parameters", "parameter"), ("constants", "constant"), ("learning_rate", "learning_rate"))
"""What the table of given numbers calls the roles."""


def computation(author: Author) -> Iterator[Section]:
    """The page from the given numbers to the gradient, and to the step that it asks for."""
    yield "computation/opening", _opening(author)
    yield "computation/forward", _forward(author)
    yield from _backward(author)
    if author.network.learns:
        yield "computation/step", _step(author)
    else:
        yield (
            "computation/gradient",
            {
                **_ends(author),
                "table": _gradient_table(author),
                "left_out": author.left_out(author.network.parameters),
            },
        )


def _ends(author: Author) -> Context:
    """What is differentiated, and for what."""
    parameters = author.network.parameters
    return {"objective": author.name(author.network.total), "parameters": author.names(parameters)}


def _opening(author: Author) -> Context:
    network = author.network
    heads = author.word_list("table_heads")
    rows = [
        (heads[head], author.listing(names, author.given)) for head, role in _GIVEN if (names := network.of_role(role))
    ]
    shown = author.some(network.equations)
    equations = [(Form("", Name(line.id)), Form(EQUAL, author.written(line.formula))) for line in shown]
    return {
        **_ends(author),
        "title": author.tokens.words(author.derivation.spec.title),
        "many": len(network.parameters) > 1,
        "givens": author.tokens.table((heads["given"], heads["value"]), rows),
        "equations": author.tokens.display(*equations),
        "left_out": author.left_out(network.equations),
        "several_equations": len(equations) > 1,
    }


def _forward(author: Author) -> Context:
    names = [Name(equation.id) for equation in author.network.equations]
    first, *rest = names
    brief = author.detail == BRIEF
    return {
        "first": author.lines(first),
        "rest": (author.results(*author.some(rest)) if brief else author.lines(*rest)) if rest else "",
        "left_out": author.left_out(rest),
        "equals_sign": author.tokens.relation("="),
        "about_sign": author.tokens.relation("≈"),
    }


def _backward(author: Author) -> Iterator[Section]:
    """One section for every quantity on the way back, then one for every parameter."""
    gradients = author.derivation.gradients
    objective, *quantities = gradients.reaching(author.network.total)
    idle = [line.id for line in author.network.equations if line.id not in (objective, *quantities)]
    yield "computation/backward", {**_ends(author), "unit": author.tokens.math(partial(objective, objective), ONE)}
    names = (*quantities, *author.network.parameters)
    slopes = {name: [slope_key(gradients, user, name) for user in gradients.roads.get(name, ())] for name in names}
    detours = [name for name, keys in slopes.items() if any(not isinstance(key.of, Name) for key in keys)]
    for name in author.some(quantities):
        yield "computation/quantity", _quantity(author, name, slopes[name], name in detours[:1])
    yield from _skipped(author, quantities)
    if idle:
        yield "computation/idle", {**_ends(author), "idle": author.names(idle), "many": len(idle) > 1}
    for name in author.some(author.network.parameters):
        yield "computation/quantity", _quantity(author, name, slopes[name], name in detours[:1])
    yield from _skipped(author, author.network.parameters)


def _skipped(author: Author, names: Sequence[str]) -> Iterator[Section]:
    """A word on what a brief page does not go into."""
    if words := author.left_out(names):
        yield "computation/skipped", {"left_out": words}


def _quantity(author: Author, name: str, keys: list[Partial], first_detour: bool) -> Context:
    """How the objective depends on one quantity: the roads to it, the slope of each equation, the sum."""
    derivation = author.derivation
    objective, users = author.network.total, derivation.gradients.roads.get(name, ())
    subject = partial(objective, name)
    corners = [user for user in users if hits_a_corner(author.network.by_id[user].formula, derivation.values)]
    return {
        **_ends(author),
        "name": author.name(name),
        "users": author.names(users),
        "roads_count": len(users),
        "roads_word": author.word(len(users)),
        "direct": users == (objective,),
        "is_direct": objective in users,
        "rules": ", ".join(_rules(author, keys)),
        "lines": _lines(author, subject, keys) if users else "",
        "detour": first_detour and author.detail != BRIEF,
        "sign": author.sign(subject),
        "corners": author.names(corners),
    }


def _rules(author: Author, keys: list[Partial]) -> list[str]:
    """The names of all rules that the slopes need, each once."""
    found = [rule for key in keys for rule in author.rules(author.step(key)).split(", ")]
    return list(dict.fromkeys(rule for rule in found if rule))


def _lines(author: Author, subject: Partial, keys: list[Partial]) -> str:
    """The slope of every equation, then the sum over the roads; in brief detail the sum alone."""
    slopes = [] if author.detail == BRIEF or keys == [subject] else [_slope(author, key) for key in keys]
    return author.tokens.lines(*slopes, _slope(author, subject))


def _slope(author: Author, key: Partial) -> Step:
    """A line in which the rules are written out where there is more to them."""
    step = author.step(key)
    plain = set(applied_rules(step)) <= _PLAIN_RULES
    return step.tidied() if plain and author.detail != FULL else step


def _step(author: Author) -> Context:
    """The update of every parameter."""
    network = author.network
    first, *others = network.parameters
    rate = author.equation(Name(LEARNING_RATE), author.derivation.shown(Name(LEARNING_RATE)))
    rest = [key for name in author.some(others) for key in author.update_keys(name)]
    return {
        **_ends(author),
        "first": author.name(first),
        "sign": author.sign(author.gradient(first)),
        "rate": rate,
        **update_words(author, first),
        "first_line": author.lines(*author.update_keys(first)),
        "other_lines": author.lines(*rest) if rest else "",
    }


def _gradient_table(author: Author) -> str:
    """Every parameter with its value and its derivative."""
    network, heads = author.network, author.word_list("table_heads")
    rows = [
        (
            author.name(name),
            author.value_of(name),
            author.number(author.derivation.shown(author.gradient(name))),
        )
        for name in author.some(network.parameters)
    ]
    return author.tokens.table([heads[key] for key in ("parameter", "value", "gradient")], rows)
