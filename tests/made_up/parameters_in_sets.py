"""Made-up parameters in sets."""

import numpy as np
import xarray as xr

from made_up_sets import SETS, ar1, labelled, normals

SHAPE = (4, 500, 8)


def repeated(draws, sets=8):
    return np.repeat(draws[..., None], sets, axis=-1)


def parameters(seed, sobol=True):
    """A parameter by posterior draw, two drawn in sets, one by posterior draw that nothing depends
    on; and the lead.
    """
    rng = np.random.default_rng(seed)
    theta, idle = ar1(rng, 0.5, SHAPE[:2]), ar1(rng, 0.5, SHAPE[:2])
    u, other = normals(rng, SHAPE, 2, sobol)
    pars = xr.Dataset(
        {
            "theta": (SETS[:2], theta),
            "idle": (SETS[:2], idle),
            "u": (SETS, u),
            "other": (SETS, other),
        }
    )
    return labelled(0 * u, 0.3 + theta[..., None] + 0.8 * u), pars
