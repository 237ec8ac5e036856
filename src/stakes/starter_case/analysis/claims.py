"""The testable claims of claims.toml, one function each, of the same name.

`beliefs` are the draws; `values.net` is the net value of every option that does not wait, relative
to the baseline. Each returns, over [chain, draw], whether the statement holds, or how likely the
draw makes it.
"""

import numpy as np


def too_low(beliefs, values):
    room = (beliefs["wall_top"] - beliefs["level_typical"]) / beliefs["level_spread"]
    return -np.expm1(-np.exp(-room)) > 0.01


def weak(beliefs, values):
    return beliefs["weak_section"]


def raise_now(beliefs, values):
    return values.net.sel(option="raise") > 0
