"""The commands: the options of each and what it does. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import gc
import os

from derivation.errors import printable

TYPE_CHECKING = False  # typing itself would cost a fifth of the start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_OVERRIDES = ("inputs", "targets", "weights", "learning_rate", "rounds", "order")
_NOTATION = ("notation", "index_base", "learning_rate_symbol", "decimal", "delta", "delta_sign")
_SETTINGS = ("places", "digits", "carry", "detail", *_NOTATION)
_EDITION = ("language", "dialect", "fragment", "common_mistakes")
_FORMATS = "see `derivation list formats`; may be repeated (md and json)"
_REPORTS = ("text", "json", "md", "html", "sarif", "junit")
_BUILT_IN = "a network as TOML or JSON; without it the classic two-two-two network"


def _render_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", nargs="?", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("-o", "--output", default="output", metavar="DIR", help="folder to write into (output)")
    parser.add_argument("--to", action="append", metavar="FORMAT", help=_FORMATS)
    parser.add_argument("--templates", metavar="DIR", help="templates of your own, in place of single files of ours")
    parser.add_argument("--language", metavar="LANGUAGE", help="the language of the words (en)")
    parser.add_argument("--dialect", metavar="DIALECT", help="of Markdown's mathematics: dollar or github (dollar)")
    parser.add_argument("--fragment", action="store_true", default=None, help="LaTeX to include in a text of your own")
    parser.add_argument(
        "--common-mistakes", action="store_true", default=None, help="add what the classic mistakes would give here"
    )
    parser.add_argument("--no-cache", action="store_true", help="prove everything again, even what was proven before")
    either = parser.add_mutually_exclusive_group()
    for name in (*_OVERRIDES, *_SETTINGS):
        group = either if name in ("places", "digits") else parser
        group.add_argument(f"--{name.replace('_', '-')}", metavar=name.upper(), help=_HELP[name])


def _explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "quantity", metavar="QUANTITY", help="for example net_h1, w5+, dE_total/dw5 or dE_total/dw[2][1][1]"
    )
    parser.add_argument("spec", nargs="?", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("--closed-form", action="store_true", help="as one expression in the parameters")


def _train_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", nargs="?", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("--rounds", metavar="ROUNDS", help=_HELP["rounds"])
    parser.add_argument("--order", metavar="ORDER", help=_HELP["order"])
    parser.add_argument("--to", choices=("text", "json", "csv"), default="text", help="form of the table (text)")


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("documents", nargs="+", metavar="DOC", help="Markdown, LaTeX, HTML, a notebook or plain text")
    parser.add_argument("--spec", metavar="SPEC", help="the network that the document is about, as TOML or JSON")
    parser.add_argument("--to", choices=_REPORTS, default="text", help=f"form of the report: {', '.join(_REPORTS)}")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the report there")
    parser.add_argument("--no-causes", action="store_true", help="do not look for the mistakes behind wrong numbers")
    parser.add_argument("--strict", action="store_true", help="exit code 3 unless every number could be checked")
    parser.add_argument("--allow-unchecked", action="store_true", help="exit code 0 where nothing could be checked")
    parser.add_argument("--follow-inputs", action="store_true", help="read what LaTeX takes in below its folder too")
    parser.add_argument("--baseline", metavar="FILE", help="accept the findings that this file has")
    parser.add_argument("--write-baseline", metavar="FILE", help="write a file that accepts today's findings")
    parser.add_argument("--patch", metavar="FILE", help="write a diff that puts right digits in place of wrong ones")
    parser.add_argument("--spec-out", metavar="FILE", help="write the network of the document as a spec")


def _diagnose_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("numbers", nargs="+", metavar="ID=NUMBER", help="what you got, for example w1+=0.1492")
    parser.add_argument("--spec", metavar="SPEC", help=_BUILT_IN)
    parser.add_argument("--to", choices=("text", "json"), default="text", help="form of the answer (text)")


def _list_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "topic", metavar="TOPIC", help="activations, losses, optimizers, formats, notations or mistakes"
    )


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", default="2,2,2", metavar="N,N,...", help="inputs, hidden layers, outputs (2,2,2)")
    parser.add_argument("--seed", type=int, default=1, help="another number draws other weights (1)")
    parser.add_argument("--hidden", default="sigmoid", metavar="NAME", help="activation of the hidden layers (sigmoid)")
    parser.add_argument("--output", default="sigmoid", metavar="NAME", help="activation of the last layer (sigmoid)")


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
    "notation": "how quantities are written: see `derivation list notations`",
    "index_base": "0 or 1: the first index, where the notation has indices",
    "learning_rate_symbol": "eta, alpha or epsilon",
    "decimal": "point or comma",
    "delta": "true or false: the gradient also as delta times what comes in",
    "delta_sign": "plus or minus: whether delta is dE/dnet or minus that",
}


def _given(options: argparse.Namespace, names: Sequence[str]) -> dict[str, str]:
    """Those of the options that were given."""
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

    paths = stories.render(
        options.spec,
        _given(options, (*_OVERRIDES, *_SETTINGS)),
        options.output,
        options.to or ["md", "json"],
        options.templates,
        _given(options, _EDITION),
        use_cache=not options.no_cache,
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
    return stories.train(options.spec, _given(options, ("rounds", "order")), options.to)


def _verify(options: argparse.Namespace) -> tuple[str, int, tuple[object, ...]]:
    _quick_start()
    from derivation.checking import Request, check

    _settled()
    names = (
        "spec",
        "to",
        "strict",
        "allow_unchecked",
        "follow_inputs",
        "baseline",
        "output",
        "patch",
        "write_baseline",
        "spec_out",
    )
    wanted = {name: getattr(options, name) for name in names}
    checked = check(options.documents, Request(**wanted, causes=not options.no_causes))
    return checked.text, checked.code, checked.errors


def _diagnose(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import marking

    _settled()
    return marking.mark(options.numbers, options.spec, options.to)


def _list(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import listings

    _settled()
    return listings.listing(options.topic)


def _new(options: argparse.Namespace) -> str:
    _quick_start()
    from derivation import starting

    _settled()
    return starting.new(options.sizes, options.seed, options.hidden, options.output)


COMMANDS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], object], str]] = {
    "render": (_render_options, _render, "write the worked derivation of a network"),
    "explain": (_explain_options, _explain, "explain one quantity or derivative, rule by rule"),
    "train": (_train_options, _train, "print the table of rounds"),
    "verify": (_verify_options, _verify, "check every number and formula of a printed derivation"),
    "diagnose": (_diagnose_options, _diagnose, "name the mistake behind numbers of your own"),
    "list": (_list_options, _list, "print one of the program's tables"),
    "new": (_new_options, _new, "print a spec to start from"),
}
"""name -> its options, its action (what it says; with an exit code and errors where there may be some), its summary."""
