"""Steps -> lines for a terminal, with the rule behind each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from derivation.maths.printing.text import TextPrinter
from derivation.render.derivations import Derivation
from derivation.render.steps import Step


def write_steps(derivation: Derivation, steps: Sequence[Step], words: Mapping[str, Mapping[str, str]]) -> str:
    """Lines of the derivation form by form, each with the rules that it rests on."""
    return "\n\n".join(_lines(derivation.notation.text_printer, step, words) for step in steps)


def _lines(printer: TextPrinter, step: Step, words: Mapping[str, Mapping[str, str]]) -> str:
    forms = [f"  {form.relation} {printer(form.formula)}" for form in step.forms]
    rules = [f"  ({words[rule]['name']}: {words[rule]['says']})" for rule in dict.fromkeys(_rules(step))]
    return "\n".join([printer(step.subject), *forms, *rules])


def _rules(step: Step) -> Iterator[str]:
    yield step.rule
    for part in step.because:
        yield from _rules(part)
