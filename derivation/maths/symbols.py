"""Symbol: how one quantity is written, a letter or word with something below and above it; one printer per notation."""

from __future__ import annotations

from derivation.frozen import dataclass

GREEK = {
    "eta": "η",
    "delta": "δ",
    "alpha": "α",
    "beta": "β",
    "epsilon": "ε",
    "lambda": "λ",
    "mu": "μ",
    "rho": "ρ",
    "sigma": "σ",
    "theta": "θ",
}
HATS = {"mhat": "m", "vhat": "v"}
WORDS = ("net", "out", "target")
"""Words that are set like letters, as the books do that use them."""

_LOWERED = dict(zip("0123456789kjiaeloxhmnpst", "₀₁₂₃₄₅₆₇₈₉ₖⱼᵢₐₑₗₒₓₕₘₙₚₛₜ", strict=True))
_RAISED = str.maketrans("+-()0123456789", "⁺⁻⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Symbol:
    """A base with what stands below and above it: `w`, `5` and `+`; vectors and matrices are bold.

    The base is a letter, a word, or the English name of a Greek letter; a *prime* marks the slope of a function.
    """

    base: str
    below: str = ""
    above: str = ""
    bold: bool = False
    prime: bool = False


def latex_symbol(symbol: Symbol) -> str:
    r"""A symbol in LaTeX.

    >>> latex_symbol(Symbol("w", "12")), latex_symbol(Symbol("eta")), latex_symbol(Symbol("height", "", "+"))
    ('w_{12}', '\\eta', '\\mathit{height}^{+}')
    """
    below = symbol.below.replace("_", " ")
    below = f"_{below}" if len(below) == 1 else f"_{{{below}}}" if below else ""
    above = f"^{{{symbol.above}}}" if symbol.above else ""
    return _latex_base(symbol) + below + above


def _latex_base(symbol: Symbol) -> str:
    base, prime = symbol.base, "'" if symbol.prime else ""
    if base in HATS:
        return rf"\hat{{{HATS[base]}}}"
    if base in GREEK:
        return (rf"\boldsymbol{{\{base}}}" if symbol.bold else f"\\{base}") + prime
    if symbol.bold:
        return rf"\mathbf{{{base}}}{prime}"
    return base + prime if len(base) == 1 or base in WORDS else rf"\mathit{{{base.replace('_', ' ')}}}"


def line_symbol(symbol: Symbol) -> str:
    """A symbol in plain text, as its id: a word is joined to its index by a low line.

    >>> line_symbol(Symbol("w", "5", "+")), line_symbol(Symbol("net", "h1")), line_symbol(Symbol("eta"))
    ('w5⁺', 'net_h1', 'η')
    """
    joint = "" if symbol.below.isdigit() or not symbol.below else "_"
    base = _text_base(symbol) if symbol.prime or not symbol.below else symbol.base
    return f"{base}{joint}{symbol.below}{symbol.above.translate(_RAISED)}"


def script_symbol(symbol: Symbol) -> str:
    """A symbol in plain text with small raised and lowered characters where there are such.

    >>> script_symbol(Symbol("w", "12", "(2)+")), script_symbol(Symbol("w", "1,12")), script_symbol(Symbol("C"))
    ('w₁₂⁽²⁾⁺', 'w_{1,12}', 'C')
    """
    below = "".join(_LOWERED.get(char, "?") for char in symbol.below)
    below = f"_{{{symbol.below}}}" if "?" in below else below
    return _text_base(symbol) + below + symbol.above.translate(_RAISED)


def _text_base(symbol: Symbol) -> str:
    return GREEK.get(symbol.base, symbol.base) + ("'" if symbol.prime else "")
