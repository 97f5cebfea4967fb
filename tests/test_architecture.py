"""The house rules as checks: who may import whom, what is never called, how long things are, what is documented.

A check takes source text and returns sentences; a rule holds when there are none. Each check is also shown a
source that breaks its rule, so that none of them can pass for want of looking.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "derivation"
LONGEST_FILE, LONGEST_FUNCTION = 300, 45
FACADES = {"__init__", "__main__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Rank = tuple[int, ...]


def module_name(path: Path) -> str:
    """`derivation.maths.numbers` for its file; a package's name for its `__init__`."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
PACKAGES = {name for name, path in SOURCES.items() if path.name == "__init__.py"}
each_module = pytest.mark.parametrize("module", SOURCES)


@cache
def source_of(module: str) -> str:
    return SOURCES[module].read_text(encoding="utf-8")


# Rooms: the order in which modules may depend on each other.


@dataclass(frozen=True)
class House:
    """The rooms in order. A room or file may be a folder of plug-ins, whose files are then not listed."""

    ranks: dict[str, Rank]

    def rank(self, module: str) -> Rank | None:
        """Where *module* stands, lower numbers first; None if the list does not know it.

        A facade (`__init__`, `__main__`) stands below everything in its folder, as it gathers what is there.
        """
        name = module.removeprefix("derivation").lstrip(".")
        if name in {"", "__main__"}:
            return (len(self.ranks) + 1,)
        if name in self.ranks:
            return self.ranks[name] + ((len(self.ranks) + 1,) if module in PACKAGES else ())
        folder = name.rpartition(".")[0]
        is_plug_in_folder = folder in self.ranks and not any(known.startswith(f"{folder}.") for known in self.ranks)
        return (*self.ranks[folder], 0) if is_plug_in_folder else None

    def allows(self, importer: str, imported: str) -> bool:
        """Whether *imported* stands strictly above *importer*; plug-ins of one folder stand side by side."""
        above, own = self.rank(imported), self.rank(importer)
        return above is not None and own is not None and above < own


def read_house(docstring: str) -> House:
    """The indented list of the package's docstring: `room` or `room: file, file`; a deeper line continues one."""
    ranks: dict[str, Rank] = {}
    listed = docstring.partition("(a test reads this list):")[2].strip("\n").partition("\n\n")[0]
    lines = re.sub(r"\n {8,}", " ", listed).splitlines()
    for number, line in enumerate(lines):
        room, _, files = line.strip().partition(":")
        ranks[room] = (number,)
        ranks |= {f"{room}.{file.strip()}": (number, at) for at, file in enumerate(files.split(",")) if file.strip()}
    return House(ranks)


HOUSE = read_house(ast.get_docstring(ast.parse(source_of("derivation"))) or "")


def imports(module: str, source: str) -> Iterator[tuple[int, str]]:
    """Line and name of every module of the package that *source* imports, also inside functions and by text."""
    for node in ast.walk(ast.parse(source)):
        for name in _imported_names(module, node):
            if name.split(".")[0] == "derivation":
                yield getattr(node, "lineno", 0), name


def _imported_names(module: str, node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _absolute(module, node)
        inner = [f"{base}.{alias.name}" for alias in node.names]
        return sorted({name if name in SOURCES else base for name in inner})
    if isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func):
        return [text.value for text in node.args if isinstance(text, ast.Constant) and isinstance(text.value, str)]
    return []


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    folder = module.split(".") if module in PACKAGES else module.split(".")[:-1]
    kept = folder[: len(folder) - node.level + 1]
    return ".".join([*kept, node.module] if node.module else kept)


def check_imports(module: str, source: str) -> list[str]:
    return [
        f"{module}:{line} imports {name}, which is not above it in the list of rooms"
        for line, name in imports(module, source)
        if not HOUSE.allows(module, name)
    ]


def test_the_list_of_rooms_is_read() -> None:
    assert HOUSE.rank("derivation.errors") == (0,)
    assert list(HOUSE.ranks)[:3] == ["errors", "frozen", "inputs"]
    assert list(HOUSE.ranks)[-1] == "cli"


