"""Names that a spec may give to what it describes, and the name of its documents."""

from __future__ import annotations

import re
import unicodedata

from derivation.errors import printable
from derivation.network.toml_tables import Table

_MAX_NAME = 200
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_LIKE_AN_ID = re.compile(
    r"[wb][0-9]+|theta[0-9]*|(b|theta|net|out|target|E|delta)_.*|d[A-Z]\w*|eta|lambda[12]|total", re.ASCII
)


def read_title(root: Table, default: str) -> str:
    """The title, which stands in running text and names the documents."""
    title = str(root.typed(root.data.get("title", default), str, "title"))
    if len(title) > _MAX_NAME or not title.strip():
        raise root.fail("D405", f"title: expected 1 to {_MAX_NAME} characters, got {len(title)}", "title")
    bad = next((char for char in title if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")), "")
    if bad:
        raise root.fail("D405", f"title: the invisible character U+{ord(bad):04X} is not allowed", "title")
    return title


def slug(text: str) -> str:
    """What a file is called after a title."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:80].strip("-")


def is_plain_name(name: str) -> bool:
    """Whether *name* is made of ASCII letters, digits and _, beginning with a letter, and not too long."""
    return len(name) <= _MAX_NAME and _NAME.fullmatch(name) is not None


def check_plain_name(table: Table, name: str, *path: str | int) -> None:
    """Refuse a name that cannot be printed."""
    if not is_plain_name(name):
        note = "names are letters, digits and _, beginning with a letter"
        what = f'the name "{printable(name)}"' if name else "the empty name"
        foreign = next((f": U+{ord(char):04X} is not an ASCII letter" for char in name if not char.isascii()), "")
        raise table.fail("D401", f"{what} cannot be used{foreign}", *path, note=note)


def check_name(table: Table, name: str, *path: str | int) -> None:
    """Refuse a name that cannot be printed, or that looks like the id of another quantity."""
    check_plain_name(table, name, *path)
    if _LIKE_AN_ID.fullmatch(name):
        raise table.fail("D403", f"the name {name} looks like the id of another quantity", *path)
