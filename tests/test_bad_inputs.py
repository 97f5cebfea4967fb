"""Bad inputs: each is refused in one sentence with its place, quickly, and nothing on the disk changes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import tomli

from derivation import cli
from derivation.errors import DerivationError
from derivation.network.loading import MAX_BYTES, load_spec, read_spec
from derivation.network.spec import BUILT_IN

REJECTED = Path(__file__).parent / "cases" / "rejected"
EXPECTED = tomli.loads((REJECTED / "expected.toml").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in REJECTED.iterdir() if path.name != "expected.toml")
each_rejected_file = pytest.mark.parametrize("name", FILES)

Disk = dict[str, tuple[bytes, int]]


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def disk(folder: Path) -> Disk:
    """Every file below the folder: its bytes and when it was last written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refusal(path: Path | str) -> DerivationError:
    with pytest.raises(DerivationError) as caught:
        load_spec(str(path))
    return caught.value


def test_every_rejected_file_has_an_expected_message_and_the_other_way_round() -> None:
    assert sorted(EXPECTED["first_line"]) == FILES
    assert len(FILES) > 60
    assert set(EXPECTED["help"]) < set(FILES)


@each_rejected_file
def test_the_first_line_says_where_and_what(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REJECTED)
    error = refusal(name)
    assert str(error).split("\n")[0] == EXPECTED["first_line"][name]
    assert error.help == EXPECTED["help"].get(name, "")
    assert error.exit_code == 2


@each_rejected_file
def test_render_refuses_and_leaves_the_disk_as_it_was(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "rejected.md").write_bytes(b"OLD")
    before = disk(tmp_path)
    assert cli.run(["render", str(REJECTED / name), "-o", "output"]) == 2
    assert cli.run(["render", str(REJECTED / name), "-o", "new"]) == 2
    assert disk(tmp_path) == before
    assert not (tmp_path / "new").exists()
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(str(REJECTED / name))
    assert all(char.isprintable() or char == "\n" for char in said.err)


@pytest.mark.parametrize(
    "name", ["weight-with-letter-o.toml", "unknown-key-in-layer.toml", "named-input-not-a-number.toml"]
)
def test_a_caret_stands_under_the_very_characters(name: str) -> None:
    error = refusal(REJECTED / name)
    above, excerpt, below = str(error).split("\n")[1:4]
    assert error.place is not None
    begin = error.place.column - 1
    pointed = excerpt[below.index("^") : below.rindex("^") + 1]
    assert above.strip() == "|"
    assert pointed == error.place.text[begin : begin + len(pointed)]
    assert pointed in ('"0.2O"', "biases", '"0,1"')


