"""How authors print numbers: to so many places or digits, cut or rounded, small ones with a power of ten."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath

_FEWEST_DIGITS = 3
_NOISE = mpmath.mpf("1e-40")
_SMALL = mpmath.mpf("0.001")


@dataclass(frozen=True)
class Numerals:
    """One author's way: fixed *places*, or else *significant* digits; *scientific* for what is small."""

    places: int
    cut: bool = False
    significant: int = 0
    scientific: str = ""
    """The sign before a power of ten, as in `3.5e-05` or `3.5 \\times 10^{-5}`; nothing for authors without."""

    def __call__(self, value: mpmath.mpf) -> str:
        """The number as it is printed, with a decimal point."""
        if self.scientific and value and abs(value) < _SMALL:
            return self._scientific(value)
        places = self.places
        if self.significant and value:
            places = max(1, self.significant - 1 - int(mpmath.floor(mpmath.log10(abs(value)))))
        return printed(value, places, cut=self.cut)

    def _scientific(self, value: mpmath.mpf) -> str:
        power = int(mpmath.floor(mpmath.log10(abs(value))))
        mantissa = printed(value / mpmath.mpf(10) ** power, max(2, (self.significant or 4) - 1), cut=self.cut)
        if self.scientific == "e":
            return f"{mantissa}e-{-power:02d}"
        return f"{mantissa} {self.scientific} 10^{{{power}}}"


def worth(text: str) -> mpmath.mpf:
    """The value of a printed number."""
    mantissa, _, power = text.partition(" ")
    return mpmath.mpf(mantissa) * mpmath.mpf(10) ** int(power.partition("^{")[2].rstrip("}") or 0)


def printed(value: mpmath.mpf, places: int, *, cut: bool) -> str:
    """A value to so many places, to more where it would show fewer than three digits, to fewer where it ends before."""
    while value and abs(value) * 10**places < 10 ** (_FEWEST_DIGITS - 1) and not _ends(value, places):
        places += 1
    while places and _ends(value, places - 1):
        places -= 1
    units = mpmath.floor(abs(value) * 10**places + (_NOISE if cut else mpmath.mpf("0.5")))
    digits = str(int(units)).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 and units else "") + whole + (f".{part}" if places else "")


def _ends(value: mpmath.mpf, places: int) -> bool:
    scaled = value * 10**places
    return bool(abs(scaled - mpmath.nint(scaled)) < _NOISE)
