"""Numbers after rounds of training: by their place in a table, or by what their sentence says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from flint import arb

from derivation.maths.formulas import Formula, Name, Partial
from derivation.maths.numbers import Numeral, as_ball
from derivation.verify.documents.cells import Cell
from derivation.verify.documents.claims import Remark
from derivation.verify.documents.phrases import (
    is_about_errors,
    is_listed,
    is_of_a_mistake,
    meant_rounds,
    mistaken_rounds,
    rounds_of_total,
    speaks_of_slip,
    spoken_rounds,
    states_later_error,
)
from derivation.verify.values.weighing import (
    FEWEST_DIGITS,
    Verdict,
    Word,
    differs_in_one_digit,
    distance,
    fits,
    is_near,
)
from derivation.verify.values.worlds import Known, World

_TENTH = arb(1) / 10
_BY_ITS_PLACE = "its row and its column say what it is"


def in_table(world: World, near: Iterable[Known], blank: Verdict, remark: Remark) -> Verdict | None:
    """A number that its place in a table explains; *near* are the quantities that it may be one of."""
    if remark.cell is None:
        return None
    return _of_its_round(world, remark.cell, blank, remark) or _of_its_row(world, near, remark.cell, blank, remark)


def _of_its_round(world: World, cell: Cell, blank: Verdict, remark: Remark) -> Verdict | None:
    """A number of which the head of its column says what it is, and the label of its row after how many rounds."""
    if cell.rounds is None or cell.head is None:
        return None
    wanted, numeral = world.bound(cell.head), remark.literal.numeral
    for key, value in _trained(world, cell.rounds, remark):
        if isinstance(wanted, Name) and isinstance(key, Name) and key.id.partition("+")[0] == wanted.id:
            word = fits(numeral, value) or (Word.LAST_DIGIT if is_near(numeral, value) else None)
            return replace(blank, word=word, subject=key, value=value, reason=_BY_ITS_PLACE) if word else None
    return None


def _of_its_row(world: World, near: Iterable[Known], cell: Cell, blank: Verdict, remark: Remark) -> Verdict | None:
    """A number, be it short, that is the derivative of something by the name in the label of its row."""
    wanted = None if cell.label is None or is_of_a_mistake(cell) else world.bound(cell.label)
    for key, value in near if wanted is not None else ():
        word = fits(remark.literal.numeral, value)
        if isinstance(key, Partial) and key.wrt == wanted and word in (Word.EXACT, Word.ROUNDED):
            return replace(blank, word=word, subject=key, value=value, reason=_BY_ITS_PLACE)
    return None


def of_a_mistake(world: World, blank: Verdict, remark: Remark) -> Verdict | None:
    """A number in a table of mistakes: what one of them gives for the quantity of its row, or the right value."""
    if remark.cell is None or not is_of_a_mistake(remark.cell):
        return None
    for key, value in _in_key(world, remark.cell):
        word = fits(remark.literal.numeral, value)
        if word is not None:
            return replace(blank, word=word, subject=key, value=value, reason=_BY_ITS_PLACE)
    return None


def _in_key(world: World, cell: Cell) -> Iterator[Known]:
    """What may stand in a cell of a table of mistakes; after a round it is the error."""
    rounds, told = mistaken_rounds(cell), cell.told
    if rounds:
        yield from world.mistaken(None, rounds)
    elif told is not None and rounds is not None:
        yield from world.mistaken(told, rounds)
    elif told is not None and (value := world.value(told)) is not None:
        yield told, value


def after_training(world: World, blank: Verdict, remark: Remark) -> Verdict | None:
    """A number that the training gives after the rounds, or the slip, that its sentence speaks of.

    Of a number with few digits the sentence must say what it is.
    """
    few = remark.literal.numeral.digits < FEWEST_DIGITS
    slips = (False, True) if speaks_of_slip(remark) else (False,)
    for rounds in meant_rounds(remark) if few else spoken_rounds(remark) or [1]:
        for slip in slips:
            for key, value in _trained(world, rounds, remark, slip=slip):
                word = fits(remark.literal.numeral, value)
                if word is not None and (not few or is_listed(remark) or is_about(key, _wanted(remark))):
                    return replace(blank, word=word, subject=key, value=value, reason=f"after {rounds} rounds")
    return None


def by_cue(world: World, blank: Verdict, remark: Remark) -> Verdict | None:
    """A number whose sentence says what it is, and which is too much like that quantity to be anything else."""
    numeral = remark.literal.numeral
    if numeral.digits < FEWEST_DIGITS or is_of_a_mistake(remark.cell):
        return None
    for rounds in meant_rounds(remark):
        likely = [known for known in _trained(world, rounds, remark) if is_about(known[0], _wanted(remark))]
        alike = [known for known in likely if distance(known[1], numeral) <= abs(as_ball(known[1])) * _TENTH]
        if alike:
            key, value = min(alike, key=lambda known: float(distance(known[1], numeral).mid()))
            word = Word.LAST_DIGIT if is_near(numeral, value) else Word.WRONG
            return replace(blank, word=word, subject=key, value=value, reason="its sentence says what it is")
    return None


def not_yet(world: World, blank: Verdict, remark: Remark) -> Verdict | None:
    """A number which its sentence says to be the error after some rounds, and which is the error before them."""
    numeral = remark.literal.numeral
    if numeral.digits < FEWEST_DIGITS or not states_later_error(remark):
        return None
    if not any(is_about(key, "E") and fits(numeral, value) for key, value in _trained(world, 0, remark)):
        return None
    every = (known for rounds in spoken_rounds(remark) for known in _trained(world, rounds, remark))
    later = [known for known in every if is_about(known[0], "E")]
    if not later or any(fits(numeral, value) or is_near(numeral, value) for _, value in later):
        return None
    key, value = later[0]
    return replace(blank, word=Word.WRONG, subject=key, value=value, reason="it is what was before the training")


def by_slip(
    world: World, blank: Verdict, remark: Remark, printed: Callable[[Formula], Sequence[Numeral]]
) -> Verdict | None:
    """A number which its sentence says to be the total error, and which is that but for one digit.

    So it may be that of what was *printed* as a result for the total error.
    """
    numeral = remark.literal.numeral
    if numeral.digits < FEWEST_DIGITS or speaks_of_slip(remark):
        return None
    told = (known for rounds in rounds_of_total(remark) for known in _trained(world, rounds, remark))
    for key, value in told:
        likely = [value, *(each.value for each in printed(key))]
        if is_about(key, "E_total") and any(differs_in_one_digit(numeral, each) for each in likely):
            word = Word.LAST_DIGIT if is_near(numeral, value) else Word.WRONG
            return replace(blank, word=word, subject=key, value=value, reason="its sentence says what it is")
    return None


def _trained(world: World, rounds: int, remark: Remark, *, slip: bool = False) -> Iterator[Known]:
    """What the training gives, to as many digits and places as the number of the remark has."""
    numeral = remark.literal.numeral
    return world.after(rounds, digits=max(numeral.digits, numeral.places), slip=slip)


def _wanted(remark: Remark) -> str:
    """How the id of what a remark is about begins: of an error, or of an output."""
    return "E" if is_about_errors(remark) else "out"


def is_about(key: Formula, wanted: str) -> bool:
    """Whether a quantity is one of those whose ids begin so."""
    return isinstance(key, Name) and key.id.startswith(wanted)
