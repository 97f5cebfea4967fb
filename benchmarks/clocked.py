"""One piece of work in a fresh process, what it needs made before: prints the CPU seconds, `python -m clocked pdf`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module


def _pdf() -> Callable[[], object]:
    """The PDF of the classic tutorial, once it is written down as Typst."""
    text = _typst()()
    return lambda: _compiled(text)


def _whole() -> Callable[[], object]:
    """The same with the writing."""
    write = _typst()
    return lambda: _compiled(write())


def _compiled(text: str) -> object:
    from derivation.render.formats.pdf import compiled

    return compiled(text)


def _typst() -> Callable[[], str]:
    """The classic tutorial as Typst, once its words and numbers are known."""
    from derivation.render.editions import Edition
    from derivation.render.formats.pdf import source
    from derivation.render.templating import Templates
    from derivation.stories import derive

    edition = Edition(derive(), Templates())
    tutorial = edition.documents[0]
    return lambda: source(tutorial, edition.templates)


WORK: Mapping[str, Callable[[], Callable[[], object]]] = {
    "pdf": _pdf,
    "typst and pdf": _whole,
    "sympy": lambda: lambda: import_module("sympy"),
}

if __name__ == "__main__":
    work = WORK[sys.argv[1]]()
    start = time.process_time()
    work()
    print(time.process_time() - start)
