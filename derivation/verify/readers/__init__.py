"""One reader per format: a document's text -> its regions. `READERS` is the table; content decides before suffixes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping

from derivation.errors import DerivationError, Place, printable
from derivation.frozen import dataclass
from derivation.inputs import read_bytes
from derivation.verify.decoding import MAX_BYTES, MAX_NOTEBOOK_BYTES, decode
from derivation.verify.manuscripts import Manuscript, MappedText, Reading
from derivation.verify.readers.commas import has_decimal_commas
from derivation.verify.readers.damage import without_damage
from derivation.verify.readers.directives import directives
from derivation.verify.readers.inputs import Sources, taken_in


@dataclass(frozen=True)
class Reader:
    """How a format is read (its reader is loaded then), what its files look like, and the suffixes that they have."""

    read: Callable[[MappedText], Reading]
    looks: str
    suffixes: tuple[str, ...]


def _notebook(document: MappedText) -> Reading:
    from derivation.verify.readers import notebook

    return notebook.read(document)


def _html(document: MappedText) -> Reading:
    from derivation.verify.readers import html

    return html.read(document)


def _tex(document: MappedText) -> Reading:
    from derivation.verify.readers import tex

    return tex.read(document)


def _wiki(document: MappedText) -> Reading:
    from derivation.verify.readers import wiki

    return wiki.read(document)


def _markdown(document: MappedText) -> Reading:
    from derivation.verify.readers import markdown

    return markdown.read(document)


def _text(document: MappedText) -> Reading:
    from derivation.verify.readers import text

    return text.read(document)


READERS: Mapping[str, Reader] = {
    "notebook": Reader(_notebook, r"\A\s*\{(?=[^\0]*?\"(?:nbformat|cells)\"\s*:)", ("ipynb",)),
    "html": Reader(
        _html,
        r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^\0]{0,2000}?-->\s*)?<(?i:!doctype|html|head|body)\b",
        ("html", "htm", "xhtml"),
    ),
    "tex": Reader(_tex, r"(?m)^[ \t]*\\(?:documentclass|begin\{document\})", ("tex", "ltx", "latex")),
    "wiki": Reader(_wiki, r"(?m)<math(?:\s[^<>]*)?>\s*[^<\s]|^\{\|", ("wiki", "mediawiki")),
    "markdown": Reader(
        _markdown,
        r"(?m)\$\$|\$[^$\n]+\$|^[ \t]*```|^#{1,6} \S|^[ \t]*\|?[ \t]*:?---+:?[ \t]*\||\*\*\w",
        ("md", "markdown", "mdown", "mkd", "rmd", "qmd"),
    ),
    "text": Reader(_text, "", ("txt", "text", "log", "")),
}
"""Format -> its reader, in the order in which a document is asked what it looks like; the last one takes any."""

_PLAIN = ("rst", "rest")
_SAY_IT_THEMSELVES = ("notebook", "html", "tex")


def format_of(source: str, path: str) -> str:
    """The format of a document: some say it themselves; else its suffix does, unless that is the one of any text."""
    suffix = os.path.splitext(path)[1].lower().lstrip(".")
    named = next((name for name, reader in READERS.items() if suffix in reader.suffixes), "text")
    asked = list(READERS) if named == "text" and suffix not in _PLAIN else [*_SAY_IT_THEMSELVES, named]
    return next(name for name in asked if name == asked[-1] or re.search(READERS[name].looks, source))


def read_manuscript(path: str, *, follow_inputs: bool = False) -> Manuscript:
    r"""The document in the file at *path*; with *follow_inputs* also the files that it takes in with `\input`.

    Raises: DerivationError: D110, D111, D801 it cannot be opened, D703 it is no text, D704 its format is not read,
            D705 it is no notebook, D706 a directive that is not known, D902 it is over a limit.
    """
    most = MAX_NOTEBOOK_BYTES if path.lower().endswith(".ipynb") else MAX_BYTES
    source = decode(read_bytes(path, most, what="a document"), printable(path, 200), most)
    form = format_of(source, path)
    sources = taken_in(path, source, follow=follow_inputs) if form == "tex" else Sources.only(source)
    try:
        reading = READERS[form].read(sources.whole)
        return _manuscript(path, form, sources, reading)
    except DerivationError as error:
        place = error.place or Place(path)
        here = type(error)(error.code, error.message, note=error.note, help=error.help)
        raise here.at(place._replace(path=path)) from error


def _manuscript(path: str, form: str, sources: Sources, reading: Reading) -> Manuscript:
    """The whole of what is known about a document."""
    regions, notes = without_damage(reading.regions)
    return Manuscript(
        path,
        sources.source,
        form,
        regions,
        decimal_comma=has_decimal_commas(regions),
        directives=directives(sources.source),
        notes=(*sources.notes, *reading.notes, *notes),
        landmarks=reading.landmarks,
        files=sources.files,
    )
