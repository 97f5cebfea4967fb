"""Readers: what is found in each format, where it stands, and what is left alone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from derivation.errors import DerivationError
from derivation.maths.formulas import Name
from derivation.verify.documents.claims import extract
from derivation.verify.manuscripts import Manuscript, Region
from derivation.verify.readers import READERS, format_of, read_manuscript
from derivation.verify.readers.lines import formulas
from derivation.verify.readers.sides import is_calculation

MARKDOWN = r"""# Step 2.1: the sum

The net input is $net_{h1} = 0.15 \cdot 0.05 + 0.35 = 0.3575$, so \\(x = 0{,}5\\) and net_h2 = 0.25*0.05 = 0.0125.

> A quotation says $$out = 0.59$$ and
> =0.67(1−0.67)=0.2211

```text
z₁ = 0.5 × 2.0
   + 0.1
   = 1.1
delta3: [-0.10597  0.25]
```

| quantity | value |
|---|---|
| $net_{h1}$ | = 0.3575 |
| w5 (new) | **0.3589** |

<center><img src="https://latex.codecogs.com/svg.latex?%5Cfrac%7B1%7D%7B4%7D=0.25"> w<sub>1</sub> = 0.15</center>

\begin{bmatrix} 0.1 & 0.2 \end{bmatrix} and the first 10,000 rounds cost $5 and $6.
"""

HTML = r"""<!DOCTYPE html><title>0.1</title><script>var x = '$0.5+0.5=2$'</script>
<h2>Step 2.1</h2><p>w<sub>1</sub> = 0.15 &minus; 0&#46;05, and \(0.5+0.5=<b>1</b>\)<sup><a href=#>[0.7]</a></sup></p>
<math display="block"><msub><mi>out</mi><mi>h</mi></msub><mo>=</mo>
<mfrac><mn>1</mn><mn>4</mn></mfrac><mo>=</mo><mn>0.25</mn></math>
<p><span class="katex"><span class="katex-mathml"><math><semantics><mi>y</mi>
<annotation encoding="application/x-tex">y=0.75</annotation>
</semantics></math></span><span class="katex-html" aria-hidden="true">y=0.75</span></span></p>
<script type="math/tex; mode=display">z = 0.5 \cdot 0.5 = 0.25</script>
<table><tr><th>name<th>value</tr><tr><td>net<sub>1</sub><td>= 0.3775</tr></table>
<pre>h1 = tanh(1.1)
   = 0.8005</pre><!-- 0.99 --><p>end 0.31"""

TEX = r"""\documentclass{beamer}\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} % 0.7
\begin{document}\section{1.2 Forward}
About 50\% of $\pd{E}{w_5} = 0.7414 \times 0.1868 = 0.1385$ % not $x = 3.5$
\only<2->{and w1 = 0.5}\hspace{0.4cm}
\begin{verbatim}
score(h1, h2) = 0.5x0.2 + 0.3x0.1 = 0.13
\end{verbatim}
\begin{tabular}{l|c} $net$ & $= 0.3775$ \\ $w_2$ & 0.25 \end{tabular}
\begin{tikzpicture}\node (a) at (0.1,0.2) {$w_1 = 0.15$};\end{tikzpicture}
\end{document} 0.9"""

NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": ["The sum is $0.5 +\n", "0.25 = 0.75$ “π”"]},
            {
                "cell_type": "code",
                "source": "import numpy\nw1 = 0.15  # h = 0.5 + 0.1 = 0.6\nif w1 == 0.3: pass\nprint('out = 0.59')",
                "outputs": [
                    {"output_type": "stream", "text": ["loss: 0.298\n", "[[0.1 0.2]\n", " [0.3 0.4]]\n"]},
                    {"data": {"text/html": "<table><tr><td>0.77</td></tr></table>", "text/plain": "0.77"}},
                ],
            },
        ],
    },
    indent=1,
)

TEXT = """NET ────────
① net_h1 = 0.15*0.05 + 0.2*0.1
        = 0.0275
