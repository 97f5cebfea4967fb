"""Reports: every form tells the same findings, hostile text stays text, and waivers and patches do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from derivation.checking import Checked, Request, check
from derivation.cli import run
from derivation.commands import COMMANDS
from derivation.maths.numbers import read_number
from derivation.verify.documents.literals import Literal
from derivation.verify.manuscripts import Manuscript
from derivation.verify.reports import IGNORED, REPORTS, Example, Report
from derivation.verify.reports.patches import patch_of
from derivation.verify.values.weighing import Verdict, Word

WRONG = "# Sums\n\nRight: $0.25 + 0.5 = 0.75$.\n\nWrong: $0.25 + 0.5 = 0.85$, and $1/3 = 0.334$.\n"
HOSTILE = (
    "$0.5 + 0.5 = \\text{<script>alert(1)</script>\x1b[31m\u202e|`]]>&\"'} 2.5$ and $0.25 + 0.5 = 0.85$ </td>|x|\x07\n"
)
REPOSITORY = Path(__file__).resolve().parent.parent
ALONE = {"GIT_CEILING_DIRECTORIES": "/"}
"""So that no repository above the folder of a test is taken for its own."""
each_form = pytest.mark.parametrize("form", REPORTS)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str, name: str = "text.md") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def checked(text: str = WRONG, name: str = "text.md", **wanted: Any) -> Checked:
    return check([written(text, name)], Request(**wanted))


class Page(HTMLParser):
    """The tags of a page, and the texts that it marks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.marked += [data] if self.tags[-1:] == ["mark"] else []


def wrong_in(form: str, said: str) -> list[str]:
    """The wrong numbers that a report of that form tells."""
    match form:
        case "text":
            return re.findall(r": wrong: ([\d.]+), not", said)
        case "json":
            claims = json.loads(said)["claims"]
            return [claim["printed"] for claim in claims if claim["verdict"] == "wrong"]
        case "md":
            return re.findall(r"^\| \d+ \| ([\d.]+) \|.* wrong \|", said, re.MULTILINE)
        case "html":
            return re.findall(r'<mark class="wrong"[^>]*>([\d.]+)</mark>', said)
        case "sarif":
            errors = [each for each in json.loads(said)["runs"][0]["results"] if each["level"] == "error"]
            return [re.findall(r"wrong: ([\d.]+)", each["message"]["text"])[0] for each in errors]
        case _:
            cases = ET.fromstring(said).iter("testcase")
            return [case.attrib["name"].split()[1] for case in cases if case.find("failure") is not None]


@each_form
def test_every_form_tells_the_same_findings(form: str) -> None:
    found = checked(to=form)
    assert wrong_in(form, found.text) == ["0.85"]
    assert found.code == 1


@each_form
def test_hostile_text_stays_text_in_every_form(form: str) -> None:
    said = checked(HOSTILE, to=form).text
    assert wrong_in(form, said) == ["0.85"]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", said) or form == "json"
    assert "<script" not in said or form in ("text", "json", "sarif")
    assert json.loads(json.dumps(said)) == said


def test_a_page_holds_no_element_that_the_document_brought() -> None:
    page = Page(checked(HOSTILE, to="html").text)
    assert {"script", "img", "link", "iframe"}.isdisjoint(page.tags)
    assert page.marked.count("0.85") == 1
    text = checked(to="html").text
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"src=|href=\"[^#]|https?://|@import", text)


