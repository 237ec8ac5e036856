"""Constant relative risk aversion, of lognormal wealth: w exp(mu + (1 - g) s^2 / 2)."""

from itertools import pairwise

import numpy as np
import pytest
import xarray as xr

import stakes

SEEDS, AVERSIONS = [1, 2, 3, 4], [0.0, 0.5, 1.0, 2.0, 4.0]
MU, SD, WEALTH = np.array([0.1, 0.15]), np.array([0.1, 0.3]), 50.0


def drawn(seed, n=10_000):
    z = np.random.default_rng(seed).normal(size=(n, 2))
    worth = WEALTH * np.exp(MU + SD * z) - WEALTH
    return xr.DataArray(worth, {"option": ["safe", "bold"]}, ("sample", "option"))


def truth(g):
    return WEALTH * np.exp(MU + (1 - g) * SD**2 / 2) - WEALTH


@pytest.mark.parametrize("g", AVERSIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_equivalents_of_lognormal_wealth(seed, g):
    found = stakes.crra_equivalent(drawn(seed), g, WEALTH)
    assert (abs(found["equivalent"] - truth(g)) < 4 * found["equivalent_mcse"]).all()
    gap = found["difference"].sel(option="bold") - (truth(g)[1] - truth(g)[0])
    assert (abs(gap) < 4 * found["difference_mcse"].sel(option="bold")).all()


def test_neutral_is_the_mean_and_aversion_lowers_it():
    x = drawn(1)
    found = [stakes.crra_equivalent(x, g, WEALTH)["equivalent"] for g in AVERSIONS]
    np.testing.assert_allclose(found[0], x.mean("sample"))
    assert all((a > b).all() for a, b in pairwise(found))


def test_another_wealth_would_be_found_out():
    found = stakes.crra_equivalent(drawn(1), 4.0, 10 * WEALTH)
    assert (abs(found["equivalent"] - truth(4.0)) > 10 * found["equivalent_mcse"]).all()


def test_branches_are_weighed():
    x = drawn(1).transpose("option", "sample")
    weight = (("branch", "sample"), np.tile([[0.25], [0.75]], (1, x.sizes["sample"])))
    both = xr.concat([x, x], "branch").transpose("option", "branch", "sample")
    found = stakes.crra_equivalent(both.assign_coords(weight=weight), 2.0, WEALTH)
    plain = stakes.crra_equivalent(x, 2.0, WEALTH)
    np.testing.assert_allclose(found["equivalent"], plain["equivalent"], rtol=1e-9)


def test_a_rare_loss_that_decides_is_said_to():
    x = np.ones((2_000, 2)) * 10
    x[:3, 1] = -9.999_999
    found = stakes.crra_equivalent(xr.DataArray(x, dims=("sample", "option")), 3.0, 10.0)
    assert np.isnan(found["equivalent"][1])
    assert found["reason"].values[1]


def test_ruin_and_an_infinite_aversion_are_refused():
    with pytest.raises(ValueError, match="of bold leave no wealth"):
        stakes.crra_equivalent(drawn(1) - [0, 60], 2.0, WEALTH)
    with pytest.raises(ValueError, match="finite"):
        stakes.crra_equivalent(drawn(1), np.inf, WEALTH)
