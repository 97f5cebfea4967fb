"""Reports: what was found, for people and for programs; one row of `REPORTS` per form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from derivation.verify.reports import html, json, junit, markdown, sarif, text
from derivation.verify.reports.findings import IGNORED, Example, Report, key_of

__all__ = ["IGNORED", "REPORTS", "Example", "Report", "key_of"]

REPORTS: Mapping[str, Callable[[Sequence[Report]], str]] = {
    "text": text.write,
    "json": json.write,
    "md": markdown.write,
    "html": html.write,
    "sarif": sarif.write,
    "junit": junit.write,
}
