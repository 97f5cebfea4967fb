"""How the slope of an activation is found: a section that every chapter may need."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.formulas import ZERO, Name, call
from derivation.network.activations import Activation
from derivation.render.author import Author, Section
from derivation.render.explanations import as_function, slope_id
from derivation.render.steps import Form


def slope(author: Author, activation: Activation) -> Iterator[Section]:
    """How the slope of an activation is found, once for each of them; the identity needs no words."""
    if activation.is_identity or author.sample:
        return
    step = author.derivation.steps[slope_id(activation)]
    derived = [form for form in step.forms if form.raw]
    rewritten = [form for form in step.forms if not form.raw]
    yield (
        "slope",
        {
            "name": activation.name,
            "activation_name": author.activation_name(activation),
            "rules": author.rules(step),
            "derivative": author.tokens.display((Form("", step.subject), *derived)),
            "rewriting": author.tokens.display((Form("", derived[-1].formula), *rewritten)) if rewritten else "",
            "x": author.tokens.math(Name("x")),
            "as_function": author.tokens.math(as_function(activation)),
            "corner": activation.corner,
            "learns": activation.learns,
            "bracket": author.tokens.math(call("is_positive", Name("x"))),
            "zero": author.tokens.math(ZERO),
        },
    )
