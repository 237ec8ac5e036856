"""Made-up risks: options of which one may dominate another."""

import numpy as np

from made_up.chains import ar1
from made_up.options import labelled


def normals(seed, means, sds, n=100_000):
    return labelled(np.random.default_rng(seed).normal(means, sds, (n, len(means))))


def chains(seed, phi, shape):
    draws = ar1(np.random.default_rng(seed), phi, shape)
    return labelled(draws, ("option", "chain", "draw"))


def true_pairs(found):
    return {
        (str(o), str(p))
        for o in found["option"].values
        for p in found["other"].values
        if found.sel(option=o, other=p)
    }
