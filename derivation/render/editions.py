"""Edition: a derivation as somebody wants it written. The formats turn an edition into files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derivation.render.derivations import Derivation
from derivation.render.documents import Document, compose
from derivation.render.templating import Templates


@dataclass(frozen=True)
class Edition:
    """A derivation with the templates it is told by; its documents are composed once, whatever the formats."""

    derivation: Derivation
    templates: Templates

    @property
    def slug(self) -> str:
        """What the files are called, without a suffix."""
        return self.derivation.spec.slug

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The tutorial and its appendix."""
        return compose(self.derivation, self.templates)
