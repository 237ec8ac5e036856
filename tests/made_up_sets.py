"""Made-up draws in sets: a scrambled Sobol sequence for each, dealt to the posterior draws in an
order of its own.
"""

import numpy as np
import xarray as xr
from scipy.signal import lfilter
from scipy.stats import norm, qmc

SETS = ("chain", "draw", "set")


def uniforms(rng, shape, count, sobol=True):
    """Draws (quantity, chain, draw, set)."""
    chain, draw, sets = shape
    n = chain * draw
    if not sobol:
        return rng.random((count, *shape))
    power = int(np.ceil(np.log2(n)))
    points = [
        rng.permutation(qmc.Sobol(count, rng=rng).random_base2(power)[:n]) for _ in range(sets)
    ]
    return (
        np.clip(np.stack(points, axis=-1), 1e-12, 1 - 1e-12)
        .reshape(chain, draw, count, sets)
        .transpose(2, 0, 1, 3)
    )


def normals(rng, shape, count, sobol=True):
    return norm.ppf(uniforms(rng, shape, count, sobol))


def ar1(rng, phi, shape):
    """Draws (chain, draw) of variance 1."""
    steps = np.sqrt(1 - phi**2) * rng.normal(size=shape)
    return lfilter([1], [1, -phi], steps, axis=1, zi=phi * rng.normal(size=(shape[0], 1)))[0]


def labelled(*rows):
    """Value of options from draws (chain, draw, set)."""
    return xr.DataArray(
        np.stack(rows), dims=("option", *SETS), coords={"option": list("abcdefgh"[: len(rows)])}
    )


def heavy(rng, shape, sigma, sobol=True):
    """Two options that cost a lognormal amount in one state times a probability, and their expected
    values.
    """
    u = uniforms(rng, shape, 6, sobol)
    chance, size = u[1], np.exp(sigma * norm.ppf(u[0]))
    one = -size * (u[2] < 0.3) * chance
    two = -0.3 * np.exp(norm.ppf(u[3])) * chance - 0.2 * (u[4] < 0.5) + u[5]
    mean = -np.exp(sigma**2 / 2) * 0.3 * 0.5
    return np.stack([one, two]), np.array([mean, -0.3 * np.exp(0.5) * 0.5 - 0.1 + 0.5])


def half_posterior(rng, shape, phi, sobol=True):
    """The same at a sigma of 1, with as much variance again from chains, which the second option
    has twice.
    """
    x, mean = heavy(rng, shape, 1.0, sobol)
    g = 0.45 * ar1(rng, phi, shape[:2])[..., None]
    return x + np.stack([g, 2 * g]), mean
