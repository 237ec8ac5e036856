"""Models that come apart, and some that do not."""

import numpy as np
import pymc as pm

from stakes.inference.apart.independent_parts import independent_parts
from stakes.inference.apart.parts import Parts

SEEN = {"left": np.array([1.0, 2.0, 1.5]), "right": np.array([-3.0])}


def two_means():
    """Two means, each seen with an error of 1: their posteriors are normal and known."""
    with pm.Model(coords={"time": [1, 2, 3]}) as model:
        for name, seen in SEEN.items():
            mean = pm.Normal(name, 0.0, 2.0)
            values = pm.Data(f"{name}_values", seen)
            pm.Normal(f"{name}_seen", mean, 1.0, observed=values)
        pm.Deterministic("both", model["left"] + model["right"])
    return model


def known(name):
    """Mean and standard deviation of the posterior of one of them."""
    precision = 1 / 4 + SEEN[name].size
    return SEEN[name].sum() / precision, precision**-0.5


def two_parts():
    return Parts(tuple(independent_parts(two_means(), few=0)))
