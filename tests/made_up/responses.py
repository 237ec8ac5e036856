"""Made-up outcomes and what explains them."""

import numpy as np
import xarray as xr


def draws(x):
    return xr.DataArray(x, dims=("sample",) if x.ndim == 1 else ("chain", "draw"))


def known(*rows, **named):
    return xr.Dataset(
        {
            name: draws(x)
            for name, x in (dict(zip("abcdefghij", rows, strict=False)) | named).items()
        }
    )


def off(table, name, truth):
    return abs(table[name].to_numpy() - truth) / np.maximum(table[f"{name}_se"].to_numpy(), 1e-12)


def ishigami(seed, n=10_000):
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (3, n))
    return x, np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def normal_delta(rho):
    """Half the mean area between the density of y and that of y given x, both standard normal with
    correlation rho.
    """
    x, y = np.linspace(-8, 8, 1601), np.linspace(-8, 8, 3201)
    density = np.exp(-(y**2) / 2) / np.sqrt(2 * np.pi)
    rest = 1 - rho**2
    given = np.exp(-((y - rho * x[:, None]) ** 2) / (2 * rest)) / np.sqrt(2 * np.pi * rest)
    area = abs(given - density).sum(axis=1) * (y[1] - y[0])
    return float(np.exp(-(x**2) / 2) @ area / np.sqrt(2 * np.pi) * (x[1] - x[0]) / 2)
