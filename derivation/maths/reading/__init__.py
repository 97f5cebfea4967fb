"""Reading: formula text (LaTeX, Unicode, ASCII) -> formula tree, by an own scanner and an own grammar.

`read_formula` reads one formula; `read_chains` reads a display, statement by statement, and says of every part
that it could not read why. Nothing is evaluated, simplified or re-ordered, and what may mean two things is left
unread rather than guessed. Time is linear in the text. The files, in the order in which they are used:

    spellings   the closed tables of signs, commands and look-alike characters
    tokens      Token: a piece of the text and its place
    scanner     text -> tokens
    bars        which bar opens an absolute value, which one closes it
    layout      fonts, boxes, colours and needless braces go
    statements  rows, separators and relations: where one form ends and the next begins
    scripts     subscripts and labels -> the id of a name
    cursor      the position in one form; the limits
    names, fractions, calls, arrays, grammar   the grammar, from the small to the whole
    chains      the two entrances
"""

from derivation.maths.reading.chains import (
    CONTINUES,
    MAX_CHARACTERS,
    Chain,
    Link,
    ReadingError,
    Unread,
    read_chains,
    read_formula,
)
from derivation.maths.reading.cursor import MAX_DEPTH, USUAL, Habits, Span

__all__ = [
    "CONTINUES",
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "USUAL",
    "Chain",
    "Habits",
    "Link",
    "ReadingError",
    "Span",
    "Unread",
    "read_chains",
    "read_formula",
]
