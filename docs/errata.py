"""The errata ledger: what published worked examples print wrongly, what is right, and which mistake gives it.

    python docs/errata.py FACTS      writes docs/errata.md

FACTS is a folder of JSON files, one for each published document: its source and every number that it prints, with the
true value and, where it shows them, the operands. Only figures are kept. The networks are those of
tests/cases/published, where a number is recognised by its true value; the figures of one document are written down as
a text of equations, and `verify` is asked about it.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from derivation.errors import DerivationError
from derivation.maths.formulas import Formula, Name, Negative
from derivation.maths.numbers import read_number
from derivation.maths.reading import read_formula
from derivation.network.courses import Ground
from derivation.network.gradients import as_key
from derivation.network.loading import load_spec
from derivation.network.mistakes import MISTAKES
from derivation.network.spelling import PLAIN
from derivation.render.derivations import Derivation
from derivation.stories import verify
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.causes import Explanation, explain
from derivation.verify.diagnosing.inquiries import Inquiry

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
EXAMPLES: Mapping[str, Any] = json.loads((CASES / "published" / "figures.json").read_text(encoding="utf-8"))
_INPUT = re.compile(r"\bx(\d)")
WRONG = ("wrong", "last_digit")
_ALIKE = Fraction(1, 10**9)
_INTRODUCTION = """\
# Errata of published worked examples

{count} numbers in {documents} documents that are not what their own setup gives; for {named} of them a mistake is known
that reproduces the printed digits. The other {silent} are given without one: no mistake in the table gives them, or
their digits are too few to tell. `make errata FACTS=folder` writes this page, and `derivation list mistakes` explains
the causes. *Certain* means that a coincidence has a chance below 1 in 1,000, after all that was tried."""


@dataclass(frozen=True)
class Claim:
    """A printed number of a document, and what it is in which network where that is known."""

    facts: Mapping[str, Any]
    example: str = ""
    name: str = ""
    negative: bool = False

    @property
    def printed(self) -> str:
        """The digits, with a decimal point."""
        return str(self.facts["printed"]).replace("{,}", ".").replace("E-", "e-")

    @property
    def is_wrong(self) -> bool:
        """Whether the number is none that its setup gives."""
        return self.facts["verdict"] in WRONG

    @property
    def _term(self) -> Formula | None:
        """The term that the quantity is said to be, `w2*x2`; inputs are i1, i2, ... here."""
        said = str(self.facts["quantity"]).partition(": ")[2]
        try:
            return read_formula(_INPUT.sub(r"i\1", said)) if said else None
        except DerivationError:
            return None

    def equation(self, mark: int) -> str:
        """The claim as an equation in LaTeX, under a name of its own where it is not recognised."""
        key = as_key(self.name) if self.name else self._term or Name(f"x{mark}")
        head = PLAIN.latex_printer(Negative(key) if self.negative else key)
        worked = _worked(self.facts.get("printed_expression", ""))
        return f"$${head} = {worked}{self.printed}$$" if "+" not in self.name[:-1] else f"$${worked}{self.printed}$$"


def main(folder: str) -> None:
    """Write the ledger of all documents in *folder*."""
    paths = sorted(Path(folder).glob("*.json"))
    if not paths:
        raise SystemExit(f"{folder}: no folder with JSON files of facts")
    texts = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    ledgers = [(text["source"], [*rows(text)]) for text in texts]
    (ROOT / "docs" / "errata.md").write_text(page([each for each in ledgers if each[1]]), encoding="utf-8")


def rows(text: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Every wrong number of one document: quantity, printed, right, cause, how sure."""
    claims = [recognised(text["source"], facts) for facts in text["claims"]]
    examples = [name for name in dict.fromkeys(claim.example for claim in claims) if name and _learns(name)] or [""]
    found: dict[int, tuple[str, str]] = {}
    for example in examples:
        own = {at: claim for at, claim in enumerate(claims) if claim.example in ("", example)}
        found = {**causes(example, own), **found}
    for at, claim in enumerate(claims):
        if claim.is_wrong:
            right = f"{float(claim.facts['true']):.9g}"
            yield claim.facts["quantity"], claim.printed, right, *found.get(at, ("", ""))


