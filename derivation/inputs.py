"""A file that the user names -> its bytes: regular files only, and never more of one than is wanted."""

from __future__ import annotations

import os
import stat
import sys

from derivation.errors import OutputError, SpecError, printable

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: str, most: int, *, what: str) -> bytes:
    """The content of a regular file, or of standard input for `-`; one byte more than *most* where it is larger.

    Raises: SpecError: D110 there is no such file, D111 it is a directory. OutputError: D801 the machine said no.
    """
    if path == "-":
        return sys.stdin.buffer.read(most + 1)
    if os.path.isdir(path):
        raise SpecError("D111", f"{printable(path)} is a directory", note=f"{what} is a single file")
    try:
        with os.fdopen(os.open(path, _READ), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OutputError("D801", f"{printable(path)} is not a regular file")
            return file.read(most + 1)
    except (FileNotFoundError, ValueError):  # a NUL in a path is a ValueError
        raise SpecError("D110", f"{printable(path)}: no such file") from None
    except OSError as error:
        raise OutputError("D801", f"{printable(path)}: {error.strerror}") from None
