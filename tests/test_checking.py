"""The story of `verify` as a whole: which documents are meant, what it costs, and what is never opened."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derivation.checking import Request, check, documents

REPOSITORY = Path(__file__).resolve().parent.parent
RIGHT, WRONG = "$0.5 + 0.25 = 0.75$", "$0.25 + 0.5 = 0.85$"
PLAIN = Request(causes=False)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str, name: str = "text.md") -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_of_a_folder_every_document_is_meant_and_no_link_is_followed() -> None:
    for name in ("book/b.md", "book/a.tex", "book/part/c.html", "book/figure.svg", "secret.md"):
        written(RIGHT, name)
    os.symlink("..", "book/part/loop")
    os.symlink("../secret.md", "book/link.md")
    assert list(documents(["book", "secret.md"])) == ["book/a.tex", "book/b.md", "book/part/c.html", "secret.md"]


def test_standard_input_is_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    found = check(["-"], PLAIN)
    assert found.code == 1
    assert "-:1:15: wrong: 0.85" in found.text


@pytest.mark.parametrize(("text", "code"), [("no numbers", 0), (RIGHT, 0), (WRONG, 1)])
def test_what_could_not_be_checked_may_be_allowed(text: str, code: int) -> None:
    assert check([written(text)], Request(causes=False, allow_unchecked=True)).code == code


SECTION = "# Step {n}\n\nThe sum is $s_{n} = 0.{n} + 0.25$, so $0.125 + 0.25 = 0.375$ and net = 0.5*0.5 = 0.25.\n\n"
LONG = {
    "sections": lambda count: "".join(SECTION.format(n=n) for n in range(count)),
    "wrong sums": lambda count: f"{WRONG}\n\n" * count,
    "ignored lines": lambda count: f"<!-- derivation: ignore -->\n{WRONG}\n\n" * count,
    "displays that go on": lambda count: "$$x = 0.5 + 0.5$$\n\n" + "$$= 1$$\n\n" * count,
    "rows of a table": lambda count: "| a | b |\n|---|---|\n" + "| 0.5 | = 0.25 + 0.25 |\n" * count,
}


@pytest.mark.parametrize("build", LONG.values(), ids=LONG.keys())
def test_a_document_of_four_times_the_length_takes_about_four_times_as_long(build) -> None:
    """Ten times would be too long; an eighth of a second of noise is forgiven."""
    short, long = (_seconds(written(build(count), f"{count}.md")) for count in (150, 600))
    assert long <= 10 * short + 1 / 8


def _seconds(path: str) -> float:
    begin = time.process_time()
    check([path], PLAIN)
    return time.process_time() - begin


def test_a_document_is_only_read_and_nothing_else_is_opened_or_loaded() -> None:
    """No process, no socket, no file but the document; neither SymPy nor the templates are loaded for a check."""
    written(r"\input{/etc/hostname} ![x](http://127.0.0.1:9/x) <img src=http://127.0.0.1:9/y> " + WRONG)
    program = (
        "import sys\nfrom derivation.checking import Request, check\nseen = []\n"
        "names = ('open', 'socket.connect', 'subprocess.Popen', 'os.system', 'exec', 'urllib.Request')\n"
        "sys.addaudithook(lambda name, found: seen.append((name, str(found[0])) if name in names else None))\n"
        "check(['text.md'], Request(causes=False))\n"
        "print([each for each in seen if each and not each[1].endswith(('.py', '.pyc', 'statm'))])\n"
        "print({'sympy', 'jinja2', 'mpmath'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    opened, loaded = done.stdout.splitlines()
    assert "text.md" in opened
    assert "hostname" not in opened
    assert "socket" not in opened
    assert loaded == "set()"
