import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from made_up.jumps import against_nothing, draws, off
from stakes.decision.draws import dependence
from stakes.decision.information import regression_estimator
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.sample_information import evsi
from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = range(4)

EVPI = norm.pdf(0.3) - 0.3 * norm.sf(0.3)  # of a lead N(-0.3, 1)


def collinear(correlation, seed, n=4000):
    a, z = np.random.default_rng(seed).normal(size=(2, n))
    b = correlation * a + np.sqrt(1 - correlation**2) * z
    return draws(a=a, b=b), (a - b) / np.sqrt(2 - 2 * correlation) - 0.3


def together(value, known):
    return evppi(value, known, {"all": list(known)}).isel(group=0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("correlation", [0.99, 0.9999, 0.999999])
def test_a_small_difference_of_two_parameters_is_worth_what_it_is(correlation, seed):
    known, lead = collinear(correlation, seed)
    table = together(against_nothing(lead), known)
    assert off(table, EVPI) < 4
    assert table["share_of_evpi"] > 0.97


def test_without_residual_axes_it_would_be_lost(monkeypatch):
    monkeypatch.setattr(regression_estimator, "apart", lambda known: known)
    known, lead = collinear(0.99999, 1)
    assert off(together(against_nothing(lead), known), EVPI) > 6


@pytest.mark.parametrize("seed", SEEDS)
def test_an_intercept_and_the_slope_of_an_uncentred_year(seed):
    slope, now = np.random.default_rng(seed).normal(size=(2, 4000))
    known = draws(intercept=now - 2011 * slope, slope=slope)
    assert off(together(against_nothing(now - 0.3), known), EVPI) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_parameter_close_to_the_square_of_another(seed):
    a, z = np.random.default_rng(seed).normal(size=(2, 4000))
    assert off(together(against_nothing(z - 0.3), draws(a=a, b=a**2 + 1e-3 * z)), EVPI) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_study_that_reports_two_sums_of_which_the_difference_counts(seed):
    known, lead = collinear(0.99999, seed)
    assert off(evsi(against_nothing(lead), known), EVPI, "evsi") < 4


@pytest.mark.parametrize("correlation", [0.9999, 0.999999])
def test_importance_of_a_small_difference(correlation):
    known, lead = collinear(correlation, 3)
    table = importance(xr.DataArray(lead, dims="sample"), known)
    assert abs(table["explained"] - 1) < 4 * table["explained_se"]
    assert (abs(table["shapley"] - 0.5) < 4 * table["shapley_se"]).all()


def test_what_does_not_depend_stays_as_it_is():
    x = list(np.random.default_rng(1).normal(size=(3, 1000)))
    assert all(one is other for one, other in zip(dependence.apart(x), x, strict=True))
