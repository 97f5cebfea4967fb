"""The door: arguments, exit codes, streams and signals. What the commands do is tested elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import derivation
from derivation import cli, commands
from derivation.errors import DerivationError, OutputError, Place, SpecError
from derivation.network.loading import read_spec

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def door(tmp_path: Path, repository: Path) -> Run:
    """Run `python -m derivation ...` in an empty folder."""

    def run(*arguments: str, environment: dict[str, str] | None = None, **options: Any) -> Any:
        known = {**os.environ, "PYTHONPATH": str(repository), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.run(
            [sys.executable, "-m", "derivation", *arguments],
            cwd=tmp_path,
            env=known | (environment or {}),
            text=True,
            check=False,
            timeout=120,
            **streams,
        )

    return run


class Stories(SimpleNamespace):
    """A stand-in for the stories which notes how it was called."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__(calls=[], answer=answer)

    def render(self, *arguments: Any, **options: Any) -> Any:
        self.calls.append((*arguments, *options.values()))
        return self.answer()

    explain = train = listing = render


def stand_in(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Any]) -> Stories:
    """Put a stand-in where the commands look for the stories."""
    stories = Stories(answer)
    monkeypatch.setitem(sys.modules, "derivation.stories", stories)
    monkeypatch.setattr(derivation, "stories", stories, raising=False)
    monkeypatch.setattr(commands, "_quick_start", lambda: None)
    monkeypatch.setattr(commands, "_settled", lambda: None)
    return stories


def raising(error: BaseException) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


# What is handed on.


def test_without_arguments_render_writes_markdown_and_json_of_the_classic_into_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = stand_in(monkeypatch, lambda: ["output/x.md", "output/x.json"])
    assert cli.run(["render"]) == 0
    assert stories.calls == [(None, {}, "output", ["md", "json"], None, {}, True)]
    assert capsys.readouterr().out == "wrote output/x.md\nwrote output/x.json\n"


def test_every_option_of_render_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = stand_in(monkeypatch, list)
    arguments = "net.toml -o out --to md --to json --places 4 --carry rounded --detail full --notation net-out"
    arguments += " --index-base 1 --learning-rate-symbol alpha --decimal comma --delta true --delta-sign minus"
    arguments += " --inputs 1,2 --targets 3 --weights 4 --learning-rate 5 --rounds 6 --order sequential"
    arguments += " --language de --dialect github --fragment --common-mistakes"
    assert cli.run(["render", *arguments.split(), "--templates", "mine", "--no-cache"]) == 0
    path, overrides, folder, formats, templates, edition, use_cache = stories.calls[0]
    assert (path, folder, formats, templates, use_cache) == ("net.toml", "out", ["md", "json"], "mine", False)
    assert edition == {"language": "de", "dialect": "github", "fragment": True, "common_mistakes": True}
    assert overrides == {
        "inputs": "1,2",
        "targets": "3",
        "weights": "4",
        "learning_rate": "5",
        "rounds": "6",
        "order": "sequential",
        "places": "4",
        "carry": "rounded",
        "detail": "full",
        "notation": "net-out",
        "index_base": "1",
        "learning_rate_symbol": "alpha",
        "decimal": "comma",
        "delta": "true",
        "delta_sign": "minus",
    }


