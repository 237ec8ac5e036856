"""Made-up parameters and what options are worth given them."""

import numpy as np
import xarray as xr

from made_up.chains import ar1


def options(*rows):
    return xr.DataArray(
        np.stack(rows), dims=("option", "sample"), coords={"option": list("abcdefgh"[: len(rows)])}
    )


def known(**draws):
    return xr.Dataset({name: ("sample", x) for name, x in draws.items()})


def off(table, truth, i=0):
    return abs(float(table[next(iter(table))][i]) - truth) / float(table["se"][i])


def shuffled(x):
    return np.random.default_rng(0).permutation(x)


def linear_normal(seed, n=10_000):
    rng = np.random.default_rng(seed)
    p1, p2 = rng.normal(1, 1, n), rng.normal(0, 2, n)
    return options(0 * p1, p1 - p2), p1, p2


def ar1_case(seed, phi):
    rng = np.random.default_rng(seed)
    x = ar1(rng, phi, (4, 1000))
    lead = x - 0.5 + 1.5 * ar1(rng, phi, (4, 1000))
    dims = ("chain", "draw")
    return xr.DataArray(np.stack([0 * lead, lead]), dims=("option", *dims)), xr.Dataset(
        {"x": (dims, x)}
    )
