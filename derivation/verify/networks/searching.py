"""The network of a draft: its numbers as the document prints them, solved for where it does not, and the loss and the
order of updates with which most of the printed results come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property, partial

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, Product
from derivation.maths.numbers import Numeral, as_ball
from derivation.network.gradients import key_text
from derivation.network.losses import LOSSES
from derivation.network.spec import Spec
from derivation.network.updates import ORDERS
from derivation.network.values import Values
from derivation.verify.networks.assembling import Slots, slots, spec_data
from derivation.verify.networks.definitions import ASKED, Definitions
from derivation.verify.networks.drafts import Draft
from derivation.verify.networks.recovery import Printed, Solved, solve
from derivation.verify.values.arithmetic import as_printed
from derivation.verify.values.described import described
from derivation.verify.values.weighing import fits, is_near
from derivation.verify.values.worlds import BITS, StatedWorld, known_value

NOWHERE = "nowhere printed"
"""Where the number of a stand-in comes from."""
_TARGET = "target_"
_PLACEHOLDER = Numeral(Fraction(1, 2), "0.5")
_MOST_RIVALS = 6
_MOST_SOLVED = 4  # of the accounts in which numbers have to be solved for, which takes long
_CONVINCING, _DOUBTFUL, _MOSTLY = Fraction(9, 10), Fraction(1, 2), Fraction(2, 3)
"""Shares of printed results that come out: from the first on nothing else is tried, below the second none fits."""


@dataclass(frozen=True)
class Found:
    """A network under our own ids, which id every name of the document has, and where each number comes from.

    `share` of all printed results come out, `forward` of those of the forward pass; its `merit` is the first, less what
    the document prints more often than its givens. `deltas` counts, when it is first asked for, the formulas that are
    the slope of its loss.
    It is *aimless* where the document has no target and goes no further than the outputs: one stands in for it.
    """

    spec: Spec
    world: StatedWorld
    places: Slots
    origins: Mapping[str, str]
    share: Fraction
    forward: Fraction
    merit: Fraction
    deltas: Callable[[], int]
    aimless: bool = False

    def explains_more_than(self, other: Found | None) -> bool:
        """Whether more comes out; of two losses with which as much does, the one that the deltas belong to."""
        if other is None or self.merit != other.merit:
            return other is None or self.merit > other.merit
        return self.deltas() > other.deltas()

    @property
    def convinces(self) -> bool:
        """Whether enough results of the forward pass come out, more of them where nothing else is printed."""
        return self.forward >= (_MOSTLY if self.aimless else _DOUBTFUL)


def search(sketch: Draft, said: Definitions, title: str) -> Found | None:
    """The network of a draft under the loss, the order of updates and, of rival givens, those that explain most.

    None if less than half of the printed results of the forward pass come out, or two thirds where there are no others.
    """
    best: Found | None = None
    for tried, (whole, loss, order) in enumerate(_accounts(sketch, said, title)):
        if (best is not None and best.share >= _CONVINCING) or (whole.unknown and tried >= _MOST_SOLVED):
            break
        found = whole.attempt(loss, order)
        best = found if found is not None and found.explains_more_than(best) else best
    return best if best is not None and best.convinces else None


def _accounts(sketch: Draft, said: Definitions, title: str) -> Iterator[tuple[_Search, str, str]]:
    """Everything that may be meant, the likeliest first: what is given, the loss, the order of updates."""
    losses = dict.fromkeys((sketch.loss or "half-squared-error", *LOSSES))
    for whole in (_Search(sketch, said, title, given, behind) for given, behind in _givens(said)):
        yield from ((whole, loss, order) for loss in losses for order in ORDERS)


def _givens(said: Definitions) -> Iterator[tuple[Mapping[str, Numeral], int]]:
    """What is given; then, where several numbers stand for one name, with one of the others in its place.

    With each how many times less often that is printed.
    """
    yield said.given, 0
    rivals = [(name, *rival) for name, found in said.rivals.items() for rival in found.items()][:_MOST_RIVALS]
    yield from (({**said.given, name: numeral}, behind) for name, numeral, behind in rivals)


def printed_results(places: Slots, said: Definitions, world: StatedWorld) -> Iterator[tuple[Formula, Printed]]:
    """The first printed result of every name, as far as one round computes it: the name, and the result by our id."""
    for key, literals in said.printed.items():
        translated = places.translate(key)
        if translated is not None and translated in world.computed:
            yield from ((key, Printed(translated, literal.numeral)) for literal in literals[:1])


def comes_out(printed: Printed, values: Values) -> bool:
    """Whether a printed result is the network's, give or take a last place."""
    value = values.at(printed.key, BITS)
    return bool(fits(printed.numeral, value)) or is_near(printed.numeral, value)


