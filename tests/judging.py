"""What `verify` says of a short document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from derivation import stories


def judged(folder: Path, text: str, spec: str | None = None) -> Iterator[tuple[str, str]]:
    """Every printed number with the word that is said of it, by the network of a *spec* if one is given."""
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    record: dict[str, Any] = json.loads(stories.verify([str(path)], spec, "json")[0])
    yield from ((claim["printed"], claim["verdict"]) for claim in record["claims"] if claim["kind"] == "number")
