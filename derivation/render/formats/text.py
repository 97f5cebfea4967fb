"""Steps -> lines for a terminal, with the rule behind each of them."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.maths.printing.text import TextPrinter
from derivation.render.derivations import Derivation
from derivation.render.steps import Step


def write_step(derivation: Derivation, step: Step, words: dict[str, dict[str, str]]) -> str:
    """One line of the derivation form by form, then every rule that it rests on."""
    printer = TextPrinter(derivation.notation.text)
    lines = [printer(step.subject), *(f"  {form.relation} {printer(form.formula)}" for form in step.forms)]
    rules = list(dict.fromkeys(str(rule) for rule in _rules(step)))
    return "\n".join([*lines, "", *(f"  {words[rule]['name']}: {words[rule]['says']}" for rule in rules)])


def _rules(step: Step) -> Iterator[str]:
    yield step.rule
    for part in step.because:
        yield from _rules(part)
