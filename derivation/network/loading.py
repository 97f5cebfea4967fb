"""Files and command-line values -> Spec: what can go wrong before a single key has been looked at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

import tomli

from derivation.errors import Place, SpecError, printable
from derivation.inputs import read_bytes
from derivation.maths.numbers import MAX_DIGITS
from derivation.network.overriding import with_overrides
from derivation.network.spec import BUILT_IN, Spec
from derivation.network.spec_reading import build_spec
from derivation.network.toml_places import Written, place_of
from derivation.network.toml_tables import RawFloat, Source, Table

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_KEY_PARTS = 32
_HOW_TO_START = "`derivation new` writes one to start from"
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\xef\xbb\xbf": "UTF-8 with a byte order mark"}


def load_spec(path: str | None, overrides: Mapping[str, str] | None = None) -> Spec:
    """The spec in the file at *path*, or the built-in classic, with command-line values in place of the file's.

    Raises: SpecError: D110-D112 the file cannot be read, D201-D211 what it says, D102 the command line.
    """
    if path is None:
        return read_spec(BUILT_IN, "the built-in network", overrides)
    if not path.endswith((".toml", ".json")):
        raise SpecError("D209", f"{printable(path)}: a spec is TOML or JSON, so its name ends in .toml or .json")
    return read_spec(_decoded(_bytes(path), path), path, overrides)


def read_spec(text: str, path: str = "<spec>", overrides: Mapping[str, str] | None = None) -> Spec:
    """The spec that *text* writes; *path* is what errors call it, and its suffix says whether it is JSON."""
    as_json = path.endswith(".json")
    data = _json_data(text, path) if as_json else _toml_data(text, path)
    if not isinstance(data, dict):
        raise SpecError("D207", "the top level of a spec must be a table", place=Place(path))
    if _depth(data) > MAX_DEPTH:
        raise SpecError("D205", f"nested too deep: more than {MAX_DEPTH} levels", place=Place(path))
    if not data:
        raise SpecError("D208", "the spec is empty", place=Place(path), help=_HOW_TO_START)
    source = Source(path, text, has_places=not as_json)
    stem, suffix = os.path.splitext(os.path.basename(path))
    spec = build_spec(Table(source, data), stem if suffix else "")
    return with_overrides(spec, overrides) if overrides else spec


def _bytes(path: str) -> bytes:
    """The content of a regular file within the limit."""
    content = read_bytes(path, MAX_BYTES, what="a spec")
    if len(content) > MAX_BYTES:
        raise SpecError("D206", f"{printable(path)} is larger than 1 MiB")
    return content


def _decoded(content: bytes, path: str) -> str:
    mark = next((name for start, name in _MARKS.items() if content.startswith(start)), "")
    try:
        if not mark:
            return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError("D112", "not UTF-8", place=Place(path, line), note=error.reason) from None
    raise SpecError("D112", f"not UTF-8: the file is {mark}", place=Place(path), help="save it as plain UTF-8")


def _toml_data(text: str, path: str) -> Any:
    if "\0" in text:
        raise SpecError(
            "D201", "the file contains a NUL byte", place=Place(path, text.count("\n", 0, text.index("\0")) + 1)
        )
    _refuse_long_keys(text, path)
    try:
        return tomli.loads(text, parse_float=RawFloat)
    except RecursionError:
        raise SpecError("D205", "nested too deep", place=Place(path)) from None
    except tomli.TOMLDecodeError as error:
        raise _syntax_error(error, text, path) from None
    except ValueError:
        raise _too_many_digits(text, path) from None


def _refuse_long_keys(text: str, path: str) -> None:
    """Raise for a dotted key of very many parts: a file full of these takes the reader many seconds."""
    for number, line in enumerate(text.split("\n"), start=1):
        key = line.partition("=")[0]
        if key.count(".") >= MAX_KEY_PARTS and not any(char in key for char in "#,\"'"):
            place = Place(path, number, 1, line)
            raise SpecError("D205", f"nested too deep: a key of more than {MAX_KEY_PARTS} parts", place=place)


def _too_many_digits(text: str, path: str) -> SpecError:
    """A whole number that Python itself refuses to read, with its place."""
    number = re.search(r"[0-9_]{4000,}", text)
    place = place_of(text, path, Written(number.start(), number[0]) if number else None)
    return SpecError("D303", f"a number in the file has more than {MAX_DIGITS} digits", place=place)


def _syntax_error(error: tomli.TOMLDecodeError, text: str, path: str) -> SpecError:
    """tomli's complaint under our id, with the line it is about."""
    lines = text.split("\n")
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    place = Place(path, error.lineno, error.colno, line.rstrip("\r"))
    message = error.msg[:1].lower() + error.msg[1:]
    if "part" in message or "nest" in message or "recursion" in message.lower():
        return SpecError("D205", f"nested too deep: {message}", place=place)
    if any(word in message for word in ("overwrite", "twice", "duplicate", "declare")):
        return SpecError("D204", "a key or table is given twice", place=place, note=f"the reader says: {message}")
    return SpecError("D201", message, place=place, note="a spec is written in TOML")


def _json_data(text: str, path: str) -> Any:
    place = Place(path)
    if not text.strip():
        raise SpecError("D208", "the spec is empty", place=place, help=_HOW_TO_START)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=RawFloat, parse_constant=_refuse_constant)
    except SpecError as error:
        raise error.at(place) from None
    except RecursionError:
        raise SpecError("D205", "nested too deep", place=place) from None
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1]
        raise SpecError("D202", error.msg, place=Place(path, error.lineno, error.colno, line)) from None
    except ValueError:
        raise _too_many_digits(text, path) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys are all different."""
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise SpecError("D204", f"{printable(key)} is given twice")
        seen[key] = value
    return seen


def _refuse_constant(constant: str) -> Any:
    raise SpecError("D302", f"{constant} is not a number")


def _depth(data: Any) -> int:
    """Levels of nesting, counted without recursion."""
    level, deepest = [data], 0
    while level and deepest <= MAX_DEPTH + 1:
        deepest += 1
        inner = [part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list)]
        level = [value for parts in inner for value in parts]
    return deepest
