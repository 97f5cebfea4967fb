"""How the numbers of a document are worked out one after the other, for programs in other languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import field
from keyword import iskeyword, issoftkeyword

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial, leaves, substitute
from derivation.maths.programs import Line
from derivation.network.gradients import key_text
from derivation.network.values import Values


def needed(values: Values, key: Formula, known: set[Formula]) -> Iterator[Line]:
    """The lines that *key* needs, and its own, in the order in which they can be computed; *known* grows by them."""
    if key in known:
        return
    formula = values.line(key)
    if formula is not None:
        yield from needed_by(values, formula, known)
        yield key, formula
    known.add(key)


def needed_by(values: Values, formula: Formula, known: set[Formula]) -> Iterator[Line]:
    """The lines that *formula* needs."""
    for part in leaves(formula):
        yield from needed(values, part, known)


def by_name(formula: Formula) -> Formula:
    """*formula* with every derivative in it as a quantity of its own, named by its id."""
    return substitute(formula, lambda part: Name(key_text(part)) if isinstance(part, Partial) else None)


@dataclass
class Identifiers:
    """Gives every id a name that a programming language takes, always the same one and never that of another."""

    taken: set[str]
    given: dict[str, str] = field(default_factory=dict)

    def __call__(self, identifier: str) -> str:
        """The name for an id: `w5_new` for `w5+`, `dE_total_dw5` for `dE_total/dw5`."""
        if identifier not in self.given:
            name = _spelled(identifier)
            while name in self.taken or iskeyword(name) or issoftkeyword(name):
                name += "_"
            self.taken.add(name)
            self.given[identifier] = name
        return self.given[identifier]


def _spelled(identifier: str) -> str:
    text = unicodedata.normalize("NFKC", identifier).replace("+", "_new").replace("@", "_at_")
    name = re.sub(r"[^0-9A-Za-z_]", "_", text)
    return name if name.isidentifier() else f"q_{name}"