@each_module
def test_every_module_is_in_the_list_of_rooms(module: str) -> None:
    assert HOUSE.rank(module) is not None, f"{module} is missing from the list in derivation/__init__.py"


def test_a_module_that_nobody_listed_is_found() -> None:
    assert HOUSE.rank("derivation.maths.nowhere") is None
    assert HOUSE.rank("derivation.nowhere") is None


@each_module
def test_modules_import_only_from_above(module: str) -> None:
    assert check_imports(module, source_of(module)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("derivation.maths.numbers", "from derivation.network import spec"),
        ("derivation.maths.numbers", "import derivation.maths.formulas"),
        ("derivation.maths.numbers", "from derivation.maths import formulas"),
        ("derivation.maths.numbers", "from .formulas import Formula"),
        ("derivation.maths.numbers", "from ..network import spec"),
        ("derivation.maths.numbers", "from . import formulas"),
        ("derivation.maths.numbers", "from derivation import cli"),
        ("derivation.maths.numbers", "import derivation"),
        ("derivation.maths.numbers", "import derivation.maths.nowhere"),
        ("derivation.network.spec", "def f():\n    from derivation.stories import derive"),
        ("derivation.network.spec", "from importlib import import_module\nimport_module('derivation.cli')"),
        ("derivation.maths.printing.latex", "from derivation.maths.printing.text import Printer"),
        ("derivation.maths.printing.latex", "from derivation.maths.printing import Printer"),
        ("derivation.render.formats.md", "from derivation.render.formats.json import write"),
        ("derivation.maths.calculus", "from derivation.maths.printing.latex import Printer"),
    ],
)
def test_an_import_from_below_is_found(module: str, source: str) -> None:
    assert len(check_imports(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("derivation.maths.formulas", "from .numbers import parse\nfrom derivation.maths import numbers"),
        ("derivation.maths.printing", "from derivation.maths.printing.latex import Printer"),
        ("derivation.maths.printing.latex", "from derivation.maths.formulas import Formula"),
        ("derivation.network.spec", "from derivation.maths.printing.latex import Printer"),
        ("derivation.network.spec", "from derivation.maths import Formula, printing"),
        ("derivation.__main__", "from derivation.cli import main"),
        ("derivation", "from derivation.stories import derive"),
        ("derivation.errors", "import ast, sympy\nfrom fractions import Fraction"),
    ],
)
def test_an_import_from_above_is_not_flagged(module: str, source: str) -> None:
    assert check_imports(module, source) == []


# Frozen dataclasses: the quick declaration, in every room.

DECLARES = "derivation.frozen"


def check_dataclasses(module: str, source: str) -> list[str]:
    return [
        f"{module}:{node.lineno} takes `dataclass` from the standard library instead of {DECLARES}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and module != DECLARES
        if any(alias.name == "dataclass" for alias in node.names)
    ]


@each_module
def test_dataclasses_are_declared_quickly(module: str) -> None:
    assert check_dataclasses(module, source_of(module)) == []


def test_a_standard_dataclass_is_found() -> None:
    assert check_dataclasses("derivation.cli", "from dataclasses import dataclass, field") != []
    assert check_dataclasses("derivation.cli", "from dataclasses import field, replace") == []


# Bans: what turns text into running code, and what prints digits that nobody proved.

BANNED = frozenset({"sympify", "parse_expr", "parse_latex", "lambdify", "identify", "nstr"})
BANNED |= {"eval", "exec", "__import__", "builtins", "pickle", "yaml"}
BANNED_FROM_SYMPY = frozenset({"S", "N", "Matrix"})
MAY_COMPILE = "derivation.maths.programs"


def check_bans(module: str, source: str) -> list[str]:
    tree = ast.parse(source)
    sympy_names = {"sympy", "sp"} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] == "sympy"
    }
    return [
        f"{module}:{line} uses {name}" for node in ast.walk(tree) for line, name in _bans(module, node, sympy_names)
    ]


