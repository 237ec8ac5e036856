"""Made-up leads that are lines in a parameter."""

import numpy as np
import xarray as xr

from made_up.chains import ar1

M, B = 0.5, 0.8


def series(rng, chains=None, phi=0.0):
    """Standard normal draws: 2000 independent ones, or chains of an AR(1) process."""
    return rng.normal(size=2000) if chains is None else ar1(rng, phi, chains)


def drawn(seed, chains=None, phi=0.0, stacked=False):
    rng = np.random.default_rng(seed)
    x, noise = series(rng, chains, phi), series(rng, chains, phi)
    if stacked:
        x, noise = x.ravel(), noise.ravel()
    dims = ("sample",) if x.ndim == 1 else ("chain", "draw")
    return as_value(M + B * x + noise, dims), xr.DataArray(x, dims=dims, name="x")


def as_value(lead, dims=("sample",)):
    lead = xr.DataArray(lead, dims=dims)
    return xr.concat([lead, 0 * lead], "option").assign_coords(option=["a", "b"])
