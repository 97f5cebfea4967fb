"""Addresses: formulas that a page shows as pictures, read from the picture's address or from its description."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derivation.verify.manuscripts import MappedText, joined, standing_at, without

_SERVICES = re.compile(
    r"(?P<form>(?:(?:wp|wordpress)\.com/latex\.php\?(?:[^#]*&)?latex=|zhihu\.com/equation\?tex="
    r"|chart\.(?:apis\.)?google(?:apis)?\.com/chart\?(?:[^#]*&)?chl=|githubusercontent\.com/render/math\?(?:[^#]*&)?math="
    r"|math\.(?:now\.sh|vercel\.app)/?\?(?:[^#]*&)?from=|tex2img\.php\?(?:[^#]*&)?eq=|/latex\.php\?(?:[^#]*&)?latex=|[?&]tex=))"
    r"|(?P<rest>latex\.codecogs\.com/[a-z]+(?:\.[a-z]+)?(?:/[a-z]+)?(?:\?|/(?=%|\\))|codecogs\.com/eqnedit\.php\?latex="
    r"|math(?:tex)?\.cgi\?|mimetex\.cgi\?|i\.upmath\.me/(?:svg|png)/|tex\.s2cms\.(?:ru|com)/(?:svg|png)/)"
)
_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\+|&(?:plus|space|amp);")
_NAMED = {"&plus;": "+", "&space;": " ", "&amp;": "&"}
_DRESS = re.compile(
    r"\s*(?:\\(?:dpi|fn|bg|fg)(?:_?\{?[a-z0-9]+\}?)|\\(?:inline|tiny|small|large|huge|LARGE|Large|normalsize)(?![A-Za-z]))\s*"
)
_TEX = re.compile(r"\\[A-Za-z]{2,}|[_^]\{|\$.+\$")


def formula_of_image(attributes: Mapping[str, MappedText]) -> MappedText | None:
    """The LaTeX behind a picture of a formula: from its address, else from its description."""
    for name in ("src", "data-src", "data-lazy-src"):
        formula = formula_in_address(attributes[name]) if name in attributes else None
        if formula is not None:
            return formula
    for name in ("data-tex", "data-formula", "alt", "title"):
        if name in attributes and _TEX.search(attributes[name].text):
            return _undollared(attributes[name])
    return None


def formula_in_address(address: MappedText) -> MappedText | None:
    """The LaTeX in the address of a service that draws formulas, every character where it is encoded."""
    found = _SERVICES.search(address.text)
    if found is None:
        return None
    form = found.lastgroup == "form"
    ampersand = address.text.find("&", found.end()) if form else -1
    end = ampersand if ampersand >= 0 else len(address.text)
    formula = _unquoted(address[found.end() : end], plus=" " if form else "+")
    return without(formula, (dress.span() for dress in _leading(formula.text)))


def _leading(text: str) -> list[re.Match[str]]:
    """The commands of size, font and ground with which such a formula begins."""
    found: list[re.Match[str]] = []
    at = 0
    while (dress := _DRESS.match(text, at)) is not None:
        found.append(dress)
        at = dress.end()
    return found


def _unquoted(part: MappedText, plus: str) -> MappedText:
    """Without percent signs: what `%5C` says stands where its `%` stands."""
    parts, done = list[MappedText](), 0
    for found in _ESCAPE.finditer(part.text):
        parts.append(part[done : found.start()])
        at, code = found.start(), found[0]
        says = (
            plus if code == "+" else _NAMED.get(code) or bytes.fromhex(code.replace("%", "")).decode("utf-8", "replace")
        )
        for char in says:
            parts.append(standing_at(char, part.offsets[min(at, found.end() - 1)]))
            at += 3 * len(char.encode("utf-8", "replace"))
        done = found.end()
    return joined([*parts, part[done:]])


def _undollared(part: MappedText) -> MappedText:
    stripped = part.text.strip()
    begin = part.text.index(stripped)
    inner = part[begin : begin + len(stripped)]
    dollars = 2 if stripped.startswith("$$") else 1
    closed = len(stripped) > 2 * dollars and stripped.startswith("$") and stripped.endswith("$" * dollars)
    return inner[dollars:-dollars] if closed else inner
