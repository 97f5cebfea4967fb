"""The output formats: one row here and one file beside this one each.

A format's file has a function `write(edition)` that gives the finished files by name; it is loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from derivation.frozen import dataclass
from derivation.render.editions import Edition


@dataclass(frozen=True)
class Format:
    """A format by the name that `--to` knows; *module* is the file in this folder that writes it.

    Of the options that not every format has a use for, *options* names those that this one has.
    """

    name: str
    module: str
    summary: str
    options: tuple[str, ...] = ()

    def write(self, edition: Edition) -> dict[str, bytes]:
        """The files of *edition* in this format, by name, complete in memory."""
        writer = import_module(f"{__name__}.{self.module}")
        return cast(dict[str, bytes], writer.write(edition))


SPECIAL = ("dialect", "fragment")
"""The options that only some formats have a use for."""

FORMATS: Mapping[str, Format] = {
    row.name: row
    for row in (
        Format("md", "md", "Markdown with $ mathematics, figures beside it", options=("dialect",)),
        Format("html", "html", "a web page in one file: MathML, figures, light and dark, no network, no JavaScript"),
        Format("tex", "tex", "LaTeX for pdflatex, with standard packages only", options=("fragment",)),
        Format("pdf", "pdf", "PDF, typeset without TeX"),
        Format("ipynb", "ipynb", "a Jupyter notebook that works every number out again"),
        Format("text", "text", "plain text for a terminal, mathematics in Unicode"),
        Format("values", "values", "every certified number: LaTeX macros and a CSV table"),
        Format("live", "live", "the web page again, and its reader may change every number"),
        Format("docx", "docx", "Word, by pandoc (extra office)"),
        Format("epub", "epub", "EPUB, by pandoc (extra office)"),
        Format("json", "json", "the derivation as a record"),
    )
}