def _bans(module: str, node: ast.AST, sympy_names: set[str]) -> Iterator[tuple[int, str]]:
    line = getattr(node, "lineno", 0)
    for name in _names(node):
        if name in BANNED:
            yield line, name
    for name in _names_of_sympy(node, sympy_names):
        if name in BANNED_FROM_SYMPY or name == "*":
            yield line, f"sympy's {name}"
    if isinstance(node, ast.Call):
        yield from ((line, what) for what in _banned_calls(module, node))


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [part for alias in node.names for part in alias.name.split(".")]
    if isinstance(node, ast.ImportFrom):
        return [*(node.module or "").split("."), *(alias.name for alias in node.names)]
    if isinstance(node, ast.Name):
        return [node.id]
    return [node.attr] if isinstance(node, ast.Attribute) else []


def _names_of_sympy(node: ast.AST, sympy_names: set[str]) -> list[str]:
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sympy":
        return [alias.name for alias in node.names]
    if isinstance(node, ast.Attribute) and ast.unparse(node.value).partition(".")[0] in sympy_names:
        return [node.attr]
    return []


def _banned_calls(module: str, call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Name) and call.func.id == "compile" and module != MAY_COMPILE:
        yield "compile"
    if isinstance(call.func, ast.Attribute) and call.func.attr == "subs" and _holds_text(call):
        yield "subs with text"
    if isinstance(call.func, ast.Attribute) and call.func.attr == "N":
        yield "N"
    if any(word.arg == "shell" and getattr(word.value, "value", True) for word in call.keywords):
        yield "shell=True"


def _holds_text(call: ast.Call) -> bool:
    given = [*call.args, *(word.value for word in call.keywords)]
    inner = [node for argument in given for node in ast.walk(argument)]
    return any(isinstance(getattr(node, "value", None), str) or isinstance(node, ast.JoinedStr) for node in inner)


@each_module
def test_nothing_turns_text_into_code(module: str) -> None:
    assert check_bans(module, source_of(module)) == []


@pytest.mark.parametrize(
    "source",
    [
        "from sympy import sympify",
        "import sympy as sp\nsp.S('1/3')",
        "import sympy\nsympy.N(x)",
        "import sympy as sp\nsp.Matrix([1])",
        "from sympy import S as one",
        "import sympy\nsympy.core.singleton.S",
        "sympy = import_module('sympy')\nsympy.S",
        "from sympy import *",
        "from sympy.parsing.sympy_parser import parse_expr",
        "from sympy.parsing.latex import parse_latex",
        "import sympy as sp\nf = sp.lambdify",
        "eval('1')",
        "run = exec",
        "mp.identify(x)",
        "import pickle",
        "import yaml.loader",
        "text = mp.nstr(x, 9)",
        "expression.subs('x', 1)",
        "expression.subs({'x': 1})",
        "expression.subs(f'{name}', 1)",
        "run(command, shell=True)",
        "run(command, shell=flag)",
        "__import__('os')",
        "compile(text, 'file', 'exec')",
        "from builtins import compile as run",
        "expression.N()",
    ],
)
def test_a_banned_name_is_found(source: str) -> None:
    assert check_bans("derivation.maths.numbers", source) != []


@pytest.mark.parametrize(
    "source",
    [
        "import re\nDIGITS = re.compile('[0-9]+')",
        "expression.subs(x, 1)",
        "S = {1, 2}\nN = 3",
        "run(command, shell=False)",
        "evaluate(network)",
        "text = 'never eval'",
        "import sympy as sp\nsp.Symbol('S')",
    ],
)
def test_a_harmless_name_is_not_flagged(source: str) -> None:
    assert check_bans("derivation.maths.numbers", source) == []


def test_only_programs_may_compile() -> None:
    assert check_bans(MAY_COMPILE, "compile(tree, 'file', 'exec')") == []


# Size and documentation.


