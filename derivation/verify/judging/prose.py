"""Numbers in prose: what their place in a table, their digits or the words around them say that they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from flint import arb

from derivation.maths.formulas import Formula
from derivation.maths.numbers import Value, as_ball
from derivation.verify.documents.claims import Remark
from derivation.verify.documents.phrases import counts_last_places, is_usual
from derivation.verify.judging.matching import Matching
from derivation.verify.judging.rounds import after_training, by_cue, by_slip, in_table, is_about, not_yet, of_a_mistake
from derivation.verify.values.weighing import FEWEST_DIGITS, Verdict, Word, distance, fits


def in_prose(remark: Remark, matching: Matching) -> Verdict:
    """The verdict on a number in prose."""
    blank, world = _blank(remark), matching.world
    if is_usual(remark) and remark.literal.numeral.digits < FEWEST_DIGITS:
        return replace(blank, reason="its sentence tells what is usual")
    return (
        in_table(world, matching.near(remark.literal.numeral), blank, remark)
        or of_a_mistake(world, blank, remark)
        or _deviation(blank, remark, matching)
        or not_yet(world, blank, remark)
        or _known(blank, remark, matching)
        or after_training(world, blank, remark)
        or by_cue(world, blank, remark)
        or by_slip(world, blank, remark, matching.results_of)
        or blank
    )


def _known(blank: Verdict, remark: Remark, matching: Matching) -> Verdict | None:
    """The verdict by the digits, unless they are those of something else than the total error that it is said to be."""
    known = matching.by_digits(blank, remark.literal)
    own = None if known is None or known.subject is None else matching.world.bound(known.subject)
    if own is None or is_about(own, "E"):
        return known
    return by_slip(matching.world, blank, remark, matching.results_of) or known


def by_digits(remark: Remark, matching: Matching) -> Verdict:
    """The verdict on a number in prose by its digits alone."""
    blank = _blank(remark)
    return matching.by_digits(blank, remark.literal) or blank


def _deviation(blank: Verdict, remark: Remark, matching: Matching) -> Verdict | None:
    """A number that says by how many units in its last place the printed number of a quantity is off."""
    if not counts_last_places(remark) or remark.about is None or not matching.shown_of(remark.about):
        return None
    exact = matching.world.value(remark.about)
    if exact is None:
        return None
    *others, last = _units(exact, remark.about, matching)
    units = next((each for each in others if fits(remark.literal.numeral, each)), last)
    word = fits(remark.literal.numeral, units) or (Word.WRONG if matching.world.trusts(remark.about) else Word.UNREAD)
    return replace(blank, word=word, subject=remark.about, value=units, reason="the distance from the exact value")


def _units(exact: Value, subject: Formula, matching: Matching) -> Iterator[arb]:
    """How far the printed numbers are from *exact*, in units of their last place, or the document's last."""
    usual = Fraction(1, 10**matching.places)
    for each in matching.shown_of(subject):
        for unit in {2 * each.half_unit or usual, usual}:
            yield distance(exact, each) / as_ball(unit)


def _blank(remark: Remark) -> Verdict:
    reason = "its sentence names no quantity"
    return Verdict(Word.UNREAD, remark.literal.start, remark.sentence, remark.literal, None, None, reason)