def test_a_caret_far_to_the_right_is_still_under_its_value(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text(BUILT_IN.replace('"0.25"', " " * 50 + '"\u4e2d0.2O"'), encoding="utf-8")
    _, excerpt, below, *_ = str(refusal(path)).split("\n")[1:]
    assert max(map(len, (excerpt, below))) < 80
    assert excerpt[below.index("^") :].startswith('"\u4e2d0.2O"')


# Bombs, made here because they would be large on the disk


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("lists.toml", "a = " + "[" * 500_000, "D205"),
        ("tables.toml", "a = " + "{a=" * 100_000, "D205"),
        ("lists.json", "[" * 1_000_000, "D205"),
        ("objects.json", '{"a":' * 150_000, "D205"),
        ("comment.toml", "#" + "x" * 1_000_000, "D208"),
        ("blank.toml", " \n" * 500_000, "D208"),
        ("quote.toml", 'a = "' + "a" * 1_000_000, "D201"),
        ("numbers.toml", "a = [" + "1," * 500_000 + "]", "D203"),
        ("keys.toml", "".join(f"k{n} = 1\n" for n in range(80_000)), "D203"),
        ("tables.toml", "[[layer]]\n" * 100_000, "D210"),
        ("digits.toml", "a = " + "1" * 1_000_000, "D303"),
        ("digits.json", '{"a": ' + "1" * 1_000_000 + "}", "D303"),
        ("title.toml", "title = '" + "x" * 1_000_000 + "'", "D405"),
        ("weight.toml", BUILT_IN.replace('"0.25"', '"' + "(" * 1_000_000 + '"'), "D301"),
        ("weight.toml", BUILT_IN.replace('"0.25"', '"' + "1" * 1_000_000 + '"'), "D303"),
        ("weight.toml", BUILT_IN.replace('"0.25"', '"' + "1," * 400 + '"'), "D301"),
        ("name.toml", BUILT_IN.replace('"h1"', '"' + "h" * 1_000_000 + '"'), "D401"),
    ],
)
def test_a_megabyte_of_nonsense_is_refused_within_ten_seconds(name: str, text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    error = refusal(path)
    assert time.perf_counter() - start < 10
    assert error.code == code
    assert len(str(error)) < 1_500


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000 + "a = 1\n",
        "\n".join("a." * 900 + f"k{n} = 1" for n in range(500)),
        "x = [" + ",".join("{" + "a." * 900 + f"k{n} = 1" + "}" for n in range(500)) + "]",
        "[" + "a." * 100_000 + "a]\n",
        "\n".join("[" + "a." * 33 + f"k{n}]" for n in range(10_000)),
        BUILT_IN + "x" + ".x" * 32 + " = 1\n",
    ],
)
def test_a_bomb_of_dotted_keys_is_refused_within_two_seconds(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.toml"
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    error = refusal(path)
    assert time.perf_counter() - start < 2
    assert error.code == "D205"
    assert error.message.startswith("nested too deep")


def test_a_text_with_many_dots_is_no_dotted_key() -> None:
    dots = "a" + ".b" * 40
    text = BUILT_IN.replace("Backpropagation by hand", dots) + f"# {dots} = 1\n"
    assert read_spec(text).title == dots


# What is not a file that can be read


def test_a_missing_file_is_named() -> None:
    assert str(refusal("missing.toml")) == "error[D110]: missing.toml: no such file"
    assert str(refusal("no/such/folder.toml")) == "error[D110]: no/such/folder.toml: no such file"
    assert str(refusal("a\0b.toml")) == "error[D110]: a\\x00b.toml: no such file"


def test_a_directory_is_no_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.toml").mkdir()
    error = refusal("net.toml")
    assert (error.code, error.exit_code) == ("D111", 2)
    assert error.message == "net.toml is a directory"


@pytest.mark.parametrize("name", ["net.yaml", "net.txt", "net", "", ".", "net.toml.bak", "net\x1b[31m.yaml"])
def test_a_spec_is_toml_or_json_by_its_name(name: str) -> None:
    error = refusal(name)
    assert (error.code, error.exit_code) == ("D209", 2)
    assert error.message.endswith(": a spec is TOML or JSON, so its name ends in .toml or .json")
    assert "\x1b" not in str(error)


def test_a_fifo_is_refused_and_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("net.toml")
    error = refusal("net.toml")
    assert (str(error), error.exit_code) == ("error[D801]: net.toml is not a regular file", 4)


def test_a_circle_of_links_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.symlink("net.toml", "net.toml")
    error = refusal("net.toml")
    assert (str(error), error.exit_code) == ("error[D801]: net.toml: Too many levels of symbolic links", 4)


def test_a_link_to_a_device_is_refused(tmp_path: Path) -> None:
    os.symlink("/dev/zero", tmp_path / "net.toml")
    assert refusal(tmp_path / "net.toml").code == "D801"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text(BUILT_IN)
    path.chmod(0)
    error = refusal(path)
    assert (error.code, error.exit_code) == ("D801", 4)
    assert error.message.endswith(": Permission denied")


def test_a_read_that_fails_is_the_machine_saying_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("derivation.network.loading.os.open", refuse)
    assert str(refusal("net.toml")) == "error[D801]: net.toml: Permission denied"


def test_one_mebibyte_is_accepted_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text(BUILT_IN + "#" * (MAX_BYTES - len(BUILT_IN)))
    assert path.stat().st_size == MAX_BYTES
    assert load_spec(str(path)) == load_spec(None)
    path.write_text(BUILT_IN + "#" * (MAX_BYTES - len(BUILT_IN) + 1))
    error = refusal(path)
    assert (error.code, error.message.endswith(" is larger than 1 MiB")) == ("D206", True)


def test_a_spec_below_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(BUILT_IN)
    os.symlink("real.toml", tmp_path / "net.toml")
    assert load_spec(str(tmp_path / "net.toml")) == load_spec(None)