@pytest.mark.parametrize("value", ["-1/3,0.2", "-.5", "-1e-3", "-1"])
@pytest.mark.parametrize("option", ["--weights", "--inputs", "--learning-rate"])
def test_a_value_may_begin_with_a_minus(option: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = stand_in(monkeypatch, list)
    assert cli.run(["render", option, value, "-o", "-1"]) == 0
    assert stories.calls[0][1:3] == ({option[2:].replace("-", "_"): value}, "-1")


def test_after_two_dashes_nothing_is_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = stand_in(monkeypatch, list)
    assert cli.run(["render", "--no-cache", "--", "-1.toml"]) == 0
    assert stories.calls[0][0] == "-1.toml"


def test_explain_and_train_hand_on_what_they_were_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = stand_in(monkeypatch, lambda: "told")
    assert cli.run(["explain", "dE_total/dw5", "net.toml", "--closed-form"]) == 0
    assert cli.run(["train", "--rounds", "7", "--order", "sequential", "--to", "csv"]) == 0
    assert stories.calls == [
        ("net.toml", "dE_total/dw5", True),
        (None, {"rounds": "7", "order": "sequential"}, "csv"),
    ]
    assert capsys.readouterr().out == "told\ntold\n"


# Exit codes, each with what is said.


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SpecError("D301", "no", place=Place("net.toml", 3, 1)), 2, "net.toml:3:1: error[D301]: no\n"),
        (DerivationError("D903", "too much"), 2, "error[D903]: too much\n"),
        (OutputError("D803", "full"), 4, "error[D803]: full\n"),
        (MemoryError(), 4, "error[D902]: out of memory\n"),
        (KeyboardInterrupt(), 130, "interrupted; nothing was changed\n"),
        (cli._TerminatedError(), 143, ""),
    ],
)
def test_each_kind_of_failure_has_its_exit_code(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stand_in(monkeypatch, raising(error))
    assert cli.run(["render"]) == code
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize("error", [ZeroDivisionError("x\x1b[2J"), RecursionError(), AssertionError()])
def test_any_other_exception_is_a_bug_of_ours_told_shortly(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, raising(error))
    assert cli.run(["render"]) == 101
    said = capsys.readouterr().err
    assert said.startswith(f"error[D901]: a bug in this program: {type(error).__name__}") and "--debug" in said
    assert "Traceback" not in said and "\x1b" not in said


def test_with_debug_a_bug_shows_its_traceback_and_still_exits_with_101(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, raising(ZeroDivisionError("oh")))
    assert cli.run(["render"], debug=True) == 101
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["rendr"], "invalid choice: 'rendr'"),
        (["render", "--wieghts", "1"], "unrecognized arguments: --wieghts"),
        (["render", "--place", "4"], "unrecognized arguments: --place"),
        (["render", "a.toml", "b.toml"], "unrecognized arguments: b.toml"),
        (["render", "--places", "4", "--digits", "4"], "not allowed with argument --places"),
        (["render", "-o"], "argument -o/--output: expected one argument"),
        (["train", "--to", "xml"], "invalid choice: 'xml'"),
        (["new", "--seed", "x"], "argument --seed"),
        (["render", "a.toml", "\x1b[2J"], r"unrecognized arguments: \x1b[2J"),
    ],
)
def test_unusable_arguments_are_told_with_the_usage(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("error[D102]: ") and said in err and "note: usage: " in err


def test_an_unknown_option_is_told_with_the_usage_of_its_own_command(capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["train", "--places", "4"])
    assert "usage: derivation train" in capsys.readouterr().err


def wrapped(error: BaseException) -> Any:
    try:
        raise error
    except BaseException as cause:
        raise RuntimeError("while loading") from cause


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (cli._TerminatedError(), 143)])
def test_an_interruption_that_a_library_wraps_is_still_one(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, lambda: wrapped(error))
    assert cli.run(["render"]) == code
    assert "bug" not in capsys.readouterr().err


# Starting quickly.


