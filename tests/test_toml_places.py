"""Places: every value of a TOML text is found where it stands, however the text is written."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from derivation.errors import Place
from derivation.network.toml_places import Path, Written, place_of, written_values

EVERY_STYLE = """\
# a comment with [brackets], "quotes" and = signs
bare-key_1 = 1 # another ] one
"quoted key" = 'literal \\ text'
'single.quoted' = "a \\"basic\\" text, with # and ] in it"
"\\u0061" = "an escape in the key"
dotted . "key with.dot" . c = [ 1, 2.50 , # a comment ] in a list
  [ '''x]''', \"\"\"y"] \\"\"\"\" ], { inner = true, list = [ {} , { deep = -inf } ] } , ]
date = 1979-05-27 07:32:00Z
empty = []

[table.'sub table']
one = +1_000
text = \"\"\"
two
lines\"\"\"\"\"
[[list.of.tables]]
x = 0x1F
[list.of.tables.inner]
y = 1e-3
[[list.of.tables]]
x = nan
  [[list.of.tables.more]]
  z = 07:32:00
"""


class Raw(str):
    """A float as it was written."""


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar and every empty list with its path."""
    if not isinstance(value, dict | list) or (value == [] and path):
        yield path, value
        return
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(part, (*path, key))


def assert_places_are_exact(text: str) -> None:
    """At the offset of every value stands its raw text, and that text means the value."""
    written = written_values(text)
    for path, value in leaves(tomli.loads(text, parse_float=Raw)):
        found = written[path]
        assert text.startswith(found.raw, found.offset)
        assert tomli.loads(f"it = {found.raw}", parse_float=Raw) == {"it": value}


def test_every_value_of_every_style_is_found() -> None:
    assert_places_are_exact(EVERY_STYLE)
    assert_places_are_exact(EVERY_STYLE.replace("\n", "\r\n"))


def test_keys_and_tables_have_places_too() -> None:
    written = written_values(EVERY_STYLE)
    assert written[("quoted key", "key")].raw == '"quoted key"'
    assert written[("dotted", "key with.dot", "c", "key")].raw == 'dotted . "key with.dot" . c'
    assert written[("table", "sub table")].raw == "[table.'sub table']"
    assert written[("list", "of", "tables", 1)].raw == "[[list.of.tables]]"
    assert written[("list", "of", "tables", 1, "more", 0, "z")].raw == "07:32:00"
    assert written[("list", "of", "tables")].offset == written[("list", "of", "tables", 0)].offset


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("a", "\\u0061")


texts = st.text(st.characters(exclude_categories=("C",), include_characters="\t\"'\\#[]{}=,."), max_size=8)
numbers = st.sampled_from(["0", "-1", "+1_000", "0x1F", "0o7", "0b1", "1.50", "-1e-3", "6.02E+23", "inf", "-nan"])
others = st.sampled_from(["true", "false", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "1979-05-27 00:32:00.99"])
literals = st.text('abc #[]{}=,."\\', max_size=6)
scalars = st.one_of(
    numbers,
    others,
    texts.map(quoted),
    literals.map(lambda text: f"'{text}'"),
    literals.map(lambda text: f"'''\n{text}'''"),
    texts.map(lambda text: f'"""\n{quoted(text)[1:-1]}"""'),
)
gaps = st.sampled_from(["", " ", "\t", "  "])
breaks = st.sampled_from(["", " ", "\n", "\n\t", " # ], }\n", "\r\n"])


@st.composite
def lists_of(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    parts = [f"{draw(breaks)}{value}{draw(breaks)}" for value in draw(st.lists(values, max_size=4))]
    trailing = draw(st.sampled_from(["", ","])) if parts else ""
    return f"[{','.join(parts)}{trailing}{draw(breaks)}]"


def keys(letter: str) -> st.SearchStrategy[str]:
    """Keys that are all different where the letters are: bare, quoted with escapes, literal."""
    tails = texts.map(lambda text: quoted(letter + text))
    return st.one_of(st.just(letter), st.just(f"{letter}-_1"), st.just(f"'{letter} .#='"), tails)


@st.composite
def tables_of(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    letters = "pqr"[: draw(st.integers(0, 3))]
    parts = [
        f"{draw(gaps)}{draw(keys(letter))}{draw(gaps)}={draw(gaps)}{draw(values)}{draw(gaps)}" for letter in letters
    ]
    return "{" + ",".join(parts) + "}"


values = st.recursive(scalars, lambda inner: lists_of(inner) | tables_of(inner), max_leaves=8)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """TOML texts with keys, dotted keys, tables and arrays of tables in every style."""
    headers = ["", *draw(st.lists(st.sampled_from(["[[g.h]]", "[[ g . 'h' ]]", "[[i]]"]), max_size=4))]
    lines = []
    for header in headers:
        lines.append(header)
        lines += [
            f"{draw(gaps)}{draw(keys(letter))}{draw(gaps)}={draw(gaps)}{draw(values)}{draw(gaps)}# note ]"
            for letter in "abc"[: draw(st.integers(0, 3))]
        ]
        lines.append(f"d{draw(gaps)}.{draw(gaps)}{draw(keys('e'))} = {draw(values)}")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@given(documents())
def test_places_of_values_are_exact(text: str) -> None:
    assert_places_are_exact(text)


@pytest.mark.parametrize(
    ("text", "offset", "raw", "place"),
    [
        ("a = 1", 4, "1", Place("f", 1, 5, "a = 1", 1)),
        ("a = 1\nb = 22\n", 10, "22", Place("f", 2, 5, "b = 22", 2)),
        ("a = 1\r\nb = 22\r\n", 11, "22", Place("f", 2, 5, "b = 22", 2)),
        ("σ = '学习' # x", 4, "'学习'", Place("f", 1, 5, "σ = '学习' # x", 4)),
        ("\n\n\ta = [\n1]", 7, "[\n1]", Place("f", 3, 6, "\ta = [", 1)),
    ],
)
def test_a_place_is_line_column_and_width(text: str, offset: int, raw: str, place: Place) -> None:
    assert place_of(text, "f", Written(offset, raw)) == place


def test_a_value_without_a_place_is_in_the_file() -> None:
    assert place_of("a = 1", "f", None) == Place("f")


@pytest.mark.parametrize(
    "text",
    [
        "a = [" + "1," * 250_000 + "]",
        "a = '" + "[" * 500_000 + "'",
        'a = "' + "\\\\" * 250_000 + '"',
        'a = """' + '""\\"' * 100_000 + '"""',
        "#" * 500_000,
        "\n" * 500_000,
        " " * 500_000 + "a = 1",
        "a = " + " " * 500_000 + "1",
        "".join(f"k{number} = 1\n" for number in range(40_000)),
        "".join(f'"k{number}" = 1\n' for number in range(20_000)),
        "[[a]]\n" * 50_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_half_a_megabyte_is_scanned_within_two_seconds(text: str) -> None:
    assert isinstance(tomli.loads(text), dict)
    start = time.perf_counter()
    written_values(text)
    assert time.perf_counter() - start < 2


def test_dates_are_values_like_any_other() -> None:
    assert tomli.loads(EVERY_STYLE)["date"] == datetime.datetime(1979, 5, 27, 7, 32, tzinfo=datetime.UTC)
    assert written_values(EVERY_STYLE)[("date",)].raw == "1979-05-27 07:32:00Z"
