"""Two measures of `verify`: nothing is wrong in right documents of many authors; a digit changed in one is found.

A changed number is found if it, or something in its line, is now called wrong or off in its last digit, if a formula
is, or if it is called less than before: cut and not rounded, or only carried. It is not found if nothing is said of it
any more. Three kinds of numbers are left out: those that were not checked before they were changed, those of asides,
which are no claims about the network, and those that are as near to the exact value after as before: the last digit of
0.1234 may be a 5 where the author carried rounded numbers on and the exact value is 0.12351.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from asides import ASIDES
from authors import WIDE, Author
from bookbinding import BINDERS
from lessons import Example

from derivation import stories

DOCUMENTS, MUTATED, WIDE_ONES = 1000, 200, 200
SOME, SOME_MUTATED, SOME_WIDE, SOME_PAIRS = 18, 4, 8, 3
"""How many are looked at for every commit; neighbours differ in format, habit and decimal sign."""
RIGHT, REPORTED = ("exact", "rounded"), ("wrong", "last-digit")
WEAKER = {"exact": ("truncated", "carried"), "rounded": ("truncated", "carried"), "truncated": ("carried",)}
_POWER = re.compile(r"(?:e|\s*(?:\\\\?times|\\\\?cdot|×|·)\s*(?P<base>\d+)\^\{)(?P<power>[-−]?\d+)\}?\Z")
_TAG_OR_DIGIT = re.compile(r"<[^>]*>|[0-9]")

Claim = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A document of one author on a disk, with the spec of its network beside it."""

    path: Path
    spec: Path
    text: str

    def claims(self, *, stated: bool) -> list[Claim]:
        """What `verify` says, of a network that is stated or that it has to recover."""
        self.path.write_text(self.text, encoding="utf-8")
        report, _ = stories.verify([str(self.path)], str(self.spec) if stated else None, "json", causes=False)
        return json.loads(report)["claims"]

    def changed(self, claim: Claim, choose: random.Random) -> tuple[Document, str]:
        """The document with one digit of a number changed, and that number then."""
        lines = self.text.split("\n")
        line, printed = lines[claim["line"] - 1], claim["printed"]
        found = _TAG_OR_DIGIT.finditer(line, claim["column"] - 1)
        places = [each.start() for each in found if not each[0].startswith("<")]
        digits = [index for index, char in enumerate(printed) if char.isdigit()]
        chosen = choose.randrange(len(digits))
        at, inside = places[chosen], digits[chosen]
        digit = choose.choice([other for other in "0123456789" if other != printed[inside]])
        lines[claim["line"] - 1] = line[:at] + digit + line[at + 1 :]
        return replace(self, text="\n".join(lines)), printed[:inside] + digit + printed[inside + 1 :]


def example_of(index: int) -> Example:
    choose = random.Random(f"example {index}")
    return Example.drawn_wide(choose) if index >= WIDE else Example.drawn(choose)


def document(index: int, folder: Path) -> Document:
    """The document of author number *index*."""
    author, example = Author.number(index), example_of(index)
    spec = folder / f"{index}.json"
    spec.write_text(example.spec, encoding="utf-8")
    return Document(folder / f"{index}.{BINDERS[author.format].suffix}", spec, author.written(example))


def pair(index: int, folder: Path) -> Document:
    """A document with two examples by the same author."""
    author = Author.number(index)
    text = author.written(example_of(index), example_of(index + 1))
    return Document(folder / f"pair{index}.{BINDERS[author.format].suffix}", folder / "none", text)


