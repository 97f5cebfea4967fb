"""LaTeX -> MathML, which browsers and screen readers understand; the LaTeX travels along as an annotation."""

from __future__ import annotations

import re
from functools import cache

from math_core import LatexToMathML

_DECIMAL_COMMA = re.compile(r'<mn>([0-9]+)</mn><mo rspace="0">,</mo><mn>([0-9]+)</mn>')


def mathml(latex: str, *, apart: bool = False) -> str:
    """One `math` element; with *apart* in the size of lines that are set apart."""
    found = _converter().convert_with_local_state(latex, displaystyle=apart)
    return _DECIMAL_COMMA.sub(r"<mn>\1,\2</mn>", found)


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True)
