"""All-or-nothing output: whatever happens, the files that belong together are all old or all new."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from derivation.errors import DerivationError
from derivation.files import write_all

OLD = {"a.md": b"old a", "b.json": b"old b"}
NEW = {"a.md": b"new a", "b.json": b"new b", "c.tex": b"new c"}
DEAD = 999_999_999  # beyond the largest process id there is


def contents(folder: Path) -> dict[str, bytes]:
    """Every entry of the folder, leftovers included."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files from an earlier run."""
    found = tmp_path / "output"
    found.mkdir()
    for name, content in OLD.items():
        (found / name).write_bytes(content)
    return found


def refusal(folder: Path | str, files: dict[str, bytes]) -> DerivationError:
    with pytest.raises(DerivationError) as caught:
        write_all(str(folder), files)
    return caught.value


def failing(function: Callable[..., object], call: int, error: BaseException) -> Callable[..., object]:
    """*function*, which raises *error* at one of its calls, counted from 1."""
    counter = iter(range(1, 1_000_000))

    def stand_in(*arguments: object, **options: object) -> object:
        if next(counter) == call:
            raise error
        return function(*arguments, **options)

    return stand_in


# When all goes well.


def test_all_files_are_written_and_named_in_order(folder: Path) -> None:
    assert write_all(str(folder), NEW) == [str(folder / name) for name in NEW]
    assert contents(folder) == NEW


def test_a_folder_is_created_in_one_that_exists(tmp_path: Path) -> None:
    write_all(str(tmp_path / "fresh"), NEW)
    assert contents(tmp_path / "fresh") == NEW


def test_other_files_of_the_folder_stay(folder: Path) -> None:
    (folder / "mine.txt").write_bytes(b"mine")
    write_all(str(folder), NEW)
    assert contents(folder) == {**NEW, "mine.txt": b"mine"}