def test_the_sarif_log_has_what_the_standard_asks_for() -> None:
    log = json.loads(checked(to="sarif").text)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    for result in one["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == "text.md"
        line = WRONG.split("\n")[where["region"]["startLine"] - 1]
        assert line[where["region"]["startColumn"] - 1 : where["region"]["endColumn"] - 1] in ("0.85", "0.334")


def test_the_first_line_tells_the_share_that_could_be_checked() -> None:
    lines = checked().text.split("\n")
    assert re.fullmatch(r"text\.md: \d+ of 7 numbers and 0 formulas checked; 1 wrong", lines[0])
    assert lines[1].startswith("text.md:5:22: wrong: 0.85, not 0.75; ")


def test_a_clean_document_gets_one_line() -> None:
    found = checked("$0.25 + 0.5 = 0.75$")
    assert (found.text.count("\n"), found.code) == (0, 0)


def test_nothing_to_check_is_said() -> None:
    assert checked("no numbers here").text.endswith("there is nothing to check")


def test_a_long_report_is_cut_and_says_so() -> None:
    said = checked("$0.5 + 0.5 = 2.5$\n\n" * 130).text
    assert said.count(": wrong:") == 100
    assert said.endswith("and 30 more; --to json tells all")


LITERAL = Literal("0.5", read_number("0.5"), 0, 3)


def test_several_examples_are_counted() -> None:
    verdicts = tuple(
        Verdict(word, start, "", LITERAL, None, None, "") for start, word in ((1, Word.EXACT), (12, Word.UNREAD))
    )
    report = Report(Manuscript("x.md", "x" * 20, "markdown", ()), verdicts, examples=(Example(0), Example(10)))
    assert "2 worked examples found, 1 fully checked" in REPORTS["text"]([report])
    assert json.loads(REPORTS["json"]([report]))["fully_checked"] == 1


def test_one_document_that_cannot_be_read_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    written("$0.5 + 0.5 = 1$", "good.md")
    written(WRONG, "bad.md")
    assert run(["verify", "good.md", "bad.md", "gone.md"]) == 2
    said, complained = capsys.readouterr()
    assert re.search(r"good\.md: \d of 3 numbers .* nothing is wrong", said)
    assert "bad.md:5:22: wrong" in said
    assert "error[D110]: gone.md" in complained


# Waivers


def test_a_baseline_accepts_what_it_knows_and_nothing_new() -> None:
    checked(write_baseline="known.json")
    moved = "One line more.\n\n" + WRONG
    assert checked(moved, baseline="known.json").code == 0
    assert "2 accepted" in checked(moved, baseline="known.json").text
    again = checked(moved + WRONG, baseline="known.json")
    assert (again.code, again.text.count(": wrong:")) == (1, 1)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"schema": "other"}', '{"schema": "derivation-baseline/1", "documents": 3}']
)
def test_what_is_no_baseline_is_refused(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    written(content, "known.json")
    written(WRONG)
    assert run(["verify", "text.md", "--baseline", "known.json"]) == 2
    assert "error[D708]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "<!-- derivation: ignore -->\n\n$$0.25 + 0.5\n= 0.85$$\n\n$0.5 + 0.5 = 1$"),
        ("a.tex", "% derivation: ignore\n$0.25 + 0.5 = 0.85$\n\n$0.5 + 0.5 = 1$"),
        ("a.md", "<!-- derivation: ignore -->\nWrong on purpose: $0.25 + 0.5 = 0.85$\n$0.5 + 0.5 = 1$"),
    ],
)
def test_a_line_that_is_to_be_ignored_is_listed_and_not_wrong(name: str, text: str) -> None:
    found = checked(text, name, to="json")
    assert found.code == 0
    summary = json.loads(found.text)["summary"]
    assert (summary["ignored"], summary["wrong"], summary["numbers"]) == (3, 0, 6)


def test_what_is_ignored_does_not_offend_strictness() -> None:
    unread = Verdict(Word.UNREAD, 9, "", LITERAL, None, None, "")
    reports = [
        Report(Manuscript("x.md", "x" * 20, "markdown", ()), (replace(unread, word=Word.EXACT), each))
        for each in (unread, replace(unread, reason=IGNORED))
    ]
    assert [report.exit_code(strict=True) for report in reports] == [3, 0]


def test_only_the_next_line_is_ignored() -> None:
    text = "<!-- derivation: ignore -->\n$0.25 + 0.5 = 0.85$\n\n$0.25 + 0.5 = 0.95$"
    assert wrong_in("text", checked(text).text) == ["0.95"]


def test_the_network_that_a_document_names_is_taken() -> None:
    assert run(["new", "--sizes", "1,1"]) == 0
    written("", "empty.md")
    Path("part").mkdir()
    assert check([written("% derivation: spec=gone.toml\n$x = 0.5$", "part/a.tex")], Request()).errors[0].code == "D110"