def wrong(claims: list[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim["verdict"] == "wrong"]


def missed(index: int, folder: Path, count: int, *, stated: bool = True) -> Iterator[bool]:
    """For so many numbers of a document, whether a changed digit of it is overlooked."""
    original = document(index, folder)
    claims, lines = original.claims(stated=stated), original.text.split("\n")
    numbers = [claim for claim in claims if claim["kind"] == "number" and not is_aside(lines[claim["line"] - 1])]
    checked = [claim for claim in numbers if claim["verdict"] != "unread"]
    choose = random.Random(f"mutation {index}")
    for claim in choose.sample(checked, min(count, len(checked))):
        changed, printed = original.changed(claim, choose)
        if not is_as_right(printed, claim):
            yield not is_found(changed.claims(stated=stated), claim)


def is_aside(line: str) -> bool:
    bare = re.sub(r"<[^>]*>", "", line)
    return any(aside.split(",")[0][:30] in bare for aside in ASIDES)


def is_as_right(printed: str, claim: Claim) -> bool:
    """Whether a changed number is the exact value rounded, or off by a unit, or by no more than before, if that was."""
    (now, half), (before, _), exact = worth(printed), worth(claim["printed"]), Fraction(claim["value"])
    return abs(now - exact) <= (half if claim["verdict"] in RIGHT else max(2 * half, abs(before - exact)))


def worth(text: str) -> tuple[Fraction, Fraction]:
    """The value of a printed number and half a unit of its last place; times a power of whatever stands for ten."""
    found = _POWER.search(text)
    bare = text[: found.start()] if found else text
    decimal = bare.replace("{,}", ".").replace(",", ".").replace("−", "-")
    base = Fraction(found["base"] or 10) if found else Fraction(1)
    scale = base ** int(found["power"].replace("−", "-")) if found and base else Fraction(1)
    return Fraction(decimal) * scale, scale / (2 * 10 ** len(decimal.partition(".")[2]))


def is_found(after: list[Claim], claim: Claim) -> bool:
    """Whether a changed number, its line or a formula is reported, or the number now is called cut or carried."""
    here = [each for each in after if (each["line"], each["column"]) == (claim["line"], claim["column"])]
    words = {each["verdict"] for each in here if each["kind"] == "number"}
    reported = any(each["line"] == claim["line"] and each["verdict"] in REPORTED for each in after)
    weaker = not words.isdisjoint(WEAKER.get(claim["verdict"], ()))
    return reported or weaker or any(each["kind"] == "formula" for each in wrong(after))


@pytest.mark.parametrize("stated", [True, False], ids=["stated", "recovered"])
@pytest.mark.parametrize("index", [*range(SOME), 335, *range(WIDE, WIDE + SOME_WIDE)])  # 335: max(0; x) in rows of text
def test_nothing_is_wrong_in_a_right_document(index: int, stated: bool, tmp_path: Path) -> None:
    claims = document(index, tmp_path).claims(stated=stated)
    assert wrong(claims) == []
    assert sum(claim["verdict"] != "unread" for claim in claims) > 0.9 * len(claims)


@pytest.mark.parametrize("index", range(WIDE, WIDE + SOME_PAIRS))
def test_nothing_is_wrong_in_two_right_examples_of_one_document(index: int, tmp_path: Path) -> None:
    assert wrong(pair(index, tmp_path).claims(stated=False)) == []


@pytest.mark.parametrize("stated", [True, False], ids=["stated", "recovered"])
@pytest.mark.parametrize("index", [*range(SOME_MUTATED), *range(WIDE, WIDE + SOME_MUTATED)])
def test_a_changed_digit_is_found(index: int, stated: bool, tmp_path: Path) -> None:
    assert not any(missed(index, tmp_path, 2, stated=stated))


def test_an_operand_that_is_a_printed_result_but_for_a_digit_is_the_only_wrong_number(tmp_path: Path) -> None:
    original = document(WIDE + 40, tmp_path)
    assert "(-0.007239)(-0.973) = 0.007044" in original.text  # of a delta that is not the network's own
    misprinted = replace(original, text=original.text.replace("(-0.007239)(-0.973)", "(-0.007279)(-0.973)"))
    found = [(claim["printed"], claim["reason"]) for claim in wrong(misprinted.claims(stated=False))]
    assert found == [("-0.007279", "-0.007239 was printed for it")]


def test_a_number_that_is_used_more_often_than_another_is_given(tmp_path: Path) -> None:
    original = document(WIDE + 77, tmp_path)
    claims = original.claims(stated=False)
    given = next(claim for claim in reversed(claims) if claim["quantity"] == "w12")
    lines = original.text.split("\n")
    at = lines[given["line"] - 1].rindex("79", 0, given["column"] + 200)
    lines[given["line"] - 1] = lines[given["line"] - 1][:at] + "72" + lines[given["line"] - 1][at + 2 :]
    found = wrong(replace(original, text="\n".join(lines)).claims(stated=False))
    assert [(claim["printed"], claim["quantity"]) for claim in found] == [("−0,872", "w12")]


@pytest.mark.torture
@pytest.mark.parametrize("index", [*range(SOME, DOCUMENTS), *range(WIDE + SOME_WIDE, WIDE + WIDE_ONES)])
def test_nothing_is_wrong_in_any_of_many_right_documents(index: int, tmp_path: Path) -> None:
    original = document(index, tmp_path)
    assert [wrong(original.claims(stated=stated)) for stated in (True, False)] == [[], []]


@pytest.mark.torture
@pytest.mark.parametrize("stated", [True, False], ids=["stated", "recovered"])
def test_of_changed_digits_less_than_one_in_a_thousand_is_overlooked(stated: bool, tmp_path: Path) -> None:
    chosen = [*range(MUTATED // 2), *range(WIDE, WIDE + MUTATED // 2)]
    found = [each for index in chosen for each in missed(index, tmp_path, 10, stated=stated)]
    assert sum(found) <= len(found) / 1000
