"""Rule: the closed list of reasons a step may have. Words for each are templates/prose/<language>/rules/<rule>.j2."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """Why a step is allowed."""

    DEFINITION = "definition"  # net_h1 = w1 i1 + w2 i2 + b1
    SUBSTITUTION = "substitution"  # w1 i1 = 0.15 * 0.05
    ARITHMETIC = "arithmetic"  # 2 * 1/2 (t - o)^(2-1) * (-1) = -(t - o)
    CONSTANT_RULE = "constant_rule"  # d(b)/dw = 0
    IDENTITY_RULE = "identity_rule"  # d(w)/dw = 1
    SUM_RULE = "sum_rule"  # d(u + v) = du + dv
    CONSTANT_MULTIPLE = "constant_multiple"  # d(c u) = c du
    POWER_RULE = "power_rule"  # d(u^n) = n u^(n-1) du
    PRODUCT_RULE = "product_rule"  # d(u v) = du v + u dv
    QUOTIENT_RULE = "quotient_rule"  # d(u / v) = (du v - u dv) / v^2
    EXPONENTIAL_RULE = "exponential_rule"  # d(e^u) = e^u du
    FUNCTION_RULE = "function_rule"  # d(f(u)) = f'(u) du
    CHAIN_RULE = "chain_rule"  # dE/dw = dE/dnet * dnet/dw
    PATH_SUM = "path_sum"  # dE/dout = sum over the roads from out to E
    ACTIVATION_SLOPE = "activation_slope"  # dout/dnet = out (1 - out)
    REWRITE = "rewrite"  # e^-x / (1 + e^-x) = 1 - 1 / (1 + e^-x)
    GRADIENT_STEP = "gradient_step"  # w+ = w - eta dE/dw
