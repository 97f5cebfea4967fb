"""Passages: a text with delimited formulas in it -> blocks. What every reader of running text shares."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined
from derivation.verify.readers.blocks import Blocks
from derivation.verify.readers.delimiters import TEX, Piece, cut, openers

PROGRAMS = frozenset(
    "python py python3 ipython js javascript typescript ts java c cpp c++ r julia matlab octave go rust bash sh shell "
    "console json yaml toml html css".split()
)
TEX_ONLY = openers(TEX)


def read_passage(
    blocks: Blocks, whole: MappedText, words: Callable[[MappedText], None], opener: re.Pattern[str] = TEX_ONLY
) -> None:
    """Put the formulas of *whole* behind the regions that *blocks* has; *words* takes what lies between displays."""
    _Passage(blocks, whole, words).read(opener)


def with_marks(blocks: Blocks, whole: MappedText, opener: re.Pattern[str] = TEX_ONLY) -> MappedText:
    """*whole* with one sign in place of every formula, displays too: a cell or a heading stays one text."""
    parts, done = list[MappedText](), 0
    for piece in cut(whole.text, opener):
        parts += [
            whole[done : piece.start],
            blocks.mark(whole[piece.begin : piece.stop], whole[piece.start : piece.end]),
        ]
        done = piece.end
    return joined([*parts, whole[done:]])


@dataclass
class _Passage:
    """One pass over the text."""

    blocks: Blocks
    whole: MappedText
    words: Callable[[MappedText], None]
    _parts: list[MappedText] = field(default_factory=list)

    def read(self, opener: re.Pattern[str]) -> None:
        done = 0
        for piece in cut(self.whole.text, opener):
            self._parts.append(self.whole[done : piece.start])
            self._take(piece)
            done = piece.end
        self._parts.append(self.whole[done:])
        self._flush()

    def _take(self, piece: Piece) -> None:
        inner = self.whole[piece.begin : piece.stop]
        if piece.kind == "inline" or (piece.kind == "ticks" and "$" not in inner.text):
            self._parts.append(self.blocks.mark(inner, self.whole[piece.start : piece.end]))
        elif piece.kind == "ticks":
            self._parts.append(inner)
        else:
            self._flush()
            if piece.kind == "display":
                self.blocks.display(inner)
            elif piece.kind == "fence":
                self.blocks.code(inner, program=piece.language in PROGRAMS)

    def _flush(self) -> None:
        parts, self._parts = [part for part in self._parts if part.text], []
        if parts:
            self.words(joined(parts))