def recognised(source: str, facts: Mapping[str, Any]) -> Claim:
    """The quantity of a known network that has this true value."""
    true = Fraction(facts["true"]) if facts.get("true") is not None else None
    for example, entry in EXAMPLES.items():
        if true is None or not source.startswith(entry["source"]):
            continue
        for name, figure in entry["figures"].items():
            if abs(abs(Fraction(figure)) - abs(true)) <= abs(true) * _ALIKE:
                after, colon, quantity = name.rpartition(": ")
                name = f"{quantity}+{after.removeprefix('after ')}" if colon else name
                return Claim(facts, example, name, Fraction(figure) * true < 0)
    return Claim(facts)


def causes(example: str, claims: Mapping[int, Claim]) -> dict[int, tuple[str, str]]:
    """For every wrong number whose mistake is known: the mistake in words, and how sure that is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.md"
        text = "\n\n".join(claim.equation(at) for at, claim in claims.items())
        path.write_text(text, encoding="utf-8")
        judged = json.loads(verify([str(path)], _spec(example), "json")[0])["claims"]
    lines = {2 * place + 1: at for place, at in enumerate(claims)}
    told: dict[int, tuple[str, str]] = {}
    for each in judged:
        at = lines.get(each["line"])
        if at is not None and "cause" in each and each.get("printed") == claims[at].printed:
            told[at] = _named(each["cause"]["mistake"]), each["cause"]["confidence"]
    for at, claim in claims.items():
        if claim.is_wrong and claim.example and example and at not in told and (best := _searched(example, claim)):
            told[at] = _named(*best.found.mistakes), "certain" if best.is_certain else "possible"
    return {at: words for at, words in told.items() if claims[at].is_wrong}


def _searched(example: str, claim: Claim) -> Explanation | None:
    """What the search finds for a number that stands in no equation: after training, or called right for its line."""
    derivation = Derivation(load_spec(_spec(example)))
    inquiry = Inquiry(Ground(derivation.gradients, derivation.spec.training.order))
    asked = Asked.about(as_key(claim.name), inquiry.ground)
    text = f"-{claim.printed}".replace("--", "") if claim.negative else claim.printed
    return next(iter(explain(inquiry, asked, read_number(text))), None) if asked is not None else None


def _learns(example: str) -> bool:
    """Whether the network is trained; a mere computation is judged by its own lines."""
    return Derivation(load_spec(_spec(example))).network.learns


def _named(*mistakes: str) -> str:
    return " and ".join(MISTAKES[mistake].name for mistake in mistakes)


def _spec(example: str) -> str | None:
    network = EXAMPLES.get(example, {}).get("network")
    path = CASES / "networks" / f"{network}.toml" if network else CASES / "published" / f"{example}.toml"
    return str(path) if example else None


def _worked(expression: str) -> str:
    """The printed operands in LaTeX."""
    try:
        plain = expression.replace("sig(", "sigmoid(").replace("**", "^").replace("E-", "e-")
        return f"{PLAIN.latex_printer(read_formula(plain))} = " if expression else ""
    except DerivationError:
        return ""


def page(ledgers: Sequence[tuple[str, Sequence[tuple[str, ...]]]]) -> str:
    """The ledger as Markdown."""
    every = [row for _, found in ledgers for row in found]
    named = sum(bool(row[3]) for row in every)
    numbers = {"count": len(every), "documents": len(ledgers), "named": named, "silent": len(every) - named}
    parts = [_INTRODUCTION.format(**numbers)]
    for source, found in ledgers:
        parts += [f"## {source}", _table(found)]
    return "\n\n".join(parts) + "\n"


def _table(found: Sequence[Sequence[str]]) -> str:
    heads = ["| quantity | printed | right | cause | how sure |", "|---|---|---|---|---|"]
    return "\n".join([*heads, *(f"| {' | '.join(row)} |".replace("*", "\\*") for row in found)])


if __name__ == "__main__":
    main(sys.argv[1])
