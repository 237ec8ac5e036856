"""Made-up input."""

import numpy as np
import xarray as xr

N = 2000

X = np.random.default_rng(0).normal(size=N)

VALUES = np.stack([0 * X, X - 0.1, 2 * X - 0.3], -1)

LABELLED = xr.DataArray(VALUES, dims=("sample", "option"), coords={"option": ["a", "b", "c"]})