• out ≈ 0.5069 (rounded)
a1: [1.0 0.13]
\t0.40\t0.10
so half of 0.5 = 0.25 is said
½ × (−0.747)² = 0.279
"""

WIKI = r"""== Step 2.1 ==
The sum is <math>x = 0.5 + 0.25 = 0.75</math><ref>see 0.99</ref> and '''b''' is 0.35.

* <math display="block">net_{h1} = 0.15 \cdot 0.05 + 0.35
= 0.3575</math><!-- 0.98 -->
: [[Sigmoid function|so]] out_h1 = 0.59

{| class="wikitable"
! name !! value
|-
| style="color: red" | <math>w_5</math> || 0.3589
|}
"""

DOCUMENTS = {"markdown": MARKDOWN, "html": HTML, "tex": TEX, "notebook": NOTEBOOK, "text": TEXT, "wiki": WIKI}
SUFFIX = {"markdown": "md", "html": "html", "tex": "tex", "notebook": "ipynb", "text": "txt", "wiki": "wiki"}
each_format = pytest.mark.parametrize("form", READERS)


def written(folder: Path, text: str, name: str = "text.md") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def manuscript(folder: Path, form: str, text: str | None = None) -> Manuscript:
    return read_manuscript(written(folder, DOCUMENTS[form] if text is None else text, f"text.{SUFFIX[form]}"))


def in_formulas(found: Manuscript) -> list[str]:
    return [" ".join(each.text.split()) for each in found.regions if each.kind in ("display", "inline")]


def outside(found: Manuscript) -> list[str]:
    """The numbers in words and tables."""
    return [remark.literal.text for remark in extract(found).remarks]


def numbers(found: Manuscript) -> list[str]:
    """Every number of the report, in the order of the document."""
    claims = extract(found)
    literals = [each for statement in claims.statements for part in statement.literals for each in part]
    literals += [each.literal for each in (*claims.remarks, *claims.leftovers)]
    return [each.text for each in sorted(literals, key=lambda each: each.start)]


EXPECTED = {
    "markdown": [
        r"net_{h1} = 0.15 \cdot 0.05 + 0.35 = 0.3575",
        "x = 0{,}5",
        "net_h2 = 0.25*0.05 = 0.0125",
        "out = 0.59",
        "=0.67(1−0.67)=0.2211",
        "z₁ = 0.5 × 2.0 + 0.1 = 1.1",
        r"delta3 = \begin{matrix}-0.10597 & 0.25\end{matrix}",
        "net_{h1} = 0.3575",
        r"\frac{1}{4}=0.25",
        "w_{1} = 0.15",
    ],
    "html": [
        "w_{1} = 0.15 − 0.05",
        "0.5+0.5=1",
        r"out_{h}=\frac{1}{4}=0.25",
        "y=0.75",
        r"z = 0.5 \cdot 0.5 = 0.25",
        "net_{1} = 0.3775",
        "h1 = tanh(1.1) = 0.8005",
    ],
    "tex": [
        r"\frac{\partial E}{\partial w_5} = 0.7414 \times 0.1868 = 0.1385",
        "w1 = 0.5",
        "score(h1, h2) = 0.5x0.2 + 0.3x0.1 = 0.13",
        "net = 0.3775",
        "w_2",
        "w_1 = 0.15",
    ],
    "notebook": ["0.5 + 0.25 = 0.75", "w1 = 0.15", "h = 0.5 + 0.1 = 0.6", "out = 0.59"],
    "text": [
        "net_h1 = 0.15*0.05 + 0.2*0.1 = 0.0275",
        "out ≈ 0.5069",
        r"a1 = \begin{matrix}1.0 & 0.13\end{matrix}",
        "½ × (−0.747)² = 0.279",
    ],
    "wiki": ["x = 0.5 + 0.25 = 0.75", r"net_{h1} = 0.15 \cdot 0.05 + 0.35 = 0.3575", "out_h1 = 0.59", "w_5"],
}


@each_format
def test_the_formulas_of_a_document_are_found_and_no_others(form: str, tmp_path: Path) -> None:
    assert in_formulas(manuscript(tmp_path, form)) == EXPECTED[form]


@pytest.mark.parametrize(
    ("form", "literals"),
    [
        ("markdown", ["0.3589", "0.1", "0.2"]),
        ("html", ["0.31"]),
        ("tex", ["0.25"]),
        ("notebook", ["0.3", "0.298", "0.1", "0.2", "0.3", "0.4", "0.77"]),
        ("text", ["0.40", "0.10", "0.5", "0.25"]),
        ("wiki", ["0.35", "0.3589"]),
    ],
)
def test_the_numbers_in_words_tables_and_outputs_are_found(form: str, literals: list[str], tmp_path: Path) -> None:
    assert outside(manuscript(tmp_path, form)) == literals


ADDED = r" = \\begin\{matrix\}|\\end\{matrix\}| & "
"""What makes a formula of a row of numbers."""


def decoded(region: Region, index: int, source: str) -> bool:
    """Whether the source has that character there, or the sign of what encodes it."""
    char, at = region.text[index], region.offsets[index]
    return source[at] == char or source[at] in "&\\%<$>(|[:\u2500`" or (char.isspace() and source[at].isspace())


@each_format
def test_every_character_stands_where_the_region_says(form: str, tmp_path: Path) -> None:
    found = manuscript(tmp_path, form)
    for region in found.regions:
        assert len(region.offsets) > len(region.text)
        added = [span for said in re.finditer(ADDED, region.text) for span in range(*said.span())]
        kept = [index for index, char in enumerate(region.text) if char != "\ufffc" and index not in added]
        assert all(decoded(region, index, found.source) for index in kept), region


def in_source(form: str) -> list[str]:
    """The decimals of a document, with what is none of its text (scripts, comments, layout) taken out."""
    text = re.sub(
        r"(?s)<title>.*?</title>|<script>.*?</script>|<!--.*?-->|<ref>.*?</ref>|<sup>.*?</sup>|katex-html.*?<|\(0.1,0.2\)",
        "",
        DOCUMENTS[form],
    )
    text = re.sub(
        r"(?<!\\)%(?![0-9A-F]{2}).*|\\end\{document\}.*|\\hspace\{.*?\}|Step 2.1|1.2 Forward|text/plain.*", "", text
    )
    return re.findall(r"(?<![\d.])\d+(?:\.|\{,\})\d+", text.replace("&#46;", "."))


@each_format
def test_every_decimal_is_one_number_of_the_report(form: str, tmp_path: Path) -> None:
    found = [text.lstrip("-−") for text in numbers(manuscript(tmp_path, form)) if "." in text or "{,}" in text]
    assert found == in_source(form)


def test_a_number_in_a_formula_that_is_not_read_keeps_its_reason(tmp_path: Path) -> None:
    claims = extract(manuscript(tmp_path, "markdown", r"$$A = \begin{vmatrix} 0.1 \\ 0.2 \end{vmatrix}$$"))
    assert [(each.literal.text, each.reason) for each in claims.leftovers] == [
        ("0.1", "the environment vmatrix is not read"),
        ("0.2", "the environment vmatrix is not read"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "half of 0.5 = 0.25",
        "0.5 times 0.3 = 0.15",
        "error = 0.5 (target - actual output)^2",
        "accuracy = 50.5%",
        "see https://example.org/?x=0.5",
        "input = output",
        "h = f(the sum) = 0.7",
        "W1 =",
    ],
)
def test_half_a_formula_is_none(line: str) -> None:
    assert formulas(line) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("new = old + e*a = -1.6 + (1)*(1) = -0.6", ["new = old + e*a = -1.6 + (1)*(1) = -0.6"]),
        ("Given a = 1 and b = 2, we get c = a + b = 3.", ["a = 1", "b = 2", "c = a + b = 3"]),
        ("w₁=0.15 w₂=0.20 | w₃ = 0.25", ["w₁=0.15", "w₂=0.20", "w₃ = 0.25"]),
        ('a1 = 1.139/7.096 = 0.16 ("one"), so', ["a1 = 1.139/7.096 = 0.16"]),
        ("𝒔 = 𝟎. 𝟏 ∗ 𝟎. 𝟓 = 𝟎. 𝟎𝟓", ["𝒔 = 𝟎. 𝟏 ∗ 𝟎. 𝟓 = 𝟎. 𝟎𝟓"]),
        ("1. Compute: ∂L/∂w = 2(ŷ − y)·h = -2.652", ["∂L/∂w = 2(ŷ − y)·h = -2.652"]),
        ("(where x = 0.5)", ["x = 0.5"]),
    ],
)
def test_a_formula_among_words_is_found(line: str, found: list[str]) -> None:
    assert [line[begin:end] for begin, end in formulas(line)] == found


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("$$x = 1$$", "a.txt", "markdown"),
        ("x = 1", "a.txt", "text"),
        ("x = 1", "a.md", "markdown"),
        ("<!doctype html><p>x", "a.txt", "html"),
        ("<p>x</p>", "a.html", "html"),
        ('{"cells": []}', "a", "notebook"),
        ("% c\n\\documentclass{article}", "a.md", "tex"),
        ("a fragment", "chapter.tex", "tex"),
    ],
)
def test_content_decides_before_the_suffix(text: str, name: str, form: str) -> None:
    assert format_of(text, name) == form


def test_a_decimal_comma_is_seen_in_the_document(tmp_path: Path) -> None:
    found = manuscript(tmp_path, "markdown", "Für $h = 0{,}6225$ ist 0,5 + 0,25 = 0,75, also (0,1) nach 10.000 Runden.")
    assert found.decimal_comma
    assert numbers(found)[:4] == ["0{,}6225", "0,5", "0,25", "0,75"]
    assert not manuscript(tmp_path, "markdown", "Pairs (0,1), (1,1) and $0.5 + 0.5 = 1.0$").decimal_comma


def test_what_was_damaged_before_is_said_once_and_not_guessed(tmp_path: Path) -> None:
    lost = manuscript(tmp_path, "text", "Eo1=21(t1−o1)2=21(0.01−0.75)2=0.2748\nEo2=21(t2−o2)2=0.0236\n")
    assert lost.notes == ("fractions and powers were lost when the page was saved as text",)
    assert {each.reason for each in extract(lost).leftovers} == set(lost.notes)
    charset = manuscript(tmp_path, "text", "= Β½ Γ (β0.747)Β² = Β½ Γ 0.5580 = 0.279\n")
    assert len(charset.notes) == 1
    assert numbers(charset) == ["0.747", "0.5580", "0.279"]


def test_an_abbreviation_stands_where_it_is_used(tmp_path: Path) -> None:
    found = manuscript(tmp_path, "tex", r"\def\out#1{o_{#1}}\newcommand{\lr}{0.5} $\out{h1} = \lr \cdot 0.2 = 0.1$")
    assert in_formulas(found) == [r"o_{h1} = 0.5 \cdot 0.2 = 0.1"]
    (statement,) = extract(found).statements
    assert [found.source[each.start] for part in statement.literals for each in part] == ["\\", "0", "0"]


@pytest.mark.parametrize("body", [r"\a\a", r"\a", r"{\a}{\a}{\a}"])
def test_an_abbreviation_that_stands_for_itself_ends(body: str, tmp_path: Path) -> None:
    found = manuscript(tmp_path, "tex", rf"\def\a{{{body}}} $\a = 1$ and $0.5 + 0.5 = 1$")
    assert "0.5 + 0.5 = 1" in in_formulas(found)


def test_inputs_are_followed_below_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "book" / "part").mkdir(parents=True)
    written(tmp_path, "$x = 0.9$", "secret.tex")
    written(tmp_path / "book", "first\n$a = 0.1$ \\input{book}", "part/one.tex")
    main = written(tmp_path / "book", "\\input{part/one}\n\\input{../secret}\\input{gone} $b = 0.2$", "book.tex")
    found = read_manuscript(main, follow_inputs=True)
    assert in_formulas(found) == ["a = 0.1", "b = 0.2"]
    places = [
        (found.file(each.offsets[0]), *found.place(each.offsets[0])) for each in found.regions if each.kind == "inline"
    ]
    assert [(Path(name).name, line, column) for name, line, column in places] == [
        ("one.tex", 2, 2),
        ("book.tex", 2, 32),
    ]
    assert ["outside" in note or "no such file" in note or "itself" in note for note in found.notes] == [True] * 3
    assert "--follow-inputs" in read_manuscript(main).notes[0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "D705"),
        ("[]", "D705"),
        ('{"cells": null}', "D705"),
        ('{"cells": [{"source": [1, 2]}]}', "D705"),
        (NOTEBOOK[:-10], "D705"),
        ('{"nbformat": 999, "cells": []}', "D705"),
        ('{"cells": ' + "[" * 500, "D705"),
    ],
)
def test_what_is_no_notebook_is_refused(content: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(DerivationError) as caught:
        read_manuscript(written(tmp_path, content, "a.ipynb"))
    assert caught.value.code == code


def test_a_place_in_a_notebook_has_its_cell(tmp_path: Path) -> None:
    found = manuscript(tmp_path, "notebook")
    assert [found.landmark(each.offsets[0]) for each in found.regions if each.kind == "inline"] == [
        "cell 1",
        *["cell 2"] * 3,
    ]


def test_directives_are_read_in_every_dress(tmp_path: Path) -> None:
    text = "<!-- derivation: spec=my.toml -->\n% derivation: ignore\n# derivation: ignore\n"
    found = manuscript(tmp_path, "markdown", text).directives
    assert [(each.name, each.value) for each in found] == [("spec", "my.toml"), ("ignore", ""), ("ignore", "")]


@pytest.mark.parametrize("text", ["% derivation: ignroe", "<!-- derivation: spec -->", "% derivation: ignore=1"])
def test_a_directive_that_is_not_known_is_refused_at_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(DerivationError, match=r"text\.md:2:.*D706"):
        manuscript(tmp_path, "markdown", f"one\n{text}\n")


HOSTILE = {
    "markdown": [
        "$",
        "$$",
        "\\[",
        "\\(",
        "\\begin{align}",
        "```\n",
        "````",
        "> ",
        "| ",
        "<!--",
        "\n\n",
        "0.1 ",
        "a = 0.5, ",
        "(",
        "`",
        "*a",
        "<b ",
        "x=(",
        "|-\n",
        "\\newcommand{\\a}",
        "{",
        "0.1,",
    ],
    "html": [
        "<a ",
        "<a href='",
        '<a "',
        "<!--",
        "<![CDATA[",
        "<math>",
        "<td>",
        "<table><tr>",
        "&amp;",
        "&#",
        "<sub>",
        "<script>",
        "</p>",
        "<math><mrow>",
        "<img src='?tex=%5C",
        "<div aria-hidden=true>",
    ],
    "tex": [
        "%\n",
        "\\begin{verbatim}",
        "\\verb|",
        "{",
        "\\section{",
        "\\begin{tabular}",
        "\\def\\a{\\a}\\a",
        "\\node {",
        "&",
        "\\textbf{",
        "\\only<1>",
        "\\input{a}",
    ],
    "notebook": ["[", '{"cells":', '"\\', '"a",', '{"cells":[{"source":"x"}]}'],
    "text": ["0.1\t", "[0.1", "a: ", "(a ", "= ", "─", "x = 0.5 (a b) ", "- 0.1\n"],
    "wiki": ["<math>", "<math ", "{|\n", "|-\n", "[[a", "<ref>", "<!--", "== ", "''", "| a=", "! "],
}


def seconds(read: Callable[[], object]) -> float:
    begin = time.process_time()
    read()
    return time.process_time() - begin


def attempt(path: str) -> None:
    try:
        read_manuscript(path)
    except DerivationError:
        return


@pytest.mark.parametrize(("form", "piece"), [(form, piece) for form, pieces in HOSTILE.items() for piece in pieces])
def test_hostile_repetition_takes_time_in_proportion(form: str, piece: str, tmp_path: Path) -> None:
    """Four times as much may not take ten times as long; a sixteenth of a second of noise is forgiven."""
    start = '{"cells":[{"cell_type":"markdown","source":"' if form == "notebook" and piece[0] not in '[{"' else ""
    paths = [written(tmp_path, start + piece * count, f"{count}.{SUFFIX[form]}") for count in (5_000, 20_000)]
    short, long = (min(seconds(lambda path=path: attempt(path)) for _ in range(2)) for path in paths)
    assert long <= 10 * short + 1 / 16


def test_a_formula_that_goes_on_is_judged_once(tmp_path: Path) -> None:
    lines = manuscript(tmp_path, "markdown", "$a = b + c$\n\n$= c + b$\n\n$= 2 c$")
    assert [statement.inherited for statement in extract(lines).statements] == [0, 2, 3]


def test_a_statement_about_matrices_is_one_about_each_entry(tmp_path: Path) -> None:
    row = r"\begin{bmatrix} 0.5 & 0.2 \end{bmatrix}"
    text = (
        rf"$$z_1 = {row} + \begin{{bmatrix}} 1.0 & 2.0 \end{{bmatrix}} = \begin{{bmatrix}} 1.5 & 2.2 \end{{bmatrix}}$$"
    )
    first, second = extract(manuscript(tmp_path, "markdown", text)).statements
    assert [[each.text for part in entry.literals for each in part] for entry in (first, second)] == [
        ["0.5", "1.0", "1.5"],
        ["0.2", "2.0", "2.2"],
    ]
    assert [entry.forms[0] for entry in (first, second)] == [Name("z1[1]"), Name("z1[2]")]
    assert numbers(manuscript(tmp_path, "markdown", text)) == ["0.5", "0.2", "1.0", "2.0", "1.5", "2.2"]


def test_matrices_whose_shapes_do_not_fit_keep_their_numbers(tmp_path: Path) -> None:
    text = r"$$\begin{bmatrix} 0.5 & 0.2 \end{bmatrix} \begin{bmatrix} 0.1 & 0.3 \end{bmatrix} = 0.75$$"
    assert numbers(manuscript(tmp_path, "markdown", text)) == ["0.5", "0.2", "0.1", "0.3", "0.75"]


def test_what_a_program_prints_is_a_matrix_with_a_name(tmp_path: Path) -> None:
    said = "W1 =\n\n [[0.1 0.2]\n [0.3 4.]]\nz: [0.5]\n0.7\t0.8\nPredicted output: [0.9 0.1]\n"
    found = manuscript(tmp_path, "text", said)
    assert in_formulas(found) == [
        r"W1 = \begin{matrix}0.1 & 0.2 \\ 0.3 & 4\end{matrix}",
        r"z = \begin{matrix}0.5\end{matrix}",
    ]
    assert outside(found) == ["0.7", "0.8", "0.9", "0.1"]
    assert extract(found).statements[3].forms[0] == Name("W1[2][2]")


@pytest.mark.parametrize(
    ("row", "formulas"),
    [
        ("| $z_1$ | $0.3 \\cdot 0.5 + 0.2$ | $0.35$ |", ["z_1 = 0.3 \\cdot 0.5 + 0.2 = 0.35"]),
        ("| h1 | tanh(0.35) | 0.3364 |", ["h1 = tanh(0.35) = 0.3364"]),
        ("| first hidden neuron | 0.3 x 0.5 | 0.15 |", ["0.3 x 0.5 = 0.15"]),
        ("| w1 | 0.15 | 0.02 |", []),
        ("| y | about 0.3 of 2 | 0.6 |", []),
    ],
)
def test_the_cells_of_a_row_that_work_a_number_out_are_one_equation(
    row: str, formulas: list[str], tmp_path: Path
) -> None:
    found = manuscript(tmp_path, "markdown", f"| a | b | c |\n|---|---|---|\n{row}\n")
    assert in_formulas(found) == formulas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3 * 0.5 + 0.1", True),
        ("tanh(0.25)", True),
        (r"\frac{0.5}{3}", True),
        (r"-\frac{1}{3}", False),
        ("1/3", False),
        (r"1.8 \cdot 10^{-8}", False),
        ("1.8 × 10⁻⁸", False),
        ("0.5", False),
        ("w1", False),
    ],
)
def test_a_calculation_is_what_is_to_be_worked_out(text: str, expected: bool) -> None:
    assert is_calculation(text) is expected