def test_a_link_to_a_folder_may_be_named_by_the_user(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    write_all(str(folder.parent / "link"), NEW)
    assert contents(folder) == NEW


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_files_have_the_mode_that_the_umask_asks_for(umask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    write_all(str(tmp_path), NEW)
    os.umask(before)
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in NEW} == {mode}


# What is refused.


@pytest.mark.parametrize("name", ["../evil", "a/b", "/etc/evil", "", ".", "..", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(name: str, folder: Path) -> None:
    assert refusal(folder, {**NEW, name: b""}).code == "D805"
    assert contents(folder) == OLD


def test_the_parent_of_the_folder_must_exist(tmp_path: Path) -> None:
    error = refusal(tmp_path / "no" / "such", NEW)
    assert (error.code, error.exit_code, error.note) == ("D802", 4, "nothing was written")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "output").write_bytes(b"mine")
    error = refusal(tmp_path / "output", NEW)
    assert error.code == "D804" and "is not a folder" in error.message
    assert contents(tmp_path) == {"output": b"mine"}


def test_nothing_is_written_through_a_link(folder: Path) -> None:
    victim = folder.parent / "victim"
    victim.write_bytes(b"precious")
    (folder / "c.tex").symlink_to(victim)
    assert refusal(folder, NEW).code == "D804"
    assert victim.read_bytes() == b"precious" and (folder / "a.md").read_bytes() == b"old a"


def test_nothing_is_created_through_a_dangling_link(folder: Path) -> None:
    (folder / "c.tex").symlink_to("nowhere")
    assert refusal(folder, NEW).code == "D804"
    assert not (folder / "nowhere").exists() and (folder / "c.tex").is_symlink()


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_only_a_regular_file_is_replaced(make: Callable[[Path], None], folder: Path) -> None:
    make(folder / "c.tex")
    error = refusal(folder, NEW)
    assert (error.code, error.exit_code) == ("D804", 4)
    assert sorted(os.listdir(folder)) == ["a.md", "b.json", "c.tex"] and (folder / "a.md").read_bytes() == b"old a"


# When something fails on the way, at every step at which it can.

STEPS = [("open", call) for call in (2, 3, 4)] + [("fsync", call) for call in (1, 2, 3, 4)]
STEPS += [("link", call) for call in (1, 2)] + [("replace", call) for call in (1, 2, 3)]


@pytest.mark.parametrize(("step", "call"), [each for each in STEPS if each[0] != "link"])
def test_a_full_disk_leaves_the_old_files_whole(
    step: str, call: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, step, failing(getattr(os, step), call, OSError(errno.ENOSPC, "No space left on device")))
        error = refusal(folder, NEW)
    assert (error.code, error.exit_code) == ("D803", 4)
    assert contents(folder) == OLD


@pytest.mark.parametrize(("step", "call"), STEPS)
def test_ctrl_c_leaves_the_old_files_whole(step: str, call: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, step, failing(getattr(os, step), call, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            write_all(str(folder), NEW)
    assert contents(folder) == OLD


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_denied_permission_leaves_no_new_folder(call: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing(os.replace, call, PermissionError(errno.EACCES, "Permission denied")))
        error = refusal(tmp_path / "output", NEW)
    assert error.code == "D802" and "permission denied" in error.message
    assert list(tmp_path.iterdir()) == []


def without_hard_links(*arguments: object, **options: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_a_disk_without_hard_links_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", without_hard_links)
    write_all(str(folder), NEW)
    assert contents(folder) == NEW


@pytest.mark.parametrize("call", [1, 2, 3])
def test_old_files_come_back_on_a_disk_without_hard_links(
    call: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", without_hard_links)
        patch.setattr(os, "replace", failing(os.replace, call, OSError(errno.EIO, "Input/output error")))
        assert refusal(folder, NEW).code == "D802"
    assert contents(folder) == OLD


LIMITED = """
import resource, sys
from derivation.files import write_all
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
write_all(sys.argv[1], {"a.md": b"new", "b.json": b"x" * 10_000})
"""


def test_a_file_that_the_system_finds_too_large_changes_nothing(folder: Path, repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder)], cwd=repository, capture_output=True, text=True, check=False
    )
    assert "error[D802]" in done.stderr and "file too large" in done.stderr
    assert contents(folder) == OLD


@pytest.mark.parametrize("call", [1, 2])
def test_ctrl_c_after_the_last_file_comes_too_late(call: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", failing(os.unlink, call, KeyboardInterrupt()))
        write_all(str(folder), NEW)
    assert contents(folder) == NEW


# Leftovers of runs that were killed.


def leftover(folder: Path, name: str, run: str, kind: str, content: bytes = b"left") -> None:
    (folder / f".{name}.{run}.{kind}.derivation-tmp").write_bytes(content)


@pytest.mark.parametrize("pid", [DEAD, os.getpid()], ids=["dead", "our own id, from before"])
def test_leftovers_of_a_killed_run_are_swept(pid: int, folder: Path) -> None:
    leftover(folder, "a.md", f"{pid}-01234567", "new")
    leftover(folder, "z.md", f"{pid}-89abcdef", "old")
    write_all(str(folder), NEW)
    assert contents(folder) == NEW


def test_what_another_run_is_writing_is_left_alone(folder: Path) -> None:
    leftover(folder, "a.md", f"{os.getppid()}-01234567", "new")
    write_all(str(folder), NEW)
    assert contents(folder) == {**NEW, f".a.md.{os.getppid()}-01234567.new.derivation-tmp": b"left"}


def test_a_run_that_was_killed_between_two_files_is_undone(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"half a generation")
    leftover(folder, "a.md", f"{DEAD}-01234567", "old", b"old a")
    leftover(folder, "b.json", f"{DEAD}-01234567", "new")
    write_all(str(folder), {"c.tex": b"new c"})
    assert contents(folder) == {**OLD, "c.tex": b"new c"}


def test_a_run_that_had_moved_everything_in_stays_done(folder: Path) -> None:
    leftover(folder, "a.md", f"{DEAD}-01234567", "old", b"older a")
    write_all(str(folder), {"c.tex": b"new c"})
    assert contents(folder) == {**OLD, "c.tex": b"new c"}


def test_files_that_only_look_like_leftovers_are_kept(folder: Path) -> None:
    mine = {".derivation-tmp": b"1", "a.new.derivation-tmp": b"2", ".a.md.x-01234567.new.derivation-tmp": b"3"}
    for name, content in mine.items():
        (folder / name).write_bytes(content)
    write_all(str(folder), NEW)
    assert contents(folder) == {**NEW, **mine}


WRITER = """
import sys
from derivation.files import write_all
for round in range(30):
    content = f"{sys.argv[2]} {round}".encode()
    write_all(sys.argv[1], {"a": content, "b": content, "c": content})
"""


def test_runs_at_the_same_time_never_mix_their_files(tmp_path: Path, repository: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, str(number)], cwd=repository) for number in range(4)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    assert sorted(contents(tmp_path)) == ["a", "b", "c"] and len(set(contents(tmp_path).values())) == 1


KILLED = """
import itertools, os, sys
from derivation.files import write_all
real, count = os.replace, itertools.count(1)
def replace(source, target):
    if next(count) == int(sys.argv[2]):
        os.kill(os.getpid(), 9)
    real(source, target)
os.replace = replace
write_all(sys.argv[1], {"a.md": b"new a", "b.json": b"new b"})
"""


@pytest.mark.parametrize("call", ["1", "2"])
def test_after_sigkill_the_next_run_brings_back_one_generation(call: str, folder: Path, repository: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), call], cwd=repository, check=False)
    assert done.returncode == -9
    write_all(str(folder), {"c.tex": b"new c"})
    assert contents(folder) == {**OLD, "c.tex": b"new c"}
