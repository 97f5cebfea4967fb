"""All-or-nothing output: every byte is complete before an old file is touched, and an error undoes what was done."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from derivation.errors import DerivationError, OutputError, printable
from derivation.frozen import dataclass

try:
    import fcntl
except ImportError:  # not on this system; runs at the same time are then each other's risk
    fcntl = None  # type: ignore[assignment]

_SUFFIX = ".derivation-tmp"
_LEFTOVER = re.compile(
    r"\.(?P<name>.+)\.(?P<run>(?P<pid>[0-9]{1,9})-[0-9a-f]{8})\.(?P<kind>new|old)" + re.escape(_SUFFIX)
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_all(folder: str, files: Mapping[str, bytes]) -> list[str]:
    """Write *files* into *folder*, all of them or none; their paths, in order.

    The folder is created if its parent exists. Each file is staged beside its place and synced; then old files are
    set aside, the new ones moved in, and only then the old ones removed: an error puts every old file back.

    Raises: OutputError: D802 permission or missing parent, D803 no space, D804 something other than
            a regular file (or a folder) stands there, D805 a bad name.
    """
    with _told(folder):
        created = _ensure_folder(folder)
        try:
            with _alone_in(folder):
                _sweep(folder)
                for name in files:
                    _check_target(folder, name)
                _exchange(_Staging(folder, f"{os.getpid()}-{os.urandom(4).hex()}"), files)
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
    if os.path.lexists(folder):
        raise OutputError("D804", f"{printable(folder, 200)} is not a folder", note="nothing was written")
    os.mkdir(folder)
    return True


@contextmanager
def _alone_in(folder: str) -> Iterator[None]:
    """Wait until no other run writes into the folder, or the files of two runs could end up side by side."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # some network disks have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check_target(folder: str, name: str) -> None:
    """Refuse names that lead elsewhere, and places where something other than a regular file stands."""
    if not name or name in (".", "..") or "/" in name or os.sep in name or "\0" in name:
        raise DerivationError("D805", f"{printable(name)!r} is not a plain file name")
    path = os.path.join(folder, name)
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise OutputError("D804", f"{printable(path, 200)} is not a regular file", note="nothing was written")


@dataclass(frozen=True)
class _Staging:
    """The temporary names of one run: no other run has them, not even one with the same process id."""

    folder: str
    run: str

    def final(self, name: str) -> str:
        """Where the file is to stand."""
        return os.path.join(self.folder, name)

    def new(self, name: str) -> str:
        """The new content until it is moved in."""
        return os.path.join(self.folder, f".{name}.{self.run}.new{_SUFFIX}")

    def old(self, name: str) -> str:
        """The old content until nothing can go wrong any more."""
        return os.path.join(self.folder, f".{name}.{self.run}.old{_SUFFIX}")


def _exchange(staging: _Staging, files: Mapping[str, bytes]) -> None:
    """Stage everything, then replace; undo on any error or interruption."""
    moved: list[str] = []
    try:
        for name, content in files.items():
            _write_synced(staging.new(name), content)
        for name in files:
            moved.append(name)
            _set_aside(staging.final(name), staging.old(name))
            os.replace(staging.new(name), staging.final(name))
        _sync_folder(staging.folder)
    except BaseException:
        _undo(staging, moved)
        _remove([staging.new(name) for name in files])
        raise
    _forget([staging.old(name) for name in files])


def _forget(paths: Sequence[str]) -> None:
    """Remove the old contents: the work is done, and an interruption comes too late to change that."""
    try:
        _remove(paths)
    except BaseException:
        _remove(paths)


def _remove(paths: Sequence[str]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _write_synced(path: str, content: bytes) -> None:
    with os.fdopen(os.open(path, _NEW_FILE, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _set_aside(path: str, aside: str) -> None:
    """A second name for the old file, so that it survives being replaced."""
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(path, aside, follow_symlinks=False)
        except (OSError, NotImplementedError):  # no hard links on this disk, or the file is somebody else's
            os.rename(path, aside)


def _put_back(aside: str, path: str) -> None:
    """The old file in its place again; where it never left, the two names are one file and replacing does nothing."""
    os.replace(aside, path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(aside)


def _undo(staging: _Staging, moved: list[str]) -> None:
    """Put back what stood there before, and remove what did not."""
    for name in moved:
        with contextlib.suppress(OSError):
            if os.path.lexists(staging.old(name)):
                _put_back(staging.old(name), staging.final(name))
            elif not os.path.lexists(staging.new(name)):
                os.unlink(staging.final(name))


def _sync_folder(folder: str) -> None:
    """Make the renaming last, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks cannot, and need not
            raise
    finally:
        os.close(descriptor)


def _sweep(folder: str) -> None:
    """Clear up after runs that were killed; a run that had not moved all its files in is undone."""
    left = [match for entry in sorted(os.listdir(folder)) if (match := _LEFTOVER.fullmatch(entry))]
    dead = [match for match in left if not _is_at_work(int(match["pid"]))]
    unfinished = {match["run"] for match in dead if match["kind"] == "new"}
    for match in dead:
        path = os.path.join(folder, match[0])
        with contextlib.suppress(OSError):
            if match["kind"] == "old" and match["run"] in unfinished:
                _put_back(path, os.path.join(folder, match["name"]))
            else:
                os.unlink(path)


def _is_at_work(pid: int) -> bool:
    """Whether another process with that id lives; what bears our own id is from before, as we have staged nothing."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
