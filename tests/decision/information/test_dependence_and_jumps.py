"""EVPPI where parameters nearly determine each other, where expected values jump, and of names."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import norm

from stakes.decision.draws import dependence
from stakes.decision.draws.regression import jumps
from stakes.decision.information import regression_estimator
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.sample_information import evsi
from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = range(4)
EVPI = norm.pdf(0.3) - 0.3 * norm.sf(0.3)  # of a lead N(-0.3, 1)


def against_nothing(lead):
    return xr.DataArray([0 * lead, lead], {"option": ["wait", "act"]}, ("option", "sample"))


def draws(**named):
    return xr.Dataset({name: ("sample", x) for name, x in named.items()})


def collinear(correlation, seed, n=4000):
    a, z = np.random.default_rng(seed).normal(size=(2, n))
    b = correlation * a + np.sqrt(1 - correlation**2) * z
    return draws(a=a, b=b), (a - b) / np.sqrt(2 - 2 * correlation) - 0.3


def together(value, known):
    return evppi(value, known, {"all": list(known)}).isel(group=0)


def off(table, truth, name="evppi"):
    return abs(float(table[name]) - truth) / float(table["se"])


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


@pytest.mark.parametrize("quantile", [0.99, 0.999, 0.9995])
def test_a_threshold_in_the_outermost_draws_is_found(quantile):
    x = np.exp(2 * np.random.default_rng(5).normal(size=10_000))
    table = evppi(against_nothing(x - np.exp(2 * norm.ppf(quantile))), draws(x=x)).isel(group=0)
    assert table["share_of_evpi"] > 0.97  # a function of x
    assert not table["indistinguishable"]


def step(seed, at=0.999, height=300.0, base=-1.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=10_000)
    return (
        draws(x=x),
        base + height * (x > norm.ppf(at)) + rng.normal(size=x.size),
        (1 - at) * (base + height),
    )


def spike(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=10_000)
    return draws(x=x), -0.5 + 20 * (abs(x - 0.377) < 0.0025) + rng.normal(size=x.size), 0.005 * 19.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("made", [step, spike, lambda seed: step(seed, 0.5, 1.0, -0.6)])
def test_jumps_and_spikes_are_found(made, seed):
    known, lead, truth = made(seed)
    assert off(evppi(against_nothing(lead), known).isel(group=0), truth) < 4


def test_a_spike_would_be_missed_without_steps(monkeypatch):
    known, lead, truth = spike(1)
    monkeypatch.setattr(jumps, "MOST", 0)
    assert evppi(against_nothing(lead), known)["evppi"].item() < 0.8 * truth


@pytest.mark.parametrize("seed", range(20))
def test_noise_makes_no_jump(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=4000), rng.standard_t(3, size=(1, 4000))
    assert jumps.axis_with_jumps(x, y, (4000,)).order[-1] > 1


def counties(seed, count=85, n=10_000):
    rng = np.random.default_rng(seed)
    means = rng.normal(size=count)
    code = rng.integers(count, size=n)
    gain = means - 0.2
    return code, gain[code] + rng.normal(size=n), np.maximum(gain, 0).mean() - max(gain.mean(), 0)


KINDS = {
    "text": lambda code: xr.Dataset({"county": ("sample", np.array([f"c{i}" for i in code]))}),
    "pandas": lambda code: pd.DataFrame({"county": pd.Categorical([f"c{i}" for i in code])}),
    "objects": lambda code: xr.Dataset({"county": ("sample", code.astype(object))}),
    "flagged": lambda code: xr.Dataset({"county": ("sample", code * 1.0, {"categorical": 1})}),
    "numbers": lambda code: xr.Dataset({"county": ("sample", code * 1.0)}),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_many_names_have_their_own_means(kind, seed):
    code, lead, truth = counties(seed)
    assert off(evppi(against_nothing(lead), KINDS[kind](code)).isel(group=0), truth) < 4


def test_a_smooth_curve_over_numbered_names_would_be_low(monkeypatch):
    monkeypatch.setattr(jumps, "as_category", lambda x: None)
    code, lead, truth = counties(1)
    assert off(evppi(against_nothing(lead), KINDS["numbers"](code)).isel(group=0), truth) > 6


def test_few_draws_a_level_are_shrunk_and_said_so():
    rng = np.random.default_rng(2)
    code, lead = rng.integers(400, size=2000), rng.normal(size=2000) - 0.1
    table = evppi(against_nothing(lead), KINDS["text"](code)).isel(group=0)
    assert table["shrunk"]
    assert table["indistinguishable"]
    assert not evppi(against_nothing(lead), draws(x=rng.normal(size=2000)))["shrunk"].item()
