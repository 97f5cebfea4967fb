"""All-or-nothing output: every byte is complete before an old file is touched, and an error undoes what was done."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from derivation.errors import DerivationError, OutputError, printable

_SUFFIX = ".derivation-tmp"
_LEFTOVER = re.compile(r"\.(?P<name>.+)\.(?P<pid>[0-9]+)\.(?P<kind>new|old)" + re.escape(_SUFFIX))
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def write_all(folder: str, files: Mapping[str, bytes]) -> list[str]:
    """Write *files* into *folder*, all of them or none; their paths, in order.

    The folder is created if its parent exists. Each file is staged beside its place and synced; then old files are
    set aside, the new ones moved in, and only then the old ones removed: an error puts every old file back.

    Raises: OutputError: D802 permission or missing parent, D803 no space, D804 not a regular file; D805 a bad name.
    """
    with _told(folder):
        created = _ensure_folder(folder)
        try:
            _sweep(folder)
            for name in files:
                _check_target(folder, name)
            _exchange(folder, files)
        except BaseException:
            if created:
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
            raise
    return [os.path.join(folder, name) for name in files]


@contextmanager
def _told(folder: str) -> Iterator[None]:
    """Turn what the operating system says into one of our errors; nothing was written when it is raised."""
    try:
        yield
    except OSError as error:
        code = "D803" if error.errno in _NO_ROOM else "D802"
        reason = "no space left" if code == "D803" else (error.strerror or str(error)).lower()
        where = printable(str(error.filename or folder), 200)
        raise OutputError(code, f"cannot write {where}: {reason}", note="nothing was written") from error


def _ensure_folder(folder: str) -> bool:
    """Create the folder; whether it was new."""
    if os.path.isdir(folder):
        return False
    os.mkdir(folder)
    return True


def _check_target(folder: str, name: str) -> None:
    """Refuse names that lead elsewhere, and places where something other than a regular file stands."""
    if not name or name in (".", "..") or "/" in name or os.sep in name or "\0" in name:
        raise DerivationError("D805", f"{printable(name)!r} is not a plain file name")
    path = os.path.join(folder, name)
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise OutputError("D804", f"{printable(path, 200)} is not a regular file", note="nothing was written")


def _staged(folder: str, name: str, kind: str) -> str:
    return os.path.join(folder, f".{name}.{os.getpid()}.{kind}{_SUFFIX}")


def _exchange(folder: str, files: Mapping[str, bytes]) -> None:
    """Stage everything, then replace; undo on any error or interruption."""
    moved: list[str] = []
    try:
        for name, content in files.items():
            _write_synced(_staged(folder, name, "new"), content)
        for name in files:
            moved.append(name)
            _set_aside(folder, name)
            os.replace(_staged(folder, name, "new"), os.path.join(folder, name))
        _sync_folder(folder)
    except BaseException:
        _undo(folder, moved)
        raise
    finally:
        for name in files:
            for kind in ("new", "old"):
                with contextlib.suppress(OSError):
                    os.unlink(_staged(folder, name, kind))


def _write_synced(path: str, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _set_aside(folder: str, name: str) -> None:
    """A second name for the old file, so that it survives being replaced."""
    with contextlib.suppress(FileNotFoundError):
        os.link(os.path.join(folder, name), _staged(folder, name, "old"), follow_symlinks=False)


def _undo(folder: str, moved: list[str]) -> None:
    """Put back what stood there before, and remove what did not."""
    for name in moved:
        old, path = _staged(folder, name, "old"), os.path.join(folder, name)
        with contextlib.suppress(OSError):
            if os.path.exists(old):
                os.replace(old, path)
            elif not os.path.exists(_staged(folder, name, "new")):
                os.unlink(path)


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: str) -> None:
    """Clear up after runs that were killed; a run that had not moved all its files in is undone."""
    left = [match for entry in sorted(os.listdir(folder)) if (match := _LEFTOVER.fullmatch(entry))]
    dead = [match for match in left if not _is_alive(int(match["pid"]))]
    unfinished = {match["pid"] for match in dead if match["kind"] == "new"}
    for match in dead:
        path = os.path.join(folder, match[0])
        with contextlib.suppress(OSError):
            if match["kind"] == "old" and match["pid"] in unfinished:
                os.replace(path, os.path.join(folder, match["name"]))
            else:
                os.unlink(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
