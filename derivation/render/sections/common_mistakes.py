"""A teacher's answer key: what the classic mistakes would give for this very network."""

from __future__ import annotations

from collections.abc import Iterator

from derivation.errors import LimitError
from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name
from derivation.maths.rounding import Shown
from derivation.network.courses import Course, Ground
from derivation.network.mistakes import classic
from derivation.network.reruns import Rerun
from derivation.network.slips import Mistake, Slip, all_along
from derivation.network.trials import RIGHT, Hypothesis
from derivation.render.author import Author, Section

_MOST_BITS = 1_024
_NAMES_SOMETHING = ("path-forgotten", "slope-forgotten", "one-error-for-total")


def common_mistakes(author: Author) -> Iterator[Section]:
    """One row for every classic mistake that can be made here: where it shows first, and the error after the round."""
    ground = Ground(author.derivation.gradients, author.derivation.spec.training.order)
    key = _Key(author, ground, Rerun(ground, RIGHT))
    rows = [row for mistake in classic() for row in key.rows(mistake)]
    if not rows:
        return
    heads = author.word_list("mistake_heads")
    last = ["error" if author.network.is_layered else "result"] if key.error_is_known else []
    columns = ["mistake", "shows", "right", "wrong", *last]
    right = key.after(key.right) if key.error_is_known else None
    table = author.tokens.table([heads[column] for column in columns], rows)
    yield (
        "common_mistakes",
        {
            "table": table,
            "error": "" if right is None else author.number(right),
            "layered": author.network.is_layered,
            "objective": author.name(author.network.total),
        },
    )


@dataclass(frozen=True)
class _Key:
    """The numbers of the answer key."""

    author: Author
    ground: Ground
    right: Rerun

    @property
    def error_is_known(self) -> bool:
        """Whether there is one error of the whole network after one round."""
        return Name(self.author.derivation.network.total) in self.ground.lines and self.author.network.learns

    def rows(self, mistake: Mistake) -> Iterator[tuple[str, ...]]:
        """The mistake made wherever it can be made, if it moves anything."""
        slip = all_along(mistake, Course(self.ground))
        made = None if slip is None else Rerun(self.ground, Hypothesis((slip,)))
        shows = None if made is None else self._first_moved(made)
        if slip is None or made is None or shows is None:
            return
        numbers = [self._shown(self.right, shows, 0), self._shown(made, shows, 0)]
        numbers += [self.after(made)] if self.error_is_known else []
        if None not in numbers:
            told = [self.author.number(number) for number in numbers if number is not None]
            yield self._words(slip), self.author.tokens.math(shows), *told

    def after(self, rerun: Rerun) -> Shown | None:
        """The error after one round."""
        return self._shown(rerun, Name(self.author.derivation.network.total), 1)

    def _words(self, slip: Slip) -> str:
        site = slip.sites[0]
        over = self.author.name(site[1]) if slip.mistake.id in _NAMES_SOMETHING else ""
        layered = self.author.network.is_layered
        return self.author.word_list("mistakes", over=over, layered=layered)[slip.mistake.id]

    def _first_moved(self, made: Rerun) -> Formula | None:
        """The first quantity, in the order in which it is taught, that the mistake changes."""
        moved = (
            key for key in self.ground.in_teaching_order if not self.right.value(key, 0).overlaps(made.value(key, 0))
        )
        return next(moved, None)

    def _shown(self, rerun: Rerun, key: Formula, rounds: int) -> Shown | None:
        """A number as it is printed, every digit certain; None where it has no value, or one on a corner."""
        if not rerun.value(key, rounds).is_finite():
            return None
        try:
            return self.author.derivation.rounding.show(lambda bits: rerun.at(key, rounds, bits), most=_MOST_BITS)
        except LimitError:
            return None
