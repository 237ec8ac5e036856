"""What the soundings show: no structure, an open one or a closed one, by what is below."""

import numpy as np
import xarray as xr

# chances of no structure and of an open one, where the hole is dry, wet, soaking (published)
NONE, OPEN = np.array([0.6, 0.3, 0.1]), np.array([0.3, 0.4, 0.4])


def arrivals(beliefs, evidence, until, rng):
    """Whether there is no structure, and whether it is an open one; else it is closed."""
    oil = beliefs["oil"]
    hole = np.digitize(oil, [60, 200])  # dry, wet or soaking
    u = rng.random(oil.shape)
    none = u < NONE[hole]
    found = {"none": none, "open": ~none & (u < (NONE + OPEN)[hole])}
    return xr.Dataset({name: (oil.dims, x.astype(float)) for name, x in found.items()})
