"""Every method on draws in sets, of which each posterior draw has several."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from made_up.parameters_in_sets import parameters, repeated
from made_up_sets import SETS, ar1, labelled, normals
from stakes.decision.expected_value import compare
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.information.sample_information import evsi
from stakes.decision.sensitivity.changed_beliefs.power_scaling import power_scale
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt
from stakes.decision.sensitivity.global_sensitivity.importance import importance
from stakes.decision.sensitivity.one_way.tornado import tornado
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover

SHAPE = (4, 500, 8)
SEEDS = [1, 2, 3]


def loss(mean, sd):
    """E[max(0, X)] - max(0, mean) of a normal X."""
    return sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd) - max(mean, 0)


def test_a_decision_that_is_the_same_in_all_sets_has_the_errors_of_the_posterior_draws():
    x = np.stack([ar1(np.random.default_rng(seed), 0.5, (4, 500)) for seed in range(3)])
    plain = compare(xr.DataArray(x, dims=("option", "chain", "draw")))
    sets = compare(xr.DataArray(repeated(x), dims=("option", *SETS)))
    names = [
        "expected",
        "mcse",
        "sd",
        "p_best",
        "p_best_mcse",
        "lead",
        "lead_mcse",
        "expected_regret",
        "evpi",
        "evpi_mcse",
    ]
    xr.testing.assert_allclose(sets[names], plain[names], rtol=1e-12)
    assert sets[["best", "resolved"]].equals(plain[["best", "resolved"]])


def test_the_order_of_sets_changes_nothing():
    value, pars = parameters(1)
    order = np.random.default_rng(0).permutation(SHAPE[2])
    mixed, moved = value.isel(set=order), pars.isel(set=order)
    xr.testing.assert_allclose(compare(mixed), compare(value), rtol=1e-9)
    both = [evppi(v, p)[["evppi", "se", "noise_floor"]] for v, p in ((mixed, moved), (value, pars))]
    xr.testing.assert_allclose(*both, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("sobol", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_choice_is_that_of_the_closed_form(seed, sobol):
    value, _ = parameters(seed, sobol)
    table, sd = compare(value), np.hypot(1, 0.8)
    assert abs(table["expected"][1].item() - 0.3) < 4 * table["mcse"][1].item()
    assert abs(table["p_best"][1].item() - norm.cdf(0.3 / sd)) < 4 * table["p_best_mcse"][1].item()
    assert abs(table["evpi"].item() - loss(0.3, sd)) < 4 * table["evpi_mcse"].item()
    assert table["lower"][1].item() == pytest.approx(0.3 - 1.645 * sd, abs=0.15)
    assert table["evpi"].item() == evpi(value)["evpi"].item()


@pytest.mark.parametrize("sobol", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_knowing_parameters_is_worth_the_closed_form(seed, sobol):
    value, pars = parameters(seed, sobol)
    table = evppi(
        value,
        pars,
        {
            "theta": ["theta"],
            "u": ["u"],
            "both": ["theta", "u"],
            "idle": ["idle"],
            "other": ["other"],
        },
    )
    truth = [loss(0.3, 1), loss(0.3, 0.8), loss(0.3, np.hypot(1, 0.8)), 0, 0]
    off = np.abs(table["evppi"].values - truth) / table["se"].values
    assert (off[:3] < 4).all()
    assert table["indistinguishable"].values.tolist() == [False, False, False, True, True]
    study = xr.Dataset({"told": pars["u"] + np.random.default_rng(seed).normal(size=SHAPE)})
    found = evsi(value, study)
    assert abs(found["evsi"].item() - loss(0.3, 0.8 / 2**0.5)) < 4 * found["se"].item()


def test_the_best_is_found_in_each_set_before_any_mean():
    value, _ = parameters(1)
    assert evpi(value)["evpi"].item() > 1.2 * evpi(value.mean("set"))["evpi"].item()


@pytest.mark.parametrize("seed", SEEDS)
def test_power_scaling_by_draw_and_by_set(seed):
    """A normal likelihood of theta, and a normal prior of what is drawn, whose powers have a closed
    form.
    """
    rng = np.random.default_rng(seed)
    theta, u = rng.normal(1, 1, SHAPE[:2]), normals(rng, SHAPE, 1)[0] + 0.5
    rows = np.stack([theta, theta])  # two observations, whose densities are summed
    fit = xr.DataTree.from_dict(
        {
            "log_prior": xr.Dataset({"u": (SETS, -((u - 0.5) ** 2) / 2)}),
            "log_likelihood": xr.Dataset({"y": (("row", *SETS[:2]), -((rows - 1) ** 2) / 4)}),
        }
    )
    value = labelled(0 * u, theta[..., None] ** 2 + u**2)
    found = power_scale(fit, value, alphas=[1.25])
    truth = {"likelihood": 1 + 1 / 1.25 + 1.25, "prior": 2 + 0.25 + 1 / 1.25}
    for name, expected in truth.items():
        at = found.sel(component=name, alpha=1.25, option="b")
        assert abs(at["expected"].item() - expected) < 4 * at["se"].item()
        assert at["se"].item() < 0.1


def test_ends_of_a_tornado():
    value, pars = parameters(1)
    found = tornado(value, pars)
    ends = found.sel(option="b", parameter=["theta", "u", "idle"])
    off = (ends["high"].values - [0.3 + 1.645, 0.3 + 0.8 * 1.645, 0.3]) / ends["high_se"].values
    assert (np.abs(off) < 4).all()


def test_shares_of_variance():
    value, pars = parameters(1)
    found = importance(value.sel(option="b"), pars)
    truth = np.array([1, 0, 0.64, 0]) / 1.64
    assert (np.abs(found["shapley"].values - truth) < 4 * found["shapley_se"].values + 0.01).all()


def test_tilt_by_sets_is_that_of_the_closed_form():
    value, _ = parameters(2)
    found = tilt(value, ("a", "b"))
    assert abs(found["kl"].item() - 0.3**2 / (2 * 1.64)) < 4 * found["se"].item()
    assert 0 < found["ess"].item() <= value[0].size


def test_boxes_hold_posterior_draws_out():
    value, pars = parameters(1)
    found = discover(value, pars[["idle", "other"]], "b")
    assert found.sizes["box"] == 0
    assert (
        discover(value, pars, "b").attrs["sentences"][0].startswith("b loses where theta is below")
    )
