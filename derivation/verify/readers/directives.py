"""Directives: what an author tells the check in a comment, as `% derivation: ignore` before a line."""

from __future__ import annotations

import re

from derivation.errors import DerivationError, Place, nearest, printable
from derivation.verify.manuscripts import Directive

NAMES = {"spec": True, "ignore": False}
"""Directive -> whether it has a value."""

_DIRECTIVE = re.compile(
    r"(?:<!--|(?<!\\)%|\#)[ \t]*derivation:[ \t]*(?P<name>[\w-]+)(?:[ \t]*=[ \t]*(?P<value>[^\s\"<>]+))?[ \t]*(?:-->)?"
)
_ACCEPTED = "directives are `derivation: spec=FILE` and `derivation: ignore`"


def directives(source: str) -> tuple[Directive, ...]:
    """The directives of a document, in order.

    Raises: DerivationError: D706, one that is not known, or that lacks its value or has one too many.
    """
    found = []
    for each in _DIRECTIVE.finditer(source):
        name, value = each["name"], each["value"] or ""
        if name not in NAMES or NAMES[name] != bool(value):
            raise _refusal(source, each)
        found.append(Directive(name, value, *each.span()))
    return tuple(found)


def _refusal(source: str, found: re.Match[str]) -> DerivationError:
    name = found["name"]
    begin = source.rfind("\n", 0, found.start()) + 1
    line = source[begin:].partition("\n")[0]
    place = Place("", source.count("\n", 0, begin) + 1, found.start("name") - begin + 1, line, len(name))
    near = nearest(name, NAMES)
    wrong = "needs a value" if NAMES.get(name) else "takes no value" if name in NAMES else "is not a directive"
    help = f"did you mean {near}?" if near and name not in NAMES else ""
    return DerivationError("D706", f"{printable(name)} {wrong}", place=place, note=_ACCEPTED, help=help)
