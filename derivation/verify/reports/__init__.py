"""Reports: what was found, for people and for programs; one row of `REPORTS` per form, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module

from derivation.verify.reports.findings import IGNORED, Example, Report, key_of

__all__ = ["IGNORED", "REPORTS", "Example", "Report", "key_of"]


def _written(module: str, reports: Sequence[Report]) -> str:
    """The reports as that module writes them."""
    text: str = import_module(f"{__name__}.{module}").write(reports)
    return text


REPORTS: Mapping[str, Callable[[Sequence[Report]], str]] = {
    "text": partial(_written, "text"),
    "json": partial(_written, "json"),
    "md": partial(_written, "markdown"),
    "html": partial(_written, "html"),
    "sarif": partial(_written, "sarif"),
    "junit": partial(_written, "junit"),
}
