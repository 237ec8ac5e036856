"""Floods, if high waters rise from year to year: stands in for floods.py in the structure "rising"
of case.toml.

It registers the same outputs (level_typical, level_spread, rise), so that nothing else needs to
know which of the two is used.
"""

import numpy as np
import pymc as pm

import stakes

NOW = 2025.5  # the as-of date of case.toml, at which `level_typical` holds
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
    rows = evidence["high_water"]
    q = stakes.quantities(priors, ["level_typical", "level_spread", "level_rise"])
    rise = pm.Deterministic("rise", q["level_rise"] / 10)
    year = pm.Data("high_water_year", rows["year"].to_numpy(dtype="float64") + 0.5 - NOW)
    peak = pm.Data("high_water", rows["peak"].to_numpy(dtype="float64"))
    pm.Gumbel("peak", q["level_typical"] + rise * year, q["level_spread"], observed=peak)
