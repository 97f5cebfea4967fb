"""The one Jinja environment: sandboxed, strict, one set of LaTeX-safe delimiters for all templates, plain data only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from derivation.errors import DerivationError, Place, printable
from derivation.maths.rules import Rule

_SYNTAX = re.compile("<<|<%|<#")
_PLAIN = (str, int, bool, type(None))


def template_folder() -> Path:
    """The templates that come with the program: inside the installed package, or at the root of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def _environment(folders: Sequence[Path]) -> Environment:
    """The sandbox in which the templates of *folders* run; earlier folders win over later ones."""
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        undefined=StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )
    environment.globals.clear()
    return environment


@cache
def _common_environment() -> Environment:
    """That of the templates that come with the program: each of them is compiled once, however much is rendered."""
    return _environment([template_folder()])


class Templates:
    """Renders templates by name; files in *override* win over those that come with the program."""

    def __init__(self, override: str | None = None) -> None:
        own = [Path(override)] if override else []
        if override and not Path(override).is_dir():
            raise DerivationError("D601", f"{printable(override)} is not a folder of templates")
        self._folders = (*own, template_folder())
        self._environment = _environment(self._folders) if own else _common_environment()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are words in: the folders of prose, in alphabetical order."""
        found = {path.name for folder in self._folders for path in folder.glob("prose/*") if path.is_dir()}
        return tuple(sorted(found))

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The text of template *name* with *context*, which must be plain data.

        Raises: DerivationError: D602 no such template, D603 the template is at fault.
        """
        _require_plain(context)
        try:
            source = self._source(name)
            if not _SYNTAX.search(source):
                return source
            return self._environment.get_template(name).render(context)
        except TemplateNotFound as error:
            raise DerivationError("D602", f"there is no template {printable(str(error.name))}") from error
        except (TemplateError, TypeError, OverflowError, ArithmeticError) as error:
            line = getattr(error, "lineno", None)
            raise DerivationError("D603", f"template: {error}", place=Place(name, line)) from error

    def _source(self, name: str) -> str:
        loader = self._environment.loader
        assert loader is not None
        return loader.get_source(self._environment, name)[0]


def word_list(
    templates: Templates, name: str, language: str = "en", data: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, str]:
    """Words by key, from a template of `key: words` lines."""
    lines = templates.render(f"prose/{language}/{name}.j2", data).strip().split("\n")
    return dict(line.split(": ", 1) for line in lines if line)


def rule_words(templates: Templates, language: str = "en") -> dict[str, dict[str, str]]:
    """The name and the sentence of every rule, in the words of a language."""
    found = {}
    for rule in Rule:
        name, _, says = templates.render(f"prose/{language}/rules/{rule}.j2", {}).partition("\n")
        found[str(rule)] = {"name": name.strip(), "says": says.strip()}
    return found


def _require_plain(value: Any) -> None:
    """Only text, numbers, lists and dicts may enter a template: an object's methods would be code."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            _require_plain(key)
            _require_plain(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _require_plain(part)
    elif type(value) not in _PLAIN:
        raise TypeError(f"{type(value).__name__} may not enter a template")
