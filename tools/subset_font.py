"""Makes the font of formulas on web pages: a part of Latin Modern Math, small enough to stand inside every page.

    pip install fonttools brotli
    python tools/subset_font.py latinmodern-math.otf derivation/render/fonts/formulas.woff2

The source is Debian's package fonts-lmodern, or https://ctan.org/pkg/lm-math (version 1.959). The licence asks that a
changed font bears another name, so this one is called "Derivation Formulas".
"""

from __future__ import annotations

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

NAME = "Derivation Formulas"
RANGES = (
    (0x20, 0x7E),  # letters, digits and signs of ASCII
    (0xA0, 0xA0),
    (0xB1, 0xB1),
    (0xB7, 0xB7),
    (0xD7, 0xD7),
    (0x302, 0x302),  # hat
    (0x2C6, 0x2C6),
    (0x391, 0x3C9),  # Greek
    (0x3D1, 0x3F5),
    (0x2016, 0x2016),
    (0x2032, 0x2033),
    (0x2061, 0x2064),  # invisible operators
    (0x210E, 0x210E),  # the italic h, which Unicode keeps apart
    (0x2190, 0x2193),
    (0x21A6, 0x21A6),
    (0x2200, 0x2211),  # quantifiers, partial, sums and products
    (0x2212, 0x2213),
    (0x221A, 0x221A),
    (0x221E, 0x221E),
    (0x2248, 0x2248),
    (0x2260, 0x2265),
    (0x2299, 0x2299),
    (0x22A4, 0x22A5),
    (0x22C5, 0x22C6),
    (0x22EF, 0x22F1),
    (0x1D400, 0x1D467),  # bold and italic letters
    (0x1D6A8, 0x1D71B),  # bold and italic Greek
    (0x1D7CE, 0x1D7D7),  # bold digits
)


def main(source: str, target: str) -> None:
    """Write the subset of *source* as WOFF2 to *target*."""
    font = TTFont(source)
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["dtls", "kern"]  # without the optical sizes of scripts, which double the file
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.notdef_outline = True
    maker = subset.Subsetter(options)
    maker.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    maker.subset(font)
    _rename(font)
    subset.save_font(font, target, options)


def _rename(font: TTFont) -> None:
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    font["CFF "].cff.fontNames = [NAME.replace(" ", "")]


if __name__ == "__main__":
    main(*sys.argv[1:])
