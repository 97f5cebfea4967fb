"""The command line: arguments and exit codes, nothing else. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import gc
import os
import re
import signal
import sys
import time

from derivation.errors import EXIT_BUG, EXIT_MACHINE, DerivationError, printable

TYPE_CHECKING = False  # typing itself would cost a fifth of the start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn

INTERRUPTED, TERMINATED, READER_GONE = 130, 143, 141
_NUMERIC = re.compile(r"-[0-9.].*")
_OPTION = re.compile(r"-[a-z]|--[a-z-]+")
_WITHOUT_VALUE = ("--no-cache", "--closed-form", "--help", "-h")
_PEACE = 2.0  # seconds in which a second Ctrl-C does not disturb the clean-up after the first
_OVERRIDES = ("inputs", "targets", "weights", "learning_rate", "rounds", "order")
_SETTINGS = ("places", "digits", "carry", "detail", "notation")
_BUILT_IN = "a network as TOML or JSON; without it the classic two-two-two network"


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints look like all our errors, and which takes no abbreviations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

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
        return _printed(_output(arguments))
    except DerivationError as error:
        return _tell(str(error), error.exit_code)
    except MemoryError:
        return _tell("error[D902]: out of memory", EXIT_MACHINE)
    except (Exception, KeyboardInterrupt, _TerminatedError) as error:
        return _stopped(error) or _bug(error, debug)


def _output(arguments: Sequence[str]) -> str:
    """What one command has to say."""
    try:
        options, unknown = _parser().parse_known_args(_joined(arguments))
    except SystemExit:  # argparse has printed the help
        return ""
    if unknown:
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    said: str = options.run(options)
    return said


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


def _parser() -> _Parser:
    parser = _Parser(
        prog="derivation",
        description="Worked, step-by-step derivations of backpropagation, every digit proven.",
        epilog="`derivation COMMAND --help` tells the options of a command; --debug shows tracebacks.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, (build, action, summary) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        build(command)
        command.set_defaults(run=action, parser=command)
    return parser


def _render_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", nargs="?", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("-o", "--output", default="output", metavar="DIR", help="folder to write into (output)")
    parser.add_argument("--to", action="append", metavar="FORMAT", help="md or json; may be repeated (both)")
    parser.add_argument("--templates", metavar="DIR", help="templates of your own, in place of single files of ours")
    parser.add_argument("--no-cache", action="store_true", help="prove everything again, even what was proven before")
    either = parser.add_mutually_exclusive_group()
    for name in (*_OVERRIDES, *_SETTINGS):
        group = either if name in ("places", "digits") else parser
        group.add_argument(f"--{name.replace('_', '-')}", metavar=name.upper(), help=_HELP[name])


def _explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("quantity", metavar="QUANTITY", help="for example net_h1, dE_total/dw5 or w5+")
    parser.add_argument("spec", nargs="?", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("--closed-form", action="store_true", help="as one expression in the parameters")


def _train_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", nargs="?", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("--rounds", metavar="ROUNDS", help=_HELP["rounds"])
    parser.add_argument("--order", metavar="ORDER", help=_HELP["order"])
    parser.add_argument("--to", choices=("text", "json", "csv"), default="text", help="form of the table (text)")


def _list_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", metavar="TOPIC", help="activations, losses, optimizers, formats or notations")


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", default="2,2,2", metavar="N,N,...", help="inputs, hidden layers, outputs (2,2,2)")
    parser.add_argument("--seed", type=int, default=1, help="another number draws other weights (1)")


_HELP = {
    "inputs": "input values, separated by commas",
    "targets": "target values, separated by commas",
    "weights": "all weights in reading order, separated by commas",
    "learning_rate": "the learning rate",
    "rounds": "how many rounds to train",
    "order": "simultaneous or sequential updates",
    "places": "decimal places to print",
    "digits": "significant digits to print, in place of places",
    "carry": "exact, or rounded as with a pocket calculator",
    "detail": "brief, standard or full",
    "notation": "how quantities are spelled",
}


def _overrides(options: argparse.Namespace, names: Sequence[str]) -> dict[str, str]:
    return {name: value for name in names if (value := getattr(options, name)) is not None}


def _quick_start() -> None:
    """Keep the collector out of the way of the imports that follow; `_settled` is its counterpart."""
    os.environ.setdefault("SYMPY_GROUND_TYPES", "python")
    os.environ.setdefault("MPMATH_NOGMPY", "1")
    gc.disable()


def _settled() -> None:
    """Collect again from here on; what the imports have left behind stays for good and is never looked at."""
    gc.freeze()
    gc.enable()


def _render(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import stories

    overrides = _overrides(options, (*_OVERRIDES, *_SETTINGS))
    formats = options.to or ["md", "json"]
    paths = stories.render(
        options.spec, overrides, options.output, formats, options.templates, use_cache=not options.no_cache
    )
    return "\n".join(f"wrote {printable(path, 1000)}" for path in paths)


def _explain(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import stories

    _settled()
    return stories.explain(options.spec, options.quantity, options.closed_form)


def _train(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import stories

    _settled()
    return stories.train(options.spec, _overrides(options, ("rounds", "order")), options.to)


def _list(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import listings

    _settled()
    return listings.listing(options.topic)


def _new(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import starting

    _settled()
    return starting.new(options.sizes, options.seed)


_COMMANDS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], str], str]] = {
    "render": (_render_options, _render, "write the worked derivation of a network"),
    "explain": (_explain_options, _explain, "explain one quantity or derivative, rule by rule"),
    "train": (_train_options, _train, "print the table of rounds"),
    "list": (_list_options, _list, "print one of the program's tables"),
    "new": (_new_options, _new, "print a spec to start from"),
}
