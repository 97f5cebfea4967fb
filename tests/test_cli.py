"""The program as a whole: extreme networks, odd titles, faults of the disk, kills; what a user would see of each."""

from __future__ import annotations

import errno
import gc
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath as mp
import pytest
from networks import in_turn

from derivation import cli, files
from derivation.errors import DerivationError, OutputError
from derivation.maths.numbers import read_number
from derivation.network.loading import read_spec
from derivation.network.spec import BUILT_IN
from derivation.starting import new

REPOSITORY = Path(__file__).resolve().parent.parent
SECONDS, MEMORY = 10, 1 << 30  # of the processor, so that a busy machine does not count
PATIENCE = 120
WRITTEN = (".md", ".json", ".svg")
NAMES = sorted(path.name for path in (REPOSITORY / "output").iterdir() if path.suffix in WRITTEN)
Run = subprocess.CompletedProcess[str]


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def start(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """The command, started in *folder* with a cache of its own and within the time and memory that are promised."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.Popen(
        [sys.executable, "-m", "derivation", *arguments],
        cwd=folder,
        env=environment | options.pop("environment", {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
        **options,
    )


def command(folder: Path, *arguments: str, **options: Any) -> Run:
    """The command, run to its end."""
    with start(folder, *arguments, **options) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return Run(arguments, process.returncode, out, err)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command in this process, which has loaded everything already, within the time that is promised."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*arguments: str) -> Run:
        begin = time.process_time()
        code = cli.run(arguments)
        gc.unfreeze()  # a program that is about to end leaves the collector nothing to do
        assert time.process_time() - begin < SECONDS
        return Run(arguments, code, *capsys.readouterr())

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, leftovers included."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# Extreme networks: complete documents, every digit right

CLASSIC = {
    "inputs": ["0.05", "0.10"],
    "targets": ["0.01", "0.99"],
    "weights": ["0.15", "0.20", "0.25", "0.30", "0.40", "0.45", "0.50", "0.55"],
    "learning-rate": ["0.5"],
}


def with_weights(**others: str) -> dict[str, list[str]]:
    return {"weights": [others.get(f"w{n}", text) for n, text in enumerate(CLASSIC["weights"], start=1)]}


EXTREMES: dict[str, dict[str, list[str]]] = {
    "w1 = 20000": with_weights(w1="20000"),
    "w1 = -20000": with_weights(w1="-20000"),
    "w1 = 1e6": with_weights(w1="1e6"),
    "w5 = 100000": with_weights(w5="100000"),
    "w5 = -100000": with_weights(w5="-100000"),
    "all weights 200": {"weights": ["200"] * 8},
    "all weights -200": {"weights": ["-200"] * 8},
    "weights 200 and -200": {"weights": ["200", "-200", "-200", "200", "200", "-200", "-200", "200"]},
    "i1 = 1e-300": {"inputs": ["1e-300", "0.10"]},
    "1e20 - 1e20": {"inputs": ["1", "1"], **with_weights(w1="1e20", w2="-1e20")},
    "all zeros": {"inputs": ["0", "-0"], "weights": ["0"] * 8, "targets": ["0", "0"]},
    "targets that are met": {"weights": ["0"] * 6 + ["-0", "0"], "targets": ["1/2", ".5"]},
    "learning rate 0": {"learning-rate": ["0"]},
    "learning rate -0.5": {"learning-rate": ["-0.5"]},
    "targets 5 and -5": {"targets": ["5", "-5"]},
    "forty digits": with_weights(w1="0.3333333333333333333333333333333333333333"),
    "a thousand digits": with_weights(w1="0." + "3" * 999),
    "1e-991": with_weights(w1="0." + "0" * 990 + "1"),
    "fractions": with_weights(w1="-1/3", w4="2/7", w5="-" + "1" * 400 + "/" + "7" * 401, w8="+1/ 11"),
}


def exact(texts: list[str]) -> list[Any]:
    values = [read_number(text).value for text in texts]
    return [mp.mpf(value.numerator) / value.denominator for value in values]


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def by_other_means(given: dict[str, list[str]]) -> dict[str, Any]:
    """The textbook formulas of the classic in mpmath; the slope in a form that does not cancel."""
    i, t, w = exact(given["inputs"]), exact(given["targets"]), exact(given["weights"])
    b1, b2 = exact(["0.35", "0.60"])
    net_h = [w[0] * i[0] + w[1] * i[1] + b1, w[2] * i[0] + w[3] * i[1] + b1]
    h = [sigmoid(net) for net in net_h]
    net_o = [w[4] * h[0] + w[5] * h[1] + b2, w[6] * h[0] + w[7] * h[1] + b2]
    o = [sigmoid(net) for net in net_o]
    deltas = [(out - wanted) * out * sigmoid(-net) for out, wanted, net in zip(o, t, net_o, strict=True)]
    slope_w1 = (deltas[0] * w[4] + deltas[1] * w[6]) * h[0] * sigmoid(-net_h[0]) * i[0]
    return {
        "net_h1": net_h[0],
        "out_h1": h[0],
        "out_o2": o[1],
        "E_total": sum((wanted - out) ** 2 / 2 for out, wanted in zip(o, t, strict=True)),
        "dE_total/dw5": deltas[0] * h[0],
        "dE_total/dw1": slope_w1,
        "w5+": w[4] - exact(given["learning-rate"])[0] * deltas[0] * h[0],
    }


TINY = {
    "i1 = 1e-9999": {"inputs": ["1e-9999", "0.10"]},
    "both inputs 1e-9999": {"inputs": ["1e-9999", "-1e-9999"]},
    "learning rate 1e-9999": {"learning-rate": ["1e-9999"]},
}


def options_of(given: dict[str, list[str]]) -> list[str]:
    return [f"--{name}={','.join(values)}" for name, values in given.items()]


@pytest.mark.parametrize("case", EXTREMES)
def test_an_extreme_network_is_written_in_full_and_every_digit_is_right(
    case: str, here: Callable[..., Run], tmp_path: Path
) -> None:
    done = here("render", *options_of(EXTREMES[case]))
    assert (done.returncode, done.stderr) == (0, "")
    check(EXTREMES[case], contents(tmp_path / "output"))


@pytest.mark.parametrize("case", TINY)
def test_a_network_with_tiny_numbers_is_written_within_the_time_and_memory_promised(case: str, tmp_path: Path) -> None:
    done = command(tmp_path, "render", *options_of(TINY[case]))
    assert (done.returncode, done.stderr) == (0, "")
    check(TINY[case], contents(tmp_path / "output"))


def check(given: dict[str, list[str]], output: dict[str, bytes]) -> None:
    """All files are there, and what they say of the network is right."""
    assert sorted(output) == NAMES
    record = json.loads(output["backpropagation-by-hand.json"])
    assert record["certificate"]["agree_to_digits"] >= 50
    numbers = {**record["quantities"], **record["derivatives"], **record["updates"]}
    with mp.workdps(12_000):
        for name, expected in by_other_means(CLASSIC | given).items():
            assert abs(mp.mpf(numbers[name]["value"]) - expected) <= abs(expected) * mp.mpf(10) ** -29
    text = output["backpropagation-by-hand.md"].decode()
    assert not re.search(r"(?<![\w.])-0(?![\w.])|\b(nan|inf|None)\b|Fraction\(", text)


def test_a_number_beyond_all_precision_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    done = command(tmp_path, "render", f"--weights={','.join(with_weights(w1='-1e9999')['weights'])}")
    assert (done.returncode, done.stderr[:23]) == (2, "error[D903]: out_h1 can")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("weight", ["1e8", "1e9999"])
def test_a_slope_that_cannot_be_told_from_zero_is_printed_as_zero_to_all_places(weight: str, tmp_path: Path) -> None:
    done = command(tmp_path, "render", f"--weights={','.join(with_weights(w1=weight)['weights'])}")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(contents(tmp_path / "output")["backpropagation-by-hand.json"])
    assert record["derivatives"]["dout_h1/dnet_h1"]["printed"] == "0.000000000"


@pytest.mark.parametrize("option", ["--places", "--digits"])
def test_a_thousand_places_are_written_within_ten_seconds(option: str, tmp_path: Path) -> None:
    assert command(tmp_path, "render", option, "1000").returncode == 0
    too_wide = {"backpropagation-by-hand-round.svg"}
    assert set(contents(tmp_path / "output")) == set(NAMES) - too_wide


# What a user types and sees


def test_values_that_begin_with_a_minus_reach_the_document(tmp_path: Path) -> None:
    weights = "-1/3,-.5,0,1,-1e-3,-2,3,4"
    done = command(tmp_path, "render", "--weights", weights, "--learning-rate", "-0.5", "--inputs", "-.5,1")
    assert done.returncode == 0
    spec = json.loads((tmp_path / "output" / "backpropagation-by-hand.json").read_text())["spec"]
    assert spec["layer"][0]["weights"] == [["-1/3", "-0.5"], ["0", "1"]]
    assert (spec["training"]["learning_rate"], spec["network"]["inputs"]["i1"]) == ("-0.5", "-0.5")


@pytest.mark.parametrize(
    "title",
    [
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "a $x$ b `c` *d* _e_ # f | g",
        "\\\\immediate\\\\write18{touch pwned}",
        "{{ 7*7 }} {% raw %} {# x #} <% x %> ((( x ))) \\\\VAR{x}",
        "$$ \\\\def\\\\a{\\\\a}\\\\a $$",
        "</script><script>alert(1)//",
        "Größe σ 学习 🎓",
        "# - + 1. > ~~~ ```",
    ],
)
def test_a_title_is_text_and_nothing_else(title: str, here: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(BUILT_IN.replace("Backpropagation by hand", title), encoding="utf-8")
    assert here("render", "net.toml").returncode == 0
    assert not (tmp_path / "pwned").exists()
    markdown = min((tmp_path / "output").glob("*.md"), key=lambda path: len(path.name)).read_text(encoding="utf-8")
    shown = re.sub(r"\\([!-/:-@[-`{-~])", r"\1", markdown.split("\n")[0])
    assert shown == f"# {title}".replace("\\\\", "\\")


def test_the_same_run_again_changes_no_byte_wherever_and_however_it_runs(tmp_path: Path) -> None:
    assert command(tmp_path, "render").returncode == 0
    before = contents(tmp_path / "output")
    odd = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "TERM": "dumb"}
    assert command(tmp_path, "render", "--no-cache", environment=odd).returncode == 0
    assert contents(tmp_path / "output") == before


@pytest.mark.parametrize("sizes", ["1,1", "2,2,2", "300,300,30", ",".join(["3"] * 33)])
def test_a_new_spec_of_any_size_within_the_limits_reads_back(sizes: str) -> None:
    spec = read_spec(new(sizes, 7))
    assert [len(spec.inputs), *(len(layer.neurons) for layer in spec.layers)] == [int(n) for n in sizes.split(",")]


@pytest.mark.parametrize("sizes", ["999,999,1", "400,251", ",".join(["1"] * 34)])
def test_a_new_spec_beyond_the_limits_is_refused(sizes: str) -> None:
    with pytest.raises(DerivationError, match="at most 32 layers and 100000 weights") as caught:
        new(sizes, 7)
    assert caught.value.code == "D507"


# Faults of the disk: the n-th call fails, for every n

OLD = {"a.md": b"old a", "b.json": b"old b"}
NEW = {"a.md": b"new a", "b.json": b"new b", "c.tex": b"new c"}
CALLS = 50
FALLIBLE = ("open", "fsync", "link", "rename", "replace", "unlink", "mkdir", "lstat", "listdir")


class FailingFile:
    """A file whose writing counts as a call."""

    def __init__(self, file: Any, disk: FailingDisk) -> None:
        self.file, self.disk = file, disk

    def __enter__(self) -> FailingFile:
        return self

    def __exit__(self, *about: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> None:
        self.file.write(content[:2])
        self.disk.count()
        self.file.write(content[2:])

    def flush(self) -> None:
        self.disk.count()
        self.file.flush()

    def fileno(self) -> int:
        return int(self.file.fileno())


class FailingDisk:
    """The module `os`, of which one call goes wrong."""

    def __init__(self, call: int, number: int) -> None:
        self.call, self.number, self.calls = call, number, 0

    def count(self) -> None:
        self.calls += 1
        if self.calls == self.call:
            raise OSError(self.number, os.strerror(self.number))

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return (lambda *given, **options: self.count() or real(*given, **options)) if name in FALLIBLE else real

    def fdopen(self, descriptor: int, mode: str) -> FailingFile:
        return FailingFile(os.fdopen(descriptor, mode), self)


def written(folder: Path) -> str:
    """The code of the error that writing ends with; nothing if there is none."""
    try:
        files.write_all(str(folder), NEW)
    except OutputError as error:
        return error.code
    return ""


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "D803"), (errno.EIO, "D802"), (errno.EACCES, "D802")])
@pytest.mark.parametrize("call", range(1, CALLS))
def test_whichever_call_fails_the_files_are_all_old_or_all_new(
    call: int, number: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    with monkeypatch.context() as patch:
        patch.setattr(files, "os", FailingDisk(call, number))
        said = written(tmp_path)
    visible = {name: content for name, content in contents(tmp_path).items() if not name.startswith(".")}
    assert (said, visible) in [("", NEW), (code, OLD)]
    assert not said or contents(tmp_path) == OLD
    assert written(tmp_path) == ""
    assert contents(tmp_path) == NEW


def test_the_calls_that_were_made_to_fail_are_all_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(tmp_path / "new") == ""
    disk = FailingDisk(0, 0)
    monkeypatch.setattr(files, "os", disk)
    assert written(tmp_path / "new") == ""
    assert len(NEW) * len(("open", "write", "flush", "fsync", "link", "replace", "unlink")) < disk.calls < CALLS


# Signals at any moment


@pytest.fixture(scope="module")
def generations(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes], float]:
    """What two runs write that differ in their learning rate, and how long the second takes."""
    folder = tmp_path_factory.mktemp("generations")
    command(folder, "render", "-o", "old")
    begin = time.perf_counter()
    command(folder, "render", "-o", "new", "--learning-rate", "0.25")
    return contents(folder / "old"), contents(folder / "new"), time.perf_counter() - begin


@pytest.mark.parametrize("seed", in_turn(range(21), 3))
def test_a_run_killed_at_any_moment_leaves_whole_files_which_the_next_run_replaces(
    seed: int, generations: tuple[dict[str, bytes], dict[str, bytes], float], tmp_path: Path
) -> None:
    old, new, seconds = generations
    output = tmp_path / "output"
    files.write_all(str(output), old)
    process = start(tmp_path, "render", "--learning-rate", "0.25")
    time.sleep(random.Random(seed).uniform(0.5, 1.05) * seconds)
    process.kill()
    process.communicate()
    left = contents(output)
    assert all(left[name] in (old[name], new[name]) for name in NAMES)
    assert command(tmp_path, "render", "--learning-rate", "0.25").returncode == 0
    assert contents(output) == new


def catches(pid: int, number: int) -> bool:
    """Whether the process handles that signal by now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return bool(int(re.findall(r"SigCgt:\s*(\w+)", status)[0], 16) >> (number - 1) & 1)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "interrupted; nothing was changed\n"), (signal.SIGTERM, 143, "")],
)
def test_a_signal_ends_the_run_with_its_code_and_the_old_files(
    number: int, code: int, said: str, generations: tuple[dict[str, bytes], dict[str, bytes], float], tmp_path: Path
) -> None:
    old = generations[0]
    files.write_all(str(tmp_path / "output"), old)
    process = start(tmp_path, "render", "--places", "1000")
    while not catches(process.pid, signal.SIGTERM):
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (code, "", said)
    assert contents(tmp_path / "output") == old
