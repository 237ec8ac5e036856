"""Made-up problems of which every power has a closed form."""

import numpy as np
import xarray as xr

from made_up.chains import ar1

DIMS = ("chain", "draw")


def problem(seed, draws=2500, at=0.75, phi=0.0):
    rng = np.random.default_rng(seed)
    theta = xr.DataArray(0.8 + ar1(rng, phi, (4, draws)) / 3**0.5, dims=DIMS)
    data = xr.Dataset({"theta": theta})
    fit = xr.DataTree.from_dict(
        {"log_prior": -(data**2) / 2, "log_likelihood": (-((data - 1.2) ** 2)).rename(theta="y")}
    )
    return fit, xr.concat([0 * theta, theta - at], "option").assign_coords(option=["no", "yes"])


def exact(component, alpha):
    """Independent draws of the scaled posterior of the prior."""
    assert component == "prior"
    theta = xr.DataArray(
        np.random.default_rng(9).normal(2.4 / (2 + alpha), (2 + alpha) ** -0.5, (4, 2000)),
        dims=DIMS,
    )
    return xr.concat([0 * theta, theta - 0.75], "option").assign_coords(option=["no", "yes"])
