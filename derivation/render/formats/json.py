"""Derivation -> the JSON record."""

from __future__ import annotations

import json

from derivation.render.editions import Edition
from derivation.render.records import record


def write(edition: Edition) -> dict[str, bytes]:
    """The record, indented, in UTF-8; numbers are text, so nothing is ever NaN or rounded by a reader."""
    text = json.dumps(record(edition.derivation), indent=1, ensure_ascii=False, allow_nan=False)
    return {f"{edition.slug}.json": f"{text}\n".encode()}
