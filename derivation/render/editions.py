"""Edition: a derivation as somebody wants it written. The formats turn an edition into files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property

from derivation.errors import DerivationError, printable
from derivation.frozen import dataclass
from derivation.render.derivations import Derivation
from derivation.render.documents import Document, compose
from derivation.render.templating import Templates

DIALECTS = ("dollar", "github")
"""Where Markdown keeps its mathematics: between dollars, or in GitHub's fences and code spans."""


@dataclass(frozen=True)
class Options:
    """How an edition is to be written, beyond what its spec says; the choices are checked when an edition is made."""

    language: str = "en"
    dialect: str = "dollar"
    fragment: bool = False
    common_mistakes: bool = False


@dataclass(frozen=True)
class Edition:
    """A derivation with the templates it is told by; its documents are composed once, whatever the formats.

    Raises: DerivationError: D104, an option has a value that is not known.
    """

    derivation: Derivation
    templates: Templates
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        _require_known(self.options.dialect, "dialect", DIALECTS)
        _require_known(self.options.language, "language", self.templates.languages)

    @property
    def slug(self) -> str:
        """What the files are called, without a suffix."""
        return self.derivation.spec.slug

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The tutorial and its appendix."""
        return compose(
            self.derivation, self.templates, self.options.language, common_mistakes=self.options.common_mistakes
        )


def _require_known(value: str, what: str, known: Sequence[str]) -> None:
    if value not in known:
        raise DerivationError("D104", f"{printable(value)} is not a {what}", note=f"{what}s are {', '.join(known)}")
