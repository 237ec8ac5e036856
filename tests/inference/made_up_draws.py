"""Draws of a few variables, and the sampler's statistics of them."""

import numpy as np
import xarray as xr


def draws(**variables):
    return xr.Dataset(
        {name: (("chain", "draw", *dims), values) for name, (dims, values) in variables.items()}
    )


def stats(diverging, energy=None):
    diverging = np.asarray(diverging, bool)
    energy = np.random.default_rng(9).normal(size=diverging.shape) if energy is None else energy
    return draws(diverging=((), diverging), energy=((), energy))
