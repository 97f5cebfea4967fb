"""What every test may use: the hypothesis profiles and the repository's root."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent

# The same examples every time, so that a red run means a changed program; new ones come from `make fuzz`.
settings.register_profile("default", derandomize=True, deadline=None, max_examples=25, database=None)
settings.register_profile(
    "torture", deadline=None, max_examples=1000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder with pyproject.toml, derivation/, templates/ and tests/."""
    return REPOSITORY


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The one browser of a run."""
    yield from browser(tmp_path_factory.mktemp("profile"))


# A shell starts what it sends to the background with Ctrl-C ignored, and programs started by the tests would inherit
# that: a handler of our own here means the default there.
signal.signal(signal.SIGINT, signal.default_int_handler)
