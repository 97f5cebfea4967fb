"""Names that an author gives to a function: `f` where `f(0.3) = 0.574` is printed, or `f(x) = 1/(1 + e^{-x})`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from derivation.maths.formulas import Call, Name
from derivation.maths.functions import FUNCTIONS
from derivation.maths.numbers import Numeral
from derivation.verify.documents.literals import read_literal
from derivation.verify.manuscripts import FORMULAS, Manuscript
from derivation.verify.values.arithmetic import arithmetic, interval
from derivation.verify.values.weighing import fits, may_be


def _pattern(*parts: str) -> re.Pattern[str]:
    """The pattern of several parts; blanks are few, so that no search takes long."""
    return re.compile("".join(parts).replace(r"\s*", r"\s{0,9}"))


_CALLED = r"(?<![\w\\}])\\?(?P<name>[A-Za-z]{1,12}|[α-ω])\s*(?:\\left\s*)?\(\s*"
_CLOSED = r"\s*(?:\\right\s*)?\)\s*&?\s*"
_NUMBER = r"[-−+]?\s*(?:\d*(?:[.,]|\{,\})\d+|\d{1,3}(?![\d.,]))"
_PRINTED = _pattern(
    rf"(?:\A|[=≈,;:&\n(>→]|\\approx|\\simeq|\\quad|\\,)\s*{_CALLED}(?P<net>{_NUMBER}){_CLOSED}",
    rf"(?:=|≈|\\approx|\\simeq)\s*(?P<out>{_NUMBER})(?!\s*(?:[\d*·×+−/(^-]|\\(?:cdot|times|left)))",
)
_X = r"\s*\{?\(?\s*(?P=x)"
_EXPONENTIAL = rf"(?:(?:e|\\mathrm\s*\{{\s*e\s*\}})\s*(?:\^|\*\*)|\\?exp)\s*(?:\\left)?[({{]*\s*[-−]{_X}"
_FUNCTION = _pattern(rf"{_CALLED}[A-Za-z]\w*{_CLOSED}:?=(?!=|\s*(?P=name)\s*\(|\s*[-−]?\s*[\d.])")
_DEFINED = _pattern(
    rf"{_CALLED}(?P<x>[A-Za-z]\w*){_CLOSED}:?=\s*(?:",
    rf"(?P<sigmoid>(?:\\[dt]?frac\s*\{{?\s*1\s*\}}?\s*\{{?|1\s*/\s*[({{]*)\s*1\s*\+\s*{_EXPONENTIAL})",
    r"|(?P<tanh>\\?tanh\b|\\operatorname\{tanh\})",
    rf"|(?P<relu>\\?max\s*(?:\\left)?[({{\\]*\s*0\s*,{_X}|\\begin\s*\{{cases\}}{_X}\s*[,&]",
    r"(?=[^\\]{1,60}\\\\\s*0\s*[,&])))",
)
_LETTERS = {letter: row.name for row in FUNCTIONS.values() for letter in row.spellings if row.name.startswith("normal")}
"""Letters that stand for a function in statistics, and for any in networks."""
_KNOWN = {word for row in FUNCTIONS.values() for word in (row.name, *row.spellings)} - set(_LETTERS) | {"sqrt"}
UNKNOWN = ""
_E = _pattern(r"(?<![\w\\}])e\s*&?\s*:?=(?!=)")
_ENOUGH = 4
_FUNCTION_OF = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "positive_part"}
_ARGUMENT = Name("x")


def own_functions(manuscript: Manuscript) -> tuple[tuple[str, str], ...]:
    """Every name for a function that the document defines, or that its printed values agree on, with that function.

    It is `UNKNOWN` if the values say that it is not the one that it usually is. A name that has a number itself, as in
    `y = 0.6`, is that of a quantity.
    """
    texts = [region.text for region in manuscript.regions if region.kind in FORMULAS]
    found = _defined(texts)
    for name, pairs in _printed(texts).items():
        if name not in found and (agreed := _agreed(name, pairs)) is not None:
            found[name] = agreed
    own = {name: _FUNCTION_OF.get(each, UNKNOWN) for name, each in found.items() if name.lower() not in _KNOWN}
    return tuple((name, function) for name, function in own.items() if not _is_quantity(name, texts))


def names_e(manuscript: Manuscript) -> bool:
    """Whether `e` is defined as a quantity, as in `e = t - y`."""
    return any(_E.search(region.text) for region in manuscript.regions if region.kind in FORMULAS)


def _defined(texts: Sequence[str]) -> dict[str, str]:
    """What every name is defined as, if that is one thing."""
    told: dict[str, set[str]] = {}
    for text in texts:
        for found in _FUNCTION.finditer(text):
            defined = _DEFINED.match(text, found.start())
            told.setdefault(found["name"], set()).add(defined.lastgroup or "" if defined else "")
    return {name: kind for name, (kind, *others) in told.items() if kind and not others}


def _printed(texts: Sequence[str]) -> Mapping[str, list[tuple[Numeral, Numeral]]]:
    """The values that are printed for every name that is applied to a number."""
    pairs: dict[str, list[tuple[Numeral, Numeral]]] = {}
    for text in texts:
        for found in _PRINTED.finditer(text):
            net, out = (read_literal(found[group], 0, len(found[group])) for group in ("net", "out"))
            if net is not None and out is not None:
                pairs.setdefault(found["name"], []).append((net.numeral, out.numeral))
    return pairs


def _agreed(called: str, pairs: Sequence[tuple[Numeral, Numeral]]) -> str | None:
    """The activation that most values are of, with digits enough that it is no chance."""
    for name, function in _FUNCTION_OF.items():
        made = [pair for pair in pairs if _is_made(function, *pair)]
        telling = {out.value: out.digits for net, out in made if out.value not in (net.value, 0)}
        cut = {net.value < 0 for net, out in made if out.value in (net.value, 0)}
        if 2 * len(made) >= len(pairs) and (sum(telling.values()) >= _ENOUGH or len(cut) > 1):
            return name
    other = called in _LETTERS and not any(_is_made(_LETTERS[called], *pair) for pair in pairs)
    return UNKNOWN if other else None


def _is_made(function: str, net: Numeral, out: Numeral) -> bool:
    value = arithmetic(Call(function, (_ARGUMENT,)), {_ARGUMENT: interval(net) if net.places else net.value})
    return value is not None and (may_be(out, value) or fits(out, value) is not None)


def _is_quantity(name: str, texts: Sequence[str]) -> bool:
    """Whether a number is printed for the name alone."""
    stated = re.compile(rf"(?<![\w\\}}])\\?{name}\s*&?\s*(?:=|≈|\\approx)\s*{_NUMBER}")
    return any(stated.search(text) for text in texts)
