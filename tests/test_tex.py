"""LaTeX: it compiles with pdflatex and standard packages, no line runs out of the page, no text is ever a command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from networks import FOLDER, SOME, case, derivation, unproven

from derivation.drawings.shapes import Style
from derivation.drawings.tikz import LOOKS
from derivation.network.loading import load_spec, read_spec
from derivation.render.derivations import Derivation
from derivation.render.editions import Options
from derivation.render.latex_text import escaped
from derivation.stories import rendered

PDFLATEX = shutil.which("pdflatex")
needs_tex = pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed here (.ci/run installs it)")
PACKAGES = {"inputenc", "fontenc", "lmodern", "microtype", "geometry", "amsmath", "booktabs", "tikz", "hyperref"}
COMPILED = (
    ("classic", {}),
    ("six-wide", {}),
    ("relu-at-its-corner", {}),
    ("softmax-of-three", {"detail": "full"}),
    ("four-layers", {"notation": "z-a", "decimal": "comma"}),
)
HOSTILE = (
    r"\input{/etc/passwd}",
    r"\write18{touch pwned} $x$ ^^41 \catcode`\%=0",
    r"}{\relax % & # _ ~ ^ \ { }",
    "<<a>> --- ,,b'' ``c'' ?` !`",
    "Grüße, naïve Čapek, 日本語, 😀 and ∂E ≈ 1",
)


def tex(spec: str, settings: dict[str, str], *, fragment: bool = False) -> dict[str, str]:
    """The LaTeX files of a case."""
    found = Derivation(load_spec(str(FOLDER / f"{spec}.toml"), settings), prove=unproven)
    return texts(found, fragment=fragment)


def texts(found: Derivation, *, fragment: bool = False) -> dict[str, str]:
    files = rendered(found, ["tex"], options=Options(fragment=fragment))
    return {name: content.decode("utf-8") for name, content in files.items()}


def titled(title: str) -> dict[str, str]:
    """The files of a small network under another title."""
    toml = case("one-neuron").to_toml().replace('"One neuron"', f"'''{title}'''")
    return texts(Derivation(read_spec(toml), prove=unproven))


def compiled(folder: Path, text: str) -> str:
    """The log of a run of pdflatex that must succeed; it may read and write nothing but its own folder."""
    (folder / "page.tex").write_text(text, encoding="utf-8")
    environment = os.environ | {"openin_any": "p", "openout_any": "p", "max_print_line": "1000"}
    command = [str(PDFLATEX), "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    log = (folder / "page.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-3000:]
    return log


@needs_tex
@pytest.mark.parametrize(("spec", "settings"), COMPILED)
def test_pdflatex_compiles_it_and_no_line_runs_out_of_the_page(
    spec: str, settings: dict[str, str], tmp_path: Path
) -> None:
    for text in tex(spec, settings).values():
        log = compiled(tmp_path, text)
        assert [float(size) for size in re.findall(r"Overfull \\hbox \(([0-9.]+)pt", log) if float(size) > 3] == []
        assert re.findall(r"Missing character|LaTeX Warning: (?!.*[Rr]erun|No file)|Token not allowed", log) == []


@needs_tex
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_printed(title: str, tmp_path: Path) -> None:
    for text in titled(title).values():
        compiled(tmp_path, text)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".aux", ".log", ".out", ".pdf", ".tex", ".toc"]


@needs_tex
def test_a_fragment_is_read_into_a_document_of_ones_own(tmp_path: Path) -> None:
    fragment = tex("softmax-of-two", {}, fragment=True)
    (tmp_path / "ours.tex").write_text(next(iter(fragment.values())), encoding="utf-8")
    compiled(
        tmp_path,
        "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage[T1]{fontenc}\n"
        "\\usepackage{amsmath,booktabs,tikz}\n\\begin{document}\\input{ours}\\end{document}\n",
    )


@pytest.mark.parametrize("name", SOME[::4])
def test_only_standard_packages_are_loaded(name: str | int) -> None:
    for text in texts(derivation(name)).values():
        assert set(re.findall(r"\\usepackage(?:\[[^]]*\])?\{([^}]*)\}", text)) <= PACKAGES


@pytest.mark.parametrize("name", SOME[::4])
def test_environments_and_braces_are_closed(name: str | int) -> None:
    for text in texts(derivation(name), fragment=True).values():
        assert open_environments(text) == []
        plain = re.sub(r"\\[{}]", "", text)
        assert plain.count("{") == plain.count("}")


def open_environments(text: str) -> list[str]:
    """The environments that are open at the end, after checking that each end belongs to the last begin."""
    found: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", text):
        if kind == "begin":
            found.append(name)
        else:
            assert found.pop() == name
    return found


def test_a_fragment_has_no_preamble() -> None:
    for text in tex("classic", {}, fragment=True).values():
        assert not re.search(r"\\documentclass|\\usepackage|\\begin\{document\}|\\maketitle", text)
        assert text.count(r"\section{") == 1


@pytest.mark.parametrize("title", HOSTILE)
def test_no_text_is_a_command(title: str) -> None:
    commands = set(re.findall(r"\\([A-Za-z]+)", escaped(title)))
    assert commands <= {"textbackslash", "textasciicircum", "textasciitilde", "textasciigrave", "ensuremath"} | {
        "partial",
        "approx",
    }
    assert re.search(r"(?<!\\)[$&#%_~^]", escaped(title)) is None


@pytest.mark.parametrize("char", [chr(code) for code in (*range(32), 0x7F, 0x202E, 0x2066, 0xFEFF)])
def test_a_character_that_no_font_has_is_named(char: str) -> None:
    assert escaped(f"a{char}b") == (f"a[U+{ord(char):04X}]b" if char != "\n" else "a\nb")


def test_every_style_of_a_drawing_has_its_looks() -> None:
    assert set(LOOKS) == set(Style)
