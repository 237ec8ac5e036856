"""A trial of both treatments: how many of each arm have side effects."""

import numpy as np
import xarray as xr
from scipy.special import expit, logit


def trial(beliefs, evidence, sizes, rng):
    """The shares with side effects in both arms, by patients in each."""
    standard = beliefs["p_side_effects"]
    novel = expit(logit(standard) + beliefs["logor"])
    found = {}
    for name, p in {"standard": standard, "novel": novel}.items():
        counts = [rng.binomial(n, np.asarray(p)) / n for n in sizes]
        found[name] = ((*p.dims, "size"), np.stack(counts, -1))
    return xr.Dataset(found, {"size": list(sizes)})
