"""The story of a student's own numbers: `derivation diagnose w1+=0.1492`."""

from __future__ import annotations

from collections.abc import Sequence

from derivation.errors import DerivationError, UnknownNameError, nearest, printable
from derivation.maths.numbers import read_number
from derivation.network.addresses import with_ids
from derivation.network.courses import Ground
from derivation.network.gradients import as_key, key_text
from derivation.stories import derive
from derivation.verify.diagnosing.asked import Asked
from derivation.verify.diagnosing.inquiries import Inquiry
from derivation.verify.diagnosing.replies import REPLIES
from derivation.verify.diagnosing.students import Given, Work


def mark(numbers: Sequence[str], spec: str | None = None, to: str = "text") -> str:
    """What is said to a student about numbers of their own, each given as `ID=NUMBER`.

    Raises: DerivationError: D102, something else than ID=NUMBER. UnknownNameError: D402, an id that is none of the
            network's. NumberError: D301 to D308, a number that is none.
    """
    stated = derive(spec)
    inquiry = Inquiry(Ground(stated.gradients, stated.spec.training.order))
    return REPLIES[to](Work(inquiry, tuple(_given(text, inquiry) for text in numbers)))


def _given(text: str, inquiry: Inquiry) -> Given:
    """`w1+=0.1492` as a quantity and a number."""
    name, equals, number = (part.strip() for part in text.rpartition("="))
    if not equals or not name:
        note = "numbers are given as ID=NUMBER, for example w1+=0.1498"
        raise DerivationError("D102", f"{printable(text)} does not say what is equal to what", note=note)
    asked = Asked.about(as_key(with_ids(inquiry.ground.gradients.network, name)), inquiry.ground)
    if asked is None:
        known = [key_text(key) for key in inquiry.ground.lines if key not in inquiry.ground.inner]
        near = nearest(name, known)
        help = f"did you mean {near}?" if near else f"for example {known[0]}"
        raise UnknownNameError("D402", f"{printable(name)} is not a quantity of this network", help=help)
    return Given(name, asked, read_number(number, name=printable(name)))
