"""What a mistake is: a small change of the computation, where it can be made, and the words for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from derivation.frozen import dataclass
from derivation.network.courses import Course, Lines

Site = tuple[str, ...]
"""Where a mistake is made: the line first, then what is exchanged for what."""


@dataclass(frozen=True)
class Mistake:
    """A named mistake: what one who makes it does, completing "it is what comes out when ...".

    A mistake in the computation has `sites`, the places where it can be made in a course, and the `change` that it
    makes there; `where` says it for one site, `throughout` for all that are alike: those whose entries are the same
    from the second on are made together by one who makes the mistake all along. Some mistakes are only made `once`,
    some `always`. A low `tier` is tried first: 0 for what published texts are known for, 1 for the classic mistakes of
    learners, 3 for what can be done in so many ways that it is looked for last. `rule` is a pattern for a sentence
    that forbids the mistake. What has no sites is no mistake of computing, but of reading off, rounding or writing
    down.
    """

    id: str
    name: str
    when: str
    example: str
    sites: Callable[[Course], Iterable[Site]] = lambda course: ()
    change: Callable[[Course, Site], Lines] = lambda course, site: {}
    where: str = "in {0}"
    throughout: str = ""
    once: bool = False
    always: bool = False
    tier: int = 2
    rule: str = ""


@dataclass(frozen=True)
class Slip:
    """A mistake made somewhere: the course that it makes of another, and the words for the place and the layer."""

    mistake: Mistake
    where: str
    sites: tuple[Site, ...]
    within: str = ""

    @property
    def tier(self) -> int:
        """How early it is tried: what is made in one layer only comes after what is made in all."""
        return max(2, self.mistake.tier) if self.within else self.mistake.tier

    def made_in(self, course: Course) -> Course:
        """The course with the mistake in it, at one site after the other."""
        changes = dict(course.changes)
        made = Course(course.ground, changes)
        for site in self.sites:
            changes.update(self.mistake.change(made, site))
        return made


def habits(mistake: Mistake, course: Course) -> Iterator[Slip]:
    """The mistake made wherever it can be made, and made throughout one layer."""
    groups: dict[tuple[str, ...], list[Site]] = {}
    for site in () if mistake.once else mistake.sites(course):
        groups.setdefault(site[1:], []).append(site)
    for kind, sites in groups.items():
        said = mistake.throughout.format(*kind)
        yield Slip(mistake, said if len(sites) > 1 else mistake.where.format(*sites[0]), tuple(sites))
        layers: dict[int, list[Site]] = {}
        for site in sites:
            layers.setdefault(course.ground.layer(site[0]), []).append(site)
        for layer, found in layers.items() if len(layers) > 1 else ():
            if len(found) > 1:
                yield Slip(mistake, said, tuple(found), f"layer {layer}")


def all_along(mistake: Mistake, course: Course) -> Slip | None:
    """The mistake made in every layer; None where it cannot be made."""
    return next((each for each in habits(mistake, course) if not each.within), None)


def slips(mistake: Mistake, course: Course) -> Iterator[Slip]:
    """The mistake made once, at every site where it can be made."""
    if not mistake.always:
        yield from (Slip(mistake, mistake.where.format(*site), (site,)) for site in mistake.sites(course))
