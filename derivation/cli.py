"""The command line: arguments and exit codes, nothing else. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import gc
import os
import re
import signal
import sys
import time

from derivation.commands import COMMANDS
from derivation.errors import EXIT_BUG, EXIT_MACHINE, DerivationError, printable

TYPE_CHECKING = False  # typing itself would cost a fifth of the start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

INTERRUPTED, TERMINATED, READER_GONE = 130, 143, 141
_NUMERIC = re.compile(r"-[0-9.].*")
_OPTION = re.compile(r"-[a-z]|--[a-z-]+")
_WITHOUT_VALUE = (
    *(
        "--no-cache",
        "--fragment",
        "--closed-form",
        "--strict",
        "--no-causes",
        "--follow-inputs",
        "--allow-unchecked",
        "--help",
        "-h",
    ),
)
_USUAL_COLUMNS = 80
_PEACE = 2.0  # seconds in which a second Ctrl-C does not disturb the clean-up after the first


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal; argparse would load the archivers of `shutil` to find that out."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """How wide the terminal is, or is said to be."""
    try:
        return int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size().columns or _USUAL_COLUMNS
    except (ValueError, OSError):
        return _USUAL_COLUMNS


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints look like all our errors, and which takes no abbreviations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False, formatter_class=_Help)

    def error(self, message: str) -> NoReturn:
        raise DerivationError("D102", printable(message, 200), note=" ".join(self.format_usage().split()))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:
        _tell("error[D803]: standard output is closed\n  = note: nothing was written")
        sys.exit(EXIT_MACHINE)
    _prepare_streams()
    _prepare_signals()
    code = run([each for each in given if each != "--debug"], debug="--debug" in given)
    for number in (signal.SIGINT, signal.SIGTERM):  # the code stands: a late signal must not replace it
        signal.signal(number, signal.SIG_IGN)
    if code in (INTERRUPTED, TERMINATED):
        os._exit(code)  # Python itself would kill the process again if the signal came inside an `import`
    gc.freeze()  # nothing is left to collect that the end of the process does not free
    sys.exit(code)


def run(arguments: Sequence[str], *, debug: bool = False) -> int:
    """The exit code of one command; errors are told on standard error."""
    try:
        said, code, errors = _output(arguments)
        for error in errors:
            _tell(str(error))
        return _printed(said) or code
    except DerivationError as error:
        return _tell(str(error), error.exit_code)
    except MemoryError:
        return _tell("error[D902]: out of memory", EXIT_MACHINE)
    except (Exception, KeyboardInterrupt, _TerminatedError) as error:
        return _stopped(error) or _bug(error, debug)


def _output(arguments: Sequence[str]) -> tuple[str, int, Sequence[object]]:
    """What one command has to say, the exit code that it asks for, and errors that did not stop it."""
    try:
        options, unknown = _parser(arguments).parse_known_args(_joined(arguments))
    except SystemExit:  # argparse has printed the help
        return "", 0, ()
    if unknown:
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    said: str | tuple[str, int, Sequence[object]] = options.run(options)
    return (said, 0, ()) if isinstance(said, str) else said


def _printed(output: str) -> int:
    """The exit code once the output has really arrived."""
    try:
        if output:
            print(output)
        sys.stdout.flush()
        return 0
    except BrokenPipeError:
        failure = READER_GONE
    except OSError as error:
        failure = _tell(f"error[D803]: cannot write the output: {error.strerror}", EXIT_MACHINE)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to fail when the program ends
    return failure


def _tell(message: str, code: int = 0) -> int:
    """Say something on standard error, if there is one; the code is handed back."""
    if sys.stderr is not None:
        print(message, file=sys.stderr)
    return code


def _prepare_streams() -> None:
    """What a terminal cannot encode is shown as an escape, not as a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


class _TerminatedError(BaseException):
    """SIGTERM arrived."""


def _prepare_signals() -> None:
    """The first Ctrl-C or SIGTERM stops the work; impatient ones do not disturb the clean-up that follows."""
    peace_until = 0.0

    def stop(number: int, frame: object) -> None:
        nonlocal peace_until
        if time.monotonic() < peace_until:
            return
        peace_until = time.monotonic() + _PEACE
        raise _TerminatedError if number == signal.SIGTERM else KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not so below nohup
        signal.signal(signal.SIGINT, stop)


def _stopped(error: BaseException | None) -> int:
    """The exit code if a signal is behind the error, which a library may have wrapped in one of its own; else 0."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return _tell("interrupted; nothing was changed", INTERRUPTED)
        if isinstance(error, _TerminatedError):
            return TERMINATED
        error = error.__cause__ or error.__context__
    return 0


def _bug(error: BaseException, debug: bool) -> int:
    """What we say when we were wrong."""
    _tell(f"error[D901]: a bug in this program: {type(error).__name__}: {printable(str(error), 200)}")
    if not debug:
        return _tell("  = help: run again with --debug and report what it prints", EXIT_BUG)
    import traceback

    return _tell("".join(traceback.format_exception(error)), EXIT_BUG)


def _joined(arguments: Sequence[str]) -> list[str]:
    """`--weights -1/3,0.2` as `--weights=-1/3,0.2`: a value may begin with a minus."""
    joined: list[str] = []
    for index, argument in enumerate(arguments):
        if argument == "--":
            return [*joined, *arguments[index:]]
        if joined and _NUMERIC.fullmatch(argument) and _awaits_value(joined[-1]):
            joined[-1] += f"={argument}" if joined[-1].startswith("--") else argument
        else:
            joined.append(argument)
    return joined


def _awaits_value(argument: str) -> bool:
    return bool(_OPTION.fullmatch(argument)) and argument not in _WITHOUT_VALUE


def _parser(arguments: Sequence[str]) -> _Parser:
    """The parser of the command that the arguments begin with, else of all commands."""
    parser = _Parser(
        prog="derivation",
        description="Worked, step-by-step derivations of backpropagation, every digit proven.",
        epilog="`derivation COMMAND --help` tells the options of a command; --debug shows tracebacks.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for name in COMMANDS.keys() & arguments[:1] or COMMANDS:
        build, action, summary = COMMANDS[name]
        command = commands.add_parser(name, help=summary, description=summary)
        build(command)
        command.set_defaults(run=action, parser=command)
    return parser
