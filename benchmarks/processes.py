"""Whole processes as contenders: their user plus system CPU, with byte-code compiled and files warm."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.interleave import Measure

REPOSITORY = Path(__file__).resolve().parent.parent
_COPIED = ("derivation", "templates")
_SCRIPTS = ("phases.py", "clocked.py")
_UNWANTED = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPROFILEIMPORTTIME", "PYTHONUNBUFFERED"),
    *("SYMPY_GROUND_TYPES", "MPMATH_NOGMPY", "SYMPY_USE_CACHE"),
)


@dataclass(frozen=True)
class Workshop:
    """A compiled copy of the program in a temporary folder, so that a run neither writes into nor waits for edits."""

    folder: Path

    def python(self, *arguments: str, **environment: str) -> Measure:
        """A fresh interpreter in the folder, measured."""
        return lambda: cpu_of([sys.executable, *arguments], self.folder, self.environment(environment))

    def output_of(self, *arguments: str, **environment: str) -> tuple[str, float]:
        """What a fresh interpreter prints, and its CPU seconds."""
        path = self.folder / "printed"
        with path.open("wb") as file:
            seconds = cpu_of([sys.executable, *arguments], self.folder, self.environment(environment), file.fileno())
        return path.read_text("utf-8"), seconds

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Ours without what would change how Python starts."""
        kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        return {**kept, "XDG_CACHE_HOME": str(self.folder / "cache"), **more}


def workshop(folder: Path) -> Workshop:
    """The program copied into *folder* and compiled."""
    for name in _COPIED:
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for script in _SCRIPTS:
        shutil.copy(REPOSITORY / "benchmarks" / script, folder)
    compileall.compile_dir(folder, quiet=2)
    return Workshop(folder)


def cpu_of(command: Sequence[str], folder: Path, environment: Mapping[str, str], output: int | None = None) -> float:
    """User plus system CPU of a child process.

    Raises: RuntimeError: it did not end well.
    """
    sink = subprocess.DEVNULL if output is None else output
    child = subprocess.Popen(command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=sink)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime
