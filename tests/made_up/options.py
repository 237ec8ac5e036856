"""Made-up options: labelled draws, chains, and what they are compared by."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from closed_form import TRUTH
from made_up.chains import ar1

A = TRUTH["A_linear_normal_voi"]
CARE = [0.0, 0.25, 0.5, 1.0, 2.0]


def labelled(draws, dims=("sample", "option"), ids="abcdefghij"):
    count = np.shape(draws)[dims.index("option")]
    return xr.DataArray(draws, dims=dims, coords={"option": list(ids[:count])})


def linear_normal(seed, n=10_000):
    rng = np.random.default_rng(seed)
    gain = rng.normal(1, 1, n) - rng.normal(0, 2, n)
    return labelled(np.stack([0 * gain, gain], axis=1))


def equal_options(seed, count, n=10_000):
    return labelled(np.random.default_rng(seed).normal(size=(n, count)))


def chain_values(seed, phi=0.95):
    gain = 1 + ar1(np.random.default_rng(seed), phi, (4, 1000)) * np.sqrt(5)
    return labelled(np.stack([0 * gain, gain]), ("option", "chain", "draw"))


MANY = np.random.default_rng(0).normal([[0.0], [0.01], [-0.3]], size=(3, 350_001))


def two_parts(seed, n=10_000):
    """Case A by attributes: p1 and p2 of option b, of which the first is gained and the second
    lost.
    """
    rng = np.random.default_rng(seed)
    draws = np.zeros((n, 2, 2))
    draws[:, 1] = rng.normal([1, 0], [1, 2], (n, 2))
    coords = {"option": ["a", "b"], "attribute": ["p1", "p2"]}
    return xr.DataArray(
        draws, dims=("sample", "option", "attribute"), coords=coords, attrs={"unit": "USD"}
    )


def sweep(care=CARE):
    care = np.asarray(care, float)
    weights = np.stack([care, -np.ones_like(care)], axis=1)
    return xr.DataArray(
        weights, dims=("care", "attribute"), coords={"care": care, "attribute": ["p1", "p2"]}
    )


def normal_loss(mean, sd):
    return sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd)


def off(estimate, error, truth):
    return float(np.max(np.abs(np.asarray(estimate) - truth) / np.asarray(error)))


def true_losses():
    w = np.array(CARE)
    evpi = normal_loss(w, np.sqrt(w**2 + 4))
    assert evpi[3] == pytest.approx(A["evpi"])
    assert evpi[3] + 1 == pytest.approx(A["expected_loss_opt0"])
    return np.stack([w + evpi, evpi], axis=1)


def risky(seed, n=100_000):
    return labelled(np.random.default_rng(seed).normal([100, 110], [50, 120], (n, 2))).assign_attrs(
        unit="USD"
    )
