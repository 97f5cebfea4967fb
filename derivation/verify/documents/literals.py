"""Literals: the decimal numbers in a text as their author typed them, whatever stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from derivation.errors import DerivationError
from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral, read_number, with_point
from derivation.maths.reading.spellings import LOOK_ALIKES
from derivation.verify.documents.languages import words

_EXPONENT = r"(?:[eE][-+]?\d+)?"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
_SCALE = rf"(?: ?(?:\\cdot|\\times|[×·⋅*]) ?10(?: ?(?:\^|\*\*) ?\{{?[-+]?\d+\}}?|[{_SUPERSCRIPTS}]+))?"
_TAIL = f"{_EXPONENT}{_SCALE}"
_POINT = rf"(?:\d{{1,3}}(?:(?:,|\{{,\}})\d{{3}})+|\d+)?\.\d+{_TAIL}|\d+\{{,\}}\d+{_TAIL}"
_SIGN = r"(?:(?<![\w.)\]}])-)?"
_BEFORE = r"(?:(?<![A-Za-z_0-9.])|(?<=\dx))"
_UNITS = r"(?:em|ex|pt|px|cm|mm|mu|in|GB|MB|kB|rem|vh|vw|fr|s|ms)\b|\\(?:text|line|column|h|v)(?:width|height|size)"
_AFTER = rf"(?!\.?\d|_|\{{,\}}\d)(?! ?(?:{_UNITS}))"
_DECIMAL = rf"{_SIGN}{_BEFORE}(?:{_POINT}){_AFTER}"
_COMMA_DECIMAL = rf"{_SIGN}{_BEFORE}(?<!\d,)(?:{_POINT}|\d+,\d+{_TAIL}){_AFTER}(?!,\d)"
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_SCALED = re.compile(rf"(?:\\cdot|\\times|[×·⋅*])10(?:\^|\*\*)?\{{?([-+]?\d+|[{_SUPERSCRIPTS}]+)\}}?\Z")
_AS_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789-+")
_LABEL = re.compile(
    r"(?:\b(?:fig(?:ure)?s?|tab(?:le)?s?|sec(?:tion)?s?|ch(?:apter)?s?|eq(?:uation|n)?s?|ex(?:ample|ercise)?s?|part|step|"
    r"listing|theorem|lemma|version|v|python|release|abbildung|tabelle|kapitel|abschnitt|figura|tabla|bab|gambar)"
    r"\.?|§|^\s*#{1,6})[ ~(\u00a0]*$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:\\[,;:! ]|[ ~\u202f])?\\?%")
_FORMAT = re.compile(r"[:%][-<>^+ 0,]*\Z")
_LONGEST_LABEL = 24


@dataclass(frozen=True)
class Literal:
    """A number as its author typed it, and where: offsets in the document's own text."""

    text: str
    numeral: Numeral
    start: int
    end: int


@cache
def _decimal(comma: bool) -> re.Pattern[str]:
    """The pattern of a decimal literal; few documents need both, and they take long to compile."""
    return re.compile(_COMMA_DECIMAL if comma else _DECIMAL, re.ASCII)


def decimals(text: str, *, comma: bool = False, heading: bool = False) -> Iterator[tuple[int, int]]:
    """The places of the decimal literals in *text*; *comma* says that `0,5` is one.

    The number of a section, a figure or a version is a name and none of them; nor are lengths, percentages and formats.
    """
    shown = text.translate(LOOK_ALIKES)
    for found in _decimal(comma).finditer(shown):
        before = shown[max(0, found.start() - _LONGEST_LABEL) : found.start()]
        numbered = heading and not re.search(r"\w", shown[: found.start()]) and not shown[found.start()].startswith("-")
        if not numbered and not _LABEL.search(before) and not _is_none(shown, *found.span()):
            yield found.span()


def _is_none(text: str, start: int, end: int) -> bool:
    """Whether what looks like a decimal is none that stands for a quantity."""
    return _is_format_or_share(text, start, end) or _is_count(text, start, end)


def _is_format_or_share(text: str, start: int, end: int) -> bool:
    """Whether a number says how another one is to be printed, as in `{loss:.4f}`, or is a percentage."""
    is_format = text[end : end + 1] in tuple("feEgG") and _FORMAT.search(text, max(0, start - _LONGEST_LABEL), start)
    return bool(is_format) or bool(_SHARE.match(text, end))


def _is_count(text: str, start: int, end: int) -> bool:
    """Whether what looks like a decimal has its thousands set apart, as in `10.000 Runden`."""
    return bool(_THOUSANDS.fullmatch(text, start, end) and _counted().match(text, end))


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"[\s-]*{words('rounds')}", re.IGNORECASE)


def read_literal(text: str, start: int, end: int) -> Literal | None:
    """The number that *text* writes, however its author spelled the decimal point; None if it is over a limit."""
    try:
        return Literal(text, read_number(plain(text)), start, end)
    except DerivationError:
        return None


def plain(text: str) -> str:
    """Without what TeX and typography put inside a number.

    >>> plain("−0{,}5"), plain("1,234.5"), plain("0,25"), plain("3.5 \\\\cdot 10^{-8}")
    ('-0.5', '1234.5', '0.25', '3.5e-8')
    """
    bare = re.sub(r"\s", "", text.translate(LOOK_ALIKES)).replace("{,}", ",")
    return with_point(_SCALED.sub(lambda found: f"e{found[1].translate(_AS_DIGITS)}", bare))
