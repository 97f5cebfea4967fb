"""What the number in a cell of a table stands for, by the label of its row and the head of its column."""

from __future__ import annotations

import re

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.reading import ReadingError, read_formula
from derivation.maths.reading.spellings import PHRASE, phrased
from derivation.verify.documents.languages import COUNT, count_of, words

_LONGEST, _LONGEST_SLOPE = 60, 200
_NUMBER = re.compile(r"[-−]?\d*[.,]?\d+")
_WHOLE = re.compile(rf"[+]?{COUNT}")
_APART = r"[\W\d_⁰-₎²³¹]"
_SYMBOL = re.compile(rf"{_APART}*(?:[^\W\d_]|\\[a-zA-Z]+|net|out|target|bias|weight)(?:{_APART}.*)?", re.DOTALL)
_BEGINS_SLOPE = re.compile(r"\\d?frac|\\partial|[d∂]")
_ROLES = tuple(
    (role, re.compile(rf"\b{words(part)}\b", re.IGNORECASE))
    for role, part in (("+", "new"), ("d", "slope"), ("", "given"))
)
_NEW = dict(_ROLES)["+"]
_COUNTED = re.compile(rf"\b{words('numbered')}\s*(\d{{1,6}})\b", re.IGNORECASE)
_INDEX = re.compile(r"(?:(?:hidden |output )?(?:unit|neuron|node)s? )?\$?([a-z])\$?")
_NUMBERED = re.compile(r"(?:[a-z] ?= ?)?(\d{1,2})")
_SUBSCRIPT = re.compile(r"_(?:\{[^{}]*\}|[A-Za-z0-9])")
_NEURON = re.compile(r"[hHoOnN]_?\{?[0-9]{1,2}\}?")
SLOPE_OF = "?"
"""The id of whatever it is whose gradient a table shows."""


@dataclass(frozen=True)
class Cell:
    """The words of a cell's row, its column, and the heads of all columns, as they stand in the document.

    It is *alone* if the table has one row.
    """

    row: str
    column: str
    alone: bool = False
    heads: str = ""

    def stands_for(self) -> Formula | None:
        """What its number is of: the name in the label or the head, at the time that the other one tells."""
        label, head = _first(self.row), self.column.strip()
        if (numbered := self._numbered(label, head)) is not None:
            return numbered
        if not head and len(_cells(self.row)) > 2:
            return None  # of several columns without a head none is likelier than another
        if (own := _of_neuron(head, label)) is not None:
            return own
        if self.alone and _symbol(head) is not None and _NUMBER.fullmatch(label):
            return _symbol(head)
        if (slope := _slope(label)) is not None and _at(Name(SLOPE_OF), head) == Name(SLOPE_OF):
            return slope
        for named, said in ((_symbol(label), head), (_symbol(head), label)):
            if named is not None and _symbol(said) is None:
                return _at(named, said)
        return None

    @property
    def is_dated(self) -> bool:
        """Whether its table has columns of what is new, and it stands in another: then it is not after an update."""
        return bool(_NEW.search(self.heads)) and not _NEW.search(self.column)

    def _numbered(self, label: str, head: str) -> Formula | None:
        """What the head of a column says of the index in the label of the row, as `h_k` where `k` is 2."""
        index, number = _INDEX.fullmatch(self.heads.partition("|")[0].strip()), _NUMBERED.fullmatch(label)
        if index is None or number is None:
            return None
        stated = head.partition("=")[0].partition("(")[0]
        said = _SUBSCRIPT.sub(lambda found: found[0].replace(index[1], number[1]), stated)
        return None if said == stated else _told(said.strip())

    @property
    def rounds(self) -> int | None:
        """How many rounds the label of the row counts, where it is a whole number."""
        label = _first(self.row).strip()
        return count_of(label) if _WHOLE.fullmatch(label) else None

    @property
    def label(self) -> Name | None:
        """The name in the label of the row."""
        return _symbol(_first(self.row))

    @property
    def told(self) -> Name | Partial | None:
        """The quantity that the second cell of the row names, behind words."""
        cells = _cells(self.row)
        return _quantity(cells[1]) if len(cells) > 2 and _symbol(cells[0]) is None else None

    @property
    def head(self) -> Name | None:
        """The name at the head of the column."""
        return _symbol(self.column)


def _told(said: str) -> Formula | None:
    """The formula that the head of a column is, or the name in its words, at the time that these tell."""
    time, _, last = said.rpartition(" ")
    named = _symbol(last) if time.isalpha() else None
    return _formula(said) if named is None else _at(named, time)


def _of_neuron(head: str, label: str) -> Name | None:
    """What the head of a column says of the neuron in the label of the row, as `output of h1`."""
    said = f"{head} of {label}"
    found = re.match(PHRASE, f"{said} =") if _NEURON.fullmatch(label) else None
    return Name(phrased(said)) if found is not None and found[0] == said else None


def _first(row: str) -> str:
    """The text of the first cell of a row."""
    cells = _cells(row)
    return cells[0].replace("$", "").strip() if len(cells) > 1 else ""


def _cells(row: str) -> list[str]:
    return row.strip().strip("|").split("|")


def _symbol(text: str) -> Name | None:
    """The name that a label is: a symbol, not a word."""
    found = _quantity(text) if len(text) <= _LONGEST else None
    return found if isinstance(found, Name) else None


def _quantity(text: str) -> Name | Partial | None:
    """The name or the derivative that a label is."""
    bare = text.replace("$", "").strip()
    found = _formula(bare) if len(bare) <= _LONGEST_SLOPE and _SYMBOL.fullmatch(bare) else None
    return found if isinstance(found, Name | Partial) else None


def _slope(text: str) -> Partial | None:
    """The derivative that a label is."""
    bare = text.replace("$", "").strip()
    found = _formula(bare) if 2 < len(bare) <= _LONGEST and _BEGINS_SLOPE.match(bare) else None
    return found if isinstance(found, Partial) else None


def _formula(text: str) -> Formula | None:
    try:
        return read_formula(text)
    except ReadingError:
        return None


def _at(name: Name, said: str) -> Name | Partial | None:
    """The quantity before or after an update, or the gradient for it."""
    counted = _COUNTED.search(said)
    for role, pattern in _ROLES:
        if pattern.search(said):
            if role == "d":
                return Partial(Name(SLOPE_OF), name)
            times = int(counted[1]) if counted else 1
            return Name(f"{name.id}+" + (str(times) if times > 1 else "")) if role else name
    return None if said.strip() else name
