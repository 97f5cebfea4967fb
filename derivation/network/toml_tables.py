"""Tables of a TOML file with their places: every value is taken with a check that says what was expected, and where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from derivation.errors import LimitError, NumberError, Place, SpecError, nearest, printable
from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral, read_number

if TYPE_CHECKING:  # where a value stands is looked for only when an error is told
    from derivation.network.toml_places import Path, Written

_TYPES = {bool: "true or false", int: "a whole number", str: "text", list: "a list", dict: "a table"}


@dataclass(frozen=True)
class RawFloat:
    """A TOML float, kept as the text that its author wrote."""

    text: str


@dataclass(frozen=True)
class Source:
    """The text that was read, so that an error can point at it; a text without places is JSON or an option."""

    path: str
    text: str = ""
    has_places: bool = False

    @cached_property
    def written(self) -> Mapping[Path, Written]:
        """Where every value stands; looked for only when somebody asks, as most specs are right."""
        if not self.has_places:
            return {}
        from derivation.network.toml_places import written_values

        return written_values(self.text)

    def place(self, path: Path) -> Place:
        """The place of the value at *path*, or of the nearest table around it."""
        from derivation.network.toml_places import place_of

        while path and path not in self.written:
            path = path[:-1]
        return place_of(self.text, self.path, self.written.get(path))

    def place_within(self, path: Path, start: int, width: int) -> Place:
        """The place of a part of a text; of the whole text where it is not written on one line just as it is."""
        whole = self.place(path)
        raw = self.written[path].raw if path in self.written else ""
        as_it_is = raw[:1] in ("'", '"') and raw[:3] not in ("'''", '"""') and "\\" not in raw
        column = (whole.column or 0) + 1 + start
        return whole._replace(column=column, width=width) if as_it_is else whole

    def raw(self, path: Path, value: Any) -> str:
        """A number as its author wrote it."""
        return value if isinstance(value, str) else self.written[path].raw if path in self.written else str(value)


@dataclass(frozen=True)
class Table:
    """One table of the file with its place; every `take` checks the type and says what was expected."""

    source: Source
    data: Mapping[str, Any]
    path: Path = ()

    def only(self, *known: str) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.data:
            if key not in known:
                near = nearest(key, known)
                keys = ", ".join(known)
                where = _name_of((*self.path, key or '""'))
                raise SpecError(
                    "D203",
                    f"{printable(where)}: unknown key",
                    place=self.source.place((*self.path, key, "key")),
                    note=f"keys here are {keys}",
                    help=f"did you mean {near}?" if near else "",
                )

    def fail(self, code: str, message: str, *path: str | int, note: str = "", help: str = "") -> SpecError:
        """An error at a value of this table."""
        return SpecError(code, message, place=self.source.place((*self.path, *path)), note=note, help=help)

    def require(self, key: str) -> Any:
        """A value that must be there."""
        if key not in self.data:
            where = _name_of(self.path) or "the spec"
            raise self.fail("D210", f"{where}: {key} is missing")
        return self.data[key]

    def typed(self, value: Any, kind: type, *path: str | int, also: type | None = None) -> Any:
        """*value* if it is of that kind, or of the other one that is accepted."""
        if type(value) not in (kind, also):
            expected = " or ".join(_TYPES[each] for each in (kind, also) if each)
            raise self.fail("D207", f"{_name_of(path)}: expected {expected}, got {_described(value)}", *path)
        return value

    def table(self, key: str) -> Table:
        """A table inside this one; an empty one where it is left out."""
        return Table(self.source, self.typed(self.data.get(key, {}), dict, key), (*self.path, key))

    def count(self, given: list[Any], expected: int, name: str, why: str, *path: str | int) -> None:
        """Refuse a list of the wrong length; *why* says what each item is for."""
        if len(given) != expected:
            raise self.fail("D501", f"{name}: expected {expected} ({why}), got {len(given)}", *path)

    def number(self, value: Any, name: str, *path: str | int) -> Numeral:
        """An exact number from text or from a TOML number, as its author wrote it."""
        if isinstance(value, bool) or not isinstance(value, str | int | RawFloat):
            raise self.fail("D207", f"{name}: expected a number, got {_described(value)}", *path)
        full = (*self.path, *path)
        text = value.text if isinstance(value, RawFloat) else self.source.raw(full, value)
        try:
            return read_number(text, name=name)
        except NumberError as error:
            raise error.at(self.source.place(full)) from None

    def whole(self, key: str, default: int | None, code: str, least: int, most: int) -> int | None:
        """A whole number between bounds."""
        if key not in self.data:
            return default
        value = self.typed(self.data[key], int, key)
        if not least <= value <= most:
            error = LimitError if code == "D903" else SpecError
            place = self.source.place((*self.path, key))
            raise error(code, f"{key} must be between {least} and {most}, not {_shown(value)}", place=place)
        return int(value)

    def choice(self, key: str, default: str, code: str, known: Collection[str]) -> str:
        """One of the names that a registry knows."""
        value = self.typed(self.data.get(key, default), str, key)
        if value not in known:
            near = nearest(value, known)
            raise self.fail(
                code,
                f"{key}: {printable(value)!r} is not known",
                key,
                note=f"known are {', '.join(known)}",
                help=f"did you mean {near!r}?" if near else "",
            )
        return str(value)


def _name_of(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _shown(number: int) -> str:
    """A whole number, unless it is too long to be read (or, for Python, to be written)."""
    return printable(str(number)) if number.bit_length() < 1_000 else f"a number of {number.bit_length()} bits"


def _described(value: Any) -> str:
    """What a wrong value is, in the words of the file format."""
    if isinstance(value, bool):
        return str(value).lower()
    kinds = {
        list: "a list",
        dict: "a table",
        str: "text",
        int: "a whole number",
        RawFloat: "a number",
        type(None): "null",
    }
    return kinds.get(type(value), "a date or time")
