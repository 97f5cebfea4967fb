"""The error curve of a page that follows its reader: the rounds it is about, how it is drawn, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from derivation.frozen import dataclass
from derivation.render.author import Author
from derivation.render.curves import Course, rules
from derivation.render.figures import CURVE, ENOUGH, course_of

_PLACES = {f"{end}{what}": f"{{{end}{what}}}" for end in ("first", "last") for what in ("", "_error")}
"""What stands in the description for what the page will put there."""
_ONE = "1"


@dataclass(frozen=True)
class LiveCurve:
    """The curve of the tutorial that *author* writes, as data for the page's own program."""

    author: Author

    @cached_property
    def course(self) -> Course | None:
        """What is drawn of the given numbers; nothing where the tutorial has no curve."""
        return course_of(self.author)

    @cached_property
    def rounds(self) -> tuple[int, ...]:
        """After which rounds the figure shows the error, or would show it if it were positive."""
        if self.course is None:
            return ()
        history, last = self.author.derivation.history, self.course.points[-1][0]
        return tuple(done for done in sorted({*history.reported, *history.charted}) if 0 < done <= last)

    def data(self) -> Mapping[str, Any] | None:
        """The rules by which it is drawn again, and the words about it."""
        if self.course is None:
            return None
        return {
            "name": CURVE,
            "enough": ENOUGH,
            "rounds": self.rounds,
            "counts": [self.author.count(done) for done in self.rounds],
            "description": {first: self._description(first) for first in (_ONE, _PLACES["first"])},
            **rules(self.course, self.rounds),
        }

    def _description(self, first: str) -> str:
        """The words for those who do not see it, with places for the numbers; they differ for one round."""
        return self.author.word_list(f"figures/{CURVE}", **_PLACES | {"first": first})["description"]
