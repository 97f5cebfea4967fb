"""A network some updates later: the same equations with the parameters that its training gives."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivation.maths.numbers import Numeral, certified_nearest, decimal_text
from derivation.network.gradients import Gradients
from derivation.network.training import train
from derivation.network.values import Values

_BITS, _PLACES = 256, 50


def moved(values: Values, rounds: int) -> Values | None:
    """The values of the network after *rounds* updates, its parameters to fifty places, if it learns."""
    network = values.gradients.network
    if not network.learns:
        return None
    history = train(values.gradients, rounds, values.order)
    units = {name: certified_nearest(history.refiner(rounds, name)(_BITS), _PLACES) for name in network.parameters}
    later = {name: _numeral(each) for name, each in units.items() if each is not None}
    return Values(Gradients(replace(network, given={**network.given, **later})), values.order)


def _numeral(units: int) -> Numeral:
    return Numeral(Fraction(units, 10**_PLACES), decimal_text(units, _PLACES))
