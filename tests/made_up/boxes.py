"""Made-up losses in boxes."""

import numpy as np
import xarray as xr
from scipy.special import ndtr

from made_up.chains import ar1
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover


def asked(x, lost, **kwargs):
    """Option act loses to wait where it says so; parameters x0, x1, ..."""
    dims = ("sample",) if lost.ndim == 1 else ("chain", "draw")
    value = xr.DataArray(
        np.stack([0.0 * lost, np.where(lost, -1.0, 1.0)]),
        {"option": ["wait", "act"]},
        ("option", *dims),
    )
    return discover(value, xr.Dataset({f"x{i}": (dims, row) for i, row in enumerate(x)}), "act")


def flipped(rng, lost, share=0.03):
    return lost ^ (rng.uniform(size=lost.shape) < share)


def uniform(seed, n=5000, count=5):
    rng = np.random.default_rng(seed)
    return rng, rng.uniform(size=(count, n))


def in_box(x):
    return (x[1] > 0.6) & (x[2] > 0.2) & (x[2] < 0.7)


def in_corners(x):
    return ((x[1] > 0.65) & (x[2] > 0.65)) | ((x[1] < 0.35) & (x[2] < 0.35))


def planted(seed, n=5000):
    rng, x = uniform(seed, n)
    return asked(x, flipped(rng, in_box(x)))


def chained(rng, phi=0.8, shape=(4, 1000)):
    """Uniform parameters in slow chains: the distribution function of autoregressive normal
    draws.
    """
    x = ndtr(ar1(rng, phi, (5, *shape)))
    return x, flipped(rng, in_corners(x), 0.1)
