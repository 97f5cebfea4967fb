"""Notation profiles: how ids are spelled in LaTeX and in plain text. A new profile is one row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_SPLIT = re.compile(r"(?P<base>[A-Za-z]+)(?:_(?P<of>\w+)|(?P<index>[0-9]+))?(?P<after>\+[0-9]*)?", re.ASCII)
_GREEK = {
    **{name: rf"\{name}" for name in ("eta", "delta", "alpha", "beta", "epsilon", "lambda", "mu", "rho", "sigma")},
    "mhat": r"\hat{m}",
    "vhat": r"\hat{v}",
}
_UNICODE = {"eta": "η", "delta": "δ", "alpha": "α", "epsilon": "ε", "sigma": "σ", "mu": "μ", "rho": "ρ", "lambda": "λ"}
_QUANTITY_WORDS = ("net", "out", "target")
_SUPERSCRIPTS = str.maketrans("+0123456789", "⁺⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Notation:
    """A profile: the spelling of every id, once for LaTeX and once for plain text."""

    name: str
    latex: Callable[[str], str]
    text: Callable[[str], str]
    source: str


def _latex(identifier: str) -> str:
    r"""The net/out spelling of an id.

    >>> _latex("w12"), _latex("net_h1"), _latex("w5+"), _latex("eta"), _latex("height")
    ('w_{12}', 'net_{h1}', 'w_5^{+}', '\\eta', '\\mathit{height}')
    """
    parts = _SPLIT.fullmatch(identifier)
    if parts is None:
        return rf"\mathit{{{identifier.replace('_', ' ')}}}"
    script = parts["of"] or parts["index"] or ""
    below = f"_{script}" if len(script) == 1 else f"_{{{script.replace('_', ' ')}}}" if script else ""
    above = f"^{{{parts['after']}}}" if parts["after"] else ""
    return _latex_base(parts["base"]) + below + above


def _latex_base(base: str) -> str:
    if base in _GREEK:
        return _GREEK[base]
    return base if len(base) == 1 or base in _QUANTITY_WORDS else rf"\mathit{{{base}}}"


def _text(identifier: str) -> str:
    """The same in plain text, where the id itself reads well enough.

    >>> _text("w5+"), _text("eta"), _text("net_h1")
    ('w5⁺', 'η', 'net_h1')
    """
    name, plus, count = identifier.partition("+")
    return _UNICODE.get(name, name) + (plus + count).translate(_SUPERSCRIPTS)


NOTATIONS = {
    row.name: row
    for row in (
        Notation("net-out", _latex, _text, "Mazur, A Step by Step Backpropagation Example (2015): net_h1, out_h1"),
    )
}