def check_lengths(module: str, source: str) -> list[str]:
    lines = len(source.splitlines())
    found = [f"{module} has {lines} lines"] if lines > LONGEST_FILE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function) and (long := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION:
            found.append(f"{module}:{node.lineno} {node.name} has {long} lines")
    return found


@each_module
def test_files_and_functions_are_short(module: str) -> None:
    assert check_lengths(module, source_of(module)) == []


@pytest.mark.parametrize("source", ["x = 1\n" * 301, "class A:\n    def f(self):\n" + "        pass\n" * 45])
def test_what_is_too_long_is_found(source: str) -> None:
    assert len(check_lengths("sample", source)) == 1


def test_what_is_just_short_enough_is_not_flagged() -> None:
    assert check_lengths("sample", "def f():\n" + "    pass\n" * 44 + "x = 1\n" * 255) == []


def check_docstrings(module: str, source: str) -> list[str]:
    """Public modules, classes, functions and methods without one; an empty file has nothing to say."""
    tree = ast.parse(source)
    bare = [] if ast.get_docstring(tree) or not tree.body else [f"{module} has no docstring"]
    bare += [
        f"{module}:{node.lineno} {node.name} has no docstring" for node in _public(tree) if not ast.get_docstring(node)
    ]
    return bare


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in parent.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and not _repeats(node):
            yield node
            yield from _public(node) if isinstance(node, ast.ClassDef) else ()


def _repeats(node: Function | ast.ClassDef) -> bool:
    """An overload or a setter, which its main form documents."""
    return any(re.search(r"overload$|\.setter$", ast.unparse(mark)) for mark in node.decorator_list)


@each_module
def test_everything_public_is_documented(module: str) -> None:
    assert check_docstrings(module, source_of(module)) == []


@pytest.mark.parametrize(
    "source",
    ["x = 1", '"""D."""\ndef f(): ...', '"""D."""\nclass A: ...', '"""D."""\nclass A:\n "D."\n def f(self): ...'],
)
def test_a_missing_docstring_is_found(source: str) -> None:
    assert len(check_docstrings("sample", source)) == 1


def test_private_names_need_no_docstring() -> None:
    assert check_docstrings("sample", '"""D."""\ndef _f(): ...\nclass _A:\n    def f(self): ...') == []


# Text: no file says on which machine it was written, or from which server a package came.

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users)/\w|(?<![\w.~/-])/(?:work|root)\b")
TEXT_SUFFIXES = {"", ".py", ".md", ".toml", ".lock", ".j2", ".json", ".txt", ".html", ".tex", ".csv", ".svg"}
SKIPPED = {".git", ".venv", ".hypothesis", "build", "dist", "__pycache__"}


def check_paths(name: str, text: str) -> list[str]:
    return [f"{name}: {found.group()!r} is a place on one machine" for found in MACHINE_PATH.finditer(text)]


def texts() -> Iterator[Path]:
    """Every text file of the repository, without caches and other hidden folders."""
    for path in sorted(REPOSITORY.rglob("*")):
        hidden = any(part in SKIPPED or part.endswith("_cache") for part in path.relative_to(REPOSITORY).parts)
        if path.is_file() and not hidden and path.suffix in TEXT_SUFFIXES and path != Path(__file__):
            yield path


def test_no_file_names_a_place_on_one_machine() -> None:
    named = {str(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8", errors="replace") for path in texts()}
    assert "derivation/__init__.py" in named
    assert [line for name, text in named.items() for line in check_paths(name, text)] == []


@pytest.mark.parametrize(
    "text", ["see /work/shared/x", "'/root/.cache'", "cd /home/me", "file:///home/me", "in /work."]
)
def test_a_place_on_one_machine_is_found(text: str) -> None:
    assert len(check_paths("sample", text)) == 1


@pytest.mark.parametrize("text", ["home/work", "https://example.org/home/x", "a/root", "the home page", "./work/x"])
def test_a_relative_path_is_not_flagged(text: str) -> None:
    assert check_paths("sample", text) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_versions_and_hashes_only(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE)
    assert len(pins) > 5
    assert re.findall(r"://|--(?!hash=sha256:)\S+", text) == []
