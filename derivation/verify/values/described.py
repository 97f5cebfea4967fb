"""The network that a document describes: data put together from what it prints -> Spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derivation.errors import DerivationError
from derivation.network.spec import Spec
from derivation.network.spec_reading import build_spec
from derivation.network.toml_tables import Source, Table


def described(data: Mapping[str, Any]) -> Spec | None:
    """The spec, read like any other, so that whatever cannot be used is refused; None then."""
    try:
        return build_spec(Table(Source("the document", "", has_places=False), dict(data)), "document")
    except DerivationError:
        return None
