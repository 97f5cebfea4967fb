"""`python -m derivation ARGUMENTS` with a stopwatch inside; the last line printed is CPU seconds by phase, as JSON.

The command itself runs, not a copy of it: imports and a few functions are wrapped so that each books its own time.
    python -m phases render -o FOLDER --no-cache
"""

from __future__ import annotations

import time

_ARRIVED = time.process_time()

import builtins  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from functools import wraps  # noqa: E402
from typing import Any  # noqa: E402

PHASES = {
    ("stories", "load_spec"): "reading and building the network",
    ("render.derivations", "build"): "reading and building the network",
    ("render.derivations", "explain"): "steps",
    ("network.training.History", "run"): "training",
    ("stories", "_cached_proof"): "certificate",
    ("stories", "certify"): "certificate",
    ("render.editions", "compose"): "composing",
    ("render.formats.Format", "write"): "printing",
    ("stories", "write_all"): "writing files",
}
"""Where a phase begins: (module or class inside the package, function)."""
SYMPY, MODULES, REST = "imports of SymPy and mpmath", "imports of our modules, Jinja and FLINT", "the rest"


class Stopwatch:
    """Books time on the innermost phase that is going on."""

    def __init__(self) -> None:
        self.seconds = {"starting the interpreter": _ARRIVED}
        self.open = [REST]
        self._last = _ARRIVED

    def book(self) -> None:
        """Put the time since the last call down to the phase that is going on."""
        now = time.process_time()
        self.seconds[self.open[-1]] = self.seconds.get(self.open[-1], 0.0) + now - self._last
        self._last = now

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """*function*, its time booked on *phase*."""

        @wraps(function)
        def within(*arguments: Any, **named: Any) -> Any:
            self.book()
            self.open.append(phase)
            try:
                return function(*arguments, **named)
            finally:
                self.book()
                self.open.pop()

        return within

    def watch_imports(self) -> None:
        """Book outermost imports, and wrap the phases as soon as they are there to be wrapped."""
        original = builtins.__import__
        books = {phase: self.timed(phase, original) for phase in (SYMPY, MODULES)}
        waiting = [True]

        def importing(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
            if self.open[-1] in books:
                return original(name, globals, locals, fromlist, level)
            whole = globals.get("__package__") or name if level else name
            heavy = whole.partition(".")[0] in ("sympy", "mpmath")
            found = books[SYMPY if heavy else MODULES](name, globals, locals, fromlist, level)
            if waiting and "derivation.stories" in sys.modules:
                waiting.clear()
                self.watch_phases()
            return found

        builtins.__import__ = importing

    def watch_phases(self) -> None:
        """Wrap the functions in which phases begin."""
        for (place, name), phase in PHASES.items():
            owner: Any = sys.modules["derivation"]
            for part in place.split("."):
                owner = getattr(owner, part)
            setattr(owner, name, self.timed(phase, getattr(owner, name)))


def run(arguments: list[str]) -> int:
    """The exit code of the command."""
    watch = Stopwatch()
    watch.watch_imports()
    from derivation import cli

    code = cli.run(arguments)
    watch.book()
    print(json.dumps(watch.seconds | {"at the end": time.process_time()}))
    return code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
