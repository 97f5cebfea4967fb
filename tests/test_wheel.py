"""The wheel: built, installed into an empty folder elsewhere, and run from a third one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="the build backend is part of requirements-dev.lock: run `make test`")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def run(*command: str, cwd: Path, path: Path | None = None) -> str:
    """Standard output of a command that must succeed, with *path* first in what Python imports from."""
    environment = os.environ | {"PYTHONPATH": str(path) if path else ""}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel; hatchling comes from the environment, so no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(repository)]
    run(*PIP, *build, cwd=folder)
    [built] = folder.glob("derivation-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the installed wheel."""
    folder = tmp_path_factory.mktemp("installed")
    run(*PIP, "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel), cwd=folder)
    return folder


def relative_files(folder: Path) -> set[str]:
    """Every file below *folder* that a person wrote, as text relative to it."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name and not Path(name).name.startswith(".")}


def test_the_wheel_holds_every_file_of_the_package_and_every_template(repository: Path, wheel: Path) -> None:
    wanted = {f"derivation/{name}" for name in relative_files(repository / "derivation")}
    wanted |= {f"derivation/templates/{name}" for name in relative_files(repository / "templates")}
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"derivation", "-".join(wheel.stem.split("-")[:2]) + ".dist-info"}


def test_the_installed_package_is_the_one_that_is_imported(installed: Path, tmp_path: Path) -> None:
    where = run(sys.executable, "-c", "import derivation; print(derivation.__file__)", cwd=tmp_path, path=installed)
    assert Path(where.strip()).is_relative_to(installed)


def test_the_installed_package_renders_from_another_folder(installed: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "derivation", "render", "-o", "somewhere", cwd=tmp_path, path=installed)
    tutorial = tmp_path / "somewhere" / "backpropagation-by-hand.md"
    record = json.loads(tutorial.with_suffix(".json").read_text(encoding="utf-8"))
    assert "0.593269992" in tutorial.read_text(encoding="utf-8")
    assert record["schema"] == "derivation/1"
