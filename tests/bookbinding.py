"""Bookbinding: the blocks of a document made into a file of one format, by nobody's template but its own."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import math_core


@dataclass(frozen=True)
class Inline:
    """A formula inside a sentence or a cell."""

    text: str


@dataclass(frozen=True)
class Title:
    """A heading."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A sentence with formulas in it."""

    pieces: tuple[str | Inline, ...]


@dataclass(frozen=True)
class Display:
    """A formula by itself; the rows after the first go on with the chain."""

    rows: tuple[str, ...]

    @property
    def latex(self) -> str:
        """One row, or several aligned at their first relation."""
        if len(self.rows) == 1:
            return self.rows[0]
        head, relation, rest = self.rows[0].partition(" = ") if " = " in self.rows[0] else ("", "", self.rows[0])
        rows = [f"{head} &{relation.rstrip()} {rest}", *(f"&{row}" for row in self.rows[1:])]
        return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of them the headings."""

    rows: tuple[tuple[str | Inline, ...], ...]


Block = Title | Paragraph | Display | Table


@dataclass(frozen=True)
class Binder:
    """How a format writes blocks: the ending of its files, and whether its formulas are LaTeX."""

    suffix: str
    latex: bool
    bind: Callable[[Sequence[Block]], str]


def _pieces(pieces: Sequence[str | Inline], formula: Callable[[str], str], word: Callable[[str], str] = str) -> str:
    return "".join(formula(each.text) if isinstance(each, Inline) else word(each) for each in pieces)


def _in_dollars(text: str) -> str:
    return f"${text}$"


def _markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(_markdown_block, blocks)) + "\n"


def _markdown_block(block: Block) -> str:
    match block:
        case Title(level, text):
            return f"{'#' * level} {text}"
        case Paragraph(pieces):
            return _pieces(pieces, _in_dollars)
        case Display():
            return f"$$\n{block.latex}\n$$"
    rows = ["| " + " | ".join(_pieces([cell], _in_dollars) for cell in row) + " |" for row in block.rows]
    return "\n".join([rows[0], "|---" * len(block.rows[0]) + "|", *rows[1:]])


def _tex(blocks: Sequence[Block]) -> str:
    body = "\n\n".join(map(_tex_block, blocks))
    return f"\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


def _tex_block(block: Block) -> str:
    match block:
        case Title(level, text):
            return f"\\{'sub' * (level - 1)}section{{{text}}}"
        case Paragraph(pieces):
            return _pieces(pieces, _in_dollars)
        case Display((_,)):
            return f"\\begin{{equation}}\n{block.latex}\n\\end{{equation}}"
        case Display():
            return f"\\[\n{block.latex}\n\\]"
    rows = [" & ".join(_pieces([cell], _in_dollars) for cell in row) + r" \\" for row in block.rows]
    columns = "l" * len(block.rows[0])
    return "\n".join([f"\\begin{{tabular}}{{{columns}}}", rows[0], r"\hline", *rows[1:], r"\end{tabular}"])


def _mathjax(blocks: Sequence[Block]) -> str:
    return _html(blocks, lambda text: rf"\({html.escape(text)}\)", lambda text: rf"\[{html.escape(text)}\]")


def _mathml(blocks: Sequence[Block]) -> str:
    convert = math_core.LatexToMathML().convert_with_local_state
    return _html(blocks, lambda text: convert(text, displaystyle=False), lambda text: convert(text, displaystyle=True))


def _html(blocks: Sequence[Block], inline: Callable[[str], str], display: Callable[[str], str]) -> str:
    def block(each: Block) -> str:
        match each:
            case Title(level, text):
                return f"<h{level}>{html.escape(text)}</h{level}>"
            case Paragraph(pieces):
                return f"<p>{_pieces(pieces, inline, html.escape)}</p>"
            case Display():
                return f"<div>{display(each.latex)}</div>"
        rows = ("".join(f"<td>{_pieces([cell], inline, html.escape)}</td>" for cell in row) for row in each.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"

    body = "\n".join(map(block, blocks))
    head = '<head><meta charset="utf-8"><title>Worked</title></head>'
    return f"<!DOCTYPE html>\n<html>{head}\n<body>\n{body}\n</body></html>\n"


def _notebook(blocks: Sequence[Block]) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": _markdown_block(block).splitlines(keepends=True)}
        for block in blocks
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1)


def _text(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(_text_block, blocks)) + "\n"


def _text_block(block: Block) -> str:
    match block:
        case Title(level, text):
            return f"{text}\n{'=-'[level - 1] * len(text)}"
        case Paragraph(pieces):
            return _pieces(pieces, str)
        case Display(rows):
            return "\n".join(f"    {row}" for row in rows)
    return "\n".join("".join(_pieces([cell], str).ljust(16) for cell in row).rstrip() for row in block.rows)


BINDERS: Mapping[str, Binder] = {
    "markdown": Binder("md", True, _markdown),
    "latex": Binder("tex", True, _tex),
    "html": Binder("html", True, _mathjax),
    "mathml": Binder("html", True, _mathml),
    "notebook": Binder("ipynb", True, _notebook),
    "text": Binder("txt", False, _text),
}
