"""Results that show no operands: right if they follow from what is printed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from networks import case

from derivation.maths.numbers import Numeral
from derivation.network.gradients import as_key
from derivation.verify.judging.following import Following
from derivation.verify.values.worlds import StatedWorld

PLACES = 4
PRINTED = {
    "dE_total/dw6": "0.0827",
    "dE_total/dnet_o2": "-0.0381",
    "out_h2": "0.5969",
    "dE_total/dout_h1": "0.0364",
    "dout_h1/dnet_h1": "0.2413",
}


def numeral(text: str) -> Numeral:
    return Numeral(Fraction(text), text)


def following(printed: Mapping[str, str]) -> Following:
    results = {as_key(name): [numeral(text)] for name, text in printed.items()}
    return Following(StatedWorld.of(case("classic"), 0), lambda key: results.get(key, ()), PLACES, lambda key: key)


@pytest.mark.parametrize(
    ("subject", "right", "wrong"),
    [
        ("w6+", "0.40865", "0.40875"),  # 0.45 - 0.5 * 0.0827, which is printed
        ("w8+", "0.56135", "0.56145"),  # 0.55 + 0.5 * 0.0227, the rounded product of two that are printed
        ("dE_total/dw2", "0.0008783", "0.0008793"),  # 0.0364 * 0.2413 * 0.10, whose first product is not printed
    ],
)
def test_a_result_follows_from_what_is_printed(subject: str, right: str, wrong: str) -> None:
    assert following(PRINTED).explains(as_key(subject), numeral(right))
    assert not following(PRINTED).explains(as_key(subject), numeral(wrong))


@pytest.mark.parametrize("printed", [PRINTED, {}])
def test_steps_that_are_not_printed_are_rounded_like_those_that_are(printed: Mapping[str, str]) -> None:
    assert following(printed).explains(as_key("w8+"), numeral("0.56135"))
    assert not following(printed).explains(as_key("w8+"), numeral("0.56125"))


def test_terms_may_be_rounded_before_they_are_added() -> None:
    """0.1385 * 0.45 = 0.062325 and -0.0381 * 0.55 = -0.020955, which are not 0.0413 but 0.0623 - 0.0210 if rounded."""
    found = following({"dE_total/dnet_o1": "0.1385", "dE_total/dnet_o2": "-0.0381"})
    assert found.explains(as_key("dE_total/dout_h2"), numeral("0.0413"))
    assert not found.explains(as_key("dE_total/dout_h2"), numeral("0.0415"))