@pytest.mark.parametrize("command", [[], ["render"], ["explain"], ["train"], ["list"], ["new"]])
def test_help_is_told_without_loading_the_mathematics(command: list[str], door: Run) -> None:
    done = door(*command, "--help", environment={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    ours = {name for name in loaded if name.startswith("derivation")}
    assert done.returncode == 0 and done.stdout.startswith("usage: derivation")
    assert (
        ours <= {"derivation", "derivation.cli", "derivation.commands", "derivation.errors"}
        and "derivation.cli" in ours
    )
    assert not loaded & {"flint", "sympy", "mpmath", "jinja2", "tomli", "dataclasses", "typing", "difflib"}


# Streams.


def test_the_program_works_as_a_whole(door: Run, tmp_path: Path) -> None:
    done = door("render", "--to", "json", "--rounds", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "wrote output/backpropagation-by-hand.json\n"
    assert os.listdir(tmp_path / "output") == ["backpropagation-by-hand.json"]


def test_an_unusable_spec_writes_nothing(door: Run, tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text('[network]\ninputs = ["0.2O"]\n')
    done = door("render", "net.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('net.toml:2:11: error[D301]: input i1 is not a number: "0.2O"\n')
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("arguments", [["list", "losses"], ["new", "--sizes", "99,99,9"], ["--help"]])
def test_a_full_disk_behind_standard_output_is_told(arguments: list[str], door: Run) -> None:
    with open("/dev/full", "w") as full:
        done = door(*arguments, stdout=full, environment={"PYTHONUNBUFFERED": ""})
    assert done.returncode == 4 and done.stderr.startswith("error[D803]: cannot write the output")
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_reader_that_went_away_is_no_error_of_ours(door: Run) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = door("new", "--sizes", "99,99,9", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_closed_standard_output_is_told_before_anything_is_done(door: Run, tmp_path: Path) -> None:
    done = door("render", stdout=None, preexec_fn=lambda: os.close(1))
    assert done.returncode == 4 and "standard output is closed" in done.stderr
    assert not (tmp_path / "output").exists()


def test_errors_do_not_slip_into_the_output_when_standard_error_is_closed(door: Run) -> None:
    done = door("list", "nothing", stderr=None, preexec_fn=lambda: os.close(2))
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_what_a_stream_cannot_encode_is_escaped(encoding: str, door: Run) -> None:
    done = door("list", "activations", environment={"PYTHONIOENCODING": encoding}, encoding=encoding)
    assert (done.returncode, done.stderr) == (0, "") and "sigmoid" in done.stdout


def test_control_characters_of_a_folder_name_are_not_sent_to_the_terminal(door: Run) -> None:
    done = door("render", "--to", "json", "--rounds", "0", "-o", "a\x1b[2J\nb")
    assert done.returncode == 0 and done.stdout.startswith(r"wrote a\x1b[2J\x0ab/")


# Signals.

SLOW = """
import os, sys, types
from derivation import cli
def listing(topic):
    import time
    try:
        print("ready", flush=True)
        time.sleep(60)
    finally:
        time.sleep(0.3)
        print("cleaned up", flush=True)
sys.modules["derivation.listings"] = types.SimpleNamespace(listing=listing)
cli.main(["list", "losses"])
"""


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "interrupted; nothing was changed\n"), (signal.SIGTERM, 143, "")],
)
@pytest.mark.parametrize("times", [1, 5])
def test_a_signal_however_often_sent_lets_the_clean_up_finish(
    number: signal.Signals, code: int, said: str, times: int, repository: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW], cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.02)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, "cleaned up\n", said)


LATE = """
import atexit, os, signal, sys, types
from derivation import cli
sys.modules["derivation.listings"] = types.SimpleNamespace(listing=lambda topic: "told")
atexit.register(lambda: [os.kill(os.getpid(), number) for number in (signal.SIGINT, signal.SIGTERM)])
cli.main(["list", "losses"])
"""


def test_a_signal_after_the_work_does_not_change_the_exit_code(repository: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LATE], cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "told\n", "")


# `new`.


def test_a_new_spec_is_the_same_every_time_and_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert [cli.run(["new", "--sizes", "2,3,1", "--seed", "7"]) for _ in range(2)] == [0, 0]
    out = capsys.readouterr().out
    text = out[: len(out) // 2]
    assert out == text + text
    assert [layer.neurons for layer in read_spec(text).layers] == [("h1", "h2", "h3"), ("o1",)]


def test_another_seed_draws_other_weights(capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["new", "--seed", "1"])
    first = capsys.readouterr().out
    cli.run(["new", "--seed", "2"])
    assert capsys.readouterr().out != first


@pytest.mark.parametrize("sizes", ["2", "2,x", "2,0,1", "", "2,,1", "-1,2", "٢,1"])
def test_sizes_are_whole_numbers_above_zero(sizes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new", f"--sizes={sizes}"]) == 2
    assert capsys.readouterr().err.startswith("error[D102]: --sizes: ")
