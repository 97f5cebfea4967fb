"""Hostile words, in a title and in templates of one's own, arrive as words in every format there is."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from networks import case, unproven

from derivation.errors import OutputError
from derivation.network.loading import read_spec
from derivation.render.derivations import Derivation
from derivation.render.formats import FORMATS
from derivation.stories import rendered

WORDS = r"<script>alert(1)</script> \input{/etc/passwd} [go](javascript:alert(1)) $x$ `y` #read(z) =cmd|a ${q} --> ]]>"
ESCAPES = "\x1b[31mred\x07 \u202ereversed\u2066 \ufeffmarked\u2028 \x00"
Files = Mapping[str, bytes]


def hostile(folder: Path, to: str) -> Files:
    """What a format makes of a hostile title and of a template with hostile words."""
    own = folder / "prose" / "en"
    own.mkdir(parents=True)
    (own / "waiting.j2").write_text(f"## {WORDS}{ESCAPES}\n\n> {WORDS}\n\n- {WORDS}\n", encoding="utf-8")
    text = case("classic").to_toml().replace('"Backpropagation by hand"', f"'{WORDS}'").replace("10000", "2")
    try:
        return rendered(Derivation(read_spec(text), prove=unproven), [to], str(folder))
    except OutputError as error:
        pytest.skip(f"cannot be written here: {error.message}")


def texts(files: Files) -> dict[str, str]:
    """The files that are text."""
    found = {}
    for name, content in files.items():
        if b"\0" not in content[:4096] and not content.startswith((b"%PDF", b"PK")):
            found[name] = content.decode("utf-8")
    return found


def in_markdown(text: str) -> list[str]:
    """What Markdown would take for a tag or a link."""
    return re.findall(r"(?<![\\`])<script|(?<!\\)\]\(javascript", text)


def in_tex(text: str) -> list[str]:
    """What TeX would obey, outside of comments."""
    return re.findall(r"(?<!\\)\\input\b", re.sub(r"(?m)^%.*", "", text))


def in_html(text: str) -> list[str]:
    return re.findall(r"<script>alert|<[^>]*javascript:", text)


def in_notebook(text: str) -> list[str]:
    cells = json.loads(text)["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return [slip for source in sources for slip in in_markdown(source)]


def in_svg(text: str) -> list[str]:
    return re.findall(r"<script|javascript:|href", text)


CHECKS: Mapping[str, Callable[[str], list[str]]] = {
    "md": in_markdown,
    "tex": in_tex,
    "html": in_html,
    "ipynb": in_notebook,
    "svg": in_svg,
}
"""What must not be found in a text, by the extension of its file."""


@pytest.mark.parametrize("to", FORMATS)
def test_no_character_acts(to: str, tmp_path: Path) -> None:
    """No escape for a terminal, no mark that turns the direction of reading."""
    for text in texts(hostile(tmp_path, to)).values():
        kinds = {unicodedata.category(char) for char in text if char not in "\n\r\t"}
        assert kinds.isdisjoint({"Cc", "Cs", "Co", "Zl", "Zp"})
        assert not set(text) & set("\u202e\u2066\ufeff")


@pytest.mark.parametrize("to", FORMATS)
def test_no_word_is_a_command(to: str, tmp_path: Path) -> None:
    for name, text in texts(hostile(tmp_path, to)).items():
        check = CHECKS.get(name.rpartition(".")[2])
        assert (check(text) if check else []) == []


@pytest.mark.parametrize("to", [name for name in ("md", "tex", "html", "live", "text", "pdf") if name in FORMATS])
def test_the_words_are_there(to: str, tmp_path: Path) -> None:
    """Escaping is no deleting: the letters of the words stand in the document, whatever stands between them."""
    name, content = next(iter(hostile(tmp_path, to).items()))
    text = read_pdf(content) if name.endswith(".pdf") else content.decode("utf-8")
    for word in ("alert", "passwd", "javascript", "red", "reversed", "marked"):
        assert word in text


def read_pdf(content: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.parametrize(
    ("check", "raw"),
    [
        (in_markdown, "a <script>"),
        (in_markdown, "[a](javascript:b)"),
        (in_tex, r"a \input{b}"),
        (in_html, "<script>alert(1)</script>"),
        (in_html, '<a href="javascript:b">'),
        (in_svg, "<script/>"),
    ],
)
def test_the_checks_do_see_raw_words(check: Callable[[str], list[str]], raw: str) -> None:
    assert len(check(raw)) == 1


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed here (.ci/run installs it)")
def test_latex_prints_them(tmp_path: Path) -> None:
    from test_tex import compiled

    text = next(iter(texts(hostile(tmp_path / "templates", "tex")).values()))
    compiled(tmp_path, text)
