"""Every deliberate error: where it is, what is wrong, what would be accepted.

An error is a value first and an exception second: the command line prints it, a library user catches it.
Ids are stable: D1xx command line and reading, D2xx spec, D3xx numbers, D4xx names, D5xx network,
D6xx templates, D7xx documents, D8xx output, D9xx limits and internal. This module and `cli` are all that `--help`
loads, so they import little.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False  # typing itself would cost a fifth of the start
if TYPE_CHECKING:
    from collections.abc import Iterable

EXIT_UNUSABLE = 2
EXIT_MACHINE = 4
EXIT_BUG = 101

_SHOWN_CHARACTERS = 60


class Place(namedtuple("Place", "path line column text width", defaults=(None, None, "", 1))):
    """A position in a text somebody wrote: 1-based line and column, the line itself, and how many characters."""

    path: str
    line: int | None
    column: int | None
    text: str
    width: int

    __slots__ = ()

    def __str__(self) -> str:
        return ":".join(str(part) for part in (printable(self.path, 200), self.line, self.column) if part is not None)


class DerivationError(Exception):
    """A deliberate error with a stable id; `str()` is the whole message as the command line prints it."""

    def __init__(self, code: str, message: str, *, place: Place | None = None, note: str = "", help: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.place = place
        self.note = note
        self.help = help

    @property
    def exit_code(self) -> int:
        """2 for input that cannot be used, 4 where the machine said no (D8xx)."""
        return EXIT_MACHINE if self.code.startswith("D8") else EXIT_UNUSABLE

    def at(self, place: Place | None) -> DerivationError:
        """The same error, told at *place* unless it already knows a better one."""
        return type(self)(self.code, self.message, place=self.place or place, note=self.note, help=self.help)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        lines = [f"{where}error[{self.code}]: {self.message}", *_excerpt(self.place)]
        lines += [f"  = note: {self.note}"] if self.note else []
        lines += [f"  = help: {self.help}"] if self.help else []
        return "\n".join(lines)


class NumberError(DerivationError):
    """A text is not a number that can be read exactly (D3xx)."""


class SpecError(DerivationError):
    """A network specification cannot be used (D1xx, D2xx, D4xx, D5xx)."""


class UnknownNameError(DerivationError):
    """A name is not a quantity of the network (D402)."""


class OutputError(DerivationError):
    """The machine refused to write (D8xx)."""


class LimitError(DerivationError):
    """A stated limit was passed (D9xx)."""


def printable(text: str, limit: int = _SHOWN_CHARACTERS) -> str:
    """The user's own text, made safe for a terminal: controls and bidi marks as escapes, cut at *limit*.

    >>> printable("a\\x1b[31m")
    'a\\\\x1b[31m'
    """
    shown = "".join(char if char.isprintable() else _escape(char) for char in text[: limit + 1])
    return shown if len(text) <= limit else shown[:limit] + "..."


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like *word*, or nothing.

    >>> nearest("learnig_rate", ["learning_rate", "rounds"])
    'learning_rate'
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1)), "")


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"U+{code:04X}"


def _excerpt(place: Place | None) -> list[str]:
    """The line in question with a caret under the place, numbered like a listing."""
    if place is None or place.line is None or place.column is None or not place.text:
        return []
    margin = len(str(place.line))
    start = max(0, place.column - 1 - _SHOWN_CHARACTERS // 2)
    shown = printable(place.text[start:])
    before = printable(place.text[start : place.column - 1])
    under = " " * len(before) + "^" * max(1, min(place.width, _SHOWN_CHARACTERS - len(before)))
    return [f"{' ' * margin} |", f"{place.line} | {shown}", f"{' ' * margin} | {under}"]
