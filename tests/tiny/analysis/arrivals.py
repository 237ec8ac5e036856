import numpy as np
import xarray as xr


def arrivals(beliefs, evidence, until, rng):
    rate = beliefs["flood_rate"]
    years = (np.datetime64(until) - np.datetime64(evidence.as_of)) / np.timedelta64(1, "D") / 365.25
    return xr.Dataset(
        {"floods": rate.copy(data=rng.poisson(rate.values * years).astype(float)).drop_attrs()}
    )
