"""What the names of a document stand for by its own word, and by the network that it is about where that is known.

Where the document prints a quantity and nothing defines it, the printed digits are all that is known of it, and the
value is the interval of those digits; so nothing that follows from rounded numbers is ever called wrong for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from functools import cached_property

from flint import ctx

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, Number, Partial, leaves, names, walk
from derivation.maths.numbers import Value, as_ball
from derivation.verify.networks.assembling import Slots
from derivation.verify.networks.definitions import Definitions
from derivation.verify.values.arithmetic import added, arithmetic, as_printed, interval, slope_of, times, without_sign
from derivation.verify.values.weighing import fits, is_near, is_strange, may_be
from derivation.verify.values.worlds import BITS, Kind, Known, StatedWorld

_MOST_ROUNDS = 8
_DEEP = 48
_MOST_TOLD = 100  # worked lines and numbers for one name that are weighed against each other


@dataclass(frozen=True)
class DocumentWorld:
    """A document's definitions, over the values of the network where names have been bound to it.

    Of the kinds that are *doubted* the document may mean others; a network that is known *forward_only* has no more.
    """

    said: Definitions
    network: StatedWorld | None = None
    slots: Slots | None = None
    doubted: frozenset[Kind] = frozenset()
    forward_only: bool = False
    _known: dict[Formula, Value | None] = field(default_factory=dict, compare=False, repr=False)
    _outer: dict[tuple[str, str], Value | None] = field(default_factory=dict, compare=False, repr=False)

    def value(self, formula: Formula) -> Value | None:
        """What *formula* is, or None where something in it is not defined."""
        with ctx.workprec(BITS):
            return self._value(formula, _DEEP)

    def trusts(self, formula: Formula | None) -> bool:
        """Whether the value comes from the network, and not from definitions that may be the document's mistake.

        A formula whose slip has been mended is no mistake any more, nor is what stands on it.
        """
        if formula is None or self._in_network(formula) is not None:
            return formula is not None
        return self._stands_on_mended(formula, set()) and self.value(formula) is not None

    def _stands_on_mended(self, formula: Formula, seen: set[Formula]) -> bool:
        """Whether a formula needs a quantity whose own formula has been mended."""
        for part in leaves(formula) if self.said.meant else ():
            name = part.of if isinstance(part, Partial) else part
            if name in self.said.meant:
                return True
            if name not in seen:
                seen.add(name)
                if any(self._stands_on_mended(form, seen) for form in self.said.formulas.get(name, ())):
                    return True
        return any(formula in self.said.formulas[key] for key in self.said.meant)

    def confirms(self, formula: Formula) -> bool:
        """Whether the network has it; else whether a formula and every number printed for it agree."""
        key = without_sign(formula)
        printed = [literal.numeral for literal in self.said.printed.get(key, ())]
        if self.trusts(key) or not printed or not self.said.formulas.get(key):
            return self.trusts(key)
        value = self.value(key)
        return value is not None and all(fits(each, value) or is_near(each, value) for each in printed)

    def only_states(self, formula: Formula) -> bool:
        """True of what is known only by a number printed for it, which proves nothing about itself."""
        if not isinstance(formula, Name | Partial) or self.trusts(formula) or self.said.of(formula):
            return False
        return isinstance(formula, Name) or self._slope(formula, _DEEP) is None

    def bound(self, formula: Formula) -> Formula | None:
        """A formula of the document over the network's ids."""
        return formula if self.slots is None else self.slots.translate(formula)

    def definitions(self, subject: Formula, *, linked: bool = False) -> Iterator[Formula]:
        """The document's own formulas for *subject*, then the network's."""
        yield from (formula for formula in self.said.in_symbols(subject) if not self._is_slip(subject, formula))
        if self.network is None:
            return
        own = self.bound(subject)
        for formula in () if own is None else self.network.definitions(own, linked=linked):
            yield formula if self.slots is None else self.slots.back(formula)

    def _is_slip(self, subject: Formula, formula: Formula) -> bool:
        """Whether the network knows that *formula* is not its *subject*; an update says what the subject becomes."""
        own, other = self._in_network(subject), self._in_network(formula)
        if own is None or other is None or subject in leaves(formula):
            return False
        return not as_ball(own).overlaps(as_ball(other))

    def quantities(self) -> Iterator[Known]:
        """The network's quantities, then every other name that the document gives a formula."""
        if self.network is not None:
            known = self.network.quantities()
            yield from filter(self._is_forward, known) if self.forward_only else known
        for key in dict.fromkeys((*self.said.formulas, *self.said.worked)):
            value = self.value(key)
            if value is not None and self._in_network(key) is None:
                yield key, value

    def _is_forward(self, known: Known) -> bool:
        """Whether a quantity of the network is told by the forward pass alone."""
        (key, _), network = known, self.network
        given = isinstance(key, Name) and key.id.startswith(("target_", "eta"))
        return network is not None and network.kind(key) is Kind.FORWARD and not given

    @cached_property
    def twin(self) -> DocumentWorld | None:
        """The same document over the network's other account of itself, where there is one."""
        other = None if self.network is None else self.network.twin
        return None if other is None else DocumentWorld(self.said, other, self.slots, self.doubted, self.forward_only)

    @cached_property
    def given(self) -> frozenset[Fraction]:
        """What the document gives, less what it also prints as a result."""
        own = {numeral.value for numeral in self.said.given.values()}
        own |= frozenset() if self.network is None else self.network.given
        worked = [
            literal for key in (*self.said.formulas, *self.said.worked) for literal in self.said.printed.get(key, ())
        ]
        return frozenset(own - {literal.numeral.value for literal in worked})

    def gives(self, formula: Formula | None) -> bool:
        """Whether the network has a number for it; where that does not know it, whether the document gives it one."""
        key = None if formula is None else without_sign(formula)
        own = None if key is None else self.bound(key)
        if self.network is None or own is None:
            return isinstance(key, Name) and key.id in self.said.given
        return self.network.gives(own)

    def later(self, formula: Formula, places: int) -> Iterator[Value]:
        """What a quantity is after an update, two, ...; where the network is known, not to fewer places than usual."""
        known = self.network is not None and not self.forward_only and places >= self._usual_places
        found = (self._later(formula, rounds, _DEEP) for rounds in range(1, self._rounds * known + 1))
        yield from (value for value in found if value is not None)

    @cached_property
    def _rounds(self) -> int:
        """As many updates as there may be: more than one number is printed for a name, then."""
        numbers = (len({each.numeral.value for each in printed}) for printed in self.said.printed.values())
        return min(_MOST_ROUNDS, max(numbers, default=1))

    def _later(self, formula: Formula, rounds: int, depth: int) -> Value | None:
        """A quantity after updates by the network, or by the document's formula over such quantities."""
        own = self.bound(formula)
        if own is not None or self.network is None or not depth:
            return None if own is None or self.network is None else self.network.after_rounds(own, rounds)
        named = isinstance(formula, Name | Partial)
        for form in self.said.in_symbols(formula) if named else (formula,):
            later = {part: self._later(part, rounds, depth - 1) for part in leaves(form)}
            parts = {part: self.value(part) if value is None else value for part, value in later.items()}
            if any(value is not None for value in later.values()) and None not in parts.values():
                return arithmetic(form, parts)
        return None

    @cached_property
    def _usual_places(self) -> int:
        """The places that most of the longer results have."""
        results = (literal.numeral for key in self.said.worked for literal in self.said.printed.get(key, ()))
        counts = Counter(each.places for each in results if not isinstance(as_printed(each), Fraction))
        return max(counts, key=lambda places: counts[places], default=0)

    def after(self, rounds: int, *, digits: int, slip: bool = False) -> Iterator[Known]:
        """What training gives, where the network is known and its updates are those of the document."""
        doubts = {Kind.GRADIENT, Kind.UPDATE} | ({Kind.TRAINING} if rounds > 1 else set())
        if self.network is not None and not (self.forward_only or self.doubted & doubts):
            yield from self.network.after(rounds, digits=digits, slip=slip)

    def mistaken(self, formula: Formula | None, rounds: int) -> Iterator[Known]:
        """What mistakes give, where the network is known."""
        own = None if formula is None else self.bound(formula)
        if self.network is not None and (formula is None or own is not None):
            yield from self.network.mistaken(own, rounds)

    def _in_network(self, formula: Formula) -> Value | None:
        if self.network is None:
            return None
        translated = self.bound(formula)
        if translated is None or (self.doubted and self.doubted & self._kinds(translated)):
            return None
        if self.said.manifold and self.said.manifold.intersection(names(formula)):
            return None
        if self.forward_only and self._kinds(translated) - {Kind.FORWARD}:
            return None
        return self.network.value(translated)

    def _kinds(self, formula: Formula) -> frozenset[Kind]:
        return frozenset() if self.network is None else frozenset(self.network.kind(part) for part in leaves(formula))

    def _value(self, formula: Formula, depth: int) -> Value | None:
        if formula in self._known:
            return self._known[formula]
        self._known[formula] = None  # what is defined by itself is not known
        bound = self._in_network(formula)
        if bound is not None:
            self._known[formula] = bound
        elif depth:
            self._known[formula] = self._worked_out(formula, depth - 1)
        return self._known[formula]

    def _worked_out(self, formula: Formula, depth: int) -> Value | None:
        match formula:
            case Name(name) if name in self.said.given:
                return as_printed(self.said.given[name])
            case Name() | Partial():
                return self._by_definition(formula, depth)
        parts = {part: self._value(part, depth) for part in leaves(formula)}
        return None if None in parts.values() else arithmetic(formula, parts)

    def _comes_too_early(self, key: Formula, worked: Formula) -> bool:
        """Whether a line takes a weight after its update for that in the formula, and no later round is printed."""
        updated = {name.rstrip("+") for name in names(worked) if name.endswith("+")}
        meant = {name for form in self.said.formulas.get(key, ()) for name in names(form)}
        if not updated & meant:
            return False
        return len({literal.numeral.value for literal in self.said.printed.get(key, ())}) == 1

    def _by_definition(self, key: Formula, depth: int) -> Value | None:
        """By the definition that agrees with the printed number best; else the printed number itself.

        A line worked out with rounded numbers is no definition where a formula comes near the printed number.
        """
        if key in self.said.meant:
            return self._value(self.said.meant[key], depth)
        printed = [literal.numeral for literal in self.said.printed.get(key, ())[:_MOST_TOLD]]
        found = [value for form in self.said.formulas.get(key, ()) if (value := self._value(form, depth)) is not None]
        if isinstance(key, Partial) and (slope := self._slope(key, depth)) is not None:
            found.insert(0, slope)
        found.sort(key=lambda value: all(is_strange(numeral, value) for numeral in printed))
        near = bool(found) and any(not is_strange(numeral, found[0]) for numeral in printed)
        worked = [form for form in self.said.worked.get(key, ())[:_MOST_TOLD] if not self._comes_too_early(key, form)]
        lines = [form for form in worked if not (near and self._is_rough(form))]
        found += [value for form in lines if (value := self._value(form, depth)) is not None]
        for agrees in (fits, may_be, is_near):
            for value in found:
                if any(agrees(numeral, value) for numeral in printed):
                    return value
        alone = interval if self.said.meant else as_printed  # what stands on mended formulas is to be certain
        return found[0] if found else (alone(printed[0]) if printed else None)

    def _is_rough(self, line: Formula) -> bool:
        """Whether a worked line has numbers that are neither given nor whole, and no results under their names."""
        numbers = {part.value for part in walk(line) if isinstance(part, Number) and part.numeral.places}
        return bool(numbers - {each.value for each in self.said.given.values()})

    def _slope(self, key: Partial, depth: int) -> Value | None:
        """The chain rule over the definitions; None where no road leads from one to the other."""
        if not (isinstance(key.of, Name) and isinstance(key.wrt, Name)):
            return None
        slopes: dict[str, Value | None] = dict.fromkeys(self.said.dependence.between(key.wrt.id, key.of.id))
        slopes[key.wrt.id] = Fraction(1)
        found = self._chained(key.of.id, slopes, set(), depth)
        return None if found is None or (isinstance(found, Fraction) and found == 0) else found

    def _chained(self, of: str, slopes: dict[str, Value | None], done: set[str], depth: int) -> Value | None:
        """The slope of a name; *slopes* has those of all names that depend on the other one, once they are *done*.

        All others do not change, if everything that they need is known.
        """
        if of not in slopes:
            return Fraction(0) if of in self.said.dependence.complete else None
        if slopes[of] is None and of not in done and depth:
            done.add(of)
            settled = self.said.dependence.complete
            needed = (each for each in self.said.dependence.needs(of) if each in slopes or each not in settled)
            terms = [self._along(of, name, slopes, done, depth - 1) for name in needed]
            known = [term for term in terms if term is not None]
            slopes[of] = added(known) if len(known) == len(terms) else None
        return slopes[of]

    def _along(self, of: str, name: str, slopes: dict[str, Value | None], done: set[str], depth: int) -> Value | None:
        """What one name that a formula needs adds to the slope."""
        inner = self._chained(name, slopes, done, depth)
        if inner is None or inner == 0:
            return inner
        if (of, name) not in self._outer:
            slope = slope_of(self.said.in_symbols(Name(of))[0], name)
            self._outer[of, name] = None if slope is None else self._value(slope, depth)
        outer = self._outer[of, name]
        return None if outer is None else times(outer, inner)
