"""Slopes with an index letter, `dL/dv_k = (y - t) h_k`, for every number that the document has for the letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from derivation.maths.formulas import Formula, Name, Partial, names, substitute

_INDEXED = re.compile(r"(?P<base>.*[^_])_(?P<index>[a-z])(?P<rest>(?:\^.*)?\+?)")
_NUMBERED = re.compile(r"(?P<base>.*?[^\W\d])_?(?P<number>\d{1,2})(?P<rest>(?:\^.*)?\+?)")


def numbered_forms(
    formulas: Mapping[Formula, Sequence[Formula]], heads: Iterable[Partial]
) -> Iterator[tuple[Formula, Formula]]:
    """For every slope that is printed with a number, and has no formula itself, the formula that has a letter there."""
    general: dict[Formula, tuple[str, Sequence[Formula]]] = {}
    for key, forms in formulas.items():
        letters = {found["index"] for name in names(key) if (found := _INDEXED.fullmatch(name))}
        if isinstance(key, Partial) and len(letters) == 1:
            general[key] = (letters.pop(), forms)
    for head in heads if general else ():
        numbers = [each["number"] for name in names(head.wrt) if (each := _NUMBERED.fullmatch(name))]
        if head in formulas or len(numbers) != 1:
            continue
        for key, (letter, forms) in general.items():
            if _filled(key, letter, numbers[0]) == head:
                yield from ((head, _filled(form, letter, numbers[0])) for form in forms)


def _filled(formula: Formula, letter: str, number: str) -> Formula:
    """The formula with the number in place of the letter."""

    def filled(part: Formula) -> Formula | None:
        found = _INDEXED.fullmatch(part.id) if isinstance(part, Name) else None
        if found is None or found["index"] != letter:
            return None
        return Name(f"{found['base']}{number}{found['rest']}")

    return substitute(formula, filled)