# Patches


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0.25 + 0.5 = 0.85$", "$0.25 + 0.5 = 0.75$"),
        ("$1/3 = 0.4343$", "$1/3 = 0.3333$"),
        ("$0{,}25 + 0{,}5 = 0{,}85$", "$0{,}25 + 0{,}5 = 0{,}75$"),
        ("es ist 0,25 + 0,5 = 0,85 und", "es ist 0,25 + 0,5 = 0,75 und"),
        ("$0.25 - 0.5 = -0.75$", "$0.25 - 0.5 = -0.25$"),
        ("$0.25 − 0.5 = −.75$", "$0.25 − 0.5 = −.25$"),
        ("$0.25 - 0.5 = 0.75$", "$0.25 - 0.5 = -0.25$"),
        ("$0.5 + 0.5 = 3.00$ and $0.5 + 0.25 = 0.95$", "$0.5 + 0.5 = 1.00$ and $0.5 + 0.25 = 0.75$"),
    ],
)
def test_a_patch_puts_right_digits_in_the_author_s_rounding(before: str, after: str) -> None:
    text = f"one\ntwo\n\n{before}\n\nlast"
    checked(text, patch="mend.diff")
    apply("mend.diff")
    assert Path("text.md").read_text(encoding="utf-8") == f"one\ntwo\n\n{after}\n\nlast"
    assert check(["text.md"], Request()).code == 0


def apply(patch: str) -> None:
    for command in (["git", "apply", "--check", patch], ["patch", "-s", "-p1", "-i", patch]):
        if shutil.which(command[0]) is None:
            pytest.skip(f"no {command[0]} here")
        subprocess.run(command, check=True, env=ALONE | os.environ)


def test_a_patch_keeps_line_ends_and_what_lies_between_hunks() -> None:
    lines = ["$0.25 + 0.5 = 0.85$", *(f"line {n}" for n in range(20)), "$0.5 + 0.5 = 2.5$", "$0.5 + 0.5 = 3.5$", "end"]
    Path("text.md").write_bytes("\r\n".join(lines).encode())
    check(["text.md"], Request(patch="mend.diff"))
    subprocess.run(["git", "apply", "mend.diff"], check=True, env=ALONE | os.environ)
    mended = Path("text.md").read_bytes().decode().split("\r\n")
    assert [new for new, old in zip(mended, lines, strict=True) if new != old] == [
        "$0.25 + 0.5 = 0.75$",
        "$0.5 + 0.5 = 1.0$",
        "$0.5 + 0.5 = 1.0$",
    ]


def test_a_document_without_faults_gets_an_empty_patch() -> None:
    assert patch_of([]) == b""
    checked("$0.5 + 0.5 = 1$", patch="mend.diff")
    assert Path("mend.diff").read_bytes() == b""


# Files


def test_the_report_goes_into_a_file_and_nothing_is_said() -> None:
    found = checked(output="report.txt")
    assert (found.text, found.code) == ("", 1)
    assert Path("report.txt").read_text(encoding="utf-8").startswith("text.md: ")


def test_nothing_is_written_where_a_document_cannot_be_read() -> None:
    written(WRONG)
    check(["text.md", "gone.md"], Request(output="report.txt", patch="mend.diff"))
    assert sorted(path.name for path in Path().iterdir()) == ["text.md"]


def test_a_spec_out_without_a_network_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    written(WRONG)
    assert run(["verify", "text.md", "--spec-out", "spec.toml"]) == 2
    assert "error[D710]" in capsys.readouterr().err


def test_the_command_line_offers_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    written(WRONG)
    for form in REPORTS:
        assert run(["verify", "text.md", "--to", form]) == 1
    assert "verify" in COMMANDS
    assert run(["verify", "text.md", "--to", "pdf"]) == 2
    assert "text, json, md, html, sarif, junit" in capsys.readouterr().err.replace("'", "")


def test_the_hook_is_a_command_that_works() -> None:
    hook = (REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    command = re.findall(r"entry: derivation (.*)", hook)[0].split()
    options = re.findall(r"args: \[(.*)\]", hook)[0].split(", ")
    assert run([*command, *options, written("no numbers", "a.md"), written("$0.5 + 0.5 = 1.0$", "b.md")]) == 0
    assert run([*command, *options, written("no numbers", "a.md"), written(WRONG, "b.md")]) == 1
    assert run([*command, "a.md"]) == 3
