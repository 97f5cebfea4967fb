"""Mistakes made in reading off, rounding or writing down a number that may be computed rightly."""

from __future__ import annotations

from derivation.network.slips import Mistake

ROWS = (
    Mistake(
        id="rounds-off-by-one",
        name="rounds off by one",
        when="one round too few or too many is counted, or the value before the update is taken",
        example="the error after 9,999 rounds for that after 10,000",
    ),
    Mistake(
        id="another-quantity",
        name="another quantity",
        when="the value of another quantity is written down",
        example="out_h1 for net_h1",
    ),
    Mistake(
        id="step-for-gradient",
        name="step for gradient",
        when="the step, which is the learning rate times the gradient, is written down for the gradient",
        example="0.0411 for dE_total/dw5 = 0.0822",
    ),
    Mistake(
        id="cut-off",
        name="cut off, not rounded",
        when="the digits after the last one are cut off instead of rounded",
        example="0.0821 for 0.082167041",
    ),
    Mistake(
        id="rounded-intermediate",
        name="rounded on the way",
        when="the numbers are rounded between the lines",
        example="0.5·0.0822 for 0.5·0.082167041",
    ),
    Mistake(
        id="truncated-intermediate",
        name="cut on the way",
        when="the numbers are cut off between the lines",
        example="0.5·0.0821 for 0.5·0.082167041",
    ),
    Mistake(
        id="single-precision",
        name="single precision",
        when="the program computes with 32-bit numbers, of which only seven or eight digits count",
        example="0.002247666008770466 for 0.00224766613703",
    ),
    Mistake(
        id="digits-transposed",
        name="digits transposed",
        when="two neighbouring digits change places",
        example="0.593296992 for 0.593269992",
    ),
    Mistake(
        id="digit-dropped",
        name="digit dropped",
        when="a digit is left out",
        example="0.59326992 for 0.593269992",
    ),
    Mistake(
        id="digit-added",
        name="digit doubled or added",
        when="a digit is written twice, or one too many",
        example="0.5932269992 for 0.593269992",
    ),
    Mistake(
        id="digit-changed",
        name="one digit wrong",
        when="one digit is mistyped",
        example="0.291037924 for 0.291027924",
    ),
    Mistake(
        id="point-moved",
        name="decimal point moved",
        when="the decimal point, or the zeros after it, are in the wrong place",
        example="0.36350306 for 0.036350306",
    ),
    Mistake(
        id="sign-lost",
        name="sign lost",
        when="the sign is lost, or written where there is none",
        example="0.019049118 for -0.019049118",
    ),
    Mistake(
        id="propagated",
        name="carried forward",
        when="a number that was wrong before is used, and everything after it is right",
        example="a right sum of a wrong product",
    ),
    Mistake(
        id="operand-exchanged",
        name="another operand",
        when="one number of the line is exchanged for another",
        example="0.7391·(1 - 0.7391) for 0.7491·(1 - 0.7491)",
    ),
    Mistake(
        id="sign-in-the-line",
        name="sign slip in the line",
        when="one sign of the line is turned",
        example="0.4 - 0.1·0.205 for 0.4 - 0.1·(-0.205)",
    ),
    Mistake(
        id="function-exchanged",
        name="another function in the line",
        when="another function is applied: e^x for e^-x, log10 for ln, tanh for sigmoid",
        example="1/(1 + e^0.3775) for 1/(1 + e^-0.3775)",
    ),
)
