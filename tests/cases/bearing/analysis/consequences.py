import math

import numpy as np
import xarray as xr
from scipy.special import gamma, gammainc

PLANNED, FAILURE = 1.0, 27.0  # thousand dollars
PER = 10_000  # hours


def consequences(beliefs, setting):
    """Costs by the renewal theorem: those of a cage over the hours that it is in use."""
    rows = [_option(beliefs, option) for option in setting.options.values()]
    absolute = xr.concat(rows, "option").assign_coords(option=list(setting.options))
    baseline = absolute.sel(option=setting.baseline, drop=True)
    return absolute - baseline, baseline


def _option(b, option):
    shape = b["shape"]
    scale = b["b10"] * (-math.log(0.9)) ** (-1 / shape)
    replaced = option.levels["rule"] == "replace"
    hazard = (option.amounts["hours"] / scale) ** shape if replaced else np.inf + 0 * shape
    hours = scale / shape * gamma(1 / shape) * gammainc(1 / shape, hazard)
    failed = -np.expm1(-hazard)
    parts = [-PLANNED * (1 - failed) / hours, -FAILURE * failed / hours]
    return PER * xr.concat(parts, "attribute").assign_coords(attribute=["planned", "failures"])
