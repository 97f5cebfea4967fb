"""Plain text -> LaTeX that prints as it stands: no character of it is ever a command."""

from __future__ import annotations

import re

_COMMANDS = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    "\xa0": "~",
    **{char: f"\\{char}" for char in "{}$&#%_"},
}
_KNOWN = frozenset("ĂăĄąĆćČčĎďĐđĘęĚěĞğĹĺĽľŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽžİ–—‘’“”„‚…«»‹›")
"""Beyond Latin-1 what the usual font encoding has."""
_MATHS = {"≈": r"\approx", "≤": r"\leq", "≥": r"\geq", "−": "-", "·": r"\cdot", "×": r"\times", "∂": r"\partial"}
_MATHS |= {"→": r"\rightarrow", "α": r"\alpha", "β": r"\beta", "δ": r"\delta", "ε": r"\epsilon", "η": r"\eta"}
_MATHS |= {"λ": r"\lambda", "μ": r"\mu", "ρ": r"\rho", "σ": r"\sigma", "θ": r"\theta", "⁺": "^{+}"}
_LIGATURES = re.compile(r"([-<>,'])(?=\1)")


def escaped(text: str) -> str:
    r"""*text* as LaTeX; what the usual fonts do not have is named by its number.

    >>> escaped("50 % of <<x>>"), escaped("\\input{a}"), escaped("日")
    ('50 \\% of <{}<x>{}>', '\\textbackslash{}input\\{a\\}', '[U+65E5]')
    """
    return _LIGATURES.sub(r"\1{}", "".join(map(_escape, text)))


def bookmark(text: str) -> str:
    r"""The same without anything that only TeX could set: signs and Greek letters by their names.

    >>> bookmark("∂E_total/∂w5"), bookmark("η")
    ('dE\\_total/dw5', 'eta')
    """
    return escaped("".join(_MATHS[char].strip("\\^{}") if char in _MATHS else char for char in text.replace("∂", "d")))


def _escape(char: str) -> str:
    if char in _COMMANDS:
        return _COMMANDS[char]
    if " " <= char <= "~" or "¡" <= char <= "ÿ" or char in _KNOWN or char == "\n":
        return rf"\ensuremath{{{_MATHS[char]}}}" if char in _MATHS else char
    return rf"\ensuremath{{{_MATHS[char]}}}" if char in _MATHS else f"[U+{ord(char):04X}]"
