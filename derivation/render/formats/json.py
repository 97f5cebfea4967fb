"""Derivation -> the JSON record."""

from __future__ import annotations

import json

from derivation.render.derivations import Derivation
from derivation.render.records import record


def write(derivation: Derivation) -> bytes:
    """The record, indented, in UTF-8; numbers are text, so nothing is ever NaN or rounded by a reader."""
    return (json.dumps(record(derivation), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
