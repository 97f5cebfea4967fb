"""Budgets: too much time or memory is an error, and what was set before is set again."""

from __future__ import annotations

import resource
import signal
import threading

import pytest

from derivation.budgets import within
from derivation.errors import DerivationError, LimitError


def spin() -> None:
    """Work without end, in a way that hides ordinary errors."""
    while True:
        try:
            sum(range(1000))
        except DerivationError:
            continue


def test_time_ends_with_an_error() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(LimitError, match=r"a\.md takes longer than 0\.05 seconds") as caught, within("a.md", 0.05):
        spin()
    assert caught.value.code == "D906"
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_memory_ends_with_an_error() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(LimitError, match="more than 64 MiB") as caught, within("a.md", memory=64 << 20):
        bytearray(1 << 30)
    assert caught.value.code == "D902"
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_another_thread_works_without_a_timer() -> None:
    done: list[int] = []

    def work() -> None:
        with within("a.md", 0.001):
            done.append(sum(range(100_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [4999950000]
