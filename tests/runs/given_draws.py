"""A made-up choice as draws without a case."""

import numpy as np
import xarray as xr

RNG = np.random.default_rng(16)
DRAWS = 2000
GAIN, RISK = RNG.normal(1.0, 2.0, DRAWS), RNG.normal(0.0, 1.0, DRAWS)
VALUE = np.stack([0 * GAIN, GAIN - 0.5 + 0.3 * RISK, 0.4 * GAIN - 0.1], axis=-1)
OPTIONS = ["wait", "build", "half"]
LABELS = {"wait": "Wait", "build": "Build all", "gain": "Yearly gain"}


def labelled(value=VALUE):
    return xr.DataArray(value, dims=("sample", "option"), coords={"option": OPTIONS})
