"""[document] -> how the derivation is to be written, and which of its choices do not go together."""

from __future__ import annotations

from dataclasses import fields

from derivation.network.choices import choice, whole
from derivation.network.notation import NOTATIONS
from derivation.network.optimizers import OPTIMIZERS
from derivation.network.spec import Settings
from derivation.network.toml_tables import Table

Conflict = tuple[str, str, str]
"""The key that is at fault, what is wrong with it, what would be accepted."""


def read_document(table: Table, optimizer: str, layers: int = 0) -> Settings:
    """The settings of the document about a network of so many layers.

    Raises: SpecError: D203 unknown key, D207 wrong type, D211 places and digits, D509 not known, D512 of no use here.
    """
    table.only(*(each.name for each in fields(Settings)))
    if "places" in table.data and "digits" in table.data:
        raise table.fail("D211", "places and digits cannot both be given", "digits")
    digits, base, default = whole(table, "digits", None), whole(table, "index_base", 1), Settings()
    settings = Settings(
        places=None if digits else whole(table, "places", 9),
        digits=digits,
        carry=choice(table, "carry", default.carry),
        detail=choice(table, "detail", default.detail),
        notation=choice(table, "notation", default.notation),
        equals_throughout=table.typed(table.data.get("equals_throughout", False), bool, "equals_throughout"),
        index_base=1 if base is None else base,
        learning_rate_symbol=choice(table, "learning_rate_symbol", default.learning_rate_symbol),
        decimal=choice(table, "decimal", default.decimal),
        delta=table.typed(table.data["delta"], bool, "delta") if "delta" in table.data else None,
        delta_sign=choice(table, "delta_sign", default.delta_sign),
    )
    found = conflict(settings, optimizer, layers)
    if found:
        key, message, note = found
        raise table.fail("D512", message, key, note=note)
    return settings


def conflict(settings: Settings, optimizer: str, layers: int = 0) -> Conflict | None:
    """The first choice that would change nothing, or would give two quantities one symbol."""
    notation = NOTATIONS[settings.notation]
    if settings.index_base != 1 and not notation.by_place:
        placed = " and ".join(name for name, row in NOTATIONS.items() if row.by_place)
        message = f"index_base: {settings.notation} writes names as they are given, not indices"
        return "index_base", message, f"index_base is for {placed}"
    if settings.delta_sign != "plus" and not settings.shown_delta(layers):
        return "delta_sign", "delta_sign: the document has no delta", "delta = true shows it"
    symbol = settings.learning_rate_symbol
    if symbol in dict(OPTIMIZERS[optimizer].options):
        message = f"learning_rate_symbol: {symbol} already stands for the {symbol} of {optimizer}"
        return "learning_rate_symbol", message, "symbols are eta, alpha and epsilon"
    return None
