"""The table of penalties: what large weights add to the error, so that training keeps them small; one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivation.frozen import dataclass
from derivation.maths.formulas import Formula, Name, call, fraction, total
from derivation.maths.numbers import Numeral
from derivation.network.toml_tables import Table

Penalties = tuple[tuple[str, Numeral], ...]


@dataclass(frozen=True)
class Penalty:
    """E_<name> = scaled(factor, sum of part(w) over all weights); biases are never penalised.

    `slope(factor, w)` is its derivative by one weight, in which no other weight occurs; *mark* is that of the sample
    whose weights are penalised, where each sample has its own.
    """

    name: str
    factor: str
    part: Callable[[Formula], Formula]
    scaled: Callable[[Formula, Formula], Formula]
    slope: Callable[[Formula, Formula], Formula]
    source: str
    mark: str = ""

    @property
    def id(self) -> str:
        """The id of the quantity that is added to the error."""
        return f"E_{self.name}{self.mark}"

    def over(self, weights: Sequence[str]) -> Formula:
        """The penalty on all of *weights*."""
        return self.scaled(Name(self.factor), total(tuple(self.part(Name(weight)) for weight in weights)))

    def slope_at(self, weight: str) -> Formula:
        """Its derivative by one weight."""
        return self.slope(Name(self.factor), Name(weight))


_DEEP = "Goodfellow, Bengio and Courville, Deep Learning (2016)"

PENALTIES = {
    row.name: row
    for row in (
        Penalty(
            name="l1",
            factor="lambda1",
            part=lambda w: call("abs", w),
            scaled=lambda factor, whole: factor * whole,
            slope=lambda factor, w: factor * call("sign", w),
            source=f"{_DEEP}, eq. 7.18 and 7.20; the slope at 0 is taken to be 0",
        ),
        Penalty(
            name="l2",
            factor="lambda2",
            part=lambda w: w**2,
            scaled=lambda factor, whole: fraction(1, 2) * factor * whole,
            slope=lambda factor, w: factor * w,
            source=f"{_DEEP}, eq. 7.2 and 7.3",
        ),
    )
}


def read_penalties(table: Table, outputs: Sequence[str]) -> Penalties:
    """The penalties that a [training] table asks for, in the order of the rows.

    Raises: SpecError: D505, a negative factor; D403, an output whose error would have the penalty's id.
    """
    found = tuple((name, table.number(table.data[name], name, name)) for name in PENALTIES if name in table.data)
    for name, factor in found:
        if factor.value < 0:
            note = "a penalty of 0 or more keeps the weights small"
            raise table.fail("D505", f"{name}: the factor {factor.text} is negative", name, note=note)
        if name in outputs:
            message = f"{name}: the error of the output {name} and the penalty would both be {PENALTIES[name].id}"
            raise table.fail("D403", message, name, note="give the output another name")
    return found