@dataclass(frozen=True)
class _Search:
    sketch: Draft
    said: Definitions
    title: str
    given: Mapping[str, Numeral]
    behind: int

    @cached_property
    def places(self) -> Slots:
        """The ids of everything in the draft."""
        return slots(self.sketch, self.said)

    @cached_property
    def told(self) -> Mapping[str, Numeral]:
        """The numbers that the document prints, by our ids; without updates the usual rate does no harm."""
        given = {**dict(_short_results(self.said)), **self.sketch.numbers, **self.given}
        found = {"eta": _PLACEHOLDER}
        for name, leaf in self.places.places.items():
            number = leaf.numeral if isinstance(leaf, Number) else given.get(leaf.id) if leaf is not None else None
            if number is not None:
                found[name] = number
        targets = [name for name in self.places.places if name.startswith(_TARGET)]
        if len(targets) == 1 and ASKED in given:
            found.setdefault(targets[0], given[ASKED])
        return found

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """What the document does not print."""
        return tuple(name for name in self.places.places if name not in self.told)

    @property
    def trains_biases(self) -> bool:
        """Whether the document updates a bias or a threshold."""
        names = self.places.names.items()
        return any(own.startswith(("b", "theta")) and f"{name}+" in self.said.mentioned for name, own in names)

    def attempt(self, loss: str, order: str) -> Found | None:
        """The network with that loss, its unknown numbers solved for, and the share of results that come out."""
        values, solved = {**self.told, **dict.fromkeys(self.unknown, _PLACEHOLDER)}, tuple[Solved, ...]()
        spec = self._spec(values, loss, order)
        world = None if spec is None else StatedWorld.of(spec)
        results = () if world is None else self._results(world)
        aimless = world is not None and self._is_aimless(world, results)
        unknown = tuple(name for name in self.unknown if not (aimless and name.startswith(_TARGET)))
        if world is not None and unknown:
            found = solve(world.values.gradients, unknown, results)
            if found is None:
                return None
            solved = found
            spec = self._spec({**values, **{each.name: each.numeral for each in solved}}, loss, order)
            world = None if spec is None else StatedWorld.of(spec)
        if spec is None or world is None:
            return None
        forward = [each for each in results if isinstance(each.key, Name) and not each.key.id.endswith("+")]
        share = _share(results, world.values)
        merit = share - Fraction(self.behind, max(1, len(results)))
        shares = share, _share(forward, world.values), merit
        deltas = cache(partial(self._deltas, world.values))
        return Found(spec, world, self.places, self._origins(solved), *shares, deltas, aimless)

    def _deltas(self, values: Values) -> int:
        """How many formulas of further names are, but for the sign, the slope of the loss for an output's net input."""
        network = values.gradients.network
        outputs = network.layers[-1] if network.layers else ()
        slopes = [known_value(values, network.gradient(neuron.net), BITS) for neuron in outputs]
        forms = (form for key, found in self.said.formulas.items() if isinstance(key, Name) for form in found)
        translated = (self.places.translate(form) for form in forms if isinstance(form, Product))
        found = [known_value(values, form, BITS) for form in translated if form is not None]
        sizes = [abs(as_ball(slope)) for slope in slopes if slope is not None]
        return sum(any(abs(as_ball(each)).overlaps(size) for size in sizes) for each in found if each is not None)

    def _is_aimless(self, world: StatedWorld, results: Sequence[Printed]) -> bool:
        """Whether no target is known and none is needed for what is printed."""
        targets = [name for name in self.places.places if name.startswith(_TARGET)]
        equations = world.values.gradients.network.equations
        forward = {Name(line.id) for line in equations if line.id.startswith(("net_", "out_"))}
        return set(targets) <= set(self.unknown) and all(each.key in forward for each in results)

    def _spec(self, values: Mapping[str, Numeral], loss: str, order: str) -> Spec | None:
        """The spec of the draft with these numbers; None where it is refused."""
        data = spec_data(self.sketch, values, self.title, loss)
        data["training"] |= {"update_biases": self.trains_biases, "order": order}
        return described(data)

    def _results(self, world: StatedWorld) -> Sequence[Printed]:
        return [each for _, each in printed_results(self.places, self.said, world)]

    def _origins(self, solved: Sequence[Solved]) -> Mapping[str, str]:
        places = self.places.places.items()
        told = {name: NOWHERE if name not in self.told or leaf is None else "printed" for name, leaf in places}
        return told | {each.name: f"recovered from {_listed(each.follows_from)}" for each in solved}


def _share(printed: Sequence[Printed], values: Values) -> Fraction:
    """The share of printed results that come out."""
    return Fraction(sum(comes_out(each, values) for each in printed), len(printed)) if printed else Fraction(0)


def _short_results(said: Definitions) -> Iterator[tuple[str, Numeral]]:
    """Names with a formula and a short number: a target that is worked out, `y = x^2 = 4`."""
    for key, literals in said.printed.items():
        for literal in literals[:1]:
            if isinstance(key, Name) and isinstance(as_printed(literal.numeral), Fraction):
                yield key.id, literal.numeral


def _listed(keys: Sequence[Formula]) -> str:
    shown = [key_text(key) for key in keys]
    return " and ".join(shown[:2]) + (f" and {len(shown) - 2} more" if len(shown) > 2 else "")
