"""Links with the lead, and their errors, against known truth."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.rank_correlations import linked

CHAINS, DRAWS = 4, 500


def normal(rng) -> xr.DataArray:
    return xr.DataArray(rng.normal(size=(CHAINS, DRAWS)), dims=("chain", "draw"))


def table(seed: int, r: float = 0.6) -> xr.Dataset:
    """Three quantities: one of correlation r with the lead and two of none; the first two are
    judged.
    """
    rng = np.random.default_rng(seed)
    draws = xr.Dataset({name: normal(rng) for name in "abc"})
    lead = r * draws["a"] + np.sqrt(1 - r**2) * normal(rng)
    fit = xr.DataTree.from_dict({"posterior": draws, "prior": draws})
    basis = {"a": "expert judgement", "b": "expert judgement", "c": "data"}
    quantities = {n: SimpleNamespace(basis=basis[n], label=n, unit="", topic="t") for n in "abc"}
    value = xr.concat([0 * lead, lead], "option").assign_coords(option=["wait", "act"])
    return linked(SimpleNamespace(quantities=quantities), fit, value, ("act", "wait"))


def test_errors_of_links_cover_the_truth():
    truth = (6 / np.pi * np.arcsin(0.6 / 2)) ** 2  # Spearman's rank correlation of two normals
    found = [table(seed) for seed in range(150)]
    z = np.array(
        [(t["link"].sel(quantity="a") - truth) / t["link_se"].sel(quantity="a") for t in found]
    )
    assert 0.89 < np.mean(np.abs(z) < 1.96) < 0.99
    assert abs(z.mean()) < 4 / np.sqrt(len(z))


def test_what_is_linked_comes_first_and_what_is_not_is_tied():
    for seed in range(20):
        found = table(seed)
        assert found["quantity"].to_numpy().tolist() == ["a", "b", "c"]
        assert found["highest"].to_numpy().tolist() == [1, 2, 2]
        assert found["lowest"].to_numpy().tolist() == [1, 3, 3]
        assert found["judged"].item() == pytest.approx(1, abs=0.02)
        assert 0 < found["judged_se"].item() < 0.01
