"""What the gauge will have shown of the rise by the day of the choice."""

import numpy as np
import xarray as xr

NOISE = 0.03  # metres: of a twenty-year mean of the sea's level, tides and weather


def arrivals(beliefs, evidence, until, rng):
    """The level of the sea by then, as the gauge has it."""
    years = (np.datetime64(until) - np.datetime64(evidence.as_of)) / np.timedelta64(1, "D") / 365.25
    rise = beliefs["rise"] * (years / 76) ** 1.3
    seen = np.asarray(rise) + rng.normal(0, NOISE, rise.shape)
    return xr.Dataset({"level": (rise.dims, seen)})
