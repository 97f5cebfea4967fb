"""Budgets: how much time and memory one document may cost; beyond them there is an error, not a crash."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from derivation.errors import LimitError, printable

try:
    import resource
except ImportError:  # not on this system: time and memory are then bounded by the limits on sizes alone
    resource = None  # type: ignore[assignment]

SECONDS = 60
BYTES = 1 << 30
_PART, _MOST_PARTS = 1 << 18, 4
"""A long document has the time for each quarter of a MiB, but not for more than four."""


def seconds_for(size: int) -> int:
    """How long a document of so many bytes may take.

    >>> seconds_for(10_000), seconds_for(1_000_000), seconds_for(16_000_000)
    (60, 240, 240)
    """
    return SECONDS * min(max(-(-size // _PART), 1), _MOST_PARTS)


@contextmanager
def within(what: str, seconds: float = SECONDS, memory: int = BYTES) -> Iterator[None]:
    """Spend no more than *seconds* of the processor and *memory* bytes more than now.

    Raises: LimitError: D906, the time is over; D902, the memory is.
    """
    name = printable(what, 200)
    try:
        with _timer(seconds), _ceiling(memory):
            yield
    except _TimeIsUpError:
        note = "the document may be split into parts"
        raise LimitError("D906", f"{name} takes longer than {seconds:g} seconds", note=note) from None
    except MemoryError:
        raise LimitError("D902", f"{name} needs more than {memory >> 20} MiB of memory") from None


class _TimeIsUpError(BaseException):
    """Raised wherever the program is; no handler of ordinary errors may take it for one of its own."""


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise _TimeIsUpError


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    """Stop when so much time of the processor is spent; only the main thread can be stopped."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _ceiling(memory: int) -> Iterator[None]:
    """Let the process grow by no more than *memory* bytes."""
    used = _size()
    if resource is None or not used:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + memory
    if soft != resource.RLIM_INFINITY and soft <= wanted:
        yield
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    """How many bytes of addresses the process has, or 0 where the system does not tell."""
    with suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * (resource.getpagesize() if resource else 0)
    return 0
