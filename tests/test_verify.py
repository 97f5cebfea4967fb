"""The check of printed derivations: what must be found, and what must not be."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from networks import FOLDER

from derivation import stories
from derivation.cli import run
from derivation.errors import LimitError
from derivation.maths.numbers import Numeral, read_number
from derivation.verify.decoding import decode
from derivation.verify.manuscripts import Manuscript, whole
from derivation.verify.readers import markdown
from derivation.verify.values.weighing import Word, fits

FAULTY = Path(__file__).parent / "cases" / "documents" / "classic-with-faults.md"
SOME = (
    "absolute-error",
    "brief",
    "four-layers",
    "huber-with-delta",
    "mean-squared-error",
    "one-wide",
    "own-swish",
    "softmax-of-two",
    "softplus",
    "weights-to-20",
)
"""A page of the slip shows true and slipped numbers side by side, so no one network is right for all of them."""


def record(path: Path, spec: str | None) -> dict:
    return json.loads(stories.verify([str(path)], spec, "json", causes=False)[0])


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "text.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def classic(tmp_path: Path) -> str:
    path = tmp_path / "classic.toml"
    path.write_text(stories.derive().spec.to_toml(), encoding="utf-8")
    return str(path)


def test_the_faults_of_the_classic_example_are_found_and_nothing_else(classic: str) -> None:
    found = record(FAULTY, classic)
    wrong = [claim.get("printed", claim["text"]) for claim in found["claims"] if claim["verdict"] == "wrong"]
    assert wrong == [
        "net_{h1} = w_1 * i_1 + w_3 * i_2 + b_1 * 1",
        "0.291027924",
        "0.0000351085",
        "0.015912196",
        "0.984065734",
    ]
    assert [claim["printed"] for claim in found["claims"] if claim["verdict"] == "last-digit"] == ["-0.019049119"]
    assert found["summary"]["unread"] == 0


def test_counts_add_up_to_the_numbers(classic: str) -> None:
    counts = record(FAULTY, classic)["summary"]
    words = "exact rounded truncated carried last-digit wrong unread".split()
    assert sum(counts[word] for word in words) == counts["numbers"]
    assert counts["checked"] == counts["numbers"] - counts["unread"]


def test_every_literal_stands_where_the_report_says(classic: str) -> None:
    lines = FAULTY.read_text(encoding="utf-8").split("\n")
    numbers = [claim for claim in record(FAULTY, classic)["claims"] if claim["kind"] == "number"]
    assert all(lines[claim["line"] - 1][claim["column"] - 1 :].startswith(claim["printed"]) for claim in numbers)


@pytest.mark.parametrize("carry", ["exact", "rounded"])
@pytest.mark.parametrize("name", SOME)
def test_no_number_of_our_own_documents_is_called_wrong(name: str, carry: str, tmp_path: Path) -> None:
    case = FOLDER / f"{name}.toml"
    derivation = stories.derive(str(case), {"carry": carry, "rounds": "2"})
    pages = {file: text for file, text in stories.rendered(derivation, ["md"]).items() if file.endswith(".md")}
    for file, content in pages.items():
        (tmp_path / file).write_bytes(content)
        for spec in (str(case), None):
            found = record(tmp_path / file, spec)
            assert [claim for claim in found["claims"] if claim["verdict"] == "wrong"] == []


DIGIT = re.compile(r"(?<=\.)\d+")


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_a_changed_digit_is_noticed(number: int, classic: str, tmp_path: Path) -> None:
    """Some digit of the right document is raised by five; some number on its line leaves exact and rounded."""
    text = stories.rendered(stories.derive(None, {"rounds": "1"}), ["md"])["backpropagation-by-hand.md"].decode()
    places = [found for found in DIGIT.finditer(text) if len(found[0]) == 9]
    spot = places[number * len(places) // 60]
    at = spot.start() + 4
    changed = text[:at] + str((int(text[at]) + 5) % 10) + text[at + 1 :]
    line = changed.count("\n", 0, at) + 1
    claims = record(written(tmp_path, changed), classic)["claims"]
    here = [claim["verdict"] for claim in claims if claim["line"] == line]
    assert set(here) - {"exact", "rounded", "holds"}


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("$0.5 \\cdot 0.25 = 0.125$", 0, "exact"),
        ("$1/3 = 0.333$", 0, "rounded"),
        ("$2/3 = 0.666$", 0, "truncated"),
        ("$0.33 \\cdot 3.14 = 1.0386$", 0, "carried"),
        ("$0.3333 + 0.3333 = 0.7666$", 1, "wrong"),
        ("$0.5 + 0.5 = 2$", 1, "wrong"),
        ("$x = 0.5$", 3, "unread"),
    ],
)
def test_a_line_is_judged_by_its_own_numbers(text: str, code: int, word: str, tmp_path: Path) -> None:
    report, left = stories.verify([str(written(tmp_path, text))], None, "json")
    assert json.loads(report)["claims"][-1]["verdict"] == word
    assert left == code


def test_strict_asks_for_every_number(tmp_path: Path) -> None:
    path = written(tmp_path, "$x = 0.7$\n\n$0.5 + 0.5 = 1$\n\n$0.1 \\cdot 0.5 = 0.05$")
    assert stories.verify([str(path)])[1] == 0
    assert stories.verify([str(path)], strict=True)[1] == 3


@pytest.mark.parametrize(
    ("printed", "value", "word"),
    [
        ("0.5", Fraction(1, 2), Word.EXACT),
        ("0.13", Fraction("0.125"), Word.ROUNDED),
        ("0.12", Fraction("0.125"), Word.ROUNDED),
        ("0.666", Fraction(2, 3), Word.TRUNCATED),
        ("0.6", Fraction(2, 3), None),
        ("-0.333", Fraction(-1, 3), Word.ROUNDED),
        ("0.333", Fraction(-1, 3), None),
    ],
)
def test_printed_digits_against_a_value(printed: str, value: Fraction, word: Word | None) -> None:
    numeral: Numeral = read_number(printed)
    assert fits(numeral, value) is word


@pytest.mark.parametrize(
    ("source", "formulas"),
    [
        ("a $x=1$ b $$y=2$$", ["x=1", "y=2"]),
        (r"\(x=1\) and \[y=2\] and \\(z=3\\)", ["x=1", "y=2", "z=3"]),
        ("> quoted $x\n> =1$", ["x\n=1"]),
        ("```math\nx=1\n```\n", ["x=1"]),
        (r"\begin{align}x&=1\end{align}", [r"\begin{align}x&=1\end{align}"]),
        ("it costs $5 and then $6", []),
        (r"escaped \$x=1\$", []),
        ("$$x=1$$$$y=2$$", ["x=1", "y=2"]),
        ("never closed $x=1", []),
    ],
)
def test_formulas_of_a_document_are_found(source: str, formulas: list[str]) -> None:
    regions = markdown.read(whole(source)).regions
    assert [region.text for region in regions if region.kind in ("display", "inline")] == formulas
    for region in regions:
        same = (source[offset] == char for offset, char in zip(region.offsets, region.text, strict=False))
        assert all(found or char == "\ufffc" for found, char in zip(same, region.text, strict=True))


@pytest.mark.parametrize("piece", ["$", "$$", "\\[", "\\begin{align}", "```", "> ", "| ", "<!--", "\n\n", "0.1 "])
def test_hostile_repetition_is_read_in_linear_time(piece: str) -> None:
    assert isinstance(markdown.read(whole(piece * 20_000)).regions, tuple)


def test_a_place_is_a_line_and_a_column() -> None:
    manuscript = Manuscript("x.md", "ab\ncd", "markdown", ())
    assert [manuscript.place(offset) for offset in (0, 1, 3, 4)] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_encodings() -> None:
    assert (
        decode("x = 0.5 ≈ ½".encode("utf-16"), "x") == decode("x = 0.5 ≈ ½".encode("utf-8-sig"), "x") == "x = 0.5 ≈ ½"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\0\1\2", "error[D703]"),
        (b"%PDF-1.7\n", "error[D704]"),
        (b'{"cells": 1}', "error[D705]"),
        (None, "error[D110]"),
    ],
)
def test_what_cannot_be_read_gets_one_clear_error(
    content: bytes | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "document"
    if content is not None:
        path.write_bytes(content)
    assert run(["verify", str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_the_exit_code_reaches_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "# Sum\n\n$0.3333 + 0.3333 = 0.7666$")
    assert run(["verify", str(path)]) == 1
    assert ":3:20: wrong" in capsys.readouterr().out


HOSTILE = {
    "a tower of powers": "$x = 9^{9^{9^{9}}}$ and $10^{10^{10^{10}}} \\cdot 0.5 = y$",
    "many displays that go on": "$$x = 1$$" + "$$- 0.5$$" * 4_000,
    "one endless paragraph": "the error is 0.25 " * 15_000,
    "deep brackets": "$x = " + "(" * 5_000 + "1" + ")" * 5_000 + "$",
    "a name defined by itself": "$$a = b + 1$$ $$b = a + 1$$ $$a = 0.123456$$",
    "a long number": f"$x = 0.{'7' * 5_000}$",
    "code that must not run": "$x = __import__('os').system('false')$ and $0.5 = 0.5$",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_is_only_text(text: str, tmp_path: Path) -> None:
    counts = record(written(tmp_path, text), None)["summary"]
    assert counts["wrong"] == 0


def test_more_numbers_than_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="more than 20000 numbers"):
        stories.verify([str(written(tmp_path, "0.5 " * 20_001))])
