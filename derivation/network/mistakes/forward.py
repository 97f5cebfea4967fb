"""Mistakes of the forward pass: net inputs and activations."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import (
    Call,
    Formula,
    Name,
    Negative,
    Number,
    Sum,
    call,
    names,
    substitute,
    total,
    walk,
)
from derivation.maths.numbers import read_number
from derivation.network.activations import ACTIVATIONS
from derivation.network.courses import BIASES, Course, Ground, Lines, slope_name
from derivation.network.slips import Mistake, Site

_MOST_DIGITS = 4  # a longer number is not one that somebody types
_USUAL = ("sigmoid", "tanh", "relu")


def _nets(ground: Ground) -> tuple[str, ...]:
    return ground.of_role("net_input")


def _terms(node: Formula) -> tuple[Formula, ...]:
    return node.terms if isinstance(node, Sum) else (node,)


def _biased(course: Course) -> Iterator[Site]:
    for net in _nets(course.ground):
        yield from ((net,) for bias in course.ground.parts(net, *BIASES) if bias in names(course[Name(net)]))


def _without_bias(course: Course, site: Site) -> Lines:
    biases = set(course.ground.biases)
    kept = (term for term in _terms(course[Name(site[0])]) if not set(names(term)) & biases)
    return {Name(site[0]): total(tuple(kept))}


def _with_bias_twice(course: Course, site: Site) -> Lines:
    biases = set(course.ground.biases)
    doubled = (2 * term if set(names(term)) & biases else term for term in _terms(course[Name(site[0])]))
    return {Name(site[0]): total(tuple(doubled))}


def _products(course: Course) -> Iterator[Site]:
    for net in _nets(course.ground):
        weights = course.ground.parts(net, "weight")
        yield from ((net, weight) for weight in weights if len(_terms(course[Name(net)])) > 1)


def _without_term(course: Course, site: Site) -> Lines:
    kept = (term for term in _terms(course[Name(site[0])]) if site[1] not in names(term))
    return {Name(site[0]): total(tuple(kept))}


def _with_sign_lost(course: Course, site: Site) -> Lines:
    turned = (Negative(term) if site[1] in names(term) else term for term in _terms(course[Name(site[0])]))
    return {Name(site[0]): total(tuple(turned))}


def _activations(course: Course) -> Iterator[tuple[str, str]]:
    """(output, its net input) of every neuron whose output depends on its own net input alone."""
    for out in course.ground.of_role("activation"):
        nets = course.ground.parts(out, "net_input")
        if len(nets) == 1 and course[Name(out)] != Name(nets[0]):
            yield out, nets[0]


def _lone(course: Course) -> Iterator[Site]:
    yield from ((out,) for out, _ in _activations(course))


def _not_applied(course: Course, site: Site) -> Lines:
    return {Name(site[0]): Name(course.ground.parts(site[0], "net_input")[0])}


def _applied_twice(course: Course, site: Site) -> Lines:
    net = course.ground.parts(site[0], "net_input")[0]
    return course.exchanged(Name(site[0]), net, course[Name(site[0])])


def _exponentials(course: Course) -> Iterator[Site]:
    for out in course.ground.of_role("activation"):
        if any(isinstance(part, Call) and part.function == "exp" for part in walk(course[Name(out)])):
            yield (out,)


def _exponent_turned(course: Course, site: Site) -> Lines:
    def turned(part: Formula) -> Formula | None:
        match part:
            case Call("exp", (Negative(inner),)):
                return call("exp", inner)
            case Call("exp", (inner,)):
                return call("exp", -inner)
        return None

    return {Name(site[0]): substitute(course[Name(site[0])], turned)}


def _other_activations(course: Course) -> Iterator[Site]:
    for out, net in _activations(course):
        others = (name for name in _USUAL if ACTIVATIONS[name].of(Name(net)) != course[Name(out)])
        yield from ((out, name) for name in others)


def _other_activation(course: Course, site: Site) -> Lines:
    net, row = course.ground.parts(site[0], "net_input")[0], ACTIVATIONS[site[1]]
    slope = row.slope_of(Name(net), Name(site[0]))
    return {Name(site[0]): row.of(Name(net)), slope_name(site[0], net): slope}


def _misread(course: Course) -> Iterator[Site]:
    """(net input, given name, another number): one digit is another; what is nearest comes first."""
    ground = course.ground
    for net in _nets(ground):
        names_ = ground.parts(net, *BIASES, "weight", "input")
        given = {name: ground.network.given[name] for name in names_ if name in ground.network.given}
        sites = [(net, name, text) for name, own in given.items() for text in _alike(own.text)]
        yield from sorted(sites, key=lambda site: abs(read_number(site[2]).value / given[site[1]].value - 1))


def _alike(text: str) -> Iterator[str]:
    """The decimals, other than 0, that differ in one digit; a zero before the point is none that one misreads."""
    digits = [at for at, sign in enumerate(text) if sign.isdigit() and text[at : at + 2] != "0."]
    if _is_nothing(text) or "." not in text or "e" in text or len(digits) > _MOST_DIGITS:
        return
    for at in digits:
        others = (text[:at] + digit + text[at + 1 :] for digit in "0123456789" if digit != text[at])
        yield from (other for other in others if not _is_nothing(other))


def _is_nothing(text: str) -> bool:
    return set(text) <= set("-.0")


def _with_another(course: Course, site: Site) -> Lines:
    return course.exchanged(Name(site[0]), site[1], Number(read_number(site[2])))


ROWS = (
    Mistake(
        id="bias-forgotten",
        name="bias forgotten",
        when="the bias is left out of the net input",
        example="net_o1 = w5·out_h1 + w6·out_h2",
        sites=_biased,
        change=_without_bias,
        tier=1,
    ),
    Mistake(
        id="bias-twice",
        name="bias added twice",
        when="the bias is added twice",
        example="net_o1 = w5·out_h1 + w6·out_h2 + 2·b2",
        sites=_biased,
        change=_with_bias_twice,
    ),
    Mistake(
        id="term-forgotten",
        name="input forgotten",
        when="one product is left out of a weighted sum",
        example="net_h1 = w1·i1 + b1",
        sites=_products,
        change=_without_term,
        where="that of {1} in {0}",
        once=True,
    ),
    Mistake(
        id="sign-slip",
        name="sign slip in a sum",
        when="one product enters a weighted sum with the wrong sign",
        example="net_h1 = w1·i1 - w2·i2 + b1",
        sites=_products,
        change=_with_sign_lost,
        where="that of {1} in {0}",
        once=True,
    ),
    Mistake(
        id="activation-not-applied",
        name="activation not applied",
        when="the net input is passed on as it is, without the activation function",
        example="out_h1 = net_h1",
        sites=_lone,
        change=_not_applied,
        where="for {0}",
        tier=1,
    ),
    Mistake(
        id="activation-twice",
        name="activation applied twice",
        when="the activation function is applied twice",
        example="out_h1 = sigmoid(sigmoid(net_h1))",
        sites=_lone,
        change=_applied_twice,
        where="for {0}",
    ),
    Mistake(
        id="exponent-sign",
        name="e^x for e^-x",
        when="the exponent has the wrong sign",
        example="out_h1 = 1/(1 + e^net_h1)",
        sites=_exponentials,
        change=_exponent_turned,
        tier=1,
    ),
    Mistake(
        id="another-activation",
        name="another activation function",
        when="another activation function is used",
        example="out_h1 = tanh(net_h1)",
        sites=_other_activations,
        change=_other_activation,
        where="{1} for {0}",
        throughout="{0}",
    ),
    Mistake(
        id="given-misread",
        name="given number misread",
        when="a given number is misread or mistyped",
        example="net_h1 = 0.15·0.05 + 0.20·0.10 + 0.36 for 0.15·0.05 + 0.20·0.10 + 0.35",
        sites=_misread,
        change=_with_another,
        where="{2} in place of {1} in {0}",
        once=True,
        tier=3,
    ),
)
