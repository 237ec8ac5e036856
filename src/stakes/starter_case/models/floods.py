"""Floods: the highest water of each year, from the gauge's record, if the river is as it was.

A model file registers variables in the PyMC model on the context stack: quantities by their names,
and the likelihood of the evidence. Start here when you write your own; `stakes check` says what is
missing.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

# Every likelihood needs checks that can fail: numbers of one data set, compared with those of
# replicates.
CHECKS = {
    "peak": {
        "highest water": lambda peak: peak.max(initial=0.0),
        "spread": lambda peak: peak.std() if peak.size else 0.0,
        "second half above the first": lambda peak: np.diff(
            [h.mean() if h.size else 0.0 for h in np.array_split(peak, 2)]
        )[0],
    }
}


def add(priors, evidence):
    """Register typical level, spread and rise of yearly high waters, with the record as
    evidence.
    """
    q = stakes.quantities(priors, ["level_typical", "level_spread"])
    peak = pm.Data(
        "high_water", evidence["high_water"]["peak"].to_numpy(dtype="float64")
    )  # pm.Data: refits need no compiling
    pm.Gumbel("peak", q["level_typical"] * pt.ones_like(peak), q["level_spread"], observed=peak)
    pm.Deterministic("rise", pt.zeros(()))  # metres a year, which consequences.py reads: none
